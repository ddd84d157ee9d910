//! A definition that is not valid, in AWS's words as far as they are known.

use asl_codegen::inspect::LONE_STATE;
use asl_codegen::text::{Node, NodeKind, parse};
use asl_codegen::{Diagnostics, Severity, SourceFile, Span};

use super::Refusal;

/// Refuses a definition for the first error in it.
pub(super) fn definition(source: &SourceFile, diagnostics: Diagnostics) -> Refusal {
    let mut found = diagnostics.in_order().into_iter();
    let first = found.find(|found| found.severity == Severity::Error);
    let message = match first {
        None => String::new(),
        Some(first) => {
            let what = match first.code {
                "unknown-state-type" => "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]".to_owned(),
                "empty-array" => "Value cannot be empty".to_owned(),
                // One of two fields is another matter.
                "missing-field" if !first.message.contains(" or ") => {
                    let names: Vec<_> = first.message.split('`').skip(1).step_by(2).collect();
                    format!("These fields are required: [{}]", names.join(", "))
                }
                _ => first.message.clone(),
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

/// The way to the innermost value around a place as AWS writes it, `/States/Pay/Catch[0]`, a state alone being one of a
/// machine.
fn pointer(source: &SourceFile, span: Span) -> String {
    let Some(root) = parse(source, &mut Diagnostics::new()) else {
        return "/".to_owned();
    };
    let mut pointer = String::new();
    if let NodeKind::Object(object) = &root.kind
        && !object
            .members
            .iter()
            .any(|member| member.key.value == "States")
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
                .map(|member| (format!("/{}", member.key.value), &member.value)),
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
        pointer.push_str(&step);
        node = inner;
    }
    match pointer.is_empty() {
        true => "/".to_owned(),
        false => pointer,
    }
}
