//! What compiled JSONata expressions call.

use std::fmt;

use jiff::Timestamp;

use crate::random::Random;

/// What an expression draws on besides its data.
#[derive(Clone, Debug)]
pub struct Evaluation {
    now: Timestamp,
    random: Random,
}

impl Evaluation {
    /// With this time for `$now()` and this randomness.
    pub fn new(now: Timestamp, random: Random) -> Self {
        Evaluation { now, random }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The randomness.
    pub fn random(&mut self) -> &mut Random {
        &mut self.random
    }
}

/// An error of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The reference's code, such as `T2001`.
    pub code: &'static str,
    /// The reference's text.
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Error {}
