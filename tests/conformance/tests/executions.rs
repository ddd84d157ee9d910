//! A run of recorded executions, from a file of cases to a file of results.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

/// Cases, and what of their results matters.
fn cases() -> [(Value, Value); 7] {
    let task = |resource: &str| {
        json!({ "StartAt": "Work", "States": { "Work": {
            "Type": "Task", "Resource": resource, "TimeoutSeconds": 5,
            "Catch": [{ "ErrorEquals": ["Busy"], "Next": "Later" }], "End": true,
        }, "Later": { "Type": "Wait", "Seconds": 86400, "End": true } } })
    };
    let function = "arn:aws:lambda:eu-central-1:111111111111:function:work";
    [
        (
            json!({ "id": "waits", "definition": task(function), "input": 1,
                "mocks": { "Work": [{ "throw": { "error": "Busy", "cause": "later" } }] } }),
            json!({ "status": "SUCCEEDED", "output": { "Error": "Busy", "Cause": "later" } }),
        ),
        (
            json!({ "id": "times out", "definition": task(function), "input": 1, "mocks": { "Work": [{ "hang": true }] } }),
            json!({ "status": "FAILED", "error": "States.Timeout", "cause": null }),
        ),
        (
            json!({ "id": "of a service", "definition": task("arn:aws:states:::aws-sdk:s3:getObject"), "input": {},
                "mocks": { "Work": [{ "return": { "Body": "text" } }] } }),
            json!({ "status": "SUCCEEDED", "output": { "Body": "text" } }),
        ),
        (
            json!({ "id": "without a mock", "definition": task(function), "input": 1, "mocks": {} }),
            json!({ "status": "INCOMPLETE" }),
        ),
        (
            json!({ "id": "stopped", "definition": task(function), "input": 1,
                "mocks": { "Work": [{ "throw": { "error": "Busy", "cause": "later" } }] },
                "external_calls": [{ "op": "stop_execution", "params": { "error": "Enough" } }] }),
            json!({ "status": "ABORTED", "error": "Enough", "cause": null }),
        ),
        (
            json!({ "id": "of a worker", "definition": task("arn:aws:states:us-east-1:111111111111:activity:work"),
                "input": 1, "mocks": { "Work": [{ "return": "done" }] }, "history": [
                    { "type": "ActivityStarted", "activityStartedEventDetails": { "workerName": "Ann" } },
                ] }),
            json!({ "status": "SUCCEEDED", "output": "done" }),
        ),
        (
            json!({ "id": "refused", "definition": { "StartAt": "A", "States": {} }, "input": 1, "mocks": {} }),
            json!({ "status": "REFUSED", "codes": ["start-at-not-found"] }),
        ),
    ]
}

#[test]
fn each_case_has_its_result() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = |name| folder.join(name);
    let (file, results) = (path("executions.jsonl"), path("executions-results.jsonl"));
    let cases = cases();
    let lines: String = cases.iter().map(|(case, _)| format!("{case}\n")).collect();
    fs::write(&file, lines).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .arg("executions")
        .args([&file, &results])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    // Several cases have the same definition.
    assert!(errors.contains("7 cases of 4 definitions"), "{errors}");
    let results = fs::read_to_string(&results).unwrap();
    let results: Vec<Value> = results
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for ((case, expected), result) in cases.iter().zip(&results) {
        assert_eq!(case["id"], result["id"]);
        for (member, value) in expected.as_object().unwrap() {
            assert_eq!(&result[member], value, "{member} of {}", case["id"]);
        }
    }
    let scheduled = &results[2]["history"][2];
    assert_eq!(
        scheduled["taskScheduledEventDetails"]["resourceType"],
        "aws-sdk:s3"
    );
    assert_eq!(
        scheduled["taskScheduledEventDetails"]["resource"],
        "getObject"
    );
    let aborted = results[4]["history"].as_array().unwrap().last().unwrap();
    assert_eq!(aborted["type"], "ExecutionAborted");
    assert_eq!(aborted["previousEventId"], 0);
    let started = &results[5]["history"][3];
    assert_eq!(started["activityStartedEventDetails"]["workerName"], "Ann");
    assert_eq!(results.len(), cases.len());
}
