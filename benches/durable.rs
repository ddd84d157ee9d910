//! The durable engine on SQLite against a bare loop that commits the same rows on the same disk.
//!
//! `cargo bench --bench durable` ends with the two rates in parts of the bare loop's: 100 executions at once, of 20 tasks
//! each, against commits of 100 transitions; and one execution alone against a commit a transition. The two sides take
//! turns, and what counts is the median of the rounds: a disk that others use is faster now and slower then.
//!
//! A transition of the bare loop is what the engine wrote for one: the text of its events in one row of a history with an
//! index, and the checkpoint in a row that is replaced.

#[path = "durable/bare.rs"]
mod bare;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use asl::{Engine, SqliteStore, TaskContext, TaskError, Value, value};
use bare::{Bare, Rows};
use tokio::sync::Notify;

asl::asl!("benches/durable/chain.json");

/// The tasks of an execution.
const TASKS: usize = 20;

/// The executions at once.
const EXECUTIONS: usize = 100;

/// How often each side is measured, unless an argument says otherwise.
const ROUNDS: usize = 21;

/// How many executions one after the other are measured in a round, each against as many bare commits.
const ALONE: usize = 20;

fn main() {
    let rounds = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(ROUNDS);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let folder = Folder::new();
    let rows = runtime.block_on(sample(&folder.0));
    println!(
        "a transition: {} bytes of events, a checkpoint of {} bytes",
        rows.events.len(),
        rows.checkpoint.len()
    );
    let mut group = Side::new(&folder.0, "group", rows.clone(), &runtime);
    let mut single = Side::new(&folder.0, "single", rows, &runtime);
    let (mut groups, mut singles) = (Vec::new(), Vec::new());
    // The first round warms up.
    for round in 0..=rounds {
        let bare = rate(EXECUTIONS * TASKS, || {
            (0..TASKS).for_each(|_| group.bare.commit(EXECUTIONS));
        });
        let ours = rate(EXECUTIONS * TASKS, || {
            runtime.block_on(together(&group.engine));
        });
        let mut alone = Vec::with_capacity(ALONE);
        for _ in 0..ALONE {
            let bare = rate(TASKS, || (0..TASKS).for_each(|_| single.bare.commit(1)));
            let ours = rate(TASKS, || runtime.block_on(execute(&single.engine)));
            alone.push((bare, ours));
        }
        if round > 0 {
            groups.push((bare, ours));
            singles.extend(alone);
        }
    }
    for (engine, name) in [(group.engine, "group"), (single.engine, "single")] {
        runtime.block_on(engine.shutdown()).expect("it shuts down");
        drop(engine);
        let bytes = |file: String| std::fs::metadata(folder.0.join(file)).map_or(0, |it| it.len());
        println!(
            "{name}: the store has {} MB",
            bytes(format!("{name}.db")) / 1_000_000
        );
    }
    let together = report("100 x 20", &groups);
    let alone = report("one alone", &singles);
    println!(
        "durable: 100x20 {together:.2} of bare group commit, single {alone:.2} of bare commit"
    );
}

/// A bare loop and an engine, each with a file of its own.
struct Side {
    bare: Bare,
    engine: Engine,
}

impl Side {
    fn new(folder: &Path, name: &str, rows: Rows, runtime: &tokio::runtime::Runtime) -> Self {
        let store = SqliteStore::open(folder.join(format!("{name}.db"))).expect("a store");
        let engine = Engine::builder(store).machine(chain::Machine::new(NoOp));
        Side {
            bare: Bare::new(&folder.join(format!("{name}-bare.db")), rows),
            engine: runtime.block_on(engine.start()).expect("an engine"),
        }
    }
}

/// Transitions a second.
fn rate(transitions: usize, run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    transitions as f64 / start.elapsed().as_secs_f64()
}

fn report(what: &str, rounds: &[(f64, f64)]) -> f64 {
    let bare = median(rounds.iter().map(|round| round.0));
    let ours = median(rounds.iter().map(|round| round.1));
    println!(
        "{what}: bare {bare:.0}, engine {ours:.0} transitions a second; medians of {} rounds",
        rounds.len()
    );
    ours / bare
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn together(engine: &Engine) {
    let mut started = Vec::with_capacity(EXECUTIONS);
    for _ in 0..EXECUTIONS {
        let engine = engine.clone();
        started.push(tokio::spawn(async move { execute(&engine).await }));
    }
    for execution in started {
        execution.await.expect("it does not panic");
    }
}

async fn execute(engine: &Engine) {
    let execution = engine.start_execution("chain", None, state()).await;
    let output = execution.expect("it starts").outcome().await;
    assert_eq!(output.expect("it succeeds"), state());
}

/// A state of 500 bytes.
fn state() -> Value {
    let state = value!({
        "orderId": "o-1001",
        "customer": { "id": 4711, "name": "Ann Example", "mail": "ann@example.org" },
        "items": [{ "sku": "lamp", "quantity": 2, "price": 49.9 }, { "sku": "desk", "quantity": 1, "price": 249 }],
        "total": 348.8,
        "note": "x".repeat(296),
    });
    assert_eq!(state.to_json_string().len(), 500);
    state
}

struct NoOp;

impl chain::Tasks for NoOp {
    async fn work(&self, state: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(state)
    }
}

/// Runs an execution up to a task in the middle, and reads what was written for the transition to it.
async fn sample(folder: &Path) -> Rows {
    let path = folder.join("sample.db");
    let reached = Arc::new(Notify::new());
    let store = SqliteStore::open(&path).expect("a store");
    let halting = Halting {
        calls: AtomicUsize::new(0),
        reached: reached.clone(),
    };
    let engine = Engine::builder(store).machine(chain::Machine::new(halting));
    let engine = engine.start().await.expect("an engine");
    let _execution = engine
        .start_execution("chain", None, state())
        .await
        .expect("it starts");
    reached.notified().await;
    Rows::read(&path)
}

/// Does not come back from the task in the middle.
struct Halting {
    calls: AtomicUsize,
    reached: Arc<Notify>,
}

impl chain::Tasks for Halting {
    async fn work(&self, state: Value, _: &TaskContext) -> Result<Value, TaskError> {
        if self.calls.fetch_add(1, Ordering::Relaxed) == TASKS / 2 {
            self.reached.notify_one();
            std::future::pending::<()>().await;
        }
        Ok(state)
    }
}

/// A folder on the disk that the build is on, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("durable-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
