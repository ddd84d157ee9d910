//! Steps of paths, and calls in tail position.

use crate::jsonata::ast::{Node, NodeKind, Stage};
use crate::jsonata::syntax::{Result, SyntaxError};

/// A predicate as a stage of a step.
pub(super) fn filter_stage(predicate: Node) -> Stage {
    Stage::Filter(Box::new(predicate))
}

/// Adds what is behind a `.` to the steps before it.
pub(super) fn join(steps: &mut Vec<Node>, mut rest: Box<Node>) -> Result<()> {
    if let (Some(name), Some(last)) = (called_by_name(&rest), steps.last_mut())
        && matches!(last.kind, NodeKind::Function { partial: false, .. })
    {
        last.next_function = Some(name);
    }
    match &mut rest.kind {
        NodeKind::Path { steps: more, .. } => steps.append(more),
        _ => {
            let predicates = std::mem::take(&mut rest.predicates);
            rest.stages.extend(predicates.into_iter().map(filter_stage));
            steps.push(*rest);
        }
    }
    for step in steps.iter_mut() {
        let literal = match &mut step.kind {
            NodeKind::Number(number) => number.to_string(),
            NodeKind::Bool(bool) => bool.to_string(),
            NodeKind::Null => "null".to_owned(),
            // A string is a name here.
            NodeKind::String(name) => {
                step.kind = NodeKind::Name(std::mem::take(name));
                continue;
            }
            _ => continue,
        };
        return Err(SyntaxError::new("S0213", step.extent.clone()).token(literal));
    }
    let last = steps.len() - 1;
    for at in [0, last] {
        if matches!(steps[at].kind, NodeKind::Array(_)) {
            steps[at].constructs_array = true;
        }
    }
    Ok(())
}

pub(super) fn path(steps: Vec<Node>, keep_singleton: bool) -> Node {
    let (span, extent) = match steps.first() {
        Some(first) => (first.span.clone(), first.extent.clone()),
        None => (0..0, 0..0),
    };
    let kind = NodeKind::Path {
        steps,
        keep_singleton,
    };
    Node::new(kind, span, extent)
}

/// The last step of a path; any other node itself.
pub(super) fn last_step(node: &mut Node) -> &mut Node {
    let is_path = matches!(&node.kind, NodeKind::Path { steps, .. } if !steps.is_empty());
    if !is_path {
        return node;
    }
    match &mut node.kind {
        NodeKind::Path { steps, .. } => {
            let last = steps.len() - 1;
            &mut steps[last]
        }
        _ => unreachable!("it was seen to be a path"),
    }
}

/// The name of a function that is called without its `$`.
fn called_by_name(node: &Node) -> Option<String> {
    let NodeKind::Function {
        procedure,
        partial: false,
        ..
    } = &node.kind
    else {
        return None;
    };
    match &procedure.kind {
        NodeKind::Path { steps, .. } => match steps.as_slice() {
            [
                Node {
                    kind: NodeKind::Name(name),
                    ..
                },
            ] => Some(name.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Marks the calls in tail position.
pub(super) fn tail_call(mut node: Box<Node>) -> Box<Node> {
    let is_call = matches!(node.kind, NodeKind::Function { partial: false, .. });
    if is_call && node.predicates.is_empty() {
        let (span, extent) = (node.span.clone(), node.extent.clone());
        return Box::new(Node::new(NodeKind::Thunk(node), span, extent));
    }
    node.kind = match node.kind {
        NodeKind::Condition {
            condition,
            then,
            otherwise,
        } => NodeKind::Condition {
            condition,
            then: tail_call(then),
            otherwise: otherwise.map(tail_call),
        },
        NodeKind::Block(mut expressions) => {
            if let Some(last) = expressions.pop() {
                expressions.push(*tail_call(Box::new(last)));
            }
            NodeKind::Block(expressions)
        }
        kind => kind,
    };
    node
}
