//! Calls: of functions that exist, with as many arguments as they take.

use super::{Checker, Problem};
use crate::jsonata::ast::{Node, NodeKind};
use crate::jsonata::functions;
use crate::suggest::did_you_mean;

impl Checker<'_> {
    /// `piped` tells whether `~>` passes a first argument.
    pub(super) fn call(
        &mut self,
        procedure: &Node,
        arguments: &[Node],
        piped: bool,
        context: bool,
    ) {
        let count = arguments.len() + usize::from(piped);
        let name = self.callee(procedure, Some(count), context);
        let function = 1 - usize::from(piped);
        if name == Some("reduce")
            && let Some(argument) = arguments.get(function)
            && let NodeKind::Lambda { parameters, .. } = &argument.kind
            && argument.predicates.is_empty()
            && parameters.len() < 2
        {
            self.too_few_parameters(argument);
        }
        for argument in arguments {
            self.node(argument, context);
        }
    }

    /// `f(a, ?)`
    pub(super) fn partial(&mut self, procedure: &Node, arguments: &[Node], context: bool) {
        self.callee(procedure, None, context);
        for argument in arguments {
            self.node(argument, context);
        }
    }

    fn too_few_parameters(&mut self, lambda: &Node) {
        let message = "the function of `$reduce` needs at least two parameters";
        let problem = Problem::new("jsonata-arity", lambda.span.clone(), message);
        let problem = problem.label("has fewer");
        self.report(problem.note(
            "JSONata D3050: The second argument of reduce function must be a function with at least two arguments",
        ));
    }

    /// The built-in function that is called, with a number of arguments that it takes.
    fn callee<'n>(
        &mut self,
        procedure: &'n Node,
        count: Option<usize>,
        context: bool,
    ) -> Option<&'n str> {
        let at = procedure.span.clone();
        let name = match &procedure.kind {
            NodeKind::Variable(name) if procedure.predicates.is_empty() => name,
            NodeKind::Path { steps, .. } if steps.len() == 1 && !self.has_data => {
                self.called_without_dollar(&steps[0], context);
                return None;
            }
            _ => {
                self.node(procedure, context);
                return None;
            }
        };
        if self.is_local(name) || name.is_empty() {
            self.node(procedure, context);
            return None;
        }
        if name == "eval" {
            self.eval(at);
            return None;
        }
        // The reference finds the rest when it runs.
        let Some(signature) = functions::signature(name).filter(|_| !self.has_data) else {
            if self.has_data {
                self.node(procedure, context);
                return None;
            }
            let message = format!("there is no function `${name}`");
            let problem = Problem::new("jsonata-unknown-function", at, message);
            let problem = problem.label("unknown function");
            self.report(match did_you_mean(name, functions::names()) {
                Some(meant) => problem.help(format!("did you mean `${meant}`?")),
                None => problem,
            });
            return None;
        };
        let (least, most) = functions::arity(&signature);
        if let Some(count) = count.filter(|count| *count < least || *count > most) {
            let takes = match (least, most) {
                (_, usize::MAX) => format!("at least {least}"),
                _ if least == most => least.to_string(),
                _ => format!("{least} to {most}"),
            };
            let plural = if takes == "1" { "" } else { "s" };
            let message = format!("`${name}` takes {takes} argument{plural}, not {count}");
            let given = match count {
                0 => "no argument is given".to_owned(),
                1 => "1 argument is given".to_owned(),
                _ => format!("{count} arguments are given"),
            };
            let problem = Problem::new("jsonata-arity", at, message).label(given);
            self.report(problem.note(format!("its signature is `{}`", signature.definition)));
            return None;
        }
        Some(name)
    }

    fn called_without_dollar(&mut self, step: &Node, context: bool) {
        let NodeKind::Name(name) = &step.kind else {
            return self.node(step, context);
        };
        let known = functions::signature(name).is_some();
        let meant = if known {
            Some(&**name)
        } else {
            did_you_mean(name, functions::names())
        };
        if context && meant.is_none() {
            // An object that the expression has made may hold a function.
            return;
        }
        let message = format!("`{name}` is not a function");
        let problem = Problem::new("jsonata-unknown-function", step.span.clone(), message);
        let problem = problem.label("called like one");
        self.report(match meant {
            Some(meant) => problem.help(format!("did you mean `${meant}`?")),
            None => problem,
        });
    }
}
