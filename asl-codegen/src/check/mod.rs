//! The rules that go beyond single fields: targets and ways, names, errors, variables, resources.

mod errors;
mod graph;
mod names;
mod resource;
mod states_variable;
mod timeouts;
mod unsupported;
mod variables;
mod walk;

use crate::ast::StateMachine;
use crate::diagnostic::Diagnostics;

/// Reports what is wrong with a machine. It changes nothing.
///
/// After an error of an earlier stage the machine may be a part only: then the rules that need all of it wait.
pub fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    let complete = !diagnostics.has_errors();
    names::check(machine, diagnostics);
    graph::check(machine, complete, diagnostics);
    errors::check(machine, diagnostics);
    timeouts::check(machine, diagnostics);
    resource::check(machine, diagnostics);
    variables::check(machine, complete, diagnostics);
    states_variable::check(machine, diagnostics);
    unsupported::check(machine, diagnostics);
}

#[cfg(test)]
mod tests;
