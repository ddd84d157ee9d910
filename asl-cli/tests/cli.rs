//! The program as a user calls it: what it prints where, and how it exits.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const GOOD: &str = r#"{
  "StartAt": "Size",
  "States": {
    "Size": {
      "Type": "Choice",
      "Choices": [{ "Variable": "$.size", "NumericGreaterThan": 10, "Next": "Large" }],
      "Default": "Small"
    },
    "Large": { "Type": "Pass", "Next": "Small" },
    "Small": { "Type": "Succeed" }
  }
}
"#;

const WRONG: &str =
    "{\n  \"StartAt\": \"Done\",\n  \"States\": { \"Done\": { \"Type\": \"Succeed\" }, }\n}\n";

/// A folder of its own for each test, with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
    }
    folder
}

fn run(folder: &PathBuf, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-asl"));
    command.current_dir(folder).args(arguments);
    command.env_remove("CLICOLOR_FORCE").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn check_says_what_is_wrong_and_exits_with_one() {
    let folder = folder("check", &[("good.json", GOOD), ("wrong.json", WRONG)]);
    let output = run(&folder, &["check", "good.json"]);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));

    let output = run(&folder, &["asl", "check", "good.json", "wrong.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "\
error[invalid-json]: a comma stands after the last value
 --> wrong.json:3:44
  |
3 |   \"States\": { \"Done\": { \"Type\": \"Succeed\" }, }
  |                                            ^ no value follows this comma
  |
  = help: remove the comma

error: could not compile `wrong.json`: 1 error

For more on a finding, try `cargo asl explain invalid-json`.
"
    );
}

const WARNING: &str = r#"{
  "StartAt": "Charge",
  "States": {
    "Charge": {
      "Type": "Task",
      "Resource": "task:charge",
      "TimeoutSeconds": 5,
      "HeartbeatSeconds": 6,
      "End": true
    }
  }
}
"#;

#[test]
fn json_is_one_line_a_file() {
    let misspelt = GOOD.replace("\"Succeed\"", "\"Suceed\"");
    let folder = folder(
        "json",
        &[
            ("good.json", GOOD),
            ("misspelt.json", &misspelt),
            ("warning.json", WARNING),
        ],
    );
    let files = ["good.json", "misspelt.json", "warning.json", "missing.json"];
    let output = run(
        &folder,
        &[&["check", "--message-format", "json"][..], &files].concat(),
    );
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(2));
    let printed = text(&output.stdout);
    let lines: Vec<Value> = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines[0],
        json!({ "file": "good.json", "errors": [], "warnings": [] })
    );
    assert_eq!(
        lines[1],
        json!({
            "file": "misspelt.json",
            "errors": [{
                "code": "unknown-state-type",
                "message": "there is no state type `Suceed`",
                "line": 10,
                "column": 24,
                "state": "Small",
                "help": "did you mean `Succeed`?",
            }],
            "warnings": [],
        })
    );
    assert_eq!(lines[2]["errors"], json!([]));
    assert_eq!(
        lines[2]["warnings"][0]["code"],
        "heartbeat-not-below-timeout"
    );
    assert_eq!(lines[3]["errors"][0]["code"], "file-not-found");
    assert_eq!(lines[3]["errors"][0]["state"], Value::Null);
    assert_eq!(lines.len(), 4);
}

#[test]
fn sarif_is_one_log_with_the_rules() {
    let folder = folder("sarif", &[("a b.json", WRONG), ("warning.json", WARNING)]);
    let output = run(
        &folder,
        &[
            "check",
            "--message-format",
            "sarif",
            "./a b.json",
            "warning.json",
            "a b.json",
        ],
    );
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&Value> = rules.iter().map(|rule| &rule["id"]).collect();
    assert_eq!(ids, ["invalid-json", "heartbeat-not-below-timeout"]);
    assert_eq!(rules[1]["defaultConfiguration"]["level"], "warning");
    let markdown = rules[0]["help"]["markdown"].as_str().unwrap();
    assert!(markdown.contains("Wrong:"), "{markdown}");
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    assert_eq!(results[2]["ruleIndex"], 0);
    assert_eq!(results[1]["level"], "warning");
    let logical = &results[1]["locations"][0]["logicalLocations"];
    assert_eq!(*logical, json!([{ "name": "Charge" }]));
    let message = results[0]["message"]["text"].as_str().unwrap();
    assert!(message.ends_with("\nhelp: remove the comma"), "{message}");
    assert_eq!(
        results[0]["locations"],
        json!([{
            "physicalLocation": {
                "artifactLocation": { "uri": "a%20b.json" },
                "region": { "startLine": 3, "startColumn": 44, "endLine": 3, "endColumn": 45 },
            },
            "message": { "text": "no value follows this comma" },
        }])
    );
}

#[test]
fn warnings_fail_where_they_are_denied() {
    let folder = folder("deny", &[("good.json", GOOD), ("warning.json", WARNING)]);
    let status = |arguments: &[&str]| run(&folder, arguments).status.code();
    let both = ["check", "good.json", "warning.json"];
    assert_eq!(status(&both), Some(0));
    assert_eq!(
        status(&[&both[..], &["--deny", "warnings"]].concat()),
        Some(1)
    );
    assert_eq!(
        status(&["check", "good.json", "--deny", "warnings"]),
        Some(0)
    );
    let output = run(&folder, &["check", "--deny", "warnings", "warning.json"]);
    let errors = text(&output.stderr);
    assert!(
        errors.starts_with("warning[heartbeat-not-below-timeout]"),
        "{errors}"
    );
}

