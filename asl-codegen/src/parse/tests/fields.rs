//! Which fields an object has, and which languages and numbers of them.

use super::*;
use crate::ast::{Items, QueryLanguage, StateKind};

#[test]
fn the_outermost_object_has_its_fields() {
    let states = r#""States": {"S": {"Type": "Succeed"}}"#;
    let cases = [
        ("[]".to_owned(), "wrong-type: ["),
        ("{}".to_owned(), "missing-field: {"),
        (format!("{{{states}}}"), "missing-field: {"),
        (
            r#"{"StartAt": "S", "States": []}"#.to_owned(),
            "wrong-type: [",
        ),
        (format!(r#"{{"StartAt": 1, {states}}}"#), "wrong-type: 1"),
        (
            format!(r#"{{"startAt": "S", {states}}}"#),
            r#"unknown-field: "startAt""#,
        ),
        (
            format!(r#"{{"StartAt": "S", "StartAt": "S", {states}}}"#),
            r#"duplicate-key: "StartAt""#,
        ),
        (
            format!(r#"{{"StartAt": "S", "TimeoutSeconds": 0, {states}}}"#),
            "out-of-range: 0",
        ),
        (
            format!(r#"{{"StartAt": "S", "QueryLanguage": "jsonata", {states}}}"#),
            r#"unknown-value: "jsonata""#,
        ),
        (
            r#"{"StartAt": "S", "States": {"S": 1}}"#.to_owned(),
            "wrong-type: 1",
        ),
    ];
    for (definition, expected) in cases {
        assert_eq!(findings(&definition), [expected], "{definition}");
    }
}

#[test]
fn a_state_has_the_fields_of_its_type() {
    each_gives(
        one_state,
        &[
            ("", r#"missing-field: "S""#),
            (r#""Tpye": "Pass", "End": true"#, r#"unknown-field: "Tpye""#),
            (
                r#""Type": "Taks", "Resource": "task:a", "End": true"#,
                r#"unknown-state-type: "Taks""#,
            ),
            (r#""Type": "Bogus""#, r#"unknown-state-type: "Bogus""#),
            (r#""Type": "Task", "End": true"#, r#"missing-field: "S""#),
            (
                r#""Type": "Task", "Resorce": "task:a", "End": true"#,
                r#"unknown-field: "Resorce""#,
            ),
            (
                r#""Type": "Pass", "TimeoutSeconds": 1, "End": true"#,
                r#"unknown-field: "TimeoutSeconds""#,
            ),
            (
                r#""Type": "Succeed", "Next": "S""#,
                r#"unknown-field: "Next""#,
            ),
            (
                r#""Type": "Pass", "Comment": 1, "End": true"#,
                "wrong-type: 1",
            ),
            (r#""Type": "Pass""#, r#"missing-field: "S""#),
            (
                r#""Type": "Pass", "End": false"#,
                r#"missing-field: "End": false"#,
            ),
            (
                r#""Type": "Pass", "Ende": true"#,
                r#"unknown-field: "Ende""#,
            ),
            (
                r#""Type": "Pass", "Next": "S", "End": true"#,
                r#"exclusive-fields: "End": true"#,
            ),
            (r#""Type": "Pass", "End": "true""#, r#"wrong-type: "true""#),
            (
                r#""Type": "Parallel", "End": true, "Branches": []"#,
                "empty-array: []",
            ),
            (
                r#""Type": "Parallel", "End": true, "Branches": {}"#,
                "wrong-type: {",
            ),
        ],
    );
}

#[test]
fn the_other_languages_fields_are_one_mistake() {
    each_gives(
        one_state,
        &[
            (
                r#""Type": "Pass", "Output": 1, "End": true"#,
                r#"wrong-query-language: "Output""#,
            ),
            (
                r#""Type": "Task", "Resource": "task:a", "Arguments": {}, "Output": "{% 1 %}", "End": true"#,
                r#"wrong-query-language: "Arguments""#,
            ),
            (
                r#""Type": "Choice", "Choices": [{"Condition": "{% true %}", "Next": "S"}]"#,
                r#"wrong-query-language: "Condition""#,
            ),
        ],
    );
    each_gives(
        one_jsonata_state,
        &[
            (
                r#""Type": "Pass", "InputPath": "$", "End": true"#,
                r#"wrong-query-language: "InputPath""#,
            ),
            (
                r#""Type": "Wait", "SecondsPath": "$.x", "End": true"#,
                r#"wrong-query-language: "SecondsPath""#,
            ),
            (
                r#""Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "S"}]"#,
                r#"wrong-query-language: "Variable""#,
            ),
            (
                r#""Type": "Pass", "QueryLanguage": "JSONPath", "InputPath": "$", "End": true"#,
                r#"query-language-downgrade: "JSONPath""#,
            ),
        ],
    );
}

#[test]
fn states_inside_a_map_have_the_machines_language() {
    let inner = r#"{"StartAt": "I", "States": {"I": {"Type": "Pass", "Output": 1, "End": true}}}"#;
    let members = format!(
        r#""Type": "Map", "QueryLanguage": "JSONata", "ItemProcessor": {inner}, "End": true"#
    );
    assert_eq!(
        findings(&one_state(&members)),
        [r#"wrong-query-language: "Output""#]
    );
    assert_eq!(findings(&one_jsonata_state(&members)), [""; 0]);
    let machine = machine(&one_state(
        r#""Type": "Succeed", "QueryLanguage": "JSONata", "Output": 1"#,
    ));
    assert_eq!(
        machine.body.states[0].query_language,
        QueryLanguage::Jsonata
    );
}

#[test]
fn one_of_several_fields() {
    each_gives(
        one_state,
        &[
            (r#""Type": "Wait", "End": true"#, r#"missing-field: "S""#),
            (
                r#""Type": "Wait", "Seconds": 1, "SecondsPath": "$.x", "End": true"#,
                r#"exclusive-fields: "SecondsPath""#,
            ),
            (
                r#""Type": "Task", "Resource": "task:a", "TimeoutSecondsPath": "$.x", "TimeoutSeconds": 1, "End": true"#,
                r#"exclusive-fields: "TimeoutSeconds""#,
            ),
            (
                r#""Type": "Fail", "Cause": "c", "CausePath": "$.c""#,
                r#"exclusive-fields: "CausePath""#,
            ),
            (r#""Type": "Map", "End": true"#, r#"missing-field: "S""#),
        ],
    );
}

#[test]
fn what_is_in_a_map_is_read_too() {
    let map = |processor: &str| {
        findings(&one_state(&format!(
            r#""Type": "Map", "ItemProcessor": {processor}, "End": true"#
        )))
    };
    assert_eq!(
        map(r#"{"States": {"I": {"Type": "Pass"}}}"#),
        [r#"missing-field: "ItemProcessor""#, r#"missing-field: "I""#]
    );
    let states = r#""StartAt": "I", "States": {"I": {"Type": "Succeed"}}"#;
    assert_eq!(
        map(&format!(r#"{{"QueryLanguage": "JSONata", {states}}}"#)),
        [r#"unknown-field: "QueryLanguage""#]
    );
    assert_eq!(
        map(&format!(
            r#"{{"ProcessorConfig": {{"Mode": "Inline"}}, {states}}}"#
        )),
        [r#"unknown-value: "Inline""#]
    );
}

#[test]
fn a_maps_older_fields_mean_the_newer_ones() {
    let body = r#"{"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}"#;
    let members = format!(
        r#""Type": "Map", "Iterator": {body}, "Parameters": {{"a": 1}}, "ItemsPath": "$.b", "MaxConcurrency": 2, "End": true"#
    );
    let machine = machine(&one_state(&members));
    let StateKind::Map(map) = &machine.body.states[0].kind else {
        panic!("not a Map");
    };
    assert_eq!(map.processor.start_at.value, "I");
    assert!(map.item_selector.is_some() && map.data.arguments.is_none());
    assert!(matches!(&map.items, Some(Items::Path(path)) if path.text.value == "$.b"));
    let both =
        format!(r#""Type": "Map", "Iterator": {body}, "ItemProcessor": {body}, "End": true"#);
    assert_eq!(
        findings(&one_state(&both))[0],
        r#"exclusive-fields: "ItemProcessor""#
    );
    let both = format!(
        r#""Type": "Map", "Iterator": {body}, "Parameters": {{}}, "ItemSelector": {{}}, "End": true"#
    );
    assert_eq!(
        findings(&one_state(&both)),
        [r#"exclusive-fields: "ItemSelector""#]
    );
}

#[test]
fn credentials_say_the_role() {
    let task = r#""Type": "Task", "Resource": "task:a", "End": true, "Credentials": {"Role": "r"}"#;
    assert_eq!(
        findings(&one_state(task))[0],
        r#"missing-field: "Credentials""#
    );
}

#[test]
fn all_mistakes_are_reported_in_one_go() {
    let definition = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Pass", "Comment": 1, "Next": "Nowhere"},
        "B": {"Type": "Wait", "Seconds": -1, "Next": "A"},
        "C": {"Type": "Nothing"}}}"#;
    let expected = [
        "wrong-type: 1",
        r#"next-not-found: "Nowhere""#,
        "out-of-range: -1",
        r#"unknown-state-type: "Nothing""#,
    ];
    assert_eq!(findings(definition), expected);
}
