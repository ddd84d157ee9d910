//! Task: its arguments, the call, its result.

use proc_macro2::TokenStream;
use quote::quote;

use super::flow::{amount, bind, finish, with_input};
use crate::ast::{self, Amount, QueryLanguage};
use crate::emit::code;
use crate::emit::data::Place;
use crate::emit::function::ScopeEmitter;
use crate::ir::{CallKind, InputType, Step};

pub(super) fn task_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    task: &ast::Task,
    start: &Place<'_, '_>,
) -> TokenStream {
    let Some(call) = &step.call else {
        return TokenStream::new();
    };
    let method = &emitter.workflow.methods[call.method];
    let location = match step.state.query_language {
        QueryLanguage::Jsonata => "Arguments",
        QueryLanguage::JsonPath => "Parameters",
    };
    let location = match call.kind {
        CallKind::LambdaInvoke { .. } => format!("{location}/Payload"),
        _ => location.to_owned(),
    };
    let arguments = match (&method.input, call.arguments) {
        (InputType::Struct { name, fields }, Some(template)) => {
            let ast::TemplateKind::Object(given) = &template.kind else {
                return TokenStream::new();
            };
            let fields = fields.iter().map(|field| {
                let value = given.iter().find(|given| given.name == field.key);
                let value = value.map(|given| start.field(given, &location).into_type(field.ty));
                let value = match (value, field.optional) {
                    (Some(value), true) => quote! { Some(#value) },
                    (Some(value), false) => value,
                    (None, _) => quote! { None },
                };
                let name = &field.name;
                quote! { #name: #value }
            });
            quote! { #name { #(#fields),* } }
        }
        (_, Some(template)) => start.template(template, &location).into_value(),
        (_, None) => quote! { input.clone() },
    };
    let settings = settings(task, start);
    let call_info = match &call.kind {
        CallKind::Function => {
            let resource = &task.resource.value;
            quote! { CallInfo::Function { resource: #resource } }
        }
        CallKind::LambdaInvoke { .. } => {
            quote! { CallInfo::LambdaInvoke }
        }
        CallKind::Service { service, action } => {
            quote! { CallInfo::Service { service: #service, action: #action } }
        }
    };
    let schedule = match &call.kind {
        CallKind::LambdaInvoke { request } => {
            let location = location.trim_end_matches("/Payload");
            let request = start.object(request.iter().copied(), location);
            quote! { frame.schedule_lambda(CALL, #request, &arguments)? }
        }
        _ => quote! { frame.schedule(CALL, &arguments)? },
    };
    let (convert, argument) = match &method.input {
        InputType::User(ty) => {
            let resource = &method.resource;
            (
                quote! { let input_of_task: #ty = data::task_input(&arguments, #resource)?; },
                quote! { input_of_task },
            )
        }
        _ => (TokenStream::new(), quote! { arguments }),
    };
    let name = &method.name;
    let mut handler = quote! { self.tasks.#name(#argument, &cx) };
    if method.output.is_some() {
        handler = quote! { data::task_output(#handler) };
    }
    let result = quote! { frame.call(CALL, &cx, Box::pin(#handler)).await? };
    let finish = finish(emitter, step, &task.data, start, &task.transition);
    let result = bind("result", &result, &finish);
    let body = quote! {
        let arguments = #arguments;
        #convert
        #settings
        let cx = #schedule;
        #result
        #finish
    };
    let body = with_input(&task.data, start, body);
    quote! { const CALL: &CallInfo = &#call_info; #body }
}

/// What the call has besides its arguments.
fn settings(task: &ast::Task, place: &Place<'_, '_>) -> TokenStream {
    let limit = |amount: &Option<Amount>, field: &str, method: &str| {
        let amount = amount.as_ref()?;
        let seconds = self::amount(amount, field, place);
        let method = code::name(method);
        Some(quote! { frame.#method(#seconds); })
    };
    let timeout = limit(&task.timeout, "TimeoutSeconds", "timeout_seconds");
    let heartbeat = limit(&task.heartbeat, "HeartbeatSeconds", "heartbeat_seconds");
    let credentials = task.credentials.as_ref().map(|credentials| {
        let credentials = place.template(credentials, "Credentials").into_value();
        quote! { frame.credentials(#credentials); }
    });
    quote! { #timeout #heartbeat #credentials }
}
