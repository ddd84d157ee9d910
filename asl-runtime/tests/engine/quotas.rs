//! AWS's limits, and what happens beyond them.

use std::sync::Arc;
use std::time::Duration;

use asl_runtime::engine::{EngineError, ListExecutions, NextToken, StartError};
use asl_runtime::macro_support::{CallInfo, ErrorName};
use asl_runtime::{Definition, ExecutionStatus, MemoryStore, Store, Value, WorkflowType, value};

use crate::machines::{Countdown, SHOP, Shop, Single, Tasks};
use crate::{builder, on_each_store, order, paused};

const DAY: u64 = 86_400;

#[test]
fn a_history_that_becomes_too_long_ends_the_execution() {
    on_each_store(async |store: Arc<dyn Store>| {
        // Four states make ten events with the start and the end.
        for (most, fits) in [(10, true), (9, false), (5, false)] {
            let engine = builder(store.clone())
                .max_events(Some(most))
                .machine(Countdown)
                .start()
                .await
                .unwrap();
            let one = value!({ "count": 1 });
            let execution = engine
                .start_execution("countdown", None, one)
                .await
                .unwrap();
            let outcome = execution.outcome().await;
            let history = execution.history().await.unwrap();
            assert_eq!(history.len() as u64, most);
            assert!(history.iter().zip(1..).all(|(event, id)| event.id == id));
            if fits {
                outcome.unwrap();
                continue;
            }
            let text = format!(
                "States.Runtime: The execution reached the maximum number of history events ({most})."
            );
            assert_eq!(outcome.unwrap_err().to_string(), text);
            assert_eq!(
                history.last().unwrap().event.event_type(),
                "ExecutionFailed"
            );
            let description = execution.describe().await.unwrap();
            assert_eq!(
                description.redrive_status_reason.as_deref(),
                Some("Execution history event limit exceeded")
            );
        }
    });
}

#[test]
fn tasks_are_not_called_when_the_history_is_full() {
    paused(async {
        let tasks = Tasks::echo();
        let engine = builder(MemoryStore::new())
            .max_events(Some(6))
            .machine(Shop::new(&tasks))
            .start()
            .await
            .unwrap();
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        execution.outcome().await.unwrap_err();
        assert_eq!(tasks.calls(), []);
    });
}

#[test]
fn an_execution_ends_after_a_year() {
    on_each_store(async |store: Arc<dyn Store>| {
        let engine = builder(store)
            .machine(Shop::new(&Tasks::echo()))
            .start()
            .await
            .unwrap();
        let long = value!({ "sku": "lamp", "cool": 366 * DAY as i64 });
        let execution = engine.start_execution("shop", None, long).await.unwrap();
        execution.outcome().await.unwrap_err();
        let description = execution.describe().await.unwrap();
        assert_eq!(description.status, ExecutionStatus::TimedOut);
        assert_eq!(
            description.stop_date.unwrap().to_string(),
            "2024-12-31T00:00:00Z"
        );
        assert_eq!(
            description.redrive_status_reason, None,
            "a year and no more has passed"
        );
    });
}

#[test]
fn a_task_ends_with_its_execution_after_a_year() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::new(|_, _, _| std::future::pending());
        let shop = Shop::new(&tasks);
        let engine = builder(store).machine(shop).start().await.unwrap();
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        execution.outcome().await.unwrap_err();
        let description = execution.describe().await.unwrap();
        assert_eq!(description.status, ExecutionStatus::TimedOut);
        assert_eq!(
            description.stop_date.unwrap().to_string(),
            "2024-12-31T00:00:00Z"
        );
        let history = execution.history().await.unwrap();
        assert_eq!(
            history.last().unwrap().event.event_type(),
            "ExecutionTimedOut"
        );
    });
}

#[test]
fn what_has_ended_is_kept_for_ninety_days() {
    on_each_store(async |store: Arc<dyn Store>| {
        let engine = builder(store)
            .machine(Shop::new(&Tasks::echo()))
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let first = engine
            .start_execution("countdown", Some("first"), value!({ "count": 12 }))
            .await
            .unwrap();
        first.outcome().await.unwrap();
        let long = value!({ "sku": "lamp", "cool": 200 * DAY as i64, "items": [] });
        let running = engine.start_execution("shop", None, long).await.unwrap();
        tokio::time::sleep(Duration::from_secs(60 * DAY)).await;
        let second = engine
            .start_execution("countdown", Some("second"), value!({ "count": 1 }))
            .await
            .unwrap();
        second.outcome().await.unwrap();
        assert_eq!(first.history().await.unwrap().len(), 54);
        tokio::time::sleep(Duration::from_secs(31 * DAY)).await;
        let gone = first.describe().await.unwrap_err();
        assert!(
            matches!(gone, EngineError::ExecutionDoesNotExist(_)),
            "{gone}"
        );
        second.describe().await.unwrap();
        assert_eq!(
            engine
                .purge("2024-03-30T00:00:00Z".parse().unwrap())
                .await
                .unwrap(),
            1
        );
        second.describe().await.unwrap_err();
        running.outcome().await.unwrap();
        // The name is free again.
        engine
            .start_execution("countdown", Some("first"), value!({ "count": 2 }))
            .await
            .unwrap();
    });
}

