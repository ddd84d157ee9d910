//! What the language has and the compiler does not have yet. Each entry goes away with the work that adds it.

use crate::ast::{Map, StateKind, StateMachine};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;
use crate::text::Text;

use super::walk::states;

/// Refuses what cannot be compiled yet.
pub(crate) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    for state in states(machine) {
        if let StateKind::Map(map) = &state.kind {
            check_map(map, diagnostics);
        }
    }
}

fn check_map(map: &Map, diagnostics: &mut Diagnostics) {
    let mode = map
        .processor_config
        .as_ref()
        .and_then(|config| config.mode.as_ref());
    if let Some(mode) = mode.filter(|mode| mode.value == "DISTRIBUTED") {
        // The mode is the one mistake, and the fields that go with it are no further ones.
        refuse(mode.span, "the Distributed Map is", diagnostics);
        return;
    }
    // The others have no effect in an inline Map, of which a warning tells.
    let of_data =
        |field: &&Text| ["ItemReader", "ItemBatcher", "ResultWriter"].contains(&&*field.value);
    for field in map.distributed.given.iter().filter(of_data) {
        let what = format!("`{}`, a field of the Distributed Map, is", field.value);
        refuse(field.span, &what, diagnostics);
    }
}

fn refuse(span: Span, what: &str, diagnostics: &mut Diagnostics) {
    let message = format!("{what} not supported yet");
    diagnostics.report(
        Diagnostic::error("not-supported-yet", span, message).label("cannot be compiled yet"),
    );
}
