//! A CSV of sales, distributed in batches, checked, converted and added up: kill this program at any moment, start it
//! again, and it goes on with the batches that are not done.
//!
//! ```text
//! cargo run --release --example etl -- --rows 1000000             # or go on with an interrupted run
//! cargo run --release --example etl -- --rows 1000000 --fresh     # forget what was done, start anew
//! ```
//!
//! Everything is in `target/etl`: the sales, the engine's store, the results with their manifest. One row in a thousand is
//! wrong and is left out; one batch in two hundred is damaged and fails, and the Map tolerates one row in a hundred.
//!
//! At last the same work is done by a pipeline that was written by hand, has the same sum, and forgets everything when it
//! is killed. The last line compares the two; measured on two shared cores of a virtual machine, `--rows` being so many:
//!
//! | Rows | Peak of memory | Rows a second | Of hand-written |
//! |---|---|---|---|
//! | 10,000 | 12 MB | 226,000 | 0.18 |
//! | 100,000 | 17 MB | 424,000 | 0.24 |
//! | 1,000,000 | 20 MB | 1,029,000 | 1.03 |
//! | 10,000,000 | 36 MB | 929,000 | 1.02 |
//!
//! `tests/etl-kill.sh` kills it ten times, and checks the sum and that no batch that was done is converted again. A batch
//! counts as done when the store has it, so those of the last moment before a kill are.

mod convert;
mod hand_written;
mod ledger;
mod memory;
mod progress;
mod sales;
mod work;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use asl::{Buckets, Engine, ExecutionStatus, SqliteStore, StartError, Store, Value, value};

use convert::Converted;
use ledger::Ledger;
use work::Work;

asl::asl!("examples/etl/etl.json");

/// The execution's name: as long as it runs, starting it again goes on with it.
const NAME: &str = "sales";

/// What the engine makes of it.
const ARN: &str = "arn:aws:states:us-east-1:000000000000:execution:etl:sales";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::from_arguments()?;
    let rows = options.rows;
    let folder = options.folder.join(rows.to_string());
    let csv = folder.join("sales/sales.csv");
    fs::create_dir_all(folder.join("sales"))?;
    fs::create_dir_all(folder.join("results"))?;
    sales::write(&csv, rows)?;

    let (store, interrupted) = open(&folder, options.fresh).await?;
    let done = interrupted.unwrap_or_default();
    let batches: u64 = done.iter().map(|(from, to)| to - from).sum();
    if batches > 0 {
        println!("goes on: {batches} batches are done");
    }
    let ledger = options.ledger.as_deref().map(Ledger::open).transpose()?;
    if let Some(ledger) = &ledger {
        ledger.started(&done)?;
    }

    let started = Instant::now();
    let buckets = Buckets::directory(&folder);
    let work = Work {
        buckets: buckets.clone(),
        ledger,
    };
    let engine = Engine::builder(store)
        .buckets(buckets)
        .machine(etl::Machine::new(work))
        .start()
        .await?;
    let input = value!({ "key": "sales.csv" });
    let execution = match engine.start_execution("etl", Some(NAME), &input).await {
        Err(StartError::ExecutionAlreadyExists(arn)) => engine.find_execution(&arn).await?,
        execution => execution?,
    };
    let bar = progress::show(engine.clone(), execution.arn().to_owned(), rows);
    let bar = tokio::spawn(bar);
    let report = execution.outcome().await?;
    let seconds = started.elapsed().as_secs_f64();
    let peak = memory::peak();
    bar.abort();
    engine.shutdown().await?;
    let total = Converted::from_value(&report);

    let started = Instant::now();
    let by_hand = hand_written::run(csv, &folder.join("by-hand.jsonl")).await?;
    let by_hand_seconds = started.elapsed().as_secs_f64();
    if by_hand != total {
        return Err(format!("the pipeline by hand has {by_hand:?}, the engine {total:?}").into());
    }
    println!(
        "{} rows are good, {} wrong, {} in damaged batches; by hand {:.0} rows/s",
        total.rows,
        total.rejected,
        rows - total.rows - total.rejected,
        rows as f64 / by_hand_seconds,
    );
    if let Some(ledger) = &options.ledger {
        let told = ledger::read(ledger)?;
        println!(
            "ledger: {} starts, {} batches, {} runs, {} of them of batches that were done",
            told.starts, told.batches, told.runs, told.again
        );
    }
    // Of a run that was interrupted the rest counts.
    let now = rows.saturating_sub(batches * sales::BATCH) as f64;
    let (speed, speed_by_hand) = (now / seconds, rows as f64 / by_hand_seconds);
    println!(
        "etl: {rows} rows, sum {}.{:02}, peak {} MB, {speed:.0} rows/s, {:.2} of hand-written",
        total.cents / 100,
        total.cents % 100,
        peak / 1_000_000,
        speed / speed_by_hand,
    );
    Ok(())
}

/// Ranges of batches: from, and up to but without.
type Batches = Vec<(u64, u64)>;

/// Opens the store of this folder; of a run that was interrupted the batches that are done. One that has ended, or that is
/// to be forgotten, is.
async fn open(
    folder: &Path,
    fresh: bool,
) -> Result<(SqliteStore, Option<Batches>), Box<dyn Error>> {
    let folder = folder.join("store");
    fs::create_dir_all(&folder)?;
    let file = folder.join("etl.db");
    if !fresh {
        let store = SqliteStore::open(&file)?;
        let execution = store.describe(ARN).await?;
        if let Some(execution) = execution.filter(|it| it.status() == ExecutionStatus::Running) {
            let map_runs = store.map_runs(execution.id).await?;
            let mut done = Vec::new();
            for map_run in map_runs {
                let finished = &Value::parse(map_run)?["progress"]["finished"];
                done.extend(asl::from_value::<Batches>(finished)?);
            }
            return Ok((store, Some(done)));
        }
    }
    fs::remove_dir_all(&folder)?;
    fs::create_dir_all(&folder)?;
    Ok((SqliteStore::open(file)?, None))
}

/// What the command line says.
struct Options {
    rows: u64,
    fresh: bool,
    folder: PathBuf,
    /// Where each batch that is done is noted, for the test that kills the program.
    ledger: Option<PathBuf>,
}

impl Options {
    fn from_arguments() -> Result<Self, String> {
        let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let mut options = Options {
            rows: 100_000,
            fresh: false,
            folder: package.join("target/etl"),
            ledger: None,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || {
                let value = arguments.next();
                value.ok_or_else(|| format!("`{argument}` needs a value"))
            };
            match argument.as_str() {
                "--rows" => {
                    let rows = value()?;
                    options.rows = rows
                        .parse()
                        .map_err(|_| format!("`{rows}` is no number of rows"))?;
                }
                "--fresh" => options.fresh = true,
                "--folder" => options.folder = value()?.into(),
                "--ledger" => options.ledger = Some(value()?.into()),
                other => {
                    return Err(format!(
                        "unknown argument `{other}`: there are --rows N, --fresh, --folder DIR and --ledger FILE"
                    ));
                }
            }
        }
        Ok(options)
    }
}
