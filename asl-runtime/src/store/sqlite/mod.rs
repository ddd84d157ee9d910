//! A store in a SQLite file: durable, in the process, readable by any tool.

mod check;
mod claim;
mod listing;
mod map_runs;
mod open;
mod reader;
mod reads;
mod schema;
mod writer;
mod writes;

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode};

use super::{
    Batch, Claimed, Created, ExecutionId, ExecutionRecord, HistoryQuery, KeptMapRunRow, ListQuery,
    LiveExecution, LiveQuery, MapResultQuery, NewExecution, Purged, Redrive, Store, StoreError,
};
use claim::Owners;
pub use reader::SqliteReader;
use writer::{By, Writer};

/// Keeps executions in a SQLite file.
///
/// One engine has the file open at a time; a second one gets [`StoreError::Locked`]. Other programs may read it.
/// The engine holds a lock on a file `<path>.lock` beside it, which the system releases when the process ends, however it
/// ends.
///
/// All writes that come while one commit is under way go into the next one together. A write that fails makes the store
/// refuse everything from then on: after a failed sync nobody knows what is on the disk. Open it again to go on.
///
/// It needs a tokio runtime. The file is read and written on its blocking threads; only where nothing is under way, commits
/// take up to a millisecond and the runtime has several threads, a write is committed by the thread that asks for it.
pub struct SqliteStore(Arc<Shared>);

/// How a [`SqliteStore`] is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct SqliteOptions {
    synchronous: Synchronous,
}

/// How durable a commit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// A commit survives a power cut.
    #[default]
    Full,
    /// A commit survives the end of the process, however it ends. A power cut can undo the last ones, though they were
    /// acknowledged, so that tasks that had finished run again. It is faster.
    Normal,
}

impl SqliteOptions {
    /// The defaults.
    pub fn new() -> Self {
        SqliteOptions::default()
    }

    /// How durable a commit is.
    pub fn synchronous(mut self, synchronous: Synchronous) -> Self {
        self.synchronous = synchronous;
        self
    }

    /// Opens a store, creates the file where there is none.
    ///
    /// # Errors
    ///
    /// The folder is missing, the file is in use by another engine, read-only, damaged, of another application or from a
    /// later version. Nothing was changed then.
    pub fn open(self, path: impl AsRef<Path>) -> Result<SqliteStore, StoreError> {
        let open::Opened {
            writer,
            reader,
            lock,
        } = open::open(path.as_ref(), self.synchronous)?;
        Ok(SqliteStore(Arc::new(Shared {
            writer: Writer::new(writer),
            reader: Mutex::new(Some(reader)),
            owners: Owners::default(),
            failed: OnceLock::new(),
            lock,
        })))
    }
}

impl SqliteStore {
    /// Opens a store with the default options, creates the file where there is none.
    ///
    /// # Errors
    ///
    /// As [`SqliteOptions::open`].
    pub fn open(path: impl AsRef<Path>) -> Result<SqliteStore, StoreError> {
        SqliteOptions::new().open(path)
    }

    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let shared = self.0.clone();
        let read = tokio::task::spawn_blocking(move || {
            shared.healthy()?;
            let reader = shared.reader.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(reader) = &*reader else {
                return Err(StoreError::failed("it was closed"));
            };
            query(reader).map_err(|error| shared.read_failed(&error))
        });
        read.await
            .unwrap_or_else(|error| Err(StoreError::failed(error)))
    }
}

impl Drop for SqliteStore {
    /// Closes the file, so that it can be opened again at once: the writer may still be about to put its things away.
    fn drop(&mut self) {
        self.0.close();
    }
}

struct Shared {
    writer: Writer,
    reader: Mutex<Option<Connection>>,
    owners: Owners,
    failed: OnceLock<StoreError>,
    lock: File,
}

impl Shared {
    fn close(&self) {
        self.fail(&"it was closed");
        let Some(writer) = self.writer.close() else {
            return;
        };
        drop(
            self.reader
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        // The last to go moves the log into the file, which a reader can't.
        drop(writer);
        // The system unlocks it too, when the last who has a hold of it is gone.
        let _ = self.lock.unlock();
    }

    fn healthy(&self) -> Result<(), StoreError> {
        self.failed.get().map_or(Ok(()), |error| Err(error.clone()))
    }

    /// The store's first error, which is this one if there was none before.
    fn fail(&self, error: &dyn std::fmt::Display) -> StoreError {
        self.failed
            .get_or_init(|| StoreError::failed(error))
            .clone()
    }

    /// A read can fail for reasons that come and go, but not on a file that is broken.
    fn read_failed(&self, error: &rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure,
            ) => self.fail(error),
            _ => StoreError::failed(error),
        }
    }
}

