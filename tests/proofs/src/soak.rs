//! Mixed load at full speed, with a look at what grows and at what is left in the end.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use asl::store::SqliteReader;
use asl::{
    Clock, Engine, EngineError, ExecutionStatus, SqliteStore, TaskContext, TaskError, Value, value,
};
use rusqlite::{Connection, OpenFlags};

use crate::Failure;
use crate::haste::Hasty;
use crate::trend::Trend;

asl::asl!("src/soak.json");
asl::asl!("src/soak_child.json");

/// How many executions are under way at once, besides the children that they start.
const AT_ONCE: u64 = 200;

/// How many workers the activity has.
const WORKERS: usize = 8;

/// For how long the engine keeps what has ended: at its pace six seconds.
const RETENTION: Duration = Duration::from_secs(600);

/// By how much of their levels memory and file may grow over the later half.
const FLAT: f64 = 0.10;

/// Shorter runs tell how both grow, and are not judged by it: they end before as much is kept as is kept at any time.
const SETTLED: Duration = Duration::from_secs(60);

/// What memory may grow by even so: what an allocator gives and takes.
const SLACK: f64 = 4e6;

/// Which of the things that may happen to an execution happens to this one, so that each happens to one in `of`.
fn is(number: u64, which: u64, of: u64) -> bool {
    (number / which).is_multiple_of(of)
}

/// The services, and what they have seen.
#[derive(Clone, Default)]
struct World {
    engine: Arc<OnceLock<Engine>>,
    /// Tokens that were answered too late, and refused.
    late: Arc<AtomicU64>,
    ended: Arc<AtomicU64>,
    stopped: Arc<AtomicU64>,
    redriven: Arc<AtomicU64>,
}

fn number(value: &Value) -> u64 {
    value["number"].as_i64().unwrap_or_default().unsigned_abs()
}

impl soak::Tasks for World {
    async fn reserve(&self, input: Value, cx: &TaskContext) -> Result<Value, TaskError> {
        match number(&input) {
            it if is(it, 1, 3) && cx.attempt() == 0 => Err(TaskError::new("Busy", "try later")),
            it if is(it, 1, 7) => Err(TaskError::new("SoldOut", "there are none left")),
            it => Ok(value!({ "shelf": it % 100 })),
        }
    }

    async fn wrap(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(value!({ "wrapped": true }))
    }

    async fn sqs_send_message_wait_for_task_token(
        &self,
        input: soak::SqsSendMessageWaitForTaskTokenInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        let token = input.message_body["token"].as_str().unwrap_or_default();
        let number = number(&input.message_body);
        let (world, token) = (self.clone(), token.to_owned());
        tokio::spawn(async move {
            // Every fifth answer comes when nobody waits for it any more.
            let after = if is(number, 1, 5) { 1_000 } else { 5 };
            tokio::time::sleep(Duration::from_millis(after)).await;
            let Some(engine) = world.engine.get() else {
                return;
            };
            if engine.send_task_success(&token, "yes").await.is_err() {
                world.late.fetch_add(1, Ordering::Relaxed);
            }
        });
        Ok(value!({ "MessageId": number }))
    }

    async fn finish(&self, input: Value, cx: &TaskContext) -> Result<Value, TaskError> {
        match is(number(&input), 1, 11) && cx.execution().redrive_count() == 0 {
            true => Err(TaskError::new("Lost", "it has to be done again by hand")),
            false => Ok(value!({ "number": number(&input) })),
        }
    }
}

impl soak_child::Tasks for World {
    async fn deliver(&self, input: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(value!({ "delivered": number(&input) }))
    }
}

impl World {
    /// Starts one execution after the other, this driver's share of the numbers.
    async fn drive(self, engine: Engine, first: u64, until: Instant) -> Result<(), Failure> {
        let mut number = first;
        while Instant::now() < until {
            self.one(&engine, number).await?;
            number += AT_ONCE;
        }
        Ok(())
    }

