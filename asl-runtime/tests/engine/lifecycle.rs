//! Starting, following, describing, stopping and shutting down.

use std::sync::Arc;
use std::time::Duration;

use asl_runtime::engine::{EngineError, ListExecutions, StartError, WaitError};
use asl_runtime::macro_support::{BoxFuture, Definition, ErrorName, Failure, Frame, StateMachine};
use asl_runtime::{ExecutionStatus, MemoryStore, Store, Value, express, value};
use tokio::sync::Notify;

use crate::machines::{COUNTDOWN, Countdown, SHOP, Shop, Tasks};
use crate::stopping::StoppingStore;
use crate::{builder, on_each_store, order, paused, without_times};

#[test]
fn an_execution_runs_and_is_described() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::echo();
        let engine = builder(store)
            .region("eu-west-1")
            .machine(Shop::new(&tasks))
            .start()
            .await
            .unwrap();
        let execution = engine
            .start_execution("shop", Some("first"), order())
            .await
            .unwrap();
        let output = execution.outcome().await.unwrap();
        assert_eq!(output["reserved"], value!("lamp"));
        assert_eq!(output["shipped"], value!(["a", "b", "c"]));
        assert_eq!(output["count"], value!(3));

        let description = engine.describe_execution(execution.arn()).await.unwrap();
        assert_eq!(
            description.execution_arn,
            "arn:aws:states:eu-west-1:000000000000:execution:shop:first"
        );
        assert_eq!(
            description.state_machine_arn,
            "arn:aws:states:eu-west-1:000000000000:stateMachine:shop"
        );
        assert_eq!(description.status, ExecutionStatus::Succeeded);
        assert_eq!(description.start_date.to_string(), "2024-01-01T00:00:00Z");
        // An hour to cool, ten seconds to dry, and three iterations of seven seconds, two at a time.
        assert_eq!(
            description.stop_date.unwrap().to_string(),
            "2024-01-01T01:00:24Z"
        );
        assert_eq!(
            (description.input, description.output),
            (order(), Some(output))
        );

        let history = execution.history().await.unwrap();
        let types: Vec<_> = history
            .iter()
            .map(|event| event.event.event_type())
            .collect();
        assert_eq!(
            types[..5],
            [
                "ExecutionStarted",
                "PassStateEntered",
                "PassStateExited",
                "TaskStateEntered",
                "LambdaFunctionScheduled"
            ]
        );
        assert_eq!(types.last().unwrap(), "ExecutionSucceeded");
        assert!(
            history
                .iter()
                .zip(1..)
                .all(|(event, id)| event.id == id && event.previous_event_id < id)
        );

        let page = engine
            .history_page(execution.arn(), Some(3), false, 2)
            .await
            .unwrap();
        assert_eq!(page, history[3..5]);
        let page = engine
            .history_page(execution.arn(), Some(3), true, 5)
            .await
            .unwrap();
        assert_eq!(
            page.iter().map(|event| event.id).collect::<Vec<_>>(),
            [2, 1]
        );
    });
}

#[test]
fn in_memory_runs_give_the_same_history() {
    paused(async {
        let shop = Shop::new(&Tasks::echo());
        let clock = Arc::new(asl_runtime::SkippingClock::default());
        let (output, history) = express::run_with_history(&shop, order(), clock).await;
        let history: Vec<_> = history.into_iter().collect();
        let engine = builder(MemoryStore::new())
            .role_arn(role(&history))
            .machine(shop)
            .start()
            .await
            .unwrap();
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        assert_eq!(execution.outcome().await.unwrap(), output.unwrap());
        assert_eq!(
            without_times(&execution.history().await.unwrap()),
            without_times(&history)
        );
        assert_eq!(
            express::run_in_memory(&Countdown, value!({ "count": 2 }))
                .await
                .unwrap(),
            value!({ "count": 0 })
        );
    });
}

