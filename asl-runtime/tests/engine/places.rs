//! How many executions are in memory at once, and which leave it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use asl_runtime::engine::{ListExecutions, StartError};
use asl_runtime::{Engine, ExecutionStatus, MemoryStore, Store, Value, value};

use crate::machines::{Countdown, Shop, Single, Tasks};
use crate::stopping::StoppingStore;
use crate::{builder, on_each_store, paused};

/// Tasks that take a second each, and the most of them that ran at once.
fn slow() -> (Tasks, Arc<AtomicUsize>) {
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let highest = most.clone();
    let tasks = Tasks::new(move |_, input, cx| {
        let (running, most) = (running.clone(), most.clone());
        async move {
            let now = running.fetch_add(1, Ordering::Relaxed) + 1;
            most.fetch_max(now, Ordering::Relaxed);
            cx.sleep(Duration::from_secs(1)).await;
            running.fetch_sub(1, Ordering::Relaxed);
            Ok(input)
        }
    });
    (tasks, highest)
}

/// An order of one task that takes time, before it is cooled for so long.
fn order(cool: i64) -> Value {
    value!({ "sku": "lamp", "cool": cool, "items": [] })
}

fn child(cool: i64) -> Value {
    let machine = "arn:aws:states:us-east-1:000000000000:stateMachine:shop";
    value!({ "StateMachineArn": machine, "Input": order(cool) })
}

#[test]
fn no_more_than_so_many_run_and_none_is_lost() {
    on_each_store(async |store: Arc<dyn Store>| {
        let (tasks, most) = slow();
        let start = async || {
            let shop = Shop::new(&tasks);
            let builder = builder(store.clone()).max_running(3);
            builder
                .machine(shop)
                .machine(Countdown)
                .start()
                .await
                .unwrap()
        };
        let engine = start().await;
        let mut arns = Vec::new();
        for _ in 0..30 {
            let execution = engine.start_execution("shop", None, order(3600)).await;
            arns.push(execution.unwrap().arn().to_owned());
        }
        // Machines take turns: this one need not wait until thirty orders are reserved.
        let before = tokio::time::Instant::now();
        let countdown = engine
            .start_execution("countdown", None, value!({ "count": 1 }))
            .await;
        countdown.unwrap().outcome().await.unwrap();
        assert!(
            before.elapsed() < Duration::from_secs(3),
            "{:?}",
            before.elapsed()
        );
        // The engine ends while most of them wait for their turn.
        engine.shutdown().await.unwrap();
        drop(engine);
        let engine = start().await;
        for arn in arns {
            engine
                .find_execution(&arn)
                .await
                .unwrap()
                .outcome()
                .await
                .unwrap();
        }
        // A parallel order labels and closes at once.
        assert!((3..=6).contains(&most.load(Ordering::Relaxed)), "{most:?}");
        let reserved = tasks
            .calls()
            .iter()
            .filter(|call| call.task == "reserve")
            .count();
        assert_eq!(reserved, 30);
    });
}

#[test]
fn what_waits_for_its_turn_is_stopped_at_once() {
    on_each_store(async |store: Arc<dyn Store>| {
        let hanging = Tasks::new(|_, _, _| std::future::pending());
        let shop = Shop::new(&hanging);
        let builder = builder(store).max_running(1);
        let engine = builder.machine(shop).start().await.unwrap();
        let first = engine
            .start_execution("shop", None, order(1))
            .await
            .unwrap();
        let second = engine
            .start_execution("shop", None, order(1))
            .await
            .unwrap();
        engine
            .stop_execution(second.arn(), None, None)
            .await
            .unwrap();
        assert_eq!(
            second.describe().await.unwrap().status,
            ExecutionStatus::Aborted
        );
        assert_eq!(
            first.describe().await.unwrap().status,
            ExecutionStatus::Running
        );
        let third = engine
            .start_execution("shop", None, order(1))
            .await
            .unwrap();
        engine
            .stop_execution(first.arn(), None, None)
            .await
            .unwrap();
        while hanging.calls().len() < 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        engine
            .stop_execution(third.arn(), None, None)
            .await
            .unwrap();
        assert_eq!(hanging.calls().len(), 2);
    });
}

async fn with_parent(
    store: &Arc<dyn Store>,
    tasks: &Tasks,
    places: usize,
) -> (Engine, Arc<AtomicUsize>) {
    let parent = Single::parent();
    let runs = parent.runs.clone();
    let builder = builder(store.clone()).max_running(places);
    let builder = builder.machine(parent).machine(Shop::new(tasks));
    (builder.start().await.unwrap(), runs)
}

