//! Recorded cases, run as native programs: what `cargo asl test` and the conformance program share.
//!
//! [`Definitions`] compiles what the cases run to Rust, [`Workspace`] builds that into one program, and [`Runner`] has
//! the program run case after case. A definition that does not compile, a case that crashes or takes too long costs no other.
//!
//! Cases come from files: [`read`] takes JSON lines and the MockConfigFile of Step Functions Local. [`compare`] says where an
//! outcome differs from what was expected.

mod building;
mod case;
mod child;
mod command;
pub mod compare;
mod definitions;
mod facade;
mod junit;
mod lines;
mod members;
mod mock_config;
mod package;
mod runner;
mod workspace;

use std::fmt;

pub(crate) use building::Building;
pub use case::{Case, Expected, Nested, Outcome, Start};
pub use child::{Answer, Program};
pub(crate) use command::{Arguments, run, seconds};
pub use definitions::{Code, Definition, Definitions, Refused};
pub use facade::{Facade, Project};
pub use lines::{Given, read};
pub use runner::{Runner, build};
pub use workspace::{Profile, Refusal, Workspace};

/// What may go wrong in a run, as opposed to in a case.
#[derive(Debug)]
pub struct Error(String);

/// The result of what may go wrong in a run.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with this text.
    pub fn new(text: impl fmt::Display) -> Self {
        Error(text.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::new(error)
    }
}

impl From<&str> for Error {
    fn from(text: &str) -> Self {
        Error::new(text)
    }
}

impl From<String> for Error {
    fn from(text: String) -> Self {
        Error(text)
    }
}
