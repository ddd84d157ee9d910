//! Compiled JSONata against Rust written by hand over `serde_json::Value`, and against interpreters.
//!
//! `cargo bench -p asl-runtime --bench jsonata` measures all expressions over an input of 1 KB and one of 84 KB, and
//! ends with how long compiled code takes in parts of what the code by hand takes.

#[path = "jsonata/by_hand.rs"]
mod by_hand;
#[path = "jsonata/compiled.rs"]
// As the compiler lays it out.
#[rustfmt::skip]
mod compiled;
#[path = "jsonata/interpreters.rs"]
mod interpreters;

use std::hint::black_box;
use std::time::{Duration, Instant};

use asl_runtime::random::Random;
use asl_runtime::{Value, jsonata};
use criterion::{BenchmarkId, Criterion};
use serde_json::json;

use self::interpreters::Core;

/// A compiled expression: input, context object and evaluation in, result out.
type Compiled =
    fn(&Value, &Value, &mut jsonata::Evaluation<'_>) -> Result<Option<Value>, jsonata::Error>;

const NOW: &str = "2024-05-06T07:08:09.120Z";

/// The name of an input and how many items it has.
const INPUTS: [(&str, usize); 2] = [("1 KB", 8), ("84 KB", 830)];

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(400))
        .configure_from_args();
    let expressions: Vec<&str> = include_str!("jsonata/expressions.txt").lines().collect();
    assert_eq!(expressions.len(), compiled::COMPILED.len());
    assert_eq!(expressions.len(), by_hand::BY_HAND.len());
    let mut summary = Vec::new();
    let mut worst: f64 = 0.0;
    for (name, count) in INPUTS {
        let (input, context) = (input(count), json!({ "State": { "EnteredTime": NOW } }));
        let mut logarithms = Vec::new();
        for (number, expression) in expressions.iter().enumerate() {
            let ratio = compare(&mut criterion, name, (number, expression), &input, &context);
            if let Some(ratio) = ratio {
                println!("{name}, {ratio:.2} of hand-written: {expression}");
                worst = worst.max(ratio);
                logarithms.push(ratio.ln());
            }
        }
        let mean = (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp();
        summary.push(format!("{name} {mean:.2}"));
    }
    criterion.final_summary();
    println!(
        "jsonata: {} of hand-written, worst {worst:.1}",
        summary.join(", ")
    );
}

/// Measures an expression in every way; gives the ratio of compiled to hand-written code, if both were measured.
fn compare(
    criterion: &mut Criterion,
    name: &str,
    (number, expression): (usize, &str),
    input: &serde_json::Value,
    context: &serde_json::Value,
) -> Option<f64> {
    let mut group = criterion.benchmark_group(format!("{name}/{}", number + 1));
    let mut measure = |way: &str, run: &mut dyn FnMut()| {
        let mut times = Vec::new();
        group.bench_function(BenchmarkId::from_parameter(way), |bencher| {
            bencher.iter_custom(|iterations| {
                let start = Instant::now();
                for _ in 0..iterations {
                    run();
                }
                let time = start.elapsed();
                times.push(time.as_secs_f64() / iterations as f64);
                time
            });
        });
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied()
    };
    let now = NOW.parse().expect("a time");
    let compiled = compiled::COMPILED[number];
    let (value, object) = (Value::from(input.clone()), Value::from(context.clone()));
    let mut random = Random::new(1);
    let mut cx = jsonata::Evaluation::new(now, &mut random);
    let by_hand = by_hand::BY_HAND[number];
    let expected = by_hand(input, context, now).map(Value::from);
    assert_eq!(
        compiled(&value, &object, &mut cx),
        Ok(expected),
        "{expression}"
    );

    let ours = measure("compiled", &mut || {
        let result = compiled(black_box(&value), black_box(&object), &mut cx);
        drop(black_box(result));
    });
    let theirs = measure("by hand", &mut || {
        drop(black_box(by_hand(
            black_box(input),
            black_box(context),
            now,
        )));
    });
    let states = json!({ "states": { "input": input, "context": context } });
    let core = Core::new(expression, &states);
    measure("jsonata-core", &mut || drop(black_box(core.evaluate())));
    let states = &states["states"];
    measure("jsonata-rs", &mut || {
        interpreters::evaluate_in_arena(expression, states)
    });
    group.finish();
    Some(ours? / theirs?)
}

/// An order with so many items.
fn input(count: usize) -> serde_json::Value {
    let prices = [
        json!(19.99),
        json!(5),
        json!(5),
        json!(12.5),
        json!(30),
        json!(8),
    ];
    let item = |index: usize| {
        json!({
            "id": format!("item-{index:05}"),
            "price": prices[index * 7 % 11 % prices.len()],
            "qty": index % 5 + 1,
            "status": if index % 3 == 1 { "FAIL" } else { "OK" },
            "tags": ["a", "b"],
            "note": "x".repeat(20),
        })
    };
    json!({
        "name": "Ada Lovelace",
        "order": { "id": "o-1001", "total": 150, "currency": "EUR" },
        "items": (0..count).map(item).collect::<Vec<_>>(),
    })
}
