//! Variables: their names, their scopes, and that each that is read is assigned somewhere.

use std::collections::HashMap;

use crate::ast::{Assignment, Body, QueryLanguage, State, StateMachine};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::jsonpath::PathRoot;
use crate::source::Span;
use crate::suggest::{MOST_SUGGESTIONS, did_you_mean};

use super::walk::{Computed, assigns, children, computed, shares_variables};

/// The longest name that AWS takes, in characters.
const LONGEST: usize = 80;

/// A scope as one inside it sees it.
struct Scope<'s> {
    outer: Option<&'s Scope<'s>>,
    /// The scope around it whose variables it does not see.
    hidden: Option<&'s Scope<'s>>,
    /// Its own variables, with a place where each is assigned.
    variables: &'s HashMap<&'s str, Variable>,
    /// The state that the inner scope stands in.
    around: usize,
}

/// A variable of a scope.
struct Variable {
    place: Span,
    /// The state that assigns it, where that is only one.
    only_by: Option<usize>,
}

impl Scope<'_> {
    fn scopes(&self) -> impl Iterator<Item = &Scope<'_>> {
        std::iter::successors(Some(self), |scope| scope.outer)
    }

    /// Where a variable is assigned that can be read here.
    fn find(&self, name: &str) -> Option<Span> {
        self.scopes()
            .find_map(|scope| scope.variables.get(name))
            .map(|variable| variable.place)
    }

    /// Where a variable is assigned that is out of sight.
    fn find_hidden(&self, name: &str) -> Option<Span> {
        let hidden = std::iter::successors(Some(self), |scope| scope.outer.or(scope.hidden));
        hidden
            .skip(1)
            .find_map(|scope| scope.variables.get(name))
            .map(|variable| variable.place)
    }

    /// Where a variable is assigned that cannot be assigned here. What a Map or Parallel itself assigns, it assigns when
    /// its inside is over: there AWS sees no conflict.
    fn taken(&self, name: &str) -> Option<Span> {
        let mut taken = self.scopes().filter_map(|scope| {
            let variable = scope.variables.get(name)?;
            (variable.only_by != Some(scope.around)).then_some(variable.place)
        });
        taken.next()
    }
}

/// Checks names and scopes, and in a `complete` machine that what is read is assigned.
pub(super) fn check(machine: &StateMachine, complete: bool, diagnostics: &mut Diagnostics) {
    let mut checker = Checker {
        complete,
        missing: 0,
        diagnostics,
    };
    checker.scope(&machine.body, None, None);
}

struct Checker<'d> {
    complete: bool,
    /// How many variables were missed.
    missing: usize,
    diagnostics: &'d mut Diagnostics,
}

impl Checker<'_> {
    fn scope(&mut self, body: &Body, outer: Option<&Scope<'_>>, hidden: Option<&Scope<'_>>) {
        let mut variables: HashMap<&str, Variable> = HashMap::new();
        for (index, variable) in assigned(body) {
            let name = variable.name.as_str();
            if let Some(place) = outer.and_then(|outer| outer.taken(name)) {
                self.diagnostics.report(of_outer_scope(variable, place));
            } else if check_name(variable, self.diagnostics) {
                let known = variables.entry(name).or_insert(Variable {
                    place: variable.key.span,
                    only_by: Some(index),
                });
                known.only_by = known.only_by.filter(|first| *first == index);
            }
        }
        let mut scope = Scope {
            outer,
            hidden,
            variables: &variables,
            around: 0,
        };
        for (index, state) in body.states.iter().enumerate() {
            scope.around = index;
            if self.complete {
                self.reads(state, &scope);
            }
            for inner in children(state) {
                match shares_variables(state) {
                    true => self.scope(inner, Some(&scope), None),
                    false => self.scope(inner, None, Some(&scope)),
                }
            }
        }
    }

    fn reads(&mut self, state: &State, scope: &Scope<'_>) {
        computed(state, &mut |value, _| {
            for (name, span) in surely_reads(value) {
                if scope.find(&name).is_some() {
                    continue;
                }
                if let Some(place) = scope.find_hidden(&name) {
                    self.diagnostics.report(out_of_sight(&name, span, place));
                } else {
                    self.missing += 1;
                    let suggest = self.missing <= MOST_SUGGESTIONS;
                    self.diagnostics
                        .report(not_assigned(state, &name, span, scope, suggest));
                }
            }
        });
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
    diagnostics.report(
        Diagnostic::error("variable-name", variable.key.span, message)
            .label(label)
            .help(match name.as_str() {
                "states" => "`$states` holds what the machine itself provides; take another name",
                _ => "a name begins with a letter or `_`, and goes on with letters, digits and `_`",
            }),
    );
    false
}

/// The variables that a computed value reads, those among them that would be functions if no state assigned them.
pub(super) fn reads(value: Computed<'_>) -> Vec<(String, Span)> {
    let mut all = surely_reads(value);
    if let Computed::Expression(expression) = value {
        all.extend_from_slice(expression.like_functions());
    }
    all
}

fn surely_reads(value: Computed<'_>) -> Vec<(String, Span)> {
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

/// As [`not_assigned`]: a child of a Distributed Map is an execution of its own.
fn out_of_sight(name: &str, span: Span, place: Span) -> Diagnostic {
    let message = format!("the children of a Distributed Map do not see the variable `${name}`");
    Diagnostic::warning("variable-not-assigned", span, message)
        .label("never has a value here")
        .also(place, "assigned outside of the Distributed Map here")
        .help("hand it to the children in the Map's `ItemSelector`, or in `BatchInput`")
}

/// AWS takes it: in JSONata the variable is undefined, which an expression may ask for; in JSONPath the state fails.
fn not_assigned(
    state: &State,
    name: &str,
    span: Span,
    scope: &Scope<'_>,
    suggest: bool,
) -> Diagnostic {
    let mut known: Vec<_> = scope
        .scopes()
        .filter(|_| suggest)
        .flat_map(|scope| scope.variables.keys().copied())
        .collect();
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
