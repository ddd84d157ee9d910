//! Errors of the language and of tasks, with AWS's names and texts, and what the history says of them.

use asl::testing::{self, Report};
use asl::{Value, to_value, value};

use crate::cause;

asl::asl!("tests/machines/errors.json", mocks);

/// So long that two of it are more than is passed on.
fn large() -> String {
    "ä".repeat(70_000)
}

async fn report(case: &str, mock: &errors::MockTasks) -> Report {
    let input = value!({ "case": case, "list": [1], "large": large() });
    testing::run(&errors::Machine::new(mock.clone()), input).await
}

/// What a state that calls no task does.
async fn of(case: &str) -> Report {
    report(case, &errors::MockTasks::default()).await
}

/// The last events before the execution's end, with their details.
fn last_events<const N: usize>(report: &Report) -> [(String, Value); N] {
    let events = report.history();
    let last = events[events.len() - N..].iter().map(|event| {
        let value = to_value(event).unwrap();
        let members = value.as_object().unwrap().iter();
        let mut details = members.filter(|(name, _)| name.ends_with("EventDetails"));
        let details = details.next().map(|(_, details)| details.clone());
        (
            event.event.event_type().into_owned(),
            details.unwrap_or_default(),
        )
    });
    last.collect::<Vec<_>>().try_into().unwrap()
}

fn large_result(by: &str) -> String {
    format!(
        "The state/task '{by}' returned a result with a size exceeding the maximum number of bytes service limit."
    )
}

#[tokio::test]
async fn a_missing_error_name_is_a_runtime_error() {
    let report = of("NoErrorPath").await;
    let input = value!({ "case": "NoErrorPath", "list": [1], "large": large() });
    let what = format!(
        "The JSONPath '$.x' specified for the field 'ErrorPath' could not be found in the input '{input}'"
    );
    assert_eq!(report.error(), "States.Runtime");
    assert_eq!(report.cause(), cause("NoErrorPath", 4, &what));
}

#[tokio::test]
async fn a_missing_heartbeat_is_a_runtime_error() {
    let report = of("NoHeartbeat").await;
    assert_eq!(report.error(), "States.Runtime");
    let what = "Invalid path '$.x' : No results for path: $['x']";
    assert_eq!(report.cause(), cause("NoHeartbeat", 4, what));
}

#[tokio::test]
async fn a_negative_heartbeat_is_a_runtime_error() {
    let report = of("NegativeHeartbeat").await;
    assert_eq!(report.error(), "States.Runtime");
    let what =
        r#"The HeartbeatSecondsPath field refers to value "-20" which is not a valid integer: $.x"#;
    assert_eq!(report.cause(), cause("NoHeartbeat", 6, what));
}

#[tokio::test]
async fn a_map_begins_before_its_concurrency_is_known() {
    let report = of("Concurrency").await;
    assert_eq!(report.error(), "States.Runtime");
    let what = r#"The MaxConcurrencyPath field refers to value "Concurrency" which is not a valid integer: $.case"#;
    assert_eq!(report.cause(), cause("Concurrency", 4, what));
    let [started, failed] = last_events(&report);
    assert_eq!(
        started,
        ("MapStateStarted".to_owned(), value!({ "length": 1 }))
    );
    assert_eq!(failed.0, "ExecutionFailed");
}

#[tokio::test]
async fn a_state_passes_on_no_more_than_aws_does() {
    let report = of("LargePass").await;
    assert_eq!(report.error(), "States.DataLimitExceeded");
    assert_eq!(report.cause(), large_result("LargePass"));
    let [entered, failed] = last_events(&report);
    assert_eq!(entered.0, "PassStateEntered");
    assert_eq!(failed.0, "ExecutionFailed");
}

#[tokio::test]
async fn a_task_returns_no_more_than_aws_takes() {
    let mock = errors::MockTasks::default();
    let twice = value!([large(), large()]);
    mock.on_work().always_returns(twice);
    for (case, by, event) in [
        (
            "LargeFunction",
            "arn:aws:lambda:us-east-1:123456789012:function:work",
            "LambdaFunctionFailed",
        ),
        ("LargeInvoke", "lambda", "TaskFailed"),
    ] {
        let report = report(case, &mock).await;
        assert_eq!(report.error(), "States.DataLimitExceeded");
        assert_eq!(report.cause(), large_result(by));
        let [failed, end] = last_events(&report);
        assert_eq!(failed.0, event);
        assert_eq!(failed.1["error"], value!("States.DataLimitExceeded"));
        assert_eq!(failed.1["cause"], value!(large_result(by)));
        assert_eq!(end.0, "ExecutionFailed");
    }
    let output = report("LargeCaught", &mock).await.output();
    assert_eq!(output["Error"], value!("States.DataLimitExceeded"));

    // What is just small enough is passed on.
    let mock = errors::MockTasks::default();
    mock.on_work().returns("x".repeat(262_142));
    assert_eq!(
        report("LargeFunction", &mock).await.output().json_len(),
        262_144
    );
    mock.on_work().returns("x".repeat(262_143));
    assert_eq!(
        report("LargeFunction", &mock).await.error(),
        "States.DataLimitExceeded"
    );
}

