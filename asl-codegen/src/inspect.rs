//! A state that is tested by itself: its definition alone, or cut out of its machine.

use std::borrow::Cow;

use crate::ast::{
    Assign, Assignment, Body, DataFlow, Pass, PayloadTemplate, State, StateKind, StateMachine,
    Succeed, TemplateKind, Transition,
};
use crate::check::walk::{assigns, children};
use crate::ir::for_each_transition;
use crate::options::Inspect;
use crate::source::Span;
use crate::text::{Member, Node, NodeKind, Object, Text, object};

/// What a state is called that is defined without a name.
pub const LONE_STATE: &str = "StateName";

/// The definition, where a state alone is one: as the only state of a machine.
pub(crate) fn whole(node: &Node) -> Cow<'_, Node> {
    let is_state = object(node).is_some_and(|object| {
        let has = |key: &str| object.members.iter().any(|it| it.key.value == key);
        has("Type") && !has("States")
    });
    if !is_state {
        return Cow::Borrowed(node);
    }
    let at = node.span;
    let state = member(LONE_STATE, node.clone(), at);
    let start = Node {
        kind: NodeKind::String(text(LONE_STATE, at)),
        span: at,
    };
    let members = vec![
        member("StartAt", start, at),
        member("States", object_of(vec![state], at), at),
    ];
    Cow::Owned(object_of(members, at))
}

fn member(key: &str, value: Node, at: Span) -> Member {
    Member {
        key: text(key, at),
        value,
    }
}

fn object_of(members: Vec<Member>, span: Span) -> Node {
    Node {
        kind: NodeKind::Object(Object { members }),
        span,
    }
}

fn text(value: &str, span: Span) -> Text {
    Text {
        value: value.to_owned(),
        ..Text::empty(span)
    }
}

/// Leaves of the machine the state that is tested, if that is said, with stubs of those that it leads to.
pub(crate) fn reduce(machine: &mut StateMachine, lone: bool, inspect: &Inspect) {
    let name = match &inspect.state {
        Some(name) => name,
        None if lone => LONE_STATE,
        None => return,
    };
    let mut variables = inspect.variables.clone();
    let Some(state) = take(&mut machine.body, name, &mut variables) else {
        return;
    };
    let inside = |span: Span| state.span.start <= span.start && span.end <= state.span.end;
    machine.open_substitutions.retain(|it| inside(it.span));
    machine.timeout_seconds = None;
    machine.body = alone(state, &variables, machine.body.span);
    add_targets(&mut machine.body);
}

/// Takes the state out of the scope that has it, with the names of the variables that it may read there.
fn take(body: &mut Body, name: &str, variables: &mut Vec<String>) -> Option<State> {
    let known = variables.len();
    let assigned = body.states.iter().flat_map(assigns);
    for assignment in assigned.flat_map(|assign| &assign.variables) {
        if !variables.contains(&assignment.name) {
            variables.push(assignment.name.clone());
        }
    }
    if let Some(found) = body.states.iter().position(|it| it.name.value == name) {
        return Some(body.states.swap_remove(found));
    }
    let inside = |state: &mut State| match &mut state.kind {
        StateKind::Parallel(parallel) => {
            let mut branches = parallel.branches.iter_mut();
            branches.find_map(|branch| take(branch, name, variables))
        }
        StateKind::Map(map) => take(&mut map.processor, name, variables),
        _ => None,
    };
    let found = body.states.iter_mut().find_map(inside);
    if found.is_none() {
        variables.truncate(known);
    }
    found
}

/// A scope of this state, in which the variables have been assigned before.
fn alone(state: State, variables: &[String], at: Span) -> Body {
    let name = state.name.clone();
    let mut body = Body {
        start_at: name.clone(),
        states: vec![state],
        unreadable: Vec::new(),
        span: at,
        states_key: at,
    };
    if variables.is_empty() {
        return body;
    }
    let assign = |variable: &String| Assignment {
        key: text(variable, Span::NOWHERE),
        name: variable.clone(),
        value: PayloadTemplate {
            kind: TemplateKind::Null,
            span: Span::NOWHERE,
        },
    };
    let assign = Assign {
        variables: variables.iter().map(assign).collect(),
        span: Span::NOWHERE,
    };
    let before = Pass {
        result: None,
        data: DataFlow {
            assign: Some(assign),
            ..DataFlow::default()
        },
        transition: Transition::Next(name.clone()),
    };
    let before = stub(
        &format!("Before {}", name.value),
        StateKind::Pass(Box::new(before)),
    );
    body.start_at = before.name.clone();
    body.states.push(before);
    body
}

/// Adds a state for each target that there is none for.
fn add_targets(body: &mut Body) {
    let mut missing: Vec<String> = Vec::new();
    for state in &body.states {
        for_each_transition(state, &mut |target| {
            let known = |name: &str| body.states.iter().any(|it| it.name.value == name);
            if let Some(target) = target
                && !known(target)
                && !missing.iter().any(|name| name == target)
            {
                missing.push(target.to_owned());
            }
        });
    }
    for name in missing {
        let data = DataFlow::default();
        body.states
            .push(stub(&name, StateKind::Succeed(Box::new(Succeed { data }))));
    }
}

fn stub(name: &str, kind: StateKind) -> State {
    State {
        name: text(name, Span::NOWHERE),
        span: Span::NOWHERE,
        query_language: Default::default(),
        comment: None,
        kind,
    }
}

/// The state of this name, in whichever scope it is.
pub fn find_state<'a>(machine: &'a StateMachine, name: &str) -> Option<&'a State> {
    let mut bodies = vec![&machine.body];
    while let Some(body) = bodies.pop() {
        if let Some(state) = body.states.iter().find(|state| state.name.value == name) {
            return Some(state);
        }
        bodies.extend(body.states.iter().rev().flat_map(children));
    }
    None
}
