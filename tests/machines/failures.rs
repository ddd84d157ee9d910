//! What the language finds wrong while it runs: AWS's errors and texts, and an end to the execution.

use asl::{Value, value};

use crate::{Task, cause, failed, one_task, run, scripted};

asl::asl!("tests/machines/failures.json");

one_task!(failures);

async fn fails(case: &str, error: &str, what: &str) {
    let input = value!({ "case": case, "list": [1] });
    let result = run(&failures::Machine::new(Task(scripted)), input).await;
    assert_eq!(result, failed(error, &cause(case, 4, what)), "{case}");
}

#[tokio::test(start_paused = true)]
async fn missing_values_are_named_as_aws_names_them() {
    let missing = |path: &str, field: &str, case: &str| {
        let input = value!({ "case": case, "list": [1] });
        format!(
            "The JSONPath '{path}' specified for the field '{field}' could not be found in the input '{input}'"
        )
    };
    let cases = [
        ("Template", missing("$.x", "value.$", "Template")),
        (
            "TemplateContext",
            missing("$$.Execution.Input.x", "value.$", "TemplateContext"),
        ),
        ("Cause", missing("$.x", "CausePath", "Cause")),
        ("Selector", missing("$.x", "value.$", "Selector")),
        (
            "Input",
            "Invalid path '$.A' : No results for path: $['A']".to_owned(),
        ),
        (
            "InputDeep",
            "Invalid path '$.no.such.path' : Missing property in path $['no']".to_owned(),
        ),
        (
            "Output",
            "Invalid path '$.A' : No results for path: $['A']".to_owned(),
        ),
        (
            "Timeout",
            "Invalid path '$.x' : No results for path: $['x']".to_owned(),
        ),
        (
            "Variable",
            "Invalid path '$.x': The choice state's condition path references an invalid value."
                .to_owned(),
        ),
    ];
    for (case, what) in cases {
        fails(case, "States.Runtime", &what).await;
    }
}

#[tokio::test(start_paused = true)]
async fn values_of_the_wrong_type_are_shown() {
    let items = r#"Map state input must be an array but was: {"case":"Items","list":[1]}"#;
    fails("Items", "States.Runtime", items).await;
    let path = r#"Reference path "$.case" must point to array."#;
    fails("ItemsPath", "States.Runtime", path).await;
    let limit = r#"The MaxConcurrencyPath field refers to value "Concurrency" which is not a valid integer: $.case"#;
    fails("Concurrency", "States.Runtime", limit).await;
}

#[tokio::test(start_paused = true)]
async fn other_errors_have_their_names() {
    for (case, name) in [
        ("Result", "States.ResultPathMatchFailure"),
        ("Intrinsic", "States.IntrinsicFailure"),
        ("Unmatched", "States.NoChoiceMatched"),
    ] {
        let input = value!({ "case": case });
        let error = run(&failures::Machine::new(Task(scripted)), input)
            .await
            .unwrap_err();
        assert_eq!(error.error.as_deref(), Some(name));
        let text = error.cause.unwrap();
        assert!(text.starts_with(&cause(case, 4, "")), "{text}");
    }
    let input = Value::from("not even an object");
    let error = run(&failures::Machine::new(Task(scripted)), input)
        .await
        .unwrap_err();
    assert_eq!(error.error.as_deref(), Some("States.Runtime"));
}
