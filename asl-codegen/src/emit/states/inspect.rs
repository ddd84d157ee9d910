//! What the code of a state has besides where the state is tested: it shows its data at every stage, and a Parallel's or
//! Map's result is a mock's.

use proc_macro2::TokenStream;
use quote::quote;

use super::children::{items, max_concurrency, selected_item};
use super::distributed;
use super::flow::{bind, finish, with_input};
use crate::ast::{self, QueryLanguage, StateKind};
use crate::emit::code;
use crate::emit::data::{Place, may_fail};
use crate::emit::function::ScopeEmitter;
use crate::ir::Step;

impl Place<'_, '_> {
    /// Whether the state is tested.
    pub(super) fn inspects(&self) -> bool {
        self.workflow.inspect
    }
}

/// Shows the value that is called `name`, at a stage that AWS names so; no code where nobody looks.
pub(super) fn show(place: &Place<'_, '_>, stage: &str, name: &str) -> TokenStream {
    if !place.inspects() {
        return TokenStream::new();
    }
    let name = code::name(name);
    quote! { frame.inspect(#stage, #name.clone()); }
}

/// Shows the state's `input` after `InputPath`, for the states of which AWS does.
pub(super) fn input(step: &Step<'_>, place: &Place<'_, '_>) -> TokenStream {
    let shown = match &step.state.kind {
        StateKind::Parallel(_) => false,
        StateKind::Pass(pass) => pass.result.is_none(),
        _ => true,
    };
    match step.state.query_language {
        QueryLanguage::JsonPath if shown => show(place, "afterInputPath", "input"),
        _ => TokenStream::new(),
    }
}

/// Notes which Catcher has caught the `failure`.
pub(super) fn caught(place: &Place<'_, '_>, index: usize) -> TokenStream {
    if !place.inspects() {
        return TokenStream::new();
    }
    let index = proc_macro2::Literal::usize_unsuffixed(index);
    quote! { frame.inspect_caught(#index, &failure); }
}

/// A Map: all of its own fields, and the mock in place of its iterations.
pub(super) fn map_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    map: &ast::Map,
    start: &Place<'_, '_>,
) -> TokenStream {
    let jsonpath = step.state.query_language == QueryLanguage::JsonPath;
    let show_items = |stage: &str| quote! { frame.inspect(#stage, items.clone()); };
    let shown = |stage, wanted: bool| wanted.then(|| show_items(stage));
    let items = match &map.distributed.item_reader {
        None => {
            let items = items(step, map, start);
            let shown = shown("afterItemsPath", jsonpath);
            quote! { let items = #items; #shown }
        }
        Some(reader) => {
            let arguments = distributed::reader_request(reader, step, start);
            let arguments = may_fail(&arguments).then(|| quote! { #arguments; });
            let pointer = reader.config.items_pointer.as_ref();
            let shown = shown("afterItemsPointer", jsonpath && pointer.is_some());
            let pointer = match pointer.map(|pointer| &pointer.value) {
                Some(pointer) => quote! { Some(#pointer) },
                None => quote! { None },
            };
            quote! { #arguments let items = frame.read_items(#pointer)?; #shown }
        }
    };
    let selected = map.item_selector.as_ref().map(|selector| {
        let (context, item) = selected_item(selector, start);
        let shown = show_items("afterItemSelector");
        quote! {
            let items = frame.select_items(&items, |frame| -> Result<Value, Failure> { #context Ok(#item) })?;
            #shown
        }
    });
    let batched = map.distributed.item_batcher.as_ref().map(|batcher| {
        let (count, bytes, input) = distributed::batcher(batcher, start);
        let shown = show_items("afterItemBatcher");
        quote! { let items = frame.batch_items(items, #input, #count, #bytes); #shown }
    });
    let limit = max_concurrency(map, start);
    let tolerated = tolerated(map, start);
    let finish = finish(emitter, step, &map.data, start, &map.transition);
    let result = quote! { frame.mocked_map(items.len())? };
    let result = bind("result", &result, &finish);
    let body = quote! {
        #items #selected #batched
        let max_concurrency: u64 = #limit;
        frame.inspect_amount("maxConcurrency", max_concurrency);
        #tolerated
        #result
        #finish
    };
    with_input(step, &map.data, start, body)
}

/// `ToleratedFailureCount` and `ToleratedFailurePercentage`.
fn tolerated(map: &ast::Map, start: &Place<'_, '_>) -> TokenStream {
    let count = distributed::tolerated_failure_count(map, start)
        .map(|count| quote! { frame.tolerated_failure_count(#count); });
    let percentage = distributed::tolerated_failure_percentage(map, start)
        .map(|percentage| quote! { frame.tolerated_failure_percentage(#percentage); });
    quote! { #count #percentage }
}