#[test]
fn what_is_given_has_limits() {
    paused(async {
        let engine = builder(MemoryStore::new())
            .machine(Shop::new(&Tasks::echo()))
            .start()
            .await
            .unwrap();
        let text = |bytes: usize| Value::from("x".repeat(bytes - 2));
        engine
            .start_execution("shop", None, text(262_144))
            .await
            .unwrap();
        let refused = engine
            .start_execution("shop", None, text(262_145))
            .await
            .unwrap_err();
        assert!(matches!(refused, StartError::Validation(_)));
        assert_eq!(
            refused.to_string(),
            "1 validation error detected: Value at 'input' failed to satisfy constraint: \
             Member must have length less than or equal to 262144"
        );
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        for (error, cause) in [(257, 1), (1, 32_769)] {
            let (error, cause) = ("e".repeat(error), "c".repeat(cause));
            let refused = engine.stop_execution(execution.arn(), Some(&error), Some(&cause));
            assert!(matches!(refused.await, Err(EngineError::Validation(_))));
            let refused = engine.send_task_failure("token", Some(&error), Some(&cause));
            assert!(matches!(refused.await, Err(EngineError::Validation(_))));
        }
        let list = ListExecutions {
            max_results: 1001,
            ..ListExecutions::default()
        };
        assert_eq!(
            engine.list_executions(list).await.unwrap_err().to_string(),
            "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: \
             Member must have value less than or equal to 1000"
        );
        let page = ListExecutions {
            max_results: 1,
            ..ListExecutions::default()
        };
        let token = engine
            .list_executions(page)
            .await
            .unwrap()
            .next_token
            .unwrap();
        assert_eq!(token.to_string().parse::<NextToken>().unwrap(), token);
        assert!(matches!(
            "lamp".parse::<NextToken>(),
            Err(EngineError::InvalidToken)
        ));
    });
}

#[test]
fn transitions_are_counted() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::new(|task, input, cx| async move {
            match task {
                "reserve" if cx.attempt() == 0 => Err(ErrorName::new("Busy").because("later")),
                "close" => Err(ErrorName::new("Torn").because("paper")),
                _ => Ok(input),
            }
        });
        let engine = builder(store)
            .machine(Shop::new(&tasks))
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let one = value!({ "count": 1 });
        let countdown = engine
            .start_execution("countdown", None, one)
            .await
            .unwrap();
        countdown.outcome().await.unwrap();
        let shop = engine.start_execution("shop", None, order()).await.unwrap();
        shop.outcome().await.unwrap_err();
        let counted = async || engine.transitions().await.unwrap();
        // Prepare, Reserve twice, Cool, Pack, Label, Dry, Close.
        let expected = |shop| [("countdown".to_owned(), 4), ("shop".to_owned(), shop)];
        assert_eq!(counted().await, expected(8));
        engine.redrive_execution(shop.arn()).await.unwrap();
        shop.outcome().await.unwrap_err();
        assert_eq!(counted().await, expected(9));
    });
}

#[test]
fn a_standard_workflow_is_not_run_in_memory() {
    static STANDARD: Definition = Definition {
        workflow_type: Some(WorkflowType::Standard),
        ..SHOP
    };
    static EXPRESS: Definition = Definition {
        workflow_type: Some(WorkflowType::Express),
        ..SHOP
    };
    paused(async {
        for (definition, fits) in [(&SHOP, true), (&EXPRESS, true), (&STANDARD, false)] {
            let tasks = Tasks::echo();
            let shop = Shop {
                tasks: tasks.clone(),
                definition,
            };
            let engine = builder(MemoryStore::new())
                .machine(shop)
                .start()
                .await
                .unwrap();
            let quick = value!({ "sku": "lamp", "cool": 0, "items": [] });
            let ran = engine.start_sync_execution("shop", None, &quick).await;
            if fits {
                let arn = ran.unwrap().execution_arn;
                let error = engine.find_execution(&arn).await.err().unwrap();
                let text = "Invalid Arn: 'Resource type not valid in this context: express'";
                assert_eq!(error.to_string(), text);
                let error = engine.stop_execution(&arn, None, None).await.unwrap_err();
                assert_eq!(error.to_string(), text);
            } else {
                let error = ran.unwrap_err();
                assert!(matches!(error, StartError::StateMachineTypeNotSupported));
                let text = "This operation is not supported by this type of state machine";
                assert_eq!(error.to_string(), text);
                assert_eq!(tasks.calls(), []);
            }
            // Durably it runs whatever its type.
            let execution = engine.start_execution("shop", None, quick).await.unwrap();
            execution.outcome().await.unwrap();
        }
    });
}

