//! A store behind an `Arc`.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::{
    Batch, Claimed, Created, ExecutionId, ExecutionRecord, HistoryQuery, KeptMapRunRow, ListQuery,
    LiveExecution, LiveQuery, MapResultQuery, NewExecution, Purged, Redrive, Store, StoreError,
};

/// A store can be shared with others that look into it, or be chosen at run time.
impl<S: Store + ?Sized> Store for Arc<S> {
    fn create(&self, execution: NewExecution) -> BoxFuture<'_, Result<Created, StoreError>> {
        (**self).create(execution)
    }

    fn claim(
        &self,
        executions: Vec<ExecutionId>,
    ) -> BoxFuture<'_, Result<Vec<Claimed>, StoreError>> {
        (**self).claim(executions)
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), StoreError>> {
        (**self).commit(batch)
    }

    fn redrive(&self, redrive: Redrive) -> BoxFuture<'_, Result<Option<Claimed>, StoreError>> {
        (**self).redrive(redrive)
    }

    fn redriven_under(
        &self,
        execution: ExecutionId,
        client_token: &str,
    ) -> BoxFuture<'_, Result<Option<Timestamp>, StoreError>> {
        (**self).redriven_under(execution, client_token)
    }

    fn purge(
        &self,
        ended_before: Timestamp,
        rows: usize,
    ) -> BoxFuture<'_, Result<Purged, StoreError>> {
        (**self).purge(ended_before, rows)
    }

    fn live(&self, query: LiveQuery) -> BoxFuture<'_, Result<Vec<LiveExecution>, StoreError>> {
        (**self).live(query)
    }

    fn machine(&self, execution: ExecutionId) -> BoxFuture<'_, Result<Option<String>, StoreError>> {
        (**self).machine(execution)
    }

    fn set_aside(
        &self,
        execution: ExecutionId,
        reason: Option<String>,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        (**self).set_aside(execution, reason)
    }

    fn all_set_aside(&self) -> BoxFuture<'_, Result<Vec<(ExecutionId, String)>, StoreError>> {
        (**self).all_set_aside()
    }

    fn transitions(&self) -> BoxFuture<'_, Result<Vec<(String, u64)>, StoreError>> {
        (**self).transitions()
    }

    fn describe(&self, arn: &str) -> BoxFuture<'_, Result<Option<ExecutionRecord>, StoreError>> {
        (**self).describe(arn)
    }

    fn list(&self, query: ListQuery) -> BoxFuture<'_, Result<Vec<ExecutionRecord>, StoreError>> {
        (**self).list(query)
    }

    fn history(&self, query: HistoryQuery) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        (**self).history(query)
    }

    fn map_run(&self, arn: &str) -> BoxFuture<'_, Result<Option<KeptMapRunRow>, StoreError>> {
        (**self).map_run(arn)
    }

    fn map_runs(&self, execution: ExecutionId) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        (**self).map_runs(execution)
    }

    fn map_results(
        &self,
        query: MapResultQuery,
    ) -> BoxFuture<'_, Result<Vec<(u64, String)>, StoreError>> {
        (**self).map_results(query)
    }
}
