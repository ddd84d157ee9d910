//! A definition that is not valid, in AWS's words as far as they are known.

use asl_codegen::inspect::LONE_STATE;
use asl_codegen::text::{Node, NodeKind, parse};
use asl_codegen::{Diagnostics, Severity, SourceFile, Span};

use super::Refusal;

/// Refuses a definition for the first error in it.
pub(super) fn definition(source: &SourceFile, diagnostics: Diagnostics) -> Refusal {
    let errors = diagnostics.in_order().into_iter();
    let first = errors
        .filter(|found| found.severity == Severity::Error)
        .next();
    let message = match first {
        None => String::new(),
        Some(first) => {
            let what = match first.code {
                "unknown-state-type" => {
                    "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]"
                }
                "empty-array" => "Value cannot be empty",
                _ => &first.message,
            };
            let place = pointer(source, first.primary.span);
            format!(
                "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: {what} at {place}'"
            )
        }
    };
    Refusal {
        code: "InvalidDefinition",
        message,
        diagnostics,
    }
}

/// The JSON Pointer of the innermost value around a place, from the machine that AWS makes of a state alone.
fn pointer(source: &SourceFile, span: Span) -> String {
    let Some(root) = parse(source, &mut Diagnostics::new()) else {
        return "/".to_owned();
    };
    let mut pointer = String::new();
    if let NodeKind::Object(object) = &root.kind
        && !object.members.iter().any(|member| member.key.value == "States")
    {
        pointer = format!("/States/{LONE_STATE}");
    }
    let holds = |around: Span| around.start <= span.start && span.end <= around.end;
    let mut node = &root;
    loop {
        let inner: Option<(String, &Node)> = match &node.kind {
            NodeKind::Object(object) => object
                .members
                .iter()
                .find(|member| holds(member.key.span.to(member.value.span)))
                .map(|member| (member.key.value.clone(), &member.value)),
            NodeKind::Array(elements) => elements
                .iter()
                .enumerate()
                .find(|(_, element)| holds(element.span))
                .map(|(index, element)| (format!("[{index}]"), element)),
            _ => None,
        };
        let Some((step, inner)) = inner else {
            break;
        };
        pointer.push('/');
        pointer.push_str(&step);
        node = inner;
    }
    match pointer.is_empty() {
        true => "/".to_owned(),
        false => pointer,
    }
}
