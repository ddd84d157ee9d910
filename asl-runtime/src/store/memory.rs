//! A store that lives as long as the process.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::{
    Batch, CLIENT_TOKENS, Claimed, Created, Epoch, EventRow, ExecutionId, ExecutionRecord,
    ExecutionStatus, FrameRow, HistoryQuery, KeptMapRunRow, ListPosition, ListQuery, LiveExecution,
    LiveQuery, MapResultQuery, MapRunChanges, MapRunRow, NewExecution, Purged, Redrive, Redriven,
    Store, StoreError, Wake,
};

/// Keeps executions in memory: for tests, and for work that may be lost with the process.
///
/// Clones share what they keep.
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Tables>>);

#[derive(Default)]
struct Tables {
    executions: BTreeMap<ExecutionId, Row>,
    ids: HashMap<String, ExecutionId>,
    last: i64,
    transitions: BTreeMap<String, u64>,
}

struct Row {
    record: ExecutionRecord,
    epoch: Epoch,
    wake: Wake,
    frames: BTreeMap<String, FrameRow>,
    history: Vec<EventRow>,
    /// Those of the last redrives, with their times.
    client_tokens: Vec<(String, Timestamp)>,
    /// Why it can't be run.
    set_aside: Option<String>,
    /// In the order in which they began.
    map_runs: Vec<MapRun>,
}

struct MapRun {
    arn: String,
    json: String,
    results: BTreeMap<u64, String>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        MemoryStore::default()
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Row {
    fn change_map_runs(&mut self, changes: MapRunChanges) {
        for changed in changes.rows {
            let MapRunRow {
                arn,
                json,
                drop_results,
            } = changed;
            match self.map_run(&arn) {
                Some(map_run) => {
                    map_run.json = json;
                    if drop_results {
                        map_run.results.clear();
                    }
                }
                None => self.map_runs.push(MapRun {
                    arn,
                    json,
                    results: BTreeMap::new(),
                }),
            }
        }
        for result in changes.results {
            if let Some(map_run) = self.map_run(&result.map_run) {
                map_run.results.insert(result.index, result.json);
            }
        }
    }

    fn map_run(&mut self, arn: &str) -> Option<&mut MapRun> {
        self.map_runs.iter_mut().find(|map_run| map_run.arn == arn)
    }
}

impl Tables {
    fn map_run(&self, arn: &str) -> Option<(ExecutionId, &MapRun)> {
        self.executions.iter().find_map(|(id, row)| {
            let found = row.map_runs.iter().find(|map_run| map_run.arn == arn);
            Some((*id, found?))
        })
    }

    fn create(&mut self, new: NewExecution) -> Created {
        if let Some(row) = self
            .ids
            .get(&new.arn)
            .and_then(|id| self.executions.get(id))
        {
            return Created::Exists(Box::new(row.record.clone()));
        }
        self.last += 1;
        let id = ExecutionId(self.last);
        self.ids.insert(new.arn.clone(), id);
        let row = Row {
            record: ExecutionRecord::new(id, new),
            epoch: Epoch::FIRST,
            wake: Wake::default(),
            frames: BTreeMap::new(),
            history: Vec::new(),
            client_tokens: Vec::new(),
            set_aside: None,
            map_runs: Vec::new(),
        };
        self.executions.insert(id, row);
        Created::New(id)
    }

    fn record(&self, row: &Row) -> ExecutionRecord {
        let mut record = row.record.clone();
        record
            .parent
            .take_if(|parent| !self.executions.contains_key(&parent.id));
        record
    }

    fn claim(&mut self, id: ExecutionId) -> Option<Claimed> {
        let row = self
            .executions
            .get_mut(&id)
            .filter(|row| row.record.end.is_none())?;
        row.epoch.0 += 1;
        let row = self.executions.get(&id)?;
        Some(Claimed {
            last_event: row.history.last().map_or(0, |event| event.id),
            wake: row.wake.clone(),
            frames: row.frames.values().cloned().collect(),
            ..Claimed::new(self.record(row), row.epoch)
        })
    }

    fn commit(&mut self, batch: Batch) -> Result<(), StoreError> {
        let row = self
            .executions
            .get_mut(&batch.execution)
            .filter(|row| row.epoch == batch.epoch && row.record.end.is_none())
            .ok_or(StoreError::NotOwner {
                execution: batch.execution,
            })?;
        let events = batch.events.iter();
        let events = events.map(|(id, json)| EventRow {
            id,
            json: json.to_owned(),
        });
        row.history.extend(events);
        if let Some(wake) = batch.wake {
            row.wake = wake;
        }
        let machine = self.transitions.entry(row.record.machine.clone());
        *machine.or_default() += batch.transitions;
        if let Some(definition) = batch.definition {
            row.record.definition = definition;
        }
        row.change_map_runs(batch.map_runs);
        for path in &batch.drop_below {
            let prefix = FrameRow::prefix_below(path);
            row.frames
                .retain(|path, _| !FrameRow::is_below(path, &prefix));
        }
        for frame in batch.frames {
            row.frames.insert(frame.path.clone(), frame);
        }
        if let Some(end) = batch.end {
            if end.status == ExecutionStatus::Succeeded {
                row.frames.clear();
            }
            row.record.end = Some(end);
            row.set_aside = None;
        }
        Ok(())
    }

