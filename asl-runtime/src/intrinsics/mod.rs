//! The intrinsic functions of payload templates, `States.Format` and the others.
//!
//! Each is a function over values. The numbers of arguments are known when a machine is compiled; what arguments are is only
//! known here, and an argument of another type than the function takes is an [`IntrinsicError`].
//!
//! ```
//! use asl_runtime::{intrinsics, value};
//!
//! let partitions = intrinsics::array_partition(&value!([1, 2, 3]), &value!(2))?;
//! assert_eq!(partitions, value!([[1, 2], [3]]));
//! assert!(intrinsics::array_length(&value!("abc")).is_err());
//! # Ok::<(), intrinsics::IntrinsicError>(())
//! ```

mod array;
mod encoding;
mod json;
mod math;
mod string;

use std::fmt;

use crate::value::{Kind, Value};

pub use array::{
    array, array_contains, array_get_item, array_length, array_partition, array_range, array_unique,
};
pub use encoding::{base64_decode, base64_encode, hash, hash_text};
pub use json::{json_merge, json_to_string, string_to_json};
pub use math::{math_add, math_random, uuid};
pub use string::{format, string_split, text};

/// Why a call of an intrinsic function failed: the cause of a `States.IntrinsicFailure`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntrinsicError(String);

impl IntrinsicError {
    fn new(cause: impl Into<String>) -> IntrinsicError {
        IntrinsicError(cause.into())
    }

    /// The cause, as a sentence.
    pub fn cause(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IntrinsicError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for IntrinsicError {}

/// What an intrinsic function gives.
pub type Result<T = Value> = std::result::Result<T, IntrinsicError>;

/// The failure of an argument that is not what the function takes.
fn not<T>(what: &str, expected: &str, found: &Value) -> Result<T> {
    Err(IntrinsicError::new(format!(
        "The {what} must be {expected}, but was: {}",
        shortened(found)
    )))
}

/// The value as JSON, cut short where it is long.
fn shortened(value: &Value) -> String {
    const SHOWN: usize = 200;
    let mut json = value.to_json_string();
    if let Some((end, _)) = json.char_indices().nth(SHOWN) {
        json.truncate(end);
        json.push_str("...");
    }
    json
}

fn elements(value: &Value) -> Result<&[Value]> {
    value
        .as_array()
        .map_or_else(|| not("first argument", "an array", value), Ok)
}

fn string<'v>(what: &str, value: &'v Value) -> Result<&'v str> {
    value
        .as_str()
        .map_or_else(|| not(what, "a string", value), Ok)
}

/// A number as an integer, rounded as Java rounds: halves go up, `-1.5` to `-1`.
fn integer(what: &str, value: &Value) -> Result<i64> {
    match value.kind() {
        Kind::Int(int) => Ok(int),
        Kind::Float(float) => {
            let down = float.floor();
            // `floor(x + 0.5)` would be wrong just below a half, where the sum is rounded itself.
            let rounded = if float - down >= 0.5 {
                down + 1.0
            } else {
                down
            };
            Ok(rounded as i64)
        }
        _ => not(what, "a number", value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_javas() {
        for (float, expected) in [
            (1.49, 1),
            (1.5, 2),
            (2.5, 3),
            (-0.5, 0),
            (-1.49, -1),
            (-1.5, -1),
            (-1.51, -2),
            (0.499_999_999_999_999_94, 0),
            (4_503_599_627_370_497.5, 4_503_599_627_370_498),
            (1e300, i64::MAX),
            (-1e300, i64::MIN),
        ] {
            assert_eq!(
                integer("number", &Value::from(float)),
                Ok(expected),
                "{float}"
            );
        }
        assert_eq!(integer("number", &Value::from(i64::MAX)), Ok(i64::MAX));
    }

    #[test]
    fn a_wrong_argument_is_shown_but_not_all_of_it() {
        let cause = |value: Value| integer("seed", &value).unwrap_err().to_string();
        assert_eq!(
            cause("x".into()),
            "The seed must be a number, but was: \"x\""
        );
        assert!(cause("é".repeat(10_000).into()).len() < 500);
    }
}
