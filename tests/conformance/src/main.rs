//! Runs files of recorded cases through compiled code and writes a line of result for each.
//!
//! `cargo run --release -p conformance -- jsonata CASES.jsonl RESULTS.jsonl` compiles every expression of the file to
//! Rust, builds that, and evaluates it over the case's data. A case that cannot be compiled has an error for its
//! result; one that crashes or takes too long has no result and costs no other.
//!
//! `cargo run --release -p conformance -- executions CASES.jsonl RESULTS.jsonl` does the same with recorded executions of
//! state machines and their mocked tasks, `… -- teststate` with tests of single states.

mod executions;
mod jsonata;
mod teststate;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use asl_cli::test::{Profile, Workspace};
use clap::{Parser, Subcommand};

/// What may go wrong in a run, as opposed to in a case.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Runs recorded cases through compiled code.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    suite: Suite,
}

#[derive(Subcommand)]
enum Suite {
    /// JSONata expressions: a case has `id`, `expr`, and maybe `data` and `bindings`.
    Jsonata(Run),
    /// Executions of state machines: a case has `id`, `definition`, `input`, and maybe `mocks`.
    Executions {
        #[command(flatten)]
        run: Run,
        /// Has rustc optimize the program, which takes longer to build.
        #[arg(long)]
        release: bool,
    },
    /// Tests of single states: a case has `id`, `definition`, and the members of AWS's TestState API.
    Teststate(Run),
}

/// What every suite takes.
#[derive(clap::Args)]
struct Run {
    /// The cases, one JSON object a line.
    cases: PathBuf,
    /// Where the results go, one JSON object a line.
    results: PathBuf,
    /// The folder to generate and build in; what is unchanged since the last run is not built again.
    #[arg(long)]
    scratch: Option<PathBuf>,
    /// How many seconds a case may take.
    #[arg(long, default_value = "10", value_parser = seconds)]
    time_limit: Duration,
}

impl Run {
    /// Where the generated code is built. All suites share what they build of the runtime.
    fn workspace(&self, profile: Profile) -> Result<Workspace> {
        let scratch = match &self.scratch {
            Some(scratch) => scratch.clone(),
            None => {
                let program = std::env::current_exe()?;
                let target = program.ancestors().nth(2).ok_or("no target folder")?;
                target.join("conformance")
            }
        };
        let name = self.cases.file_stem().unwrap_or_default().to_string_lossy();
        // The versions that the repository has been tested with, which are at hand.
        let lock = repository().join("Cargo.lock");
        Ok(Workspace::new(&scratch, &name, profile)?
            .with_lock(lock)
            .quiet())
    }
}

/// The root of this repository.
fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

fn seconds(text: &str) -> std::result::Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds")?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

fn main() -> ExitCode {
    let result = match Arguments::parse().suite {
        Suite::Jsonata(run) => jsonata::run(&run),
        Suite::Executions { run, release } => executions::run(&run, release),
        Suite::Teststate(run) => teststate::run(&run),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
