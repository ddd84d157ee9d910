//! The compiler in a build script.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::cloudformation::split_machine;
use crate::compile::compile_file;
use crate::diagnostic::{Diagnostics, Severity};
use crate::options::{Options, TypeOverride, WorkflowType};
use crate::render::{RenderStyle, render, render_each};
use crate::source::SourceFile;

/// Compiles a definition in a build script: the same module that `asl!` makes, as a file of formatted code.
///
/// `build.rs`:
///
/// ```no_run
/// fn main() -> Result<(), asl_codegen::BuildError> {
///     asl_codegen::Builder::new("workflows/order.json").types("charge_card", "fn(_) -> crate::Charge").compile()
/// }
/// ```
///
/// and in the crate:
///
/// ```ignore
/// include!(concat!(env!("OUT_DIR"), "/order.rs"));
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    path: PathBuf,
    options: Options,
    out_dir: Option<PathBuf>,
    bad_type: Option<String>,
}

/// Compiles a definition in a build script with no options; see [`Builder`].
///
/// # Errors
///
/// A file that cannot be read, a definition with errors, a folder that cannot be written to.
pub fn build(path: impl Into<PathBuf>) -> Result<(), BuildError> {
    Builder::new(path).compile()
}

impl Builder {
    /// For the definition at `path`, relative to the package's root: a file, or a machine in a template of CloudFormation or
    /// SAM, by its logical id: `template.yaml#OrderMachine`. What a template says of a machine counts where nothing else is
    /// given: literal `DefinitionSubstitutions` are [values](Self::substitution), a type `EXPRESS` is [`express`](Self::express),
    /// `STANDARD` or none [`standard`](Self::standard).
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Builder {
            path: path.into(),
            options: Options::default(),
            out_dir: None,
            bad_type: None,
        }
    }

    /// The generated module's name, as `mod =` of `asl!`; the file's, or that of the machine in a template, where it is left
    /// out.
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.options.module = Some(name.into());
        self
    }

    /// The user's own types for a task, `fn(Input) -> Output` with `_` for an inferred one, as in `types = {..}` of `asl!`;
    /// the execution's own input and output under `execution`.
    pub fn types(mut self, task: impl Into<String>, function: &str) -> Self {
        let task = task.into();
        match TypeOverride::parse(function) {
            Ok(types) => {
                self.options.types.insert(task, types);
            }
            Err(error) => {
                self.bad_type = Some(format!(
                    "the type `{function}` of `{task}` can't be read: {error}"
                ))
            }
        }
        self
    }

    /// The value of `${name}` in the definition, as in `substitutions = {..}` of `asl!`. What gets none and is used by a
    /// running machine becomes a field of the generated `Substitutions`, which `Machine::new` takes.
    pub fn substitution(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.substitutions.insert(name.into(), value.into());
        self
    }

    /// The machine is an Express workflow, as `express` of `asl!`.
    pub fn express(mut self) -> Self {
        self.options.workflow_type = Some(WorkflowType::Express);
        self
    }

    /// The machine is a Standard workflow, as `standard` of `asl!`.
    pub fn standard(mut self) -> Self {
        self.options.workflow_type = Some(WorkflowType::Standard);
        self
    }

    /// A task that is called at most once, as `at_most_once = [..]` of `asl!`: where it was cut off when the process ended it
    /// fails with `Asl.TaskInterrupted`, and is not called again.
    pub fn at_most_once(mut self, task: impl Into<String>) -> Self {
        self.options.at_most_once.insert(task.into());
        self
    }

    /// `MockTasks` is part of every build, as `mocks` of `asl!`, so that integration tests and other crates can use it; else it
    /// is there in the crate's own tests only.
    pub fn mocks(mut self, everywhere: bool) -> Self {
        self.options.mocks = everywhere;
        self
    }

    /// Where the code goes; `OUT_DIR` where it is left out.
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Compiles, and writes the code to a file named after the module. Tells cargo to run the build script again when the
    /// definition changes, and passes warnings on to it.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, a definition with errors, a folder that cannot be written to.
    pub fn compile(self) -> Result<(), BuildError> {
        if let Some(bad_type) = self.bad_type {
            return Err(BuildError(bad_type));
        }
        let name = self.path.to_string_lossy().into_owned();
        let root = std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .unwrap_or_default();
        let path = root.join(&self.path);
        let (source, compiled) = compile_file(&path, &name, &self.options);
        // A file that is missed is one too: when it comes, the script is to run again.
        let missed = [split_machine(&path).0];
        let files = match source.files() {
            [] => &missed,
            files => files,
        };
        for file in files {
            let file = file.strip_prefix(&root).unwrap_or(file);
            println!("cargo::rerun-if-changed={}", file.display());
        }
        let diagnostics = &compiled.diagnostics;
        if diagnostics.has_errors() {
            return Err(BuildError(render(diagnostics, &source, RenderStyle::Plain)));
        }
        warn(diagnostics, &source);
        let file = match syn::parse2::<syn::ItemMod>(compiled.code.clone()) {
            Ok(module) => format!("{}.rs", module.ident.to_string().trim_start_matches("r#")),
            Err(error) => {
                return Err(BuildError(format!(
                    "the generated code is not valid: {error}"
                )));
            }
        };
        let text = crate::format::format(&compiled.code, &source)
            .map_err(|error| BuildError(format!("the generated code is not valid: {error}")))?;
        let Some(folder) = self
            .out_dir
            .or_else(|| std::env::var_os("OUT_DIR").map(PathBuf::from))
        else {
            return Err(BuildError(
                "OUT_DIR is not set: call this in a build script, or give `out_dir`".to_owned(),
            ));
        };
        write_changed(&folder.join(file), &text)
    }
}

fn warn(diagnostics: &Diagnostics, source: &SourceFile) {
    debug_assert!(
        diagnostics
            .in_order()
            .iter()
            .all(|found| found.severity == Severity::Warning)
    );
    for text in render_each(diagnostics, source, RenderStyle::Plain) {
        // cargo takes a line a warning.
        for line in text.lines() {
            println!("cargo::warning={line}");
        }
    }
}

/// A file that stays as it is is not written, so that nothing that depends on it is built again.
fn write_changed(path: &Path, text: &str) -> Result<(), BuildError> {
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    std::fs::write(path, text)
        .map_err(|error| BuildError(format!("can't write {}: {error}", path.display())))
}

/// Why a build script could not compile a definition. A `main` that returns it shows the diagnostics as they are.
pub struct BuildError(String);

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// `main` prints an error's `Debug`, and what it prints is for people.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}", self.0)
    }
}

impl std::error::Error for BuildError {}
