//! Findings in the forms that programs read.

pub(crate) mod json;
pub(crate) mod sarif;

use std::io::Write;

/// Prints `text` and a line end. A reader that wants no more, such as `head`, is not a failure.
pub(crate) fn print(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}
