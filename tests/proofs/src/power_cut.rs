//! Builds what a power cut could have left of a recorded run, and recovers it.
//!
//! The record is what `recorder.c` has written: each write, truncation and sync of the store's files, and each line of the
//! ledger, in the order in which they happened. What was written and not synced when the power went may be there, or not, or
//! in part, whatever was written before or after it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use asl::store::Synchronous;

use crate::Failure;
use crate::ledger::{self, called};
use crate::random::Random;
use crate::record::Record;
use crate::worker::{self, CALLS, Files};

/// A disk writes whole sectors.
const SECTOR: usize = 512;

/// A step of the record.
enum Step {
    Write {
        file: u8,
        offset: usize,
        data: Vec<u8>,
    },
    Truncate {
        file: u8,
        length: usize,
    },
    Remove {
        file: u8,
    },
    SyncBegins {
        file: u8,
    },
    SyncEnds {
        file: u8,
    },
    Ledger(Vec<u8>),
}

/// Reads a record: a byte for what, a byte for which file, four for a length, eight for an offset, then the data.
fn read(log: &[u8]) -> Result<Vec<Step>, Failure> {
    let mut steps = Vec::new();
    let mut rest = log;
    while let Some((head, more)) = rest.split_at_checked(14) {
        let (what, file) = (head[0], head[1]);
        let length = u32::from_le_bytes(head[2..6].try_into()?) as usize;
        let offset = u64::from_le_bytes(head[6..14].try_into()?) as usize;
        let data = if matches!(what, b'W' | b'L') {
            length
        } else {
            0
        };
        let (data, more) = more
            .split_at_checked(data)
            .ok_or("the record is cut short")?;
        steps.push(match what {
            b'W' => Step::Write {
                file,
                offset,
                data: data.to_vec(),
            },
            b'L' => Step::Ledger(data.to_vec()),
            b'T' => Step::Truncate {
                file,
                length: offset,
            },
            b'U' => Step::Remove { file },
            b'B' => Step::SyncBegins { file },
            b'S' => Step::SyncEnds { file },
            _ => return Err(format!("the record has a step `{what}`").into()),
        });
        rest = more;
    }
    Ok(steps)
}

/// A file on a disk that has a cache.
#[derive(Clone, Default)]
struct Cached {
    durable: Vec<u8>,
    /// What is in the cache, in the order it was written.
    pending: Vec<Change>,
    /// How much of that the sync that is under way takes along.
    syncing: usize,
}

#[derive(Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

impl Change {
    /// Makes the change, or as much of it as was written when the power went.
    fn apply(&self, file: &mut Vec<u8>, sectors: Option<usize>) {
        match self {
            Change::Truncate(length) => file.resize(*length, 0),
            Change::Write(offset, data) => {
                let whole = data.len();
                let length = sectors.map_or(whole, |sectors| whole.min(sectors * SECTOR));
                let end = offset + length;
                if file.len() < end {
                    file.resize(end, 0);
                }
                file[*offset..end].copy_from_slice(&data[..length]);
            }
        }
    }
}

impl Cached {
    fn sync(&mut self) {
        for change in self.pending.drain(..self.syncing) {
            change.apply(&mut self.durable, None);
        }
        self.syncing = 0;
    }

    /// What is left of it.
    fn cut(mut self, random: &mut Random) -> Vec<u8> {
        // Nothing of the cache, all of it, or some in any order: disks write as it suits them.
        let way = random.below(3);
        let mut pending = self.pending;
        if way == 2 {
            for last in (1..pending.len()).rev() {
                pending.swap(last, random.below(last + 1));
            }
        }
        for change in pending {
            let sectors = match way {
                0 => continue,
                1 => None,
                _ => match random.below(4) {
                    0 => None,
                    1 => Some(random.below(8)),
                    _ => continue,
                },
            };
            change.apply(&mut self.durable, sectors);
        }
        self.durable
    }
}

/// What a cut leaves: the files by their numbers, and what the process had told by then.
struct Image {
    files: BTreeMap<u8, Vec<u8>>,
    ledger: Vec<u8>,
}

