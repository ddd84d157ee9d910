//! What an expression reads of `$states`, and whether it is there at that moment.

use crate::ast::{State, StateKind, StateMachine};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::jsonata::StatesField;

use super::walk::{Computed, Moment, computed, states};

/// `$states.result` is there where a state has a result, `$states.errorOutput` in Catchers.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    for state in states(machine) {
        computed(state, &mut |value, moment| {
            let Computed::Expression(expression) = value else {
                return;
            };
            for (field, span) in expression.states_fields() {
                if let Some((label, help)) = missing(state, field, moment) {
                    let message = format!("there is no `$states.{}` here", field.name());
                    diagnostics.report(
                        Diagnostic::error("states-field-not-available", span, message)
                            .label(label)
                            .help(help),
                    );
                }
            }
        });
    }
}

/// Why the field is not there, and what to write.
fn missing(
    state: &State,
    field: StatesField,
    moment: Moment,
) -> Option<(&'static str, &'static str)> {
    let has_result = matches!(
        state.kind,
        StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_)
    );
    match (field, moment) {
        (StatesField::Input | StatesField::Context, _)
        | (StatesField::ErrorOutput, Moment::Caught) => None,
        (StatesField::Result, Moment::After) if has_result => None,
        (StatesField::ErrorOutput, _) => Some((
            "only a Catcher has an error",
            "use it in `Assign` or `Output` of a Catcher",
        )),
        (StatesField::Result, _) if !has_result => Some((
            "a state of this type has no result",
            "the state's data is `$states.input`",
        )),
        (StatesField::Result, Moment::Caught) => Some((
            "the state has failed and has no result",
            "what a Catcher gets is `$states.errorOutput`",
        )),
        (StatesField::Result, _) => Some((
            "the result does not exist before the state has run",
            "use it in the state's `Assign` or `Output`",
        )),
    }
}
