//! What Express workflows do not have: they are over within five minutes, and no one waits for them from outside.

use crate::ast::{Body, Map, StateKind, StateMachine};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

use super::resource::{Form, Pattern, form};
use super::walk::children;

/// Checks the whole machine if it is `express`, and the children of Distributed Maps that are.
pub(super) fn check(machine: &StateMachine, express: bool, diagnostics: &mut Diagnostics) {
    check_scope(&machine.body, express, diagnostics);
}

fn check_scope(body: &Body, express: bool, diagnostics: &mut Diagnostics) {
    for state in &body.states {
        let mut inner = express;
        match &state.kind {
            StateKind::Task(task) if express => {
                let resource = &task.resource;
                let what = match form(&resource.value) {
                    Ok(Form::Activity) => "activities".to_owned(),
                    Ok(Form::Integration { pattern, .. })
                        if pattern != Pattern::RequestResponse =>
                    {
                        format!("the pattern `{}`", pattern.name())
                    }
                    _ => continue,
                };
                diagnostics.report(not_in_express(resource.span, &what));
            }
            StateKind::Map(map) => {
                if let Some(execution_type) = distributed(map) {
                    if express {
                        let span = map.processor_config.as_ref().map(|config| config.span);
                        let span = span.unwrap_or(state.name.span);
                        let first = Span::new(span.start, span.start + 1);
                        diagnostics.report(not_in_express(first, "the Distributed Map"));
                    }
                    inner = execution_type == Some("EXPRESS");
                }
            }
            _ => {}
        }
        for body in children(state) {
            check_scope(body, inner, diagnostics);
        }
    }
}

/// The `ExecutionType` of a Distributed Map.
fn distributed(map: &Map) -> Option<Option<&str>> {
    let config = map.processor_config.as_ref()?;
    let mode = config.mode.as_ref()?;
    let execution_type = config.execution_type.as_ref();
    (mode.value == "DISTRIBUTED").then(|| execution_type.map(|text| text.value.as_str()))
}

fn not_in_express(span: Span, what: &str) -> Diagnostic {
    let message = format!("an Express workflow cannot have {what}");
    Diagnostic::error("not-in-express", span, message)
        .label("only in Standard workflows")
        .help("make it a Standard workflow, or move this into one that it starts")
}
