//! What a host does that keeps map runs and runs their children itself.

use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::ExecutionType;
use super::items::Child;
use super::map_run::{MapRunId, MapRunLimits, MapRunProgress};
use crate::error::Failure;
use crate::host::FramePath;
use crate::machine::Outcome;
use crate::store::ExecutionStatus;
use crate::value::Value;

/// A map run that begins, or is resumed.
pub struct NewMapRun {
    pub(crate) id: Arc<MapRunId>,
    /// The frame whose state it is.
    pub(crate) frame: FramePath,
    pub(crate) execution_type: ExecutionType,
    pub(crate) limits: MapRunLimits,
    /// How far it is: the host puts in what it has saved.
    pub(crate) progress: Arc<Mutex<MapRunProgress>>,
}

/// A map run that a host keeps.
pub struct KeptMapRun {
    /// Its keeper.
    pub keeper: Box<dyn MapRunKeeper>,
    /// What it may do now.
    pub limits: MapRunLimits,
    /// Whether it was begun before.
    pub begun: Begun,
}

/// Whether a map run was begun before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It begins now.
    Now,
    /// It was, and goes on.
    Before,
    /// It was over, and its execution was redriven: what has not succeeded runs again.
    Redriven,
}

/// Keeps a map run, and runs its children.
///
/// Nothing of it waits but the futures that it gives. When it is dropped before it was [ended](MapRunKeeper::end), nobody
/// goes on with the map run: its children are stopped.
pub trait MapRunKeeper: Send + Sync {
    /// Runs a child to its end. `None` where it can't be run to its end for now, because the host stops.
    #[doc(hidden)]
    fn run(&self, child: Child) -> BoxFuture<'static, Result<Option<ChildEnd>, Failure>>;

    /// Notes that the map run has changed: a child was started or, with its end, has ended.
    fn changed(&self, ended: Option<(u64, &ChildEnd)>);

    /// How a child has ended that was noted to have.
    fn ended(&self, index: u64) -> BoxFuture<'_, Result<Option<ChildEnd>, Failure>>;

    /// Completes when all that was noted so far is durable.
    fn commit(&self) -> BoxFuture<'static, Result<(), Failure>>;

    /// Completes when the limits are changed.
    fn limits_changed(&self) -> BoxFuture<'_, MapRunLimits>;

    /// Notes that the map run is over.
    fn end(&self, status: ExecutionStatus);
}

/// How a child has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct ChildEnd {
    /// Any but [`ExecutionStatus::Running`].
    pub status: ExecutionStatus,
    /// When it began.
    pub start_date: Timestamp,
    /// When it ended.
    pub stop_date: Timestamp,
    /// Its output, if it succeeded.
    pub output: Option<Value>,
    /// The error's name, if there is one.
    pub error: Option<String>,
    /// What happened, if something is known.
    pub cause: Option<String>,
}

impl ChildEnd {
    pub(crate) fn new(outcome: Outcome, start_date: Timestamp, stop_date: Timestamp) -> Self {
        let (status, output, failure) = match outcome {
            Outcome::Succeeded(output) => (ExecutionStatus::Succeeded, Some(output), None),
            Outcome::Failed(failure) => (ExecutionStatus::Failed, None, Some(failure)),
            Outcome::TimedOut => (ExecutionStatus::TimedOut, None, None),
        };
        let text =
            |of: fn(&Failure) -> Option<&str>| failure.as_ref().and_then(of).map(str::to_owned);
        ChildEnd {
            status,
            start_date,
            stop_date,
            output,
            error: text(Failure::error),
            cause: text(Failure::cause),
        }
    }

    /// One that is stopped.
    pub(crate) fn aborted(start_date: Timestamp, stop_date: Timestamp) -> Self {
        ChildEnd {
            status: ExecutionStatus::Aborted,
            start_date,
            stop_date,
            output: None,
            error: None,
            cause: None,
        }
    }
}
