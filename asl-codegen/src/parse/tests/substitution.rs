//! Substitutions, with values and without.

use super::*;
use crate::ast::{StateKind, SubstitutionRole, TemplateKind};

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
fn what_decides_what_is_compiled_needs_a_value() {
    for members in [
        r#""Type": "Pass", "InputPath": "$.${B}", "End": true"#,
        r#""Type": "Pass", "OutputPath": "${B}", "End": true"#,
        r#""Type": "Pass", "Parameters": {"${B}": 1}, "End": true"#,
        r#""Type": "Pass", "Parameters": {"a.$": "$.${B}"}, "End": true"#,
        r#""Type": "Pass", "Parameters": {"a.$": "States.Array(${B})"}, "End": true"#,
        r#""Type": "Pass", "Parameters": {"a.$": "States.Array('x', $.${B})"}, "End": true"#,
        r#""Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.'${B}' %}", "End": true"#,
        r#""Type": "Task", "Resource": "task:t", "Retry": "${B}", "End": true"#,
        r#""Type": "Task", "Resource": "task:t", "Retry": [{"ErrorEquals": ["${B}"]}], "End": true"#,
        r#""Type": "Task", "Resource": "task:t", "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": "${B}"}], "End": true"#,
        r#""Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEquals": "${B}", "Next": "S"}], "Default": "${B}""#,
    ] {
        let definition = one_state(members);
        assert_eq!(findings(&definition), [""; 0], "{members}");
        let found = compiled_findings(&definition);
        let expected = "substitution-without-value: ${B}";
        assert_eq!(found[0], expected, "{members}");
        assert!(found.iter().all(|found| *found == expected), "{members}");
    }
}

#[test]
fn what_a_running_machine_uses_is_given_to_it() {
    use SubstitutionRole::{Number, String, Value};
    let cases: [(&str, &[(&str, SubstitutionRole)]); 9] = [
        (
            r#""Type": "Pass", "Parameters": {"a": "${B}", "b": ["x-${C}-${B}"], "c": ${D}}, "End": true"#,
            &[("B", String), ("C", String), ("B", String), ("D", Value)],
        ),
        (
            r#""Type": "Pass", "Result": "${B}", "End": true"#,
            &[("B", String)],
        ),
        (
            r#""Type": "Pass", "Parameters": {"a.$": "States.Array('${B}', States.Base64Encode('${C}'))"}, "End": true"#,
            &[("B", String), ("C", String)],
        ),
        (
            r#""Type": "Wait", "Seconds": "${AWS::Region}", "End": true"#,
            &[("AWS::Region", Number)],
        ),
        (
            r#""Type": "Wait", "Seconds": ${Delay}, "End": true"#,
            &[("Delay", Number)],
        ),
        (
            r#""Type": "Wait", "Timestamp": "${B}T00:00:00Z", "End": true"#,
            &[("B", String)],
        ),
        (
            r#""Type": "Fail", "Error": "${B}", "Cause": "in ${C}""#,
            &[("B", String), ("C", String)],
        ),
        (
            r#""Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% /* ${A} */ ${B} & '${C} and \"${D.E}' %}", "End": true"#,
            &[("B", Value), ("C", String), ("D.E", String)],
        ),
        (
            r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f", "Payload": {"FunctionName": "${B}"}}, "End": true"#,
            &[("B", String)],
        ),
    ];
    for (members, expected) in cases {
        let definition = one_state(members);
        assert_eq!(compiled_findings(&definition), [""; 0], "{members}");
        let machine = machine(&definition);
        let open: Vec<_> = machine
            .open_substitutions
            .iter()
            .map(|open| (open.name.as_str(), open.role))
            .collect();
        assert_eq!(open, expected, "{members}");
    }
}

#[test]
fn one_value_cannot_be_a_string_and_a_number() {
    let members = r#""Type": "Task", "Resource": "task:t", "Parameters": {"a": "${B}"}, "TimeoutSeconds": ${B}, "End": true"#;
    assert_eq!(
        compiled_findings(&one_state(members)),
        ["substitution-without-value: ${B}"]
    );
}

#[test]
fn without_quotes_a_value_is_json() {
    let values = [("N", "[1, {\"a\": null}]"), ("T", "text")];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let members = r#""Type": "Pass", "Result": {"n": ${N}, "t": ${T}}, "End": true"#;
    let machine = machine_with(&one_state(members), &values.into());
    let StateKind::Pass(pass) = &machine.body.states[0].kind else {
        panic!("no Pass");
    };
    let TemplateKind::Object(fields) = &pass.result.as_ref().unwrap().kind else {
        panic!("no object");
    };
    assert!(matches!(&fields[0].value.kind, TemplateKind::Array(items) if items.len() == 2));
    assert!(matches!(&fields[1].value.kind, TemplateKind::String(text) if text.value == "text"));
}

#[test]
fn the_name_of_a_task_needs_no_value() {
    for fine in [
        r#""Type": "Task", "Resource": "${Add}", "End": true"#,
        r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "${Add}:$LATEST"}, "End": true"#,
        r#""Type": "Succeed", "Comment": "by ${Someone}""#,
    ] {
        assert_eq!(compiled_findings(&one_state(fine)), [""; 0], "{fine}");
    }
}