#[test]
fn parents_do_not_keep_their_children_from_running() {
    on_each_store(async |store: Arc<dyn Store>| {
        let (engine, _) = with_parent(&store, &Tasks::echo(), 1).await;
        let mut parents = Vec::new();
        for _ in 0..3 {
            parents.push(
                engine
                    .start_execution("parent", None, child(0))
                    .await
                    .unwrap(),
            );
        }
        for parent in &parents {
            let output = parent.outcome().await.unwrap();
            assert_eq!(output["Output"]["reserved"], value!("lamp"));
            let list = ListExecutions {
                parent: Some(parent.arn().to_owned()),
                ..ListExecutions::default()
            };
            let children = engine.list_executions(list).await.unwrap().executions;
            assert_eq!(children.len(), 1);
            let description = engine
                .describe_execution(&children[0].execution_arn)
                .await
                .unwrap();
            assert_eq!(
                description.parent_execution_arn.as_deref(),
                Some(parent.arn())
            );
            assert_eq!(parent.describe().await.unwrap().parent_execution_arn, None);
        }
    });
}

#[test]
fn a_parent_leaves_memory_while_its_child_runs() {
    on_each_store(async |store: Arc<dyn Store>| {
        let parent = Single::parent();
        let runs = parent.runs.clone();
        let tasks = Tasks::echo();
        let builder = builder(store.clone())
            .machine(parent)
            .machine(Shop::new(&tasks));
        let engine = builder.start().await.unwrap();
        let quick = engine
            .start_execution("parent", None, child(1))
            .await
            .unwrap();
        quick.outcome().await.unwrap();
        let counted = runs.swap(0, Ordering::Relaxed);
        assert!(counted <= 2, "{counted}");
        let execution = engine
            .start_execution("parent", None, child(3600))
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(runs.load(Ordering::Relaxed), 1);
        let output = execution.outcome().await.unwrap();
        assert_eq!(output["Status"], value!("SUCCEEDED"));
        assert_eq!(runs.load(Ordering::Relaxed), 2);
        let history = execution.history().await.unwrap();
        let types: Vec<_> = history
            .iter()
            .map(|event| event.event.event_type())
            .collect();
        assert_eq!(
            types[2..6],
            [
                "TaskScheduled",
                "TaskStarted",
                "TaskSubmitted",
                "TaskSucceeded"
            ]
        );
    });
}

#[test]
fn a_parent_hears_of_a_child_that_ended_without_it() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::echo();
        let (engine, _) = with_parent(&store, &tasks, 9).await;
        let parent = engine
            .start_execution("parent", None, child(3600))
            .await
            .unwrap();
        let arn = parent.arn().to_owned();
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop((parent, engine));
        // An engine that does not have the parent's machine runs the child to its end.
        let engine = builder(store.clone())
            .machine(Shop::new(&tasks))
            .start()
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_secs(7200)).await;
        let status = Some(ExecutionStatus::Succeeded);
        let list = ListExecutions {
            status,
            ..ListExecutions::default()
        };
        assert_eq!(
            engine.list_executions(list).await.unwrap().executions.len(),
            1
        );
        drop(engine);
        let (engine, runs) = with_parent(&store, &tasks, 9).await;
        let parent = engine.find_execution(&arn).await.unwrap();
        assert_eq!(
            parent.outcome().await.unwrap()["Status"],
            value!("SUCCEEDED")
        );
        assert_eq!(runs.load(Ordering::Relaxed), 1);
        let reserved = tasks
            .calls()
            .iter()
            .filter(|call| call.task == "reserve")
            .count();
        assert_eq!(reserved, 1);
    });
}

#[test]
fn who_stops_a_parent_out_of_memory_stops_its_child() {
    on_each_store(async |store: Arc<dyn Store>| {
        let (engine, _) = with_parent(&store, &Tasks::echo(), 9).await;
        let parent = engine
            .start_execution("parent", None, child(3600))
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_secs(60)).await;
        engine
            .stop_execution(parent.arn(), None, None)
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        let status = Some(ExecutionStatus::Aborted);
        let list = ListExecutions {
            status,
            ..ListExecutions::default()
        };
        assert_eq!(
            engine.list_executions(list).await.unwrap().executions.len(),
            2
        );
        assert!(
            store
                .live(asl_runtime::store::LiveQuery::Busy)
                .await
                .unwrap()
                .is_empty()
        );
    });
}