    fn redrive(&mut self, redrive: Redrive) -> Option<Claimed> {
        let id = redrive.execution;
        let row = self.executions.get_mut(&id).filter(|row| {
            let ended = row.record.end.is_some();
            ended && row.record.redrive_count() == redrive.count
        })?;
        row.record.end = None;
        row.record.redriven = Some(Redriven {
            count: redrive.count + 1,
            date: redrive.date,
            event: redrive.event.id,
        });
        if let Some(token) = redrive.client_token {
            row.client_tokens.push((token, redrive.date));
            let too_many = row.client_tokens.len().saturating_sub(CLIENT_TOKENS);
            row.client_tokens.drain(..too_many);
        }
        row.epoch = Epoch::redriven(redrive.count + 1);
        row.wake = Wake::default();
        row.history.push(redrive.event);
        *self
            .transitions
            .entry(row.record.machine.clone())
            .or_default() += 1;
        self.claim(id)
    }

    fn purge(&mut self, ended_before: Timestamp, rows: usize) -> Purged {
        let ends = self.executions.iter();
        let ends = ends.filter_map(|(&id, row)| Some((row.record.end.as_ref()?.stop_date, id)));
        let mut ends: Vec<_> = ends.collect();
        ends.sort_unstable();
        let mut purged = Purged::default();
        let mut left = rows;
        for (end, id) in ends {
            if end >= ended_before || left == 0 {
                purged.oldest_end = Some(end);
                break;
            }
            if let Some(row) = self.executions.remove(&id) {
                self.ids.remove(&row.record.arn);
                left = left.saturating_sub(1 + row.history.len());
                purged.executions += 1;
            }
        }
        purged
    }

    fn has_ended_child(&self, id: ExecutionId) -> bool {
        let mut rows = self.executions.values();
        rows.any(|row| row.record.parent_id() == Some(id) && row.record.end.is_some())
    }

    fn live(&self, query: LiveQuery) -> Vec<LiveExecution> {
        let live = self.executions.values();
        let live = live.filter(|row| row.record.end.is_none()).map(|row| {
            let ended_child = row.wake.awaited.child && self.has_ended_child(row.record.id);
            LiveExecution {
                id: row.record.id,
                machine: row.record.machine.as_str().into(),
                due: row.wake.due.filter(|_| !ended_child),
                activities: row.wake.awaited.activities.clone(),
            }
        });
        match query {
            LiveQuery::Busy => live
                .filter(|execution| execution.due.is_none() || !execution.activities.is_empty())
                .collect(),
            LiveQuery::Waiting { after, limit } => {
                let mut waiting: Vec<LiveExecution> = live
                    .filter(|execution| {
                        execution.due.is_some_and(|due| {
                            due < Timestamp::MAX
                                && after.is_none_or(|after| (due, execution.id) > after)
                        })
                    })
                    .collect();
                waiting.sort_by_key(|execution| (execution.due, execution.id));
                waiting.truncate(limit);
                waiting
            }
        }
    }

    fn list(&self, query: ListQuery) -> Vec<ExecutionRecord> {
        let machine = query.machine.as_ref();
        let wanted = |row: &&Row| {
            let record = &row.record;
            query
                .before
                .is_none_or(|before| ListPosition::of(record) < before)
                && machine.is_none_or(|machine| *machine == record.machine)
                && query.status.is_none_or(|status| status == record.status())
                && (query.parent.is_none() || query.parent == record.parent_id())
                && query
                    .started_from
                    .is_none_or(|from| from <= record.start_date)
                && query
                    .started_before
                    .is_none_or(|before| record.start_date < before)
        };
        let mut rows: Vec<&Row> = self.executions.values().filter(wanted).collect();
        rows.sort_unstable_by_key(|row| Reverse(ListPosition::of(&row.record)));
        let rows = rows.into_iter().take(query.limit);
        rows.map(|row| self.record(row)).collect()
    }

    fn history(&self, query: HistoryQuery) -> Vec<String> {
        let events = self
            .executions
            .get(&query.execution)
            .map_or(&[][..], |row| &row.history);
        let json = |event: &EventRow| event.json.clone();
        if query.reverse {
            let events = events
                .iter()
                .rev()
                .filter(|event| query.after.is_none_or(|after| event.id < after));
            events.take(query.limit).map(json).collect()
        } else {
            let events = events
                .iter()
                .filter(|event| query.after.is_none_or(|after| event.id > after));
            events.take(query.limit).map(json).collect()
        }
    }
}

impl Store for MemoryStore {
    fn create(&self, execution: NewExecution) -> BoxFuture<'_, Result<Created, StoreError>> {
        Box::pin(ready(Ok(self.tables().create(execution))))
    }