impl Store for SqliteStore {
    fn create(&self, execution: NewExecution) -> BoxFuture<'_, Result<Created, StoreError>> {
        Box::pin(writer::write(&self.0, By::Caller, move |connection| {
            writes::create(connection, execution).map(Ok)
        }))
    }

    fn claim(
        &self,
        executions: Vec<ExecutionId>,
    ) -> BoxFuture<'_, Result<Vec<Claimed>, StoreError>> {
        let owners = self.0.owners.clone();
        Box::pin(writer::write(&self.0, By::Writer, move |connection| {
            claim::claim(connection, &owners, executions).map(Ok)
        }))
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), StoreError>> {
        let by = if batch.alone { By::Caller } else { By::Writer };
        let owners = self.0.owners.clone();
        Box::pin(writer::write(&self.0, by, move |connection| {
            let execution = batch.execution;
            let owner = writes::commit(connection, &owners, batch)?;
            Ok(if owner {
                Ok(())
            } else {
                Err(StoreError::NotOwner { execution })
            })
        }))
    }

    fn redrive(&self, redrive: Redrive) -> BoxFuture<'_, Result<Option<Claimed>, StoreError>> {
        let owners = self.0.owners.clone();
        Box::pin(writer::write(&self.0, By::Writer, move |connection| {
            writes::redrive(connection, &owners, &redrive).map(Ok)
        }))
    }

    fn redriven_under(
        &self,
        execution: ExecutionId,
        client_token: &str,
    ) -> BoxFuture<'_, Result<Option<Timestamp>, StoreError>> {
        let token = client_token.to_owned();
        Box::pin(self.read(move |connection| reads::redriven_under(connection, execution, &token)))
    }

    fn purge(
        &self,
        ended_before: Timestamp,
        rows: usize,
    ) -> BoxFuture<'_, Result<Purged, StoreError>> {
        Box::pin(writer::write(&self.0, By::Writer, move |connection| {
            writes::purge(connection, ended_before, rows).map(Ok)
        }))
    }

    fn live(&self, query: LiveQuery) -> BoxFuture<'_, Result<Vec<LiveExecution>, StoreError>> {
        Box::pin(self.read(move |connection| reads::live(connection, query)))
    }

    fn machine(&self, execution: ExecutionId) -> BoxFuture<'_, Result<Option<String>, StoreError>> {
        Box::pin(self.read(move |connection| reads::machine_of(connection, execution)))
    }

    fn set_aside(
        &self,
        execution: ExecutionId,
        reason: Option<String>,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(writer::write(&self.0, By::Writer, move |connection| {
            writes::set_aside(connection, execution, reason.as_deref()).map(Ok)
        }))
    }

    fn all_set_aside(&self) -> BoxFuture<'_, Result<Vec<(ExecutionId, String)>, StoreError>> {
        Box::pin(self.read(reads::set_aside))
    }

    fn transitions(&self) -> BoxFuture<'_, Result<Vec<(String, u64)>, StoreError>> {
        Box::pin(self.read(reads::transitions))
    }

    fn describe(&self, arn: &str) -> BoxFuture<'_, Result<Option<ExecutionRecord>, StoreError>> {
        let arn = arn.to_owned();
        Box::pin(self.read(move |connection| reads::describe(connection, &arn)))
    }

    fn list(&self, query: ListQuery) -> BoxFuture<'_, Result<Vec<ExecutionRecord>, StoreError>> {
        Box::pin(self.read(move |connection| listing::list(connection, &query)))
    }

    fn history(&self, query: HistoryQuery) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        Box::pin(self.read(move |connection| reads::history(connection, &query)))
    }

    fn map_run(&self, arn: &str) -> BoxFuture<'_, Result<Option<KeptMapRunRow>, StoreError>> {
        let arn = arn.to_owned();
        Box::pin(self.read(move |connection| map_runs::map_run(connection, &arn)))
    }

    fn map_runs(&self, execution: ExecutionId) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        Box::pin(self.read(move |connection| map_runs::map_runs(connection, execution)))
    }

    fn map_results(
        &self,
        query: MapResultQuery,
    ) -> BoxFuture<'_, Result<Vec<(u64, String)>, StoreError>> {
        Box::pin(self.read(move |connection| map_runs::map_results(connection, &query)))
    }
}
