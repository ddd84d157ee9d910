//! From a definition's text to Rust.

use proc_macro2::TokenStream;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::options::Options;
use crate::source::{SourceFile, Span};
use crate::{ast, emit, front_end, ir};

/// What compiling a definition gave.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The generated module. Where there are errors, as much of its public face as could be made out, so that code that
    /// uses it does not fail for reasons of its own.
    pub code: TokenStream,
    /// All that was found, warnings and errors.
    pub diagnostics: Diagnostics,
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
    let machine = front_end(source, &options.substitutions, &mut diagnostics);
    let code = match &machine {
        Some(machine) => generate(machine, source, options, &mut diagnostics),
        None => TokenStream::new(),
    };
    Compiled { code, diagnostics }
}

fn generate(
    machine: &ast::StateMachine,
    source: &SourceFile,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> TokenStream {
    let workflow = ir::lower(machine, source, options);
    check_types(&workflow, options, diagnostics);
    if diagnostics.has_errors() {
        return emit::skeleton(&workflow);
    }
    // AFTER THIS POINT: every target exists, every expression is supported, every type is given to a task that exists.
    emit::workflow(&workflow)
}

/// The user's types are for tasks that exist.
fn check_types(workflow: &ir::Workflow<'_>, options: &Options, diagnostics: &mut Diagnostics) {
    let methods: Vec<String> = workflow
        .methods
        .iter()
        .map(|method| method.name.to_string())
        .collect();
    for name in options.types.keys() {
        if name == "execution" || methods.contains(name) {
            continue;
        }
        let candidates = methods.iter().map(String::as_str).chain(["execution"]);
        let help = match crate::suggest::did_you_mean(name, candidates) {
            Some(similar) => format!("did you mean `{similar}`?"),
            None => format!("its tasks are: {}", methods.join(", ")),
        };
        let message = format!("`types` names a task that the definition does not call: `{name}`");
        diagnostics.report(Diagnostic::error("unknown-task", Span::default(), message).help(help));
    }
}
