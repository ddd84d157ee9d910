//! Kills a process at random moments and starts it again, round after round.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::Failure;
use crate::ledger::{self, called, repeated};
use crate::random::Random;
use crate::record::Record;
use crate::worker::{CALLS, Files};

/// The executions of a round.
const EXECUTIONS: usize = 200;

/// A process that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the rounds. The last line it prints says how they went.
pub(crate) fn run(rounds: usize, seed: u64) -> Result<(), Failure> {
    let mut random = Random::new(seed);
    let (mut kills, mut lost, mut rerun) = (0, 0, 0);
    let mut whole = undisturbed()?;
    for round in 0..rounds {
        let folder = tempfile::tempdir()?;
        let mut files = Round::new(folder.path());
        let mut left = 1 + usize::from(random.coin());
        loop {
            let mut process = Process::start(folder.path())?;
            let moment = whole * random.below(1_000) as u32 / 1_000;
            if left > 0 && !process.ends_within(moment)? {
                process.kill()?;
                (left, kills) = (left - 1, kills + 1);
                files.look(false)?;
                continue;
            }
            if left > 0 {
                // It was faster than thought.
                whole = (whole * 3 + moment) / 4;
            }
            if !process.ends_within(PATIENCE)? {
                return Err(format!("round {round} hangs").into());
            }
            process.assert_success()?;
            break;
        }
        files.look(true)?;
        for problem in &files.problems {
            eprintln!("round {round}: {problem}");
        }
        lost += files.lost;
        rerun += files.rerun;
    }
    println!("{kills} kills");
    println!(
        "kill-loop: {rounds} rounds, {} executions, {lost} lost, {rerun} rerun",
        rounds * EXECUTIONS
    );
    if lost + rerun > 0 {
        return Err(format!("repeat with the seed {seed}").into());
    }
    Ok(())
}

/// How long a process takes that nobody kills: the moments are spread over that.
fn undisturbed() -> Result<Duration, Failure> {
    let folder = tempfile::tempdir()?;
    let since = Instant::now();
    let mut process = Process::start(folder.path())?;
    if !process.ends_within(PATIENCE)? {
        return Err("the process hangs".into());
    }
    process.assert_success()?;
    Ok(since.elapsed())
}

/// What a round has shown so far.
struct Round {
    files: Files,
    /// How many facts were in the ledger when it was looked at last.
    seen: usize,
    /// The results that were on record then.
    results: BTreeSet<String>,
    lost: usize,
    rerun: usize,
    problems: Vec<String>,
}

impl Round {
    fn new(folder: &Path) -> Round {
        Round {
            files: Files::of(folder),
            seen: 0,
            results: BTreeSet::new(),
            lost: 0,
            rerun: 0,
            problems: Vec::new(),
        }
    }

    /// Compares ledger and store after a process has gone, by itself in the `end`.
    fn look(&mut self, end: bool) -> Result<(), Failure> {
        let facts = ledger::read(&self.files.ledger);
        let record = Record::read(&self.files.store)?;
        let missing = record.missing(&facts);
        self.lost += missing.len();
        self.problems
            .extend(missing.into_iter().map(|what| format!("lost: {what}")));

        // What was on record was not to be done again, and nothing twice by one process.
        let new = &facts[self.seen..];
        let again = called(new).filter(|key| self.results.contains(*key));
        let again: BTreeSet<&str> = again.chain(repeated(called(new))).collect();
        self.rerun += again.len();
        self.problems
            .extend(again.into_iter().map(|key| format!("run again: {key}")));
        self.seen = facts.len();
        self.results = record.results;

        if end {
            let ended = record.executions.values();
            let ended = ended.filter(|status| *status == "SUCCEEDED").count();
            let results = self.results.len();
            if (ended, results, record.left) != (EXECUTIONS, EXECUTIONS * CALLS, 0) {
                self.lost += EXECUTIONS.abs_diff(ended).max(1);
                self.problems.push(format!(
                    "{ended} executions have ended, {results} calls are on record, {} rows are left",
                    record.left
                ));
            }
            // What was cut off came back under the key it had.
            let keys: BTreeSet<&str> = called(&facts).collect();
            if keys.len() != EXECUTIONS * CALLS {
                self.rerun += keys.len().abs_diff(EXECUTIONS * CALLS);
                self.problems.push(format!("{} keys", keys.len()));
            }
        }
        Ok(())
    }
}

/// The process; killed when it is dropped, so that a failing run leaves nothing behind.
struct Process(Child);

impl Process {
    fn start(folder: &Path) -> Result<Process, Failure> {
        let worker = Command::new(std::env::current_exe()?)
            .arg("worker")
            .arg(folder)
            .arg(EXECUTIONS.to_string())
            .spawn()?;
        Ok(Process(worker))
    }

    fn ends_within(&mut self, time: Duration) -> Result<bool, Failure> {
        let start = Instant::now();
        loop {
            if self.0.try_wait()?.is_some() {
                return Ok(true);
            }
            let left = time.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Ok(false);
            }
            std::thread::sleep(left.min(Duration::from_millis(2)));
        }
    }

    /// SIGKILL: it is not asked.
    fn kill(&mut self) -> Result<(), Failure> {
        self.0.kill()?;
        self.0.wait()?;
        Ok(())
    }

    fn assert_success(&mut self) -> Result<(), Failure> {
        let status = self.0.wait()?;
        match status.success() {
            true => Ok(()),
            false => Err(format!("the process failed: {status}").into()),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
