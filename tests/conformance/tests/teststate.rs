//! A run of tests of single states, from a file of cases to a file of results.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

#[test]
fn each_case_has_its_answer() {
    let pass = json!({ "Type": "Pass", "Result": [1], "Next": "Later" });
    let cases = [
        (
            json!({ "id": "pass", "definition": pass, "input": "text", "inspectionLevel": "DEBUG" }),
            json!({ "id": "pass", "status": "SUCCEEDED", "nextState": "Later", "output": "[1]", "inspectionData": {
                "input": "\"text\"", "result": "[1]", "afterResultSelector": "[1]", "afterResultPath": "[1]",
            } }),
        ),
        (
            json!({ "id": "mocked", "definition": pass, "mock": { "result": "{}" } }),
            json!({ "id": "mocked", "code": "ValidationException", "message": "State type 'Pass' is not supported when a mock is specified" }),
        ),
        (
            json!({ "id": "wrong", "definition": { "Type": "Parallel", "Branches": [{}], "End": true }, "mock": { "result": "[1]" } }),
            json!({ "id": "wrong", "code": "InvalidDefinition", "message": "Invalid State Machine Definition: \
                'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt, States] at /States/StateName/Branches[0]'" }),
        ),
    ];
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = |name| folder.join(name);
    let (file, results) = (path("teststate.jsonl"), path("teststate-results.jsonl"));
    let lines: String = cases.iter().map(|(case, _)| format!("{case}\n")).collect();
    fs::write(&file, lines).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .arg("teststate")
        .args([&file, &results])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let results = fs::read_to_string(&results).unwrap();
    let results: Vec<Value> = results
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let expected: Vec<Value> = cases.into_iter().map(|(_, expected)| expected).collect();
    assert_eq!(results, expected);
}
