//! States in JSONata: every field that takes an expression, and what becomes of one that fails.

use std::time::Duration;

use asl::history::HistoryEvent;
use asl::{ExecutionError, TaskContext, TaskError, Value, to_value, value};
use tokio::time::Instant;

use crate::{cause, failed, run, run_with_history};

asl::asl!("tests/machines/jsonata.json");
asl::asl!("tests/machines/undefined.json");

struct Work;

impl jsonata::Tasks for Work {
    async fn work(&self, input: jsonata::WorkInput, cx: &TaskContext) -> Result<Value, TaskError> {
        match (input.a.as_str(), cx.attempt()) {
            (Some("busy"), 0) => return Err(TaskError::new("Busy", "at first")),
            (Some("broken"), _) => return Err(TaskError::new("Broken", "for good")),
            (Some("slow"), _) => cx.sleep(Duration::from_secs(60)).await,
            _ => {}
        }
        Ok(
            value!({ "a": input.a, "literal": input.literal, "list": input.list, "try": input.r#try }),
        )
    }
}

impl undefined::Tasks for Work {
    async fn work(&self, _: undefined::WorkInput, _: &TaskContext) -> Result<Value, TaskError> {
        panic!("its arguments are not there")
    }
}

async fn evaluated(input: Value) -> Result<Value, ExecutionError> {
    run(&jsonata::Machine::new(Work), input).await
}

#[tokio::test(start_paused = true)]
async fn a_choice_takes_the_first_true_condition() {
    let big = evaluated(value!({ "number": 6, "small": false })).await;
    assert_eq!(
        big,
        Ok(value!({ "size": "big", "input": { "number": 6, "list": [1, 12] } }))
    );
    let small = evaluated(value!({ "number": 6, "small": true })).await;
    assert_eq!(small, Ok(value!({ "size": "small", "input": 6 })));
    let execution = evaluated(value!({ "which": "Enough" })).await;
    assert_eq!(execution, Ok(value!({ "execution": true, "null": null })));
}

#[tokio::test(start_paused = true)]
async fn waits_are_computed() {
    let start = Instant::now();
    let waited = evaluated(value!({ "which": "Wait", "data": { "minutes": 2 } })).await;
    assert_eq!(
        (waited, start.elapsed().as_secs()),
        (Ok(value!([2, "2 min", "Waited"])), 120)
    );
    let start = Instant::now();
    let input = value!({ "which": "Until", "until": "2024-01-01T00:05:00Z" });
    assert_eq!(
        (evaluated(input.clone()).await, start.elapsed().as_secs()),
        (Ok(input), 300)
    );
}

#[tokio::test(start_paused = true)]
async fn errors_are_computed() {
    let input = value!({ "which": "Fail", "code": 7, "codes": [7, 8] });
    assert_eq!(evaluated(input).await, failed("Error7", "[7,8]"));
}

#[tokio::test(start_paused = true)]
async fn a_task_has_arguments_and_its_result_an_output() {
    let call = async |a: &str| evaluated(value!({ "which": "Call", "a": a, "limit": 30 })).await;
    let called = |a: &str, attempt: i64| {
        let result = value!({ "a": a, "literal": "x", "list": [1, 2], "try": attempt });
        value!({ "got": 2, "was": { "result": result, "a": a } })
    };
    assert_eq!(call("fine").await, Ok(called("fine", 0)));
    assert_eq!(call("busy").await, Ok(called("busy", 1)));
    let error = value!({ "Error": "Broken", "Cause": "for good" });
    assert_eq!(
        call("broken").await,
        Ok(value!({ "got": "for good", "was": { "error": error, "a": "broken" } }))
    );
    let error = value!({ "Error": "States.Timeout", "Cause": "" });
    assert_eq!(
        call("slow").await,
        Ok(value!({ "got": "", "was": { "error": error, "a": "slow" } }))
    );
}

#[tokio::test(start_paused = true)]
async fn children_are_given_and_give_values() {
    let each = evaluated(value!({ "which": "Each", "items": [1, 2, 3], "by": 10 })).await;
    assert_eq!(each, Ok(value!(2 * 10 + (3 * 10 + 1))));
    let both = evaluated(value!({ "which": "Both", "n": 5 })).await;
    assert_eq!(both, Ok(value!({ "sum": 10, "was": "Both" })));
}

async fn fails(case: Value) -> (Result<Value, ExecutionError>, Vec<HistoryEvent>) {
    run_with_history(&undefined::Machine::new(Work), case).await
}

#[tokio::test(start_paused = true)]
async fn what_fails_is_told_as_aws_tells_it() {
    let nothing = |source: &str, field: &str| {
        format!(
            "The JSONata expression '{source}' specified for the field '{field}' returned nothing (undefined)."
        )
    };
    let wrong = |source: &str, field: &str, wanted: &str, found: &str| {
        format!(
            "The JSONata expression '{source}' specified for the field '{field}' returned an unexpected result type. \
             Expected '{wanted}', but was '{found}'"
        )
    };
    let no_timestamp = "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string";
    let missing = "$states.input.missing";
    let cases = [
        ("Output", Some("Output/result"), nothing(missing, "Output/result")),
        ("Assign", Some("Assign/x"), nothing("$states.input.missing.deep", "Assign/x")),
        ("Arguments", Some("Arguments/name"), nothing(missing, "Arguments/name")),
        (
            "Items",
            Some("Items"),
            format!("{} for value: \"Items\"", wrong("$states.input.case", "Items", "array", "string")),
        ),
        ("Input", None, "Map state input must be an array but was: {\"case\":\"Input\"}".to_owned()),
        ("Timestamp", Some("Timestamp"), format!("{no_timestamp}: Timestamp")),
        (
            "Operand",
            Some("Output"),
            "The JSONata expression '$states.input.case + 1' specified for the field 'Output' threw an error during \
             evaluation. T2001: The left side of the \"+\" operator must evaluate to a number"
                .to_owned(),
        ),
    ];
    for (case, location, what) in cases {
        let (result, history) = fails(value!({ "case": case })).await;
        let text = cause(case, 4, &what);
        assert_eq!(result, failed("States.QueryEvaluationError", &text));
        let event = to_value(&history[4]).unwrap();
        assert_eq!(event["type"], value!("EvaluationFailed"), "{case}");
        // It points to what came before the state, but for a Wait to its beginning.
        assert_eq!(
            event["previousEventId"],
            value!(if case == "Timestamp" { 4 } else { 3 }),
            "{case}"
        );
        let mut details =
            value!({ "error": "States.QueryEvaluationError", "cause": text, "state": case });
        if let Some(location) = location {
            details
                .as_object_mut()
                .unwrap()
                .insert("location", location);
        }
        assert_eq!(event["evaluationFailedEventDetails"], details);
        let types: Vec<_> = history[5..]
            .iter()
            .map(|event| event.event.event_type())
            .collect();
        match location {
            Some("Items") | None => assert_eq!(types, ["MapStateFailed", "ExecutionFailed"]),
            _ => assert_eq!(types, ["ExecutionFailed"]),
        }
    }
    let text = format!(
        "{} for value: \"yes\"",
        wrong(
            "$states.input.condition",
            "Choices[8]/Condition",
            "boolean",
            "string"
        )
    );
    let (result, _) = fails(value!({ "condition": "yes" })).await;
    assert_eq!(
        result,
        failed("States.QueryEvaluationError", &cause("Case", 2, &text))
    );
}

#[tokio::test(start_paused = true)]
async fn an_evaluation_error_can_be_caught() {
    assert_eq!(
        fails(value!({ "case": "Caught" })).await.0,
        Ok(value!("States.QueryEvaluationError"))
    );
}
