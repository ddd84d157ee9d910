//! The compiler: Amazon States Language text in, diagnostics or Rust out.
#![doc = include_str!("../README.md")]

pub mod ast;
mod build_script;
pub mod check;
mod cloudformation;
pub mod codes;
mod compile;
mod diagnostic;
mod emit;
mod format;
pub mod graph;
#[doc(hidden)]
pub mod inspect;
mod ir;
pub mod jsonata;
pub mod jsonpath;
mod lines;
mod options;
pub mod parse;
pub mod render;
mod report;
mod source;
mod states;
pub mod suggest;
pub mod text;

pub use build_script::{BuildError, Builder, build};
pub use cloudformation::split_machine;
pub use compile::{Compiled, compile, compile_file, placeholder};
pub use diagnostic::{Code, Diagnostic, Diagnostics, Label, Severity};
pub use format::format;
#[doc(hidden)]
pub use options::Inspect;
pub use options::{Options, TypeOverride, WorkflowType};
pub use render::{RenderStyle, render, render_each, render_for_rustc, render_one};
pub use report::{Finding, Place, Report};
pub use source::{Format, LineCol, ReadError, SourceFile, Span, Spanned};

use std::borrow::Cow;

use cloudformation::{Definition, Written};
use parse::Substitutions;

/// Reads and checks a definition of a Standard workflow: everything that is wrong with it, and all warnings. What is right
/// and cannot be compiled is no error here.
///
/// Of a template every machine is checked whose definition it holds, unless [`SourceFile::with_machine`] says which.
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
    check_all(source, options).swap_remove(0).1
}

/// The same with the files that a template names for the definitions of its machines: first what was found in `source`,
/// then each of these files with what was found there.
pub fn check_all(source: &SourceFile, options: &Options) -> Vec<(SourceFile, Diagnostics)> {
    let mut diagnostics = Diagnostics::new();
    let definitions = cloudformation::definitions(source, &mut diagnostics);
    let several = definitions.len() > 1;
    let mut files: Vec<(SourceFile, Diagnostics)> = Vec::new();
    for mut definition in definitions {
        let mut found = std::mem::take(&mut definition.diagnostics);
        if let Written::File(file) = &definition.written {
            let mut there = Diagnostics::new();
            front_end(file, options, &mut there);
            match files
                .iter_mut()
                .find(|(known, _)| known.name() == file.name())
            {
                // A definition of two machines, with the same mistakes.
                Some((_, known)) => known.append_new(there),
                None => files.push((SourceFile::clone(file), there)),
            }
        } else if let Some((machine, options)) = syntax(&definition, options, &mut found) {
            check::check(&machine, &options, &mut found);
        }
        if let (true, Some(id)) = (several, &definition.id) {
            found = found.map(|finding| match finding.primary.span == id.span {
                true => finding,
                false => finding.also(id.span, "in this state machine"),
            });
        }
        diagnostics.append(found);
    }
    files.insert(0, (source.clone(), diagnostics));
    files
}

/// The checked syntax tree of the one machine that `source` stands for; where errors are reported, as much of it as could
/// be read.
pub(crate) fn front_end(
    source: &SourceFile,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<ast::StateMachine> {
    let (machine, options) = read(source, options, diagnostics)?;
    check::check(&machine, &options, diagnostics);
    Some(machine)
}

/// The syntax tree of the one machine that `source` stands for, and the options with what its template says; where errors
/// are reported, as much of it as could be read.
pub fn read(
    source: &SourceFile,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<(ast::StateMachine, Options)> {
    let definition = cloudformation::definition(source, diagnostics)?;
    syntax(&definition, options, diagnostics)
}

pub(crate) fn syntax(
    definition: &Definition,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<(ast::StateMachine, Options)> {
    let Written::Here(node) = &definition.written else {
        return None;
    };
    let options = definition.options(options);
    let Some(inspect) = &options.inspect else {
        let machine = parse::state_machine(node, &options.substitutions, diagnostics)?;
        return Some((machine, options));
    };
    let node = inspect::whole(node);
    let mut machine = parse::state_machine(&node, &options.substitutions, diagnostics)?;
    inspect::reduce(&mut machine, matches!(node, Cow::Owned(_)), inspect);
    Some((machine, options))
}
