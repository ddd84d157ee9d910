//! Event histories, compared whole with what AWS shows.

use asl::history::HistoryEvent;
use asl::{TaskContext, TaskError, Value, to_value, value};

use crate::{Task, one_task, run_with_history};

asl::asl!("tests/machines/history.json");

one_task!(history);

async fn work(_: Value, cx: TaskContext) -> Result<Value, TaskError> {
    match (cx.state(), cx.attempt()) {
        ("Call", 0) => Err(TaskError::new("Busy", "at first")),
        _ => Ok(value!("done")),
    }
}

/// The events as AWS gives them, but for their times.
fn without_times(history: &[HistoryEvent]) -> Vec<Value> {
    let events = history.iter().map(|event| {
        let mut event = to_value(event).unwrap();
        let time = event.as_object_mut().unwrap().remove("timestamp");
        assert!(time.is_some_and(|time| time.as_str().unwrap().starts_with("2024-01-01T00:00:0")));
        event
    });
    events.collect()
}

/// An event that has details, under AWS's key for its type.
fn event(id: u64, previous: u64, event_type: &str, details: Value) -> Value {
    let key = match event_type {
        name if name.ends_with("StateEntered") => "stateEntered",
        name if name.ends_with("StateExited") => "stateExited",
        name => &(name[..1].to_lowercase() + &name[1..]),
    };
    let mut event = bare(id, previous, event_type);
    event
        .as_object_mut()
        .unwrap()
        .insert(format!("{key}EventDetails"), details);
    event
}

fn bare(id: u64, previous: u64, event_type: &str) -> Value {
    value!({ "type": event_type, "id": id, "previousEventId": previous })
}

fn entered(name: &str, input: &str) -> Value {
    value!({ "name": name, "input": input, "inputDetails": { "truncated": false } })
}

fn exited(name: &str, output: &str) -> Value {
    value!({ "name": name, "output": output, "outputDetails": { "truncated": false } })
}

fn output(output: &str) -> Value {
    value!({ "output": output, "outputDetails": { "truncated": false } })
}

fn iteration(index: u64) -> Value {
    value!({ "name": "Each", "index": index })
}

fn assert_same(history: &[HistoryEvent], expected: &[Value]) {
    let found = without_times(history);
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}

#[tokio::test(start_paused = true)]
async fn every_event_is_where_aws_has_it() {
    let machine = history::Machine::new(Task(work));
    let (result, history) =
        run_with_history(&machine, value!({ "n": 2, "items": ["a", "b"] })).await;
    assert!(result.is_ok());

    let input = r#"{"n":2,"items":["a","b"]}"#;
    let called = r#"{"n":2,"items":["a","b"],"called":"done"}"#;
    let items = r#"["a","b"]"#;
    let both = r#"[["a","b"],"done"]"#;
    let role = "arn:aws:iam::000000000000:role/asl-rs";
    let remembered = value!({
        "name": "Remember",
        "output": input,
        "outputDetails": { "truncated": false },
        "assignedVariables": { "n": "2", "s": "\"x\"" },
        "assignedVariablesDetails": { "truncated": false }
    });
    let scheduled = value!({
        "resource": "arn:aws:lambda:us-east-1:123456789012:function:Work",
        "input": input,
        "inputDetails": { "truncated": false },
        "timeoutInSeconds": 30
    });
    let invoked = value!({
        "resourceType": "lambda",
        "resource": "invoke",
        "region": "us-east-1",
        "parameters": r#"{"FunctionName":"work","Payload":["a","b"]}"#,
        "heartbeatInSeconds": 5
    });
    let answered = value!({
        "resourceType": "lambda",
        "resource": "invoke",
        "output": r#"{"ExecutedVersion":"$LATEST","Payload":"done","StatusCode":200}"#,
        "outputDetails": { "truncated": false }
    });
    let started =
        value!({ "input": input, "inputDetails": { "truncated": false }, "roleArn": role });
    let expected = [
        event(1, 0, "ExecutionStarted", started),
        event(2, 0, "PassStateEntered", entered("Remember", input)),
        event(3, 2, "PassStateExited", remembered),
        event(4, 3, "TaskStateEntered", entered("Call", input)),
        event(5, 4, "LambdaFunctionScheduled", scheduled.clone()),
        bare(6, 5, "LambdaFunctionStarted"),
        event(
            7,
            6,
            "LambdaFunctionFailed",
            value!({ "error": "Busy", "cause": "at first" }),
        ),
        event(8, 7, "LambdaFunctionScheduled", scheduled),
        bare(9, 8, "LambdaFunctionStarted"),
        event(10, 9, "LambdaFunctionSucceeded", output("\"done\"")),
        event(11, 10, "TaskStateExited", exited("Call", called)),
        event(12, 11, "ChoiceStateEntered", entered("Sort", called)),
        event(13, 12, "ChoiceStateExited", exited("Sort", called)),
        event(14, 13, "MapStateEntered", entered("Each", called)),
        event(15, 14, "MapStateStarted", value!({ "length": 2 })),
        event(16, 15, "MapIterationStarted", iteration(0)),
        event(17, 16, "PassStateEntered", entered("Item", "\"a\"")),
        event(18, 17, "PassStateExited", exited("Item", "\"a\"")),
        event(19, 18, "MapIterationSucceeded", iteration(0)),
        event(20, 18, "MapIterationStarted", iteration(1)),
        event(21, 20, "PassStateEntered", entered("Item", "\"b\"")),
        event(22, 21, "PassStateExited", exited("Item", "\"b\"")),
        event(23, 22, "MapIterationSucceeded", iteration(1)),
        bare(24, 23, "MapStateSucceeded"),
        event(25, 23, "MapStateExited", exited("Each", items)),
        event(26, 25, "ParallelStateEntered", entered("Both", items)),
        bare(27, 26, "ParallelStateStarted"),
        event(28, 27, "WaitStateEntered", entered("Pause", items)),
        event(29, 27, "TaskStateEntered", entered("Invoke", items)),
        event(30, 29, "TaskScheduled", invoked),
        event(
            31,
            30,
            "TaskStarted",
            value!({ "resourceType": "lambda", "resource": "invoke" }),
        ),
        event(32, 31, "TaskSucceeded", answered),
        event(33, 32, "TaskStateExited", exited("Invoke", "\"done\"")),
        event(34, 33, "SucceedStateEntered", entered("Caught", "\"done\"")),
        event(35, 34, "SucceedStateExited", exited("Caught", "\"done\"")),
        event(36, 28, "WaitStateExited", exited("Pause", items)),
        bare(37, 36, "ParallelStateSucceeded"),
        event(38, 36, "ParallelStateExited", exited("Both", both)),
        event(39, 38, "ExecutionSucceeded", output(both)),
    ];
    assert_same(&history, &expected);
}

