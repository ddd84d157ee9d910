//! Machines in memory against the same machines written by hand over `serde_json::Value`, on tokio.
//!
//! `cargo bench --bench express` ends with how long compiled machines take in parts of what the code by hand takes:
//! the mean and the worst without a history, the mean with one. Before that it says what a running execution takes of memory.

#[path = "express/by_hand.rs"]
mod by_hand;
#[path = "express/machines.rs"]
mod machines;

use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};

use asl::{StateMachine, SystemClock, Value, express};
use criterion::{BenchmarkId, Criterion};
use serde_json::json;

use self::machines::{Services, ladder, map, parallel, payload, pure, tasks};

type Run<'a, I> = Pin<Box<dyn Future<Output = I> + 'a>>;

fn main() {
    let mut bench = Bench {
        criterion: Criterion::default()
            .sample_size(20)
            .warm_up_time(Duration::from_millis(200))
            .measurement_time(Duration::from_millis(600))
            .configure_from_args(),
        runtime: tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime"),
        ratios: Vec::new(),
        with_history: Vec::new(),
    };
    let order = json!({ "id": "o-1001", "total": 99.5, "items": [1, 2, 3] });
    let services = &by_hand::Services;
    bench.compare(
        "10 pure states",
        &pure::Machine::new(Services),
        json!({ "order": order, "count": 1 }),
        |input| Box::pin(by_hand::pure(input)),
    );
    bench.compare(
        "10 tasks",
        &tasks::Machine::new(Services),
        json!({ "id": "o-1001" }),
        |input| Box::pin(by_hand::tasks(services, input)),
    );
    bench.compare(
        "Choice ladder of 20",
        &ladder::Machine::new(Services),
        json!({ "number": 100, "kind": "none of them", "express": true }),
        |input| Box::pin(by_hand::ladder(input)),
    );
    let items: Vec<_> = (0..1000)
        .map(|number| json!({ "sku": "lamp", "quantity": number }))
        .collect();
    bench.compare(
        "Map of 1,000",
        &map::Machine::new(Services),
        json!({ "items": items }),
        |input| Box::pin(by_hand::map(services, input)),
    );
    bench.compare(
        "Parallel of 10",
        &parallel::Machine::new(Services),
        json!({ "id": "o-1001" }),
        |input| Box::pin(by_hand::parallel(services, input)),
    );
    for (name, count) in [("1 KB payload", 10), ("100 KB payload", 1000)] {
        let item = |number: usize| json!({ "sku": format!("item-{number:05}"), "quantity": number % 7, "note": "x".repeat(48) });
        let items: Vec<_> = (0..count).map(item).collect();
        bench.compare(
            name,
            &payload::Machine::new(Services),
            json!({ "id": "o-1001", "items": items }),
            |input| Box::pin(by_hand::payload(services, input)),
        );
    }
    bench.criterion.final_summary();
    memory();
    let mean = |ratios: &[f64]| {
        let logarithms: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
        (logarithms / ratios.len() as f64).exp()
    };
    let worst = bench.ratios.iter().copied().fold(0.0, f64::max);
    println!(
        "express: geomean {:.2}, worst {worst:.2} of hand-written; with history {:.2}",
        mean(&bench.ratios),
        mean(&bench.with_history)
    );
}

struct Bench {
    criterion: Criterion,
    runtime: tokio::runtime::Runtime,
    ratios: Vec<f64>,
    with_history: Vec<f64>,
}

impl Bench {
    fn compare<F>(
        &mut self,
        name: &str,
        machine: &dyn StateMachine,
        input: serde_json::Value,
        by_hand: F,
    ) where
        F: Fn(serde_json::Value) -> Run<'static, Result<serde_json::Value, by_hand::Error>>,
    {
        // As most inputs come.
        let text = input.to_string();
        let make = || Value::parse(&text).expect("it is JSON");
        let ours = || {
            self.runtime
                .block_on(express::run_in_memory(machine, make()))
                .expect("it succeeds")
        };
        let theirs = self
            .runtime
            .block_on(by_hand(input.clone()))
            .expect("it succeeds");
        assert_eq!(ours(), Value::from(theirs), "{name}");

        let mut group = self.criterion.benchmark_group(name);
        let runtime = &self.runtime;
        let clock = Arc::new(SystemClock);
        let read = || serde_json::from_str(&text).expect("it is JSON");
        let theirs = measure(&mut group, runtime, "by hand", read, &by_hand);
        let ours = measure(&mut group, runtime, "compiled", make, |input| {
            Box::pin(express::run_in_memory(machine, input))
        });
        let recorded = measure(&mut group, runtime, "with history", make, |input| {
            Box::pin(express::run_with_history(machine, input, clock.clone()))
        });
        group.finish();
        if let (Some(theirs), Some(ours), Some(recorded)) = (theirs, ours, recorded) {
            let (ours, recorded) = (ours / theirs, recorded / theirs);
            println!(
                "{name}: {ours:.2} of hand-written ({:.2} us); with history {recorded:.2}",
                theirs * 1e6
            );
            self.ratios.push(ours);
            self.with_history.push(recorded);
        }
    }
}

/// Seconds a run; inputs are made before, outputs dropped after the time is taken.
fn measure<'a, I, O>(
    group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>,
    runtime: &tokio::runtime::Runtime,
    way: &str,
    input: impl Fn() -> I,
    run: impl Fn(I) -> Run<'a, O>,
) -> Option<f64> {
    // Few, as whoever starts an execution has just read its input.
    const BATCH: u64 = 4;
    let mut times = Vec::new();
    group.bench_function(BenchmarkId::from_parameter(way), |bencher| {
        bencher.iter_custom(|iterations| {
            let mut time = Duration::ZERO;
            let mut left = iterations;
            while left > 0 {
                let batch = left.min(BATCH);
                let inputs: Vec<I> = (0..batch).map(|_| input()).collect();
                drop(black_box(vec![0_u8; 1 << 16]));
                let mut outputs = Vec::with_capacity(inputs.len());
                time += runtime.block_on(async {
                    let start = Instant::now();
                    for input in inputs {
                        outputs.push(run(black_box(input)).await);
                    }
                    start.elapsed()
                });
                drop(black_box(outputs));
                // glibc merges what was freed when a large piece is asked for next: that belongs to the freeing.
                drop(black_box(vec![0_u8; 1 << 16]));
                left -= batch;
            }
            times.push(time.as_secs_f64() / iterations as f64);
            time
        });
    });
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 4).copied()
}

/// Prints what an execution takes that waits for a task, without its data.
fn memory() {
    const COUNT: usize = 100_000;
    let machine = tasks::Machine::new(Services);
    let mut cx = Context::from_waker(Waker::noop());
    let Some(before) = resident() else {
        return;
    };
    let mut running: Vec<_> = (0..COUNT)
        .map(|_| {
            Box::pin(express::run_in_memory(
                &machine,
                Value::from(json!({ "id": 1 })),
            ))
        })
        .collect();
    for execution in &mut running {
        assert!(execution.as_mut().poll(&mut cx).is_pending());
    }
    let Some(after) = resident() else {
        return;
    };
    println!(
        "memory: {} bytes a running execution",
        after.saturating_sub(before) / COUNT
    );
}

/// The memory of this process, where the system tells.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
