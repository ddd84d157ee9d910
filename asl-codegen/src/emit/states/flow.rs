//! What all states share: the way of the data from input to output, and the transition.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ast::{Amount, DataFlow, QueryLanguage, ResultPath, Transition};
use crate::emit::assign::assign;
use crate::emit::code;
use crate::emit::data::{self, Place, may_fail};
use crate::emit::function::ScopeEmitter;
use crate::emit::paths::mentions;
use crate::ir::Step;

/// `input`, and `raw_input` where `InputPath` makes a difference.
pub(super) fn effective_input(data: &DataFlow, place: &Place<'_, '_>) -> TokenStream {
    match &data.input_path {
        None => quote! { let input = state.input; },
        Some(path) => {
            // The path applies to what comes in, which the code that follows calls `raw_input`.
            let raw = Place {
                root: code::name("raw_input"),
                ..place.clone()
            };
            let selected = raw.select(path);
            quote! { let raw_input = state.input; let input = #selected; }
        }
    }
}

/// What comes after a result: `ResultSelector`, `Assign`, `ResultPath`, `OutputPath` or `Assign`, `Output`; then the transition.
pub(super) fn finish(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    data: &DataFlow,
    start: &Place<'_, '_>,
    transition: &Transition,
) -> TokenStream {
    let place = start.with_result("result");
    match step.state.query_language {
        QueryLanguage::Jsonata => {
            let assigned = assign(data.assign.as_ref(), &place);
            let (compute, store) = (assigned.compute, assigned.store);
            let output = match &data.output {
                Some(output) => place.template(output, "Output").into_value(),
                None => quote! { result },
            };
            leave(
                emitter,
                step,
                quote! { #compute },
                output,
                store,
                transition,
            )
        }
        QueryLanguage::JsonPath => {
            let selected = data.result_selector.as_ref().map(|selector| {
                let selected = place.template(selector, "ResultSelector").into_value();
                quote! { let result = #selected; }
            });
            let assigned = assign(data.assign.as_ref(), &place);
            let (compute, store) = (assigned.compute, assigned.store);
            let raw = match data.input_path {
                Some(_) => quote! { raw_input },
                None => quote! { input },
            };
            let combined = match &data.result_path {
                None => quote! { result },
                Some(ResultPath::Discard(_)) => raw,
                Some(ResultPath::Path(path)) if path.segments.is_empty() => quote! { result },
                Some(ResultPath::Path(path)) => {
                    let (steps, text) = (data::steps(&path.segments), &path.text.value);
                    quote! { data::place(#raw, #steps, #text, result)? }
                }
            };
            let before = quote! { #selected #compute };
            match &data.output_path {
                None => leave(emitter, step, before, combined, store, transition),
                Some(path) => {
                    let output = place.with_result("output").select(path);
                    leave(
                        emitter,
                        step,
                        quote! { #before let output = #combined; },
                        output,
                        store,
                        transition,
                    )
                }
            }
        }
    }
}

/// A state without a result: `Assign` and `Output`, or `OutputPath`, over its input.
pub(super) fn quiet(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    data: &DataFlow,
    start: &Place<'_, '_>,
    transition: &Transition,
) -> TokenStream {
    let assigned = assign(data.assign.as_ref(), start);
    let output = match (&data.output, &data.output_path) {
        (Some(output), _) => start.template(output, "Output").into_value(),
        (None, Some(path)) => start.select(path),
        (None, None) => quote! { input },
    };
    leave(
        emitter,
        step,
        assigned.compute,
        output,
        assigned.store,
        transition,
    )
}

/// The end of a body: the output, the variables, the transition.
pub(super) fn leave(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    before: TokenStream,
    output: TokenStream,
    store: TokenStream,
    transition: &Transition,
) -> TokenStream {
    if store.is_empty() {
        let go = emitter.go(step, next(transition), &output);
        return quote! { #before #go };
    }
    let go = emitter.go(step, next(transition), &quote! { output });
    quote! { #before let output = #output; #store #go }
}

pub(super) fn next(transition: &Transition) -> Option<&str> {
    match transition {
        Transition::Next(next) => Some(&next.value),
        Transition::End(_) => None,
    }
}

/// The code of a number of seconds or of items, a `u64`.
pub(super) fn amount(amount: &Amount, field: &str, place: &Place<'_, '_>) -> TokenStream {
    match amount {
        Amount::Literal(amount) => {
            let amount = proc_macro2::Literal::u64_unsuffixed(amount.value);
            quote! { #amount }
        }
        Amount::Path(path) => {
            let (value, text, field) = (
                place.selected(path),
                &path.text.value,
                format!("{field}Path"),
            );
            quote! { data::whole_number(#value, #field, #text)? }
        }
        Amount::Jsonata(expression) => place.checked(expression, field, "whole_number_result"),
    }
}

/// Names a result that is used; `"ResultPath": null` uses none.
pub(super) fn bind_result(result: &TokenStream, rest: &TokenStream) -> TokenStream {
    match mentions(rest, "result") {
        true => quote! { let result = #result; },
        // It may still fail; what cannot is not worth computing.
        false if may_fail(result) => quote! { #result; },
        false => TokenStream::new(),
    }
}
