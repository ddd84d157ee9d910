//! `cargo asl test-state` as a user calls it. The states that are run are all in one small machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A Map in a batch of its own, around a Task with a Retrier and a Catcher.
fn machine() -> Value {
    json!({
        "StartAt": "Load",
        "States": {
            "Load": { "Type": "Pass", "Assign": { "currency": "EUR" }, "Next": "Each" },
            "Each": {
                "Type": "Map",
                "ItemsPath": "$.lines",
                "ItemSelector": { "line.$": "$$.Map.Item.Value", "at.$": "$$.Map.Item.Index" },
                "ItemBatcher": { "MaxItemsPerBatch": 2 },
                "MaxConcurrency": 4,
                "ToleratedFailurePercentagePath": "$.tolerated",
                "ItemProcessor": {
                    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
                    "StartAt": "Charge",
                    "States": {
                        "Charge": {
                            "Type": "Task",
                            "QueryLanguage": "JSONata",
                            "Resource": "arn:aws:states:::lambda:invoke",
                            "Arguments": { "FunctionName": "charge", "Payload": { "line": "{% $states.input.line %}", "in": "{% $currency %}" } },
                            "Assign": { "charged": "{% $states.result.Payload.sum %}" },
                            "Output": "{% $states.context.Execution.Name & ':' & $states.result.Payload.id %}",
                            "Retry": [{ "ErrorEquals": ["Busy"], "IntervalSeconds": 3, "MaxAttempts": 2 }],
                            "Catch": [
                                { "ErrorEquals": ["Declined"], "Next": "Skip" },
                                { "ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput.Cause %}", "Next": "Skip" }
                            ],
                            "Next": "Skip",
                        },
                        "Skip": { "Type": "Pass", "End": true },
                    },
                },
                "Next": "Done",
            },
            "Done": { "Type": "Succeed" },
        },
    })
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("test-state");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("order.json"), format!("{:#}", machine())).unwrap();
        Folder(folder)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        Command::new(env!("CARGO_BIN_EXE_cargo-asl"))
            .args(["asl", "test-state"])
            .args(arguments)
            .arg("--asl-path")
            .arg(repository)
            // The other tests build the library there too.
            .args(["--target-dir", env!("CARGO_TARGET_TMPDIR")])
            .env_remove("CLICOLOR_FORCE")
            .current_dir(&self.0)
            .output()
            .unwrap()
    }

    fn answer(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{errors}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What is said on standard error where nothing is run.
    fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    }
}

