//! What the tasks did, for the test that kills the program: a line for each batch that was converted, of all its runs, and a
//! line for each start of the program, with the batches that the store knew to be done then.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The first word of the line of a start.
const STARTED: &str = "started";

/// A file that lines are appended to.
pub(crate) struct Ledger(File);

impl Ledger {
    /// Appends to this file.
    pub(crate) fn open(path: &Path) -> io::Result<Ledger> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.map(Ledger)
    }

    /// Notes that the program starts, and which batches are done: from, and up to but without.
    pub(crate) fn started(&self, done: &[(u64, u64)]) -> io::Result<()> {
        let ranges = done.iter().map(|(from, to)| format!(" {from}-{to}"));
        self.line(&format!("{STARTED}{}\n", ranges.collect::<String>()))
    }

    /// Notes that a batch was converted.
    pub(crate) fn converted(&self, batch: u64) -> io::Result<()> {
        self.line(&format!("{batch}\n"))
    }

    /// Writes at once: of a program that is killed there are no half lines.
    fn line(&self, line: &str) -> io::Result<()> {
        (&self.0).write_all(line.as_bytes())
    }
}

/// What a ledger tells.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// How often the program was started.
    pub(crate) starts: usize,
    /// The batches that were converted.
    pub(crate) batches: usize,
    /// How often one was.
    pub(crate) runs: usize,
    /// How often one was that was known to be done.
    pub(crate) again: usize,
}

/// Reads a ledger.
pub(crate) fn read(path: &PathBuf) -> io::Result<Told> {
    let mut told = Told::default();
    let mut batches = BTreeSet::new();
    let mut done: Vec<(u64, u64)> = Vec::new();
    for line in fs::read_to_string(path)?.lines() {
        match line.strip_prefix(STARTED) {
            Some(ranges) => {
                told.starts += 1;
                let range = |range: &str| {
                    let (from, to) = range.split_once('-')?;
                    Some((from.parse().ok()?, to.parse().ok()?))
                };
                done = ranges.split_whitespace().filter_map(range).collect();
            }
            None => {
                let batch: u64 = line.parse().map_err(io::Error::other)?;
                told.runs += 1;
                told.again +=
                    usize::from(done.iter().any(|(from, to)| (*from..*to).contains(&batch)));
                batches.insert(batch);
            }
        }
    }
    told.batches = batches.len();
    Ok(told)
}
