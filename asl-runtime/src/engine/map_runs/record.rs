//! A map run in memory, and as it is written.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, watch};

use super::description::{MapRunDescription, UpdateMapRun};
use crate::distributed::{ChildEnd, MapRunId, MapRunLimits, MapRunProgress};
use crate::engine::error::EngineError;
use crate::store::{End, ExecutionStatus, FrameRow, MapResultRow, MapRunChanges, MapRunRow};
use crate::value::Value;

/// A map run that is in memory.
pub(in crate::engine) struct MapRun {
    pub(super) id: Arc<MapRunId>,
    execution_arn: String,
    /// The frame whose state it is.
    frame: String,
    start_date: Timestamp,
    pub(super) progress: Arc<Mutex<MapRunProgress>>,
    state: Mutex<State>,
    changes: watch::Sender<()>,
    pub(super) updated: Notify,
}

struct State {
    limits: MapRunLimits,
    status: ExecutionStatus,
    stop_date: Option<Timestamp>,
}

/// A map run as it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Saved {
    map_run_arn: String,
    execution_arn: String,
    status: String,
    pub(super) start_date: Timestamp,
    stop_date: Option<Timestamp>,
    pub(super) limits: MapRunLimits,
    pub(super) progress: MapRunProgress,
}

impl Saved {
    pub(super) fn parse(json: &str) -> Result<Saved, EngineError> {
        serde_json::from_str(json).map_err(|error| EngineError::Unreadable(error.to_string()))
    }

    pub(super) fn runs(&self) -> bool {
        self.status == ExecutionStatus::Running.as_str()
    }

    pub(super) fn describe(self) -> MapRunDescription {
        let limits = self.limits;
        MapRunDescription {
            map_run_arn: self.map_run_arn,
            execution_arn: self.execution_arn,
            status: ExecutionStatus::parse(&self.status).unwrap_or(ExecutionStatus::Running),
            start_date: self.start_date,
            stop_date: self.stop_date,
            max_concurrency: limits.max_concurrency,
            tolerated_failure_count: limits.tolerated_failure_count.unwrap_or_default(),
            tolerated_failure_percentage: limits.tolerated_failure_percentage.unwrap_or_default(),
            item_counts: self.progress.items,
            execution_counts: self.progress.executions,
        }
    }
}

impl MapRun {
    pub(super) fn new(
        id: Arc<MapRunId>,
        execution_arn: String,
        frame: String,
        start_date: Timestamp,
        limits: MapRunLimits,
        progress: Arc<Mutex<MapRunProgress>>,
    ) -> Self {
        MapRun {
            id,
            execution_arn,
            frame,
            start_date,
            progress,
            state: Mutex::new(State {
                limits,
                status: ExecutionStatus::Running,
                stop_date: None,
            }),
            changes: watch::Sender::new(()),
            updated: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn progress(&self) -> MutexGuard<'_, MapRunProgress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn limits(&self) -> MapRunLimits {
        self.state().limits
    }

    pub(super) fn update(&self, update: UpdateMapRun) {
        update.apply(&mut self.state().limits);
        self.updated.notify_one();
    }

    pub(super) fn end(&self, status: ExecutionStatus, now: Timestamp) {
        let mut state = self.state();
        state.status = status;
        state.stop_date = Some(now);
    }

    /// Tells those who watch it that it has changed.
    pub(super) fn tell(&self) {
        self.changes.send_replace(());
    }

    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }

    fn saved(&self) -> Saved {
        let state = self.state();
        Saved {
            map_run_arn: self.id.arn.clone(),
            execution_arn: self.execution_arn.clone(),
            status: state.status.as_str().to_owned(),
            start_date: self.start_date,
            stop_date: state.stop_date,
            limits: state.limits,
            progress: self.progress().clone(),
        }
    }

    pub(super) fn describe(&self) -> MapRunDescription {
        self.saved().describe()
    }

