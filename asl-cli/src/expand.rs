//! `cargo asl expand`: the Rust that a definition becomes.

use std::path::Path;

use asl_codegen::parse::Substitutions;
use asl_codegen::{Options, compile};

use crate::{Outcome, input};

pub(crate) fn run(file: &Path, module: Option<String>, substitutions: Substitutions) -> Outcome {
    let source = match input::read(file) {
        Ok(source) => source,
        Err(outcome) => return outcome,
    };
    let options = Options {
        module,
        substitutions,
        ..Options::default()
    };
    let compiled = compile(&source, &options);
    if input::report(&compiled.diagnostics, &source) != Outcome::Good {
        return Outcome::Errors;
    }
    match asl_codegen::format(&compiled.code, &source) {
        Ok(text) => {
            print!("{text}");
            Outcome::Good
        }
        Err(error) => {
            eprintln!(
                "error: the generated code is not valid Rust, which is a fault of asl-codegen: {error}"
            );
            Outcome::Errors
        }
    }
}
