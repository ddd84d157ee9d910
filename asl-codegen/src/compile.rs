//! From a definition's text to Rust.

use std::path::Path;

use proc_macro2::TokenStream;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::options::Options;
use crate::source::{ReadError, SourceFile, Span};
use crate::{ast, check, cloudformation, emit, ir, syntax};

/// What compiling a definition gave.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The generated module. Where there are errors, as much of its public face as is certain; a caller that reports them
    /// as `compile_error!`s puts them into this module (its last token is the body), which tells rustc not to complain
    /// of what is missing in it.
    pub code: TokenStream,
    /// All that was found, warnings and errors.
    pub diagnostics: Diagnostics,
}

/// Compiles the definition at `path`, to be shown as `name`; both may name a machine in a template, `template.yaml#Machine`.
/// The source is that of the file with the definition, which a template may name. A file that cannot be read gives a text without content, and
/// the reason as a diagnostic.
pub fn compile_file(path: &Path, name: &str, options: &Options) -> (SourceFile, Compiled) {
    match SourceFile::read(path, name) {
        Ok(source) => {
            let source = source.into_definition();
            let compiled = compile(&source, options);
            (source, compiled)
        }
        Err(ReadError {
            source,
            diagnostics,
        }) => {
            let code = placeholder(name, options);
            (source, Compiled { code, diagnostics })
        }
    }
}

/// The module in place of a definition that cannot be compiled at all, for the reasons that a caller adds to it as it does
/// with [`Compiled::code`].
pub fn placeholder(name: &str, options: &Options) -> TokenStream {
    emit::unknown(&ir::module(name, options), None)
}

/// Compiles a definition.
///
/// ```
/// use asl_codegen::{Options, SourceFile, compile};
///
/// let definition = r#"{ "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } } }"#;
/// let compiled = compile(&SourceFile::new("done.json", definition), &Options::default());
/// assert!(compiled.diagnostics.is_empty());
/// assert!(compiled.code.to_string().starts_with("# [doc"));
/// ```
pub fn compile(source: &SourceFile, options: &Options) -> Compiled {
    let mut diagnostics = Diagnostics::new();
    let given = &options.substitutions;
    let definition = cloudformation::definition(source, &mut diagnostics);
    let read = definition.and_then(|definition| {
        diagnostics.append(definition.unsupported.clone());
        syntax(&definition, options, &mut diagnostics)
    });
    let whole = !diagnostics.has_errors();
    let code = match &read {
        Some((machine, options)) => {
            check::check(machine, options, &mut diagnostics);
            check::substitutions::check(machine, given, source.text(), &mut diagnostics);
            generate(machine, whole, source, options, &mut diagnostics)
        }
        None => placeholder(source.asked(), options),
    };
    Compiled { code, diagnostics }
}

fn generate(
    machine: &ast::StateMachine,
    whole: bool,
    source: &SourceFile,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> TokenStream {
    let workflow = ir::lower(machine, source, options);
    if !whole {
        // Tasks and their inputs may be missing: what is there would give rise to errors of its own.
        return emit::unknown(&workflow.module, Some(&workflow));
    }
    check_tasks(&workflow, options, diagnostics);
    if diagnostics.has_errors() {
        return emit::skeleton(&workflow);
    }
    // AFTER THIS POINT: every target exists, every expression is supported, every type is given to a task that exists.
    emit::workflow(&workflow)
}

/// What the user says of tasks is said of tasks that exist.
fn check_tasks(workflow: &ir::Workflow<'_>, options: &Options, diagnostics: &mut Diagnostics) {
    let methods: Vec<String> = workflow
        .methods
        .iter()
        .map(|method| method.name.to_string())
        .collect();
    let types = options.types.keys().map(|name| ("types", name));
    let once = options
        .at_most_once
        .iter()
        .map(|name| ("at_most_once", name));
    for (option, name) in types.chain(once) {
        let others: &[&str] = match option {
            "types" => &["execution"],
            _ => &[],
        };
        if others.contains(&name.as_str()) || methods.contains(name) {
            continue;
        }
        let others = others.iter().copied();
        let candidates = methods.iter().map(String::as_str).chain(others);
        let help = match crate::suggest::did_you_mean(name, candidates) {
            Some(similar) => format!("did you mean `{similar}`?"),
            None => format!("its tasks are: {}", methods.join(", ")),
        };
        let message =
            format!("`{option}` names a task that the definition does not call: `{name}`");
        diagnostics.report(Diagnostic::error("unknown-task", Span::NOWHERE, message).help(help));
    }
}