/// Ids, those before, and types: the rest is shown above.
fn outline(history: &[HistoryEvent]) -> Vec<(u64, u64, String)> {
    let line = |event: &HistoryEvent| {
        (
            event.id,
            event.previous_event_id,
            event.event.event_type().into_owned(),
        )
    };
    history.iter().map(line).collect()
}

fn lines(expected: &[(u64, u64, &str)]) -> Vec<(u64, u64, String)> {
    expected
        .iter()
        .map(|(id, previous, name)| (*id, *previous, (*name).to_owned()))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_fail_state_is_the_last() {
    let machine = history::Machine::new(Task(work));
    let (_, history) = run_with_history(&machine, value!({ "n": 3 })).await;
    let last = &without_times(&history)[13..];
    let called = r#"{"n":3,"called":"done"}"#;
    let failed = event(15, 14, "ExecutionFailed", value!({ "error": "Stopped" }));
    assert_eq!(
        last,
        [
            event(14, 13, "FailStateEntered", entered("Stop", called)),
            failed
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn children_that_fail_are_started_again_before_the_state_fails() {
    use crate::parallel::{Work, parallel};
    let input = value!({ "error": "Always" });
    let (_, history) = run_with_history(&parallel::Machine::new(Work::new()), input).await;
    let mut expected = lines(&[
        (1, 0, "ExecutionStarted"),
        (2, 0, "ChoiceStateEntered"),
        (3, 2, "ChoiceStateExited"),
        (4, 3, "ParallelStateEntered"),
    ]);
    let mut previous = 4;
    for first in [5, 16, 27] {
        expected.extend(lines(&[
            (first, previous, "ParallelStateStarted"),
            (first + 1, first, "TaskStateEntered"),
            (first + 2, first + 1, "LambdaFunctionScheduled"),
            (first + 3, first + 2, "LambdaFunctionStarted"),
            (first + 4, first, "TaskStateEntered"),
            (first + 5, first + 4, "LambdaFunctionScheduled"),
            (first + 6, first + 5, "LambdaFunctionStarted"),
            (first + 7, first + 3, "LambdaFunctionSucceeded"),
            (first + 8, first + 7, "TaskStateExited"),
            (first + 9, first + 6, "LambdaFunctionFailed"),
            (first + 10, first + 9, "TaskStateAborted"),
        ]));
        previous = first + 9;
    }
    expected.extend(lines(&[
        (38, 36, "ParallelStateFailed"),
        (39, 38, "ParallelStateExited"),
        (40, 39, "PassStateEntered"),
        (41, 40, "PassStateExited"),
        (42, 41, "ExecutionSucceeded"),
    ]));
    assert_eq!(outline(&history), expected);
}

#[tokio::test(start_paused = true)]
async fn an_iteration_that_fails_ends_its_map() {
    use crate::map::map;
    let task = Task(|_, _| async { Err::<Value, _>(TaskError::new("Broken", "it is")) });
    let (_, history) = run_with_history(&map::Machine::new(task), value!({ "items": [1] })).await;
    let expected = lines(&[
        (5, 4, "MapStateStarted"),
        (6, 5, "MapIterationStarted"),
        (7, 6, "TaskStateEntered"),
        (8, 7, "LambdaFunctionScheduled"),
        (9, 8, "LambdaFunctionStarted"),
        (10, 9, "LambdaFunctionFailed"),
        (11, 10, "MapIterationFailed"),
        (12, 10, "MapStateFailed"),
        (13, 12, "MapStateExited"),
    ]);
    assert_eq!(outline(&history)[4..13], expected);
}
