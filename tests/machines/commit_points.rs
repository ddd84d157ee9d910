//! Machines of every kind over a store that stops the world before and after each write: the next engine gives the same
//! output and the same history, and calls no task whose result is on record.
//!
//! The order machine and callbacks, activities and children have tests of the same kind: `crash` and `callback_crash`.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use asl::engine::EngineBuilder;
use asl::history::HistoryEvent;
use asl::{
    Engine, ExecutionHandle, MemoryStore, SkippingClock, StartError, Store, TaskContext, TaskError,
    Value, WaitError, value,
};

use crate::crash::{answered, facts};
use crate::stopping::StoppingStore;

asl::asl!("tests/machines/commit_points/branches.json");
asl::asl!("tests/machines/commit_points/catches.json");
asl::asl!("tests/machines/commit_points/chain.json");
asl::asl!("tests/machines/commit_points/iterations.json");
asl::asl!("tests/machines/commit_points/nested.json");
asl::asl!("tests/machines/commit_points/retries.json");
asl::asl!("tests/machines/commit_points/rounds.json");
asl::asl!("tests/machines/commit_points/waits.json");

/// The machines, and how many writes each takes at least.
pub(crate) const MACHINES: [(&str, usize); 8] = [
    ("branches", 9),
    ("catches", 7),
    ("chain", 5),
    ("iterations", 9),
    ("nested", 12),
    ("retries", 8),
    ("rounds", 7),
    ("waits", 8),
];

/// The task of all machines, which fails as its input says, and answers with the call's key.
#[derive(Clone)]
pub(crate) struct World {
    calls: Arc<Mutex<Vec<String>>>,
    /// How long a call takes.
    takes: Arc<dyn Fn() -> Duration + Send + Sync>,
}

impl World {
    pub(crate) fn new(takes: impl Fn() -> Duration + Send + Sync + 'static) -> World {
        World {
            calls: Arc::default(),
            takes: Arc::new(takes),
        }
    }

    /// The keys of the calls, in order.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }

    async fn call(&self, input: Value, cx: &TaskContext) -> Result<Value, TaskError> {
        let key = cx.idempotency_key();
        self.calls.lock().unwrap().push(key.clone());
        cx.sleep((self.takes)()).await;
        match input["errors"][cx.attempt() as usize].as_str() {
            Some(error) => Err(TaskError::new(error.to_owned(), key)),
            None => Ok(value!({ "key": key })),
        }
    }

    /// An engine with all machines.
    pub(crate) fn builder(&self, store: impl Store, clock: SkippingClock) -> EngineBuilder {
        Engine::builder(store)
            .clock(clock)
            .machine(branches::Machine::new(self.clone()))
            .machine(catches::Machine::new(self.clone()))
            .machine(chain::Machine::new(self.clone()))
            .machine(iterations::Machine::new(self.clone()))
            .machine(nested::Machine::new(self.clone()))
            .machine(retries::Machine::new(self.clone()))
            .machine(rounds::Machine::new(self.clone()))
            .machine(waits::Machine::new(self.clone()))
    }
}

macro_rules! tasks {
    ($($machine:ident)*) => {
        $(impl $machine::Tasks for World {
            async fn work(&self, input: Value, cx: &TaskContext) -> Result<Value, TaskError> {
                self.call(input, cx).await
            }
        })*
    };
}

tasks!(branches catches chain iterations nested retries rounds waits);

/// How an execution ended, and what its history holds but times. Where branches take turns, so do their events.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Story {
    pub(crate) outcome: Result<Value, String>,
    events: Vec<String>,
}

impl Story {
    /// The same of an execution of another name.
    pub(crate) fn under(self, name: &str, other: &str) -> Story {
        let renamed = |text: String| text.replace(name, other);
        Story {
            outcome: match self.outcome {
                Ok(output) => Ok(Value::parse(renamed(output.to_string())).unwrap()),
                Err(error) => Err(renamed(error)),
            },
            events: self.events.into_iter().map(renamed).collect(),
        }
    }

