//! A store that lives as long as the process.

use std::collections::{BTreeMap, HashMap};
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::{
    Batch, Claimed, Created, Epoch, EventRow, ExecutionId, ExecutionRecord, ExecutionStatus,
    FrameRow, HistoryQuery, ListQuery, LiveExecution, NewExecution, Store, StoreError,
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
}

struct Row {
    record: ExecutionRecord,
    epoch: Epoch,
    due: Option<Timestamp>,
    frames: BTreeMap<String, FrameRow>,
    history: Vec<EventRow>,
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

impl Tables {
    fn create(&mut self, new: NewExecution) -> Created {
        if let Some(row) = self
            .ids
            .get(&new.arn)
            .and_then(|id| self.executions.get(id))
        {
            return Created::Exists(Box::new(row.record.clone()));
        }
        let id = ExecutionId(
            self.executions
                .last_key_value()
                .map_or(1, |(id, _)| id.0 + 1),
        );
        self.ids.insert(new.arn.clone(), id);
        let NewExecution {
            arn,
            name,
            machine,
            definition,
            start_date,
            input,
        } = new;
        let record = ExecutionRecord {
            id,
            arn,
            name,
            machine,
            definition,
            start_date,
            input,
            end: None,
        };
        let row = Row {
            record,
            epoch: Epoch::FIRST,
            due: None,
            frames: BTreeMap::new(),
            history: Vec::new(),
        };
        self.executions.insert(id, row);
        Created::New(id)
    }

    fn claim(&mut self, id: ExecutionId) -> Option<Claimed> {
        let row = self
            .executions
            .get_mut(&id)
            .filter(|row| row.record.end.is_none())?;
        row.epoch.0 += 1;
        Some(Claimed {
            record: row.record.clone(),
            epoch: row.epoch,
            last_event: row.history.last().map_or(0, |event| event.id),
            due: row.due,
            frames: row.frames.values().cloned().collect(),
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
        row.history.extend(batch.events);
        row.due = batch.due;
        for path in &batch.drop_below {
            let prefix = FrameRow::prefix_below(path);
            row.frames
                .retain(|path, _| !FrameRow::is_below(path, &prefix));
        }
        for frame in batch.frames {
            row.frames.insert(frame.path.clone(), frame);
        }
        if batch.end.is_some() {
            row.record.end = batch.end;
            row.frames.clear();
        }
        Ok(())
    }

    fn live(&self) -> Vec<LiveExecution> {
        let rows = self
            .executions
            .iter()
            .filter(|(_, row)| row.record.end.is_none());
        rows.map(|(&id, row)| LiveExecution {
            id,
            machine: row.record.machine.as_str().into(),
            due: row.due,
        })
        .collect()
    }

    fn list(&self, query: ListQuery) -> Vec<ExecutionRecord> {
        let rows = self.executions.values().rev().map(|row| &row.record);
        rows.filter(|record| query.before.is_none_or(|before| record.id < before))
            .filter(|record| {
                query
                    .machine
                    .as_ref()
                    .is_none_or(|machine| *machine == record.machine)
            })
            .filter(|record| {
                let status = record
                    .end
                    .as_ref()
                    .map_or(ExecutionStatus::Running, |end| end.status);
                query.status.is_none_or(|wanted| wanted == status)
            })
            .take(query.limit)
            .cloned()
            .collect()
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

    fn claim(&self, execution: ExecutionId) -> BoxFuture<'_, Result<Option<Claimed>, StoreError>> {
        Box::pin(ready(Ok(self.tables().claim(execution))))
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(ready(self.tables().commit(batch)))
    }

    fn live(&self) -> BoxFuture<'_, Result<Vec<LiveExecution>, StoreError>> {
        Box::pin(ready(Ok(self.tables().live())))
    }

    fn describe(&self, arn: &str) -> BoxFuture<'_, Result<Option<ExecutionRecord>, StoreError>> {
        let tables = self.tables();
        let row = tables.ids.get(arn).and_then(|id| tables.executions.get(id));
        Box::pin(ready(Ok(row.map(|row| row.record.clone()))))
    }

    fn list(&self, query: ListQuery) -> BoxFuture<'_, Result<Vec<ExecutionRecord>, StoreError>> {
        Box::pin(ready(Ok(self.tables().list(query))))
    }

    fn history(&self, query: HistoryQuery) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        Box::pin(ready(Ok(self.tables().history(query))))
    }
}
