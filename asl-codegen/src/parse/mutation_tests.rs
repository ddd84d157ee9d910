//! Any tree gives findings or a machine, never a panic: valid definitions with members dropped, renamed and retyped.

use super::{Substitutions, state_machine};
use crate::check::check;
use crate::text::{Member, Node, NodeKind, Text, parse};
use crate::{Diagnostics, Options, SourceFile};

const JSON_PATH: &str = r#"{
    "Comment": "all state types in JSONPath", "StartAt": "Task", "TimeoutSeconds": 60,
    "States": {
        "Task": {
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 10,
            "Parameters": {"FunctionName": "${Function}", "Payload": {"a.$": "$.b[0]['c']", "d.$": "States.Format('{}', $$.State.Name)"}},
            "ResultSelector": {"e.$": "$.f"}, "ResultPath": "$.g", "OutputPath": "$.h",
            "Assign": {"i": 1, "j.$": "$.k"},
            "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 1.5, "MaxDelaySeconds": 9, "JitterStrategy": "FULL"}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Fail"}],
            "Next": "Choice"
        },
        "Choice": {
            "Type": "Choice", "Default": "Wait",
            "Choices": [
                {"And": [{"Variable": "$.a", "IsPresent": true}, {"Not": {"Variable": "$.a", "StringEquals": "x"}}], "Next": "Map"},
                {"Variable": "$i", "NumericLessThanPath": "$j", "Next": "Parallel"},
                {"Variable": "$.t", "TimestampEquals": "2024-01-01T00:00:00Z", "Next": "Pass"}
            ]
        },
        "Wait": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "Succeed"},
        "Map": {
            "Type": "Map", "ItemsPath": "$.items", "ItemSelector": {"item.$": "$$.Map.Item.Value"}, "MaxConcurrency": 3, "Next": "Succeed",
            "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "One", "States": {"One": {"Type": "Succeed", "InputPath": null}}}
        },
        "Parallel": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "Two", "States": {"Two": {"Type": "Pass", "End": true}}}]},
        "Pass": {"Type": "Pass", "Result": {"l": [null, true, 1.5, "m"]}, "End": true},
        "Fail": {"Type": "Fail", "ErrorPath": "$.error.Error", "Cause": "c"},
        "Succeed": {"Type": "Succeed"}
    }
}"#;

const JSONATA: &str = r#"{
    "QueryLanguage": "JSONata", "StartAt": "Task",
    "States": {
        "Task": {
            "Type": "Task", "Resource": "${Function}", "Arguments": {"a": "{% $states.input.b %}"}, "TimeoutSeconds": "{% 5 + 5 %}",
            "Assign": {"v": "{% $states.result %}"}, "Output": "{% $merge([$states.input, $states.result]) %}",
            "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput %}", "Next": "Fail"}],
            "Next": "Choice"
        },
        "Choice": {
            "Type": "Choice", "Default": "Wait",
            "Choices": [{"Condition": "{% $v > 1 %}", "Assign": {"w": 1}, "Output": {"x": "{% $exists($w) %}"}, "Next": "Map"}]
        },
        "Wait": {"Type": "Wait", "Timestamp": "{% $states.input.at %}", "End": true},
        "Map": {
            "Type": "Map", "Items": [1, "{% 2 %}"], "ItemSelector": {"n": "{% $states.context.Map.Item.Index %}"}, "End": true,
            "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Succeed", "Output": "{% $states.input %}"}}}
        },
        "Fail": {"Type": "Fail", "Error": "{% 'E' %}"}
    }
}"#;

/// Scopes inside each other, in both query languages, as YAML.
const NESTED: &str = r#"
StartAt: Read
States:
  Read:
    Type: Task
    Resource: arn:aws:states:::dynamodb:getItem
    Parameters: { TableName: orders, Key: { id: { S.$: $.id } } }
    HeartbeatSecondsPath: $.heartbeat
    ResultPath: $.order
    Assign: { order.$: $.Item }
    Next: Each
  Each:
    Type: Map
    ItemsPath: $.order.lines
    MaxConcurrencyPath: $.limit
    ItemProcessor:
      ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: STANDARD }
      StartAt: Both
      States:
        Both:
          Type: Parallel
          QueryLanguage: JSONata
          Arguments: '{% $states.input %}'
          Output: '{% $merge($states.result) %}'
          Branches:
            - StartAt: Pack
              States:
                Pack:
                  Type: Choice
                  QueryLanguage: JSONata
                  Choices:
                    - Condition: '{% $order.packed and $exists($states.input.line) %}'
                      Output: '{% $states.input.line %}'
                      Next: Packed
                  Default: Ship
                Ship:
                  Type: Task
                  Resource: ${Ship}
                  QueryLanguage: JSONata
                  Retry:
                    - { ErrorEquals: [Busy, States.Timeout], IntervalSeconds: 2, MaxAttempts: 5 }
                  Catch:
                    - ErrorEquals: [States.ALL]
                      Output: '{% $states.errorOutput.Cause %}'
                      Next: Packed
                  Next: Packed
                Packed: { Type: Succeed }
            - StartAt: Bill
              States:
                Bill:
                  Type: Wait
                  Timestamp: '2030-01-01T00:00:00Z'
                  End: true
          Next: Told
        Told: { Type: Fail, CausePath: "States.Format('{}', $.cause)" }
    ItemReader:
      Resource: arn:aws:states:::s3:getObject
      ReaderConfig: { InputType: CSV, CSVHeaderLocation: FIRST_ROW, MaxItems: 5 }
      Parameters: { Bucket: b, Key: k }
    ToleratedFailurePercentage: 5
    Label: lines
    End: true
