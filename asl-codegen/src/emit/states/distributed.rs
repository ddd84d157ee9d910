//! The Distributed Map: its fields, evaluated, and the one call that runs it.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::children::{items, max_concurrency, selected_item};
use super::flow::{amount, bind, finish, with_input};
use crate::ast::{self, Amount, ItemBatcher, ItemReader, QueryLanguage, ResultWriter};
use crate::emit::data::Place;
use crate::emit::function::ScopeEmitter;
use crate::emit::paths::mentions;
use crate::ir::Step;
use crate::source::Spanned;
use crate::text::Text;

pub(super) fn map_body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    map: &ast::Map,
    start: &Place<'_, '_>,
) -> TokenStream {
    let Some(child) = step.children.first() else {
        return TokenStream::new();
    };
    let processors = &emitter.workflow.processors;
    let processor = processors.iter().find(|it| it.scope == *child);
    let label = processor.map_or("", |processor| &processor.label);
    let (before, items) = match &map.distributed.item_reader {
        None => {
            let items = items(step, map, start);
            let before = quote! { let items = #items; frame.start_map(&items); };
            (before, quote! { distributed::Items::Given(items) })
        }
        Some(reader) => {
            let reader = item_reader(reader, step, start);
            // How many there are is not known yet.
            let before = quote! { frame.start_map(&[]); };
            (before, quote! { distributed::Items::Read(#reader) })
        }
    };
    let mut fields = vec![quote! { label: #label, items: #items }];
    let config = map.processor_config.as_ref();
    let execution_type = config.and_then(|config| config.execution_type.as_ref());
    if execution_type.is_some_and(|it| it.value == "EXPRESS") {
        fields.push(quote! { execution_type: distributed::ExecutionType::Express });
    }
    if map.max_concurrency.is_some() {
        let limit = max_concurrency(map, start);
        fields.push(quote! { max_concurrency: #limit });
    }
    if let Some(count) = tolerated_failure_count(map, start) {
        fields.push(quote! { tolerated_failure_count: Some(#count) });
    }
    if let Some(percentage) = tolerated_failure_percentage(map, start) {
        fields.push(quote! { tolerated_failure_percentage: Some(#percentage) });
    }
    if let Some(it) = &map.distributed.item_batcher {
        let (count, bytes, input) = batcher(it, start);
        fields.push(quote! {
            batcher: Some(distributed::ItemBatcher { max_items: #count, max_bytes: #bytes, input: #input })
        });
    }
    if let Some(it) = &map.distributed.result_writer {
        let writer = result_writer(it, step, start);
        fields.push(quote! { result_writer: Some(#writer) });
    }
    let (select, argument) = match &map.item_selector {
        None => (TokenStream::new(), quote! { None }),
        Some(selector) => (selection(selector, start), quote! { Some(&select) }),
    };
    let finish = finish(emitter, step, &map.data, start, &map.transition);
    let run = quote! { frame.distributed_map(self, map, #argument).await? };
    let result = bind("result", &run, &finish);
    let body = quote! {
        #before
        let map = distributed::Map { #(#fields,)* ..distributed::Map::default() };
        #select
        #result
        #finish
    };
    with_input(step, &map.data, start, body)
}

/// The closure that makes of an item what its child is given.
fn selection(selector: &ast::PayloadTemplate, start: &Place<'_, '_>) -> TokenStream {
    let (context, item) = selected_item(selector, start);
    let frame = match mentions(&quote! { #context #item }, "frame") {
        true => quote! { frame },
        false => quote! { _ },
    };
    quote! {
        let select = |#frame: &mut Frame| -> Result<Value, Failure> { #context Ok(#item) };
    }
}

fn item_reader(reader: &ItemReader, step: &Step<'_>, start: &Place<'_, '_>) -> TokenStream {
    let resource = match reader.resource.value.ends_with(":listObjectsV2") {
        true => quote! { ListObjectsV2 },
        false => quote! { GetObject },
    };
    let request = reader_request(reader, step, start);
    let config = &reader.config;
    let mut fields = Vec::new();
    let mut choice =
        |field: &str, ty: &str, values: &[(&str, &str)], given: &Option<Text>, optional| {
            if let Some(value) = variant(ty, values, given) {
                let field = format_ident!("{field}");
                let value = if optional {
                    quote! { Some(#value) }
                } else {
                    value
                };
                fields.push(quote! { #field: #value });
            }
        };
    choice(
        "input_type",
        "InputType",
        &[
            ("CSV", "Csv"),
            ("JSON", "Json"),
            ("JSONL", "Jsonl"),
            ("MANIFEST", "Manifest"),
            ("PARQUET", "Parquet"),
        ],
        &config.input_type,
        true,
    );
    choice(
        "transformation",
        "ReaderTransformation",
        &[("LOAD_AND_FLATTEN", "LoadAndFlatten")],
        &config.transformation,
        false,
    );
    choice(
        "manifest_type",
        "ManifestType",
        &[
            ("ATHENA_DATA", "AthenaData"),
            ("S3_INVENTORY", "S3Inventory"),
        ],
        &config.manifest_type,
        true,
    );
    choice(
        "csv_delimiter",
        "CsvDelimiter",
        &[
            ("PIPE", "Pipe"),
            ("SEMICOLON", "Semicolon"),
            ("SPACE", "Space"),
            ("TAB", "Tab"),
        ],
        &config.csv_delimiter,
        false,
    );
    choice(
        "csv_header_location",
        "CsvHeaderLocation",
        &[("FIRST_ROW", "FirstRow"), ("GIVEN", "Given")],
        &config.csv_header_location,
        true,
    );
    if let Some(headers) = &config.csv_headers {
        let headers = headers.iter().map(|header| &header.value);
        fields.push(quote! { csv_headers: Some(&[#(#headers),*]) });
    }
    if let Some(pointer) = config.items_pointer.as_ref().map(|pointer| &pointer.value) {
        fields.push(quote! { items_pointer: Some(#pointer) });
    }
    if let Some(most) = &config.max_items {
        let most = integer(most, "MaxItems", start);
        fields.push(quote! { max_items: Some(#most) });
    }
    let config = match fields.as_slice() {
        [] => quote! { distributed::ReaderConfig::default() },
        fields => quote! {
            distributed::ReaderConfig { #(#fields,)* ..distributed::ReaderConfig::default() }
        },
    };
    quote! {
        distributed::ItemReader {
            resource: distributed::ReaderResource::#resource,
            request: #request,
            config: #config,
        }
    }
}

/// `Parameters` or `Arguments` of an `ItemReader`, evaluated.
pub(super) fn reader_request(
    reader: &ItemReader,
    step: &Step<'_>,
    start: &Place<'_, '_>,
) -> TokenStream {
    request("ItemReader", reader.arguments.as_ref(), step, start)
}

fn request(
    field: &str,
    arguments: Option<&ast::PayloadTemplate>,
    step: &Step<'_>,
    start: &Place<'_, '_>,
) -> TokenStream {
    let inside = match step.state.query_language {
        QueryLanguage::JsonPath => "Parameters",
        QueryLanguage::Jsonata => "Arguments",
    };
    match arguments {
        Some(arguments) => start
            .template(arguments, &format!("{field}/{inside}"))
            .into_value(),
        None => quote! { Value::NULL },
    }
}

fn result_writer(writer: &ResultWriter, step: &Step<'_>, start: &Place<'_, '_>) -> TokenStream {
    let request = request("ResultWriter", writer.arguments.as_ref(), step, start);
    let to_objects = writer.resource.is_some();
    let types = &[("JSON", "Json"), ("JSONL", "Jsonl")];
    let output_type = variant("OutputType", types, &writer.output_type)
        .unwrap_or_else(|| quote! { distributed::OutputType::Json });
    let shapes = &[
        ("NONE", "None"),
        ("COMPACT", "Compact"),
        ("FLATTEN", "Flatten"),
    ];
    let transformation = variant("WriterTransformation", shapes, &writer.transformation);
    let transformation = transformation.unwrap_or_else(|| match to_objects {
        true => quote! { distributed::WriterTransformation::None },
        // As the results are where there is no writer.
        false => quote! { distributed::WriterTransformation::Compact },
    });
    quote! {
        distributed::ResultWriter {
            request: #request,
            output_type: #output_type,
            transformation: #transformation,
            to_objects: #to_objects,
        }
    }
}

/// The variant of an enum of the runtime that a definition's word stands for, where it is one of `values`.
fn variant(ty: &str, values: &[(&str, &str)], given: &Option<Text>) -> Option<TokenStream> {
    let given = given.as_ref()?;
    let (_, variant) = values.iter().find(|(word, _)| *word == given.value)?;
    let (ty, variant) = (format_ident!("{ty}"), format_ident!("{variant}"));
    Some(quote! { distributed::#ty::#variant })
}

/// `MaxItemsPerBatch`, `MaxInputBytesPerBatch` and `BatchInput`, each an `Option`.
pub(super) fn batcher(
    batcher: &ItemBatcher,
    start: &Place<'_, '_>,
) -> (TokenStream, TokenStream, TokenStream) {
    let limit = |limit: &Option<Amount>, field: &str| {
        option(limit.as_ref().map(|limit| amount(limit, field, start)))
    };
    let input = batcher.batch_input.as_ref();
    let input = input.map(|input| start.template(input, "ItemBatcher/BatchInput").into_value());
    (
        limit(&batcher.max_items_per_batch, "MaxItemsPerBatch"),
        limit(&batcher.max_input_bytes_per_batch, "MaxInputBytesPerBatch"),
        option(input),
    )
}

/// `ToleratedFailureCount`, a `u64`.
pub(super) fn tolerated_failure_count(
    map: &ast::Map,
    start: &Place<'_, '_>,
) -> Option<TokenStream> {
    const FIELD: &str = "ToleratedFailureCount";
    let count = map.distributed.tolerated_failure_count.as_ref()?;
    Some(match count {
        Amount::Path(_) | Amount::Jsonata(_) => {
            let count = integer(count, FIELD, start);
            quote! { data::not_negative(#count, #FIELD)? }
        }
        Amount::Literal(_) | Amount::Substitution(_) => amount(count, FIELD, start),
    })
}

/// `ToleratedFailurePercentage`, an `f64`.
pub(super) fn tolerated_failure_percentage(
    map: &ast::Map,
    start: &Place<'_, '_>,
) -> Option<TokenStream> {
    const FIELD: &str = "ToleratedFailurePercentage";
    let percentage = map.distributed.tolerated_failure_percentage.as_ref()?;
    Some(match percentage {
        Amount::Literal(Spanned { value, .. }) => {
            let percentage = Literal::f64_unsuffixed(*value);
            quote! { #percentage }
        }
        Amount::Path(path) => {
            let (value, text) = (start.selected(path), &path.text.value);
            quote! { data::percentage(#value, #text)? }
        }
        Amount::Jsonata(expression) => start.checked(expression, FIELD, "percentage_result"),
        Amount::Substitution(text) => {
            let place = start.substitution_of(text);
            quote! { #place as f64 }
        }
    })
}

/// The code of a number that may turn out to be negative, an `i64`.
fn integer(number: &Amount, field: &str, start: &Place<'_, '_>) -> TokenStream {
    match number {
        Amount::Literal(number) => {
            let number = Literal::i64_unsuffixed(i64::try_from(number.value).unwrap_or(i64::MAX));
            quote! { #number }
        }
        Amount::Path(path) => {
            let (value, text) = (start.selected(path), &path.text.value);
            let field = format!("{field}Path");
            quote! { data::signed_number(#value, #field, #text)? }
        }
        Amount::Jsonata(expression) => start.checked(expression, field, "signed_number_result"),
        Amount::Substitution(text) => {
            let place = start.substitution_of(text);
            quote! { i64::try_from(#place).unwrap_or(i64::MAX) }
        }
    }
}

fn option(code: Option<TokenStream>) -> TokenStream {
    match code {
        Some(code) => quote! { Some(#code) },
        None => quote! { None },
    }
}
