//! From a template to the definition's tree, and every part of it found again in the template.

use super::*;
use crate::source::SourceFile;

/// The definition as JSON, and what was found on the way.
fn read(name: &str, text: &str) -> (String, Vec<&'static str>) {
    let source = SourceFile::new(name, text);
    let mut diagnostics = Diagnostics::new();
    let mut found = definition(&source, &mut diagnostics);
    if let Some(found) = &mut found {
        diagnostics.append(std::mem::take(&mut found.unsupported));
    }
    let codes = diagnostics.in_order().iter().map(|d| d.code).collect();
    match found.map(|found| found.written) {
        Some(Written::Here(node)) => {
            assert_places(&node, text);
            (text::tests::written(&node), codes)
        }
        other => (format!("{other:?}"), codes),
    }
}

/// Every key and string that has no substitution stands in the text where its place says.
fn assert_places(node: &Node, source: &str) {
    let strings = text::tests::strings(node).into_iter();
    for text in strings.filter(|text| !text.value.contains("${")) {
        text::tests::assert_place(text, source);
    }
}

/// A template in YAML with these properties of its machine, which are indented by six spaces.
fn template(properties: &str) -> String {
    format!(
        "Resources:\n  Table: {{Type: Custom::Table, Tags: !Other [.inf]}}\n  Order:\n    \
         Type: AWS::Serverless::StateMachine\n    Properties:\n{properties}"
    )
}

/// The object `Definition` in such a template.
fn resolved(definition: &str) -> (String, Vec<&'static str>) {
    read(
        "template.yaml",
        &template(&format!("      Definition: {definition}\n")),
    )
}

#[test]
fn functions_are_substitutions() {
    for (written, json) in [
        ("!Ref Table", "${Table}"),
        ("!Ref AWS::Region", "${AWS::Region}"),
        ("{Ref: Table}", "${Table}"),
        ("!GetAtt Charge.Arn", "${Charge.Arn}"),
        ("!GetAtt [Charge, Arn]", "${Charge.Arn}"),
        ("{'Fn::GetAtt': [Charge, Arn]}", "${Charge.Arn}"),
        ("{'Fn::GetAtt': Charge.Arn}", "${Charge.Arn}"),
        ("!ImportValue shared-table", "${shared-table}"),
        ("!ImportValue {'Fn::Sub': '${Net}:Subnet'}", "${Net-Subnet}"),
        (
            "!FindInMap [Sizes, !Ref 'AWS::Region', Small]",
            "${Sizes.AWS-Region.Small}",
        ),
        ("!Sub 'a${B}c'", "a${B}c"),
        ("!Sub 'a${!B}c${!D}'", "a${B}c${D}"),
        (
            "!Sub ['${A}-${B}-${C}-${D}', {A: x, B: !Ref Y, C: !If [I, p, q], D: 5}]",
            "x-${Y}-${C}-5",
        ),
        (
            "!Join [':', [arn, !Ref AWS::Partition, 5, !Sub '${S}x']]",
            "arn:${AWS::Partition}:5:${S}x",
        ),
        ("!Join ['', []]", ""),
    ] {
        let expected = (format!("{{\"A\":{json:?}}}"), vec![]);
        assert_eq!(
            resolved(&format!("{{A: {written}}}")),
            expected,
            "{written}"
        );
    }
}

