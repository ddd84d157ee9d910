//! Which variables have a value when a state begins: on every way to it, on some, or on none; and which are read at all.

use std::collections::{HashMap, HashSet};

use crate::ast::{Assign, Body, Condition, Operator, State, StateKind, StateMachine, Transition};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::jsonpath::PathRoot;
use crate::source::Span;
use crate::suggest::{MOST_SUGGESTIONS, did_you_mean};

use super::variables::reads;
use super::walk::{
    Computed, assigns, children, computed, data, error_handling, shares_variables, states,
};

/// More variables times states than this no one writes, and the sets would take too much room.
const MOST: usize = 1 << 26;

/// Whether a variable has a value.
#[derive(Clone, Copy)]
struct Known {
    /// On every way.
    always: bool,
    /// On some way.
    ever: bool,
    /// Where a state assigns it.
    place: Span,
}

/// A scope as one inside it sees it.
struct Scope<'s> {
    outer: Option<&'s Scope<'s>>,
    own: &'s [(&'s str, Span)],
    index: &'s HashMap<&'s str, usize>,
    flow: &'s Flow,
    /// The state that the inner scope stands in.
    around: usize,
}

impl Scope<'_> {
    /// What is known of a variable of this scope or of one around it.
    fn find(&self, name: &str) -> Option<Known> {
        std::iter::successors(Some(self), |scope| scope.outer).find_map(|scope| {
            let id = *scope.index.get(name)?;
            Some(scope.flow.known(scope.around, id, scope.own[id].1))
        })
    }
}

/// Checks a machine of which all targets exist.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    let mut guarded = HashSet::new();
    for state in states(machine) {
        guards(state, &mut guarded);
    }
    check_scope(&machine.body, None, &guarded, diagnostics);
}

fn check_scope(
    body: &Body,
    outer: Option<&Scope<'_>>,
    guarded: &HashSet<String>,
    diagnostics: &mut Diagnostics,
) {
    let mut own: Vec<(&str, Span)> = Vec::new();
    let mut index: HashMap<&str, usize> = HashMap::new();
    let assigned = body.states.iter().flat_map(assigns);
    for variable in assigned.flat_map(|assign| &assign.variables) {
        index.entry(&variable.name).or_insert_with(|| {
            own.push((&variable.name, variable.key.span));
            own.len() - 1
        });
    }
    check_used(body, &own, outer, diagnostics);
    if own.len().saturating_mul(body.states.len()) > MOST {
        return;
    }
    let flow = Flow::new(body, &index);
    let mut reported: HashSet<String> = HashSet::new();
    let mut scope = Scope {
        outer,
        own: &own,
        index: &index,
        flow: &flow,
        around: 0,
    };
    for (at, state) in body.states.iter().enumerate() {
        scope.around = at;
        computed(state, &mut |value, _| {
            for (name, span) in reads(value) {
                // One that no state assigns is reported elsewhere.
                let Some(known) = scope.find(&name) else {
                    continue;
                };
                // The first place is enough to find the others by.
                let silent = known.always || guarded.contains(&name);
                if !silent && reported.insert(name.clone()) {
                    diagnostics.report(not_yet(&name, span, known));
                }
            }
        });
        for inner in children(state) {
            let outer = Some(&scope).filter(|_| shares_variables(state));
            check_scope(inner, outer, guarded, diagnostics);
        }
    }
}

fn not_yet(name: &str, span: Span, known: Known) -> Diagnostic {
    let (code, message, label) = match known.ever {
        true => (
            "variable-maybe-not-assigned",
            format!("the variable `${name}` does not have a value on every way to here"),
            "may have no value here",
        ),
        false => (
            "variable-not-assigned",
            format!("the variable `${name}` has no value here yet"),
            "read before any state that assigns it",
        ),
    };
    Diagnostic::warning(code, span, message)
        .label(label)
        .also(known.place, "assigned here")
        .help("assign it in a state that always comes before, such as a Pass at the start")
}

/// A variable that is assigned and not read does nothing.
fn check_used(
    body: &Body,
    own: &[(&str, Span)],
    outer: Option<&Scope<'_>>,
    diagnostics: &mut Diagnostics,
) {
    if own.is_empty() {
        return;
    }
    let mut read: HashSet<String> = HashSet::new();
    let mut used: HashSet<&str> = HashSet::new();
    let mut open = vec![body];
    while let Some(body) = open.pop() {
        for state in &body.states {
            computed(state, &mut |value, _| {
                read.extend(reads(value).into_iter().map(|(name, _)| name));
            });
            open.extend(children(state));
        }
    }
    for (name, _) in own {
        if read.remove(*name) {
            used.insert(*name);
        }
    }
    // One that is read under a misspelt name is reported there.
    read.retain(|name| outer.is_none_or(|outer| outer.find(name).is_none()));
    let unused: Vec<_> = own
        .iter()
        .filter(|(name, _)| !used.contains(name))
        .collect();
    let few = read.len() <= MOST_SUGGESTIONS && unused.len() <= MOST_SUGGESTIONS;
    let misspelt =
        |name: &str| few && did_you_mean(name, read.iter().map(String::as_str)).is_some();
    for (name, place) in unused.into_iter().filter(|(name, _)| !misspelt(name)) {
        let message = format!("the variable `{name}` is assigned and never read");
        diagnostics.report(
            Diagnostic::warning("variable-unused", *place, message)
                .label("no state reads it")
                .help("remove it, or use it where its value is needed"),
        );
    }
}

