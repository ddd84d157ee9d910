//! Substitutions when a machine is compiled: which need a value, and values that are given to none.

use std::collections::HashMap;

use crate::ast::{OpenSubstitution, StateMachine, SubstitutionRole};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::parse::Substitutions;
use crate::source::Span;
use crate::suggest::did_you_mean;

/// A substitution needs a value where it decides what is compiled, or is a string in one place and a number in another;
/// the others become fields of the generated `Substitutions`.
pub(crate) fn check(
    machine: &StateMachine,
    given: &Substitutions,
    text: &str,
    diagnostics: &mut Diagnostics,
) {
    check_given(machine, given, text, diagnostics);
    let mut first: HashMap<&str, &OpenSubstitution> = HashMap::new();
    for open in &machine.open_substitutions {
        let name = &open.name;
        if open.role == SubstitutionRole::Definition {
            let message = format!("the substitution `${{{name}}}` has no value");
            let label = "has to be known to compile the machine";
            diagnostics.report(without_value(open, message).label(label));
            continue;
        }
        let before = *first.entry(name).or_insert(open);
        if before.role != open.role {
            let message = format!(
                "the substitution `${{{name}}}` has no value, and stands for different things"
            );
            diagnostics.report(
                without_value(open, message)
                    .label(format!("here it is {}", described(open.role)))
                    .also(
                        before.span,
                        format!("here it is {}", described(before.role)),
                    ),
            );
        }
    }
}

fn without_value(open: &OpenSubstitution, message: String) -> Diagnostic {
    let name = &open.name;
    let key = match name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) {
        true => name.clone(),
        false => format!("{name:?}"),
    };
    Diagnostic::error("substitution-without-value", open.span, message).help(format!(
        "give it a value: `substitutions = {{ {key} = \"...\" }}`"
    ))
}

fn described(role: SubstitutionRole) -> &'static str {
    match role {
        SubstitutionRole::String => "a string",
        SubstitutionRole::Number => "a whole number",
        SubstitutionRole::Value | SubstitutionRole::Definition => "any value",
    }
}

/// A value that is given to a name which is not in the text, and which is nearly one that has no value, is misspelt.
fn check_given(
    machine: &StateMachine,
    given: &Substitutions,
    text: &str,
    diagnostics: &mut Diagnostics,
) {
    let unused = given
        .keys()
        .filter(|name| !text.contains(&format!("${{{name}}}")));
    for name in unused {
        let open = machine.open_substitutions.iter();
        let Some(near) = did_you_mean(name, open.map(|open| &*open.name)) else {
            continue;
        };
        let message =
            format!("a value is given to `${{{name}}}`, which the definition does not have");
        diagnostics.report(
            Diagnostic::warning("unknown-substitution", Span::NOWHERE, message)
                .help(format!("did you mean `{near}`?")),
        );
    }
}
