//! Calls: of functions that exist, with as many arguments as they take.

use super::{Checker, Problem};
use crate::jsonata::ast::{Node, NodeKind};
use crate::jsonata::functions::{self, HIGHER_ORDER};
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
        let name = self.callee(procedure, count, context);
        let higher_order = name.is_some_and(|name| HIGHER_ORDER.contains(&name));
        let function = 1 - usize::from(piped);
        for (index, argument) in arguments.iter().enumerate() {
            match &argument.kind {
                NodeKind::Lambda {
                    parameters,
                    signature: None,
                    body,
                } if higher_order && index == function && argument.predicates.is_empty() => {
                    if name == Some("reduce") && parameters.len() < 2 {
                        self.too_few_parameters(argument);
                    }
                    if parameters.len() > if name == Some("reduce") { 4 } else { 3 } {
                        self.unsupported(&argument.span, "a parameter that is never passed");
                    }
                    self.function(parameters, body, context);
                }
                NodeKind::Variable(passed)
                    if higher_order
                        && index == function
                        && name != Some("reduce")
                        && functions::passable(passed)
                        && crate::jsonata::emit::supports(passed, 1)
                        && !self.locals.contains(passed) => {}
                _ if higher_order && index == function => {
                    self.unsupported(&argument.extent, "a function that is not written out here");
                    self.passed(argument, context);
                }
                _ => self.node(argument, context),
            }
        }
    }

    /// An argument that is a function; a built-in one's name reads no variable.
    fn passed(&mut self, argument: &Node, context: bool) {
        match &argument.kind {
            NodeKind::Variable(name) if functions::signature(name).is_some() => {}
            NodeKind::Lambda {
                parameters, body, ..
            } => self.function(parameters, body, context),
            _ => self.node(argument, context),
        }
    }

    fn too_few_parameters(&mut self, lambda: &Node) {
        let message = "the function of `$reduce` needs at least two parameters";
        let problem = Problem::new("jsonata-arity", lambda.span.clone(), message);
        self.report(problem.note(
            "JSONata D3050: The second argument of reduce function must be a function with at least two arguments",
        ));
    }

    /// The built-in function that is called, with a number of arguments that it takes.
    fn callee<'n>(&mut self, procedure: &'n Node, count: usize, context: bool) -> Option<&'n str> {
        let at = procedure.span.clone();
        let name = match &procedure.kind {
            NodeKind::Variable(name) if procedure.predicates.is_empty() => name,
            NodeKind::Path { steps, .. } if steps.len() == 1 => {
                self.called_without_dollar(&steps[0], context);
                return None;
            }
            _ => {
                self.unsupported(&procedure.extent, "a call of a computed function");
                self.node(procedure, context);
                return None;
            }
        };
        if self.locals.contains(name) {
            self.unsupported(&at, "a call of a function that a variable holds");
            return None;
        }
        if name == "eval" {
            let message = "`$eval` is not available in Step Functions";
            let problem = Problem::new("jsonata-eval", at, message);
            self.report(problem.help("write the expression itself; `$parse` reads JSON text"));
            return None;
        }
        let Some(signature) = functions::signature(name) else {
            let message = format!("there is no function `${name}`");
            let problem = Problem::new("jsonata-unknown-function", at, message);
            self.report(match did_you_mean(name, functions::names()) {
                Some(meant) => problem.help(format!("did you mean `${meant}`?")),
                None => problem,
            });
            return None;
        };
        let (least, most) = functions::arity(&signature);
        if count < least || count > most {
            let takes = match (least, most) {
                (_, usize::MAX) => format!("at least {least}"),
                _ if least == most => least.to_string(),
                _ => format!("{least} to {most}"),
            };
            let plural = if takes == "1" { "" } else { "s" };
            let message = format!("`${name}` takes {takes} argument{plural}, not {count}");
            let problem = Problem::new("jsonata-arity", at, message);
            self.report(problem.note(format!("its signature is `{}`", signature.definition)));
            return None;
        }
        if !crate::jsonata::emit::supports(name, count) {
            let what = format!("`${name}` with {count} arguments");
            let what = if crate::jsonata::emit::supports_any(name) {
                what
            } else {
                format!("`${name}`")
            };
            self.unsupported(&at, &what);
            return None;
        }
        Some(name)
    }

    fn called_without_dollar(&mut self, step: &Node, context: bool) {
        let NodeKind::Name(name) = &step.kind else {
            self.unsupported(&step.extent, "a call of a computed function");
            return self.node(step, context);
        };
        let message = format!("`{name}` is not a function");
        let problem = Problem::new("jsonata-unknown-function", step.span.clone(), message);
        let known = functions::signature(name).is_some();
        let meant = if known {
            Some(&**name)
        } else {
            did_you_mean(name, functions::names())
        };
        self.report(match meant {
            Some(meant) => problem.help(format!("did you mean `${meant}`?")),
            None => problem,
        });
    }
}
