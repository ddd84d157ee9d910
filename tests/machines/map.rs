//! Map: its items, what each iteration sees, and how many run at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use asl::{Engine, MemoryStore, SkippingClock, TaskError, Value, value};

use crate::{Task, failed, one_task, run, scripted};

asl::asl!("tests/machines/map.json");

one_task!(map);

/// Runs with a task that takes an hour for each item: the output, and how many ran at once at most.
async fn counted(input: Value) -> (Value, usize, Duration) {
    let start = tokio::time::Instant::now();
    let counts = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let task = counting(counts.clone());
    let output = run(&map::Machine::new(task), input).await.unwrap();
    (output, counts.1.load(Ordering::Relaxed), start.elapsed())
}

/// A task of an hour, which counts how many run now, and how many did at most.
fn counting(counts: Arc<(AtomicUsize, AtomicUsize)>) -> impl map::Tasks {
    Task(move |item: Value, cx: asl::TaskContext| {
        let counts = counts.clone();
        async move {
            let now = counts.0.fetch_add(1, Ordering::Relaxed) + 1;
            counts.1.fetch_max(now, Ordering::Relaxed);
            cx.sleep(Duration::from_secs(3600)).await;
            counts.0.fetch_sub(1, Ordering::Relaxed);
            Ok::<_, TaskError>(value!({ "did": item }))
        }
    })
}

#[tokio::test(start_paused = true)]
async fn forty_run_at_once_unless_told_otherwise() {
    let items: Value = (0..100).collect();
    let input = value!({ "items": items, "limit": 0 });
    let (_, most, took) = counted(input.clone()).await;
    assert_eq!((most, took), (40, Duration::from_secs(3 * 3600)));
    for (limit, expected) in [(None, 100), (Some(7), 7)] {
        let counts = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
        let engine = Engine::builder(MemoryStore::new())
            .machine(map::Machine::new(counting(counts.clone())))
            .clock(SkippingClock::default())
            .map_concurrency(limit);
        let engine = engine.start().await.unwrap();
        let execution = engine.start_execution("map", None, &input).await.unwrap();
        execution.outcome().await.unwrap();
        assert_eq!(counts.1.load(Ordering::Relaxed), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn no_more_run_at_once_than_may() {
    let (output, most, took) = counted(value!({ "items": [1, 2, 3, 4, 5] })).await;
    let done = value!([{ "did": 1 }, { "did": 2 }, { "did": 3 }, { "did": 4 }, { "did": 5 }]);
    assert_eq!(
        output,
        value!({ "items": [1, 2, 3, 4, 5], "done": done.clone() })
    );
    assert_eq!((most, took), (2, Duration::from_secs(3 * 3600)));
    let (output, most, took) = counted(value!({ "items": [1, 2, 3, 4, 5], "limit": 0 })).await;
    assert_eq!((output, most, took), (done, 5, Duration::from_secs(3600)));
    let (_, most, _) = counted(value!({ "items": [1, 2, 3, 4, 5], "limit": 3 })).await;
    assert_eq!(most, 3);
}

#[tokio::test(start_paused = true)]
async fn no_items_are_no_work() {
    let (output, most, took) = counted(value!({ "items": [] })).await;
    assert_eq!(
        (output, most, took),
        (value!({ "items": [], "done": [] }), 0, Duration::ZERO)
    );
}

#[tokio::test(start_paused = true)]
async fn iterations_see_what_the_selector_gives() {
    let input = value!({ "data": { "items": ["a", "b"], "shared": true } });
    let output = run(&map::Machine::new(Task(scripted)), input)
        .await
        .unwrap();
    let item = value!({ "value": "a", "index": 0, "shared": true, "map": "Selected" });
    let first = value!({ "item": item, "index": 0, "state": "Keep" });
    assert_eq!(output, value!({ "first": first, "count": 2 }));
}

#[tokio::test(start_paused = true)]
async fn maps_nest() {
    let input = value!({ "groups": [["a", "b"], [], ["c"]] });
    let output = run(&map::Machine::new(Task(scripted)), input).await;
    let expected =
        value!([[{ "v": "a", "i": 0 }, { "v": "b", "i": 1 }], [], [{ "v": "c", "i": 0 }]]);
    assert_eq!(output, Ok(expected));
}

#[tokio::test(start_paused = true)]
async fn the_first_failure_ends_the_map() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let task = Task(move |item: Value, cx: asl::TaskContext| {
        counted.fetch_add(1, Ordering::Relaxed);
        async move {
            cx.sleep(Duration::from_secs(1)).await;
            match item.as_str() {
                Some(error) => Err(TaskError::new(error.to_owned(), "so it says")),
                None => Ok(item),
            }
        }
    });
    let machine = map::Machine::new(task);
    let output = run(&machine, value!({ "items": [1, 2, "Broken", 4, 5, 6, 7] }))
        .await
        .unwrap();
    assert_eq!(
        output["caught"],
        value!({ "Error": "Broken", "Cause": "so it says" })
    );
    assert!(output.get("done").is_none());
    // The two before it, itself and its neighbour.
    assert_eq!(calls.load(Ordering::Relaxed), 4);
    assert_eq!(
        run(&machine, value!({ "items": ["Other"] })).await,
        failed("Other", "so it says")
    );
}