#[test]
fn what_waits_for_workers_is_loaded_when_one_comes() {
    on_each_store(async |store: Arc<dyn Store>| {
        let start = async || {
            let packing = Single::packing();
            let runs = packing.runs.clone();
            let engine = builder(store.clone())
                .machine(packing)
                .start()
                .await
                .unwrap();
            (engine, runs)
        };
        let (engine, _) = start().await;
        let mut executions = Vec::new();
        for number in 0..20 {
            let execution = engine
                .start_execution("packing", None, value!({ "box": number }))
                .await;
            executions.push(execution.unwrap().arn().to_owned());
        }
        tokio::time::sleep(Duration::from_secs(60)).await;
        // One is stopped: its place in the queue finds nothing.
        engine
            .stop_execution(&executions[0], None, None)
            .await
            .unwrap();
        drop(engine);

        let (engine, runs) = start().await;
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(runs.load(Ordering::Relaxed), 0);
        let activity = engine.activity("pack");
        let task = activity.poll().await.unwrap();
        let loaded = runs.load(Ordering::Relaxed);
        assert!((1..=3).contains(&loaded), "{loaded}");
        task.succeed("packed").await.unwrap();
        for _ in 0..18 {
            activity
                .poll()
                .await
                .unwrap()
                .succeed("packed")
                .await
                .unwrap();
        }
        for arn in &executions[1..] {
            let execution = engine.find_execution(arn).await.unwrap();
            assert_eq!(execution.outcome().await.unwrap(), value!("packed"));
        }
    });
}

#[test]
fn a_parent_and_its_child_survive_every_write() {
    for (places, late) in [(1, false), (1, true), (9, false), (9, true)] {
        for writes in 0.. {
            let mut broke = true;
            paused(async {
                let memory = MemoryStore::new();
                let store: Arc<dyn Store> = Arc::new(memory.clone());
                let tasks = Tasks::echo();
                let fragile = Arc::new(StoppingStore::after(writes, late, Arc::new(memory)));
                let dynamic: Arc<dyn Store> = fragile.clone();
                let (engine, _) = with_parent(&dynamic, &tasks, places).await;
                let start = async |engine: &Engine| {
                    engine
                        .start_execution("parent", Some("one"), child(7))
                        .await
                };
                if let Ok(parent) = start(&engine).await {
                    let _ = parent.outcome().await;
                }
                drop(engine);
                broke = fragile.stopped();

                let (engine, _) = with_parent(&store, &tasks, places).await;
                let arn = match start(&engine).await {
                    Ok(parent) => parent.arn().to_owned(),
                    Err(StartError::ExecutionAlreadyExists(arn)) => arn,
                    Err(error) => panic!("{error}"),
                };
                let parent = engine.find_execution(&arn).await.unwrap();
                let output = parent.outcome().await.unwrap();
                let at = format!("write {writes}, late: {late} with {places} places");
                assert_eq!(output["Status"], value!("SUCCEEDED"), "{at}");
                let list = engine
                    .list_executions(ListExecutions::default())
                    .await
                    .unwrap();
                assert_eq!(list.executions.len(), 2, "{at}");
                // It did not have to wait for a time limit.
                let stop = parent.describe().await.unwrap().stop_date.unwrap();
                assert!(
                    stop.to_string().starts_with("2024-01-01T00:00:"),
                    "{at}: {stop}"
                );
            });
            if !broke {
                assert!(writes > 10, "only {writes} writes");
                break;
            }
        }
    }
}

#[test]
fn workers_are_given_what_was_offered_first() {
    on_each_store(async |store: Arc<dyn Store>| {
        let start = async || {
            let packing = Single::packing();
            let runs = packing.runs.clone();
            let engine = builder(store.clone()).machine(packing).start();
            (engine.await.unwrap(), runs)
        };
        let begin = async |engine: &Engine, number: i64| {
            let execution = engine.start_execution("packing", None, number).await;
            execution.unwrap().arn().to_owned()
        };
        let next = async |engine: &Engine| {
            let task = engine.activity("pack").poll().await.unwrap();
            let number = task.input().as_i64().unwrap();
            task.succeed("packed").await.unwrap();
            number
        };
        let (engine, runs) = start().await;
        let mut arns = Vec::new();
        for number in 0..5 {
            arns.push(begin(&engine, number).await);
        }
        // They leave memory, and one ends out of it.
        tokio::time::sleep(Duration::from_secs(60)).await;
        engine.stop_execution(&arns[2], None, None).await.unwrap();
        begin(&engine, 5).await;
        for number in [0, 1, 3] {
            assert_eq!(next(&engine).await, number);
        }
        assert_eq!(
            runs.load(Ordering::Relaxed),
            6 + 2 * 3,
            "each is loaded to be fetched, and when it is done"
        );
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(engine);

        // However many come meanwhile, those of before have their turn.
        let (engine, _) = start().await;
        let mut served = Vec::new();
        for number in 10..20 {
            begin(&engine, number).await;
            served.push(next(&engine).await);
        }
        assert!(served.contains(&4) && served.contains(&5), "{served:?}");
    });
}
