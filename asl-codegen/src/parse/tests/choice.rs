//! Choice Rules.

use super::*;
use crate::ast::{Condition, StateKind};

#[test]
fn choice_rules() {
    let rule = |rule: &str| {
        let choice = format!(r#""Type": "Choice", "Choices": [{rule}], "Default": "D""#);
        findings(&format!(
            r#"{{"StartAt": "S", "States": {{"S": {{{choice}}}, "D": {{"Type": "Succeed"}}}}}}"#
        ))
    };
    let cases = [
        (r#"{"Variable": "$.x", "IsNull": true}"#, "missing-field: {"),
        (r#"{"Next": "D"}"#, "choice-rule-without-condition: {"),
        (
            r#"{"Variable": "$.x", "Next": "D"}"#,
            r#"choice-rule-without-condition: "Variable": "$.x""#,
        ),
        (
            r#"{"Variable": "$.x", "StringEqual": "a", "Next": "D"}"#,
            r#"unknown-field: "StringEqual""#,
        ),
        (r#"{"StringEquals": "a", "Next": "D"}"#, "missing-field: {"),
        (
            r#"{"Variable": "x", "StringEquals": "a", "Next": "D"}"#,
            "invalid-path: x",
        ),
        (
            r#"{"Variable": "$.x", "StringEquals": 1, "Next": "D"}"#,
            "wrong-type: 1",
        ),
        (
            r#"{"Variable": "$.x", "NumericEquals": "1", "Next": "D"}"#,
            r#"wrong-type: "1""#,
        ),
        (
            r#"{"Variable": "$.x", "IsNull": "true", "Next": "D"}"#,
            r#"wrong-type: "true""#,
        ),
        (
            r#"{"Variable": "$.x", "TimestampEquals": "now", "Next": "D"}"#,
            r#"invalid-timestamp: "now""#,
        ),
        (
            r#"{"Variable": "$.x", "StringEqualsPath": "y", "Next": "D"}"#,
            "invalid-path: y",
        ),
        (
            r#"{"Variable": "$.x", "IsNull": true, "IsString": true, "Next": "D"}"#,
            r#"choice-rule-with-two-conditions: "IsString""#,
        ),
        (
            r#"{"Not": {"Variable": "$.x", "IsNull": true}, "Variable": "$.x", "IsString": true, "Next": "D"}"#,
            r#"choice-rule-with-two-conditions: "IsString""#,
        ),
        (r#"{"And": [], "Next": "D"}"#, "empty-array: []"),
        (r#"{"Or": {}, "Next": "D"}"#, "wrong-type: {"),
        (
            r#"{"Not": {"Variable": "$.x", "IsNull": true, "Next": "D"}, "Next": "D"}"#,
            r#"unknown-field: "Next""#,
        ),
        (
            r#"{"Variable": "$.x", "IsNull": true, "End": true, "Next": "D"}"#,
            r#"unknown-field: "End""#,
        ),
    ];
    for (definition, expected) in cases {
        assert_eq!(rule(definition), [expected], "{definition}");
    }
    let nested = r#"{"And": [{"Or": [{"Variable": "$.x", "IsPresent": true, "Comment": "c"}]}], "Next": "D"}"#;
    assert_eq!(rule(nested), [""; 0]);
    assert_eq!(
        findings(&one_state(r#""Type": "Choice", "Choices": []"#)),
        ["empty-array: []"]
    );
}

#[test]
fn a_condition_can_be_combined() {
    let machine = machine(
        r#"{"StartAt": "S", "States": {
            "S": {"Type": "Choice", "Choices": [{"Not": {"Variable": "$.x", "StringEqualsPath": "$.y"}, "Next": "D"}]},
            "D": {"Type": "Succeed"}}}"#,
    );
    let StateKind::Choice(choice) = &machine.body.states[0].kind else {
        panic!("not a Choice");
    };
    let Condition::Not(inner) = &choice.rules[0].condition else {
        panic!("not a Not");
    };
    let Condition::Test(test) = &**inner else {
        panic!("not a comparison");
    };
    assert_eq!(test.operator.value, crate::ast::Operator::StringEquals);
    assert!(matches!(&test.operand, crate::ast::Operand::Path(path) if path.text.value == "$.y"));
}
