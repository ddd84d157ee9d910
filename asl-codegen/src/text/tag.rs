//! YAML tags with a meaning of someone's own, as CloudFormation's `!Sub`: objects of one member.

use super::{Member, Node, NodeKind, Object, Text};

/// What CloudFormation writes as a tag, and in JSON as a key with `Fn::` before it.
const FUNCTIONS: &[&str] = &[
    "And",
    "Base64",
    "Cidr",
    "Contains",
    "EachMemberEquals",
    "EachMemberIn",
    "Equals",
    "FindInMap",
    "GetAtt",
    "GetAZs",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "RefAll",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
    "ValueOf",
    "ValueOfAll",
];

/// `!Ref x` as `{"Ref": x}`, `!Sub x` as `{"Fn::Sub": x}`; another tag stays as it is written, `{"!Other": x}`.
pub(super) fn long_form(mut tag: Text, value: Node) -> Node {
    let span = tag.span.to(value.span);
    let long = match tag.value.strip_prefix('!') {
        Some(name @ ("Ref" | "Condition")) => Some(name.to_owned()),
        Some(name) if FUNCTIONS.contains(&name) => Some(format!("Fn::{name}")),
        _ => None,
    };
    if let Some(long) = long {
        let mut key = Text::empty(tag.span);
        key.push_at(&long, tag.span);
        tag = key;
    }
    let kind = NodeKind::Object(Object {
        members: vec![Member { key: tag, value }],
    });
    Node { kind, span }
}

/// Whether an object's key is a tag in the document.
pub(crate) fn is_from_tag(key: &Text, source: &str) -> bool {
    source[key.span.range()].starts_with('!')
}
