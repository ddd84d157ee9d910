//! What the example's processes do.

use std::error::Error;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use asl::{Clock, Engine, SqliteStore, TaskContext, TaskError, Value, value};
use jiff::{SignedDuration, Timestamp};

use crate::clock::Settable;
use crate::measure::{bytes, median, resident};

asl::asl!("examples/parked/parked.json");
asl::asl!("examples/parked/busy.json");

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// When the executions were started, by the example's clock.
const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// So many are due a few milliseconds after each other, an hour after the start; the others in the year that follows.
const SAMPLE: usize = 1_000;

/// How many are started at once.
const AT_ONCE: usize = 1_000;

/// When an execution is to wake.
fn due(number: usize, count: usize) -> Timestamp {
    let first = START + SignedDuration::from_hours(1);
    if number < SAMPLE {
        return first + SignedDuration::from_millis(5 * number as i64);
    }
    let year = SignedDuration::from_hours(365 * 24).as_secs();
    let share = year as f64 * (number - SAMPLE) as f64 / count as f64;
    first + SignedDuration::from_secs(600 + share as i64)
}

/// The tasks, and what they have seen.
#[derive(Clone, Default)]
struct Tasks {
    clock: Settable,
    /// How many milliseconds late each came that woke.
    late: Arc<Mutex<Vec<f64>>>,
    held: Arc<AtomicUsize>,
}

impl parked::Tasks for Tasks {
    async fn wake(&self, input: Value, _: &TaskContext) -> std::result::Result<Value, TaskError> {
        let until: Timestamp = input["until"]
            .as_str()
            .and_then(|until| until.parse().ok())
            .ok_or_else(|| TaskError::new("NoTime", "there is no time"))?;
        let late = self.clock.now().duration_since(until).as_secs_f64() * 1e3;
        self.late().push(late);
        Ok(input)
    }
}

impl busy::Tasks for Tasks {
    async fn work(&self, input: Value, _: &TaskContext) -> std::result::Result<Value, TaskError> {
        if input["hold"].as_bool() == Some(true) {
            self.held.fetch_add(1, Ordering::Relaxed);
            std::future::pending::<()>().await;
        }
        Ok(input)
    }
}

