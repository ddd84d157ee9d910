//! Transitions: every target exists in its scope, every state can be reached, and every scope can end.

use std::collections::{HashMap, HashSet};

use crate::ast::{Body, State, StateKind, StateMachine, Transition};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::parse::has_substitution;
use crate::source::Span;
use crate::suggest::{MOST_SUGGESTIONS, did_you_mean};
use crate::text::Text;

use super::walk::{bodies, error_handling};

/// Checks the targets, and in a `complete` machine the ways.
pub(super) fn check(machine: &StateMachine, complete: bool, diagnostics: &mut Diagnostics) {
    let bodies = bodies(machine);
    let mut anywhere: HashMap<&str, Span> = HashMap::new();
    for name in bodies.iter().copied().flat_map(names) {
        anywhere.entry(&name.value).or_insert(name.span);
    }
    for (scope, body) in bodies.iter().enumerate() {
        let targets = Targets {
            body,
            scope,
            anywhere: &anywhere,
        };
        // A missing target is why states are not reached: one mistake, one error.
        let found = targets.check(diagnostics);
        if found && complete {
            check_ways(body, diagnostics);
        }
    }
}

/// The names that stand in a scope.
fn names(body: &Body) -> impl Iterator<Item = &Text> {
    body.states
        .iter()
        .map(|state| &state.name)
        .chain(&body.unreadable)
}

/// The targets of a state, with the field that names each.
pub(super) fn targets(state: &State) -> Vec<(&'static str, &Text)> {
    let mut all = Vec::new();
    if let Some(Transition::Next(next)) = state.transition() {
        all.push(("Next", next));
    }
    if let StateKind::Choice(choice) = &state.kind {
        all.extend(choice.rules.iter().map(|rule| ("Next", &rule.next)));
        all.extend(choice.default.iter().map(|default| ("Default", default)));
    }
    let (_, catchers) = error_handling(state);
    all.extend(catchers.iter().map(|catcher| ("Next", &catcher.next)));
    all
}

struct Targets<'a> {
    body: &'a Body,
    scope: usize,
    /// The names of all scopes, and where they stand.
    anywhere: &'a HashMap<&'a str, Span>,
}

impl Targets<'_> {
    /// Whether all targets of the scope exist in it; those that do not are reported.
    fn check(&self, diagnostics: &mut Diagnostics) -> bool {
        let own: HashSet<&str> = names(self.body).map(|name| name.value.as_str()).collect();
        // What a substitution without a value will name is not known.
        if own.iter().any(|name| has_substitution(name)) {
            return false;
        }
        let start = std::iter::once(("StartAt", &self.body.start_at));
        let missing: Vec<_> = start
            .chain(self.body.states.iter().flat_map(targets))
            .filter(|(_, target)| !own.contains(target.value.as_str()))
            .collect();
        // A state that was renamed is missed wherever it is named: that is one mistake.
        let mut reported: HashMap<&str, Diagnostic> = HashMap::new();
        let mut order = Vec::new();
        for (field, target) in &missing {
            let name = target.value.as_str();
            if has_substitution(name) {
                continue;
            }
            let diagnostic = match reported.remove(name) {
                Some(first) => first.also(target.span, "named here too"),
                None => {
                    order.push(name);
                    self.not_found(field, target, order.len() <= MOST_SUGGESTIONS)
                }
            };
            reported.insert(name, diagnostic);
        }
        for diagnostic in order.into_iter().filter_map(|name| reported.remove(name)) {
            diagnostics.report(diagnostic);
        }
        missing.is_empty()
    }

    fn not_found(&self, field: &str, target: &Text, suggest: bool) -> Diagnostic {
        let code = match field {
            "StartAt" => "start-at-not-found",
            _ => "next-not-found",
        };
        let name = &target.value;
        if let Some(place) = self.anywhere.get(name.as_str()) {
            let message = format!("`{field}` names a state of another `States`: `{name}`");
            let help = match (field, self.scope) {
                ("StartAt", _) => "name one of the states of this `States`",
                (_, 0) => {
                    "a state inside a Map or a branch cannot be a target from outside; go to the Map or Parallel"
                }
                _ => {
                    "the states of a Map or a branch go to each other only; end here, and go on from the Map or Parallel"
                }
            };
            return Diagnostic::error(code, target.span, message)
                .label("no state of this name in the enclosing `States`")
                .also(*place, "the state stands here")
                .help(help);
        }
        let message = format!("`{field}` names a state that does not exist: `{name}`");
        let mut diagnostic = Diagnostic::error(code, target.span, message)
            .label("no state of this name in the enclosing `States`");
        if !suggest {
            return diagnostic;
        }
        let candidates: Vec<_> = names(self.body).map(|name| name.value.as_str()).collect();
        let Some(near) = did_you_mean(name, candidates.iter().copied()) else {
            return diagnostic.maybe_help(there_are(&candidates));
        };
        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        if let Some(place) = names(self.body).find(|known| known.value == near) {
            diagnostic = diagnostic.also(place.span, "a state with a similar name");
        }
        diagnostic
    }
}

