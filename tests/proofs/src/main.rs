//! Proofs that need a process of their own: it is killed, its disk loses power, or it works for long.
//!
//! `tests/kill-loop.sh`, `tests/power-cut.sh` and `tests/soak.sh` build and run it.

mod haste;
mod kill_loop;
mod ledger;
mod power_cut;
mod random;
mod record;
mod soak;
mod trend;
mod worker;

use std::path::PathBuf;

use asl::store::Synchronous;
use clap::Parser;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Parser)]
#[command(about = "Kills, power cuts and long work")]
enum Proof {
    /// Kills a process at random moments, so many rounds.
    KillLoop {
        /// How many.
        rounds: usize,
        /// Repeats the moments of a run, as far as the machine keeps pace.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Recovers so many images of what a power cut could have left of a recorded run.
    PowerCut {
        /// The record.
        log: PathBuf,
        /// How many.
        images: usize,
        /// Repeats a run's images.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Mixed load at full speed for so many seconds, and then a look for what is left of it.
    Soak {
        /// How long.
        seconds: u64,
    },
    /// Runs executions to their ends: the process that is killed.
    Worker {
        /// Where its files are.
        folder: PathBuf,
        /// How many executions.
        executions: usize,
        /// Lets a power cut undo commits, to see that the proof finds it.
        #[arg(long)]
        lax: bool,
    },
}

fn main() -> Result<(), Failure> {
    match Proof::parse() {
        Proof::KillLoop { rounds, seed } => kill_loop::run(rounds, seed),
        Proof::PowerCut { log, images, seed } => power_cut::run(&log, images, seed),
        Proof::Soak { seconds } => {
            let runtime = tokio::runtime::Runtime::new()?;
            runtime.block_on(soak::run(std::time::Duration::from_secs(seconds)))
        }
        Proof::Worker {
            folder,
            executions,
            lax,
        } => {
            let runtime = tokio::runtime::Runtime::new()?;
            let synchronous = match lax {
                true => Synchronous::Normal,
                false => Synchronous::Full,
            };
            let files = worker::Files::of(&folder);
            runtime.block_on(worker::run(&files, executions, synchronous))
        }
    }
}
