//! What commands read: files, and values for substitutions.

use std::io::Read;
use std::path::Path;

use asl_codegen::parse::Substitutions;
use asl_codegen::text::MAX_BYTES;
use asl_codegen::{Diagnostic, Diagnostics, ReadError, RenderStyle, SourceFile, Span, render};

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

/// The file's text, or that of standard input for `-`.
pub(crate) fn open(file: &Path) -> Result<SourceFile, ReadError> {
    if file.as_os_str() != "-" {
        return SourceFile::read(file, &file.to_string_lossy());
    }
    let name = "<stdin>";
    let mut text = String::new();
    // One byte more than is read at most, so that the compiler can say that it is too many.
    let mut input = std::io::stdin().lock().take(MAX_BYTES as u64 + 1);
    match input.read_to_string(&mut text) {
        Ok(_) => Ok(SourceFile::new(name, text)),
        Err(error) => {
            let message = "standard input cannot be read";
            let mut diagnostics = Diagnostics::new();
            diagnostics.report(
                Diagnostic::error("file-not-readable", Span::NOWHERE, message)
                    .note(error.to_string()),
            );
            Err(ReadError {
                source: SourceFile::new(name, ""),
                diagnostics,
            })
        }
    }
}

/// The text of the file with the definition; where it cannot be read, says so.
pub(crate) fn read(file: &Path) -> Result<SourceFile, Outcome> {
    open(file)
        .map(SourceFile::into_definition)
        .map_err(|error| {
            show(&error.diagnostics, &error.source);
            Outcome::Unreadable
        })
}

/// Prints what was found; tells whether errors are among it.
pub(crate) fn report(diagnostics: &Diagnostics, source: &SourceFile) -> Outcome {
    show(diagnostics, source);
    match diagnostics.has_errors() {
        true => Outcome::Errors,
        false => Outcome::Good,
    }
}

/// Prints what was found, for a person.
pub(crate) fn show(diagnostics: &Diagnostics, source: &SourceFile) {
    // The colours are dropped where the output is no terminal that shows them.
    let rendered = render(diagnostics, source, RenderStyle::Colored);
    if !rendered.is_empty() {
        anstream::eprintln!("{rendered}");
    }
}
