//! The program as a user calls it: what it prints where, and how it exits.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

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

"
    );
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
    ] {
        let output = run(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains("error: "), "{arguments:?}");
    }
}
