//! Stores for tests: one that breaks when told, and one in a folder that is removed afterwards.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use asl_runtime::StoreError;
use asl_runtime::macro_support::BoxFuture;
use asl_runtime::store::{
    Batch, Claimed, Created, ExecutionId, ExecutionRecord, HistoryQuery, KeptMapRunRow, ListQuery,
    LiveExecution, LiveQuery, MapResultQuery, NewExecution, Purged, Redrive, Store,
};
use jiff::Timestamp;

/// Counts writes, and breaks at the n-th.
pub(crate) struct FragileStore<S> {
    inner: S,
    counts: Arc<Counts>,
    breaking: Breaking,
}

/// What a [`FragileStore`] was asked for.
#[derive(Debug)]
pub(crate) struct Counts {
    left: AtomicI64,
    batches: AtomicUsize,
}

impl Counts {
    /// The batches that were written.
    pub(crate) fn batches(&self) -> usize {
        self.batches.load(Ordering::Relaxed)
    }

    pub(crate) fn broke(&self) -> bool {
        self.left.load(Ordering::Relaxed) < 0
    }
}

/// How the last write goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Breaking {
    /// It does not happen.
    Before,
    /// It happens, but nobody is told.
    After,
}

impl<S: Store> FragileStore<S> {
    pub(crate) fn new(inner: S, writes: i64, breaking: Breaking) -> (Self, Arc<Counts>) {
        let counts = Arc::new(Counts {
            left: AtomicI64::new(writes),
            batches: AtomicUsize::new(0),
        });
        (
            FragileStore {
                inner,
                counts: counts.clone(),
                breaking,
            },
            counts,
        )
    }

    async fn write<T>(&self, write: BoxFuture<'_, Result<T, StoreError>>) -> Result<T, StoreError> {
        let left = self.counts.left.fetch_sub(1, Ordering::Relaxed);
        if left > 0 {
            return write.await;
        }
        if left == 0 && self.breaking == Breaking::After {
            write.await?;
        }
        Err(StoreError::failed("the disk is gone"))
    }
}

impl<S: Store> Store for FragileStore<S> {
    fn create(&self, execution: NewExecution) -> BoxFuture<'_, Result<Created, StoreError>> {
        // The inner store is not to be asked before it is known whether it may.
        Box::pin(self.write(Box::pin(async move { self.inner.create(execution).await })))
    }

    fn claim(
        &self,
        executions: Vec<ExecutionId>,
    ) -> BoxFuture<'_, Result<Vec<Claimed>, StoreError>> {
        Box::pin(self.write(Box::pin(async move { self.inner.claim(executions).await })))
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.write(Box::pin(async move {
            self.counts.batches.fetch_add(1, Ordering::Relaxed);
            self.inner.commit(batch).await
        })))
    }

    fn redrive(&self, redrive: Redrive) -> BoxFuture<'_, Result<Option<Claimed>, StoreError>> {
        Box::pin(self.write(Box::pin(async move { self.inner.redrive(redrive).await })))
    }

    fn purge(
        &self,
        ended_before: Timestamp,
        rows: usize,
    ) -> BoxFuture<'_, Result<Purged, StoreError>> {
        Box::pin(self.write(Box::pin(async move {
            self.inner.purge(ended_before, rows).await
        })))
    }

    fn machine(&self, execution: ExecutionId) -> BoxFuture<'_, Result<Option<String>, StoreError>> {
        self.inner.machine(execution)
    }

    fn transitions(&self) -> BoxFuture<'_, Result<Vec<(String, u64)>, StoreError>> {
        self.inner.transitions()
    }

    fn live(&self, query: LiveQuery) -> BoxFuture<'_, Result<Vec<LiveExecution>, StoreError>> {
        self.inner.live(query)
    }

    fn describe(&self, arn: &str) -> BoxFuture<'_, Result<Option<ExecutionRecord>, StoreError>> {
        self.inner.describe(arn)
    }

    fn list(&self, query: ListQuery) -> BoxFuture<'_, Result<Vec<ExecutionRecord>, StoreError>> {
        self.inner.list(query)
    }

    fn history(&self, query: HistoryQuery) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        self.inner.history(query)
    }

    fn map_run(&self, arn: &str) -> BoxFuture<'_, Result<Option<KeptMapRunRow>, StoreError>> {
        self.inner.map_run(arn)
    }

    fn map_runs(&self, execution: ExecutionId) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        self.inner.map_runs(execution)
    }

    fn map_results(
        &self,
        query: MapResultQuery,
    ) -> BoxFuture<'_, Result<Vec<(u64, String)>, StoreError>> {
        self.inner.map_results(query)
    }
}

/// A folder that is removed when it is dropped.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("asl-engine-test-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The bytes of all files of a folder but locks and SQLite's shared memory, by name.
pub(crate) fn contents(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = files.map(|file| {
        (
            file.file_name().into_string().unwrap(),
            std::fs::read(file.path()).unwrap(),
        )
    });
    files
        .filter(|(name, _)| !name.ends_with(".lock") && !name.ends_with("-shm"))
        .collect()
}
