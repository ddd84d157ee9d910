//! Redriving: what has not succeeded goes on from where it ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use asl_runtime::engine::{EngineError, RedriveStatus};
use asl_runtime::history::{Event, HistoryEvent};
use asl_runtime::macro_support::ErrorName;
use asl_runtime::{
    Clock, Engine, ExecutionStatus, MemoryStore, SkippingClock, Store, Value, value,
};
use jiff::SignedDuration;

use crate::machines::{SHORT_SHOP, Shop, Tasks};
use crate::stopping::{StoppingStore, Write};
use crate::{builder, on_each_store, order, paused};

const JAM: ErrorName = ErrorName::new("Jam");

/// Tasks of which one fails for a while, for one item if it is given one.
fn jammed(task: &'static str, item: &'static str) -> (Tasks, Arc<AtomicBool>) {
    let jam = Arc::new(AtomicBool::new(true));
    let jammed = jam.clone();
    let tasks = Tasks::new(move |name, input: Value, cx| {
        let fails = name == task
            && jammed.load(Ordering::Relaxed)
            && (item.is_empty() || input["item"] == value!(item));
        async move {
            cx.sleep(Duration::from_secs(1)).await;
            match fails {
                true => Err(JAM.because("the belt stands still")),
                false => Ok(input),
            }
        }
    });
    (tasks, jam)
}

fn types(history: &[HistoryEvent]) -> Vec<String> {
    let types = history.iter().map(|event| event.event.event_type());
    types.map(|name| name.into_owned()).collect()
}

fn called(tasks: &Tasks, task: &str) -> usize {
    let calls = tasks.calls();
    calls.iter().filter(|call| call.task == task).count()
}

async fn start(store: impl Store, tasks: &Tasks) -> Engine {
    let shop = Shop::new(tasks);
    builder(store).machine(shop).start().await.unwrap()
}

#[test]
fn a_map_is_redriven_with_what_it_has_not_done() {
    on_each_store(async |store: Arc<dyn Store>| {
        let (tasks, jam) = jammed("send", "c");
        let engine = start(store, &tasks).await;
        let input = value!({ "sku": "lamp", "cool": 0, "items": ["a", "b", "c", "d"] });
        let execution = engine.start_execution("shop", None, input).await.unwrap();
        let error = execution.outcome().await.unwrap_err();
        assert_eq!(error.to_string(), "Jam: the belt stands still");
        let before = execution.history().await.unwrap();
        // The first two are done, the third has failed, the fourth was given up.
        assert_eq!(called(&tasks, "send"), 4);
        let description = execution.describe().await.unwrap();
        assert_eq!(description.redrive_status, RedriveStatus::Redrivable);
        assert_eq!(
            (description.redrive_count, description.redrive_status_reason),
            (0, None)
        );

        jam.store(false, Ordering::Relaxed);
        let date = engine.redrive_execution(execution.arn()).await.unwrap();
        let again = engine.redrive_execution(execution.arn()).await.unwrap_err();
        assert_eq!(
            again.to_string(),
            "Execution Not Redrivable: 'Execution is RUNNING and cannot be redriven'"
        );
        let output = execution.outcome().await.unwrap();
        assert_eq!(output["shipped"], value!(["a", "b", "c", "d"]));
        assert_eq!(called(&tasks, "send"), 6);
        assert_eq!((called(&tasks, "reserve"), called(&tasks, "close")), (1, 1));
        let keys: Vec<_> = tasks.calls().into_iter().map(|call| call.key).collect();
        let redriven = keys.iter().filter(|key| key.ends_with("/2.0~1"));
        assert_eq!(redriven.count(), 2, "{keys:?}");

        let history = execution.history().await.unwrap();
        assert!(history.iter().zip(1..).all(|(event, id)| event.id == id));
        assert_eq!(history[..before.len()], before);
        let after = &history[before.len()..];
        assert!(
            matches!(&after[0].event, Event::ExecutionRedriven(redriven) if redriven.redrive_count == 1)
        );
        assert_eq!(after[0].timestamp, date);
        assert_eq!(
            types(after)[..3],
            [
                "ExecutionRedriven",
                "LambdaFunctionScheduled",
                "LambdaFunctionStarted"
            ]
        );
        assert_eq!(after[1].previous_event_id, after[0].id);
        assert!(!types(after).iter().any(|name| name == "MapStateStarted"));
        assert_eq!(types(after).last().unwrap(), "ExecutionSucceeded");

        let description = execution.describe().await.unwrap();
        assert_eq!(description.status, ExecutionStatus::Succeeded);
        assert_eq!(
            (description.redrive_count, description.redrive_date),
            (1, Some(date))
        );
        assert_eq!(description.redrive_status, RedriveStatus::NotRedrivable);
        assert_eq!(
            description.redrive_status_reason.as_deref(),
            Some("Execution is SUCCEEDED and cannot be redriven")
        );
    });
}

