//! Executions that live in memory only, as Step Functions' Express workflows do.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::buckets::Buckets;
use crate::clock::{Clock, SystemClock};
use crate::error::ExecutionError;
use crate::error::Failure;
use crate::execution::Facts;
use crate::history::{Event, History};
use crate::host::{Host, Hosted, Note, Noted, SavedFrames};
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
        stale: AtomicBool::new(true),
        log: None,
        buckets: None,
    });
    execute(machine, input, host.into()).await
}

/// As [`run_in_memory`], with buckets that its Distributed Maps read from and write to.
///
/// # Errors
///
/// The execution failed or timed out.
pub async fn run_with_buckets(
    machine: &dyn StateMachine,
    input: Value,
    buckets: &Buckets,
) -> Result<Value, ExecutionError> {
    let host = Arc::new(InMemory {
        clock: Arc::new(SystemClock),
        stale: AtomicBool::new(true),
        log: None,
        buckets: Some(buckets.clone()),
    });
    execute(machine, input, host.into()).await
}

/// Runs a machine in memory, and gives its history too.
///
/// Times are as fine as what is waited for: states that wait for nothing take the time of what led there.
pub async fn run_with_history(
    machine: &dyn StateMachine,
    input: Value,
    clock: Arc<dyn Clock>,
) -> (Result<Value, ExecutionError>, History) {
    let host = Arc::new(InMemory {
        clock,
        stale: AtomicBool::new(true),
        log: Some(Mutex::new(Log {
            history: History::default(),
            now: Timestamp::UNIX_EPOCH,
        })),
        buckets: None,
    });
    let mut run = pin!(execute(machine, input, host.clone().into()));
    let result = poll_fn(|cx| {
        host.stale.store(true, Ordering::Relaxed);
        run.as_mut().poll(cx)
    })
    .await;
    let history = host.log().map(|mut log| std::mem::take(&mut log.history));
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
    /// Time has passed since it was looked at.
    stale: AtomicBool,
    log: Option<Mutex<Log>>,
    buckets: Option<Buckets>,
}

struct Log {
    history: History,
    /// What happens without a wait happens at once: the clock costs more than all else.
    now: Timestamp,
}

impl InMemory {
    fn log(&self) -> Option<MutexGuard<'_, Log>> {
        let log = self.log.as_ref()?;
        Some(log.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Host for InMemory {
    fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    fn buckets(&self) -> Option<&Buckets> {
        self.buckets.as_ref()
    }

    fn records(&self) -> bool {
        self.log.is_some()
    }

    fn stores(&self) -> bool {
        false
    }

    fn calls_at_once(&self) -> bool {
        true
    }

    fn event(&self, previous: u64, event: Event) -> u64 {
        self.note(previous, Note::Other(Box::new(event))).id
    }

    fn note(&self, previous: u64, note: Note) -> Noted {
        let Some(mut log) = self.log() else {
            return Noted {
                id: 0,
                at: self.clock.now(),
            };
        };
        // A handler may have worked long without a wait.
        let passed = matches!(note, Note::Returned { .. } | Note::Other(_));
        if passed || self.stale.load(Ordering::Relaxed) {
            self.stale.store(false, Ordering::Relaxed);
            log.now = self.clock.now();
        }
        let now = log.now;
        log.history.push(now, previous, note)
    }
}