"#;

/// What a key or string becomes.
const WORDS: &[&str] = &[
    "",
    "$",
    "$.",
    "$.a[",
    "$$.b",
    "States.Array(",
    "{% 1 %}",
    "{%",
    "%}",
    "{% $ %}",
    "${X}",
    "${",
    "Type",
    "Next",
    "End",
    "Task",
    "Map",
    "Choice",
    "And",
    "Not",
    "Retry",
    "Output",
    "Parameters",
    "JSONata",
    "ErrorEquals",
    "a.$",
    ".$",
    "ü",
    "\u{1f980}",
];

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }

    fn word(&mut self) -> String {
        WORDS[self.below(WORDS.len())].to_owned()
    }

    fn value(&mut self, old: &Node) -> NodeKind {
        match self.below(7) {
            0 => NodeKind::Null,
            1 => NodeKind::Bool(self.below(2) == 0),
            2 => NodeKind::Number(
                ["-1", "0", "1e999", "0.5", "99999999999999999999"][self.below(5)].to_owned(),
            ),
            3 => NodeKind::Array(Vec::new()),
            4 => NodeKind::Object(Default::default()),
            5 => NodeKind::Array(vec![old.clone()]),
            _ => NodeKind::String(Text {
                value: self.word(),
                span: old.span,
                breaks: vec![(0, old.span.start)],
            }),
        }
    }

    /// Changes one thing somewhere in the tree.
    fn change(&mut self, node: &mut Node) {
        let go_down = self.below(8) != 0;
        match &mut node.kind {
            NodeKind::Object(object) if go_down && !object.members.is_empty() => {
                let at = self.below(object.members.len());
                match self.below(12) {
                    0 => drop(object.members.remove(at)),
                    1 => object.members[at].key.value = self.word(),
                    2 => {
                        let again: Member = object.members[at].clone();
                        object.members.push(again);
                    }
                    _ => self.change(&mut object.members[at].value),
                }
            }
            NodeKind::Array(items) if go_down && !items.is_empty() => {
                let at = self.below(items.len());
                self.change(&mut items[at]);
            }
            _ => node.kind = self.value(node),
        }
    }
}

#[test]
fn changed_definitions_never_panic() {
    let mut numbers = Numbers(7);
    for definition in [JSON_PATH, JSONATA] {
        let mut diagnostics = Diagnostics::new();
        let source = SourceFile::new("test.json", definition);
        let node = parse(&source, &mut diagnostics).expect("valid JSON");
        let run = |node: &Node| {
            let mut diagnostics = Diagnostics::new();
            let machine = state_machine(node, &Substitutions::new(), &mut diagnostics);
            if let Some(machine) = &machine {
                check(machine, &Options::default(), &mut diagnostics);
            }
            (machine, diagnostics)
        };
        let (machine, diagnostics) = run(&node);
        assert!(
            machine.is_some() && diagnostics.is_empty(),
            "{diagnostics:?}"
        );
        for _ in 0..3000 {
            let mut node = node.clone();
            for _ in 0..=numbers.below(3) {
                numbers.change(&mut node);
            }
            let (machine, diagnostics) = run(&node);
            assert!(machine.is_some() || diagnostics.has_errors(), "{node:?}");
            for found in diagnostics.in_order() {
                let message = &found.message;
                assert!(
                    !message.ends_with('.') && found.primary.span.end <= definition.len(),
                    "{found:?}"
                );
            }
        }
    }
}

/// Keys under which any member may stand.
const FREE: &[&str] = &[
    "Parameters",
    "Arguments",
    "ResultSelector",
    "ItemSelector",
    "Assign",
    "Output",
    "Result",
];

/// How many faults [`make_fault`] knows.
const FAULTS: usize = 10;

