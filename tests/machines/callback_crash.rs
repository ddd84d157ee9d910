//! Callbacks, activities and children over a store that stops the world at each write: nothing is lost, nothing that was
//! answered is asked again, and no child is started twice.

use std::collections::BTreeSet;
use std::sync::Arc;

use asl::history::Event;
use asl::{
    Engine, EngineError, ExecutionStatus, MemoryStore, SkippingClock, StartError, Store, Value,
    value,
};

use crate::callback::builder;
use crate::stopping::StoppingStore;

const ARN: &str = "arn:aws:states:us-east-1:000000000000:execution:callback:lamp";

/// What people outside know, whatever happens to the process: the tokens they were given.
#[derive(Default)]
struct World {
    approvals: BTreeSet<String>,
    inspections: BTreeSet<String>,
    /// How often an approval was asked for under each token.
    asked: Vec<String>,
}

/// Runs an engine until the order has ended; false where the world stopped before.
async fn live(store: impl Store, clock: SkippingClock, world: &mut World) -> bool {
    let (builder, mut tokens, _) = builder(store, clock);
    let engine = builder.start().await.unwrap();
    let input = value!({ "order": "lamp" });
    let execution = match engine
        .start_execution("callback", Some("lamp"), &input)
        .await
    {
        Ok(execution) => execution,
        Err(StartError::ExecutionAlreadyExists(arn)) => engine.find_execution(&arn).await.unwrap(),
        Err(StartError::Engine(_)) => return false,
        Err(error) => panic!("{error}"),
    };
    let inspect = engine.activity("inspect");
    let outcome = execution.outcome();
    tokio::pin!(outcome);
    loop {
        for token in world.approvals.clone() {
            answer(&engine, &token, "Ann").await;
        }
        for token in world.inspections.clone() {
            answer(&engine, &token, "fine").await;
        }
        tokio::select! {
            biased;
            outcome = &mut outcome => {
                // What was sent before is not lost with the process that sent it.
                while let Ok(token) = tokens.try_recv() {
                    world.asked.push(token.clone());
                    world.approvals.insert(token);
                }
                return match outcome {
                    Ok(output) => {
                        let expected = value!({ "approved": "Ann", "inspected": "fine", "shipped": "parcel of lamp" });
                        assert_eq!(output, expected);
                        true
                    }
                    Err(asl::WaitError::Engine(_)) => false,
                    Err(error) => panic!("{error}"),
                };
            }
            Some(token) = tokens.recv() => {
                world.asked.push(token.clone());
                world.approvals.insert(token);
            }
            task = inspect.poll() => match task {
                Ok(task) => drop(world.inspections.insert(task.token())),
                // The order's outcome tells the same.
                Err(_) => tokio::task::yield_now().await,
            }
        }
    }
}

async fn answer(engine: &Engine, token: &str, with: &str) {
    match engine.send_task_success(token, with).await {
        Ok(()) | Err(EngineError::TaskTimedOut) => {}
        // The world has stopped.
        Err(EngineError::Store(_) | EngineError::ShutDown) => {}
        Err(error) => panic!("{error}"),
    }
}

/// The types of the order's events as far as they were written, without the states' own.
async fn events(store: Arc<dyn Store>) -> Vec<String> {
    let (builder, _tokens, _) = builder(store, SkippingClock::default());
    // A machine that is not there does not run.
    let engine = builder.start().await.unwrap();
    let Ok(execution) = engine.find_execution(ARN).await else {
        return Vec::new();
    };
    let described = execution.describe().await.unwrap();
    assert_eq!(described.status, ExecutionStatus::Succeeded);
    let all = engine.list_executions(Default::default()).await.unwrap();
    assert_eq!(all.executions.len(), 2, "a child was started twice");
    let history = execution.history().await.unwrap();
    let types = history.iter().map(|event| match &event.event {
        Event::ActivitySucceeded(answer) => format!("ActivitySucceeded {}", answer.output.0),
        event => event.event_type().into_owned(),
    });
    let types: Vec<_> = types.filter(|name| !name.contains("State")).collect();
    // Where the world stops between a task and the worker who fetches it, the task waits for its time to be over.
    let lost = ["ActivityScheduled", "ActivityStarted", "ActivityTimedOut"];
    match types.windows(3).position(|events| events == lost) {
        Some(at) => [&types[..at], &types[at + 3..]].concat(),
        None => types,
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_from_outside_survives_every_write() {
    let clock = SkippingClock::default();
    let undisturbed: Arc<dyn Store> = Arc::new(MemoryStore::new());
    assert!(live(undisturbed.clone(), clock, &mut World::default()).await);
    let expected = events(undisturbed).await;
    assert!(
        expected.contains(&"ActivitySucceeded \"fine\"".to_owned()),
        "{expected:?}"
    );
    let mut stops = 0;
    for writes in 0.. {
        let mut ended = false;
        for late in [false, true] {
            let what = format!("after write {writes}, late: {late}");
            let inner: Arc<dyn Store> = Arc::new(MemoryStore::new());
            let store = Arc::new(StoppingStore::after(writes, late, inner.clone()));
            let mut world = World::default();
            let done = live(store.clone(), clock, &mut world).await;
            ended = !store.stopped();
            if ended {
                assert!(done);
                break;
            }
            stops += 1;
            assert!(live(inner.clone(), clock, &mut world).await, "{what}");
            assert_eq!(events(inner).await, expected, "{what}");
            // One attempt has one token, however often it is asked under it.
            assert_eq!(world.approvals.len(), 1, "{what}");
            assert!(world.asked.len() <= 2, "{what}");
        }
        if ended {
            break;
        }
    }
    assert!(stops > 20, "{stops}");
}

/// A token that someone else makes up opens nothing.
#[tokio::test(start_paused = true)]
async fn tokens_cannot_be_made_up() {
    let (builder, mut tokens, _) = builder(MemoryStore::new(), SkippingClock::default());
    let engine = builder.start().await.unwrap();
    let input: Value = value!({ "order": "lamp" });
    let execution = engine.start_execution("callback", None, &input);
    let _execution = execution.await.unwrap();
    let token = tokens.recv().await.unwrap();
    let mut other = token.clone().into_bytes();
    let last = other.len() - 2;
    other[last] = if other[last] == b'A' { b'B' } else { b'A' };
    let other = String::from_utf8(other).unwrap();
    let refused = engine.send_task_success(&other, 1).await;
    assert!(
        matches!(refused, Err(EngineError::TaskTimedOut)),
        "{refused:?}"
    );
    engine.send_task_success(&token, 1).await.unwrap();
}
