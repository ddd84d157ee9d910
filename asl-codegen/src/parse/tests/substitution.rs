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
fn without_a_value_a_substitution_may_be_anything_until_it_is_compiled() {
    for (members, place) in [
        (
            r#""Type": "Pass", "Parameters": {"a": "${B}"}, "End": true"#,
            "${B}",
        ),
        (
            r#""Type": "Pass", "InputPath": "$.${B}", "End": true"#,
            "${B}",
        ),
        (
            r#""Type": "Pass", "OutputPath": "${B}", "End": true"#,
            "${B}",
        ),
        (
            r#""Type": "Pass", "Parameters": {"a.$": "States.Array(${B})"}, "End": true"#,
            "${B}",
        ),
        (
            r#""Type": "Wait", "Seconds": "${AWS::Region}", "End": true"#,
            "${AWS::Region}",
        ),
        (
            r#""Type": "Wait", "Timestamp": "${B}T00:00:00Z", "End": true"#,
            "${B}",
        ),
        (
            r#""Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% ${B} & '${B}' %}", "End": true"#,
            "${B}",
        ),
        (
            r#""Type": "Task", "Resource": "task:t", "Retry": "${B}", "End": true"#,
            "${B}",
        ),
        (
            r#""Type": "Task", "Resource": "task:t", "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": "${B}"}], "End": true"#,
            "${B}",
        ),
        (
            r#""Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEquals": "${B}", "Next": "S"}], "Default": "${B}""#,
            "${B}",
        ),
        (
            r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f", "Payload": {"FunctionName": "${B}"}}, "End": true"#,
            "${B}",
        ),
    ] {
        let definition = one_state(members);
        assert_eq!(findings(&definition), [""; 0], "{members}");
        let found = compiled_findings(&definition);
        let expected = format!("substitution-without-value: {place}");
        assert_eq!(found[0], expected, "{members}");
        assert!(found.iter().all(|found| *found == expected), "{members}");
    }
    for fine in [
        r#""Type": "Task", "Resource": "${Add}", "End": true"#,
        r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "${Add}:$LATEST"}, "End": true"#,
        r#""Type": "Succeed", "Comment": "by ${Someone}""#,
    ] {
        assert_eq!(compiled_findings(&one_state(fine)), [""; 0], "{fine}");
    }
}
