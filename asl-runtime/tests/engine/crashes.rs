//! The store breaks at every write in turn; the next engine must go on as if nothing had happened.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use asl_runtime::engine::StartError;
use asl_runtime::history::HistoryEvent;
use asl_runtime::macro_support::ErrorName;
use asl_runtime::{Engine, MemoryStore, SqliteStore, Store, Value};

use crate::machines::{Call, Shop, Tasks};
use crate::stopping::StoppingStore;
use crate::stores::Folder;
use crate::{builder, order, paused, without_times};

/// Tasks of which the first fails once.
fn tasks() -> Tasks {
    Tasks::new(|task, input, cx| async move {
        if task == "reserve" && cx.attempt() == 0 {
            return Err(ErrorName::new("Busy").because("try again"));
        }
        Ok(input)
    })
}

/// What is left of an execution.
struct Trace {
    output: Value,
    history: Vec<HistoryEvent>,
    calls: Vec<Call>,
}

async fn start(engine: &Engine) -> Result<asl_runtime::ExecutionHandle, StartError> {
    engine.start_execution("shop", Some("first"), order()).await
}

/// Runs an order to its end.
async fn finish(store: impl Store) -> Trace {
    let tasks = tasks();
    let engine = builder(store)
        .machine(Shop::new(&tasks))
        .start()
        .await
        .unwrap();
    let execution = match start(&engine).await {
        Ok(execution) => execution,
        // It had ended, and nobody was told.
        Err(StartError::ExecutionAlreadyExists(arn)) => engine.find_execution(&arn).await.unwrap(),
        Err(error) => panic!("{error}"),
    };
    let output = execution.outcome().await.unwrap();
    let history = execution.history().await.unwrap();
    engine.shutdown().await.unwrap();
    Trace {
        output,
        history,
        calls: tasks.calls(),
    }
}

/// Runs an order until the n-th write, which breaks the store; false if that is never reached.
async fn run_until(
    writes: usize,
    late: bool,
    store: impl Store,
) -> (bool, Vec<Call>, Vec<HistoryEvent>) {
    let store = Arc::new(StoppingStore::after(writes, late, Arc::new(store)));
    let tasks = tasks();
    let engine = builder(store.clone())
        .machine(Shop::new(&tasks))
        .start()
        .await
        .unwrap();
    let failed = match start(&engine).await {
        Ok(execution) => execution
            .outcome()
            .await
            .map_err(|error| error.to_string())
            .err(),
        Err(error) => Some(error.to_string()),
    };
    if !store.stopped() {
        return (false, Vec::new(), Vec::new());
    }
    assert_eq!(
        failed.as_deref(),
        Some("the store failed: the world has stopped")
    );
    // The engine says so to everybody from then on.
    assert_eq!(
        start(&engine).await.unwrap_err().to_string(),
        failed.unwrap()
    );
    assert!(engine.shutdown().await.is_err());
    drop(engine);
    let arn = "arn:aws:states:us-east-1:000000000000:execution:shop:first";
    let reader = builder(store).start().await.unwrap();
    let history = reader.execution_history(arn).await.unwrap_or_default();
    reader.shutdown().await.unwrap();
    (true, tasks.calls(), history)
}

/// What an event says, without its time and its place: iterations that ran side by side may change places.
fn facts(history: &[HistoryEvent]) -> Vec<String> {
    let mut facts: Vec<_> = without_times(history)
        .into_iter()
        .map(|mut event| {
            let members = event.as_object_mut().unwrap();
            members.remove("id");
            members.remove("previousEventId");
            event.to_string()
        })
        .collect();
    facts.sort();
    facts
}

fn finished_calls(history: &[HistoryEvent]) -> usize {
    let is_result = |name: &str| matches!(name, "LambdaFunctionSucceeded" | "LambdaFunctionFailed");
    history
        .iter()
        .filter(|event| is_result(&event.event.event_type()))
        .count()
}

/// Runs an order with a store that breaks at each write in turn. `open` gives the store as the run before left it.
fn at_every_write(open: impl Fn(usize) -> Box<dyn Fn() -> Arc<dyn Store>>) {
    let mut whole = None;
    paused(async { whole = Some(finish(open(usize::MAX)()).await) });
    let whole = whole.unwrap();
    let keys: BTreeSet<_> = whole.calls.iter().cloned().collect();
    assert_eq!(whole.calls.len(), 7);
    let sequential = |history: &[HistoryEvent]| {
        let parallel = history
            .iter()
            .position(|event| event.event.event_type() == "ParallelStateStarted")
            .unwrap();
        without_times(&history[..=parallel])
    };

    for late in [false, true] {
        for writes in 0.. {
            let open = open(writes);
            let mut broke = true;
            paused(async {
                let (reached, before, saved) = run_until(writes, late, open()).await;
                broke = reached;
                if !reached {
                    return;
                }
                let at = format!("write {writes}, late: {late}");
                let rest = finish(open()).await;
                assert_eq!(rest.output, whole.output, "{at}");
                assert_eq!(facts(&rest.history), facts(&whole.history), "{at}");
                assert_eq!(
                    sequential(&rest.history),
                    sequential(&whole.history),
                    "{at}"
                );
                assert!(
                    rest.history
                        .iter()
                        .zip(1..)
                        .all(|(event, id)| event.id == id),
                    "{at}"
                );
                // What was recorded as done is not done again, and what is done again has its old key.
                assert_eq!(
                    rest.calls.len() + finished_calls(&saved),
                    whole.calls.len(),
                    "{at}"
                );
                let all: BTreeSet<_> = before.into_iter().chain(rest.calls).collect();
                assert_eq!(all, keys, "{at}");
            });
            if !broke {
                assert!(writes > 15, "only {writes} writes");
                break;
            }
        }
    }
}

#[test]
fn in_memory_the_order_survives_every_write() {
    at_every_write(|_| {
        let store = MemoryStore::new();
        Box::new(move || Arc::new(store.clone()))
    });
}

#[test]
fn on_disk_the_order_survives_every_write() {
    let folder = Folder::new();
    at_every_write(|writes| {
        let path = folder.file(&format!("{writes}.db"));
        remove(&path);
        Box::new(move || Arc::new(SqliteStore::open(&path).unwrap()))
    });
}

fn remove(path: &Path) {
    if path.exists() {
        std::fs::remove_file(path).unwrap();
    }
}
