//! Small machines for the rules on resources, ways, entries that nothing gets to, types and the flow of variables.

use crate::parse::tests::{findings, one_jsonata_state, one_state};
use crate::{Options, SourceFile, WorkflowType, check_with};

/// A machine that starts at `A`.
fn states(states: &str) -> Vec<String> {
    findings(&format!(r#"{{"StartAt": "A", "States": {{{states}}}}}"#))
}

fn task(resource: &str, members: &str) -> String {
    one_state(&format!(
        r#""Type": "Task", "Resource": "{resource}", {members} "End": true"#
    ))
}

/// The codes found for a Task with this `Resource` and no arguments.
fn codes(resource: &str) -> Vec<String> {
    let found = findings(&task(resource, ""));
    let code = |found: String| found.split(':').next().unwrap_or_default().to_owned();
    found.into_iter().map(code).collect()
}

#[test]
fn integrations_are_known_with_their_patterns() {
    for fine in [
        "arn:aws:states:::dynamodb:getItem",
        "arn:aws-us-gov:states:::ecs:runTask.sync",
        "arn:${AWS::Partition}:states:::states:startExecution.sync:2",
        "arn:aws:states:::aws-sdk:elasticloadbalancingv2:describeTargetHealth",
        "arn:aws:states:eu-west-1:123456789012:athena:startQueryExecution.sync",
        "arn:aws:states:::${Service}:run",
        "arn:aws:states:::${Action}",
        "arn:aws:states:eu-west-1:123456789012:task:old",
    ] {
        assert_eq!(codes(fine), [""; 0], "{fine}");
    }
    for unknown in [
        "arn:aws:states:::dynamodb:query",
        "arn:aws:states:::dynamo:getItem",
        "arn:aws:states:::aws-sdk:s3:GetObject",
        "arn:aws:states:::aws-sdk:stepfunctions:startExecution",
        "arn:aws:states:::aws-sdk:cognito-idp:adminGetUser",
        "arn:${AWS::Partition}:states:::lambda:call",
    ] {
        assert_eq!(codes(unknown), ["unknown-integration"], "{unknown}");
    }
    for pattern in [
        "arn:aws:states:::lambda:invoke.sync",
        "arn:aws:states:::batch:submitJob.sync:2",
        "arn:aws:states:::aws-sdk:glue:startJobRun.sync",
        "arn:aws:states:::dynamodb:getItem.waitForTaskToken",
    ] {
        assert_eq!(codes(pattern)[0], "unsupported-pattern", "{pattern}");
    }
    assert_eq!(codes("arn:aws:states:::aws-sdk:s3"), ["invalid-resource"]);
}

#[test]
fn calls_have_what_the_service_needs() {
    let call = |arguments: &str| {
        findings(&task(
            "arn:aws:states:::lambda:invoke",
            &format!(r#""Parameters": {arguments},"#),
        ))
    };
    assert_eq!(call(r#"{"FunctionName.$": "$.name"}"#), [""; 0]);
    assert_eq!(call(r#"{"Payload": 1}"#), ["missing-argument: {"]);
    let token = |arguments: &str| {
        findings(&task(
            "arn:aws:states:::lambda:invoke.waitForTaskToken",
            &format!(r#""Parameters": {{"FunctionName": "f", "Payload": {arguments}}},"#),
        ))
        .len()
    };
    assert_eq!(token(r#"{"a": [{"token.$": "$$.Task.Token"}]}"#), 0);
    assert_eq!(token(r#"{"a.$": "States.Array($$.Task.Token)"}"#), 0);
    assert_eq!(token(r#"{"a.$": "$.Task.Token"}"#), 1);
}

#[test]
fn an_express_workflow_waits_for_no_one() {
    let express = |definition: &str| {
        let options = Options {
            workflow_type: Some(WorkflowType::Express),
            ..Options::default()
        };
        let source = SourceFile::new("test.json", definition);
        let diagnostics = check_with(&source, &options);
        let found = diagnostics.in_order();
        found.iter().map(|found| found.code).collect::<Vec<_>>()
    };
    for resource in [
        "arn:aws:states:::states:startExecution.sync:2",
        "arn:aws:states:us-east-1:123456789012:activity:a",
    ] {
        let definition = task(resource, "");
        assert_eq!(findings(&definition), [""; 0]);
        assert_eq!(express(&definition), ["not-in-express"]);
    }
    assert_eq!(express(&task("arn:aws:states:::ecs:runTask", "")), [""; 0]);
    let map = r#""Type": "Map", "End": true, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "I", "States": {"I": {"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync", "End": true}}}"#;
    assert_eq!(express(&one_state(map)), ["not-in-express"]);
    assert_eq!(findings(&one_state(map)), [""; 0]);
    let children = map.replace("STANDARD", "EXPRESS");
    assert_eq!(
        findings(&one_state(&children)),
        [r#"not-in-express: "arn:aws:states:::glue:startJobRun.sync""#]
    );
}

#[test]
fn loops_that_no_one_leaves() {
    let choice = r#""A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "B"}], "Default": "D"}, "D": {"Type": "Succeed"}"#;
    assert_eq!(
        states(&format!(
            r#"{choice}, "B": {{"Type": "Pass", "Next": "B"}}"#
        )),
        [r#"endless-loop: "B""#]
    );
    let parallel = |inner: &str| {
        states(&format!(
            r#"{choice}, "B": {{"Type": "Parallel", "Next": "C", "Branches": [{{"StartAt": "I", "States": {{"I": {inner}}}}}]}}, "C": {{"Type": "Pass", "Next": "B"}}"#
        ))
    };
    assert_eq!(parallel(r#"{"Type": "Succeed"}"#), [r#"endless-loop: "B""#]);
    assert_eq!(
        parallel(r#"{"Type": "Wait", "Seconds": 1, "End": true}"#),
        [r#"no-way-to-an-end: "B""#]
    );
    assert_eq!(
        states(&format!(
            r#"{choice}, "B": {{"Type": "Pass", "Next": "A"}}"#
        )),
        [""; 0]
    );
}

#[test]
fn entries_that_nothing_gets_to() {
    let catch = |names: &str| {
        findings(&one_state(&format!(
            r#""Type": "Task", "Resource": "task:a", "End": true, "Retry": [{names}]"#
        )))
    };
    let entry = |names: &str| format!(r#"{{"ErrorEquals": [{names}]}}"#);
    let entries = |all: &[&str]| {
        all.iter()
            .map(|names| entry(names))
            .collect::<Vec<_>>()
            .join(",")
    };
    assert_eq!(
        catch(&entries(&[r#""E""#, r#""F", "E""#])),
        [r#"error-already-taken: "E""#]
    );
    assert_eq!(
        catch(&entries(&[r#""States.TaskFailed""#, r#""E", "F""#])),
        [r#"error-already-taken: "E""#],
        "one entry, one finding"
    );
    assert_eq!(
        catch(&entries(&[r#""States.TaskFailed""#, r#""States.Timeout""#])),
        [""; 0]
    );
    let rules = |rules: &str| {
        states(&format!(
            r#""A": {{"Type": "Choice", "Choices": [{rules}], "Default": "D"}}, "D": {{"Type": "Succeed"}}"#
        ))
    };
    let same = r#"{"Not": {"Variable": "$.x", "NumericEquals": 1}, "Next": "D"}"#;
    assert_eq!(
        rules(&format!("{same}, {same}")),
        ["choice-rule-never-reached: {"]
    );
    let path = same.replace(r#""NumericEquals": 1"#, r#""NumericEqualsPath": "$.y""#);
    assert_eq!(rules(&format!("{same}, {path}")), [""; 0]);
}

#[test]
fn types_that_are_never_right() {
    let output = |expression: &str| {
        findings(&one_jsonata_state(&format!(
            r#""Type": "Pass", "End": true, "Output": "{{% {expression} %}}""#
        )))
    };
    for (expression, place) in [
        ("1 + 'a'", "'a'"),
        ("-'a'", "'a'"),
        ("$states.input.a < true", "true"),
        ("$uppercase(5)", "5"),
        ("5 ~> $uppercase", "5"),
        ("$sum('a' & 'b')", "'a' & 'b'"),
        ("$states.input.a[1 - 'b' > 0]", "'b'"),
        ("$map([1], function($v) { $v + 'x' })", "'x'"),
    ] {
        assert_eq!(
            output(expression),
            [format!("jsonata-type: {place}")],
            "{expression}"
        );
    }
    for fine in [
        "$sum(5) + $sum([1, 2]) + $count('a')",
        "$states.input.a.$substring(1, 2)",
        "'a' < 'b' and 1 < $states.input.b",
        "$contains('abc', /b/)",
        "$join(['a', 'b'])",
        "($states.input.a ? 1 : 'a') + 1",
        "$append('a', 5)",
    ] {
        assert_eq!(output(fine), [""; 0], "{fine}");
    }
    let wait = |seconds: &str| {
        findings(&one_jsonata_state(&format!(
            r#""Type": "Wait", "End": true, "Seconds": "{{% {seconds} %}}""#
        )))
    };
    assert_eq!(wait("$now()"), ["jsonata-type: $now()"]);
    assert_eq!(wait("$states.input.a ? 'x' : 5"), [""; 0]);
    assert_eq!(wait("($x := 'a'; $length($x))"), [""; 0]);
}

#[test]
fn variables_have_values_on_the_ways_to_where_they_are_read() {
    let choice = |first: &str, last: &str| {
        states(&format!(
            r#""A": {{"Type": "Choice", "Choices": [{{"Variable": "$.x", "IsNull": true, {first} "Next": "B"}}], "Default": "C"}},
            "B": {{"Type": "Pass", "Assign": {{"v": 1}}, "Next": "C"}}, {last}"#
        ))
    };
    let read = r#""C": {"Type": "Succeed", "OutputPath": "$v"}"#;
    assert_eq!(
        choice("", read),
        ["variable-maybe-not-assigned: $v"],
        "`Default` goes past `B`"
    );
    let asked = r#""C": {"Type": "Choice", "Choices": [{"Variable": "$v", "IsPresent": true, "Next": "D"}], "Default": "E"},
        "D": {"Type": "Succeed", "OutputPath": "$v"}, "E": {"Type": "Succeed"}"#;
    assert_eq!(choice("", asked), [""; 0]);
    let inner = r#""C": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "I", "States": {"I": {"Type": "Succeed", "OutputPath": "$v.a"}}}]}"#;
    assert_eq!(choice("", inner), ["variable-maybe-not-assigned: $v"]);
    assert_eq!(
        states(r#""A": {"Type": "Pass", "InputPath": "$v", "Assign": {"v": 1}, "End": true}"#),
        ["variable-not-assigned: $v"],
        "a state sees what was assigned before it"
    );
    assert_eq!(
        states(
            r#""A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "B"}, "B": {"Type": "Pass", "Parameters": {"v.$": "$v"}, "Assign": {"v": 2}, "Next": "B2"},
            "B2": {"Type": "Choice", "Choices": [{"Variable": "$v", "NumericEquals": 2, "Next": "B"}], "Default": "E"}, "E": {"Type": "Succeed"}"#
        ),
        [""; 0]
    );
    assert_eq!(
        states(
            r#""A": {"Type": "Pass", "Assign": {"total": 1}, "Next": "B"}, "B": {"Type": "Succeed", "OutputPath": "$totl"}"#
        ),
        ["variable-not-assigned: $totl"],
        "one mistake"
    );
}

#[test]
fn a_variable_may_have_the_name_of_a_function() {
    let output = |assign: &str, output: &str| {
        findings(&format!(
            r#"{{"QueryLanguage": "JSONata", "StartAt": "A", "States": {{
                "A": {{"Type": "Pass", "Assign": {{{assign}}}, "Next": "B"}},
                "B": {{"Type": "Succeed", "Output": "{{% {output} %}}"}}}}}}"#
        ))
    };
    assert_eq!(output(r#""count": 1"#, "$count > 0"), [""; 0]);
    assert_eq!(output("", "$map($states.input, $string)"), [""; 0]);
    assert_eq!(
        output(r#""count": 1"#, "$count([1])"),
        [r#"variable-unused: "count""#]
    );
}
