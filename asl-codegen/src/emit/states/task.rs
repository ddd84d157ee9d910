//! Task: its arguments, the call, its result.

use proc_macro2::TokenStream;
use quote::quote;

use super::context_first;
use super::flow::{amount, bind, finish, with_input};
use crate::ast::{self, Amount, QueryLanguage};
use crate::check::resource::has_token;
use crate::emit::code;
use crate::emit::data::Place;
use crate::emit::function::ScopeEmitter;
use crate::ir::{CallKind, InputType, Method, Step};

pub(super) fn task_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    task: &ast::Task,
    start: &Place<'_, '_>,
) -> TokenStream {
    let Some(call) = &step.call else {
        return TokenStream::new();
    };
    let method = call.method.map(|method| &emitter.workflow.methods[method]);
    let location = match step.state.query_language {
        QueryLanguage::Jsonata => "Arguments",
        QueryLanguage::JsonPath => "Parameters",
    };
    let location = match call.kind {
        CallKind::LambdaInvoke { .. } => format!("{location}/Payload"),
        _ => location.to_owned(),
    };
    let is_lambda = matches!(call.kind, CallKind::LambdaInvoke { .. });
    let arguments = match (method.map(|method| &method.input), call.arguments) {
        (Some(InputType::Struct { name, fields }), Some(template)) => {
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
        // AWS gives a function that is called without a payload an empty object.
        (_, None) if is_lambda => quote! { data::payload(Value::NULL) },
        (_, None) => quote! { input.clone() },
    };
    // What is not known to be an object may be null.
    let may_be_null = is_lambda
        && call
            .arguments
            .is_some_and(|template| !matches!(template.kind, ast::TemplateKind::Object(_)));
    let settings = settings(task, start);
    let once = method.is_some_and(|method| method.at_most_once);
    let once = once.then(|| quote! { frame.at_most_once(); });
    let resource = &task.resource.value;
    let call_info = match &call.kind {
        CallKind::Function => quote! { Function { resource: #resource } },
        CallKind::LambdaInvoke { action, .. } => quote! { LambdaInvoke { action: #action } },
        CallKind::Service { service, action } => {
            quote! { Service { service: #service, action: #action } }
        }
        CallKind::Activity => quote! { Activity { resource: #resource } },
        CallKind::StartExecution { action } => quote! { StartExecution { action: #action } },
    };
    let schedule = match &call.kind {
        CallKind::LambdaInvoke { request, .. } => {
            let location = location.trim_end_matches("/Payload");
            let request = start.object(request.iter().copied(), location);
            match call.arguments {
                Some(_) => quote! { frame.schedule_lambda(CALL, #request, &arguments)? },
                None => quote! { frame.schedule(CALL, &#request)? },
            }
        }
        _ => quote! { frame.schedule(CALL, &arguments)? },
    };
    let (convert, result) = match method {
        Some(method) => handler(method, may_be_null),
        None => {
            let result = quote! { frame.call_host(CALL, &cx, arguments).await? };
            (TokenStream::new(), result)
        }
    };
    let token = has_token(resource).then(|| quote! { frame.expect_callback(); });
    let finish = finish(emitter, step, &task.data, start, &task.transition);
    let result = bind("result", &result, &finish);
    let body = quote! {
        let arguments = #arguments;
        #convert
        #settings
        #once
        let cx = #schedule;
        #result
        #finish
    };
    // The token is in the Context Object.
    let body = context_first(with_input(step, &task.data, start, body));
    let body = quote! { #token #body };
    quote! { const CALL: &CallInfo = &CallInfo::#call_info; #body }
}

/// The call of a method of `Tasks`, after what it needs; `may_be_null` where its input is a payload that may be.
fn handler(method: &Method, may_be_null: bool) -> (TokenStream, TokenStream) {
    let given = match may_be_null {
        true => quote! { data::payload(arguments.clone()) },
        false => quote! { arguments },
    };
    let (convert, argument) = match &method.input {
        InputType::User(ty) => {
            let resource = &method.resource;
            (
                quote! { let input_of_task: #ty = data::task_input(&#given, #resource)?; },
                quote! { input_of_task },
            )
        }
        _ if may_be_null => (TokenStream::new(), quote! { data::payload(arguments) }),
        _ => (TokenStream::new(), quote! { arguments }),
    };
    let name = &method.name;
    let mut handler = quote! { self.tasks.#name(#argument, &cx) };
    if method.output.is_some() {
        handler = quote! { data::task_output(#handler) };
    }
    let result = quote! { frame.call(CALL, &cx, pin!(#handler)).await? };
    (convert, result)
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
