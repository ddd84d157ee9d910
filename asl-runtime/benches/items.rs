//! How long an item reader takes for a row of seven columns, in nanoseconds.
//!
//! `cargo bench -p asl-runtime --bench items`

use std::fmt::Write;

use asl_runtime::item_reader::{
    CsvHeaderLocation, InputType, ItemReader, ReaderConfig, ReaderResource,
};
use asl_runtime::{Buckets, value};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use futures_util::StreamExt;

const ROWS: u64 = 100_000;

fn rows(mut row: impl FnMut(&mut String, u64)) -> String {
    let mut text = String::new();
    (0..ROWS).for_each(|number| row(&mut text, number));
    text
}

fn items(criterion: &mut Criterion) {
    let csv = rows(|text, number| {
        let _ = writeln!(
            text,
            "S{number:08},SKU-0815,DE,3,17.95,EUR,2026-11-21T10:00:00Z"
        );
    });
    let jsonl = rows(|text, number| {
        let _ = writeln!(
            text,
            r#"{{"id":"S{number:08}","sku":"SKU-0815","country":"DE","quantity":"3","price":"17.95","currency":"EUR","sold_at":"2026-11-21T10:00:00Z"}}"#
        );
    });
    let json = format!("[{}]", jsonl.trim_end().replace('\n', ","));
    let csv = format!("id,sku,country,quantity,price,currency,sold_at\n{csv}");

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let mut group = criterion.benchmark_group("items");
    group.throughput(Throughput::Elements(ROWS)).sample_size(10);
    let formats = [
        (InputType::Csv, csv),
        (InputType::Jsonl, jsonl),
        (InputType::Json, json),
    ];
    for (input_type, text) in formats {
        let buckets = Buckets::memory();
        let put = buckets.put_object("b", "o", text);
        runtime.block_on(put).expect("a bucket in memory");
        let reader = ItemReader {
            resource: ReaderResource::GetObject,
            request: value!({ "Bucket": "b", "Key": "o" }),
            config: ReaderConfig {
                input_type: Some(input_type),
                csv_header_location: Some(CsvHeaderLocation::FirstRow),
                ..ReaderConfig::default()
            },
        };
        group.bench_function(format!("{input_type:?}"), |bencher| {
            bencher.iter(|| {
                runtime.block_on(async {
                    let mut items = reader.open(&buckets).await.expect("it is there");
                    let mut count = 0;
                    while let Some(item) = items.next().await {
                        item.expect("it is well-formed");
                        count += 1;
                    }
                    assert_eq!(count, ROWS);
                });
            });
        });
    }
    group.finish();
}

criterion_group!(benches, items);
criterion_main!(benches);
