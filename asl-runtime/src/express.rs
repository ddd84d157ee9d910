//! Executions that live in memory only, as Step Functions' Express workflows do.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::clock::{Clock, SystemClock};
use crate::error::ExecutionError;
use crate::error::Failure;
use crate::execution::Facts;
use crate::history::{Event, HistoryEvent};
use crate::host::{Host, Hosted, SavedFrames};
use crate::machine::{self, Outcome, StateMachine};
use crate::value::Value;

/// Runs a machine in memory, to its end: no record, no store. What a generated machine's `run` does.
///
/// # Errors
///
/// The execution failed or timed out.
pub fn run_in_memory(
    machine: &dyn StateMachine,
    input: Value,
) -> impl Future<Output = Result<Value, ExecutionError>> + Send + '_ {
    execute(machine, input, Hosted::Static(&PLAIN))
}

/// As [`run_in_memory`], on another clock.
///
/// # Errors
///
/// The execution failed or timed out.
pub async fn run(
    machine: &dyn StateMachine,
    input: Value,
    clock: Arc<dyn Clock>,
) -> Result<Value, ExecutionError> {
    let host = Arc::new(InMemory {
        clock,
        history: None,
    });
    execute(machine, input, host.into()).await
}

/// Runs a machine in memory, and gives its history too.
pub async fn run_with_history(
    machine: &dyn StateMachine,
    input: Value,
    clock: Arc<dyn Clock>,
) -> (Result<Value, ExecutionError>, Vec<HistoryEvent>) {
    let host = Arc::new(InMemory {
        clock,
        history: Some(Mutex::new(Vec::with_capacity(32))),
    });
    let result = execute(machine, input, host.clone().into()).await;
    let history = host.history().as_deref_mut().map(std::mem::take);
    (result, history.unwrap_or_default())
}

async fn execute(
    machine: &dyn StateMachine,
    input: Value,
    host: Hosted,
) -> Result<Value, ExecutionError> {
    let machine_name = machine.definition().name;
    let started = host.clock().now();
    let deadline = machine::deadline(machine.definition(), started, None);
    let facts = Facts::express(machine_name, input, started);
    let execution = machine::execute(machine, host, facts, SavedFrames::default(), deadline);
    match execution.await {
        Ok(Outcome::Succeeded(output)) => Ok(output),
        Ok(Outcome::Failed(failure)) | Err(failure) => Err(failure.into()),
        Ok(Outcome::TimedOut) => Err(Failure::timeout().into()),
    }
}

/// The host of executions that are not recorded, on the system's clock.
static PLAIN: Plain = Plain;

struct Plain;

impl Host for Plain {
    fn clock(&self) -> &dyn Clock {
        &SystemClock
    }
}

/// Hosts an execution that is recorded in memory, or on another clock.
struct InMemory {
    clock: Arc<dyn Clock>,
    history: Option<Mutex<Vec<HistoryEvent>>>,
}

impl InMemory {
    fn history(&self) -> Option<MutexGuard<'_, Vec<HistoryEvent>>> {
        let history = self.history.as_ref()?;
        Some(history.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Host for InMemory {
    fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    fn records(&self) -> bool {
        self.history.is_some()
    }

    fn stores(&self) -> bool {
        false
    }

    fn event(&self, previous_event_id: u64, event: Event) -> u64 {
        let Some(mut history) = self.history() else {
            return 0;
        };
        let timestamp = match (&event, history.last()) {
            // It follows at once on what led there.
            (Event::StateEntered(..), Some(last)) => last.timestamp,
            _ => self.clock.now(),
        };
        let id = history.len() as u64 + 1;
        history.push(HistoryEvent {
            timestamp,
            id,
            previous_event_id,
            event,
        });
        id
    }

    fn entry_time(&self) -> Timestamp {
        let last = self
            .history()
            .and_then(|history| Some(history.last()?.timestamp));
        last.unwrap_or_else(|| self.clock.now())
    }
}
