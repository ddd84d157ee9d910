//! Pass, Succeed and Fail.

use proc_macro2::TokenStream;
use quote::quote;

use super::flow::{bind, finish, next, quiet, with_input};
use super::inspect;
use crate::ast::{self, QueryLanguage, StringValue, Transition};
use crate::emit::code::Gives;
use crate::emit::data::Place;
use crate::emit::function::ScopeEmitter;
use crate::emit::paths::mentions;
use crate::ir::{Step, Type};

pub(super) fn pass_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    pass: &ast::Pass,
    start: &Place<'_, '_>,
) -> TokenStream {
    if step.state.query_language == QueryLanguage::Jsonata {
        let rest = quiet(emitter, step, &pass.data, start, &pass.transition);
        return with_input(step, &pass.data, start, rest);
    }
    let result = match (&pass.result, &pass.data.arguments) {
        (Some(result), _) => start.template(result, "Result").into_value(),
        (None, Some(parameters)) => start.template(parameters, "Parameters").into_value(),
        (None, None) => match (&pass.data.result_path, &pass.data.assign) {
            // What is not there cannot change anything: the input goes on.
            (None, None) if pass.data.output_path.is_none() && !start.inspects() => {
                let go = emitter.go(step, next(&pass.transition), &quote! { input });
                return with_input(step, &pass.data, start, go);
            }
            _ => quote! { input.clone() },
        },
    };
    let finish = finish(emitter, step, &pass.data, start, &pass.transition);
    let stage = match pass.result {
        Some(_) => "result",
        None => "afterParameters",
    };
    let shown = inspect::show(start, stage, "result");
    let finish = quote! { #shown #finish };
    let result = bind("result", &result, &finish);
    with_input(step, &pass.data, start, quote! { #result #finish })
}

pub(super) fn succeed_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    succeed: &ast::Succeed,
    start: &Place<'_, '_>,
) -> TokenStream {
    let end = Transition::End(Default::default());
    let rest = quiet(emitter, step, &succeed.data, start, &end);
    with_input(step, &succeed.data, start, rest)
}

pub(super) fn fail_body(step: &Step<'_>, fail: &ast::Fail, start: &Place<'_, '_>) -> TokenStream {
    let text = |value: &Option<StringValue>, field: &str| match value {
        None => quote! { None },
        Some(StringValue::Literal(text)) => {
            let code = start.string(&text.value);
            let text = match code.gives {
                Gives::Literal => code.tokens,
                _ => code.into_type(Type::String),
            };
            quote! { Some(#text.into()) }
        }
        Some(StringValue::Path(path)) => {
            let found = start.required(path, &format!("{field}Path"));
            quote! { Some(data::string(#found).into()) }
        }
        Some(StringValue::Intrinsic(call)) => {
            let value = start.intrinsic(call, &format!("{field}Path"));
            let value = value.into_type(Type::String);
            quote! { Some(#value.into()) }
        }
        Some(StringValue::Jsonata(expression)) => {
            let value = start.checked(expression, field, "string_result");
            quote! { Some(#value.into()) }
        }
    };
    let (error, cause) = (text(&fail.error, "Error"), text(&fail.cause, "Cause"));
    let shown = inspect::input(step, start);
    let code = quote! { #shown Err(Failure::new(#error, #cause)) };
    match mentions(&code, "input") {
        true => quote! { let input = state.input; #code },
        false => code,
    }
}
