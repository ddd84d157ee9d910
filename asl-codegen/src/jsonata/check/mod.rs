//! What an expression may not contain: names that do not exist, and what cannot be compiled yet.

mod calls;

use std::ops::Range;

use super::ast::{Ast, Group, Node, NodeKind, Stage};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::suggest::did_you_mean;

/// A field of `$states`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatesField {
    /// `$states.input`
    Input,
    /// `$states.result`
    Result,
    /// `$states.errorOutput`
    ErrorOutput,
    /// `$states.context`
    Context,
}

impl StatesField {
    /// All of them.
    pub const ALL: [StatesField; 4] = [
        StatesField::Input,
        StatesField::Result,
        StatesField::ErrorOutput,
        StatesField::Context,
    ];

    /// The field's name.
    pub fn name(self) -> &'static str {
        match self {
            StatesField::Input => "input",
            StatesField::Result => "result",
            StatesField::ErrorOutput => "errorOutput",
            StatesField::Context => "context",
        }
    }

    pub(super) fn of(name: &str) -> Option<StatesField> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// The field of `$states` that a path starts with, where it does and nothing stands between.
pub(super) fn states_field(steps: &[Node]) -> Option<(StatesField, &Node)> {
    match steps {
        [first, second, ..] if is_states(first) => match &second.kind {
            NodeKind::Name(name) => Some((StatesField::of(name)?, second)),
            _ => None,
        },
        _ => None,
    }
}

fn is_states(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Variable(name) if name == "states") && node.predicates.is_empty()
}

/// A mistake in an expression.
pub(super) struct Problem {
    code: Code,
    at: Range<usize>,
    message: String,
    label: String,
    help: Option<String>,
    note: Option<String>,
}

impl Problem {
    fn new(code: Code, at: Range<usize>, message: impl Into<String>) -> Problem {
        Problem {
            code,
            at,
            message: message.into(),
            label: String::new(),
            help: None,
            note: None,
        }
    }

    fn label(mut self, label: impl Into<String>) -> Problem {
        self.label = label.into();
        self
    }

    fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }

    fn note(mut self, note: impl Into<String>) -> Problem {
        self.note = Some(note.into());
        self
    }

    pub(super) fn diagnostic(self, place: impl Fn(Range<usize>) -> Span) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.code, place(self.at), self.message);
        diagnostic.primary.text = self.label;
        diagnostic.help = self.help;
        diagnostic.note = self.note;
        diagnostic
    }
}

/// What an expression reads and what is wrong with it.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) variables: Vec<(String, Range<usize>)>,
    pub(super) states_fields: Vec<(StatesField, Range<usize>)>,
    pub(super) problems: Vec<Problem>,
    /// What cannot be compiled yet; it is no mistake.
    pub(super) unsupported: Vec<(String, Range<usize>)>,
}

/// Looks through an expression; `source` is its text, `has_data` tells whether there is a `$` at its top.
pub(super) fn check(ast: &Ast, source: &str, has_data: bool) -> Findings {
    let mut checker = Checker {
        source,
        locals: if has_data {
            vec!["$".to_owned()]
        } else {
            Vec::new()
        },
        found: Findings::default(),
    };
    match &ast.root.kind {
        // What is bound at the top has no one left to read it.
        NodeKind::Bind { value, .. } => checker.node(value, has_data),
        _ => checker.node(&ast.root, has_data),
    }
    checker.found
}

struct Checker<'a> {
    source: &'a str,
    /// Variables of the expression's own, innermost last.
    locals: Vec<String>,
    found: Findings,
}

