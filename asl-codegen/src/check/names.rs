//! Names: of states, unique in the whole machine and not too long, and those that become the same name in Rust.

use std::collections::HashMap;

use crate::ast::{PayloadTemplate, StateKind, StateMachine, Task, TemplateField, TemplateKind};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{function_of, method_name, value_name};
use crate::options::Options;
use crate::text::Text;

use super::walk::{bodies, states};

/// The longest name that AWS takes, in characters.
const LONGEST: usize = 80;

/// The specification's rule that names are unique within the whole machine, and AWS's that they have at most 80
/// characters.
pub(super) fn check(machine: &StateMachine, options: &Options, diagnostics: &mut Diagnostics) {
    check_states(machine, diagnostics);
    let mut methods: HashMap<String, (&str, &Text)> = HashMap::new();
    for state in states(machine) {
        if let StateKind::Task(task) = &state.kind {
            check_method(task, &mut methods, diagnostics);
            let Some(method) = method_name(task) else {
                continue;
            };
            let own = options.types.get(&method);
            // Whoever gives a type of their own has named its fields.
            if own.is_none_or(|own| own.input.is_none()) {
                check_fields(task, diagnostics);
            }
        }
    }
}

/// Two functions of which Rust's names are the same are one method.
fn check_method<'a>(
    task: &'a Task,
    methods: &mut HashMap<String, (&'a str, &'a Text)>,
    diagnostics: &mut Diagnostics,
) {
    let Some((function, place)) = function_of(task) else {
        return;
    };
    let method = value_name(function);
    let (first, first_place) = *methods.entry(method.clone()).or_insert((function, place));
    if first == function {
        return;
    }
    let message = format!("`{first}` and `{function}` are the same task, `{method}`");
    diagnostics.report(
        Diagnostic::warning("task-names-collide", place.span, message)
            .label("calls the same method")
            .also(first_place.span, "as this")
            .help("where they are two functions, give one of them a name that differs in more than its case"),
    );
    // Each further name is reported once.
    methods.insert(method, (function, place));
}

/// Two fields of a task's input of which Rust's names are the same: one of them is numbered.
fn check_fields(task: &Task, diagnostics: &mut Diagnostics) {
    let mut names: HashMap<String, &TemplateField> = HashMap::new();
    for field in input_fields(task) {
        let name = value_name(&field.name);
        match names.get(&name) {
            Some(first) => {
                let message = format!(
                    "the fields `{}` and `{}` have the same name in Rust, `{name}`",
                    first.name, field.name
                );
                diagnostics.report(
                    Diagnostic::warning("field-names-collide", field.key.span, message)
                        .label("gets a number at its end")
                        .also(first.key.span, "the first one")
                        .help("give them names that differ in more than case and separators, or a type of your own in `types`"),
                );
            }
            None => {
                names.insert(name, field);
            }
        }
    }
}

/// The fields of what the function gets.
fn input_fields(task: &Task) -> &[TemplateField] {
    let given = fields(task.data.arguments.as_ref());
    match task.resource.value.ends_with(":lambda:invoke") {
        true => {
            let payload = given.iter().find(|field| field.name == "Payload");
            fields(payload.map(|payload| &payload.value))
        }
        false => given,
    }
}

fn fields(template: Option<&PayloadTemplate>) -> &[TemplateField] {
    match template.map(|template| &template.kind) {
        Some(TemplateKind::Object(fields)) => fields,
        _ => &[],
    }
}

fn check_states(machine: &StateMachine, diagnostics: &mut Diagnostics) {
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
        if length == 0 {
            diagnostics.report(
                Diagnostic::error("state-name-empty", name.span, "a state needs a name")
                    .label("this is empty")
                    .help("give it a name of 1 to 80 characters, and use it wherever the state is named"),
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