#[test]
fn a_parallel_is_redriven_with_the_branch_that_failed() {
    on_each_store(async |store: Arc<dyn Store>| {
        let (tasks, jam) = jammed("close", "");
        let engine = start(store, &tasks).await;
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        for _ in 0..3 {
            execution.outcome().await.unwrap_err();
            engine.redrive_execution(execution.arn()).await.unwrap();
        }
        execution.outcome().await.unwrap_err();
        jam.store(false, Ordering::Relaxed);
        engine.redrive_execution(execution.arn()).await.unwrap();
        execution.outcome().await.unwrap();
        assert_eq!((called(&tasks, "label"), called(&tasks, "close")), (1, 5));
        assert_eq!(execution.describe().await.unwrap().redrive_count, 4);
    });
}

#[test]
fn retriers_count_from_zero_again() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::new(|task, input, _| async move {
            match task {
                "reserve" => Err(ErrorName::new("Busy").because("later")),
                _ => Ok(input),
            }
        });
        let engine = start(store, &tasks).await;
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        execution.outcome().await.unwrap_err();
        assert_eq!(called(&tasks, "reserve"), 4);
        engine.redrive_execution(execution.arn()).await.unwrap();
        execution.outcome().await.unwrap_err();
        assert_eq!(called(&tasks, "reserve"), 8);
    });
}

#[test]
fn what_was_stopped_or_timed_out_is_redriven() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::echo();
        let shop = Shop {
            tasks: tasks.clone(),
            definition: &SHORT_SHOP,
        };
        let engine = builder(store).machine(shop).start().await.unwrap();
        let cool = value!({ "sku": "lamp", "cool": 40, "items": [] });
        let execution = engine.start_execution("shop", None, cool).await.unwrap();
        tokio::time::sleep(Duration::from_secs(10)).await;
        engine
            .stop_execution(execution.arn(), None, None)
            .await
            .unwrap();
        // It cools for forty seconds from then on, and has a minute for all.
        tokio::time::sleep(Duration::from_secs(3600)).await;
        engine.redrive_execution(execution.arn()).await.unwrap();
        execution.outcome().await.unwrap();
        let description = execution.describe().await.unwrap();
        assert_eq!(
            description.stop_date.unwrap().to_string(),
            "2024-01-01T01:01:00Z"
        );

        let late = value!({ "sku": "lamp", "cool": 70, "items": [] });
        let execution = engine.start_execution("shop", None, late).await.unwrap();
        execution.outcome().await.unwrap_err();
        engine.redrive_execution(execution.arn()).await.unwrap();
        execution.outcome().await.unwrap_err();
        let description = execution.describe().await.unwrap();
        assert_eq!(
            (description.status, description.redrive_count),
            (ExecutionStatus::TimedOut, 1)
        );
        assert_eq!(called(&tasks, "reserve"), 2);
    });
}

#[test]
fn after_two_weeks_it_is_too_late() {
    on_each_store(async |store: Arc<dyn Store>| {
        let (tasks, _) = jammed("reserve", "");
        let engine = start(store, &tasks).await;
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        execution.outcome().await.unwrap_err();
        tokio::time::sleep(Duration::from_secs(14 * 86_400)).await;
        assert_eq!(
            execution.describe().await.unwrap().redrive_status,
            RedriveStatus::Redrivable
        );
        tokio::time::sleep(Duration::from_secs(1)).await;
        let error = engine.redrive_execution(execution.arn()).await.unwrap_err();
        assert!(
            matches!(&error, EngineError::ExecutionNotRedrivable(why) if why == "Execution redrivable period exceeded"),
            "{error}"
        );
        let error = engine.redrive_execution("arn").await.unwrap_err();
        assert!(matches!(error, EngineError::ExecutionDoesNotExist(_)));
    });
}