#[test]
fn a_dash_is_standard_input() {
    let folder = folder("stdin", &[]);
    let check = |input: &[u8]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-asl"))
            .current_dir(&folder)
            .args(["check", "--message-format", "json", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), text(&output.stdout))
    };
    assert_eq!(check(GOOD.as_bytes()).0, Some(0));
    let (status, printed) = check(WRONG.as_bytes());
    assert_eq!(status, Some(1));
    assert!(printed.contains(r#""file":"<stdin>""#), "{printed}");
    let (status, printed) = check(b"\xff");
    assert_eq!(status, Some(2));
    assert!(printed.contains("file-not-readable"), "{printed}");
}

#[test]
fn explain_shows_a_code_and_finds_misspelt_ones() {
    let folder = folder("explain", &[]);
    let output = run(&folder, &["asl", "explain", "next-not-found"]);
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0));
    assert!(printed.starts_with("error[next-not-found]: "), "{printed}");
    assert!(printed.contains("\n```json\n"), "{printed}");
    let output = run(&folder, &["explain", "next-not-foudn"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("did you mean `next-not-found`?"));
    let output = run(&folder, &["explain", "--list"]);
    let printed = text(&output.stdout);
    assert!(printed.lines().count() > 50 && printed.lines().is_sorted());
}

#[test]
fn a_missing_file_exits_with_two_and_does_not_hide_the_others() {
    let folder = folder("missing", &[("good.json", GOOD), ("wrong.json", WRONG)]);
    let output = run(&folder, &["check", "god.json", "wrong.json"]);
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors.starts_with("error[file-not-found]: "), "{errors}");
    assert!(errors.contains("did you mean `good.json`?"), "{errors}");
    assert!(errors.contains("wrong.json:3:44"), "{errors}");
}

#[test]
fn graph_draws_in_both_notations() {
    let folder = folder("graph", &[("good.json", GOOD)]);
    let output = run(&folder, &["asl", "graph", "good.json"]);
    assert_eq!(text(&output.stderr), "");
    assert!(text(&output.stdout).starts_with("flowchart TD\n"));
    assert!(text(&output.stdout).contains("|\"$.size #62; 10\"|"));
    let output = run(&folder, &["graph", "--format", "dot", "good.json"]);
    assert!(text(&output.stdout).starts_with("digraph "));
    assert_eq!(output.status.code(), Some(0));
}

const TEMPLATE: &str = "\
Resources:
  Small:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: Done, States: { Done: { Type: Succeed } } }
  Large:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: large.json
  Wrong:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: |
        { \"StartAt\": \"Doen\", \"States\": { \"Done\": { \"Type\": \"Succeed\" } } }
";

#[test]
fn machines_of_a_template_are_checked_together_or_by_name() {
    let large = GOOD.replace("\"Next\": \"Small\"", "\"Next\": \"Smal\"");
    let files = [("template.yaml", TEMPLATE), ("large.json", &large)];
    let folder = folder("template", &files);
    let check = |file: &str| {
        let output = run(&folder, &["check", "--message-format", "json", file]);
        let printed = text(&output.stdout);
        let lines = printed
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        lines.collect::<Vec<Value>>()
    };
    let places = |line: &Value| {
        let errors = line["errors"].as_array().unwrap().iter();
        let of = |error: &Value| json!([error["line"], error["column"], error["machine"]]);
        json!([line["file"], errors.map(of).collect::<Vec<_>>()])
    };
    let template = json!(["template.yaml", [[14, 22, "Wrong"]]]);
    let clean = json!(["template.yaml", []]);
    let large = json!(["large.json", [[9, 40, null]]]);
    for (file, expected) in [
        ("template.yaml", vec![&template, &large]),
        ("template.yaml#Wrong", vec![&template]),
        ("template.yaml#Small", vec![&clean]),
        ("template.yaml#Large", vec![&clean, &large]),
    ] {
        let found: Vec<Value> = check(file).iter().map(places).collect();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{file}");
    }
    let output = run(&folder, &["check", "template.yaml"]);
    let errors = text(&output.stderr);
    assert!(errors.contains("----- in this state machine"), "{errors}");
}

#[test]
fn a_machine_of_a_template_is_drawn_and_expanded() {
    let files = [("template.yaml", TEMPLATE), ("large.json", GOOD)];
    let folder = folder("template-machine", &files);
    let output = run(&folder, &["graph", "template.yaml#Large"]);
    assert!(text(&output.stdout).contains("|\"$.size #62; 10\"|"));
    let output = run(&folder, &["expand", "template.yaml#Small"]);
    assert!(text(&output.stdout).contains("pub mod small {"));
    let output = run(&folder, &["expand", "template.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("error[machine-not-named]"));
}

#[test]
fn graph_draws_what_could_be_read() {
    let partly = GOOD.replace("\"Next\": \"Small\" },", "\"Next\": 5 },");
    let folder = folder("partly", &[("partly.json", &partly)]);
    let output = run(&folder, &["graph", "partly.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("partly.json:9:"));
    assert!(text(&output.stdout).contains("Size"));
}

#[test]
fn wrong_usage_exits_with_two() {
    let folder = folder("usage", &[("good.json", GOOD)]);
    for arguments in [
        &["check"][..],
        &["draw", "good.json"],
        &["check", "good.json", "--substitutions", "=x"],
        &["check", "good.json", "--type", "fast"],
        &["explain"],
    ] {
        let output = run(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains("error: "), "{arguments:?}");
    }
}
