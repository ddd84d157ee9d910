//! The durable engine, over both stores, with machines written by hand.

mod at_most_once;
mod contract;
mod crashes;
mod hostile;
mod lifecycle;
mod listing;
mod machines;
#[cfg(feature = "metrics")]
mod metrics;
mod migrations;
mod places;
mod quotas;
mod redrive;
mod sqlite;
mod status;
mod stopping;
mod stores;
mod versions;
mod waiting;

use std::sync::Arc;

use asl_runtime::engine::EngineBuilder;
use asl_runtime::history::HistoryEvent;
use asl_runtime::store::{LiveExecution, LiveQuery};
use asl_runtime::{Engine, MemoryStore, SkippingClock, SqliteStore, Store, Value, to_value, value};

/// Runs a test on each kind of store, under tokio's paused clock.
fn on_each_store<F: Future<Output = ()>>(test: impl Fn(Arc<dyn Store>) -> F) {
    paused(test(Arc::new(MemoryStore::new())));
    let folder = stores::Folder::new();
    let store = SqliteStore::open(folder.file("store.db")).unwrap();
    paused(test(Arc::new(store)));
}

fn paused(test: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(test);
}

fn builder(store: impl Store) -> EngineBuilder {
    Engine::builder(store).clock(SkippingClock::default())
}

/// The executions that have not ended: first those that have something to do, then those that wait for a time.
async fn live(store: &dyn Store) -> Vec<LiveExecution> {
    let mut live = store.live(LiveQuery::Busy).await.unwrap();
    let waiting = LiveQuery::Waiting {
        after: None,
        limit: usize::MAX,
    };
    live.extend(store.live(waiting).await.unwrap());
    live
}

/// An order of the shop.
fn order() -> Value {
    value!({ "sku": "lamp", "cool": 3600, "items": ["a", "b", "c"] })
}

/// Events as JSON without their times.
fn without_times(history: &[HistoryEvent]) -> Vec<Value> {
    let events = history.iter().map(|event| {
        let mut event = to_value(event).unwrap();
        event.as_object_mut().unwrap().remove("timestamp");
        event
    });
    events.collect()
}