fn role(history: &[asl_runtime::history::HistoryEvent]) -> String {
    match &history[0].event {
        asl_runtime::history::Event::ExecutionStarted(started) => started.role_arn.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn starting_twice_is_starting_once() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::echo();
        let engine = builder(store)
            .machine(Shop::new(&tasks))
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let start = |input: Value| engine.start_execution("shop", Some("twice"), input);
        let first = start(order()).await.unwrap();
        let second = start(order()).await.unwrap();
        assert_eq!(first.arn(), second.arn());
        let refused = start(value!({})).await.unwrap_err();
        assert!(
            matches!(&refused, StartError::ExecutionAlreadyExists(arn) if arn == first.arn()),
            "{refused}"
        );
        assert_eq!(
            first.outcome().await.unwrap(),
            second.outcome().await.unwrap()
        );
        assert_eq!(
            tasks
                .calls()
                .iter()
                .filter(|call| call.task == "reserve")
                .count(),
            1
        );
        assert!(matches!(
            start(order()).await,
            Err(StartError::ExecutionAlreadyExists(_))
        ));
        // The same name is free for another machine.
        engine
            .start_execution("countdown", Some("twice"), value!({ "count": 0 }))
            .await
            .unwrap();

        let unknown = engine.start_execution("shoop", None, ()).await.unwrap_err();
        assert_eq!(unknown.to_string(), "State Machine Does Not Exist: 'shoop'");
        let invalid = engine
            .start_execution("shop", Some("a/b"), ())
            .await
            .unwrap_err();
        assert_eq!(invalid.to_string(), "Invalid Name: 'a/b'");
        let deep = (0..200).fold(Value::NULL, |value, _| Value::array([value]));
        assert!(matches!(
            engine.start_execution("shop", None, deep).await,
            Err(StartError::InvalidExecutionInput(_))
        ));
        assert!(matches!(
            engine.find_execution("arn").await,
            Err(EngineError::ExecutionDoesNotExist(_))
        ));
    });
}

#[test]
fn executions_are_listed_in_pages() {
    on_each_store(async |store: Arc<dyn Store>| {
        let engine = builder(store)
            .machine(Countdown)
            .machine(Shop::new(&Tasks::echo()))
            .start()
            .await
            .unwrap();
        for name in ["a", "b", "c"] {
            let execution = engine
                .start_execution("countdown", Some(name), value!({ "count": 1 }))
                .await
                .unwrap();
            execution.outcome().await.unwrap();
        }
        engine
            .start_execution("shop", Some("d"), order())
            .await
            .unwrap();
        let names = async |list: ListExecutions| {
            let page = engine.list_executions(list).await.unwrap();
            (
                page.executions
                    .into_iter()
                    .map(|execution| execution.name)
                    .collect::<Vec<_>>(),
                page.next_token,
            )
        };
        assert_eq!(
            names(ListExecutions::default()).await.0,
            ["d", "c", "b", "a"]
        );
        let status = Some(ExecutionStatus::Running);
        assert_eq!(
            names(ListExecutions {
                status,
                ..Default::default()
            })
            .await
            .0,
            ["d"]
        );
        let list = ListExecutions {
            machine: Some("arn:aws:states:us-east-1:000000000000:stateMachine:countdown".into()),
            max_results: 2,
            ..Default::default()
        };
        let (page, next_token) = names(list.clone()).await;
        assert_eq!(page, ["c", "b"]);
        assert_eq!(
            names(ListExecutions { next_token, ..list }).await,
            (vec!["a".into()], None)
        );
    });
}

