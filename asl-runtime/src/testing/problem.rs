//! Why a test run did not come to an end of its own.

use std::fmt;

use super::call::{Request, Unanswered};

/// Why a run tells nothing about the machine: the test itself lacks something.
///
/// What a [`Report`](super::Report) says of the execution's end panics with it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// A task was called that no answer was left for.
    Unanswered(Unanswered),
    /// A task never answers, and nothing limits its time.
    Hangs(Request),
    /// The execution has had as many events as AWS allows, and did not end.
    TooLong,
    /// The machine can't start as it was asked to.
    NotStarted(String),
    /// An execution of another [machine](super::Run::machine) of the run has this problem.
    #[non_exhaustive]
    InExecutionOf {
        /// The machine's name.
        machine: String,
        /// What it is.
        problem: Box<Problem>,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Unanswered(unanswered) => unanswered.fmt(f),
            Problem::Hangs(request) => write!(
                f,
                "the task `{}`, called by the state `{}{}`, never answers, and neither `TimeoutSeconds` nor \
                 `HeartbeatSeconds` ends it",
                request.task, request.frame, request.state
            ),
            Problem::TooLong => write!(
                f,
                "the execution has not ended after {} events: it loops, or is longer than AWS allows",
                super::host::EVENTS
            ),
            Problem::NotStarted(why) => f.write_str(why),
            Problem::InExecutionOf { machine, problem } => {
                write!(f, "in an execution of `{machine}`: {problem}")
            }
        }
    }
}
