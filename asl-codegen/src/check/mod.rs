//! The rules that go beyond single fields: targets and ways, names, errors, variables, resources.

mod calls;
mod choice;
mod context;
mod errors;
mod express;
mod graph;
mod integrations;
mod loops;
mod maps;
mod names;
pub(crate) mod resource;
mod states_variable;
pub(crate) mod substitutions;
mod texts;
mod timeouts;
mod types;
mod variable_flow;
mod variables;
pub(crate) mod walk;

use crate::ast::StateMachine;
use crate::diagnostic::Diagnostics;
use crate::options::{Options, WorkflowType};

/// Reports what is wrong with a machine. It changes nothing.
///
/// After an error of an earlier stage the machine may be a part only: then the rules that need all of it wait.
pub fn check(machine: &StateMachine, options: &Options, diagnostics: &mut Diagnostics) {
    let complete = !diagnostics.has_errors() && !machine.incomplete;
    names::check(machine, options, diagnostics);
    graph::check(machine, complete, diagnostics);
    errors::check(machine, diagnostics);
    choice::check(machine, diagnostics);
    maps::check(machine, diagnostics);
    timeouts::check(machine, diagnostics);
    calls::check(machine, diagnostics);
    let express = options.workflow_type == Some(WorkflowType::Express);
    express::check(machine, express, diagnostics);
    variables::check(machine, complete, diagnostics);
    // AFTER THIS POINT: every target exists, and every state has a way to it.
    if complete && !diagnostics.has_errors() {
        loops::check(machine, diagnostics);
        variable_flow::check(machine, diagnostics);
    }
    states_variable::check(machine, diagnostics);
    context::check(machine, diagnostics);
    texts::check(machine, diagnostics);
    types::check(machine, diagnostics);
}

#[cfg(test)]
mod rule_tests;
#[cfg(test)]
mod tests;
