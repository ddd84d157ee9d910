//! Where executions are kept: the [`Store`] trait, in memory and in SQLite.

mod error;
mod events;
mod map_runs;
mod memory;
mod shared;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

pub use error::StoreError;
pub use events::{EventRow, EventRows};
pub use map_runs::{KeptMapRunRow, MapResultQuery, MapResultRow, MapRunChanges, MapRunRow};
pub use memory::MemoryStore;
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteOptions, SqliteReader, SqliteStore, Synchronous};

/// Keeps executions: what is known of them, their histories, and where their frames stand.
///
/// Data is JSON text, which a store does not look into. Times are kept to the millisecond.
///
/// # Owners
///
/// A store may be shared by several engines. Whoever [creates](Store::create) or [claims](Store::claim) an execution owns
/// it, under an *epoch* that every claim raises; a [`commit`](Store::commit) under an older epoch is refused with
/// [`StoreError::NotOwner`] and changes nothing. So an engine that was thought dead, and is not, does no harm.
///
/// # What is promised
///
/// A write has happened wholly and durably when its future has given `Ok`; until then, or when that future is dropped, it
/// may have happened or not. Writes of one caller that are sent one after the other take effect in that order. A store
/// that could not write, and no longer knows what is on its disk, refuses everything from then on with that first error.
pub trait Store: Send + Sync + 'static {
    /// Adds an execution, which its creator owns under [`Epoch::FIRST`], unless its ARN is taken.
    fn create(&self, execution: NewExecution) -> BoxFuture<'_, Result<Created, StoreError>>;

    /// Makes the caller the owner of these executions, all at once, and loads all that running them takes. Those that have
    /// ended or do not exist are left out.
    fn claim(
        &self,
        executions: Vec<ExecutionId>,
    ) -> BoxFuture<'_, Result<Vec<Claimed>, StoreError>>;

    /// Writes what happened to an execution since its owner's last batch, as one.
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Has an execution go on that has ended, but not well, with the caller as its owner. `None` where it has not ended, was
    /// redriven otherwise than [`Redrive::count`] says, or does not exist.
    fn redrive(&self, redrive: Redrive) -> BoxFuture<'_, Result<Option<Claimed>, StoreError>>;

    /// When an execution was redriven under this client token. A store keeps the last [`CLIENT_TOKENS`] of each execution.
    fn redriven_under(
        &self,
        execution: ExecutionId,
        client_token: &str,
    ) -> BoxFuture<'_, Result<Option<Timestamp>, StoreError>>;

    /// Removes executions that ended before this time, the oldest end first, with all that was kept of them: so many rows at
    /// most.
    fn purge(
        &self,
        ended_before: Timestamp,
        rows: usize,
    ) -> BoxFuture<'_, Result<Purged, StoreError>>;

    /// Executions that have not ended: what an engine reads when it starts, and again when it has woken those it knew.
    fn live(&self, query: LiveQuery) -> BoxFuture<'_, Result<Vec<LiveExecution>, StoreError>>;

    /// The name of the machine that an execution runs which has not ended.
    fn machine(&self, execution: ExecutionId) -> BoxFuture<'_, Result<Option<String>, StoreError>>;

    /// How many transitions the executions of each machine have made, in the order of the machines' names.
    fn transitions(&self) -> BoxFuture<'_, Result<Vec<(String, u64)>, StoreError>>;

    /// What is known of the execution of this ARN.
    fn describe(&self, arn: &str) -> BoxFuture<'_, Result<Option<ExecutionRecord>, StoreError>>;

    /// The executions that a query asks for, by the time of their start, the youngest first.
    fn list(&self, query: ListQuery) -> BoxFuture<'_, Result<Vec<ExecutionRecord>, StoreError>>;

    /// The events that a query asks for, each as JSON text.
    fn history(&self, query: HistoryQuery) -> BoxFuture<'_, Result<Vec<String>, StoreError>>;

    /// The map run of this ARN.
    fn map_run(&self, arn: &str) -> BoxFuture<'_, Result<Option<KeptMapRunRow>, StoreError>>;

    /// The map runs of an execution, in the order in which they began, each as JSON text.
    fn map_runs(&self, execution: ExecutionId) -> BoxFuture<'_, Result<Vec<String>, StoreError>>;

    /// How children of a map run have ended, each as JSON text, with its number.
    fn map_results(
        &self,
        query: MapResultQuery,
    ) -> BoxFuture<'_, Result<Vec<(u64, String)>, StoreError>>;
}

/// A store's own number for an execution. A younger one's is higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExecutionId(pub i64);

impl fmt::Display for ExecutionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

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

/// An execution that is about to be.
#[derive(Clone, Debug)]
pub struct NewExecution {
    /// Its ARN, which no two executions share.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The machine's name.
    pub machine: String,
    /// The hash of the machine's definition.
    pub definition: String,
    /// When it starts.
    pub start_date: Timestamp,
    /// Its input.
    pub input: String,
    /// The execution that starts it, if one does.
    pub parent: Option<Parent>,
}

/// The execution that started another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// The store's number for it.
    pub id: ExecutionId,
    /// Its ARN.
    pub arn: String,
}

/// What [`Store::create`] did.
#[derive(Clone, Debug)]
pub enum Created {
    /// It added the execution.
    New(ExecutionId),
    /// The ARN is taken, by this execution.
    Exists(Box<ExecutionRecord>),
}

/// What is known of an execution.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionRecord {
    /// The store's number for it.
    pub id: ExecutionId,
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The machine's name.
    pub machine: String,
    /// The hash of the definition that it runs.
    pub definition: String,
    /// When it started.
    pub start_date: Timestamp,
    /// Its input.
    pub input: String,
    /// The execution that started it, if one did that is still there.
    pub parent: Option<Parent>,
    /// When it was redriven last, if it was.
    pub redriven: Option<Redriven>,
    /// How it ended, if it has.
    pub end: Option<End>,
}