/// Every fault of each member and item.
fn one_fault_each(node: &Node, at: &mut Vec<usize>, faults: &mut Vec<(Vec<usize>, usize)>) {
    let children: Vec<&Node> = match &node.kind {
        NodeKind::Object(object) => {
            for index in 0..object.members.len() {
                at.push(index);
                faults.extend((0..FAULTS).map(|fault| (at.clone(), fault)));
                at.pop();
            }
            let free = |member: &Member| FREE.contains(&member.key.value.as_str());
            let members = object.members.iter();
            members
                .map(|member| match free(member) {
                    true => &NOTHING,
                    false => &member.value,
                })
                .collect()
        }
        NodeKind::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    for (index, child) in children.into_iter().enumerate() {
        at.push(index);
        one_fault_each(child, at, faults);
        at.pop();
    }
}

const NOTHING: Node = Node {
    kind: NodeKind::Null,
    span: crate::Span::NOWHERE,
};

fn make_fault(node: &mut Node, at: &[usize], fault: usize) {
    match (&mut node.kind, at) {
        (NodeKind::Object(object), [index]) if fault == 1 => drop(object.members.remove(*index)),
        (NodeKind::Object(object), [index]) => wrong_member(&mut object.members[*index], fault),
        (NodeKind::Object(object), [index, rest @ ..]) => {
            make_fault(&mut object.members[*index].value, rest, fault);
        }
        (NodeKind::Array(items), [index, rest @ ..]) => make_fault(&mut items[*index], rest, fault),
        _ => {}
    }
}

/// A fault in a key or a value; where it has no meaning nothing is changed.
fn wrong_member(member: &mut Member, fault: usize) {
    let key = &mut member.key.value;
    let value = &mut member.value.kind;
    let computed = key.ends_with("Path") || key.ends_with(".$") || *key == "Variable";
    match (fault, value) {
        (0, _) => key.push('x'),
        // Two letters swapped, a letter left out, the wrong case.
        (2, _) if key.len() > 3 => {
            let at = key.len() / 2;
            if let Some(letter) = key.get(at..at + 1).map(str::to_owned) {
                key.replace_range(at..at + 1, "");
                key.insert_str(at - 1, &letter);
            }
        }
        (3, _) if key.len() > 4 => drop(key.pop()),
        (4, _) => *key = key.to_lowercase(),
        (5, value) => {
            *value = match value {
                NodeKind::Bool(_) => NodeKind::Number("5".to_owned()),
                _ => NodeKind::Bool(true),
            }
        }
        (6, value) => *value = NodeKind::Null,
        (7, NodeKind::Number(number)) => *number = "-1".to_owned(),
        (7, NodeKind::Array(items)) => items.clear(),
        (7, NodeKind::String(text)) if text.value.starts_with("{%") => {
            text.value = "{% 1 + %}".to_owned();
        }
        (8, NodeKind::String(text)) if text.value.starts_with("{%") => {
            text.value = "{% $nope(1) %}".to_owned();
        }
        (7, NodeKind::String(text)) if computed => text.value = "$.a[".to_owned(),
        (8, NodeKind::String(text)) if computed => text.value = "a.b".to_owned(),
        (7, NodeKind::String(text)) => text.value.push('x'),
        (8, NodeKind::String(text)) => text.value.clear(),
        (9, NodeKind::String(text)) if *key == "Resource" => {
            text.value = "arn:aws:lambda:eu-west-1".to_owned();
        }
        (9, value @ NodeKind::Object(_)) => *value = NodeKind::Array(vec![NOTHING]),
        (9, value @ NodeKind::Number(_)) => *value = string("5"),
        (9, value @ NodeKind::Bool(_)) => *value = string("yes"),
        _ => {}
    }
}

/// The way to a member, for a message.
fn keys(node: &Node, at: &[usize]) -> String {
    match (&node.kind, at) {
        (NodeKind::Object(object), [index, rest @ ..]) => {
            let member = &object.members[*index];
            format!("/{}{}", member.key.value, keys(&member.value, rest))
        }
        (NodeKind::Array(items), [index, rest @ ..]) => {
            format!("/{index}{}", keys(&items[*index], rest))
        }
        _ => String::new(),
    }
}

fn string(value: &str) -> NodeKind {
    NodeKind::String(Text {
        value: value.to_owned(),
        span: NOTHING.span,
        breaks: vec![(0, 0)],
    })
}

#[test]
fn one_fault_gives_one_error() {
    let mut several = Vec::new();
    let mut refused = 0;
    for (name, definition) in [
        ("test.json", JSON_PATH),
        ("test.json", JSONATA),
        ("test.yaml", NESTED),
    ] {
        let source = SourceFile::new(name, definition);
        let node = parse(&source, &mut Diagnostics::new()).expect("a valid text");
        let mut faults = Vec::new();
        one_fault_each(&node, &mut Vec::new(), &mut faults);
        for (at, fault) in faults {
            let mut changed = node.clone();
            make_fault(&mut changed, &at, fault);
            let mut diagnostics = Diagnostics::new();
            let machine = state_machine(&changed, &Substitutions::new(), &mut diagnostics);
            if let Some(machine) = &machine {
                check(machine, &Options::default(), &mut diagnostics);
            }
            let errors = diagnostics.in_order().into_iter();
            let errors: Vec<_> = errors
                .filter(|found| found.severity == crate::Severity::Error)
                .map(|found| format!("{}: {}", found.code, found.message))
                .collect();
            refused += usize::from(!errors.is_empty());
            if errors.len() > 1 {
                several.push(format!("{} {fault}: {errors:?}", keys(&node, &at)));
            }
        }
    }
    assert!(refused > 300, "{refused}");
    assert!(several.is_empty(), "{}", several.join("\n"));
}