#[tokio::test]
async fn a_timeout_has_no_cause() {
    let mock = errors::MockTasks::default();
    mock.on_sqs_send_message().hangs();
    let report_of_slow = report("Slow", &mock).await;
    let [timed_out, failed] = last_events(&report_of_slow);
    let details =
        value!({ "resourceType": "sqs", "resource": "sendMessage", "error": "States.Timeout" });
    assert_eq!(timed_out, ("TaskTimedOut".to_owned(), details));
    let details = value!({ "error": "States.Timeout" });
    assert_eq!(failed, ("ExecutionFailed".to_owned(), details));
    assert_eq!(report_of_slow.elapsed().as_secs(), 60);

    mock.on_work().hangs();
    let output = report("SlowCaught", &mock).await.output();
    assert_eq!(output, value!({ "Error": "States.Timeout", "Cause": "" }));
}

#[tokio::test]
async fn a_missed_heartbeat_is_a_timeout() {
    let mock = errors::MockTasks::default();
    mock.on_work().hangs();
    let report = report("Silent", &mock).await;
    assert_eq!((report.error(), report.cause()), ("States.Timeout", ""));
    assert_eq!(report.elapsed().as_secs(), 20);
    let [timed_out, _] = last_events(&report);
    let details = value!({ "error": "States.Timeout" });
    assert_eq!(timed_out, ("LambdaFunctionTimedOut".to_owned(), details));
}

#[tokio::test]
async fn an_error_without_a_name_is_matched_by_all_names_only() {
    let report = of("Unnamed").await;
    assert_eq!(report.path(), ["Case", "Unnamed", "Caught"]);
    assert_eq!(report.output(), value!({ "Error": null, "Cause": null }));
}

#[tokio::test]
async fn a_map_that_is_tried_again_fails_once() {
    let report = of("Again").await;
    let events = report.event_types();
    let count = |name: &str| events.iter().filter(|event| *event == name).count();
    assert_eq!(count("MapStateStarted"), 2);
    assert_eq!(count("MapIterationFailed"), 2);
    assert_eq!(count("MapStateFailed"), 1);
    let [_, failed] = last_events(&report);
    assert_eq!(
        failed,
        ("ExecutionFailed".to_owned(), value!({ "error": "Broken" }))
    );
}

#[tokio::test]
async fn expressions_fail_with_the_place_and_the_reason() {
    let expression = |source: &str, field: &str, what: &str| {
        format!("The JSONata expression '{source}' specified for the field '{field}' {what}")
    };
    for (case, event_id, field, text) in [
        (
            "Evaluation",
            4,
            "Output/a",
            expression(
                "$states.input.case()",
                "Output/a",
                "threw an error during evaluation. T1006: Attempted to invoke a non-function",
            ),
        ),
        (
            "Function",
            4,
            "Output",
            expression(
                "function($x) { $x }",
                "Output",
                "returned an unsupported result type.",
            ),
        ),
        (
            "NotAnArray",
            4,
            "Items",
            expression(
                "$states.input.list[0]",
                "Items",
                "returned an unexpected result type. Expected 'array', but was 'number' for value: 1",
            ),
        ),
        (
            "Nothing",
            4,
            "Assign/x",
            expression(
                "$states.input.nothing",
                "Assign/x",
                "returned nothing (undefined).",
            ),
        ),
    ] {
        let report = of(case).await;
        assert_eq!(report.error(), "States.QueryEvaluationError", "{case}");
        let text = cause(case, event_id, &text);
        assert_eq!(report.cause(), text);
        let history = report.history();
        let failed = history
            .iter()
            .find(|event| event.event.event_type() == "EvaluationFailed")
            .unwrap();
        // It follows what led to the state.
        assert_eq!(failed.previous_event_id, event_id - 1);
        let failed = to_value(failed).unwrap();
        let details = value!({ "error": "States.QueryEvaluationError", "cause": text, "location": field, "state": case });
        assert_eq!(failed["evaluationFailedEventDetails"], details);
    }
}

#[tokio::test]
async fn rules_and_catchers_are_numbered() {
    let mock = errors::MockTasks::default();
    mock.on_work().fails("Broken", "for good");
    for (case, source, field) in [
        ("Rule", "$states.input.nothing", "Choices[1]/Output/a[0]"),
        (
            "Catcher",
            "$states.errorOutput.Nothing",
            "Catch[1]/Assign/y",
        ),
    ] {
        let what = format!(
            "The JSONata expression '{source}' specified for the field '{field}' returned nothing (undefined)."
        );
        let report = report(case, &mock).await;
        assert_eq!(report.cause(), cause(case, 4, &what));
    }
}
