//! What each state does, as the body of its function.

mod children;
mod choice;
mod distributed;
mod flow;
mod guard;
mod inspect;
mod plain;
mod task;
mod wait;

use proc_macro2::TokenStream;
use quote::quote;

use super::data::Place;
use super::function::{ScopeEmitter, StateFunction};
use super::paths::mentions;
use super::{docs, place, scope};
use crate::ast::StateKind;
use crate::ir::CallKind;
use children::{map_body, parallel_body};
use guard::guarded;
use plain::{fail_body, pass_body, succeed_body};
use task::task_body;
use wait::wait_body;

/// The functions of a state, and the call that the scope's loop makes.
pub(super) fn emit(emitter: &ScopeEmitter<'_, '_>, index: usize) -> StateFunction {
    let step = &emitter.scope().steps[index];
    let docs = docs(&documentation(emitter, index));
    let start = Place::start(emitter.workflow, emitter.index);
    let body = match &step.state.kind {
        StateKind::Task(task) => {
            let body = task_body(emitter, step, task, &start);
            return guarded(emitter, step, docs, body, &task.retry, &task.catch);
        }
        StateKind::Parallel(parallel) => {
            let body = context_first(parallel_body(emitter, step, parallel, &start));
            return guarded(emitter, step, docs, body, &parallel.retry, &parallel.catch);
        }
        StateKind::Map(map) => {
            let body = context_first(map_body(emitter, step, map, &start));
            return guarded(emitter, step, docs, body, &map.retry, &map.catch);
        }
        StateKind::Pass(pass) => pass_body(emitter, step, pass, &start),
        StateKind::Choice(choice) => choice::body(emitter, step, choice),
        StateKind::Wait(wait) => wait_body(emitter, step, wait, &start),
        StateKind::Succeed(succeed) => succeed_body(emitter, step, succeed, &start),
        StateKind::Fail(fail) => fail_body(step, fail, &start),
    };
    emitter.state_function(step, docs, context_first(body), &TokenStream::new())
}

fn documentation(emitter: &ScopeEmitter<'_, '_>, index: usize) -> String {
    let step = &emitter.scope().steps[index];
    let what = match (&step.state.kind, &step.call) {
        (StateKind::Task(_), Some(call)) => match (call.method, &call.kind) {
            (Some(method), _) => format!(
                "a Task that calls [`Tasks::{}`]",
                emitter.workflow.methods[method].name
            ),
            (None, CallKind::Activity) => "a Task that a worker fetches".to_owned(),
            (None, _) => "a Task that starts another machine's execution".to_owned(),
        },
        (StateKind::Map(map), _) if map.is_distributed() => "a Distributed Map".to_owned(),
        (kind, _) => format!("a {}", scope::type_name(kind)),
    };
    format!(
        "`{}`, {what} (`{}`).",
        step.state.name.value,
        place(emitter.workflow, emitter.scope(), index)
    )
}

/// The Context Object at the start of a body that mentions it.
pub(super) fn context_first(body: TokenStream) -> TokenStream {
    match mentions(&body, "context") {
        true => quote! { let context = frame.context_object(); #body },
        false => body,
    }
}
