//! What is written to an execution, and what its new owner takes over.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    End, EventRow, EventRows, ExecutionId, ExecutionRecord, MapRunChanges, Parent, Redriven,
};

/// How often an execution has changed hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Epoch(pub i64);

impl Epoch {
    /// That of an execution's creator.
    pub const FIRST: Epoch = Epoch(1);

    /// One that is above all that an execution had before it was redriven for the n-th time.
    pub fn redriven(count: u64) -> Epoch {
        let count = i64::try_from(count).unwrap_or(i64::MAX >> 32);
        Epoch((count << 32) | Epoch::FIRST.0)
    }
}

/// An execution that is to go on after its end: [`Store::redrive`](super::Store::redrive).
#[derive(Clone, Debug)]
pub struct Redrive {
    /// Which.
    pub execution: ExecutionId,
    /// How often it was redriven before.
    pub count: u64,
    /// When it is now.
    pub date: Timestamp,
    /// The event that tells of it, which follows the last one.
    pub event: EventRow,
    /// What [`Store::redriven_under`](super::Store::redriven_under) is asked for when the same is wanted again.
    pub client_token: Option<String>,
}

/// How many client tokens of an execution's redrives are kept, as on AWS.
pub const CLIENT_TOKENS: usize = 10;

/// What an execution waits for that leaves memory, besides a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Awaited {
    /// The end of an execution that it has started.
    pub child: bool,
    /// Workers of these activities, who have not fetched its tasks yet.
    pub activities: Vec<String>,
}

/// What wakes an execution that nobody runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wake {
    /// When it has to be woken; `None` for at once, as one that was just created or redriven.
    pub due: Option<Timestamp>,
    /// What else wakes it.
    pub awaited: Awaited,
}

/// An execution, as its new owner needs it.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The store's number for it.
    pub id: ExecutionId,
    /// Its ARN.
    pub arn: Arc<str>,
    /// The machine's name, which a store shares among those that are claimed together.
    pub machine: Arc<str>,
    /// The hash of the definition that it runs, shared too.
    pub definition: Arc<str>,
    /// When it started.
    pub start_date: Timestamp,
    /// Its input.
    pub input: String,
    /// The execution that started it, if one did that is still there.
    pub parent: Option<Parent>,
    /// When it was redriven last, if it was.
    pub redriven: Option<Redriven>,
    /// The new owner's epoch.
    pub epoch: Epoch,
    /// The id of its last event, 0 if there is none yet.
    pub last_event: u64,
    /// What had to wake it.
    pub wake: Wake,
    /// What was saved of its frames.
    pub frames: Vec<FrameRow>,
}

impl Claimed {
    /// One that has nothing but what is known of it.
    pub fn new(record: ExecutionRecord, epoch: Epoch) -> Claimed {
        Claimed {
            id: record.id,
            arn: record.arn.into(),
            machine: record.machine.into(),
            definition: record.definition.into(),
            start_date: record.start_date,
            input: record.input,
            parent: record.parent,
            redriven: record.redriven,
            epoch,
            last_event: 0,
            wake: Wake::default(),
            frames: Vec::new(),
        }
    }
}

/// What happened to an execution: written as a whole or not at all.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Which.
    pub execution: ExecutionId,
    /// Its owner's.
    pub epoch: Epoch,
    /// New events.
    pub events: EventRows,
    /// Frames below which everything that was saved is dropped, before `frames` is written. See [`FrameRow::is_below`].
    pub drop_below: Vec<String>,
    /// Frames' new rows, in place of those they had.
    pub frames: Vec<FrameRow>,
    /// What wakes the execution if nobody runs it, where that is not what it was: most batches leave it alone.
    pub wake: Option<Wake>,
    /// How many transitions it has made.
    pub transitions: u64,
    /// The hash of the definition that it runs from now on, where that is another one.
    pub definition: Option<String>,
    /// What changed of its map runs.
    pub map_runs: MapRunChanges,
    /// Its end. What is saved of its frames is dropped where it has succeeded, and kept for a redrive where it has not.
    pub end: Option<End>,
    /// Nothing of the execution goes on before this is written: a store may as well write it on the caller's thread. Where
    /// something does, writes that come meanwhile are better written together.
    pub alone: bool,
}

/// What is saved of a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameRow {
    /// The frame's path.
    pub path: String,
    /// Whether `json` is the output that it has ended with, and not where it stands.
    pub finished: bool,
    /// What is saved.
    pub json: String,
}

impl FrameRow {
    /// The path of an execution's root frame.
    pub(crate) const ROOT: &str = "/";

    /// Where the root frame stands, which never is one that has finished: the execution has ended then.
    #[cfg(feature = "sqlite")]
    pub(super) fn root(json: String) -> FrameRow {
        FrameRow {
            path: FrameRow::ROOT.to_owned(),
            finished: false,
            json,
        }
    }

    /// What the paths of all frames below the frame at `path` begin with, and no other path does.
    ///
    /// The root frame's path is `/` and is not below itself; see [`FrameRow::is_below`].
    pub fn prefix_below(path: &str) -> String {
        if path == FrameRow::ROOT {
            String::from("/")
        } else {
            format!("{path}/")
        }
    }

    /// Whether a frame's path is below the one that has this prefix.
    pub fn is_below(path: &str, prefix: &str) -> bool {
        path.len() > prefix.len() && path.starts_with(prefix)
    }
}
