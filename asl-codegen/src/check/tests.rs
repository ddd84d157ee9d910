//! Small machines that break a rule, and what is underlined in each.

use std::fmt::Write;

use crate::parse::tests::{self, compiled_findings, one_jsonata_state, one_state};
use crate::{SourceFile, check};

/// The findings, without those on variables that the definition does not go on to read.
fn findings(definition: &str) -> Vec<String> {
    let mut found = tests::findings(definition);
    found.retain(|found| !found.starts_with("variable-unused"));
    found
}

/// A machine that starts at `A`.
fn states(states: &str) -> Vec<String> {
    findings(&format!(r#"{{"StartAt": "A", "States": {{{states}}}}}"#))
}

/// A Task with the given members.
fn task(members: &str) -> Vec<String> {
    findings(&one_state(&format!(
        r#""Type": "Task", "Resource": "task:a", "End": true, {members}"#
    )))
}

#[test]
fn targets_exist_in_their_scope() {
    let map = r#""A": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Next": "B"}}}}"#;
    let cases = [
        (r#""B": {"Type": "Succeed"}"#.to_owned(), r#"start-at-not-found: "A""#),
        (r#""A": {"Type": "Pass", "Next": "B"}"#.to_owned(), r#"next-not-found: "B""#),
        (
            r#""A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "A"}], "Default": "a"}"#.to_owned(),
            r#"next-not-found: "a""#,
        ),
        (
            r#""A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "B"}]}"#.to_owned(),
            r#"next-not-found: "B""#,
        ),
        (
            r#""A": {"Type": "Task", "Resource": "task:a", "End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "B"}]}"#.to_owned(),
            r#"next-not-found: "B""#,
        ),
        (format!(r#"{map}, "B": {{"Type": "Pass", "End": true}}"#), r#"next-not-found: "B""#),
    ];
    for (definition, expected) in &cases {
        // A state that is only reached by a wrong target is no second mistake.
        assert_eq!(states(definition)[0], *expected, "{definition}");
    }
    for (definition, _) in &cases[..5] {
        assert_eq!(states(definition).len(), 1, "{definition}");
    }
}

#[test]
fn a_target_in_another_scope_has_its_own_help() {
    let definition = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Parallel", "Next": "I", "Branches": [{"StartAt": "I", "States": {"I": {"Type": "Pass", "Next": "B"}}}]},
        "B": {"Type": "Succeed"}}}"#;
    let diagnostics = check(
        &SourceFile::new("test.json", definition),
        &Default::default(),
    );
    let helps: Vec<_> = diagnostics
        .in_order()
        .into_iter()
        .filter_map(|found| found.help.clone())
        .collect();
    assert!(helps[0].contains("from outside"), "{helps:?}");
    assert!(helps[1].contains("go to each other only"), "{helps:?}");
    assert_eq!(helps.len(), 2);
}

#[test]
fn every_state_is_reached_and_every_scope_ends() {
    let end = r#""A": {"Type": "Pass", "End": true}"#;
    assert_eq!(
        states(&format!(r#"{end}, "B": {{"Type": "Pass", "Next": "A"}}"#)),
        [r#"state-unreachable: "B""#]
    );
    let round = r#""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}"#;
    assert_eq!(states(round), [r#"no-end: "States""#]);
    assert_eq!(
        states(&format!(r#"{round}, "C": {{"Type": "Succeed"}}"#)),
        [r#"state-unreachable: "C""#]
    );
    let inner = r#"{"StartAt": "I", "States": {"I": {"Type": "Pass", "Next": "I"}}}"#;
    let parallel = format!(r#""A": {{"Type": "Parallel", "End": true, "Branches": [{inner}]}}"#);
    assert_eq!(states(&parallel), [r#"no-end: "States""#]);
    let caught = r#""A": {"Type": "Task", "Resource": "task:a", "End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "B"}]},
        "B": {"Type": "Fail"}"#;
    assert_eq!(states(caught), [""; 0]);
}

#[test]
fn names_are_unique_and_short() {
    let inner = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;
    let parallel = format!(r#""A": {{"Type": "Parallel", "End": true, "Branches": [{inner}]}}"#);
    assert_eq!(states(&parallel), [r#"duplicate-state-name: "A""#]);
    assert_eq!(
        states(r#""A": {"Type": "Succeed"}, "A": {"Type": "Succeed"}"#),
        [r#"duplicate-state-name: "A""#]
    );
    let long = "ä".repeat(81);
    let machine = |name: &str| {
        format!(r#"{{"StartAt": "{name}", "States": {{"{name}": {{"Type": "Succeed"}}}}}}"#)
    };
    assert_eq!(
        findings(&machine(&long)),
        [format!(r#"state-name-too-long: "{long}""#)]
    );
    assert_eq!(findings(&machine(&long[2..])), [""; 0]);
}

#[test]
fn error_names() {
    let cases = [
        (r#"{"ErrorEquals": []}"#, "empty-array: []"),
        (r#"{"ErrorEquals": [1]}"#, "wrong-type: 1"),
        (r#"{}"#, "missing-field: {"),
        (
            r#"{"ErrorEquals": ["States.ALL", "E"]}"#,
            r#"states-all-not-alone: "States.ALL""#,
        ),
        (
            r#"{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["E"]}"#,
            r#"states-all-not-last: "States.ALL""#,
        ),
        (
            r#"{"ErrorEquals": ["State.ALL"]}"#,
            r#"unknown-reserved-error: "State.ALL""#,
        ),
        (
            r#"{"ErrorEquals": ["States.Nope"]}"#,
            r#"unknown-reserved-error: "States.Nope""#,
        ),
        (
            r#"{"ErrorEquals": ["States.Runtime"]}"#,
            r#"error-never-matches: "States.Runtime""#,
        ),
        (
            r#"{"ErrorEquals": ["E"], "Next": "S"}"#,
            r#"unknown-field: "Next""#,
        ),
    ];
    for (retriers, expected) in cases {
        assert_eq!(
            task(&format!(r#""Retry": [{retriers}]"#)),
            [expected],
            "{retriers}"
        );
    }
    assert_eq!(
        task(r#""Catch": [{"ErrorEquals": ["E"]}]"#),
        ["missing-field: {"]
    );
    let fine = r#""Retry": [{"ErrorEquals": ["E", "States.Http.StatusCode.404"]}, {"ErrorEquals": ["States.ALL"]}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S"}]"#;
    assert_eq!(task(fine), [""; 0]);
}

#[test]
fn variables_have_names_and_scopes() {
    let assign = |key: &str| {
        findings(&one_state(&format!(
            r#""Type": "Pass", "Assign": {{"{key}": 1}}, "End": true"#
        )))
    };
    assert_eq!(assign("größe_1"), [""; 0]);
    assert_eq!(assign("states"), [r#"variable-name: "states""#]);
    assert_eq!(assign("1a"), [r#"variable-name: "1a""#]);
    assert_eq!(assign("a-b"), [r#"variable-name: "a-b""#]);
    assert_eq!(assign(""), [r#"variable-name: """#]);
    let long = "a".repeat(81);
    assert_eq!(assign(&long), [format!(r#"variable-name: "{long}""#)]);
    assert_eq!(assign(&long[1..]), [""; 0]);
}

#[test]
fn an_inner_scope_reads_outer_variables_and_assigns_none() {
    let machine = |outer: &str, own: &str, inner: &str| {
        states(&format!(
            r#""A": {{"Type": "Pass", {outer} "Next": "P"}},
            "P": {{"Type": "Parallel", {own} "End": true, "Branches": [
                {{"StartAt": "I", "States": {{"I": {{"Type": "Pass", {inner} "End": true}}}}}}]}}"#
        ))
    };
    let assign = r#""Assign": {"v": 1},"#;
    let read = r#""InputPath": "$v.x","#;
    assert_eq!(machine(assign, "", read), [""; 0]);
    assert_eq!(
        machine(assign, "", assign),
        [r#"variable-of-outer-scope: "v""#]
    );
    assert_eq!(
        machine("", assign, assign),
        [""; 0],
        "the Parallel assigns when the branch is over"
    );
    assert_eq!(machine(read, "", assign), ["variable-not-assigned: $v"]);
    assert_eq!(
        machine("", r#""Parameters": {"a.$": "States.Array(1, $w)"},"#, ""),
        ["variable-not-assigned: $w"]
    );
}

#[test]
fn in_jsonata_a_variable_without_a_value_is_undefined() {
    let definition = one_jsonata_state(r#""Type": "Succeed", "Output": "{% $exists($v) %}""#);
    assert_eq!(findings(&definition), ["variable-not-assigned: $v"]);
    let diagnostics = check(
        &SourceFile::new("test.json", definition),
        &Default::default(),
    );
    assert!(!diagnostics.has_errors());
}

#[test]
fn states_fields_exist_at_their_moment() {
    let task = |members: &str| {
        findings(&one_jsonata_state(&format!(
            r#""Type": "Task", "Resource": "task:a", "End": true, {members}"#
        )))
    };
    let all = r#""Arguments": "{% $states.input %}", "Output": "{% $states.result %}", "Assign": {"v": "{% $states.result %}"},
        "Catch": [{"ErrorEquals": ["E"], "Next": "S", "Output": "{% $states.errorOutput %}"}]"#;
    assert_eq!(task(all), [""; 0]);
    let found = "states-field-not-available: $states.";
    assert_eq!(
        task(r#""Arguments": "{% $states.result %}""#),
        [format!("{found}result")]
    );
    assert_eq!(
        task(r#""Output": "{% $states.errorOutput %}""#),
        [format!("{found}errorOutput")]
    );
    let caught =
        r#""Catch": [{"ErrorEquals": ["E"], "Next": "S", "Output": "{% $states.result %}"}]"#;
    assert_eq!(task(caught), [format!("{found}result")]);
    let pass =
        one_jsonata_state(r#""Type": "Pass", "End": true, "Output": "{% $states.result %}""#);
    assert_eq!(findings(&pass), [format!("{found}result")]);
}

#[test]
fn times_and_resources() {
    assert_eq!(
        task(r#""TimeoutSeconds": 5, "HeartbeatSeconds": 5"#),
        ["heartbeat-not-below-timeout: 5"]
    );
    let resource = |resource: &str| {
        findings(&one_state(&format!(
            r#""Type": "Task", "Resource": "{resource}", "End": true"#
        )))
    };
    assert_eq!(resource("Add"), [r#"invalid-resource: "Add""#]);
    assert_eq!(resource("task:add"), [""; 0]);
}

#[test]
fn fields_of_a_distributed_map_have_no_effect_in_another() {
    let definition = |mode: &str| {
        one_state(&format!(
            r#""Type": "Map", "End": true, "ToleratedFailureCount": 1,
            "ItemProcessor": {{{mode} "StartAt": "I", "States": {{"I": {{"Type": "Succeed"}}}}}}"#
        ))
    };
    let distributed = r#""ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},"#;
    assert_eq!(compiled_findings(&definition(distributed)), [""; 0]);
    let warned = [r#"field-without-effect: "ToleratedFailureCount""#];
    assert_eq!(compiled_findings(&definition("")), warned);
}

#[test]
fn the_deepest_nesting_is_read() {
    let maps = |depth: usize| {
        let mut definition = String::new();
        for level in 0..depth {
            let map = r#"{"Type": "Map", "End": true, "ItemProcessor": "#;
            write!(
                definition,
                r#"{{"StartAt": "{level}", "States": {{"{level}": {map}"#
            )
            .expect("a string can be written to");
        }
        definition.push_str(r#"{"StartAt": "E", "States": {"E": {"Type": "Succeed"}}}"#);
        definition.push_str(&"}}}".repeat(depth));
        findings(&definition)
    };
    assert_eq!(maps(32), [""; 0]);
    assert_eq!(maps(33), [r#"too-deep: "ItemProcessor""#]);
    assert_eq!(maps(120), [r#"too-deep: "ItemProcessor""#]);
    let arrays = format!("{}{}", "[".repeat(490), "]".repeat(490));
    let pass = one_state(&format!(
        r#""Type": "Pass", "Parameters": {arrays}, "End": true"#
    ));
    assert_eq!(findings(&pass), [""; 0]);
    let nots = format!(
        r#"{}{{"Variable": "$.x", "IsNull": 1}}{}"#,
        r#"{"Not":"#.repeat(480),
        "}".repeat(480)
    );
    let choice = one_state(&format!(r#""Type": "Choice", "Choices": [{nots}]"#));
    assert_eq!(findings(&choice), ["missing-field: {", "wrong-type: 1"]);
}

#[test]
fn the_children_of_a_distributed_map_have_variables_of_their_own() {
    let definition = |mode: &str| {
        format!(
            r#"{{"StartAt": "A", "States": {{
            "A": {{"Type": "Pass", "Assign": {{"rate": 2}}, "Next": "M"}},
            "M": {{"Type": "Map", "End": true,
                "ItemProcessor": {{"ProcessorConfig": {{{mode}}}, "StartAt": "I", "States": {{
                "I": {{"Type": "Pass", "Parameters": {{"r.$": "$rate"}}, "End": true}}}}}}}}}}}}"#
        )
    };
    assert_eq!(findings(&definition(r#""Mode": "INLINE""#)), [""; 0]);
    let distributed = definition(r#""Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS""#);
    assert_eq!(findings(&distributed), ["variable-not-assigned: $rate"]);
}