#[test]
fn a_state_is_run_by_itself() {
    let folder = Folder::new();
    let charge = [
        "order.json",
        "Charge",
        "--input",
        r#"{"line": "lamp"}"#,
        "--variables",
        r#"{"currency": "CHF"}"#,
    ];
    let charge = |more: &[&str]| folder.answer(&[&charge, more].concat());
    let data = json!({
        "input": { "line": "lamp" },
        "afterArguments": { "FunctionName": "charge", "Payload": { "line": "lamp", "in": "CHF" } },
        "variables": { "currency": "CHF" },
    });
    let and = |more: Value| {
        let mut data = data.clone();
        data.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        data
    };

    let result = json!({ "Payload": { "sum": 12, "id": "c-7" } });
    let context = r#"{"Execution": {"Name": "order-4711"}}"#;
    assert_eq!(
        charge(&["--mock", &result.to_string(), "--context", context]),
        json!({
            "status": "SUCCEEDED",
            "nextState": "Skip",
            "output": "order-4711:c-7",
            "inspectionData": and(json!({ "result": result, "variables": { "currency": "CHF", "charged": 12 } })),
        })
    );
    assert_eq!(
        charge(&["--mock-error", "Busy:later", "--retrier-retry-count", "1"]),
        json!({
            "status": "RETRIABLE",
            "error": "Busy",
            "cause": "later",
            "inspectionData": and(json!({ "errorDetails": { "retryIndex": 0, "retryBackoffIntervalSeconds": 6 } })),
        })
    );
    assert_eq!(
        charge(&[
            "--mock-error",
            "Busy:later",
            "--retrier-retry-count",
            "2",
            "--inspection-level",
            "INFO"
        ]),
        json!({ "status": "CAUGHT_ERROR", "nextState": "Skip", "error": "Busy", "cause": "later", "output": "later" })
    );

    // The Map is one that is not compiled into machines: its own fields are evaluated, and the mock is its result.
    let map = [
        "order.json",
        "Each",
        "--input",
        r#"{"lines": ["lamp", "desk", "rug"], "tolerated": 40}"#,
    ];
    let map = |more: &[&str]| folder.answer(&[&map, more].concat());
    let line = |line: &str, at: usize| json!({ "line": line, "at": at });
    let answer = map(&["--mock", "[1, 2, 3]", "--map-iteration-failure-count", "1"]);
    assert_eq!(
        answer["inspectionData"]["afterItemBatcher"],
        json!([{ "Items": [line("lamp", 0), line("desk", 1)] }, { "Items": [line("rug", 2)] }])
    );
    assert_eq!(
        answer["inspectionData"]["afterItemSelector"][2],
        line("rug", 2)
    );
    assert_eq!(answer["inspectionData"]["maxConcurrency"], 4);
    assert_eq!(answer["inspectionData"]["toleratedFailurePercentage"], 40.0);
    assert_eq!(answer["status"], "FAILED");
    assert_eq!(answer["error"], "States.ExceedToleratedFailureThreshold");
    let answer = map(&["--mock", "[1, 2, 3]"]);
    assert_eq!(
        (&answer["status"], &answer["output"]),
        (&json!("SUCCEEDED"), &json!([1, 2, 3]))
    );

    // Without the machine, and with an error that AWS names no state in.
    fs::write(
        folder.0.join("wait.yaml"),
        "Type: Wait\nSecondsPath: $.delay\nNext: Later\n",
    )
    .unwrap();
    let answer = folder.answer(&[
        "wait.yaml",
        "--input",
        r#"{"delay": 86400}"#,
        "--inspection-level",
        "info",
    ]);
    assert_eq!(
        answer,
        json!({ "status": "SUCCEEDED", "nextState": "Later", "output": { "delay": 86400 } })
    );
    let answer = folder.answer(&["wait.yaml"]);
    assert_eq!(
        answer["cause"],
        "The SecondsPath parameter does not reference an input value: $.delay"
    );
}

#[test]
fn what_aws_refuses_is_not_built() {
    let folder = Folder::new();
    let refused = |arguments: &[&str], expected: &str| {
        let errors = folder.refusal(arguments);
        assert!(errors.contains(expected), "{errors}");
    };
    refused(
        &["order.json", "Chrage"],
        "error: State not found in definition\nhelp: did you mean `Charge`?",
    );
    refused(
        &["order.json"],
        "help: name one of its states: `Load`, `Each`, `Done`, `Charge`, `Skip`",
    );
    refused(
        &["order.json", "Charge"],
        "help: nothing is called here: give what the state gets with `--mock`",
    );
    refused(
        &["order.json", "Each"],
        "TestState API does not support Map or Parallel states.",
    );
    refused(
        &["order.json", "Each", "--mock", "{}"],
        "Mocked result must be an array.",
    );
    refused(
        &["order.json", "Load", "--mock", "{}"],
        "State type 'Pass' is not supported when a mock is specified",
    );
    refused(
        &["order.json", "Charge", "--mock", "{"],
        "Mocked result must be valid JSON",
    );
    refused(
        &["order.json", "Charge", "--mock", r#"{"StatusCode": "200"}"#],
        "Mock result schema validation error: Field 'StatusCode' must be a number",
    );
    refused(
        &[
            "order.json",
            "Load",
            "--context",
            r#"{"Execution": {"Id": 1}}"#,
        ],
        "Invalid Context object provided: Execution.Id must be a string",
    );
    fs::write(
        folder.0.join("wrong.json"),
        r#"{ "Type": "Pass", "Ned": true }"#,
    )
    .unwrap();
    refused(&["wrong.json"], "help: did you mean `End`?");
}