impl ExecutionRecord {
    /// That of an execution that has just been created.
    pub fn new(id: ExecutionId, new: NewExecution) -> ExecutionRecord {
        let NewExecution {
            arn,
            name,
            machine,
            definition,
            start_date,
            input,
            parent,
        } = new;
        ExecutionRecord {
            id,
            arn,
            name,
            machine,
            definition,
            start_date,
            input,
            parent,
            redriven: None,
            end: None,
        }
    }

    fn parent_id(&self) -> Option<ExecutionId> {
        self.parent.as_ref().map(|parent| parent.id)
    }

    /// Its status.
    pub fn status(&self) -> ExecutionStatus {
        let end = self.end.as_ref();
        end.map_or(ExecutionStatus::Running, |end| end.status)
    }

    /// How often it was redriven.
    pub fn redrive_count(&self) -> u64 {
        self.redriven.map_or(0, |redriven| redriven.count)
    }
}

/// How often and when an execution was redriven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redriven {
    /// How often.
    pub count: u64,
    /// When, the last time.
    pub date: Timestamp,
    /// The event that tells of the last time.
    pub event: u64,
}

/// An execution that is to go on after its end: [`Store::redrive`].
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
    /// What [`Store::redriven_under`] is asked for when the same is wanted again.
    pub client_token: Option<String>,
}

/// How many client tokens of an execution's redrives are kept, as on AWS.
pub const CLIENT_TOKENS: usize = 10;

/// What [`Store::purge`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// How many executions are gone.
    pub executions: usize,
    /// When the oldest of those that are left has ended: there is more to do where that is before the time asked for.
    pub oldest_end: Option<Timestamp>,
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// Any but [`ExecutionStatus::Running`].
    pub status: ExecutionStatus,
    /// When.
    pub stop_date: Timestamp,
    /// Its output, if it succeeded.
    pub output: Option<String>,
    /// The error's name, if there is one.
    pub error: Option<String>,
    /// What happened, if something is known.
    pub cause: Option<String>,
}

/// An execution's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExecutionStatus {
    /// It has not ended.
    Running,
    /// It reached its end.
    Succeeded,
    /// It failed.
    Failed,
    /// It took longer than the machine's `TimeoutSeconds`.
    TimedOut,
    /// It was stopped.
    Aborted,
}

impl ExecutionStatus {
    /// All there are.
    pub(crate) const ALL: [ExecutionStatus; 5] = [
        ExecutionStatus::Running,
        ExecutionStatus::Succeeded,
        ExecutionStatus::Failed,
        ExecutionStatus::TimedOut,
        ExecutionStatus::Aborted,
    ];

    /// As AWS writes it, `TIMED_OUT`.
    pub const fn as_str(self) -> &'static str {
        match self {
            ExecutionStatus::Running => "RUNNING",
            ExecutionStatus::Succeeded => "SUCCEEDED",
            ExecutionStatus::Failed => "FAILED",
            ExecutionStatus::TimedOut => "TIMED_OUT",
            ExecutionStatus::Aborted => "ABORTED",
        }
    }

    /// The status that AWS writes so.
    pub fn parse(text: &str) -> Option<ExecutionStatus> {
        ExecutionStatus::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

impl fmt::Display for ExecutionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which executions [`Store::live`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveQuery {
    /// Those that have something to do at once, and those whose tasks workers have to fetch.
    Busy,
    /// Those that have to be woken at some time, the first ones first. Those that no time wakes, whose due time is
    /// [`Timestamp::MAX`], are not among them.
    Waiting {
        /// Those only that come after this one: the last of the page before.
        after: Option<(Timestamp, ExecutionId)>,
        /// So many at most.
        limit: usize,
    },
}

/// An execution that has not ended.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveExecution {
    /// The store's number for it.
    pub id: ExecutionId,
    /// The machine's name.
    pub machine: Arc<str>,
    /// When it has to be woken; `None` where it has something to do at once, which it also has where one of the children has
    /// ended that it waits for.
    pub due: Option<Timestamp>,
    /// The activities that workers have to fetch its tasks of.
    pub activities: Vec<String>,
}

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
    fn root(json: String) -> FrameRow {
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

/// Which executions [`Store::list`] gives.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Those of this machine only.
    pub machine: Option<String>,
    /// Those of this status only.
    pub status: Option<ExecutionStatus>,
    /// Those that this one has started only.
    pub parent: Option<ExecutionId>,
    /// Those that started at this time or later only.
    pub started_from: Option<Timestamp>,
    /// Those that started before this time only.
    pub started_before: Option<Timestamp>,
    /// Those that follow this one only: the last of the page before.
    pub before: Option<ListPosition>,
    /// So many at most.
    pub limit: usize,
}

/// Where an execution stands among those that [`Store::list`] gives, which follow each other from the highest to the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListPosition {
    /// When the execution started.
    pub start_date: Timestamp,
    /// The store's number for it.
    pub id: ExecutionId,
}

impl ListPosition {
    /// That of this execution.
    pub fn of(record: &ExecutionRecord) -> ListPosition {
        ListPosition {
            start_date: record.start_date,
            id: record.id,
        }
    }
}

/// Which events [`Store::history`] gives.
#[derive(Clone, Debug)]
pub struct HistoryQuery {
    /// Of which execution.
    pub execution: ExecutionId,
    /// Those that follow the event of this id, in the order asked for.
    pub after: Option<u64>,
    /// The youngest first.
    pub reverse: bool,
    /// So many at most.
    pub limit: usize,
}
