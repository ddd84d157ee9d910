//! Wait.

use proc_macro2::TokenStream;
use quote::quote;

use super::flow::{quiet, with_input};
use crate::ast::{self, Amount, StringValue, WaitUntil};
use crate::emit::data::Place;
use crate::emit::function::ScopeEmitter;
use crate::ir::Step;

pub(super) fn wait_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    wait: &ast::Wait,
    start: &Place<'_, '_>,
) -> TokenStream {
    let wait_for = match &wait.until {
        WaitUntil::Seconds(Amount::Literal(seconds)) => {
            let seconds = proc_macro2::Literal::u64_unsuffixed(seconds.value);
            quote! { frame.wait_seconds(#seconds).await?; }
        }
        WaitUntil::Seconds(Amount::Path(path)) => {
            let (found, text) = (start.lookup(path), &path.text.value);
            quote! { frame.wait_seconds(data::seconds(#found, #text)?).await?; }
        }
        WaitUntil::Seconds(Amount::Jsonata(expression)) => {
            let seconds = start.checked(expression, "Seconds", "whole_number_result");
            quote! { let seconds = #seconds; frame.wait_seconds(seconds).await?; }
        }
        WaitUntil::Timestamp(StringValue::Literal(text)) => {
            let text = start.string(&text.value).into_str();
            quote! { frame.wait_until(data::timestamp_literal(#text)?).await?; }
        }
        WaitUntil::Timestamp(StringValue::Path(path)) => {
            let (found, text) = (start.lookup(path), &path.text.value);
            quote! { frame.wait_until(data::timestamp(#found, #text)?).await?; }
        }
        WaitUntil::Timestamp(StringValue::Jsonata(expression)) => {
            let due = start.checked(expression, "Timestamp", "timestamp_result");
            quote! { let due = #due; frame.wait_until(due).await?; }
        }
        WaitUntil::Seconds(Amount::Substitution(text)) => {
            let seconds = start.substitution_of(text);
            quote! { frame.wait_seconds(#seconds).await?; }
        }
        // Refused before: `TimestampPath` is a path.
        WaitUntil::Timestamp(StringValue::Intrinsic(_)) => TokenStream::new(),
    };
    let rest = quiet(emitter, step, &wait.data, start, &wait.transition);
    with_input(step, &wait.data, start, quote! { #wait_for #rest })
}