impl Checker<'_> {
    fn report(&mut self, problem: Problem) {
        self.found.problems.push(problem);
    }

    fn unsupported(&mut self, at: &Range<usize>, what: &str) {
        self.found.unsupported.push((what.to_owned(), at.clone()));
    }

    /// `context` tells whether there is a `$` to look names up in: there is within a step, a predicate or a sorting.
    fn node(&mut self, node: &Node, context: bool) {
        if let NodeKind::Path { steps, .. } = &node.kind {
            // What the steps bind can be read behind them.
            let outside = self.locals.len();
            self.path(steps, context);
            self.decorations(node);
            self.locals.truncate(outside);
            return;
        }
        self.decorations(node);
        match &node.kind {
            NodeKind::Path { .. } => {}
            NodeKind::Name(name) if !context => self.bare_name(name, node),
            NodeKind::Variable(name) => self.variable(name, node),
            NodeKind::Wildcard | NodeKind::Descendant if !context => {
                let message = "`*` and `**` need something to look into";
                let problem = Problem::new("jsonata-no-context", node.span.clone(), message);
                self.report(problem.help("start from `$states.input`: `$states.input.*`"));
            }
            NodeKind::Name(_)
            | NodeKind::Wildcard
            | NodeKind::Descendant
            | NodeKind::String(_)
            | NodeKind::Number(_)
            | NodeKind::Bool(_)
            | NodeKind::Null => {}
            NodeKind::Binary { .. } => self.operands(node, context),
            NodeKind::Negate(operand) => self.node(operand, context),
            NodeKind::Array(items) => items.iter().for_each(|item| self.node(item, context)),
            NodeKind::Object(pairs) => self.pairs(pairs, context),
            NodeKind::Function {
                procedure,
                arguments,
                partial,
            } => {
                if *partial {
                    self.unsupported(&node.extent, "partial application");
                }
                self.call(procedure, arguments, false, context);
            }
            NodeKind::Thunk(call) => self.node(call, context),
            NodeKind::Block(expressions) => self.block(expressions, context),
            NodeKind::Condition {
                condition,
                then,
                otherwise,
            } => {
                self.node(condition, context);
                self.node(then, context);
                if let Some(otherwise) = otherwise {
                    self.node(otherwise, context);
                }
            }
            NodeKind::Bind { name, value } => {
                self.unsupported(&node.extent, "a binding that is no statement of a block");
                self.node(value, context);
                self.locals.push(name.clone());
            }
            NodeKind::Apply { lhs, rhs } => match &rhs.kind {
                NodeKind::Function {
                    procedure,
                    arguments,
                    partial: false,
                } if rhs.predicates.is_empty() && rhs.group.is_none() => {
                    self.node(lhs, context);
                    self.call(procedure, arguments, true, context);
                }
                NodeKind::Variable(_) if rhs.predicates.is_empty() && rhs.group.is_none() => {
                    self.node(lhs, context);
                    self.call(rhs, &[], true, context);
                }
                _ => {
                    self.unsupported(&node.extent, "`~>` to a function that is not called");
                    self.node(lhs, context);
                    self.node(rhs, context);
                }
            },
            NodeKind::Sort(terms) => terms
                .iter()
                .for_each(|term| self.node(&term.expression, true)),
            NodeKind::Regex { .. } => self.unsupported(&node.extent, "a regular expression"),
            NodeKind::Lambda {
                parameters, body, ..
            } => {
                self.unsupported(
                    &node.extent,
                    "a function that is not an argument of a built-in one",
                );
                self.function(parameters, body, context);
            }
            NodeKind::Parent(_) => self.unsupported(&node.extent, "`%`"),
            NodeKind::Placeholder => {}
            NodeKind::Transform {
                pattern,
                update,
                delete,
            } => {
                self.unsupported(&node.extent, "`|…|…|`");
                for part in [pattern, update].into_iter().chain(delete) {
                    self.node(part, true);
                }
            }
        }
    }

    /// The operands of a chain of operators from left to right: without recursion to the left, where it may be long.
    fn operands(&mut self, node: &Node, context: bool) {
        let mut right = Vec::new();
        let mut first = node;
        while let NodeKind::Binary { lhs, rhs, .. } = &first.kind {
            right.push(rhs);
            first = lhs;
            if matches!(first.kind, NodeKind::Binary { .. }) {
                self.decorations(first);
            }
        }
        self.node(first, context);
        for node in right.into_iter().rev() {
            self.node(node, context);
        }
    }

    /// A function's body, where its parameters can be read.
    fn function(&mut self, parameters: &[String], body: &Node, context: bool) {
        let outside = self.locals.len();
        self.locals.extend(parameters.iter().cloned());
        self.node(body, context);
        self.locals.truncate(outside);
    }

    /// What may follow any node.
    fn decorations(&mut self, node: &Node) {
        self.locals
            .extend(node.focus.iter().chain(&node.index).cloned());
        for predicate in &node.predicates {
            self.node(predicate, true);
        }
        let decorated = !node.predicates.is_empty() || node.group.is_some();
        if decorated && node.ends_in_call().0 && !super::emit::is_left_to_call(node) {
            self.unsupported(&node.extent, "a predicate on a call that ends a function");
        }
        for stage in &node.stages {
            match stage {
                Stage::Filter(predicate) => self.node(predicate, true),
                Stage::Index { name, span } => {
                    self.unsupported(span, "`#`");
                    self.locals.push(name.clone());
                }
            }
        }
        if node.focus.is_some() {
            self.unsupported(&node.extent, "`@`");
        }
        if node.index.is_some() {
            self.unsupported(&node.extent, "`#`");
        }
        if let Some(Group { pairs, .. }) = &node.group {
            // The keys and values are evaluated for what stands before the `{`.
            self.pairs(pairs, true);
        }
    }

    fn pairs(&mut self, pairs: &[(Node, Node)], context: bool) {
        for (key, value) in pairs {
            self.node(key, context);
            self.node(value, context);
        }
    }

    fn path(&mut self, steps: &[Node], context: bool) {
        if let Some((field, step)) = states_field(steps) {
            let at = steps[0].span.start..step.span.end;
            self.found.states_fields.push((field, at));
            self.decorations(step);
            steps[2..].iter().for_each(|step| self.node(step, true));
            return;
        }
        if let [first, second, ..] = steps
            && is_states(first)
            && let NodeKind::Name(name) = &second.kind
        {
            self.unknown_states_field(name, second);
            return;
        }
        for (index, step) in steps.iter().enumerate() {
            self.node(step, context || index > 0);
        }
    }

    fn unknown_states_field(&mut self, name: &str, step: &Node) {
        let all = StatesField::ALL.map(StatesField::name);
        let message = format!("`$states` has no field `{name}`");
        let problem = Problem::new("jsonata-unknown-states-field", step.span.clone(), message);
        self.report(match did_you_mean(name, all) {
            Some(meant) => problem.help(format!("did you mean `$states.{meant}`?")),
            None => problem.help(format!("its fields are `{}`", all.join("`, `"))),
        });
    }

    fn bare_name(&mut self, name: &str, node: &Node) {
        let written = &self.source[node.span.clone()];
        let message = format!("there is nothing to look the field `{name}` up in");
        let problem = Problem::new("jsonata-bare-name", node.span.clone(), message);
        let problem = problem.label("a field's name at the start of an expression");
        self.report(
            match name == "states" || self.locals.iter().any(|local| local == name) {
                true => problem.help(format!("write `${written}` for the variable")),
                false => problem.help(format!(
                    "write `$states.input.{written}`, or `${written}` for a variable"
                )),
            },
        );
    }

    fn variable(&mut self, name: &str, node: &Node) {
        match name {
            "" | "states" => {}
            "$" if !self.locals.contains(&"$".to_owned()) => {
                let message = "`$$` is not available in Step Functions";
                let problem = Problem::new("jsonata-root", node.span.clone(), message);
                self.report(problem.help("write `$states.input`, or `$states.context`"));
            }
            _ if self.locals.iter().any(|local| local == name) => {}
            _ => {
                let read = (name.to_owned(), node.span.clone());
                self.found.variables.push(read);
            }
        }
    }

    fn block(&mut self, expressions: &[Node], context: bool) {
        let outside = self.locals.len();
        for expression in expressions {
            match &expression.kind {
                NodeKind::Bind { name, value } if !matches!(&**name, "" | "$" | "states") => {
                    self.decorations(expression);
                    self.node(value, context);
                    self.locals.push(name.clone());
                }
                _ => self.node(expression, context),
            }
        }
        self.locals.truncate(outside);
    }
}
