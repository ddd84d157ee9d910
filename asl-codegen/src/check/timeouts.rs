//! A Task's `TimeoutSeconds` and `HeartbeatSeconds`.

use crate::ast::{Amount, StateKind, StateMachine};
use crate::diagnostic::{Diagnostic, Diagnostics};

use super::walk::states;

/// "The `HeartbeatSeconds` interval MUST be smaller than the `TimeoutSeconds` value."
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    for state in states(machine) {
        if let StateKind::Task(task) = &state.kind
            && let Some(Amount::Literal(heartbeat)) = &task.heartbeat
            && let Some(Amount::Literal(timeout)) = &task.timeout
            && heartbeat.value >= timeout.value
        {
            // AWS takes it all the same.
            let message = "`HeartbeatSeconds` should be smaller than `TimeoutSeconds`";
            diagnostics.report(
                Diagnostic::warning("heartbeat-not-below-timeout", heartbeat.span, message)
                    .label("has no effect, the task times out before")
                    .also(timeout.span, "times out after this")
                    .help("make it smaller, or leave it out"),
            );
        }
    }
}
