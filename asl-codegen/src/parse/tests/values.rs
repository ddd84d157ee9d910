//! Numbers, paths, time stamps, templates and expressions.

use super::*;
use crate::ast::{Amount, PayloadTemplate, StateKind, TemplateKind};

fn template_of(members: &str) -> PayloadTemplate {
    let machine = machine(&one_state(members));
    match machine
        .body
        .states
        .into_iter()
        .next()
        .map(|state| state.kind)
    {
        Some(StateKind::Pass(pass)) => pass.data.arguments.or(pass.data.output).or(pass.result),
        _ => None,
    }
    .expect("a template")
}

#[test]
fn numbers_have_their_ranges() {
    each_gives(
        one_state,
        &[
            (
                r#""Type": "Wait", "Seconds": -1, "End": true"#,
                "out-of-range: -1",
            ),
            (
                r#""Type": "Wait", "Seconds": 1.5, "End": true"#,
                "out-of-range: 1.5",
            ),
            (
                r#""Type": "Wait", "Seconds": 100000000, "End": true"#,
                "out-of-range: 100000000",
            ),
            (
                r#""Type": "Wait", "Seconds": 1e400, "End": true"#,
                "out-of-range: 1e400",
            ),
            (
                r#""Type": "Wait", "Seconds": "5", "End": true"#,
                r#"wrong-type: "5""#,
            ),
            (
                r#""Type": "Task", "Resource": "task:a", "End": true, "TimeoutSeconds": 0"#,
                "out-of-range: 0",
            ),
        ],
    );
    let retry = |members: &str| {
        let retrier = format!(r#"{{"ErrorEquals": ["E"], {members}}}"#);
        findings(&one_state(&format!(
            r#""Type": "Task", "Resource": "task:a", "End": true, "Retry": [{retrier}]"#
        )))
    };
    assert_eq!(retry(r#""IntervalSeconds": 0"#), ["out-of-range: 0"]);
    assert_eq!(retry(r#""MaxAttempts": -1"#), ["out-of-range: -1"]);
    assert_eq!(retry(r#""BackoffRate": 0.9"#), ["out-of-range: 0.9"]);
    assert_eq!(
        retry(r#""MaxDelaySeconds": 31622401"#),
        ["out-of-range: 31622401"]
    );
    assert_eq!(
        retry(r#""MaxDelaySeconds": 5, "IntervalSeconds": 5"#),
        ["max-delay-not-above-interval: 5"]
    );
    assert_eq!(
        retry(r#""MaxDelaySeconds": 1"#),
        ["max-delay-not-above-interval: 1"]
    );
    assert_eq!(
        retry(r#""JitterStrategy": "full""#),
        [r#"unknown-value: "full""#]
    );
    let fine = r#""IntervalSeconds": 5.0, "MaxAttempts": 0, "BackoffRate": 1, "MaxDelaySeconds": 6, "JitterStrategy": "NONE""#;
    assert_eq!(retry(fine), [""; 0]);
}

#[test]
fn strings_paths_and_time_stamps() {
    each_gives(
        one_state,
        &[
            (
                r#""Type": "Pass", "InputPath": "x", "End": true"#,
                "invalid-path: x",
            ),
            (
                r#""Type": "Pass", "InputPath": 1, "End": true"#,
                "wrong-type: 1",
            ),
            (
                r#""Type": "Pass", "ResultPath": "$$.x", "End": true"#,
                r#"result-path-outside-input: "$$.x""#,
            ),
            (
                r#""Type": "Pass", "ResultPath": "$x", "End": true"#,
                r#"result-path-outside-input: "$x""#,
            ),
            (
                r#""Type": "Pass", "ResultPath": "$.x[*]", "End": true"#,
                "not-a-reference-path: [*]",
            ),
            (
                r#""Type": "Wait", "SecondsPath": "$..x", "End": true"#,
                "not-a-reference-path: ..x",
            ),
            (
                r#""Type": "Wait", "Timestamp": "2024-01-01 00:00:00Z", "End": true"#,
                r#"invalid-timestamp: "2024-01-01 00:00:00Z""#,
            ),
            (
                r#""Type": "Fail", "ErrorPath": "States.MathAdd(1, 2)""#,
                "intrinsic-not-a-string: States.MathAdd(1, 2)",
            ),
            (
                r#""Type": "Fail", "ErrorPath": "Oops""#,
                "invalid-path: Oops",
            ),
        ],
    );
    let fine = r#""Type": "Fail", "ErrorPath": "$$.Execution.Name", "CausePath": "States.Format('{}', $.x)""#;
    assert_eq!(findings(&one_state(fine)), [""; 0]);
}

#[test]
fn templates_of_jsonpath() {
    each_gives(
        one_state,
        &[
            (
                r#""Type": "Pass", "Parameters": {"a.$": 1}, "End": true"#,
                "wrong-type: 1",
            ),
            (
                r#""Type": "Pass", "Parameters": {"a.$": "$.b."}, "End": true"#,
                "invalid-path: .",
            ),
            (
                r#""Type": "Pass", "Parameters": {"a.$": "b"}, "End": true"#,
                "invalid-path: b",
            ),
            (
                r#""Type": "Pass", "Parameters": [{"a": 1, "a.$": "$"}], "End": true"#,
                r#"duplicate-key: "a.$""#,
            ),
            (
                r#""Type": "Pass", "Parameters": {"a": 1, "a": 1}, "End": true"#,
                r#"duplicate-key: "a""#,
            ),
            (
                r#""Type": "Pass", "Assign": ["a"], "End": true"#,
                "wrong-type: [",
            ),
        ],
    );
    let TemplateKind::Object(fields) =
        template_of(r#""Type": "Pass", "Parameters": {"a.$": "$.b", "c": [{"d.$": "States.UUID()"}], "e": "$.f"}, "End": true"#).kind
    else {
        panic!("not an object");
    };
    let names: Vec<_> = fields
        .iter()
        .map(|field| (field.key.value.as_str(), field.name.as_str()))
        .collect();
    assert_eq!(names, [("a.$", "a"), ("c", "c"), ("e", "e")]);
    assert!(matches!(&fields[0].value.kind, TemplateKind::Path(_)));
    assert!(matches!(&fields[2].value.kind, TemplateKind::String(text) if text.value == "$.f"));
}

#[test]
fn a_result_is_taken_as_it_stands() {
    let template =
        template_of(r#""Type": "Pass", "Result": {"a.$": "$.b", "a": "{% 1 %}"}, "End": true"#);
    let TemplateKind::Object(fields) = template.kind else {
        panic!("not an object");
    };
    assert!(
        fields
            .iter()
            .all(|field| matches!(field.value.kind, TemplateKind::String(_)))
    );
    assert_eq!(fields[0].name, "a.$");
}

#[test]
fn expressions_of_jsonata() {
    each_gives(
        one_jsonata_state,
        &[
            (
                r#""Type": "Succeed", "Output": "{% 1""#,
                r#"jsonata-delimiters: "{% 1""#,
            ),
            (
                r#""Type": "Succeed", "Output": ["1 %}"]"#,
                r#"jsonata-delimiters: "1 %}""#,
            ),
            (
                r#""Type": "Succeed", "Output": " {% 1 %} ""#,
                r#"expression-in-blanks: " {% 1 %} ""#,
            ),
            (
                r#""Type": "Wait", "Seconds": "5", "End": true"#,
                r#"wrong-type: "5""#,
            ),
            (
                r#""Type": "Choice", "Choices": [{"Condition": "true", "Next": "S"}]"#,
                r#"wrong-type: "true""#,
            ),
        ],
    );
    let machine = machine(&one_jsonata_state(
        r#""Type": "Wait", "Seconds": "{% 1 %}", "End": true"#,
    ));
    let StateKind::Wait(wait) = &machine.body.states[0].kind else {
        panic!("not a Wait");
    };
    assert!(matches!(
        &wait.until,
        crate::ast::WaitUntil::Seconds(Amount::Jsonata(_))
    ));
}
