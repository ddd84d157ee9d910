//! Substitutions, with values and without.

use super::*;
use crate::ast::{StateKind, TemplateKind};

#[test]
fn substitutions_are_replaced_everywhere() {
    let definition = r#"{"StartAt": "${Name}", "States": {"${Name}": {
        "Type": "Pass", "Parameters": {"a": "x${B}y", "${Key}.$": "$.${B}.d"}, "Next": "W"},
        "W": {"Type": "Wait", "Seconds": "${Number}", "End": true}}}"#;
    let values = ["Name=S", "B=b", "Key=k", "Number=12"];
    let values = values.iter().filter_map(|value| value.split_once('='));
    let values: Substitutions = values
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let machine = machine_with(definition, &values);
    assert_eq!(machine.body.states[0].name.value, "S");
    let StateKind::Pass(pass) = &machine.body.states[0].kind else {
        panic!("not a Pass");
    };
    let Some(TemplateKind::Object(fields)) =
        pass.data.arguments.as_ref().map(|template| &template.kind)
    else {
        panic!("not an object");
    };
    assert!(matches!(&fields[0].value.kind, TemplateKind::String(text) if text.value == "xby"));
    assert_eq!(fields[1].name, "k");
    assert!(matches!(&fields[1].value.kind, TemplateKind::Path(path) if path.segments.len() == 2));

    let bad = Substitutions::from([("Number".to_owned(), "many".to_owned())]);
    let members = r#""Type": "Wait", "Seconds": "${Number}", "End": true"#;
    assert_eq!(
        findings_with(&one_state(members), &bad),
        [r#"wrong-type: "${Number}""#]
    );
}

#[test]
fn a_mistake_in_a_replaced_part_is_underlined_in_the_file() {
    let values = Substitutions::from([("Path".to_owned(), "$.a.".to_owned())]);
    let members = r#""Type": "Pass", "InputPath": "${Path}", "End": true"#;
    assert_eq!(
        findings_with(&one_state(members), &values),
        ["invalid-path: }"]
    );
}

#[test]
fn a_substitution_without_a_value_may_only_name_a_task() {
    each_gives(
        one_state,
        &[
            (
                r#""Type": "Pass", "Parameters": {"a": "${B}"}, "End": true"#,
                "substitution-without-value: ${B}",
            ),
            (
                r#""Type": "Pass", "InputPath": "$.${B}", "End": true"#,
                "substitution-without-value: ${B}",
            ),
            (
                r#""Type": "Wait", "Seconds": "${AWS::Region}", "End": true"#,
                "substitution-without-value: ${AWS::Region}",
            ),
            (
                r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"Payload": {"FunctionName": "${B}"}}, "End": true"#,
                "substitution-without-value: ${B}",
            ),
        ],
    );
    for fine in [
        r#""Type": "Task", "Resource": "${Add}", "End": true"#,
        r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "${Add}:$LATEST"}, "End": true"#,
        r#""Type": "Succeed", "Comment": "by ${Someone}""#,
    ] {
        assert_eq!(findings(&one_state(fine)), [""; 0], "{fine}");
    }
}