fn images(steps: &[Step], count: usize, random: &mut Random) -> Vec<Image> {
    let mut cuts: Vec<usize> = (0..count).map(|_| random.below(steps.len())).collect();
    cuts.sort_unstable();
    let mut cuts = cuts.into_iter().peekable();
    let mut files: BTreeMap<u8, Cached> = BTreeMap::new();
    let mut ledger = Vec::new();
    let mut images = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        while cuts.next_if_eq(&number).is_some() {
            let cut = |(file, cached): (&u8, &Cached)| (*file, cached.clone().cut(random));
            images.push(Image {
                files: files.iter().map(cut).collect(),
                ledger: ledger.clone(),
            });
        }
        let mut change = |file: &u8, change| files.entry(*file).or_default().pending.push(change);
        match step {
            Step::Write { file, offset, data } => {
                change(file, Change::Write(*offset, data.clone()))
            }
            Step::Truncate { file, length } => change(file, Change::Truncate(*length)),
            Step::Remove { file } => drop(files.remove(file)),
            Step::SyncBegins { file } => {
                let cached = files.entry(*file).or_default();
                cached.syncing = cached.pending.len();
            }
            Step::SyncEnds { file } => files.entry(*file).or_default().sync(),
            Step::Ledger(line) => ledger.extend_from_slice(line),
        }
    }
    images
}

/// Recovers the images. The last line it prints says how that went.
pub(crate) fn run(log: &Path, count: usize, seed: u64) -> Result<(), Failure> {
    let steps = read(&std::fs::read(log)?)?;
    let mut told = Vec::new();
    for step in &steps {
        if let Step::Ledger(line) = step {
            told.extend_from_slice(line);
        }
    }
    let told = ledger::facts(&String::from_utf8(told)?);
    let names = told.iter().filter_map(|fact| match fact {
        ledger::Fact::Created(name) => Some(name),
        _ => None,
    });
    let executions = names.collect::<BTreeSet<_>>().len();
    println!("{} steps, {executions} executions", steps.len());
    let mut random = Random::new(seed);
    let images = images(&steps, count, &mut random);
    let runtime = tokio::runtime::Runtime::new()?;
    let mut failures = 0;
    for (number, image) in images.iter().enumerate() {
        if let Err(error) = runtime.block_on(recover(image, executions)) {
            failures += 1;
            eprintln!("image {number} of seed {seed}: {error}");
        }
    }
    println!("power-cut: {} images, {failures} failures", images.len());
    match failures {
        0 => Ok(()),
        _ => Err("an image could not be recovered".into()),
    }
}

async fn recover(image: &Image, executions: usize) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let files = Files::of(folder.path());
    for (number, suffix) in [(0, ""), (1, "-wal"), (3, "-journal")] {
        if let Some(data) = image.files.get(&number).filter(|data| !data.is_empty()) {
            let mut path = files.store.clone().into_os_string();
            path.push(suffix);
            std::fs::write(path, data)?;
        }
    }
    std::fs::write(&files.ledger, &image.ledger)?;
    let told = ledger::read(&files.ledger);
    // The engine's own store opens it first, as it is.
    drop(asl::SqliteStore::open(&files.store)?);
    let record = Record::read(&files.store)?;
    let missing = record.missing(&told);
    if !missing.is_empty() {
        return Err(format!("lost: {}", missing.join(", ")).into());
    }
    worker::run(&files, executions, Synchronous::Full).await?;
    let facts = ledger::read(&files.ledger);
    if let Some(again) = called(&facts[told.len()..]).find(|key| record.results.contains(*key)) {
        return Err(format!("run again: {again}").into());
    }
    let after = Record::read(&files.store)?;
    let ended = after.executions.values();
    let ended = ended.filter(|status| *status == "SUCCEEDED").count();
    if (ended, after.results.len(), after.left) != (executions, executions * CALLS, 0) {
        return Err(format!(
            "{ended} of {executions} executions have ended, {} calls are on record, {} rows are left",
            after.results.len(),
            after.left
        )
        .into());
    }
    Ok(())
}