/// The states of a scope, where they are few enough to be told.
fn there_are(names: &[&str]) -> Option<String> {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    (1..=8).contains(&names.len()).then(|| match &quoted[..] {
        [only] => format!("the only state here is {only}"),
        _ => format!("the states here are {}", quoted.join(", ")),
    })
}

/// AWS refuses a state that cannot be reached, and a scope without an end.
fn check_ways(body: &Body, diagnostics: &mut Diagnostics) {
    let states: HashMap<&str, &State> = body
        .states
        .iter()
        .map(|state| (state.name.value.as_str(), state))
        .collect();
    let mut reached: HashSet<&str> = HashSet::new();
    reach(&body.start_at.value, &states, &mut reached);
    let unreached = body
        .states
        .iter()
        .any(|state| !reached.contains(state.name.value.as_str()));
    if unreached {
        // What only leads on from a state that is not reached is not reached for the same reason.
        let missed: Vec<&State> = body
            .states
            .iter()
            .filter(|state| !reached.contains(state.name.value.as_str()))
            .collect();
        let led_to: HashSet<&str> = missed
            .iter()
            .flat_map(|state| {
                let others = targets(state).into_iter().map(|(_, target)| &*target.value);
                others.filter(|target| *target != state.name.value)
            })
            .collect();
        let (firsts, others): (Vec<&State>, Vec<&State>) = missed
            .into_iter()
            .partition(|state| !led_to.contains(state.name.value.as_str()));
        for state in firsts.into_iter().chain(others) {
            let name = &state.name;
            if reached.contains(name.value.as_str()) {
                continue;
            }
            reach(&name.value, &states, &mut reached);
            diagnostics.report(
                Diagnostic::error("state-unreachable", name.span, format!("no way leads to the state `{}`", name.value))
                    .label("never reached")
                    .help(format!("name it in a `Next`, `Default` or `Catch` that is reached from `{}`, or remove it", body.start_at.value)),
            );
        }
    }
    if !unreached && !body.states.iter().any(ends) {
        let message = "no state of this `States` ends";
        diagnostics.report(
            Diagnostic::error("no-end", body.states_key, message)
                .label("in here it goes on for ever")
                .help("give the last state `\"End\": true`, or go to a Succeed or Fail"),
        );
    }
}

/// Adds the states that a way leads to from `start`, itself too.
fn reach<'a>(start: &'a str, states: &HashMap<&'a str, &'a State>, reached: &mut HashSet<&'a str>) {
    if !reached.insert(start) {
        return;
    }
    let mut open = vec![start];
    while let Some(state) = open.pop().and_then(|name| states.get(name)) {
        for (_, target) in targets(state) {
            if reached.insert(&target.value) {
                open.push(&target.value);
            }
        }
    }
}

/// Whether a state can end its scope.
pub(super) fn ends(state: &State) -> bool {
    match state.transition() {
        Some(transition) => matches!(transition, Transition::End(_)),
        None => matches!(state.kind, StateKind::Succeed(_) | StateKind::Fail(_)),
    }
}