#[test]
fn what_is_no_function_stays() {
    for (written, json) in [
        ("{Ref: {a: 1}}", r#"{"Ref":{"a":1}}"#),
        ("{Ref: a, b: 1}", r#"{"Ref":"a","b":1}"#),
        ("{Condition: x}", r#"{"Condition":"x"}"#),
        ("{A: !Ref AWS::NoValue, B: 1}", r#"{"B":1}"#),
        ("[!!str 5]", r#"["5"]"#),
    ] {
        let expected = (format!("{{\"A\":{json}}}"), vec![]);
        assert_eq!(
            resolved(&format!("{{A: {written}}}")),
            expected,
            "{written}"
        );
    }
}

#[test]
fn other_functions_are_refused() {
    for (written, code) in [
        ("!If [A, b, c]", "unsupported-function"),
        ("!Select [0, !GetAZs '']", "unsupported-function"),
        ("!Sub [a]", "wrong-type"),
        ("!Sub {a: b}", "wrong-type"),
        ("!Join [a, !Ref List]", "unsupported-function"),
        ("!Join [a, [{b: c}]]", "wrong-type"),
        ("!GetAtt {a: b}", "wrong-type"),
        ("!Ref [a]", "wrong-type"),
        ("!Condition a", "unsupported-function"),
        ("!Other a", "unsupported-tag"),
        ("!!binary a", "unsupported-tag"),
    ] {
        let expected = ("{\"A\":\"${Unknown}\"}".to_owned(), vec![code]);
        assert_eq!(
            resolved(&format!("{{A: {written}}}")),
            expected,
            "{written}"
        );
    }
}

#[test]
fn only_tags_are_functions_outside_of_templates() {
    let text = "StartAt: !Ref A\nStates: {B: {Ref: C}, D: !If [a, b]}";
    let expected = r#"{"StartAt":"${A}","States":{"B":{"Ref":"C"},"D":"${Unknown}"}}"#;
    let found = read("a.yaml", text);
    assert_eq!(found, (expected.to_owned(), vec!["unsupported-function"]));
}

/// One definition in every notation that a template may give it.
#[test]
fn definitions_are_read_in_every_form() {
    let expected = r#"{"StartAt":"A \"B\"","States":{"A \"B\"":{"Resource":"${Fn.Arn}"}}}"#;
    let json = r#"{"StartAt": "A \"B\"", "States": {"A \"B\"": {"Resource": "${Fn.Arn}"}}}"#;
    let escaped = format!("{json:?}");
    let folded = json.replace(", ", ",\n          ");
    let (before, after) = json.split_once("${Fn.Arn}").unwrap();
    let quoted = |text: &str| format!("{text:?}");
    for properties in [
        format!("Definition: {json}"),
        format!("DefinitionString: {escaped}"),
        format!("DefinitionString: '{json}'"),
        format!("DefinitionString: |\n          {json}"),
        format!("DefinitionString: >-\n          {folded}"),
        format!("DefinitionString: !Sub |\n          {folded}"),
        format!("DefinitionString: !Sub '{json}'"),
        format!("DefinitionString: {{'Fn::Sub': {escaped}}}"),
        format!("DefinitionString: !Sub [{escaped}, {{Other: 1}}]"),
        format!(
            "DefinitionString: !Join ['', [{}, !GetAtt Fn.Arn, {}]]",
            quoted(before),
            quoted(after)
        ),
        format!("DefinitionString: {{'Fn::ToJsonString': {json}}}"),
    ] {
        let text = template(&format!("      {properties}\n"));
        assert_eq!(read("t.yaml", &text), (expected.into(), vec![]), "{text}");
    }
    let text = format!(
        r#"{{"Resources": {{"M": {{"Type": "AWS::StepFunctions::StateMachine", "Properties": {{"DefinitionString": {{"Fn::Join": ["", [{}, {{"Fn::GetAtt": ["Fn", "Arn"]}}, {}]]}}}}}}}}}}"#,
        quoted(before),
        quoted(after)
    );
    assert_eq!(read("t.json", &text), (expected.into(), vec![]), "{text}");
}

#[test]
fn a_machine_of_a_template_has_a_type() {
    use WorkflowType::{Express, Standard};
    for (property, given, expected) in [
        ("", None, Some(Standard)),
        ("      Type: STANDARD\n", None, Some(Standard)),
        ("      StateMachineType: EXPRESS\n", None, Some(Express)),
        ("      Type: !Ref Kind\n", None, None),
        ("      Type: EXPRESS\n", Some(Standard), Some(Standard)),
    ] {
        let text = template(&format!("{property}      Definition: {{}}\n"));
        let source = SourceFile::new("template.yaml", text);
        let found = definition(&source, &mut Diagnostics::new()).unwrap();
        let given = Options {
            workflow_type: given,
            ..Options::default()
        };
        let found = found.options(&given).workflow_type;
        assert_eq!(found, expected, "{property}");
    }
    let alone = SourceFile::new("machine.json", "{}".to_owned());
    let found = definition(&alone, &mut Diagnostics::new()).unwrap();
    assert_eq!(found.options(&Options::default()).workflow_type, None);
}

#[test]
fn what_a_template_says_besides_counts() {
    let text = template(
        "      Type: EXPRESS\n      DefinitionSubstitutions: {A: x, B: 5, C: !Ref D, E: !Sub y, F: true, G: [1]}\n      \
         Definition: {}\n",
    );
    let source = SourceFile::new("template.yaml", text);
    let found = definition(&source, &mut Diagnostics::new()).unwrap();
    let given = Options {
        substitutions: [("B".to_owned(), "mine".to_owned())].into(),
        ..Options::default()
    };
    let options = found.options(&given);
    assert_eq!(options.workflow_type, Some(WorkflowType::Express));
    let values: Vec<_> = options.substitutions.iter().collect();
    let values: Vec<_> = values.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(values, ["A=x", "B=mine", "E=y", "F=true"]);
}

/// What stands once in a file and is put into it many times could fill the memory.
#[test]
fn values_cannot_make_a_definition_too_large() {
    let (value, places) = ("x".repeat(10_000), "${A}".repeat(1_000));
    let inner = format!("!Sub ['{places}', {{A: {value}}}]");
    let nested = (0..100).fold("!Ref B".to_owned(), |inner, _| {
        format!("!Sub ['${{A}}${{A}}', {{A: {inner}}}]")
    });
    for (properties, expected) in [
        (format!("Definition: {{A: {inner}}}"), "too-large"),
        (
            format!(
                "Definition: {{A: !Join ['{value}', [{}]]}}",
                "a, ".repeat(1_000)
            ),
            "too-large",
        ),
        (
            format!("DefinitionSubstitutions: {{A: {value}}}\n      Definition: {{A: '{places}'}}"),
            "too-large",
        ),
        (format!("Definition: {{A: {nested}}}"), "too-large"),
    ] {
        let (_, codes) = read("template.yaml", &template(&format!("      {properties}\n")));
        assert_eq!(codes, [expected]);
    }
}

#[test]
fn templates_are_told_from_definitions() {
    for (text, is) in [
        ("Resources: {}", true),
        ("Resources: []", false),
        ("{Resources: {}, States: {}}", false),
        ("{Resources: {}, StartAt: A}", false),
        ("[Resources]", false),
    ] {
        let source = SourceFile::new("a.yaml", text);
        let root = text::parse(&source, &mut Diagnostics::new()).unwrap();
        assert_eq!(is_template(&root), is, "{text}");
    }
}

/// Whatever a template holds, reading it comes to an end, and places stay in it.
#[test]
fn broken_templates_are_read_too() {
    let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass\u00e9", "Next": "ü\\n"}}}"#;
    let whole = template(&format!(
        "      DefinitionSubstitutions: {{A: !Ref B}}\n      DefinitionString: !Sub\n        - {definition:?}\n        - \
         {{C: !Join ['', [!Ref D, e]]}}\n"
    ));
    let mut texts = Vec::new();
    for (at, _) in whole.char_indices() {
        texts.push(whole[..at].to_owned());
        let end = at + whole[at..].chars().next().map_or(0, char::len_utf8);
        for other in ["", "!Sub ", "[", "\"", "\\", "${", "é", "\n"] {
            texts.push(format!("{}{other}{}", &whole[..at], &whole[end..]));
        }
    }
    for text in texts {
        let source = SourceFile::new("template.yaml", text.as_str());
        for finding in crate::check(&source, &Default::default()).in_order() {
            let span = finding.primary.span;
            assert!(
                span == Span::NOWHERE || span.start <= span.end && span.end <= text.len(),
                "{finding:?}\n{text}"
            );
        }
    }
}
