//! How long checking takes: a definition as people write them, and machines of up to 10,000 states, of which each state
//! should cost the same.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use asl_codegen::{Options, SourceFile, check, compile};
use criterion::{BenchmarkId, Criterion, Throughput};

/// Definitions of our own making: a few states, ten or so in either query language and notation, a dozen with Map and
/// Parallel in each other.
const DEFINITIONS: &[(&str, &str)] = &[
    ("small.json", include_str!("definitions/small.json")),
    (
        "order.json",
        include_str!("../tests/support/seeds/order.json"),
    ),
    (
        "report.json",
        include_str!("../tests/support/seeds/report.json"),
    ),
    (
        "order.yaml",
        include_str!("../tests/support/seeds/order.yaml"),
    ),
    (
        "report.yaml",
        include_str!("../tests/support/seeds/report.yaml"),
    ),
    ("nested.json", include_str!("definitions/nested.json")),
];

fn source(name: &str, text: &str) -> SourceFile {
    SourceFile::new(name, text)
}

/// A machine with so many states: Tasks with what goes with them, Choices, Passes and Waits in turn.
fn machine(states: usize, name: &str) -> SourceFile {
    let yaml = name.ends_with(".yaml");
    let mut text = match yaml {
        true => String::from("StartAt: S0\nStates:\n"),
        false => String::from("{\"StartAt\": \"S0\", \"States\": {\n"),
    };
    for at in 0..states {
        let next = (at + 1).min(states);
        let state = match at % 4 {
            0 => format!(
                r#"{{"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f{at}", "Parameters": {{"id.$": "$.order.id", "text.$": "States.Format('{{}}', $.name)"}}, "ResultPath": "$.result{at}", "Retry": [{{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 2}}], "Catch": [{{"ErrorEquals": ["States.ALL"], "Next": "S{states}"}}], "Next": "S{next}"}}"#
            ),
            1 => format!(
                r#"{{"Type": "Choice", "Choices": [{{"And": [{{"Variable": "$.a.b", "NumericGreaterThan": {at}}}, {{"Variable": "$.c", "IsPresent": true}}], "Next": "S{states}"}}], "Default": "S{next}"}}"#
            ),
            2 => format!(
                r#"{{"Type": "Pass", "QueryLanguage": "JSONata", "Output": {{"sum": "{{% $sum($states.input.items[price > {at}].price) & ' in all' %}}"}}, "Next": "S{next}"}}"#
            ),
            _ => format!(
                r#"{{"Type": "Wait", "Seconds": {}, "Comment": "for a while", "Next": "S{next}"}}"#,
                at + 1
            ),
        };
        let _ = match yaml {
            true => writeln!(text, "  S{at}: {state}"),
            false => writeln!(text, "  \"S{at}\": {state},"),
        };
    }
    let _ = match yaml {
        true => writeln!(text, "  S{states}:\n    Type: Succeed"),
        false => writeln!(text, "  \"S{states}\": {{\"Type\": \"Succeed\"}}}}}}"),
    };
    SourceFile::new(name, text)
}

fn benches(c: &mut Criterion) {
    let none = Default::default();
    let mut group = c.benchmark_group("check");
    for (name, text) in DEFINITIONS {
        let source = source(name, text);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(*name, |b| b.iter(|| check(black_box(&source), &none)));
    }
    for states in [100, 1_000, 10_000] {
        group
            .sample_size(10)
            .throughput(Throughput::Elements(states));
        for name in ["machine.json", "machine.yaml"] {
            let source = machine(states as usize, name);
            group.bench_function(BenchmarkId::new(name, states), |b| {
                b.iter(|| check(black_box(&source), &none));
            });
        }
    }
    group.finish();
    let (name, text) = DEFINITIONS[1];
    let order = source(name, text);
    c.bench_function("compile/order.json", |b| {
        b.iter(|| compile(black_box(&order), &Options::default()));
    });
}

/// The shortest of several times.
fn time(source: &SourceFile, rounds: usize) -> Duration {
    let none = Default::default();
    let once = |_| {
        let started = Instant::now();
        black_box(check(black_box(source), &none));
        started.elapsed()
    };
    (0..rounds).map(once).min().unwrap_or_default()
}

/// One line that says it all.
fn summary() {
    let mut definitions: Vec<Duration> = DEFINITIONS
        .iter()
        .map(|(name, text)| time(&source(name, text), 200))
        .collect();
    definitions.sort();
    let median = definitions[definitions.len() / 2].as_secs_f64() * 1e3;
    let a_state = |states: usize| {
        let taken = time(&machine(states, "machine.json"), 10);
        taken.as_secs_f64() * 1e6 / states as f64
    };
    println!(
        "check: median {median:.3} ms a definition, {:.1} us a state at 100, {:.1} us a state at 10,000",
        a_state(100),
        a_state(10_000)
    );
}

fn main() {
    let mut criterion = Criterion::default()
        .measurement_time(Duration::from_secs(2))
        .warm_up_time(Duration::from_millis(500))
        .configure_from_args();
    for (name, text) in DEFINITIONS {
        let found = check(&source(name, text), &Default::default());
        assert!(!found.has_errors(), "{name}: {found:?}");
    }
    for name in ["machine.json", "machine.yaml"] {
        let found = check(&machine(100, name), &Default::default());
        assert!(found.is_empty(), "{name}: {found:?}");
    }
    benches(&mut criterion);
    criterion.final_summary();
    summary();
}