    async fn one(&self, engine: &Engine, number: u64) -> Result<(), Failure> {
        // Most rest for a moment, some for so long that they leave memory.
        let rest = if is(number, 1, 13) { 60 } else { 1 };
        let input = value!({ "number": number, "items": [1, 2, 3], "rest": rest });
        let name = format!("soak-{number}");
        let execution = engine.start_execution("soak", Some(&name), &input).await?;
        if is(number, 1, 17) {
            tokio::time::sleep(Duration::from_millis(number % 400)).await;
            engine
                .stop_execution(execution.arn(), Some("Stopped"), None)
                .await?;
            self.stopped.fetch_add(1, Ordering::Relaxed);
        }
        // What comes of it is on record; that it ends is what counts.
        let ended = execution.outcome().await;
        let status = execution.describe().await?.status;
        if ended.is_ok() != (status == ExecutionStatus::Succeeded) {
            return Err(format!("{name} has the status {}", status.as_str()).into());
        }
        // Half of what has failed is redriven, and then succeeds.
        if status == ExecutionStatus::Failed && is(number, 11, 2) {
            engine.redrive_execution(execution.arn()).await?;
            execution.outcome().await?;
            self.redriven.fetch_add(1, Ordering::Relaxed);
        }
        self.ended.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// Fetches tasks until the engine stops; every ninth is forgotten.
async fn work(engine: Engine) -> Result<(), Failure> {
    let activity = engine.activity("inspect").worker("inspector");
    loop {
        let task = match activity.poll().await {
            Ok(task) => task,
            Err(EngineError::ShutDown) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        if is(number(task.input()), 1, 9) {
            continue;
        }
        match task.succeed(value!({ "flaws": 0 })).await {
            Ok(()) | Err(EngineError::TaskTimedOut | EngineError::ShutDown) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// What memory and file were like over time.
#[derive(Default)]
struct Samples {
    memory: Trend,
    file: Trend,
    /// Bytes of the file's pages in use for each execution that is kept.
    each: Trend,
}

impl Samples {
    /// Looks a hundred times, until it is told to stop.
    async fn take(
        store: PathBuf,
        seconds: Duration,
        stop: Arc<AtomicBool>,
    ) -> Result<Samples, Failure> {
        let mut samples = Samples::default();
        while !stop.load(Ordering::Relaxed) {
            tokio::time::sleep(seconds / 100).await;
            let (bytes, used, kept) = tokio::task::spawn_blocking({
                let store = store.clone();
                move || {
                    let (bytes, used) = bytes(&store)?;
                    Ok::<_, rusqlite::Error>((bytes, used, count(&store, "execution")?))
                }
            })
            .await??;
            samples.memory.add(resident());
            samples.file.add(bytes);
            samples.each.add(used / kept.max(1.0));
        }
        Ok(samples)
    }
}

/// The bytes of memory that this process has, 0 where the system does not tell.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    kilobytes.unwrap_or(0.0) * 1024.0
}

fn connect(store: &Path) -> rusqlite::Result<Connection> {
    let store = Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    store.busy_timeout(Duration::from_secs(10))?;
    Ok(store)
}

/// The bytes of the file, and of those of its pages that are in use.
fn bytes(store: &Path) -> rusqlite::Result<(f64, f64)> {
    let sql = "SELECT page_count * page_size, (page_count - freelist_count) * page_size
               FROM pragma_page_count, pragma_page_size, pragma_freelist_count";
    connect(store)?.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn count(store: &Path, table: &str) -> rusqlite::Result<f64> {
    let sql = format!("SELECT count(*) FROM {table}");
    connect(store)?.query_row(&sql, [], |row| row.get(0))
}

/// What is left that nobody will ask for, in words.
fn leaked(store: &Path) -> Result<Vec<String>, Failure> {
    let mut leaked = SqliteReader::open(store)?.check()?;
    // All have ended: nothing waits for a timer or a token.
    let live = count(store, "live")?;
    if live > 0.0 {
        leaked.push(format!("{live} executions have not ended"));
    }
    Ok(leaked)
}

/// Runs it. The last line it prints says how it went.
pub(crate) async fn run(duration: Duration) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let store = folder.path().join("soak.db");
    let world = World::default();
    let engine = Engine::builder(SqliteStore::open(&store)?)
        .machine(soak::Machine::new(world.clone()))
        .machine(soak_child::Machine::new(world.clone()))
        .clock(Hasty)
        .retention(Some(RETENTION))
        .start()
        .await?;
    let _ = world.engine.set(engine.clone());
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| tokio::spawn(work(engine.clone())))
        .collect();
    let stop = Arc::new(AtomicBool::new(false));
    let samples = tokio::spawn(Samples::take(store.clone(), duration, stop.clone()));

    let until = Instant::now() + duration;
    let drivers: Vec<_> = (0..AT_ONCE)
        .map(|first| tokio::spawn(world.clone().drive(engine.clone(), first, until)))
        .collect();
    // How it ends is not how it went on.
    tokio::time::sleep_until(until.into()).await;
    stop.store(true, Ordering::Relaxed);
    let samples = samples.await??;
    for driver in drivers {
        driver.await??;
    }
    let mut leaked = leaked(&store)?;

    // Without what has ended there is nothing.
    engine.purge(Hasty.now()).await?;
    for table in [
        "execution",
        "live",
        "frame",
        "history",
        "map_run",
        "map_result",
    ] {
        let rows = count(&store, table)?;
        if rows > 0.0 {
            leaked.push(format!("{rows} rows are left in the table `{table}`"));
        }
    }
    engine.shutdown().await?;
    for worker in workers {
        worker.await??;
    }
    report(&world, duration, &samples, &leaked)
}

fn report(
    world: &World,
    duration: Duration,
    samples: &Samples,
    leaked: &[String],
) -> Result<(), Failure> {
    for what in leaked {
        eprintln!("{what}");
    }
    let told = |count: &AtomicU64| count.load(Ordering::Relaxed);
    println!(
        "{} were stopped, {} redriven, {} tokens came too late; the file has {:.1} MB ({:+.0} %)",
        told(&world.stopped),
        told(&world.redriven),
        told(&world.late),
        samples.file.level() / 1e6,
        samples.file.growth() * 100.0,
    );
    let (memory, growth) = (samples.memory.level(), samples.memory.growth());
    println!(
        "soak: {} s, {} executions, memory {:.0} MB ({:+.0} %), file {:.1} KB an execution, {} leaked",
        duration.as_secs(),
        told(&world.ended),
        memory / 1e6,
        growth * 100.0,
        samples.each.level() / 1e3,
        leaked.len(),
    );
    let settled = duration >= SETTLED;
    if settled && growth > FLAT && growth * memory > SLACK {
        return Err("memory grows".into());
    }
    if settled && samples.file.growth() > FLAT {
        return Err("the file grows".into());
    }
    match leaked.is_empty() {
        true => Ok(()),
        false => Err("something is left".into()),
    }
}
