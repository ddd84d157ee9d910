//! Variables: their names, their scopes, and that each that is read is assigned somewhere.

use std::collections::HashMap;

use crate::ast::{Assignment, Body, QueryLanguage, State, StateMachine};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::jsonpath::PathRoot;
use crate::source::Span;
use crate::suggest::did_you_mean;

use super::walk::{Computed, assigns, children, computed};

/// The longest name that AWS takes, in characters.
const LONGEST: usize = 80;

/// The variables of a scope and of those around it, with a place where each is assigned.
type Scope<'a> = HashMap<&'a str, Span>;

/// Checks names and scopes, and in a `complete` machine that what is read is assigned.
pub(super) fn check(machine: &StateMachine, complete: bool, diagnostics: &mut Diagnostics) {
    check_scope(
        &machine.body,
        &Scope::new(),
        &Scope::new(),
        complete,
        diagnostics,
    );
}

/// `outer` are the variables that can be read from around this scope, `taken` those that it cannot assign.
fn check_scope(
    body: &Body,
    outer: &Scope<'_>,
    taken: &Scope<'_>,
    complete: bool,
    diagnostics: &mut Diagnostics,
) {
    let mut scope = outer.clone();
    // The states that assign a variable of this scope: the first one, and whether there are others.
    let mut assigned_by: HashMap<&str, (usize, bool)> = HashMap::new();
    for (index, variable) in assigned(body) {
        let name = variable.name.as_str();
        if let Some(outer) = taken.get(name) {
            diagnostics.report(of_outer_scope(variable, *outer));
        } else if check_name(variable, diagnostics) {
            scope.insert(name, variable.key.span);
            let first = assigned_by.entry(name).or_insert((index, false));
            first.1 |= first.0 != index;
        }
    }
    for (index, state) in body.states.iter().enumerate() {
        if complete {
            computed(state, &mut |value, _| {
                for (name, span) in reads(value) {
                    if !scope.contains_key(name.as_str()) {
                        diagnostics.report(not_assigned(state, &name, span, &scope));
                    }
                }
            });
        }
        // What a Map or Parallel itself assigns, it assigns when its inside is over: there AWS sees no conflict.
        let free = |name: &str| assigned_by.get(name) == Some(&(index, false));
        for inner in children(state) {
            let taken = scope
                .iter()
                .filter(|(name, _)| !free(name))
                .map(|(name, span)| (*name, *span))
                .collect();
            check_scope(inner, &scope, &taken, complete, diagnostics);
        }
    }
}

/// What the states of a scope assign, with the state's index.
fn assigned(body: &Body) -> impl Iterator<Item = (usize, &Assignment)> {
    let variables = |state| {
        assigns(state)
            .into_iter()
            .flat_map(|assign| &assign.variables)
    };
    let states = body.states.iter().enumerate();
    states.flat_map(move |(index, state)| variables(state).map(move |variable| (index, variable)))
}

fn of_outer_scope(variable: &Assignment, outer: Span) -> Diagnostic {
    let message = format!(
        "the variable `{}` belongs to an outer `States`",
        variable.name
    );
    Diagnostic::error("variable-of-outer-scope", variable.key.span, message)
        .label("cannot be assigned in a Map or a branch")
        .also(outer, "assigned in the outer `States` here")
        .help("give it another name; what is assigned inside is forgotten at the end of the Map or branch")
}

/// Whether a variable can have this name; if not it is reported.
fn check_name(variable: &Assignment, diagnostics: &mut Diagnostics) -> bool {
    let name = &variable.name;
    let length = name.chars().count();
    let mut characters = name.chars();
    let begins = characters
        .next()
        .is_some_and(|c| c == '_' || c.is_alphabetic());
    let label = if name == "states" {
        "the name is reserved".to_owned()
    } else if length > LONGEST {
        format!("has {length} characters, and {LONGEST} are allowed")
    } else if !begins {
        "does not begin with a letter".to_owned()
    } else if !characters.all(|c| c == '_' || c.is_alphanumeric()) {
        "has other characters than letters, digits and `_`".to_owned()
    } else {
        return true;
    };
    let message = format!("`{name}` cannot be a variable's name");
    diagnostics.report(Diagnostic::error("variable-name", variable.key.span, message).label(label));
    false
}

/// The variables that a computed value reads.
pub(super) fn reads(value: Computed<'_>) -> Vec<(String, Span)> {
    match value {
        Computed::Path(path) => match &path.root {
            PathRoot::Variable(name) => {
                let place = path.text.span_of(0..1 + name.len());
                vec![(name.clone(), place)]
            }
            PathRoot::Input | PathRoot::Context => Vec::new(),
        },
        Computed::Expression(expression) => expression.variables(),
    }
}

/// AWS takes it: in JSONata the variable is undefined, which an expression may ask for; in JSONPath the state fails.
fn not_assigned(state: &State, name: &str, span: Span, scope: &Scope<'_>) -> Diagnostic {
    let mut known: Vec<_> = scope.keys().copied().collect();
    known.sort_unstable();
    let near = did_you_mean(name, known).map(|near| format!("did you mean `${near}`?"));
    let message = format!("no state assigns the variable `${name}`");
    let field = match state.query_language {
        QueryLanguage::JsonPath => "$.",
        QueryLanguage::Jsonata => "$states.input.",
    };
    Diagnostic::warning("variable-not-assigned", span, message)
        .label("never has a value")
        .help(near.unwrap_or_else(|| {
            format!(
                "assign it in a state before, in `Assign`; a field of the input is `{field}{name}`"
            )
        }))
}
