//! Machines from end to end: small definitions, compiled by `asl!`, run in memory and by the engine.
//!
//! Clocks skip ahead: tests run under `start_paused`, so that waits and delays are exact and take no time.

// A definition's warnings reach the user as this lint; some of these assign variables that only the history shows.
#![allow(deprecated)]

mod aborted;
mod at_most_once;
mod callback;
mod callback_crash;
mod catch;
mod choice;
mod commit_points;
mod context;
mod crash;
mod distributed;
mod engine;
mod errors;
mod fail;
mod failures;
mod generated;
mod history;
mod intrinsics;
mod jobs;
mod jsonata;
mod map;
mod map_runs;
mod parallel;
mod pass;
mod paths;
mod payload;
mod retry;
mod simulation;
#[path = "../../asl-runtime/tests/engine/stopping.rs"]
mod stopping;
mod substitutions;
mod tasks;
mod template;
mod testing;
mod typed;
mod variables;
mod wait;

use std::sync::Arc;

use asl::history::HistoryEvent;
use asl::{ExecutionError, SkippingClock, StateMachine, TaskContext, TaskError, Value, express};

/// Runs an execution in memory, with a history: only then do causes name the events that they are about.
async fn run(machine: &dyn StateMachine, input: Value) -> Result<Value, ExecutionError> {
    run_with_history(machine, input).await.0
}

async fn run_with_history(
    machine: &dyn StateMachine,
    input: Value,
) -> (Result<Value, ExecutionError>, Vec<HistoryEvent>) {
    let clock = Arc::new(SkippingClock::default());
    let (result, history) = express::run_with_history(machine, input, clock).await;
    (result, history.into_iter().collect())
}

/// The end of an execution that failed.
fn failed(error: &str, cause: &str) -> Result<Value, ExecutionError> {
    Err(ExecutionError {
        error: Some(error.to_owned()),
        cause: Some(cause.to_owned()),
    })
}

/// The cause of what the language finds wrong while it runs a state.
fn cause(state: &str, entered: u64, what: &str) -> String {
    format!(
        "An error occurred while executing the state '{state}' (entered at the event id #{entered}). {what}"
    )
}

/// The tasks of a machine that has none.
struct NoTasks;

/// The task of a machine that has one: a closure.
struct Task<F>(F);

/// Has a closure do the one task of a machine, `work` unless said otherwise, which takes and gives any value.
macro_rules! one_task {
    ($machine:ident) => {
        one_task!($machine, work);
    };
    ($machine:ident, $task:ident) => {
        impl<F, R> $machine::Tasks for crate::Task<F>
        where
            F: Fn(asl::Value, asl::TaskContext) -> R + Send + Sync + 'static,
            R: Future<Output = Result<asl::Value, asl::TaskError>> + Send,
        {
            async fn $task(
                &self,
                input: asl::Value,
                cx: &asl::TaskContext,
            ) -> Result<asl::Value, asl::TaskError> {
                (self.0)(input, cx.clone()).await
            }
        }
    };
}
use one_task;

/// A task that fails as its input says: attempt n with the n-th of `errors`, until there is none or it is null.
async fn scripted(input: Value, cx: TaskContext) -> Result<Value, TaskError> {
    match input["errors"][cx.attempt() as usize].as_str() {
        Some(error) => Err(TaskError::new(
            error.to_owned(),
            format!("attempt {}", cx.attempt()),
        )),
        None => Ok(Value::from(i64::from(cx.attempt()))),
    }
}

/// A folder that is removed when it is dropped.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new() -> Self {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("asl-machines-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
