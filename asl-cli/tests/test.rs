//! `cargo asl test` as a user calls it: cases are built into a program and run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

fn order() -> Value {
    json!({
        "StartAt": "Reserve",
        "States": {
            "Reserve": {
                "Type": "Task",
                "Resource": "task:reserve",
                "Parameters": { "sku.$": "$.sku" },
                "Retry": [{ "ErrorEquals": ["Busy"], "IntervalSeconds": 3600 }],
                "Catch": [{ "ErrorEquals": ["OutOfStock"], "Next": "Sorry" }],
                "TimeoutSeconds": 60,
                "Next": "Charge",
            },
            "Charge": {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": { "FunctionName": "charge", "Payload.$": "$" },
                "OutputPath": "$.Payload",
                "End": true,
            },
            "Sorry": { "Type": "Fail", "Error": "NoSale", "CausePath": "$.Cause" },
        },
    })
}

fn cases() -> String {
    let mocks = json!({
        "Reserve": [{ "throw": { "error": "Busy", "cause": "later" } }, { "return": { "shelf": 4 } }],
        "Charge": { "return": { "StatusCode": 200, "Payload": { "charged": 12, "id": "4711" } } },
    });
    let cases = [
        json!({ "id": "busy, then sold", "definition": "order.json", "input": { "sku": "lamp" }, "mocks": mocks,
            "expected": { "output": { "charged": 12.0, "id": "<any>" } } }),
        json!({ "id": "out of stock", "definition": "order.json", "input": { "sku": "lamp" },
            "mocks": { "Reserve": [{ "throw": { "error": "OutOfStock", "cause": "none left" } }] },
            "expected": { "error": "NoSale", "cause": "none left" } }),
        json!({ "id": "too slow", "definition": "order.json", "input": { "sku": "lamp" },
            "mocks": { "Reserve": [{ "hang": true }] },
            "expected": { "error": "States.Timeout" } }),
        json!({ "id": "wrong total", "definition": "order.json", "input": { "sku": "lamp" }, "mocks": mocks,
            "expected": { "output": { "charged": 13, "id": "4711" } } }),
        json!({ "id": "no mock left", "definition": "order.json", "input": { "sku": "lamp" },
            "mocks": { "Reserve": [{ "return": 1 }] } }),
        json!({ "id": "shipped", "definition": shipping("Ship"), "other_state_machines": { "Ship": ship() },
            "expected": { "output": { "carrier": "Ann", "Status": "SUCCEEDED" } } }),
        json!({ "id": "lost", "definition": shipping("arn:aws:states:us-east-1:1:stateMachine:Ship"),
            "other_state_machines": { "Ship": { "definition": ship()["definition"], "mocks": {
                "Carry": { "throw": { "error": "Lost", "cause": "off the truck" } } } } },
            "expected": { "error": "States.TaskFailed" } }),
        json!({ "id": "no machine", "definition": shipping("Shop"), "other_state_machines": { "Ship": ship() } }),
        json!({ "id": "no mock in the other", "definition": shipping("Ship"),
            "other_state_machines": { "Ship": ship()["definition"] } }),
        json!({ "id": "not right", "definition": { "StartAt": "Done", "States": { "Done": { "Type": "Succed" } } } }),
    ];
    cases.map(|case| format!("{case}\n")).concat()
}

/// Starts another machine, and waits for its end.
fn shipping(machine: &str) -> Value {
    json!({
        "StartAt": "Ship",
        "States": { "Ship": {
            "Type": "Task",
            "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Parameters": { "StateMachineArn": machine, "Input": { "parcel.$": "$$.Execution.Name" } },
            "ResultSelector": { "carrier.$": "$.Output.carrier", "Status.$": "$.Status" },
            "End": true,
        } },
    })
}

fn ship() -> Value {
    json!({
        "definition": {
            "StartAt": "Rest",
            "States": {
                "Rest": { "Type": "Wait", "Seconds": 86_400, "Next": "Carry" },
                "Carry": { "Type": "Task", "Resource": "task:carry", "End": true },
            },
        },
        "mocks": { "Carry": { "return": { "carrier": "Ann" }, "when_input": { "parcel": "test" } } },
    })
}

