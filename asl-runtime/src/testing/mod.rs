//! Tests of machines: tasks that answer as they were told, time that skips ahead, and a report of what happened.
//!
//! The page for users, which needs `asl!`, is the facade's.

mod call;
mod children;
mod clock;
mod host;
mod inspection;
mod mocks;
mod problem;
mod recorder;
mod report;
mod run;
mod script;
mod steps;
mod types;

pub use call::{Request, Unanswered};
pub use host::Test;
pub(crate) use inspection::Inspection;
#[doc(hidden)]
pub use inspection::{StateTest, inspect};
pub use mocks::Mocks;
pub use problem::Problem;
pub use recorder::Visit;
pub use report::Report;
pub use run::{Run, run};
pub use script::Script;
pub use steps::{Step, Steps};
pub use types::{Input, Output, Unreadable, Unwritable};
