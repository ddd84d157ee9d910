//! The compiler: Amazon States Language text in, diagnostics or Rust out.
#![doc = include_str!("../README.md")]

pub mod ast;
mod build_script;
pub mod check;
pub mod codes;
mod compile;
mod diagnostic;
mod emit;
mod format;
pub mod graph;
mod ir;
pub mod jsonata;
pub mod jsonpath;
mod options;
pub mod parse;
pub mod render;
mod report;
mod source;
pub mod suggest;
pub mod text;

pub use build_script::{BuildError, Builder, build};
pub use compile::{Compiled, compile, compile_file, placeholder};
pub use diagnostic::{Code, Diagnostic, Diagnostics, Label, Severity};
pub use format::format;
pub use options::{Options, TypeOverride};
pub use render::{RenderStyle, render, render_each, render_for_rustc, render_one};
pub use report::{Finding, Place, Report};
pub use source::{Format, LineCol, ReadError, SourceFile, Span, Spanned};

use parse::Substitutions;

/// Reads and checks a definition of a Standard workflow: everything that is wrong with it, and all warnings. What is right
/// and cannot be compiled yet is no error here.
pub fn check(source: &SourceFile, substitutions: &Substitutions) -> Diagnostics {
    check_with(
        source,
        &Options {
            substitutions: substitutions.clone(),
            ..Options::default()
        },
    )
}

/// The same with the options of a compilation: an Express workflow can do less.
pub fn check_with(source: &SourceFile, options: &Options) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    front_end(source, options, &mut diagnostics);
    diagnostics
}

/// The checked syntax tree; where errors are reported, as much of it as could be read.
pub(crate) fn front_end(
    source: &SourceFile,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<ast::StateMachine> {
    let machine = syntax(source, &options.substitutions, diagnostics)?;
    check::check(&machine, options, diagnostics);
    Some(machine)
}

/// The syntax tree as it stands in the text; where errors are reported, as much of it as could be read.
pub(crate) fn syntax(
    source: &SourceFile,
    substitutions: &Substitutions,
    diagnostics: &mut Diagnostics,
) -> Option<ast::StateMachine> {
    let node = text::parse(source, diagnostics)?;
    parse::state_machine(&node, substitutions, diagnostics)
}