fn mock_config() -> Value {
    json!({
        "StateMachines": { "Order": { "TestCases": {
            "Sold": { "Reserve": "Reserved", "Charge": "Charged" },
            "OnlyReserved": { "Reserve": "Reserved" },
        } } },
        "MockedResponses": {
            "Reserved": {
                "0-1": { "Throw": { "Error": "Busy", "Cause": "later" } },
                "2": { "Return": { "shelf": 4 } },
            },
            "Charged": { "0": { "Return": { "StatusCode": 200, "Payload": { "charged": 12 } } } },
        },
    })
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("test");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("order.json"), format!("{:#}", order())).unwrap();
        fs::write(folder.join("cases.jsonl"), cases()).unwrap();
        fs::write(
            folder.join("MockConfigFile.json"),
            mock_config().to_string(),
        )
        .unwrap();
        Folder(folder)
    }

    fn test(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-asl"));
        command.args(["asl", "test"]).args(arguments);
        let asl = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        command.arg("--asl-path").arg(asl);
        command.arg("--target-dir").arg(env!("CARGO_TARGET_TMPDIR"));
        command.env_remove("CLICOLOR_FORCE");
        command.current_dir(&self.0).output().unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn cases_are_run_and_differences_told() {
    let folder = Folder::new();
    let output = folder.test(&["cases.jsonl", "--junit", "report.xml"]);
    let (told, errors) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{told}{errors}");
    let result = told.split("; finished").next().unwrap();
    assert_eq!(
        result,
        "\
running 10 cases
case busy, then sold ... ok
case out of stock ... ok
case too slow ... ok
case wrong total ... FAILED
case no mock left ... FAILED
case shipped ... ok
case lost ... ok
case no machine ... FAILED
case no mock in the other ... FAILED
case not right ... FAILED

failures:

---- wrong total (cases.jsonl:4) ----
output.charged
  expected: 13
    actual: 12
states entered: Reserve, Charge

---- no mock left (cases.jsonl:5) ----
status
  expected: \"SUCCEEDED\"
    actual: \"INCOMPLETE\"
no mock is left for the state `Charge` (attempt 0), which calls its task with 1
states entered: Reserve, Charge

---- no machine (cases.jsonl:8) ----
status
  expected: \"SUCCEEDED\"
    actual: \"INCOMPLETE\"
no mock is left for the state `Ship` (attempt 0), which calls its task with {\"StateMachineArn\":\"Shop\",\"Input\":{\"parcel\":\"test\"}}, and `other_state_machines` has no machine of that name
states entered: Ship

---- no mock in the other (cases.jsonl:9) ----
status
  expected: \"SUCCEEDED\"
    actual: \"INCOMPLETE\"
in an execution of `Ship`: no mock is left for the state `Carry` (attempt 0), which calls its task with {\"parcel\":\"test\"}
states entered: Ship

---- not right (cases.jsonl:10) ----
`cases.jsonl:10` does not compile: unknown-state-type

test result: FAILED. 5 passed; 5 failed; 0 filtered out"
    );
    assert!(errors.contains("did you mean `Succeed`?"), "{errors}");
    let report = fs::read_to_string(folder.0.join("report.xml")).unwrap();
    assert!(report.contains("tests=\"10\" failures=\"5\""), "{report}");

    // What was built is used again, for the cases that are asked for.
    let output = folder.test(&[
        "cases.jsonl",
        "--json",
        "--filter",
        "sold",
        "--filter",
        "slow",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let lines: Vec<Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["ok"], true);
    assert_eq!(lines[0]["outcome"]["output"]["id"], "4711");
    assert_eq!(lines[1]["outcome"]["error"], "States.Timeout");
    let events: Vec<_> = lines[1]["outcome"]["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["type"].as_str().unwrap())
        .collect();
    assert!(events.contains(&"LambdaFunctionTimedOut"), "{events:?}");

    mock_config_files_are_run(&folder);
}

fn mock_config_files_are_run(folder: &Folder) {
    let config = ["MockConfigFile.json", "--definition", "Order=order.json"];
    fs::write(folder.0.join("input.json"), r#"{ "sku": "lamp" }"#).unwrap();
    let output = folder.test(&[&config[..], &["--input", "input.json"]].concat());
    let told = text(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{told}{}",
        text(&output.stderr)
    );
    assert!(told.contains("case Order/Sold ... ok\n"), "{told}");
    assert!(
        told.contains("`Charge` has no mock: Step Functions Local would call"),
        "{told}"
    );
    let case = json!({
        "definition": "order.json", "input": { "sku": "lamp" },
        "mock_config": "MockConfigFile.json", "state_machine": "Order", "test_case": "Sold",
        "expected": { "output": { "charged": 12 } },
    });
    fs::write(folder.0.join("one.json"), case.to_string()).unwrap();
    let output = folder.test(&["one.json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

#[test]
fn wrong_files_are_told_before_anything_is_built() {
    let folder = Folder::new();
    let wrong = |text: &str| {
        fs::write(folder.0.join("wrong.jsonl"), text).unwrap();
        let output = folder.test(&["wrong.jsonl"]);
        assert_eq!(output.status.code(), Some(2));
        self::text(&output.stderr)
    };
    assert_eq!(wrong(""), "error: wrong.jsonl: there are no cases in it\n");
    assert!(wrong("{\n").starts_with("error: wrong.jsonl:1: EOF"));
    let case = |member: &str, value: Value| {
        let mut case = json!({ "definition": "order.json" });
        case[member] = value;
        case.to_string()
    };
    assert_eq!(
        wrong(&case("expceted", json!({}))),
        "error: wrong.jsonl: a case has no member `expceted`: did you mean `expected`?\n"
    );
    assert_eq!(
        wrong(&case("mocks", json!({ "Reserv": [] }))),
        "error: wrong.jsonl: the definition has no state `Reserv` that could be mocked: did you mean `Reserve`?\n"
    );
    assert_eq!(
        wrong(&case("mocks", json!({ "Reserve": [{ "returns": 1 }] }))),
        "error: wrong.jsonl: a mock has no member `returns`: did you mean `return`?\n"
    );
    assert_eq!(
        wrong(
            &json!({ "definition": shipping("Ship"), "other_state_machines": { "Ship": 1 } })
                .to_string()
        ),
        "error: wrong.jsonl: the state machine `Ship` of `other_state_machines` needs a `definition`: an object, or the path of a file\n"
    );
    let missing = wrong(&case("definition", json!("ordre.json")));
    assert!(
        missing.contains("file-not-found") && missing.contains("order.json"),
        "{missing}"
    );
    fs::write(folder.0.join("array.json"), "[\n  { \"id\": 1 },\n]").unwrap();
    let output = folder.test(&["array.json"]);
    let told = text(&output.stderr);
    assert!(
        told.starts_with("error: array.json: trailing comma at line 3"),
        "{told}"
    );
    let output = folder.test(&["nowhere.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
}
