//! Where an expression takes the general way: whether what a node evaluates to may be a function, or depends on what
//! only the general way keeps.

use std::collections::HashSet;

use super::names::Place;
use super::way::Way;
use super::{Context, Emitter};
use crate::jsonata::ast::{Group, Node, NodeKind, Stage};
use crate::jsonata::bindings::{self, shared_names};

impl Emitter<'_> {
    pub(super) fn is_dynamic_in(&self, node: &Node, context: Context<'_>) -> bool {
        self.is_dynamic(node, matches!(context, Context::Any(_)))
    }

    /// Whether the code of a node may be of the kind of `jsonata::Any`; `item` tells whether `$` is.
    pub(super) fn is_dynamic(&self, node: &Node, item: bool) -> bool {
        if self.is_dynamic_itself(node, item) || node.tuple {
            return true;
        }
        let decorated = !node.predicates.is_empty() || node.group.is_some();
        if decorated && node.ends_in_call().0 && !super::is_left_to_call(node) {
            return true;
        }
        node.predicates
            .iter()
            .any(|predicate| self.is_dynamic(predicate, false))
            || node.stages.iter().any(|stage| match stage {
                Stage::Filter(predicate) => {
                    !fails_undefined(predicate) || self.is_dynamic(predicate, false)
                }
                Stage::Index { .. } => true,
            })
            || node
                .group
                .as_ref()
                .is_some_and(|Group { pairs, .. }| self.are_dynamic(pairs, false))
    }

    fn is_dynamic_itself(&self, node: &Node, item: bool) -> bool {
        let any = |nodes: &[Node]| nodes.iter().any(|node| self.is_dynamic(node, item));
        match &node.kind {
            NodeKind::Name(_) | NodeKind::Wildcard | NodeKind::Descendant => item,
            NodeKind::Variable(name) if name.is_empty() => item,
            NodeKind::Variable(name) => match self.names.innermost(name) {
                Some(variable) => match variable.place {
                    Place::Local(kind) => kind.is_any(),
                    Place::Cell(_) | Place::Tuple(_) => true,
                },
                None => self.is_builtin(name),
            },
            NodeKind::String(_) | NodeKind::Number(_) | NodeKind::Bool(_) | NodeKind::Null => false,
            NodeKind::Path { steps, .. } => {
                let mut numbered = steps.iter().enumerate();
                self.keeps_constructed(node, steps)
                    || numbered.any(|(index, step)| self.is_dynamic(step, item && index == 0))
            }
            // Whatever the operands are.
            NodeKind::Negate(_) | NodeKind::Binary { .. } => false,
            NodeKind::Array(items) => any(items),
            NodeKind::Object(pairs) => self.are_dynamic(pairs, item),
            NodeKind::Function { partial: true, .. } => true,
            NodeKind::Function {
                procedure,
                arguments,
                ..
            } => self.is_call_dynamic(procedure, None, arguments, item),
            NodeKind::Thunk(call) => self.is_dynamic(call, item),
            NodeKind::Apply { lhs, rhs } => match &rhs.kind {
                NodeKind::Function {
                    procedure,
                    arguments,
                    partial: false,
                } => self.is_call_dynamic(procedure, Some(lhs), arguments, item),
                NodeKind::Variable(_) if rhs.predicates.is_empty() && rhs.group.is_none() => {
                    self.built_in(rhs, 1)
                        .is_none_or(|name| !super::built::is_plain(name))
                        // A function that is passed on makes a function.
                        || self.is_dynamic(lhs, item)
                        || self.is_call_dynamic(rhs, Some(lhs), &[], item)
                }
                _ => true,
            },
            NodeKind::Block(expressions) => {
                !shared_names(expressions).is_empty()
                    || expressions.iter().any(|expression| match &expression.kind {
                        NodeKind::Bind { value, .. } => self.is_dynamic(value, item),
                        _ => self.is_dynamic(expression, item),
                    })
            }
            NodeKind::Condition {
                then, otherwise, ..
            } => {
                self.is_dynamic(then, item)
                    || otherwise
                        .as_ref()
                        .is_some_and(|node| self.is_dynamic(node, item))
            }
            NodeKind::Sort(_) => false,
            NodeKind::Bind { .. }
            | NodeKind::Regex { .. }
            | NodeKind::Lambda { .. }
            | NodeKind::Parent(_)
            | NodeKind::Placeholder
            | NodeKind::Transform { .. } => true,
        }
    }

    /// Whether the arrays that a path constructs are told from other ones later.
    pub(super) fn keeps_constructed(&self, path: &Node, steps: &[Node]) -> bool {
        hands_on_constructed(steps) || self.constructed.contains(&std::ptr::from_ref(path))
    }

    pub(super) fn are_dynamic(&self, pairs: &[(Node, Node)], item: bool) -> bool {
        let mut pairs = pairs.iter();
        pairs.any(|(key, value)| self.is_dynamic(key, item) || self.is_dynamic(value, item))
    }

    fn is_call_dynamic(
        &self,
        procedure: &Node,
        piped: Option<&Node>,
        arguments: &[Node],
        item: bool,
    ) -> bool {
        let arguments: Vec<&Node> = piped.into_iter().chain(arguments).collect();
        matches!(self.way(procedure, &arguments, item), Way::General)
    }
}