#[test]
fn pure_states_cost_no_commit_and_tasks_one() {
    paused(async {
        let batches = async |machine: &str, input: Value| {
            let store = Arc::new(StoppingStore::after(
                usize::MAX,
                false,
                Arc::new(MemoryStore::new()),
            ));
            let shop = Shop::new(&Tasks::echo());
            let engine = builder(store.clone())
                .machine(Countdown)
                .machine(shop)
                .start()
                .await
                .unwrap();
            engine
                .start_execution(machine, None, input)
                .await
                .unwrap()
                .outcome()
                .await
                .unwrap();
            store.batches()
        };
        // The end is one batch, whatever came before.
        assert_eq!(batches("countdown", value!({ "count": 1 })).await, 1);
        assert_eq!(
            batches("countdown", value!({ "count": 200 - 188 })).await,
            1
        );
        // Three tasks, two waits, the end.
        let items = |items: Value| value!({ "sku": "lamp", "cool": 1, "items": items });
        let none = batches("shop", items(value!([]))).await;
        assert_eq!(none, 6);
        // One task and one wait more, each.
        assert_eq!(batches("shop", items(value!(["a"]))).await, none + 2);
    });
}

#[test]
fn a_loop_of_pure_states_does_not_fill_the_memory() {
    paused(async {
        let store = Arc::new(StoppingStore::after(
            usize::MAX,
            false,
            Arc::new(MemoryStore::new()),
        ));
        let engine = builder(store.clone())
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let endless = engine
            .start_execution("countdown", None, value!({ "count": -1 }))
            .await
            .unwrap();
        while store.batches() < 3 {
            tokio::task::yield_now().await;
        }
        engine
            .stop_execution(endless.arn(), Some("Enough"), None)
            .await
            .unwrap();
        let history = endless.history().await.unwrap();
        assert!(history.len() > 2_000 && history.iter().zip(1..).all(|(event, id)| event.id == id));
    });
}

#[test]
fn panics_stay_where_they_are() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::new(|task, input: Value, _| async move {
            assert_ne!(input["sku"], value!("bomb"), "boom");
            assert_eq!(task, "reserve", "not reached");
            Err(ErrorName::new("OutOfStock").because("none left"))
        });
        let engine = builder(store.clone())
            .machine(Shop::new(&tasks))
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let bomb = engine
            .start_execution("shop", None, value!({ "sku": "bomb" }))
            .await
            .unwrap();
        let error = bomb.outcome().await.unwrap_err();
        assert!(
            error.to_string().starts_with("States.TaskFailed")
                && error.to_string().contains("boom"),
            "{error}"
        );
        // A mistake of the generated code itself is not the execution's: it is set aside.
        let poisoned = engine
            .start_execution("countdown", None, value!({ "count": 13 }))
            .await
            .unwrap();
        let error = poisoned.outcome().await.unwrap_err();
        assert!(
            matches!(&error, WaitError::Engine(EngineError::SetAside(why)) if why.contains("thirteen")),
            "{error}"
        );
        let description = poisoned.describe().await.unwrap();
        assert_eq!(description.status, ExecutionStatus::Running);
        assert!(
            description
                .set_aside
                .unwrap()
                .contains("thirteen is not a number")
        );
        engine
            .stop_execution(poisoned.arn(), None, None)
            .await
            .unwrap();
        assert_eq!(poisoned.describe().await.unwrap().set_aside, None);

        let caught = engine.start_execution("shop", None, order()).await.unwrap();
        let error = caught.outcome().await.unwrap_err();
        assert_eq!(error.to_string(), "Sorry: none left");
        let description = caught.describe().await.unwrap();
        assert_eq!(description.status, ExecutionStatus::Failed);
        assert_eq!(
            (description.error.as_deref(), description.cause.as_deref()),
            (Some("Sorry"), Some("none left"))
        );
    });
}

/// Panics when it is dropped.
struct Mine;

impl Drop for Mine {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("stepped on");
        }
    }
}

