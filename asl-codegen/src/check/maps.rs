//! Fields of a Map that say nothing in the mode that it has.

use crate::ast::{Map, StateKind, StateMachine};
use crate::diagnostic::{Diagnostic, Diagnostics};

use super::walk::states;

/// AWS takes the fields of a Distributed Map in an inline one too, and does not look at them.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    for state in states(machine) {
        if let StateKind::Map(map) = &state.kind {
            check_map(map, diagnostics);
        }
    }
}

fn check_map(map: &Map, diagnostics: &mut Diagnostics) {
    let config = map.processor_config.as_ref();
    let mode = config.and_then(|config| config.mode.as_ref());
    let given = &map.distributed.given;
    if mode.is_some_and(|mode| mode.value != "INLINE") {
        return;
    }
    let Some((first, others)) = given.split_first() else {
        return;
    };
    let message = format!("`{}` has no effect in an inline Map", first.value);
    let mut diagnostic = Diagnostic::warning("field-without-effect", first.span, message)
        .label("only for a Distributed Map")
        .help("remove it, or give the `ProcessorConfig` `\"Mode\": \"DISTRIBUTED\"` and an `ExecutionType`");
    for other in others {
        diagnostic = diagnostic.also(other.span, "so is this");
    }
    if let Some(mode) = mode {
        diagnostic = diagnostic.also(mode.span, "the mode");
    }
    diagnostics.report(diagnostic);
}