    /// That of an execution that ends, `Err` where the engine stops before.
    pub(crate) async fn of(execution: &ExecutionHandle) -> Result<Story, WaitError> {
        let outcome = match execution.outcome().await {
            Err(WaitError::Execution(error)) => Err(format!("{error:?}")),
            outcome => Ok(outcome?),
        };
        let history = execution.history().await.map_err(WaitError::Engine)?;
        Ok(Story {
            outcome,
            events: events(&history),
        })
    }
}

fn events(history: &[HistoryEvent]) -> Vec<String> {
    let sorted = facts(history);
    if history.iter().any(|event| {
        matches!(
            &*event.event.event_type(),
            "ParallelStateStarted" | "MapStateStarted"
        )
    }) {
        return sorted;
    }
    let untimed = history.iter().map(|event| {
        let mut event = asl::to_value(event).unwrap();
        event.as_object_mut().unwrap().remove("timestamp");
        event.to_string()
    });
    untimed.collect()
}

/// Starts an execution under a name that stands for the machine and a number, or finds it.
pub(crate) async fn start(
    engine: &Engine,
    machine: &str,
    number: usize,
) -> Result<ExecutionHandle, StartError> {
    let name = format!("{machine}-{number}");
    let input = value!({ "items": [{ "errors": ["Busy"] }, {}, { "errors": ["Busy", "Busy"] }] });
    match engine.start_execution(machine, Some(&name), &input).await {
        Err(StartError::ExecutionAlreadyExists(arn)) => engine
            .find_execution(&arn)
            .await
            .map_err(StartError::Engine),
        started => started,
    }
}

/// One engine's life: the execution's story, or none where the world stopped before its end.
async fn live(
    store: Arc<dyn Store>,
    clock: SkippingClock,
    machine: &str,
) -> (Option<Story>, Vec<String>) {
    let world = World::new(|| Duration::from_millis(150));
    let engine = world.builder(store, clock).start().await.unwrap();
    let story = match start(&engine, machine, 0).await {
        Ok(execution) => Story::of(&execution).await.ok(),
        Err(StartError::Engine(_)) => None,
        Err(error) => panic!("{error}"),
    };
    (story, world.calls())
}

#[tokio::test(start_paused = true)]
async fn every_machine_survives_every_write() {
    let clock = SkippingClock::default();
    for (machine, least) in MACHINES {
        let (whole, calls) = live(Arc::new(MemoryStore::new()), clock, machine).await;
        let whole = whole.unwrap();
        let known: BTreeSet<_> = calls.iter().collect();
        assert_eq!(known.len(), calls.len(), "{machine}");
        let mut writes = 0;
        'writes: loop {
            for late in [false, true] {
                let at = format!("{machine} after write {writes}, late: {late}");
                let inner: Arc<dyn Store> = Arc::new(MemoryStore::new());
                let store = Arc::new(StoppingStore::after(writes, late, inner.clone()));
                let (before, _) = live(store.clone(), clock, machine).await;
                if !store.stopped() {
                    break 'writes;
                }
                assert_eq!(before, None, "{at}: nobody was told");
                let answered = answered(&*inner).await;
                let (after, calls) = live(inner, clock, machine).await;
                assert_eq!(after.as_ref(), Some(&whole), "{at}");
                let again: Vec<_> = calls.iter().filter(|key| answered.contains(*key)).collect();
                assert!(again.is_empty(), "{at}: {again:?} was on record");
                assert!(
                    calls.iter().all(|key| known.contains(key)),
                    "{at}: {calls:?}"
                );
            }
            writes += 1;
        }
        // Were there less, this would test nothing.
        assert!(writes >= least, "{machine} takes {writes} writes only");
    }
}

/// Pure states wait for no disk: a chain commits once a task, and once at its end.
#[tokio::test(start_paused = true)]
async fn pure_states_add_no_writes() {
    let memory = Arc::new(MemoryStore::new());
    let store = Arc::new(StoppingStore::after(usize::MAX, false, memory));
    let (story, calls) = live(store.clone(), SkippingClock::default(), "chain").await;
    assert!(story.is_some());
    assert_eq!(calls.len(), 3);
    assert_eq!(store.batches(), 3 + 1);
}
