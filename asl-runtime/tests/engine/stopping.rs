//! A store that stops the world at a write: the tests of compiled machines have it too.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use asl_runtime::macro_support::BoxFuture;
use asl_runtime::store::{
    Batch, Claimed, Created, ExecutionId, ExecutionRecord, HistoryQuery, KeptMapRunRow, ListQuery,
    LiveExecution, LiveQuery, MapResultQuery, NewExecution, Purged, Redrive,
};
use asl_runtime::{Store, StoreError};
use jiff::Timestamp;

/// What becomes of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Write {
    /// It happens.
    Happens,
    /// It happens, and is told so much later.
    ToldAfter(Duration),
    /// It happens, but the process ends before it is told.
    Unheard,
    /// It does not happen, for this reason.
    Refused(&'static str),
}

/// Says of each write, by its number, how long it takes and what becomes of it.
type Plan = dyn Fn(usize) -> (Duration, Write) + Send + Sync;

/// Stops the world when its plan says so: it refuses everything from then on.
pub(crate) struct StoppingStore {
    inner: Arc<dyn Store>,
    plan: Box<Plan>,
    writes: AtomicUsize,
    batches: AtomicUsize,
    stopped: AtomicBool,
}

impl StoppingStore {
    pub(crate) fn new(
        inner: Arc<dyn Store>,
        plan: impl Fn(usize) -> (Duration, Write) + Send + Sync + 'static,
    ) -> Self {
        StoppingStore {
            inner,
            plan: Box::new(plan),
            writes: AtomicUsize::new(0),
            batches: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
        }
    }

    /// Refuses every write after the first `writes` ones. Where `late`, the first that is refused happens all the same.
    pub(crate) fn after(writes: usize, late: bool, inner: Arc<dyn Store>) -> Self {
        let last = if late {
            Write::Unheard
        } else {
            Write::Refused(STOPPED)
        };
        StoppingStore::new(inner, move |number| {
            let write = if number < writes {
                Write::Happens
            } else {
                last
            };
            (Duration::ZERO, write)
        })
    }

    /// How many batches it was given.
    pub(crate) fn batches(&self) -> usize {
        self.batches.load(Ordering::Relaxed)
    }

    /// Whether it has refused one.
    pub(crate) fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    async fn write<T>(&self, write: BoxFuture<'_, Result<T, StoreError>>) -> Result<T, StoreError> {
        let number = self.writes.fetch_add(1, Ordering::Relaxed);
        let (time, becomes) = (self.plan)(number);
        if !time.is_zero() {
            tokio::time::sleep(time).await;
        }
        if self.stopped() {
            return Err(StoreError::failed(STOPPED));
        }
        let why = match becomes {
            Write::Happens => return write.await,
            Write::ToldAfter(time) => {
                let written = write.await;
                tokio::time::sleep(time).await;
                return written;
            }
            Write::Unheard => STOPPED,
            Write::Refused(why) => why,
        };
        self.stopped.store(true, Ordering::Relaxed);
        if becomes == Write::Unheard {
            write.await?;
        }
        Err(StoreError::failed(why))
    }
}

const STOPPED: &str = "the world has stopped";

impl Store for StoppingStore {
    fn create(&self, execution: NewExecution) -> BoxFuture<'_, Result<Created, StoreError>> {
        Box::pin(self.write(Box::pin(async move { self.inner.create(execution).await })))
    }

    fn claim(
        &self,
        executions: Vec<ExecutionId>,
    ) -> BoxFuture<'_, Result<Vec<Claimed>, StoreError>> {
        Box::pin(self.write(Box::pin(async move { self.inner.claim(executions).await })))
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), StoreError>> {
        self.batches.fetch_add(1, Ordering::Relaxed);
        Box::pin(self.write(Box::pin(async move { self.inner.commit(batch).await })))
    }

    fn redrive(&self, redrive: Redrive) -> BoxFuture<'_, Result<Option<Claimed>, StoreError>> {
        Box::pin(self.write(Box::pin(async move { self.inner.redrive(redrive).await })))
    }

    fn redriven_under(
        &self,
        execution: ExecutionId,
        client_token: &str,
    ) -> BoxFuture<'_, Result<Option<Timestamp>, StoreError>> {
        self.inner.redriven_under(execution, client_token)
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

    fn set_aside(
        &self,
        execution: ExecutionId,
        reason: Option<String>,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.write(Box::pin(async move {
            self.inner.set_aside(execution, reason).await
        })))
    }

    fn all_set_aside(&self) -> BoxFuture<'_, Result<Vec<(ExecutionId, String)>, StoreError>> {
        self.inner.all_set_aside()
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
