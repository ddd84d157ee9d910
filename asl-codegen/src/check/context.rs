//! Names in the Context Object: `$$` in JSONPath, `$states.context` in JSONata.

use crate::ast::{Body, QueryLanguage, State, StateKind, StateMachine};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::jsonpath::{Path, PathRoot, Segment};
use crate::parse::{has_substitution, quoted_list};
use crate::source::Span;
use crate::suggest::did_you_mean;

use super::resource::{Form, form, has_token};
use super::walk::{Computed, children, computed};

/// The objects of the Context Object by their paths, each with its fields.
const OBJECTS: &[(&[&str], &[&str])] = &[
    (&[], &["Execution", "Map", "State", "StateMachine", "Task"]),
    (
        &["Execution"],
        &[
            "Id",
            "Input",
            "Name",
            "RedriveCount",
            "RedriveTime",
            "RoleArn",
            "StartTime",
        ],
    ),
    (&["Map"], &["Item"]),
    (&["Map", "Item"], &["Index", "Key", "Source", "Value"]),
    (&["State"], &["EnteredTime", "Name", "RetryCount"]),
    (&["StateMachine"], &["Id", "Name"]),
    (&["Task"], &["Token"]),
];

/// AWS takes any name, and fails a state in JSONPath that reads one that is not there.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    check_scope(&machine.body, false, diagnostics);
}

fn check_scope(body: &Body, in_map: bool, diagnostics: &mut Diagnostics) {
    for state in &body.states {
        let in_map = in_map || matches!(state.kind, StateKind::Map(_));
        computed(state, &mut |value, _| match value {
            Computed::Path(path) if path.root == PathRoot::Context => {
                check_names(state, in_map, &path_names(path), diagnostics);
            }
            Computed::Path(_) => {}
            Computed::Expression(expression) => {
                for names in expression.context_names() {
                    check_names(state, in_map, names, diagnostics);
                }
            }
        });
        for inner in children(state) {
            check_scope(inner, in_map, diagnostics);
        }
    }
}

/// The names that a path begins with, and where they stand.
fn path_names(path: &Path) -> Vec<(String, Span)> {
    let text = &path.text;
    let mut from = 0;
    let names = path.segments.iter().map_while(|segment| match segment {
        Segment::Member(name) => {
            // A name that is written with escapes is not found.
            let span = match text.value[from..].find(name.as_str()) {
                Some(at) => {
                    let start = from + at;
                    from = start + name.len();
                    text.span_of(start..from)
                }
                None => text.span,
            };
            Some((name.clone(), span))
        }
        _ => None,
    });
    names.collect()
}

fn check_names(
    state: &State,
    in_map: bool,
    names: &[(String, Span)],
    diagnostics: &mut Diagnostics,
) {
    if let Some((name, span)) = names.first()
        && let Some((label, help)) = missing_part(state, in_map, name)
    {
        let message = format!("the Context Object has no `{name}` here");
        diagnostics.report(
            Diagnostic::warning("context-field-not-available", *span, message)
                .label(label)
                .help(help),
        );
        return;
    }
    let mut object: Vec<&str> = Vec::new();
    for (name, span) in names {
        let Some((_, fields)) = OBJECTS.iter().find(|(path, _)| *path == object) else {
            return;
        };
        if !fields.contains(&name.as_str()) {
            return diagnostics.report(unknown(state, &object, name, *span, fields));
        }
        object.push(name);
    }
}

fn unknown(state: &State, object: &[&str], name: &str, span: Span, fields: &[&str]) -> Diagnostic {
    let root = match state.query_language {
        QueryLanguage::JsonPath => "$$",
        QueryLanguage::Jsonata => "$states.context",
    };
    let path = [&[root], object].concat().join(".");
    let message = match object {
        [] => format!("the Context Object has no field `{name}`"),
        _ => format!("`{path}` has no field `{name}`"),
    };
    Diagnostic::warning("unknown-context-field", span, message)
        .label("unknown field")
        .help(match did_you_mean(name, fields.iter().copied()) {
            Some(near) => format!("did you mean `{path}.{near}`?"),
            None => format!("the fields are {}", quoted_list(fields, "and")),
        })
}

/// Why a part of the Context Object is not there, and what to do.
fn missing_part(state: &State, in_map: bool, name: &str) -> Option<(&'static str, &'static str)> {
    match name {
        "Map" if !in_map => Some((
            "only a Map has it",
            "use it in a Map's `ItemSelector`, which hands it to the states inside",
        )),
        "Task" if !may_have_token(state) => Some((
            "only a Task that waits for a token has it",
            "use it in a Task whose `Resource` ends with `.waitForTaskToken`",
        )),
        _ => None,
    }
}

/// Whether the state has a token, as far as is known before its substitutions are.
fn may_have_token(state: &State) -> bool {
    let StateKind::Task(task) = &state.kind else {
        return false;
    };
    let resource = &task.resource.value;
    match form(resource) {
        Ok(Form::Function) => has_substitution(resource),
        Ok(_) => has_token(resource),
        Err(_) => true,
    }
}
