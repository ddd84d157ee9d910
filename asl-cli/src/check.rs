//! `cargo asl check`.

use std::path::{Path, PathBuf};

use asl_codegen::parse::Substitutions;

use crate::{Outcome, input};

/// Checks each file; all of them, whatever is wrong with the first.
pub(crate) fn run(files: &[PathBuf], substitutions: &Substitutions) -> Outcome {
    let outcomes = files.iter().map(|file| check(file, substitutions));
    outcomes.max().unwrap_or(Outcome::Good)
}

fn check(file: &Path, substitutions: &Substitutions) -> Outcome {
    match input::read(file) {
        Ok(source) => input::report(&asl_codegen::check(&source, substitutions), &source),
        Err(outcome) => outcome,
    }
}
