//! Why text is not JSON, and why a value and a Rust type do not fit.

use std::fmt::{self, Write};

use serde::{de, ser};

/// Text that is not JSON.
#[derive(Debug)]
pub struct ParseError(pub(super) serde_json::Error);

impl ParseError {
    /// The line of the mistake, from 1.
    pub fn line(&self) -> usize {
        self.0.line()
    }

    /// The column of the mistake in its line, from 1, in bytes.
    pub fn column(&self) -> usize {
        self.0.column()
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ParseError {}

/// A value that a Rust type cannot be made of, or the reverse: where, and what was expected there.
#[derive(Debug)]
pub struct ConvertError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    /// From the innermost step outwards: the order in which an error meets them on its way out.
    path: Vec<Step>,
    message: String,
}

#[derive(Debug)]
enum Step {
    Key(String),
    Index(usize),
}

impl ConvertError {
    pub(super) fn new(message: impl Into<String>) -> ConvertError {
        ConvertError(Box::new(Inner {
            path: Vec::new(),
            message: message.into(),
        }))
    }

    pub(super) fn too_deep() -> ConvertError {
        ConvertError::new(format!("nested deeper than {} levels", super::MAX_DEPTH))
    }

    pub(super) fn within_key(mut self, key: &str) -> ConvertError {
        self.0.path.push(Step::Key(key.into()));
        self
    }

    pub(super) fn within_index(mut self, index: usize) -> ConvertError {
        self.0.path.push(Step::Index(index));
        self
    }

    /// Where: `orders[3].sku`; nothing if it is the whole value.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.0.path.iter().rev() {
            // Writing to a string cannot fail.
            let _ = match step {
                Step::Index(index) => write!(path, "[{index}]"),
                Step::Key(key) if is_plain(key) && path.is_empty() => write!(path, "{key}"),
                Step::Key(key) if is_plain(key) => write!(path, ".{key}"),
                Step::Key(key) => write!(path, "[{key:?}]"),
            };
        }
        path
    }

    /// What is wrong there.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.path())?;
        }
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for ConvertError {}

impl ser::Error for ConvertError {
    fn custom<T: fmt::Display>(message: T) -> ConvertError {
        ConvertError::new(message.to_string())
    }
}

impl de::Error for ConvertError {
    fn custom<T: fmt::Display>(message: T) -> ConvertError {
        ConvertError::new(message.to_string())
    }

    fn invalid_type(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> ConvertError {
        ConvertError::new(format!("expected {expected}, found {}", Found(found)))
    }

    fn invalid_value(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> ConvertError {
        de::Error::invalid_type(found, expected)
    }
}

/// What was found, long strings cut short: they may be a whole payload.
struct Found<'a>(de::Unexpected<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 60;
        match self.0 {
            de::Unexpected::Str(string) if string.chars().nth(SHOWN).is_some() => {
                let start: String = string.chars().take(SHOWN).collect();
                write!(f, "string {start:?}...")
            }
            de::Unexpected::Unit => f.write_str("null"),
            de::Unexpected::Seq => f.write_str("an array"),
            de::Unexpected::Map => f.write_str("an object"),
            other => other.fmt(f),
        }
    }
}