/// Whether an array constructor's array may go through a step and still be one that is not put into the sequence around
/// it, which only the general way tells from other arrays.
fn hands_on_constructed(steps: &[Node]) -> bool {
    let constructor = steps.iter().position(is_constructor);
    constructor.is_some_and(|at| steps[at + 1..].iter().any(hands_on_context))
}

/// The paths that end with an array constructor and whose result is that of a step of another path.
pub(super) fn constructed_in_steps(root: &Node) -> HashSet<*const Node> {
    let mut found = HashSet::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if let NodeKind::Path { steps, .. } = &node.kind {
            for result in steps.iter().flat_map(results_of) {
                match &result.kind {
                    NodeKind::Path { steps, .. } if steps.last().is_some_and(is_constructor) => {
                        found.insert(std::ptr::from_ref(result));
                    }
                    _ => {}
                }
            }
        }
        open.extend(bindings::children(node));
        open.extend(bindings::decorations(node));
    }
    found
}

fn is_constructor(step: &Node) -> bool {
    step.constructs_array && matches!(step.kind, NodeKind::Array(_)) && step.stages.is_empty()
}

/// The nodes within parentheses and conditions whose result is the node's.
fn results_of(node: &Node) -> Vec<&Node> {
    let (mut results, mut open) = (Vec::new(), vec![node]);
    while let Some(node) = open.pop() {
        if !node.predicates.is_empty() || node.group.is_some() || node.keep_array {
            continue;
        }
        match &node.kind {
            NodeKind::Block(expressions) => open.extend(expressions.last()),
            NodeKind::Condition {
                then, otherwise, ..
            } => {
                open.push(then);
                open.extend(otherwise.as_deref());
            }
            _ => results.push(node),
        }
    }
    results
}

/// Whether a node may evaluate to the context itself.
fn hands_on_context(node: &Node) -> bool {
    let is_plain = node.predicates.is_empty() && node.group.is_none() && node.stages.is_empty();
    is_plain
        && match &node.kind {
            NodeKind::Variable(name) => name.is_empty(),
            NodeKind::Path { steps, .. } => steps.iter().all(hands_on_context),
            NodeKind::Block(expressions) => expressions.last().is_some_and(hands_on_context),
            NodeKind::Condition {
                then, otherwise, ..
            } => hands_on_context(then) || otherwise.as_deref().is_some_and(hands_on_context),
            _ => false,
        }
}

/// Whether a predicate does not hold for what is undefined: one that does leaves an undefined item in its sequence.
fn fails_undefined(predicate: &Node) -> bool {
    let is_plain = predicate.predicates.is_empty() && predicate.group.is_none();
    let is_undefined = || gives_undefined(predicate);
    is_plain
        && match &predicate.kind {
            // A literal position finds nothing.
            NodeKind::Number(_) => true,
            NodeKind::Binary { operator, lhs, rhs } => match *operator {
                "=" | "!=" | "in" | "<" | "<=" | ">" | ">=" => {
                    gives_undefined(lhs) || gives_undefined(rhs)
                }
                "and" => fails_undefined(lhs) || fails_undefined(rhs),
                "or" => fails_undefined(lhs) && fails_undefined(rhs),
                _ => is_undefined(),
            },
            NodeKind::Function {
                procedure,
                arguments,
                partial: false,
            } => match (&procedure.kind, &arguments[..]) {
                (NodeKind::Variable(name), [first]) if matches!(&**name, "exists" | "count") => {
                    gives_undefined(first)
                }
                _ => is_undefined(),
            },
            _ => is_undefined(),
        }
}

/// Whether a node gives nothing where the context is undefined.
fn gives_undefined(node: &Node) -> bool {
    let is_plain = node.predicates.is_empty() && node.group.is_none() && node.stages.is_empty();
    is_plain
        && match &node.kind {
            NodeKind::Variable(name) => name.is_empty(),
            NodeKind::Name(_) | NodeKind::Wildcard => true,
            NodeKind::Path { steps, .. } => steps.first().is_some_and(gives_undefined),
            NodeKind::Negate(operand) => gives_undefined(operand),
            NodeKind::Binary { operator, lhs, rhs } => {
                matches!(*operator, "+" | "-" | "*" | "/" | "%")
                    && (gives_undefined(lhs) || gives_undefined(rhs))
            }
            NodeKind::Block(expressions) => match &expressions[..] {
                [only] => gives_undefined(only),
                _ => false,
            },
            NodeKind::Function {
                procedure,
                arguments,
                partial: false,
            } => {
                const OF_THE_FIRST: [&str; 14] = [
                    "boolean",
                    "contains",
                    "floor",
                    "length",
                    "lookup",
                    "lowercase",
                    "not",
                    "number",
                    "round",
                    "string",
                    "substring",
                    "sum",
                    "trim",
                    "uppercase",
                ];
                let first = arguments.first();
                matches!(&procedure.kind, NodeKind::Variable(name) if OF_THE_FIRST.contains(&&**name))
                    && first.is_some_and(gives_undefined)
            }
            _ => false,
        }
}