#[test]
fn what_is_asked_for_twice_is_redriven_once() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::new(|_, _, _| async { Err(ErrorName::new("Jam").because("again")) });
        let clock = SkippingClock::default();
        let start = async || {
            let builder = builder(store.clone()).clock(clock);
            builder.machine(Shop::new(&tasks)).start().await.unwrap()
        };
        let engine = start().await;
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        execution.outcome().await.unwrap_err();
        let arn = execution.arn();
        let (first, second) = tokio::join!(
            engine.redrive_execution_once(arn, "first"),
            engine.redrive_execution_once(arn, "first")
        );
        let first = first.unwrap();
        assert_eq!(second.unwrap(), first);
        execution.outcome().await.unwrap_err();
        // It has failed again since, and could be redriven.
        assert_eq!(
            engine.redrive_execution_once(arn, "first").await.unwrap(),
            first
        );
        assert_eq!(execution.describe().await.unwrap().redrive_count, 1);
        let arn = arn.to_owned();
        drop((execution, engine));

        let engine = start().await;
        assert_eq!(
            engine.redrive_execution_once(&arn, "first").await.unwrap(),
            first
        );
        let execution = engine.find_execution(&arn).await.unwrap();
        engine.redrive_execution_once(&arn, "other").await.unwrap();
        execution.outcome().await.unwrap_err();
        clock
            .sleep_until(first + SignedDuration::from_secs(901))
            .await;
        let later = engine.redrive_execution_once(&arn, "first").await.unwrap();
        assert!(later > first);
        execution.outcome().await.unwrap_err();
        assert_eq!(execution.describe().await.unwrap().redrive_count, 3);
        for (token, constraint) in [
            ("", "Member must have length greater than or equal to 1"),
            (
                &"t".repeat(65),
                "Member must have length less than or equal to 64",
            ),
            (
                "a b",
                "Member must satisfy regular expression pattern: [!-~]+",
            ),
            (
                "\u{fc}",
                "Member must satisfy regular expression pattern: [!-~]+",
            ),
        ] {
            let error = engine
                .redrive_execution_once(&arn, token)
                .await
                .unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "1 validation error detected: Value at 'clientToken' failed to satisfy constraint: {constraint}"
                )
            );
        }
    });
}

#[test]
fn a_redrive_survives_every_write() {
    for late in [false, true] {
        for writes in 0.. {
            let mut broke = true;
            paused(async {
                let store = MemoryStore::new();
                let (tasks, jam) = jammed("send", "b");
                let engine = start(store.clone(), &tasks).await;
                let execution = engine.start_execution("shop", None, order()).await.unwrap();
                execution.outcome().await.unwrap_err();
                let arn = execution.arn().to_owned();
                drop((execution, engine));
                jam.store(false, Ordering::Relaxed);

                let fragile = Arc::new(StoppingStore::after(writes, late, Arc::new(store.clone())));
                let engine = start(fragile.clone(), &tasks).await;
                if engine.redrive_execution(&arn).await.is_ok() {
                    let execution = engine.find_execution(&arn).await;
                    if let Ok(execution) = execution {
                        let _ = execution.outcome().await;
                    }
                }
                drop(engine);
                broke = fragile.stopped();

                let engine = start(store, &tasks).await;
                let execution = engine.find_execution(&arn).await.unwrap();
                if execution.describe().await.unwrap().status == ExecutionStatus::Failed {
                    engine.redrive_execution(&arn).await.unwrap();
                }
                let output = execution.outcome().await.unwrap();
                assert_eq!(output["shipped"], value!(["a", "b", "c"]));
                assert_eq!(execution.describe().await.unwrap().redrive_count, 1);
                let history = execution.history().await.unwrap();
                assert!(history.iter().zip(1..).all(|(event, id)| event.id == id));
                let redriven = types(&history);
                let redriven = redriven.iter().filter(|name| *name == "ExecutionRedriven");
                assert_eq!(redriven.count(), 1);
            });
            if !broke {
                assert!(writes > 3, "only {writes} writes");
                break;
            }
        }
    }
}

/// A timer of its past has it looked for in the store, where it has ended; before that is told it is redriven.
#[test]
fn one_that_is_just_looked_for_is_redriven() {
    paused(async {
        let slow = Arc::new(AtomicBool::new(false));
        let next = slow.clone();
        let store = StoppingStore::new(Arc::new(MemoryStore::new()), move |_| {
            let write = match next.swap(false, Ordering::Relaxed) {
                true => Write::ToldAfter(Duration::from_secs(10)),
                false => Write::Happens,
            };
            (Duration::ZERO, write)
        });
        let engine = start(store, &Tasks::echo()).await;
        let input = value!({ "sku": "lamp", "cool": 3_700, "items": [] });
        let execution = engine.start_execution("shop", None, input).await.unwrap();
        let arn = execution.arn();
        tokio::time::sleep(Duration::from_secs(60)).await;
        engine.stop_execution(arn, None, None).await.unwrap();
        // Its Wait would have ended now.
        tokio::time::sleep(Duration::from_secs(3_630)).await;
        slow.store(true, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_secs(15)).await;
        assert!(!slow.load(Ordering::Relaxed), "nobody has looked for it");
        engine.redrive_execution(arn).await.unwrap();
        let outcome = tokio::time::timeout(Duration::from_secs(86_400), execution.outcome());
        outcome.await.expect("it goes on").unwrap();
    });
}
