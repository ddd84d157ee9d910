//! State names: unique in the whole machine, and not too long.

use std::collections::HashMap;

use crate::ast::StateMachine;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::text::Text;

use super::walk::bodies;

/// The longest name that AWS takes, in characters.
const LONGEST: usize = 80;

/// The specification's rule that names are unique within the whole machine, and AWS's that they have at most 80
/// characters.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    let mut names: Vec<&Text> = bodies(machine)
        .into_iter()
        .flat_map(|body| {
            body.states
                .iter()
                .map(|state| &state.name)
                .chain(&body.unreadable)
        })
        .collect();
    names.sort_by_key(|name| name.span);
    let mut first: HashMap<&str, &Text> = HashMap::new();
    for name in names {
        let length = name.value.chars().count();
        if length > LONGEST {
            let message = format!("a state's name can have at most {LONGEST} characters");
            diagnostics.report(
                Diagnostic::error("state-name-too-long", name.span, message)
                    .label(format!("this has {length}")),
            );
        }
        match first.get(name.value.as_str()) {
            Some(first) => diagnostics.report(
                Diagnostic::error(
                    "duplicate-state-name",
                    name.span,
                    format!("there are two states named `{}`", name.value),
                )
                .label("the second state of this name")
                .also(first.span, "the first one")
                .help("give it another name: names are unique in the whole machine, in all branches and Maps"),
            ),
            None => {
                first.insert(&name.value, name);
            }
        }
    }
}
