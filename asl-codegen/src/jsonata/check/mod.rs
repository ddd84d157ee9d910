//! What an expression may not contain: names that do not exist, and what cannot be compiled yet.

mod calls;

use std::ops::Range;

use super::ast::{Ast, Group, Node, NodeKind, Stage};
use super::{bindings::bindings, functions};
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

/// The names that steps begin with; one that is filtered is the last.
fn names(steps: &[Node]) -> Vec<(String, Range<usize>)> {
    let mut names = Vec::new();
    for step in steps {
        let NodeKind::Name(name) = &step.kind else {
            break;
        };
        names.push((name.clone(), step.span.clone()));
        if !step.predicates.is_empty() || step.group.is_some() {
            break;
        }
    }
    names
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
    /// Variables, if the machine has any of these names, and else built-in functions.
    pub(super) like_functions: Vec<(String, Range<usize>)>,
    pub(super) states_fields: Vec<(StatesField, Range<usize>)>,
    /// The names that follow each `$states.context`.
    pub(super) context_names: Vec<Vec<(String, Range<usize>)>>,
    pub(super) problems: Vec<Problem>,
}

/// Looks through an expression; `source` is its text, `has_data` tells whether there is a `$` at its top.
pub(super) fn check(ast: &Ast, source: &str, has_data: bool) -> Findings {
    let mut checker = Checker {
        source,
        has_data,
        functions: 0,
        bound: Vec::new(),
        locals: if has_data {
            vec!["$".to_owned()]
        } else {
            Vec::new()
        },
        found: Findings::default(),
    };
    match &ast.root.kind {
        // What is bound at the top has no one left to read it.
        NodeKind::Bind { value, .. } => checker.frame(std::slice::from_ref(value), has_data),
        _ => checker.frame(std::slice::from_ref(&ast.root), has_data),
    }
    checker.found
}

struct Checker<'a> {
    source: &'a str,
    has_data: bool,
    /// How many functions are around what is looked at.
    functions: usize,
    /// What is bound somewhere in the blocks around it, and how many functions are around those: functions may read it
    /// before it is bound.
    bound: Vec<(String, usize)>,
    /// Variables of the expression's own, innermost last.
    locals: Vec<String>,
    found: Findings,
}

