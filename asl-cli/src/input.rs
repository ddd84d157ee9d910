//! What commands read: files, and values for substitutions.

use std::path::Path;

use asl_codegen::parse::Substitutions;
use asl_codegen::render::{RenderStyle, render, render_each};
use asl_codegen::{Diagnostics, SourceFile};

use crate::{Outcome, Values};

impl From<Values> for Substitutions {
    fn from(values: Values) -> Self {
        values.substitutions.into_iter().collect()
    }
}

/// Reads `NAME=VALUE`.
pub(crate) fn substitution(argument: &str) -> Result<(String, String), String> {
    match argument.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err("expected `NAME=VALUE`".to_string()),
    }
}

/// The file's text; where it cannot be read, says so.
pub(crate) fn read(file: &Path) -> Result<SourceFile, Outcome> {
    SourceFile::read(file, &file.to_string_lossy()).map_err(|error| {
        let each = render_each(&error.diagnostics, &error.source, RenderStyle::Colored);
        anstream::eprintln!("{}", each.concat());
        Outcome::Unreadable
    })
}

/// Prints what was found; tells whether errors are among it.
pub(crate) fn report(diagnostics: &Diagnostics, source: &SourceFile) -> Outcome {
    // The colours are dropped where the output is no terminal that shows them.
    let rendered = render(diagnostics, source, RenderStyle::Colored);
    if !rendered.is_empty() {
        anstream::eprintln!("{rendered}");
    }
    match diagnostics.has_errors() {
        true => Outcome::Errors,
        false => Outcome::Good,
    }
}
