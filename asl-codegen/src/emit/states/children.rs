//! Parallel and Map: the scopes inside them, run in frames of their own.

use proc_macro2::TokenStream;
use quote::quote;

use super::flow::{amount, bind, finish, with_input};
use super::{distributed, inspect};
use crate::ast::{self, Amount, Items, QueryLanguage};
use crate::emit::data::Place;
use crate::emit::function::ScopeEmitter;
use crate::emit::paths::{has_member, mentions};
use crate::ir::Step;
use crate::jsonpath::PathRoot;

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
            quote! { _ => #run }
        } else {
            quote! { #index => #run }
        }
    });
    let count = proc_macro2::Literal::usize_unsuffixed(step.children.len());
    let run = match step.children.as_slice() {
        _ if start.inspects() => quote! { frame.mocked_result()? },
        [only] => {
            let run = emitter.run_child(*only, given.clone());
            quote! { frame.parallel(1, |_, frame| #run).await? }
        }
        _ => quote! { frame.parallel(#count, |branch, frame| match branch { #(#arms),* }).await? },
    };
    let finish = finish(emitter, step, &parallel.data, start, &parallel.transition);
    let result = bind("result", &run, &finish);
    with_input(
        step,
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
    if start.inspects() {
        return inspect::map_body(emitter, step, map, start);
    }
    if map.is_distributed() {
        return distributed::map_body(emitter, step, map, start);
    }
    let items = items(step, map, start);
    let limit = max_concurrency(map, start);
    // A limit that is found wrong while the machine runs is found when the Map has begun.
    let start_map = matches!(map.max_concurrency, Some(Amount::Path(_)))
        .then(|| quote! { frame.start_map(&items); });
    let lend = emitter.lend_variables(&step.children);
    let Some(child) = step.children.first() else {
        return TokenStream::new();
    };
    let run = emitter.run_child(*child, quote! { item });
    let finish = finish(emitter, step, &map.data, start, &map.transition);
    let Some(selector) = &map.item_selector else {
        let result = quote! { frame.map(&items, #limit, |frame, item| #run).await? };
        let result = bind("result", &result, &finish);
        let body = quote! {
            let items = #items;
            #start_map
            #lend
            #result
            #finish
        };
        return with_input(step, &map.data, start, body);
    };
    let (context, item) = selected_item(selector, start);
    let mentions = |name| mentions(&item, name);
    let share = mentions("input").then(|| quote! { let input = input.clone(); });
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
            boxed(move || async move {
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
        #start_map
        #lend
        #result
        #finish
    };
    with_input(step, &map.data, start, body)
}

/// What `ItemSelector` makes of an item, and before it the Context Object that it looks into.
pub(super) fn selected_item(
    selector: &ast::PayloadTemplate,
    start: &Place<'_, '_>,
) -> (Option<TokenStream>, TokenStream) {
    let item = start.in_item_selector();
    let item = item.template(selector, "ItemSelector").into_value();
    let context = mentions(&item, "item_context")
        .then(|| quote! { let item_context = frame.context_object(); });
    (context, item)
}

/// What a Map maps over, a `Vec<Value>`.
pub(super) fn items(step: &Step<'_>, map: &ast::Map, start: &Place<'_, '_>) -> TokenStream {
    match &map.items {
        None => match step.state.query_language {
            QueryLanguage::JsonPath => quote! { data::items(&input, None)? },
            QueryLanguage::Jsonata => quote! { data::input_items(&input)? },
        },
        Some(Items::Path(path)) => {
            let selected = start.selected(path);
            // AWS names a path into the Context Object without its second `$`.
            let text = match path.root {
                PathRoot::Context => path.text.value.replacen("$$", "$", 1),
                _ => path.text.value.clone(),
            };
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
    }
}

/// `MaxConcurrency`, a `u64`.
pub(super) fn max_concurrency(map: &ast::Map, start: &Place<'_, '_>) -> TokenStream {
    match &map.max_concurrency {
        None => quote! { 0 },
        Some(limit) => amount(limit, "MaxConcurrency", start),
    }
}