impl Checker<'_> {
    fn report(&mut self, problem: Problem) {
        self.found.problems.push(problem);
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
            NodeKind::Variable(name) => self.variable(name, node, context),
            NodeKind::Wildcard | NodeKind::Descendant if !context => {
                let message = "`*` and `**` need something to look into";
                let problem = Problem::new("jsonata-no-context", node.span.clone(), message);
                let problem = problem.label("there is no data here");
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
            } => match partial {
                true => self.partial(procedure, arguments, context),
                false => self.call(procedure, arguments, false, context),
            },
            NodeKind::Thunk(call) => self.node(call, context),
            NodeKind::Block(expressions) => self.frame(expressions, context),
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
                self.node(value, context);
                self.locals.push(name.clone());
            }
            NodeKind::Apply { lhs, rhs } => match &rhs.kind {
                NodeKind::Function {
                    procedure,
                    arguments,
                    partial: false,
                } => {
                    self.node(lhs, context);
                    self.call(procedure, arguments, true, context);
                }
                NodeKind::Variable(name)
                    if rhs.predicates.is_empty()
                        && rhs.group.is_none()
                        && !functions::is_function(lhs)
                        && !self.is_local(name)
                        && functions::signature(name).is_some() =>
                {
                    self.node(lhs, context);
                    self.call(rhs, &[], true, context);
                }
                _ => {
                    self.node(lhs, context);
                    self.node(rhs, context);
                }
            },
            NodeKind::Sort(terms) => terms
                .iter()
                .for_each(|term| self.node(&term.expression, true)),
            NodeKind::Regex { pattern, flags } => self.regex(pattern, flags, node),
            NodeKind::Lambda {
                parameters, body, ..
            } => self.function(parameters, body, context),
            NodeKind::Parent(_) | NodeKind::Placeholder => {}
            NodeKind::Transform {
                pattern,
                update,
                delete,
            } => {
                self.functions += 1;
                for part in [pattern, update].into_iter().chain(delete) {
                    self.frame(std::slice::from_ref(part), true);
                }
                self.functions -= 1;
            }
        }
    }

    /// A regular expression, which has to be one of JavaScript's.
    fn regex(&mut self, pattern: &str, flags: &str, node: &Node) {
        let units = pattern.encode_utf16().map(u32::from);
        if let Err(error) = regress::Regex::from_unicode(units, flags) {
            let message = "invalid regular expression";
            let problem = Problem::new("jsonata-syntax", node.span.clone(), message);
            self.report(problem.label(error.to_string()));
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
        self.functions += 1;
        self.frame(std::slice::from_ref(body), context);
        self.functions -= 1;
        self.locals.truncate(outside);
    }

    /// What may follow any node.
    fn decorations(&mut self, node: &Node) {
        self.locals
            .extend(node.focus.iter().chain(&node.index).cloned());
        for predicate in &node.predicates {
            self.node(predicate, true);
        }
        for stage in &node.stages {
            match stage {
                Stage::Filter(predicate) => self.node(predicate, true),
                Stage::Index { name, .. } => self.locals.push(name.clone()),
            }
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
            if field == StatesField::Context && step.predicates.is_empty() {
                self.found.context_names.push(names(&steps[2..]));
            }
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
        if let [
            Node {
                kind: NodeKind::Name(name),
                span,
                ..
            },
            call,
            ..,
        ] = steps
            && !context
            && name == "States"
            && let NodeKind::Function { procedure, .. } = &call.kind
        {
            return self.intrinsic(span.start..procedure.span.end);
        }
        for (index, step) in steps.iter().enumerate() {
            self.node(step, context || index > 0);
        }
    }

    fn intrinsic(&mut self, at: Range<usize>) {
        let name = &self.source[at.clone()];
        let message =
            format!("`{name}` is an intrinsic function, which states in JSONata do not have");
        let problem = Problem::new("jsonata-unknown-function", at, message);
        let problem = problem.label("a function of JSONPath");
        self.report(problem.help("JSONata has operators and functions of its own: `&` joins texts, `+` adds, `$string` makes a text"));
    }

    fn unknown_states_field(&mut self, name: &str, step: &Node) {
        let all = StatesField::ALL.map(StatesField::name);
        let message = format!("`$states` has no field `{name}`");
        let problem = Problem::new("jsonata-unknown-states-field", step.span.clone(), message);
        let problem = problem.label("unknown field");
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

    fn is_local(&self, name: &str) -> bool {
        let mut bound = self.bound.iter();
        self.locals.iter().any(|local| local == name)
            || bound.any(|(known, functions)| known == name && *functions < self.functions)
    }

    fn variable(&mut self, name: &str, node: &Node, context: bool) {
        match name {
            "" if !context => {
                let message = "`$` is nothing here";
                let problem = Problem::new("jsonata-no-context", node.span.clone(), message);
                let problem = problem
                    .label("there is a `$` only inside of a path's step, a filter or a sorting");
                self.report(problem.help("the state's input is `$states.input`"));
            }
            "" | "states" => {}
            _ if self.is_local(name) => {}
            "$" => {
                let message = "`$$` is not available in Step Functions";
                let problem = Problem::new("jsonata-root", node.span.clone(), message);
                let problem = problem.label("there is no data that it could be");
                self.report(problem.help("write `$states.input`, or `$states.context`"));
            }
            "eval" => self.eval(node.span.clone()),
            // A built-in function that is passed on, unless the machine has a variable of its name.
            _ if !self.has_data && functions::signature(name).is_some() => {
                let read = (name.to_owned(), node.span.clone());
                self.found.like_functions.push(read);
            }
            _ => {
                let read = (name.to_owned(), node.span.clone());
                self.found.variables.push(read);
            }
        }
    }

    fn eval(&mut self, at: Range<usize>) {
        let message = "`$eval` is not available in Step Functions";
        let problem = Problem::new("jsonata-eval", at, message);
        let problem = problem.label("an expression that is only known when it runs");
        self.report(problem.help("write the expression itself; `$parse` reads JSON text"));
    }

    /// Expressions one after the other, with what they bind.
    fn frame(&mut self, expressions: &[Node], context: bool) {
        let (outside, bound) = (self.locals.len(), self.bound.len());
        for expression in expressions {
            let names = bindings(expression).into_iter();
            self.bound.extend(names.map(|name| (name, self.functions)));
        }
        for expression in expressions {
            self.node(expression, context);
        }
        self.locals.truncate(outside);
        self.bound.truncate(bound);
    }
}
