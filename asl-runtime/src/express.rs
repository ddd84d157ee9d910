//! Executions that live in memory only, as Step Functions' Express workflows do.

use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::{Clock, SystemClock};
use crate::engine::name;
use crate::error::ExecutionError;
use crate::error::Failure;
use crate::execution::Execution;
use crate::history::{Event, HistoryEvent};
use crate::host::{Host, SavedFrames};
use crate::machine::{self, Outcome, StateMachine};
use crate::value::Value;

/// Runs a machine in memory, to its end: no record, no store. What a generated machine's `run` does.
///
/// # Errors
///
/// The execution failed or timed out.
pub async fn run_in_memory(
    machine: &dyn StateMachine,
    input: Value,
) -> Result<Value, ExecutionError> {
    run(machine, input, Arc::new(SystemClock)).await
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
    execute(
        machine,
        input,
        Arc::new(InMemory {
            clock,
            history: None,
        }),
    )
    .await
}

/// Runs a machine in memory, and gives its history too.
pub async fn run_with_history(
    machine: &dyn StateMachine,
    input: Value,
    clock: Arc<dyn Clock>,
) -> (Result<Value, ExecutionError>, Vec<HistoryEvent>) {
    let host = Arc::new(InMemory {
        clock,
        history: Some(Mutex::default()),
    });
    let result = execute(machine, input, host.clone()).await;
    let history = host.history.as_ref().map(|history| {
        std::mem::take(&mut *history.lock().unwrap_or_else(PoisonError::into_inner))
    });
    (result, history.unwrap_or_default())
}

async fn execute(
    machine: &dyn StateMachine,
    input: Value,
    host: Arc<InMemory>,
) -> Result<Value, ExecutionError> {
    const REGION: &str = "us-east-1";
    const ACCOUNT: &str = "000000000000";
    let machine_name = machine.definition().name;
    let name = name::random();
    let arn = name::execution_arn(REGION, ACCOUNT, "express", machine_name, &name);
    let execution = Execution {
        state_machine_arn: name::machine_arn(&arn, machine_name),
        state_machine_name: machine_name.to_owned(),
        role_arn: format!("arn:aws:iam::{ACCOUNT}:role/asl-rs"),
        start_time: host.clock.now(),
        input,
        arn,
        name,
    };
    match machine::execute(machine, host, Arc::new(execution), SavedFrames::default()).await {
        Ok(Outcome::Succeeded(output)) => Ok(output),
        Ok(Outcome::Failed(failure)) | Err(failure) => Err(failure.into()),
        Ok(Outcome::TimedOut) => Err(Failure::timeout().into()),
    }
}

/// Hosts an execution that is not recorded, or only in memory.
struct InMemory {
    clock: Arc<dyn Clock>,
    history: Option<Mutex<Vec<HistoryEvent>>>,
}

impl Host for InMemory {
    fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    fn records(&self) -> bool {
        self.history.is_some()
    }

    fn event(&self, previous_event_id: u64, event: Event) -> u64 {
        let Some(history) = &self.history else {
            return 0;
        };
        let mut history = history.lock().unwrap_or_else(PoisonError::into_inner);
        let id = history.len() as u64 + 1;
        history.push(HistoryEvent {
            timestamp: self.clock.now(),
            id,
            previous_event_id,
            event,
        });
        id
    }
}
