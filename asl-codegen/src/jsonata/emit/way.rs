//! How a call is emitted: as one of a function of Rust, or of a function as a value.

use super::Emitter;
use super::built::{Built, built};
use crate::jsonata::ast::{Node, NodeKind};
use crate::jsonata::bindings;
use crate::jsonata::functions::{self, HIGHER_ORDER};

/// The functions that hand on what they are given, so that functions among it have to stay functions, or that ask
/// whether it is one.
const HANDS_ON: [&str; 10] = [
    "append",
    "boolean",
    "distinct",
    "lookup",
    "merge",
    "not",
    "partition",
    "reverse",
    "sort",
    "spread",
];

/// The functions that a regular expression is passed to, and where.
const MATCHING: [&str; 4] = ["contains", "match", "replace", "split"];

/// The ways to call a function.
pub(super) enum Way<'n> {
    /// A function of Rust.
    Plain(&'static Built),
    /// A function of Rust with a closure for the function that is written out or named.
    Inlined(&'n str),
    /// A function of Rust that takes a regular expression.
    Matching(&'n str, &'n Node),
    /// A function as a value.
    General,
}

impl Emitter<'_> {
    /// The built-in function that is called, if it takes so many arguments.
    pub(super) fn built_in<'n>(&self, procedure: &'n Node, count: usize) -> Option<&'n str> {
        let NodeKind::Variable(name) = &procedure.kind else {
            return None;
        };
        let is_plain = procedure.predicates.is_empty() && procedure.group.is_none();
        let is_bound = self.names.innermost(name).is_some();
        let (least, most) = functions::arity(&functions::signature(name)?);
        (is_plain && !is_bound && (least..=most).contains(&count)).then_some(name)
    }

    /// How a call is emitted; `item` tells whether `$` may be a function.
    pub(super) fn way<'n>(
        &self,
        procedure: &'n Node,
        arguments: &[&'n Node],
        item: bool,
    ) -> Way<'n> {
        let Some(name) = self.built_in(procedure, arguments.len()) else {
            return Way::General;
        };
        let dynamic = |node: &Node| self.is_dynamic(node, item);
        if HIGHER_ORDER.contains(&name) || (name == "sort" && arguments.len() == 2) {
            return match self.is_inlined(name, arguments, item) {
                true => Way::Inlined(name),
                false => Way::General,
            };
        }
        if let [text, regex, rest @ ..] = arguments
            && MATCHING.contains(&name)
            && matches!(regex.kind, NodeKind::Regex { .. })
            && regex.predicates.is_empty()
        {
            // Each argument is looked at once, as those within it are.
            return match dynamic(text) || rest.iter().any(|argument| dynamic(argument)) {
                true => Way::General,
                false => Way::Matching(name, regex),
            };
        }
        let Some(built) = built(name) else {
            return Way::General;
        };
        let hands_on = HANDS_ON.contains(&name) || MATCHING.contains(&name);
        match hands_on && arguments.iter().any(|node| dynamic(node)) {
            true => Way::General,
            false => Way::Plain(built),
        }
    }

    /// Whether the function that is an argument becomes a closure.
    fn is_inlined(&self, name: &str, arguments: &[&Node], item: bool) -> bool {
        let [input, function, rest @ ..] = arguments else {
            return false;
        };
        if !function.predicates.is_empty()
            || function.group.is_some()
            || self.is_dynamic(input, item)
            || rest.iter().any(|start| self.is_dynamic(start, item))
        {
            return false;
        }
        match &function.kind {
            NodeKind::Lambda {
                parameters,
                signature: None,
                body,
            } => {
                let takes = match name {
                    "reduce" => 2..=4,
                    "sort" => 0..=2,
                    _ => 0..=3,
                };
                // What it gives has to be a Boolean, as JavaScript's idea of truth is another one.
                let is_test = matches!(&body.kind, NodeKind::Binary { operator, .. } if matches!(*operator, "<" | "<=" | ">" | ">=" | "=" | "!=" | "and" | "or" | "in"));
                if name == "sort"
                    && !(is_test && body.predicates.is_empty() && body.group.is_none())
                {
                    return false;
                }
                takes.contains(&parameters.len())
                    && bindings::bindings(body).is_empty()
                    && !self.is_dynamic(body, item)
            }
            NodeKind::Variable(passed) => {
                !matches!(name, "reduce" | "sort")
                    && self.built_in(function, 1).is_some()
                    && self.is_builtin(passed)
                    && functions::passable(passed)
                    && built(passed).is_some()
                    && !HANDS_ON.contains(&&**passed)
            }
            _ => false,
        }
    }
}
