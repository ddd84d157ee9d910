//! What all states share: the way of the data from input to output, and the transition.

use proc_macro2::TokenStream;
use quote::quote;

use super::inspect;
use crate::ast::{Amount, DataFlow, QueryLanguage, ResultPath, Transition};
use crate::emit::assign::assign;
use crate::emit::code;
use crate::emit::data::{self, Place, may_fail};
use crate::emit::function::ScopeEmitter;
use crate::emit::paths::mentions;
use crate::ir::Step;

/// `input`, and `raw_input` where `InputPath` makes a difference, before the code that uses them.
pub(super) fn with_input(
    step: &Step<'_>,
    data: &DataFlow,
    place: &Place<'_, '_>,
    rest: TokenStream,
) -> TokenStream {
    let shown = inspect::input(step, place);
    let rest = quote! { #shown #rest };
    let Some(path) = &data.input_path else {
        let input = mentions(&rest, "input").then(|| quote! { let input = state.input; });
        return quote! { #input #rest };
    };
    // The path applies to what comes in, which the code that follows calls `raw_input`.
    let raw = Place {
        root: code::name("raw_input"),
        ..place.clone()
    };
    let selected = raw.select(path);
    let input = match mentions(&rest, "input") {
        true => quote! { let input = #selected; },
        false if may_fail(&selected) => quote! { #selected; },
        false => TokenStream::new(),
    };
    let rest = quote! { #input #rest };
    let raw_input = mentions(&rest, "raw_input").then(|| quote! { let raw_input = state.input; });
    quote! { #raw_input #rest }
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
            let assigned = assign(data.assign.as_ref(), "", &place);
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
            // What the rest of the state calls its result.
            let (name, place) = match data.result_selector {
                Some(_) => (quote! { selected }, start.with_result("selected")),
                None => (quote! { result }, place.clone()),
            };
            let shown = name.to_string();
            let assigned = assign(data.assign.as_ref(), "", &place);
            let raw = match data.input_path {
                Some(_) => quote! { raw_input },
                None => quote! { input },
            };
            let combined = match &data.result_path {
                None => name,
                Some(ResultPath::Discard(_)) => raw,
                Some(ResultPath::Path(path)) if path.segments.is_empty() => name,
                Some(ResultPath::Path(path)) => data::placed(path, &raw, &name),
            };
            let (compute, store) = (assigned.compute, assigned.store);
            let rest = match &data.output_path {
                None if !start.inspects() => {
                    leave(emitter, step, compute, combined, store, transition)
                }
                path => {
                    let place = place.with_result("combined");
                    let output = match path {
                        Some(path) => place.select(path),
                        None => quote! { combined },
                    };
                    let rest = leave(emitter, step, TokenStream::new(), output, store, transition);
                    let shown = inspect::show(start, "afterResultPath", "combined");
                    let rest = quote! { #shown #rest };
                    let combined = bind("combined", &combined, &rest);
                    quote! { #compute #combined #rest }
                }
            };
            let shown = inspect::show(start, "afterResultSelector", &shown);
            let rest = quote! { #shown #rest };
            let selected = data.result_selector.as_ref().map(|selector| {
                let result = start.with_result("result");
                let selected = result.template(selector, "ResultSelector").into_value();
                bind("selected", &selected, &rest)
            });
            quote! { #selected #rest }
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
    let assigned = assign(data.assign.as_ref(), "", start);
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
        Amount::Substitution(text) => place.substitution_of(text),
    }
}

/// Names a value for the code that follows; what that does not use is computed only if it can fail.
pub(super) fn bind(name: &str, value: &TokenStream, rest: &TokenStream) -> TokenStream {
    let ident = code::name(name);
    match mentions(rest, name) {
        true => quote! { let #ident = #value; },
        false if may_fail(value) => quote! { #value; },
        false => TokenStream::new(),
    }
}