    fn claim(
        &self,
        executions: Vec<ExecutionId>,
    ) -> BoxFuture<'_, Result<Vec<Claimed>, StoreError>> {
        let mut tables = self.tables();
        let claimed = executions.into_iter().filter_map(|id| tables.claim(id));
        Box::pin(ready(Ok(claimed.collect())))
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(ready(self.tables().commit(batch)))
    }

    fn redrive(&self, redrive: Redrive) -> BoxFuture<'_, Result<Option<Claimed>, StoreError>> {
        Box::pin(ready(Ok(self.tables().redrive(redrive))))
    }

    fn redriven_under(
        &self,
        execution: ExecutionId,
        client_token: &str,
    ) -> BoxFuture<'_, Result<Option<Timestamp>, StoreError>> {
        let tables = self.tables();
        let row = tables.executions.get(&execution);
        let tokens = row.map_or(&[][..], |row| &row.client_tokens);
        let found = tokens.iter().rfind(|(token, _)| token == client_token);
        Box::pin(ready(Ok(found.map(|(_, date)| *date))))
    }

    fn purge(
        &self,
        ended_before: Timestamp,
        rows: usize,
    ) -> BoxFuture<'_, Result<Purged, StoreError>> {
        Box::pin(ready(Ok(self.tables().purge(ended_before, rows))))
    }

    fn live(&self, query: LiveQuery) -> BoxFuture<'_, Result<Vec<LiveExecution>, StoreError>> {
        Box::pin(ready(Ok(self.tables().live(query))))
    }

    fn machine(&self, execution: ExecutionId) -> BoxFuture<'_, Result<Option<String>, StoreError>> {
        let tables = self.tables();
        let row = tables.executions.get(&execution);
        let row = row.filter(|row| row.record.end.is_none());
        Box::pin(ready(Ok(row.map(|row| row.record.machine.clone()))))
    }

    fn set_aside(
        &self,
        execution: ExecutionId,
        reason: Option<String>,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        if let Some(row) = self.tables().executions.get_mut(&execution) {
            row.set_aside = reason;
        }
        Box::pin(ready(Ok(())))
    }

    fn all_set_aside(&self) -> BoxFuture<'_, Result<Vec<(ExecutionId, String)>, StoreError>> {
        let tables = self.tables();
        let live = tables
            .executions
            .iter()
            .filter(|(_, row)| row.record.end.is_none());
        let aside = live.filter_map(|(id, row)| Some((*id, row.set_aside.clone()?)));
        Box::pin(ready(Ok(aside.collect())))
    }

    fn transitions(&self) -> BoxFuture<'_, Result<Vec<(String, u64)>, StoreError>> {
        let transitions = self.tables().transitions.clone();
        Box::pin(ready(Ok(transitions.into_iter().collect())))
    }

    fn describe(&self, arn: &str) -> BoxFuture<'_, Result<Option<ExecutionRecord>, StoreError>> {
        let tables = self.tables();
        let row = tables.ids.get(arn).and_then(|id| tables.executions.get(id));
        Box::pin(ready(Ok(row.map(|row| tables.record(row)))))
    }

    fn list(&self, query: ListQuery) -> BoxFuture<'_, Result<Vec<ExecutionRecord>, StoreError>> {
        Box::pin(ready(Ok(self.tables().list(query))))
    }

    fn history(&self, query: HistoryQuery) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        Box::pin(ready(Ok(self.tables().history(query))))
    }

    fn map_run(&self, arn: &str) -> BoxFuture<'_, Result<Option<KeptMapRunRow>, StoreError>> {
        let tables = self.tables();
        let found = tables.map_run(arn);
        let found = found.map(|(execution, map_run)| (execution, map_run.json.clone()));
        Box::pin(ready(Ok(found)))
    }

    fn map_runs(&self, execution: ExecutionId) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        let tables = self.tables();
        let row = tables.executions.get(&execution);
        let map_runs = row.map_or(&[][..], |row| &row.map_runs);
        let json = map_runs.iter().map(|map_run| map_run.json.clone());
        Box::pin(ready(Ok(json.collect())))
    }

    fn map_results(
        &self,
        query: MapResultQuery,
    ) -> BoxFuture<'_, Result<Vec<(u64, String)>, StoreError>> {
        let tables = self.tables();
        let found = tables.map_run(&query.map_run);
        let results = found.into_iter().flat_map(|(_, map_run)| {
            let results = map_run.results.range(query.from..);
            results.map(|(index, json)| (*index, json.clone()))
        });
        Box::pin(ready(Ok(results.take(query.limit).collect())))
    }
}