#[test]
fn a_panic_while_a_task_is_dropped_stays_where_it_is() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::new(|_, _, _| async {
            let _mine = Mine;
            std::future::pending().await
        });
        let engine = builder(store)
            .max_running(1)
            .machine(Shop::new(&tasks))
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let mined = engine.start_execution("shop", None, order()).await.unwrap();
        while tasks.calls().is_empty() {
            tokio::task::yield_now().await;
        }
        // It has ended, whoever was told what.
        let _ = engine.stop_execution(mined.arn(), None, None).await;
        assert_eq!(
            mined.describe().await.unwrap().status,
            ExecutionStatus::Aborted
        );
        let one = value!({ "count": 1 });
        let other = engine
            .start_execution("countdown", None, one)
            .await
            .unwrap();
        assert_eq!(other.outcome().await.unwrap(), value!({ "count": 0 }));
    });
}

#[test]
fn a_stopped_execution_is_aborted_and_its_task_dropped() {
    on_each_store(async |store: Arc<dyn Store>| {
        let (began, dropped) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let signals = (began.clone(), dropped.clone());
        let tasks = Tasks::new(move |_, _, cx| {
            let (began, dropped) = signals.clone();
            async move {
                tokio::spawn(async move {
                    cx.cancelled().await;
                    dropped.notify_one();
                });
                began.notify_one();
                std::future::pending().await
            }
        });
        let engine = builder(store)
            .machine(Shop::new(&tasks))
            .start()
            .await
            .unwrap();
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        began.notified().await;
        let stopped = engine
            .stop_execution(execution.arn(), Some("Recall"), Some("the lamp burns"))
            .await
            .unwrap();
        dropped.notified().await;
        assert_eq!(
            execution.outcome().await.unwrap_err().to_string(),
            "Recall: the lamp burns"
        );
        let description = execution.describe().await.unwrap();
        assert_eq!(
            (description.status, description.stop_date),
            (ExecutionStatus::Aborted, Some(stopped))
        );
        assert_eq!(description.error.as_deref(), Some("Recall"));
        let history = execution.history().await.unwrap();
        assert_eq!(
            history.last().unwrap().event.event_type(),
            "ExecutionAborted"
        );
        // Once more changes nothing.
        assert_eq!(
            engine
                .stop_execution(execution.arn(), Some("Again"), None)
                .await
                .unwrap(),
            stopped
        );
        assert_eq!(execution.describe().await.unwrap(), description);
    });
}

#[test]
fn subscribers_see_what_is_durable_in_order() {
    on_each_store(async |store: Arc<dyn Store>| {
        let engine = builder(store)
            .machine(Shop::new(&Tasks::echo()))
            .start()
            .await
            .unwrap();
        let mut progress = engine.subscribe();
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        let mut seen = Vec::new();
        while seen
            .last()
            .is_none_or(|event: &asl_runtime::history::HistoryEvent| {
                event.event.event_type() != "ExecutionSucceeded"
            })
        {
            let notification = progress.recv().await.unwrap();
            assert_eq!(&*notification.execution_arn, execution.arn());
            let durable = engine
                .history_page(execution.arn(), Some(notification.event.id - 1), false, 1)
                .await
                .unwrap();
            assert_eq!(durable, [(*notification.event).clone()]);
            seen.push((*notification.event).clone());
        }
        assert_eq!(seen, execution.history().await.unwrap());
    });
}

#[test]
fn shutting_down_lets_tasks_finish_and_calls_no_more() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::new(|_, input, cx| async move {
            cx.sleep(Duration::from_secs(4)).await;
            Ok(input)
        });
        let began = tasks.clone();
        let engine = builder(store.clone())
            .machine(Shop::new(&tasks))
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let input = value!({ "sku": "lamp", "cool": 0, "items": ["a"] });
        let execution = engine.start_execution("shop", None, input).await.unwrap();
        while began.calls().is_empty() {
            tokio::task::yield_now().await;
        }
        engine.shutdown().await.unwrap();
        assert_eq!(tasks.calls().len(), 1);
        assert!(matches!(
            execution.outcome().await,
            Err(WaitError::Engine(EngineError::ShutDown))
        ));
        let late = engine
            .start_execution("countdown", None, value!({ "count": 1 }))
            .await;
        assert!(matches!(
            late,
            Err(StartError::Engine(EngineError::ShutDown))
        ));
        let history = execution.history().await.unwrap();
        assert!(
            history
                .iter()
                .any(|event| event.event.event_type() == "LambdaFunctionSucceeded"),
            "{history:?}"
        );

        let engine = builder(store)
            .machine(Shop::new(&tasks))
            .start()
            .await
            .unwrap();
        let execution = engine.find_execution(execution.arn()).await.unwrap();
        execution.outcome().await.unwrap();
        assert_eq!(
            tasks
                .calls()
                .iter()
                .filter(|call| call.task == "reserve")
                .count(),
            1
        );
    });
}

