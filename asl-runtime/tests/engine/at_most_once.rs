//! Tasks that are called at most once, whatever happens to the process.

use std::sync::Arc;
use std::time::Duration;

use asl_runtime::history::Event;
use asl_runtime::{Engine, ExecutionStatus, MemoryStore, Store, value};

use crate::machines::{Countdown, Shop, Tasks};
use crate::stopping::StoppingStore;
use crate::{builder, on_each_store, order, paused};

const CUT_OFF: &str = "Asl.TaskInterrupted: The task was cut off when the process ended, and may be called at most once.";

/// The shop, whose machine does not say itself what is called at most once.
async fn start_once(store: impl Store) -> (Engine, Tasks) {
    let tasks = Tasks::new(|_, _, _| std::future::pending());
    let shop = Shop::new(&tasks);
    let builder = builder(store).machine(shop);
    let engine = builder.at_most_once("shop", "reserve").start();
    (engine.await.unwrap(), tasks)
}

async fn start(store: impl Store, tasks: &Tasks) -> Engine {
    let shop = Shop::new(tasks);
    builder(store).machine(shop).start().await.unwrap()
}

#[test]
fn what_was_cut_off_is_not_called_again() {
    on_each_store(async |store: Arc<dyn Store>| {
        let hanging = Tasks::new(|_, _, _| std::future::pending()).at_most_once("reserve");
        let engine = start(store.clone(), &hanging).await;
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        let arn = execution.arn().to_owned();
        while hanging.calls().is_empty() {
            tokio::task::yield_now().await;
        }
        drop((execution, engine));

        let tasks = Tasks::echo().at_most_once("reserve");
        let engine = start(store, &tasks).await;
        let execution = engine.find_execution(&arn).await.unwrap();
        let error = execution.outcome().await.unwrap_err();
        assert_eq!(error.to_string(), CUT_OFF);
        assert_eq!(tasks.calls(), []);
        let history = execution.history().await.unwrap();
        let failed = history.iter().find_map(|event| match &event.event {
            Event::LambdaFunctionFailed(details) => details.error.as_deref(),
            _ => None,
        });
        assert_eq!(failed, Some("Asl.TaskInterrupted"));
        // Who redrives it has looked.
        engine.redrive_execution(&arn).await.unwrap();
        execution.outcome().await.unwrap();
        assert_eq!((hanging.calls().len(), tasks.calls().len()), (1, 6));
    });
}

#[test]
fn the_builder_says_it_of_a_machine_that_does_not() {
    on_each_store(async |store: Arc<dyn Store>| {
        let (engine, tasks) = start_once(store.clone()).await;
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        let arn = execution.arn().to_owned();
        while tasks.calls().is_empty() {
            tokio::task::yield_now().await;
        }
        drop((execution, engine));

        let (engine, tasks) = start_once(store).await;
        let execution = engine.find_execution(&arn).await.unwrap();
        let error = execution.outcome().await.unwrap_err();
        assert_eq!(error.to_string(), CUT_OFF);
        assert_eq!(tasks.calls(), []);
    });
}

#[test]
fn what_the_builder_names_exists() {
    paused(async {
        for (machine, task, text) in [
            (
                "shop",
                "reserv",
                "`at_most_once` names a task that `shop` does not call: `reserv`; its tasks are `reserve`, `send`",
            ),
            (
                "shoop",
                "reserve",
                "`at_most_once` names a machine that is not registered: `shoop`; the machines are `countdown`, `shop`",
            ),
            (
                "countdown",
                "reserve",
                "`at_most_once` names a task that `countdown` does not call: `reserve`; there are none",
            ),
        ] {
            let builder = builder(MemoryStore::new())
                .machine(Shop::new(&Tasks::echo()))
                .machine(Countdown);
            let error = builder.at_most_once(machine, task).start().await;
            assert_eq!(error.err().unwrap().to_string(), text);
        }
    });
}

#[test]
fn what_was_not_called_yet_is_called_after_a_shutdown() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::new(|task, input, cx| async move {
            if task == "label" {
                cx.sleep(Duration::from_secs(20)).await;
            }
            Ok(input)
        });
        let tasks = tasks.at_most_once("close");
        let engine = start(store.clone(), &tasks).await;
        let quick = value!({ "sku": "lamp", "cool": 0, "items": [] });
        let execution = engine.start_execution("shop", None, quick).await.unwrap();
        let called = |task| tasks.calls().iter().any(|call| call.task == task);
        while !called("label") {
            tokio::task::yield_now().await;
        }
        // The box is dry after ten seconds, and is not closed any more.
        engine.shutdown().await.unwrap();
        let arn = execution.arn().to_owned();
        drop((execution, engine));
        assert!(!called("close"));
        let engine = start(store, &tasks).await;
        let execution = engine.find_execution(&arn).await.unwrap();
        execution.outcome().await.unwrap();
        assert_eq!(tasks.calls().len(), 3);
    });
}

#[test]
fn no_write_that_fails_has_it_called_twice() {
    for late in [false, true] {
        let (mut shipped, mut cut_off) = (0, 0);
        for writes in 1.. {
            let mut broke = true;
            paused(async {
                let store = MemoryStore::new();
                let tasks = Tasks::echo().at_most_once("reserve");
                let fragile = Arc::new(StoppingStore::after(writes, late, Arc::new(store.clone())));
                let engine = start(fragile.clone(), &tasks).await;
                let execution = engine.start_execution("shop", Some("first"), order()).await;
                let execution = execution.unwrap();
                let _ = execution.outcome().await;
                let arn = execution.arn().to_owned();
                drop((execution, engine));
                broke = fragile.stopped();
                let engine = start(store, &tasks).await;
                let execution = engine.find_execution(&arn).await.unwrap();
                match execution.outcome().await {
                    Ok(_) => shipped += 1,
                    Err(error) => {
                        assert_eq!(error.to_string(), CUT_OFF);
                        cut_off += 1;
                    }
                }
                let calls = tasks.calls();
                let reserved = calls.iter().filter(|call| call.task == "reserve");
                assert!(reserved.count() <= 1, "write {writes}, late: {late}");
                let status = execution.describe().await.unwrap().status;
                assert_ne!(status, ExecutionStatus::Running);
            });
            if !broke {
                break;
            }
        }
        assert!(shipped > 10 && cut_off > 0, "{shipped} {cut_off}");
    }
}
