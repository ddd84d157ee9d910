//! The Distributed Map in memory: what its children are given, what comes of them, and what the parent's history tells.

use std::sync::atomic::{AtomicUsize, Ordering};

use asl::history::HistoryEvent;
use asl::{TaskError, Value, value};

use crate::{cause, failed, one_task, run, run_with_history};

asl::asl!("tests/machines/distributed.json");

one_task!(distributed);

/// A task that doubles numbers, and refuses those below 0.
fn doubling() -> impl distributed::Tasks {
    crate::Task(|item: Value, _: asl::TaskContext| async move {
        match item.as_i64() {
            Some(number) if number >= 0 => Ok(value!(number * 2)),
            _ => Err(TaskError::new("Negative", "below 0")),
        }
    })
}

async fn output(input: Value) -> Value {
    run(&distributed::Machine::new(doubling()), input)
        .await
        .unwrap()
}

fn events(history: &[HistoryEvent]) -> Vec<String> {
    let of_map = history.iter().filter(|event| {
        let name = event.event.event_type();
        name.starts_with("Map") || name.starts_with("Execution")
    });
    let event = |event: &HistoryEvent| {
        let (id, previous) = (event.id, event.previous_event_id);
        format!("{id}<{previous} {}", event.event.event_type())
    };
    of_map.map(event).collect()
}

#[tokio::test(start_paused = true)]
async fn children_are_no_part_of_the_history() {
    let machine = distributed::Machine::new(doubling());
    let input = value!({ "items": [1, 2, 3] });
    let (result, history) = run_with_history(&machine, input).await;
    assert_eq!(result.unwrap(), value!([2, 4, 6]));
    assert_eq!(
        events(&history),
        [
            "1<0 ExecutionStarted",
            "4<3 MapStateEntered",
            "5<4 MapStateStarted",
            "6<5 MapRunStarted",
            "7<6 MapRunSucceeded",
            "8<7 MapStateSucceeded",
            "9<7 MapStateExited",
            "10<9 ExecutionSucceeded",
        ]
    );
    let (result, history) = run_with_history(&machine, value!({ "items": [1, -2, 3] })).await;
    let exceeded = "The specified tolerated failure threshold was exceeded";
    assert_eq!(
        result,
        failed("States.ExceedToleratedFailureThreshold", exceeded)
    );
    assert_eq!(
        events(&history)[3..],
        [
            "6<5 MapRunStarted",
            "7<6 MapRunFailed",
            "8<7 MapStateFailed",
            "9<8 ExecutionFailed",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn items_are_selected_and_put_into_batches() {
    let items = |range: std::ops::Range<i64>| -> Value {
        range
            .map(|n| value!({ "n": n * 10, "i": n, "of": 3, "rate": 7 }))
            .collect()
    };
    let batch = |range| value!({ "BatchInput": { "rate": 7 }, "Items": items(range) });
    let input = value!({ "items": [0, 10, 20, 30, 40], "batch": 3, "rate": 7 });
    // A batch has 75 bytes at most, in which two items have room.
    let expected = value!([batch(0..2), batch(2..4), batch(4..5)]);
    assert_eq!(output(input).await, expected);
}

#[tokio::test(start_paused = true)]
async fn so_many_may_fail() {
    let run = |tolerated, percentage| {
        let input = value!({ "items": [1, -1, 2, -1, 3, 4], "tolerated": tolerated, "percentage": percentage });
        async move { run(&distributed::Machine::new(doubling()), input).await }
    };
    // Those that have failed leave no result.
    let done = value!([2, 4, 6, 8]);
    assert_eq!(run(value!(2), value!(40)).await, Ok(done.clone()));
    assert_eq!(run(value!("2"), value!("40.5")).await, Ok(done));
    let caught = value!({
        "Error": "States.ExceedToleratedFailureThreshold",
        "Cause": "The specified tolerated failure threshold was exceeded"
    });
    assert_eq!(run(value!(1), value!(100)).await, Ok(caught.clone()));
    assert_eq!(run(value!(9), value!(30)).await, Ok(caught));
    for (tolerated, percentage, why) in [
        (
            value!(-1),
            value!(0),
            "ToleratedFailureCount cannot be negative.",
        ),
        (
            value!(0),
            value!(100.1),
            "ToleratedFailurePercentage must be between 0 and 100.",
        ),
        (
            value!(0),
            value!("-1"),
            "ToleratedFailurePercentage must be between 0 and 100.",
        ),
        (
            value!("few"),
            value!(0),
            "The ToleratedFailureCountPath field refers to value \"few\" which is not a valid integer: $.tolerated",
        ),
        (
            value!(0),
            value!("{}"),
            "The ToleratedFailurePercentagePath field refers to value \"{}\" which is not a valid float: $.percentage",
        ),
    ] {
        let expected = failed("States.Runtime", &cause("Tolerant", 4, why));
        assert_eq!(run(tolerated, percentage).await, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_child_is_an_execution_of_its_own() {
    let machine = distributed::Machine::new(doubling());
    let report = asl::testing::run(&machine, value!({ "context": ["a", "b"] })).await;
    let output = report.output();
    let arn = "arn:aws:states:us-east-1:123456789012:execution:distributed/seen:";
    for (child, input) in output.as_array().unwrap().iter().zip(["a", "b"]) {
        assert_eq!(child["input"].as_str(), Some(input));
        assert_eq!(child["machine"].as_str(), Some("distributed/seen"));
        let id = child["id"].as_str().unwrap();
        assert_eq!(id.strip_prefix(arn), child["name"].as_str());
    }
    assert_ne!(output[0]["id"], output[1]["id"]);
    // The same execution gives its children the same names.
    let again = asl::testing::run(&machine, value!({ "context": ["a", "b"] })).await;
    assert_eq!(again.output(), output);
}

#[tokio::test(start_paused = true)]
async fn children_have_children() {
    let input = value!({ "groups": [[1, 2], [3], []] });
    assert_eq!(output(input).await, value!([2, 4, 6]));
}

#[tokio::test(start_paused = true)]
async fn all_of_it_is_tried_again() {
    let calls = AtomicUsize::new(0);
    let machine =
        distributed::Machine::new(crate::Task(move |item: Value, _: asl::TaskContext| {
            let call = calls.fetch_add(1, Ordering::Relaxed);
            let result = match call {
                0 => Err(TaskError::new("Once", "the first call of all")),
                _ => Ok(item),
            };
            std::future::ready(result)
        }));
    let (result, history) = run_with_history(&machine, value!({ "again": [1, 2] })).await;
    assert_eq!(result.unwrap(), value!([1, 2]));
    let runs = events(&history)
        .into_iter()
        .filter(|event| event.contains("Run"));
    let runs: Vec<_> = runs.collect();
    assert_eq!(
        runs,
        [
            "6<5 MapRunStarted",
            "7<6 MapRunFailed",
            "9<8 MapRunStarted",
            "10<9 MapRunSucceeded",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_result_has_a_limit() {
    let items: Value = (0..300).collect();
    let machine = distributed::Machine::new(crate::Task(|_: Value, _: asl::TaskContext| {
        std::future::ready(Ok(Value::from("x".repeat(1_000))))
    }));
    let report = asl::testing::run(&machine, value!({ "items": items })).await;
    let too_large = failed(
        "States.DataLimitExceeded",
        "The state/task 'Plain' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
    // The result would fill pages.
    assert!(report.result() == Some(&too_large));
}