impl Tasks {
    fn late(&self) -> std::sync::MutexGuard<'_, Vec<f64>> {
        self.late.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn woken(&self, count: usize) -> Vec<f64> {
        while self.late().len() < count {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        std::mem::take(&mut *self.late())
    }

    async fn held(&self, count: usize) {
        while self.held.load(Ordering::Relaxed) < count {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

async fn engine(folder: &Path, tasks: &Tasks) -> Result<Engine> {
    let builder = Engine::builder(SqliteStore::open(folder.join("store.db"))?)
        .machine(parked::Machine::new(tasks.clone()))
        .machine(busy::Machine::new(tasks.clone()))
        .clock(tasks.clock.clone());
    Ok(builder.start().await?)
}

/// Starts so many executions, many at once.
async fn start(
    engine: &Engine,
    machine: &'static str,
    count: usize,
    input: impl Fn(usize) -> Value,
) -> Result<()> {
    let mut running = tokio::task::JoinSet::new();
    for number in 0..count {
        if running.len() >= AT_ONCE
            && let Some(started) = running.join_next().await
        {
            started??;
        }
        let (engine, input) = (engine.clone(), input(number));
        running.spawn(async move {
            let name = format!("p{number}");
            engine
                .start_execution(machine, Some(&name), input)
                .await
                .map(drop)
        });
    }
    while let Some(started) = running.join_next().await {
        started??;
    }
    Ok(())
}

/// Starts executions that wait.
pub(crate) async fn fill(folder: &Path, count: usize) -> Result<()> {
    let tasks = Tasks {
        clock: Settable::at(START),
        ..Tasks::default()
    };
    let engine = engine(folder, &tasks).await?;
    let since = Instant::now();
    start(
        &engine,
        "parked",
        count,
        |number| value!({ "until": due(number, count).to_string() }),
    )
    .await?;
    engine.shutdown().await?;
    let seconds = since.elapsed().as_secs_f64();
    println!(
        "{count} executions started and put to sleep in {seconds:.1} s, {:.0} a second",
        count as f64 / seconds
    );
    Ok(())
}

/// Starts over a store full of waiting executions, and wakes some.
pub(crate) async fn ready(folder: &Path, count: usize) -> Result<()> {
    let first = due(0, count);
    let tasks = Tasks {
        clock: Settable::at(first - SignedDuration::from_secs(2)),
        ..Tasks::default()
    };
    let since = Instant::now();
    let engine = engine(folder, &tasks).await?;
    let seconds = since.elapsed().as_secs_f64();
    let memory = resident();
    let each = bytes(folder) / count as u64;

    let sample = SAMPLE.min(count);
    let late = tasks.woken(sample).await;
    print_late("woke on time", &late);
    if count > SAMPLE {
        // Someone sets the clock forward, to when some more are due, and then back again.
        tasks.clock.set_to(first + SignedDuration::from_mins(9));
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (leap, set) = (due(SAMPLE, count), Instant::now());
        tasks.clock.set_to(leap);
        tasks.woken(1).await;
        println!(
            "the clock was set forward: one that was due then woke in {:.0} ms",
            set.elapsed().as_secs_f64() * 1e3
        );
        tasks.clock.set_to(first);
        tokio::time::sleep(Duration::from_millis(500)).await;
        println!(
            "the clock was set back: {} woke too early",
            tasks.late().len()
        );
    }
    println!(
        "parked: ready {seconds:.2} s, {} MB, {each} bytes each",
        memory / 1_000_000
    );
    engine.shutdown().await?;
    Ok(())
}

fn print_late(what: &str, late: &[f64]) {
    let latest = late.iter().copied().fold(0.0, f64::max);
    let early = late.iter().filter(|late| **late < 0.0).count();
    println!(
        "{} {what}: {:.1} ms late in the middle, {latest:.1} ms at most, {early} too early",
        late.len(),
        median(late.to_vec())
    );
}

/// What a transition costs beside few and beside many that wait, in turns.
pub(crate) async fn cost(folder: &Path, count: usize) -> Result<()> {
    const ROUNDS: usize = 15;
    const EXECUTIONS: usize = 200;
    let tasks = Tasks {
        clock: Settable::at(START),
        ..Tasks::default()
    };
    let mut stores = Vec::new();
    for store in ["small", "large"] {
        stores.push((engine(&folder.join(store), &tasks).await?, Vec::new()));
    }
    for round in 0..ROUNDS {
        for (engine, times) in &mut stores {
            let since = Instant::now();
            let mut running = tokio::task::JoinSet::new();
            for _ in 0..EXECUTIONS {
                let engine = engine.clone();
                running.spawn(async move {
                    let execution = engine.start_execution("busy", None, value!({})).await;
                    execution
                        .map_err(|error| error.to_string())?
                        .outcome()
                        .await
                        .map_err(|error| error.to_string())
                });
            }
            while let Some(ended) = running.join_next().await {
                ended??;
            }
            if round > 0 {
                times.push(since.elapsed().as_secs_f64() * 1e6 / (EXECUTIONS * 5) as f64);
            }
        }
    }
    let times: Vec<f64> = stores
        .iter()
        .map(|(_, times)| median(times.clone()))
        .collect();
    println!(
        "a transition: {:.0} us beside 1000 that wait, {:.0} us beside {count}: {:.2} of it",
        times[0],
        times[1],
        times[1] / times[0]
    );
    for (engine, _) in stores {
        engine.shutdown().await?;
    }
    Ok(())
}

/// What executions take that are in memory, each in the middle of a task.
pub(crate) async fn memory(folder: &Path, count: usize) -> Result<()> {
    let tasks = Tasks::default();
    let engine = engine(folder, &tasks).await?;
    // What the store needs for itself it has by now.
    start(&engine, "busy", 1_000, |_| value!({ "warm": true })).await?;
    let before = resident();
    hold(&engine, &tasks, count).await?;
    let each = resident().saturating_sub(before) / count;
    println!("{count} executions in memory: {each} bytes each");
    // Their tasks never come back: nobody waits for them.
    std::process::exit(0);
}

async fn hold(engine: &Engine, tasks: &Tasks, count: usize) -> Result<()> {
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..count {
        if running.len() >= AT_ONCE
            && let Some(started) = running.join_next().await
        {
            started??;
        }
        let engine = engine.clone();
        running.spawn(async move {
            engine
                .start_execution("busy", None, value!({ "hold": true }))
                .await
                .map(drop)
        });
    }
    while let Some(started) = running.join_next().await {
        started??;
    }
    tasks.held(count).await;
    Ok(())
}

/// Cuts executions off in the middle of a task.
pub(crate) async fn cut_off(folder: &Path, count: usize) -> Result<()> {
    let tasks = Tasks::default();
    let engine = engine(folder, &tasks).await?;
    hold(&engine, &tasks, count).await?;
    std::process::exit(0);
}

/// How soon executions are back that were cut off.
pub(crate) async fn recover(folder: &Path, count: usize) -> Result<()> {
    let path = folder.join("store.db");
    // What SQLite has to put in order after a crash it does once, for whoever comes first.
    drop(SqliteStore::open(&path)?);

    let since = Instant::now();
    let read = read_rows(&path)?;
    let reading = since.elapsed();

    let tasks = Tasks::default();
    let since = Instant::now();
    let _engine = engine(folder, &tasks).await?;
    tasks.held(count).await;
    let back = since.elapsed();
    println!(
        "{} executions that were cut off: back in {:.0} ms, {:.1} times what reading their rows takes",
        read.len(),
        back.as_secs_f64() * 1e3,
        back.as_secs_f64() / reading.as_secs_f64()
    );
    std::process::exit(0);
}

/// Reads all that is kept of executions that have not ended, as whoever wants to have it does.
fn read_rows(path: &Path) -> Result<Vec<Vec<rusqlite::types::Value>>> {
    let store = rusqlite::Connection::open(path)?;
    let mut statement = store.prepare(
        "SELECT live.*, execution.*, frame.* FROM live JOIN execution ON execution.id = live.execution
         LEFT JOIN frame ON frame.execution = live.execution",
    )?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut read = Vec::new();
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            values.push(row.get(column)?);
        }
        read.push(values);
    }
    Ok(read)
}
