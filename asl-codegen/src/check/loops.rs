//! Ways that never end.

use std::collections::{HashMap, HashSet};

use crate::ast::{Body, State, StateKind, StateMachine, Transition};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

use super::graph::targets;
use super::walk::{bodies, children, error_handling};

/// Checks the loops of a machine of which all targets exist.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    for body in bodies(machine) {
        let index = body.positions();
        let busy = check_busy(body, &index, diagnostics);
        check_way_out(body, &index, busy, diagnostics);
    }
}

/// A loop in which nothing waits, is done or is decided runs until the history is full. Gives a state of each.
fn check_busy(
    body: &Body,
    index: &HashMap<&str, usize>,
    diagnostics: &mut Diagnostics,
) -> Vec<usize> {
    let mut busy = Vec::new();
    // 0 is not looked at, otherwise the walk that came by.
    let mut walked = vec![0_usize; body.states.len()];
    for start in 0..body.states.len() {
        let mut at = start;
        while walked[at] == 0 {
            walked[at] = start + 1;
            let Some(next) = only_way(&body.states[at]).and_then(|name| index.get(name)) else {
                break;
            };
            if walked[*next] == start + 1 {
                busy.push(at);
                let (from, to) = (&body.states[at], &body.states[*next]);
                let message = format!("the loop to `{}` never ends", to.name.value);
                let place = transition_span(from).unwrap_or(from.name.span);
                diagnostics.report(
                    Diagnostic::warning("endless-loop", place, message)
                        .label("goes round for ever")
                        .also(to.name.span, "the loop begins here")
                        .help("leave the loop by a Choice, or let a Wait or a Task stand in it"),
                );
            }
            at = *next;
        }
    }
    busy
}

/// The target of a state that goes on to one only, at once and whatever its data is.
fn only_way(state: &State) -> Option<&str> {
    let transition = match &state.kind {
        StateKind::Pass(pass) => &pass.transition,
        StateKind::Parallel(parallel) if at_once(state) => &parallel.transition,
        StateKind::Map(map) if at_once(state) => &map.transition,
        _ => return None,
    };
    match transition {
        Transition::Next(next) => Some(&next.value),
        Transition::End(_) => None,
    }
}

/// Whether nothing inside a Map or Parallel takes time, and no error leads out of it.
fn at_once(state: &State) -> bool {
    error_handling(state).1.is_empty()
        && children(state).iter().all(|body| {
            body.states.iter().all(|inner| match inner.kind {
                StateKind::Pass(_) | StateKind::Succeed(_) | StateKind::Choice(_) => true,
                StateKind::Parallel(_) | StateKind::Map(_) => at_once(inner),
                StateKind::Task(_) | StateKind::Wait(_) | StateKind::Fail(_) => false,
            })
        })
}

fn transition_span(state: &State) -> Option<Span> {
    match &state.kind {
        StateKind::Pass(pass) => next_span(&pass.transition),
        StateKind::Parallel(parallel) => next_span(&parallel.transition),
        StateKind::Map(map) => next_span(&map.transition),
        _ => None,
    }
}

fn next_span(transition: &Transition) -> Option<Span> {
    match transition {
        Transition::Next(next) => Some(next.span),
        Transition::End(_) => None,
    }
}

/// States from which no way leads to an end, where the scope has one: entered, they are never left.
/// What leads to a `busy` loop is reported with that.
fn check_way_out(
    body: &Body,
    index: &HashMap<&str, usize>,
    busy: Vec<usize>,
    diagnostics: &mut Diagnostics,
) {
    let mut comes_from: Vec<Vec<usize>> = vec![Vec::new(); body.states.len()];
    for (at, state) in body.states.iter().enumerate() {
        for (_, target) in targets(state) {
            if let Some(target) = index.get(target.value.as_str()) {
                comes_from[*target].push(at);
            }
        }
    }
    let mut open: Vec<usize> = (0..body.states.len())
        .filter(|at| super::graph::ends(&body.states[*at]))
        .collect();
    if open.is_empty() {
        return;
    }
    open.extend(busy);
    let mut can_end: HashSet<usize> = open.iter().copied().collect();
    while let Some(at) = open.pop() {
        for from in &comes_from[at] {
            if can_end.insert(*from) {
                open.push(*from);
            }
        }
    }
    let never = (0..body.states.len()).find(|at| !can_end.contains(at));
    if let Some(at) = never {
        let name = &body.states[at].name;
        let message = format!("no way leads from `{}` to an end", name.value);
        diagnostics.report(
            Diagnostic::warning("no-way-to-an-end", name.span, message)
                .label("once here, it goes on for ever")
                .help("let a state after it end, or go to a Succeed or Fail"),
        );
    }
}
