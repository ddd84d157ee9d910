//! A state that is tested by itself: its definition alone, or cut out of its machine.

use std::borrow::Cow;
use std::collections::HashSet;

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
    let Some((mut state, assigned)) = take(&mut machine.body, name) else {
        return;
    };
    // A state that is only checked is checked as a whole.
    let hollows = inspect.state.is_some();
    let is_in = |span: Span, around: Span| around.start <= span.start && span.end <= around.end;
    machine.open_substitutions.retain(|it| {
        let mut inner = children(&state).iter();
        let inside = hollows && inner.any(|body| is_in(it.span, body.span));
        is_in(it.span, state.span) && !inside
    });
    if hollows {
        hollow(&mut state);
    }
    machine.timeout_seconds = None;
    let mut variables: Vec<String> = inspect.variables.iter().cloned().chain(assigned).collect();
    let mut known = HashSet::new();
    variables.retain(|variable| known.insert(variable.clone()));
    let targets = targets(&state);
    machine.body.start_at = state.name.clone();
    machine.body.states = vec![state];
    let stubs = targets.iter().map(|name| done(name));
    machine.body.states.extend(stubs);
    if !variables.is_empty() {
        assign_before(machine, &variables);
    }
}

/// Takes the state out of the scope that has it, with the names of the variables that it may read there.
fn take(body: &mut Body, name: &str) -> Option<(State, Vec<String>)> {
    let inside = |state: &mut State| match &mut state.kind {
        StateKind::Parallel(parallel) => {
            let mut branches = parallel.branches.iter_mut();
            branches.find_map(|branch| take(branch, name))
        }
        StateKind::Map(map) => take(&mut map.processor, name),
        _ => None,
    };
    let found = body.states.iter().position(|it| it.name.value == name);
    let (state, mut variables) = match found {
        Some(found) => (body.states.swap_remove(found), Vec::new()),
        None => body.states.iter_mut().find_map(inside)?,
    };
    let assigned = body.states.iter().flat_map(assigns);
    let assigned = assigned.flat_map(|assign| &assign.variables);
    variables.extend(assigned.map(|assignment| assignment.name.clone()));
    Some((state, variables))
}

/// Empties what runs inside the state: a mock stands for it.
fn hollow(state: &mut State) {
    let hollow = |body: &mut Body| body.states = vec![done(&body.start_at.value)];
    match &mut state.kind {
        StateKind::Parallel(parallel) => parallel.branches.iter_mut().for_each(hollow),
        StateKind::Map(map) => hollow(&mut map.processor),
        _ => {}
    }
}

/// The names of the other states that a state leads to.
fn targets(state: &State) -> Vec<String> {
    let mut targets = Vec::new();
    let mut known = HashSet::from([state.name.value.as_str()]);
    for_each_transition(state, &mut |target| {
        targets.extend(
            target
                .filter(|target| known.insert(target))
                .map(str::to_owned),
        );
    });
    targets
}

/// Begins with a state that assigns the variables, so that the machine has them.
fn assign_before(machine: &mut StateMachine, variables: &[String]) {
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
        transition: Transition::Next(machine.body.start_at.clone()),
    };
    let taken: HashSet<&str> = states(machine).map(|it| &*it.name.value).collect();
    let mut name = "Before".to_owned();
    while taken.contains(name.as_str()) {
        name.push('_');
    }
    let before = stub(&name, StateKind::Pass(Box::new(before)));
    machine.body.start_at = before.name.clone();
    machine.body.states.push(before);
}

/// A state in which everything ends.
fn done(name: &str) -> State {
    let data = DataFlow::default();
    stub(name, StateKind::Succeed(Box::new(Succeed { data })))
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

/// The states of all scopes, an outer one before its inner ones.
pub fn states(machine: &StateMachine) -> impl Iterator<Item = &State> {
    crate::check::walk::states(machine)
}

/// The state of this name, in whichever scope it is.
pub fn find_state<'a>(machine: &'a StateMachine, name: &str) -> Option<&'a State> {
    states(machine).find(|state| state.name.value == name)
}

#[cfg(test)]
mod tests {
    use crate::{Inspect, Options, SourceFile, compile};

    const MACHINE: &str = r#"{ "StartAt": "Each", "States": {
        "Each": { "Type": "Map", "Assign": { "total": 1 }, "End": true, "ItemProcessor": { "StartAt": "First", "States": {
            "First": { "Type": "Pass", "Assign": { "rate": 2 }, "Next": "Second" },
            "Second": { "Type": "Pass", "OutputPath": "$rate", "Next": "Third" },
            "Third": { "Type": "Task", "Resource": "task:third", "End": true } } } } } }"#;

    fn code(text: &str, state: &str, variables: &[&str]) -> String {
        let options = Options {
            inspect: Some(Inspect {
                state: Some(state.to_owned()),
                variables: variables.iter().map(|it| (*it).to_owned()).collect(),
            }),
            ..Options::default()
        };
        let source = SourceFile::new("each.json", text);
        let compiled = compile(&source, &options);
        assert!(
            !compiled.diagnostics.has_errors(),
            "{:?}",
            compiled.diagnostics
        );
        crate::format(&compiled.code, &source).unwrap()
    }

    #[test]
    fn a_state_is_compiled_with_the_variables_in_its_reach_and_without_the_others_states() {
        let code = code(MACHINE, "Second", &["given"]);
        for expected in [
            "pub rate: Option<Value>",
            "pub total: Option<Value>",
            "pub given: Option<Value>",
        ] {
            assert!(code.contains(expected), "{code}");
        }
        assert!(
            code.contains(r#"frame.inspect("afterInputPath", input.clone());"#),
            "{code}"
        );
        assert!(
            code.contains("Third(Third)") && !code.contains("fn first("),
            "{code}"
        );
    }

    #[test]
    fn what_runs_inside_a_state_is_left_out() {
        let code = code(MACHINE, "Each", &["rate"]);
        assert!(code.contains("frame.mocked_map(items.len())?"), "{code}");
        assert!(!code.contains("task:third"), "{code}");
    }

    #[test]
    fn a_state_alone_is_a_definition() {
        let state = r#"{ "Type": "Choice", "Choices": [{ "Variable": "$.x", "IsNull": true, "Next": "A" }], "Default": "StateName" }"#;
        let code = code(state, super::LONE_STATE, &[]);
        assert!(
            code.contains("A(A)") && code.contains("StateName(StateName)"),
            "{code}"
        );
    }
}