/// The variables of which the machine asks whether they have a value.
fn guards(state: &State, guarded: &mut HashSet<String>) {
    if let StateKind::Choice(choice) = &state.kind {
        for rule in &choice.rules {
            condition_guards(&rule.condition, guarded);
        }
    }
    computed(state, &mut |value, _| {
        if let Computed::Expression(expression) = value
            && expression.source().contains("$exists(")
        {
            let source = expression.source();
            let names = expression.variables().into_iter().map(|(name, _)| name);
            let tested = |name: &String| source.contains(&format!("$exists(${name}"));
            guarded.extend(names.filter(tested));
        }
    });
}

fn condition_guards(condition: &Condition, guarded: &mut HashSet<String>) {
    match condition {
        Condition::And(inner) | Condition::Or(inner) => {
            for condition in inner {
                condition_guards(condition, guarded);
            }
        }
        Condition::Not(inner) => condition_guards(inner, guarded),
        Condition::Test(test) => {
            if let (Operator::IsPresent, PathRoot::Variable(name)) =
                (test.operator.value, &test.variable.root)
            {
                guarded.insert(name.clone());
            }
        }
        Condition::Jsonata(_) => {}
    }
}

/// A set of the scope's variables.
#[derive(Clone, PartialEq)]
struct Set(Vec<u64>);

impl Set {
    fn new(size: usize) -> Self {
        Set(vec![0; size.div_ceil(64)])
    }

    fn insert(&mut self, id: usize) {
        self.0[id / 64] |= 1 << (id % 64);
    }

    fn contains(&self, id: usize) -> bool {
        self.0[id / 64] >> (id % 64) & 1 == 1
    }

    /// Adds what `other` has; whether that is anything new.
    fn unite(&mut self, other: &Set) -> bool {
        self.change(other, |mine, other| mine | other)
    }

    /// Keeps what `other` has too; whether that takes anything away.
    fn intersect(&mut self, other: &Set) -> bool {
        self.change(other, |mine, other| mine & other)
    }

    fn change(&mut self, other: &Set, combine: fn(u64, u64) -> u64) -> bool {
        let mut changed = false;
        for (mine, other) in self.0.iter_mut().zip(&other.0) {
            let combined = combine(*mine, *other);
            changed |= combined != *mine;
            *mine = combined;
        }
        changed
    }
}

/// For each state that can be reached, the variables that are assigned on every way to it, and on some.
struct Flow {
    before: Vec<Option<(Set, Set)>>,
}

impl Flow {
    fn new(body: &Body, index: &HashMap<&str, usize>) -> Self {
        let names = body.positions();
        let mut before: Vec<Option<(Set, Set)>> = vec![None; body.states.len()];
        let mut open = Vec::new();
        if let Some(start) = names.get(body.start_at.value.as_str()) {
            before[*start] = Some((Set::new(index.len()), Set::new(index.len())));
            open.push(*start);
        }
        while let Some(at) = open.pop() {
            let Some(current) = before[at].clone() else {
                continue;
            };
            for (target, surely, maybe) in edges(&body.states[at]) {
                let Some(target) = names.get(target) else {
                    continue;
                };
                let (mut always, mut ever) = current.clone();
                for variable in surely.map_or(&[][..], |assign| &assign.variables) {
                    let id = index[variable.name.as_str()];
                    always.insert(id);
                    ever.insert(id);
                }
                for variable in maybe.map_or(&[][..], |assign| &assign.variables) {
                    ever.insert(index[variable.name.as_str()]);
                }
                let changed = match &mut before[*target] {
                    Some((known_always, known_ever)) => {
                        let lost = known_always.intersect(&always);
                        let gained = known_ever.unite(&ever);
                        lost || gained
                    }
                    unknown => {
                        *unknown = Some((always, ever));
                        true
                    }
                };
                if changed {
                    open.push(*target);
                }
            }
        }
        Flow { before }
    }

    fn known(&self, state: usize, id: usize, place: Span) -> Known {
        let (always, ever) = match &self.before[state] {
            Some((always, ever)) => (always.contains(id), ever.contains(id)),
            // A state that no way leads to is reported elsewhere.
            None => (true, true),
        };
        Known {
            always,
            ever,
            place,
        }
    }
}

/// The states that come next, each with what is assigned on the way there, and what may be.
fn edges(state: &State) -> Vec<(&str, Option<&Assign>, Option<&Assign>)> {
    let own = data(state).and_then(|data| data.assign.as_ref());
    let mut edges = Vec::new();
    if let StateKind::Choice(choice) = &state.kind {
        for rule in &choice.rules {
            let maybe = own.filter(|_| rule.assign.is_none());
            edges.push((rule.next.value.as_str(), rule.assign.as_ref(), maybe));
        }
        let default = choice.default.iter();
        edges.extend(default.map(|default| (default.value.as_str(), own, None)));
    }
    if let Some(Transition::Next(next)) = state.transition() {
        edges.push((&next.value, own, None));
    }
    for catcher in error_handling(state).1 {
        edges.push((&catcher.next.value, catcher.assign.as_ref(), None));
    }
    edges
}