    fn row(&self) -> MapRunRow {
        let saved = self.saved();
        MapRunRow {
            arn: self.id.arn.clone(),
            drop_results: saved.status == ExecutionStatus::Succeeded.as_str(),
            // Texts and numbers: nothing here can refuse to be written.
            json: serde_json::to_string(&saved).unwrap_or_default(),
        }
    }
}

/// What an execution has recorded of its map runs and the store does not have yet.
#[derive(Default)]
pub(in crate::engine) struct MapRunRecords {
    /// Those that are under way.
    open: Vec<Arc<MapRun>>,
    changed: Vec<Arc<MapRun>>,
    results: Vec<MapResultRow>,
}

impl MapRunRecords {
    pub(super) fn opened(&mut self, map_run: &Arc<MapRun>) {
        self.open.push(map_run.clone());
        self.changed(map_run);
    }

    pub(super) fn changed(&mut self, map_run: &Arc<MapRun>) {
        if !self.changed.iter().any(|it| Arc::ptr_eq(it, map_run)) {
            self.changed.push(map_run.clone());
        }
    }

    pub(super) fn result(&mut self, result: MapResultRow) {
        self.results.push(result);
    }

    pub(super) fn closed(&mut self, map_run: &Arc<MapRun>) {
        self.open.retain(|it| !Arc::ptr_eq(it, map_run));
        self.changed(map_run);
    }

    /// The frames below are given up, with their map runs.
    pub(in crate::engine) fn drop_below(&mut self, prefix: &str) {
        let below = |map_run: &mut Arc<MapRun>| FrameRow::is_below(&map_run.frame, prefix);
        let dropped: Vec<_> = self.open.extract_if(.., below).collect();
        self.abort(dropped, Timestamp::now());
    }

    fn abort(&mut self, dropped: Vec<Arc<MapRun>>, now: Timestamp) {
        for map_run in dropped {
            map_run.progress().aborted();
            map_run.end(ExecutionStatus::Aborted, now);
            map_run.tell();
            self.changed(&map_run);
        }
    }

    pub(in crate::engine) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.results.is_empty()
    }

    /// What is to be written; where the execution ends, its map runs do.
    pub(in crate::engine) fn take(&mut self, end: Option<&End>) -> MapRunChanges {
        if let Some(end) = end {
            let open = mem::take(&mut self.open);
            self.abort(open, end.stop_date);
        }
        let changed = mem::take(&mut self.changed);
        MapRunChanges {
            rows: changed.iter().map(|map_run| map_run.row()).collect(),
            results: mem::take(&mut self.results),
        }
    }
}

/// How a child has ended, as it is written: names are short, since there may be many.
#[derive(Serialize, Deserialize)]
struct SavedEnd {
    status: String,
    start: i64,
    stop: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    output: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
}

pub(super) fn write_end(end: &ChildEnd) -> String {
    let saved = SavedEnd {
        status: end.status.as_str().to_owned(),
        start: end.start_date.as_millisecond(),
        stop: end.stop_date.as_millisecond(),
        output: end.output.clone(),
        error: end.error.clone(),
        cause: end.cause.clone(),
    };
    // A value, texts and numbers: nothing here can refuse to be written.
    serde_json::to_string(&saved).unwrap_or_default()
}

pub(super) fn read_end(json: &str) -> Result<ChildEnd, EngineError> {
    // `null` is an output, and not none.
    let value = crate::engine::description::parse(json)?;
    let unreadable = || EngineError::Unreadable("the end of a child".to_owned());
    let text = |member: &str| value.get(member).and_then(Value::as_str);
    let time = |member: &str| {
        let millis = value.get(member).and_then(Value::as_i64)?;
        Timestamp::from_millisecond(millis).ok()
    };
    let status = text("status").and_then(ExecutionStatus::parse);
    Ok(ChildEnd {
        status: status.ok_or_else(unreadable)?,
        start_date: time("start").ok_or_else(unreadable)?,
        stop_date: time("stop").ok_or_else(unreadable)?,
        output: value.get("output").cloned(),
        error: text("error").map(str::to_owned),
        cause: text("cause").map(str::to_owned),
    })
}
