//! Errors of evaluation, with the reference's codes and texts.

use std::fmt;

use super::operand::{Operand, View};
use super::text;

/// Why an expression has no result: a code of the reference, and its text for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// `T2001` and so on.
    pub code: &'static str,
    /// The reference's text, values filled in.
    pub message: String,
}

impl std::error::Error for Error {}

/// As AWS shows it: `T2001: The left side of …`.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl Error {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Error {
        Error {
            code,
            message: message.into(),
        }
    }

    /// An argument of the wrong type; arguments count from 1.
    pub(super) fn argument(argument: &impl Operand, function: &str, index: usize) -> Error {
        if argument.is_context() {
            let message = format!(
                "Context value is not a compatible type with argument {index} of function \"{function}\""
            );
            return Error::new("T0411", message);
        }
        let message = format!(
            "Argument {index} of function \"{function}\" does not match function signature"
        );
        Error::new("T0410", message)
    }

    /// An array of the wrong things.
    pub(super) fn array_of(function: &str, index: usize, things: &str) -> Error {
        let message =
            format!("Argument {index} of function \"{function}\" must be an array of \"{things}\"");
        Error::new("T0412", message)
    }

    /// An infinite number that is used.
    pub(super) fn out_of_range() -> Error {
        Error::new("D1001", "Number out of range: null")
    }
}

/// A value as the reference's texts show it: as JSON.
pub(super) fn shown(value: impl Operand) -> String {
    match value.view() {
        View::Undefined => "undefined".to_owned(),
        View::Number(number) if !number.is_finite() => "null".to_owned(),
        View::Number(number) => text::number_text(number),
        View::String(string) => text::quoted(string),
        View::Null => "null".to_owned(),
        View::Bool(bool) => bool.to_string(),
        View::Array(_) | View::Object(_) => value
            .to_sequence()
            .into_value()
            .map_or_else(String::new, |value| text::json(&value)),
    }
}
