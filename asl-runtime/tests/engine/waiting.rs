//! Waits, retries and time limits, in and out of memory.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use asl_runtime::macro_support::{BoxFuture, Definition, ErrorName, Failure, Frame, StateMachine};
use asl_runtime::{Clock, ExecutionStatus, MemoryStore, SkippingClock, Store, Value, value};

use crate::machines::{SHORT_SHOP, Shop, Tasks};
use crate::{builder, live, on_each_store, order, paused};

/// Counts how often executions of a machine come into memory.
struct Counted(Shop, Arc<AtomicUsize>);

impl StateMachine for Counted {
    fn definition(&self) -> &'static Definition {
        self.0.definition()
    }

    fn run_frame<'a>(
        &'a self,
        frame: Box<Frame>,
        input: Value,
    ) -> BoxFuture<'a, Result<Value, Failure>> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.run_frame(frame, input)
    }
}

#[test]
fn retries_wait_longer_each_time() {
    on_each_store(async |store: Arc<dyn Store>| {
        let clock = SkippingClock::default();
        let times = Arc::new(Mutex::new(Vec::new()));
        let seen = times.clone();
        let tasks = Tasks::new(move |task, input, cx| {
            let failures = if task == "reserve" { 3 } else { 0 };
            if task == "reserve" {
                seen.lock().unwrap().push(clock.now().to_string());
            }
            async move {
                if cx.attempt() < failures {
                    Err(ErrorName::new("Busy").because("later"))
                } else {
                    Ok(input)
                }
            }
        });
        let engine = builder(store)
            .clock(clock)
            .machine(Shop::new(&tasks))
            .start()
            .await
            .unwrap();
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        execution.outcome().await.unwrap();
        assert_eq!(
            *times.lock().unwrap(),
            [
                "2024-01-01T00:00:00Z",
                "2024-01-01T00:00:02Z",
                "2024-01-01T00:00:06Z",
                "2024-01-01T00:00:14Z"
            ]
            .map(str::to_owned)
        );
        let keys: Vec<_> = tasks
            .calls()
            .into_iter()
            .filter(|call| call.task == "reserve")
            .map(|call| call.key)
            .collect();
        assert_eq!(keys.len(), 4);
        for (attempt, key) in keys.iter().enumerate() {
            assert!(key.starts_with(execution.arn()), "{key}");
            assert!(key.ends_with(&format!("/2.{attempt}")), "{key}");
        }
    });
}

#[test]
fn long_waits_leave_memory_and_short_ones_stay() {
    on_each_store(async |store: Arc<dyn Store>| {
        let runs = Arc::new(AtomicUsize::new(0));
        let machine = Counted(Shop::new(&Tasks::echo()), runs.clone());
        let engine = builder(store.clone())
            .machine(machine)
            .start()
            .await
            .unwrap();
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1800)).await;
        // It is a row with a time, nothing else.
        let waiting = live(&store).await;
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].due.unwrap().to_string(), "2024-01-01T01:00:00Z");
        assert_eq!(runs.load(Ordering::Relaxed), 1);
        assert_eq!(
            execution.describe().await.unwrap().status,
            ExecutionStatus::Running
        );
        let output = execution.outcome().await.unwrap();
        assert_eq!(output["shipped"], value!(["a", "b", "c"]));
        // It came back for the hour, the ten seconds and each round of seven seconds.
        assert_eq!(runs.load(Ordering::Relaxed), 5);
        assert!(live(&store).await.is_empty());
    });
    paused(async {
        let runs = Arc::new(AtomicUsize::new(0));
        let machine = Counted(Shop::new(&Tasks::echo()), runs.clone());
        let patient = builder(MemoryStore::new()).park_after(Duration::from_secs(86_400));
        let engine = patient.machine(machine).start().await.unwrap();
        engine
            .start_execution("shop", None, order())
            .await
            .unwrap()
            .outcome()
            .await
            .unwrap();
        assert_eq!(runs.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn a_wait_goes_on_in_the_next_engine() {
    on_each_store(async |store: Arc<dyn Store>| {
        let clock = SkippingClock::default();
        let year = value!({ "sku": "lamp", "cool": 364 * 86_400, "items": [] });
        let start = async || {
            let tasks = Tasks::echo();
            let engine = builder(store.clone())
                .clock(clock)
                .machine(Shop::new(&tasks))
                .start()
                .await
                .unwrap();
            (engine, tasks)
        };
        let (engine, tasks) = start().await;
        let arn = engine
            .start_execution("shop", None, year)
            .await
            .unwrap()
            .arn()
            .to_owned();
        tokio::time::sleep(Duration::from_secs(100 * 86_400)).await;
        assert_eq!(tasks.calls().len(), 1);
        drop(engine);
        tokio::time::sleep(Duration::from_secs(100 * 86_400)).await;

        let (engine, tasks) = start().await;
        let execution = engine.find_execution(&arn).await.unwrap();
        tokio::time::sleep(Duration::from_secs(164 * 86_400)).await;
        assert!(tasks.calls().is_empty());
        execution.outcome().await.unwrap();
        let stop_date = execution.describe().await.unwrap().stop_date.unwrap();
        assert_eq!(stop_date.to_string(), "2024-12-30T00:00:10Z");
        assert_eq!(tasks.calls().len(), 2);
    });
}

#[test]
fn an_execution_times_out_wherever_it_is() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::new(|_, input: Value, _| async move {
            if input["slow"].as_bool() == Some(true) {
                std::future::pending::<()>().await;
            }
            Ok(input)
        });
        let shop = Shop {
            tasks,
            definition: &SHORT_SHOP,
        };
        let engine = builder(store).machine(shop).start().await.unwrap();
        // One hangs in its task, the other one sleeps out of memory.
        for input in [value!({ "slow": true }), value!({ "cool": 3600 })] {
            let start = tokio::time::Instant::now();
            let execution = engine.start_execution("shop", None, input).await.unwrap();
            assert_eq!(
                execution.outcome().await.unwrap_err().to_string(),
                "States.Timeout"
            );
            assert_eq!(start.elapsed().as_secs(), 60);
            let description = execution.describe().await.unwrap();
            assert_eq!(description.status, ExecutionStatus::TimedOut);
            assert_eq!((description.error, description.cause), (None, None));
            let history = execution.history().await.unwrap();
            assert_eq!(
                history.last().unwrap().event.event_type(),
                "ExecutionTimedOut"
            );
        }
    });
}

#[test]
fn a_sleeping_execution_can_be_stopped() {
    on_each_store(async |store: Arc<dyn Store>| {
        let engine = builder(store.clone())
            .machine(Shop::new(&Tasks::echo()))
            .start()
            .await
            .unwrap();
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        tokio::time::sleep(Duration::from_secs(60)).await;
        engine
            .stop_execution(execution.arn(), None, Some("no more lamps"))
            .await
            .unwrap();
        assert_eq!(
            execution.outcome().await.unwrap_err().to_string(),
            "no more lamps"
        );
        assert_eq!(
            execution
                .describe()
                .await
                .unwrap()
                .stop_date
                .unwrap()
                .to_string(),
            "2024-01-01T00:01:00Z"
        );
        // Its timer finds nothing to do.
        tokio::time::sleep(Duration::from_secs(7200)).await;
        assert!(live(&store).await.is_empty());
    });
}