#[test]
fn shutting_down_does_not_wait_for_ever() {
    paused(async {
        let tasks = Tasks::new(|_, _, _| std::future::pending());
        let shop = Shop::new(&tasks);
        let store = MemoryStore::new();
        let engine = builder(store.clone())
            .shutdown_timeout(Duration::from_secs(9))
            .machine(shop)
            .start()
            .await
            .unwrap();
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        let before = tokio::time::Instant::now();
        engine.shutdown().await.unwrap();
        assert_eq!(before.elapsed().as_secs(), 9);
        // It is called again, with the same key.
        let tasks = Tasks::echo();
        let engine = builder(store)
            .machine(Shop::new(&tasks))
            .start()
            .await
            .unwrap();
        engine
            .find_execution(execution.arn())
            .await
            .unwrap()
            .outcome()
            .await
            .unwrap();
        let key = &tasks.calls()[0].key;
        assert!(
            key.starts_with(execution.arn()) && key.ends_with("/2.0"),
            "{key}"
        );
    });
}

/// A machine that took the shop's name, with no state of that name.
struct Impostor;

impl StateMachine for Impostor {
    fn definition(&self) -> &'static Definition {
        static DEFINITION: Definition = Definition {
            hash: "other",
            ..SHOP
        };
        &DEFINITION
    }

    fn run_frame<'a>(
        &'a self,
        frame: Box<Frame>,
        input: Value,
    ) -> BoxFuture<'a, Result<Value, Failure>> {
        Countdown.run_frame(frame, input)
    }
}

#[test]
fn an_execution_whose_machine_is_missing_or_changed_is_kept() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::new(|_, _, _| std::future::pending());
        let engine = builder(store.clone())
            .machine(Shop::new(&tasks))
            .start()
            .await
            .unwrap();
        let arn = engine
            .start_execution("shop", None, order())
            .await
            .unwrap()
            .arn()
            .to_owned();
        while tasks.calls().is_empty() {
            tokio::task::yield_now().await;
        }
        drop(engine);

        let engine = builder(store.clone())
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let description = engine.describe_execution(&arn).await.unwrap();
        assert_eq!(
            description.set_aside.unwrap(),
            "no machine named `shop` is registered"
        );
        drop(engine);

        let engine = builder(store.clone())
            .machine(Impostor)
            .start()
            .await
            .unwrap();
        let error = engine
            .find_execution(&arn)
            .await
            .unwrap()
            .outcome()
            .await
            .unwrap_err();
        assert!(
            matches!(error, WaitError::Engine(EngineError::SetAside(_))),
            "{error}"
        );
        let description = engine.describe_execution(&arn).await.unwrap();
        assert!(description.set_aside.unwrap().contains("Reserve"));
        assert_eq!(description.status, ExecutionStatus::Running);
        drop(engine);

        let engine = builder(store)
            .machine(Shop::new(&Tasks::echo()))
            .start()
            .await
            .unwrap();
        engine
            .find_execution(&arn)
            .await
            .unwrap()
            .outcome()
            .await
            .unwrap();
        let twice = builder(MemoryStore::new())
            .machine(Countdown)
            .machine(Countdown)
            .start()
            .await;
        assert_eq!(
            twice.unwrap_err().to_string(),
            format!("two machines are called `{}`", COUNTDOWN.name)
        );
    });
}
