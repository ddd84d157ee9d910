//! A run from a file of cases to a file of results.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Cases, and the results that they should have.
const CASES: &[(&str, &str)] = &[
    (
        r#"{ "id": 1, "expr": "a.b & \"\\n\"", "data": { "a": { "b": "x" } } }"#,
        r#"{"id":1,"result":"x\n"}"#,
    ),
    (
        r#"{ "id": "undefined", "expr": "a.c", "data": { "a": { "b": "x" } } }"#,
        r#"{"id":"undefined","undefinedResult":true}"#,
    ),
    (
        r#"{ "id": 2, "expr": "$states.input.n + $more", "bindings": { "states": { "input": { "n": 2 } }, "more": 3 } }"#,
        r#"{"id":2,"result":5}"#,
    ),
    (
        r#"{ "id": 3, "expr": "1 + \"a\"" }"#,
        r#"{"id":3,"code":"T2002","message":"The right side of the \"+\" operator must evaluate to a number"}"#,
    ),
    (
        r#"{ "id": 4, "expr": "1 +" }"#,
        r#"{"id":4,"code":"S0207","message":"Unexpected end of expression"}"#,
    ),
    // The same expression over other data.
    (
        r#"{ "id": 5, "expr": "a.c", "data": [{ "a": { "c": 1 } }, { "a": { "c": 2.5 } }] }"#,
        r#"{"id":5,"result":[1,2.5]}"#,
    ),
    // The data is one item, and an array within an object.
    (
        r#"{ "id": 6, "expr": "{ \"k\": { $string($): 1 } }", "data": ["a", "b"] }"#,
        r#"{"id":6,"result":{"k":{"a":1,"b":1}}}"#,
    ),
];

#[test]
fn each_case_has_its_result() {
    check("small", CASES, "7 cases of 6 expressions");
    // A file's program is its own: it is not run for another file, nor taken for new when that was built last.
    let other = [(
        r#"{ "id": 1, "expr": "'other'" }"#,
        r#"{"id":1,"result":"other"}"#,
    )];
    check("other", &other, "1 cases of 1 expressions");
    check("small", CASES, "7 cases of 6 expressions");
}

fn check(name: &str, all: &[(&str, &str)], summary: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (cases, results) = (
        folder.join(format!("{name}.jsonl")),
        folder.join(format!("{name}-results.jsonl")),
    );
    let lines = |part: fn(&(&str, &str)) -> String| all.iter().map(part).collect::<String>();
    fs::write(&cases, lines(|(case, _)| format!("{case}\n"))).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .arg("jsonata")
        .args([&cases, &results])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert!(errors.contains(summary), "{errors}");
    let expected = lines(|(_, result)| format!("{result}\n"));
    assert_eq!(fs::read_to_string(&results).unwrap(), expected);
}
