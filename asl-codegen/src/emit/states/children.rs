//! Parallel and Map: the scopes inside them, run in frames of their own.

use proc_macro2::TokenStream;
use quote::quote;

use super::flow::{amount, bind, finish, with_input};
use crate::ast::{self, Items, QueryLanguage};
use crate::emit::data::Place;
use crate::emit::function::ScopeEmitter;
use crate::emit::paths::{has_member, mentions};
use crate::ir::Step;

pub(super) fn parallel_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    parallel: &ast::Parallel,
    start: &Place<'_, '_>,
) -> TokenStream {
    let arguments = parallel.data.arguments.as_ref().map(|template| {
        let location = match step.state.query_language {
            QueryLanguage::Jsonata => "Arguments",
            QueryLanguage::JsonPath => "Parameters",
        };
        let arguments = start.template(template, location).into_value();
        quote! { let arguments = #arguments; }
    });
    let given = if arguments.is_some() {
        quote! { arguments.clone() }
    } else {
        quote! { input.clone() }
    };
    let lend = emitter.lend_variables(&step.children);
    let last = step.children.len().saturating_sub(1);
    let arms = step.children.iter().enumerate().map(|(index, child)| {
        let run = emitter.run_child(*child, given.clone());
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        if step.children.len() - 1 == last && index.to_string() == last.to_string() {
            quote! { _ => Box::pin(#run) }
        } else {
            quote! { #index => Box::pin(#run) }
        }
    });
    let count = proc_macro2::Literal::usize_unsuffixed(step.children.len());
    let run = match step.children.as_slice() {
        [only] => {
            let run = emitter.run_child(*only, given.clone());
            quote! { frame.parallel(1, |_, frame| Box::pin(#run)).await? }
        }
        _ => quote! { frame.parallel(#count, |branch, frame| match branch { #(#arms),* }).await? },
    };
    let finish = finish(emitter, step, &parallel.data, start, &parallel.transition);
    let result = bind("result", &run, &finish);
    with_input(
        &parallel.data,
        start,
        quote! { #arguments #lend #result #finish },
    )
}

pub(super) fn map_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    map: &ast::Map,
    start: &Place<'_, '_>,
) -> TokenStream {
    let items = match &map.items {
        None => match step.state.query_language {
            QueryLanguage::JsonPath => quote! { data::items(&input, None)? },
            QueryLanguage::Jsonata => quote! { data::input_items(&input)? },
        },
        Some(Items::Path(path)) => {
            let (selected, text) = (start.selected(path), &path.text.value);
            quote! { data::items(&#selected, Some(#text))? }
        }
        Some(Items::Template(template)) => match &template.kind {
            ast::TemplateKind::Jsonata(expression) => {
                start.checked(expression, "Items", "items_result")
            }
            _ => {
                let value = start.template(template, "Items").into_value();
                quote! { data::items(&#value, None)? }
            }
        },
    };
    let limit = match &map.max_concurrency {
        None => quote! { 0 },
        Some(limit) => amount(limit, "MaxConcurrency", start),
    };
    let lend = emitter.lend_variables(&step.children);
    let Some(child) = step.children.first() else {
        return TokenStream::new();
    };
    let run = emitter.run_child(*child, quote! { item });
    let finish = finish(emitter, step, &map.data, start, &map.transition);
    let Some(selector) = &map.item_selector else {
        let result = quote! { frame.map(&items, #limit, |frame, item| Box::pin(#run)).await? };
        let result = bind("result", &result, &finish);
        let body = quote! {
            let items = #items;
            #lend
            #result
            #finish
        };
        return with_input(&map.data, start, body);
    };
    let item = start
        .in_item_selector()
        .template(selector, "ItemSelector")
        .into_value();
    let mentions = |name| mentions(&item, name);
    let share = mentions("input").then(|| quote! { let input = input.clone(); });
    let context =
        mentions("item_context").then(|| quote! { let item_context = frame.context_object(); });
    let mutable =
        (has_member(&item, "evaluation") || has_member(&item, "random")).then(|| quote! { mut });
    // A closure that is called again and again can hand out a shared reference only.
    let lend_here = mentions("variables").then(|| {
        let variables = &emitter.scope().variables_type;
        quote! { let variables: &#variables = variables; }
    });
    let run = quote! {
        frame.map(&items, #limit, |#mutable frame, _| {
            #share
            Box::pin(async move {
                #context
                let item = #item;
                #run.await
            })
        }).await?
    };
    let result = match lend_here {
        Some(lend) => quote! { { #lend #run } },
        None => run,
    };
    let result = bind("result", &result, &finish);
    let body = quote! {
        let items = #items;
        #lend
        #result
        #finish
    };
    with_input(&map.data, start, body)
}