#[test]
fn what_runs_in_memory_starts_what_is_durable() {
    static STARTER: Definition = Definition {
        name: "starter",
        ..SHOP
    };
    let starter = |call| Single {
        definition: &STARTER,
        call,
        runs: Arc::default(),
    };
    on_each_store(async |store: Arc<dyn Store>| {
        let call = &CallInfo::StartExecution {
            action: "startExecution",
        };
        let builder = builder(store.clone()).machine(starter(call));
        let engine = builder.machine(Countdown).start().await.unwrap();
        let ask = |machine: &str| value!({ "StateMachineArn": machine, "Name": "first", "Input": { "count": 2 } });
        let ran = engine
            .start_sync_execution("starter", None, ask("countdown"))
            .await;
        let output = ran.unwrap().output.unwrap();
        let arn = "arn:aws:states:us-east-1:000000000000:execution:countdown:first";
        assert_eq!(output["ExecutionArn"], value!(arn));
        let started = engine.find_execution(arn).await.unwrap();
        assert_eq!(started.outcome().await.unwrap(), value!({ "count": 0 }));
        for (machine, error) in [
            ("countdown", "StepFunctions.ExecutionAlreadyExistsException"),
            ("tower", "StepFunctions.StateMachineDoesNotExistException"),
        ] {
            let ran = engine
                .start_sync_execution("starter", None, ask(machine))
                .await;
            assert_eq!(ran.unwrap().error.as_deref(), Some(error));
        }
    });
    paused(async {
        let call = &CallInfo::StartExecution {
            action: "startExecution.sync:2",
        };
        let builder = builder(MemoryStore::new()).machine(starter(call));
        let engine = builder.start().await.unwrap();
        let ran = engine
            .start_sync_execution("starter", None, value!({}))
            .await;
        assert_eq!(
            ran.unwrap().cause.as_deref(),
            Some(
                "An execution in memory waits for no other: use `states:startExecution`, or start it durably."
            )
        );
    });
}

#[test]
fn sync_executions_run_in_memory() {
    paused(async {
        let store = MemoryStore::new();
        let engine = builder(store.clone())
            .machine(Shop::new(&Tasks::echo()))
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let quick = value!({ "sku": "lamp", "cool": 1, "items": [] });
        let done = engine
            .start_sync_execution("shop", Some("quick"), &quick)
            .await
            .unwrap();
        assert_eq!(
            done.execution_arn,
            "arn:aws:states:us-east-1:000000000000:express:shop:quick"
        );
        assert_eq!(
            (done.status, done.error, done.cause),
            (ExecutionStatus::Succeeded, None, None)
        );
        assert_eq!(done.output.unwrap()["reserved"], value!("lamp"));
        assert_eq!(done.input, quick);
        let billing = done.billing_details;
        assert_eq!(billing.billed_duration, Duration::from_secs(11));
        assert_eq!(billing.billed_memory_used_in_mb, 64);

        let slow = value!({ "sku": "lamp", "cool": 301, "items": [] });
        let late = engine
            .start_sync_execution("shop", None, slow)
            .await
            .unwrap();
        assert_eq!(late.status, ExecutionStatus::TimedOut);
        assert_eq!(
            late.stop_date.duration_since(late.start_date).as_secs(),
            300
        );
        assert_eq!(
            (late.output, late.error.as_deref()),
            (None, Some("States.Timeout"))
        );
        let unknown = engine
            .start_sync_execution("shoop", None, ())
            .await
            .unwrap_err();
        assert!(matches!(unknown, StartError::StateMachineDoesNotExist(_)));
        let list = engine
            .list_executions(ListExecutions::default())
            .await
            .unwrap();
        assert_eq!(list.executions, []);
    });
}
