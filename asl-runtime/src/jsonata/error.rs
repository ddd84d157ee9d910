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
        match self.code {
            WITHOUT_CODE => f.write_str(&self.message),
            code => write!(f, "{code}: {}", self.message),
        }
    }
}

impl Error {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Error {
        Error {
            code,
            message: message.into(),
        }
    }

    /// An error that the reference leaves to JavaScript.
    pub(super) fn without_code(message: impl Into<String>) -> Error {
        Error::new(WITHOUT_CODE, message)
    }

    /// An argument of the wrong type; arguments count from 1.
    pub(super) fn argument(argument: &impl Operand, function: &str, index: usize) -> Error {
        match argument.is_context() {
            true => Error::context(function, index),
            false => Error::signature(function, index),
        }
    }

    /// A context of the wrong type in an argument's place.
    pub(super) fn context(function: &str, index: usize) -> Error {
        let function = name(function);
        let message = format!(
            "Context value is not a compatible type with argument {index} of function {function}"
        );
        Error::new("T0411", message)
    }

    /// An argument that the signature does not allow.
    pub(super) fn signature(function: &str, index: usize) -> Error {
        let function = name(function);
        let message =
            format!("Argument {index} of function {function} does not match function signature");
        Error::new("T0410", message)
    }

    /// An array of the wrong things.
    pub(super) fn array_of(function: &str, index: usize, things: &str) -> Error {
        let function = name(function);
        let message =
            format!("Argument {index} of function {function} must be an array of \"{things}\"");
        Error::new("T0412", message)
    }

    /// A function that was to find matches.
    pub(super) fn no_matcher(function: &str) -> Error {
        let function = name(function);
        let message = format!(
            "The matcher function argument passed to function {function} does not return the correct object structure"
        );
        Error::new("T1010", message)
    }

    /// A key of an object.
    pub(super) fn key_is_no_string(key: impl Operand) -> Error {
        let key = shown(key);
        let message = format!("Key in object structure must evaluate to a string; got: {key}");
        Error::new("T1003", message)
    }

    /// A key that two pairs of a constructor give.
    pub(super) fn repeated_key(key: &str) -> Error {
        let key = text::quoted(key);
        let message = format!("Multiple key definitions evaluate to same key: {key}");
        Error::new("D1009", message)
    }

    /// `$single` and what it found.
    pub(super) fn too_many_matches() -> Error {
        let message =
            "The $single() function expected exactly 1 matching result.  Instead it matched more.";
        Error::new("D3138", message)
    }

    /// `$single` where it found nothing.
    pub(super) fn no_match() -> Error {
        let message =
            "The $single() function expected exactly 1 matching result.  Instead it matched 0.";
        Error::new("D3139", message)
    }

    /// A function where a value is wanted: no error of the evaluation, but its result cannot be used.
    pub(super) fn unsupported_result() -> Error {
        Error::new(UNSUPPORTED_RESULT, "The result is a function, or holds one")
    }

    /// Whether the evaluation gave something that is no value.
    pub fn is_unsupported_result(&self) -> bool {
        self.code == UNSUPPORTED_RESULT
    }

    /// An infinite number that is used.
    pub(super) fn out_of_range() -> Error {
        Error::new("D1001", "Number out of range: null")
    }
}

const WITHOUT_CODE: &str = "NOCODE";
const UNSUPPORTED_RESULT: &str = "unsupported-result";

/// A function's name as the texts show it; one that is called on the spot has none.
fn name(function: &str) -> String {
    match function {
        "" => "undefined".to_owned(),
        function => format!("\"{function}\""),
    }
}

/// A value as the reference's texts show it: as JSON.
pub(super) fn shown(value: impl Operand) -> String {
    match value.view() {
        View::Undefined | View::Function { .. } => "undefined".to_owned(),
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
