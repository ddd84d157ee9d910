//! What a store is asked for, and what it gives.

use std::sync::Arc;

use jiff::Timestamp;

use super::{ExecutionId, ExecutionRecord, ExecutionStatus};

/// What [`Store::purge`](super::Store::purge) did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// How many executions are gone.
    pub executions: usize,
    /// When the oldest of those that are left has ended: there is more to do where that is before the time asked for.
    pub oldest_end: Option<Timestamp>,
}

/// Which executions [`Store::live`](super::Store::live) gives.
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

/// Which executions [`Store::list`](super::Store::list) gives.
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

/// Where an execution stands among those that [`Store::list`](super::Store::list) gives, which follow each other from the highest to the lowest.
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

/// Which events [`Store::history`](super::Store::history) gives.
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
