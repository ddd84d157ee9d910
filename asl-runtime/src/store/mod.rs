//! Where executions are kept: the [`Store`] trait, in memory and in SQLite.

mod batch;
mod error;
mod events;
mod map_runs;
mod memory;
mod query;
mod record;
mod shared;
#[cfg(feature = "sqlite")]
mod sqlite;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

pub use batch::{Awaited, Batch, CLIENT_TOKENS, Claimed, Epoch, FrameRow, Redrive, Wake};
pub use error::StoreError;
pub use events::{EventRow, EventRows};
pub use map_runs::{KeptMapRunRow, MapResultQuery, MapResultRow, MapRunChanges, MapRunRow};
pub use memory::MemoryStore;
pub use query::{HistoryQuery, ListPosition, ListQuery, LiveExecution, LiveQuery, Purged};
pub use record::{
    Created, End, ExecutionId, ExecutionRecord, ExecutionStatus, NewExecution, Parent, Redriven,
};
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

    /// Notes why an execution that has not ended can't be run, or that it can.
    fn set_aside(
        &self,
        execution: ExecutionId,
        reason: Option<String>,
    ) -> BoxFuture<'_, Result<(), StoreError>>;

    /// The executions that can't be run, as far as that was noted, and why.
    fn all_set_aside(&self) -> BoxFuture<'_, Result<Vec<(ExecutionId, String)>, StoreError>>;

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
