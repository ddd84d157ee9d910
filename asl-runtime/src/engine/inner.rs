//! What all clones of an engine, and the tasks it has spawned, share.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::Timestamp;
use tokio::sync::{broadcast, oneshot, watch};
use tokio_util::task::TaskTracker;

use super::activities::Activities;
use super::builder::Options;
use super::description::Notification;
use super::error::EngineError;
use super::live::{Delivery, LiveExecutions, Request, Waiters, Waiting};
use super::machines::Machines;
use super::map_runs::MapRuns;
use super::measure::{self, Counted};
use super::name;
use super::slots::Slots;
use super::status::StatusChange;
use super::timers::Timers;
use super::token::TaskToken;
use crate::callback::CallbackMessage;
use crate::clock::Clock;
use crate::history::HistoryEvent;
use crate::store::{
    Claimed, Created, End, Epoch, ExecutionId, ExecutionRecord, NewExecution, Store, StoreError,
};

pub(super) struct Inner {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) machines: Machines,
    pub(super) slots: Slots,
    pub(super) options: Options,
    pub(super) phase: watch::Sender<Phase>,
    pub(super) failed: OnceLock<StoreError>,
    /// The engine's own tasks, so that their end can be awaited.
    pub(super) tasks: TaskTracker,
    pub(super) live: LiveExecutions,
    pub(super) waiters: Waiters,
    pub(super) timers: Timers,
    pub(super) activities: Activities,
    pub(super) map_runs: MapRuns,
    /// Executions that can't be run, and why.
    pub(super) set_aside: Mutex<HashMap<ExecutionId, String>>,
    /// Those that the engine before could not run, which this one has not tried yet.
    pub(super) untried: Mutex<HashSet<ExecutionId>>,
    pub(super) status_changes: broadcast::Sender<StatusChange>,
    pub(super) notifications: broadcast::Sender<Notification>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Running,
    /// Tasks that run may finish, none is called.
    Draining,
    Stopped,
}

impl Inner {
    pub(super) async fn create(self: Arc<Self>, new: NewExecution) -> Result<Created, StoreError> {
        let created = self.store.create(new.clone()).await?;
        if let Created::New(id) = created
            && self.is_running()
        {
            let record = ExecutionRecord::new(id, new);
            if self.is_followed() {
                self.announce(record.start_date, record.clone(), 0);
            }
            let claimed = Claimed {
                machine: self.machines.shared_name(&record.machine),
                ..Claimed::new(record, Epoch::FIRST)
            };
            measure::count(&claimed.machine, Counted::Started);
            self.launch(id, Some(claimed));
        }
        Ok(created)
    }

    pub(super) async fn record(&self, arn: &str) -> Result<ExecutionRecord, EngineError> {
        if let Some(error) = self.failed.get() {
            return Err(error.clone().into());
        }
        if name::is_express(arn) {
            let what = "Resource type not valid in this context: express";
            return Err(EngineError::InvalidArn(what.to_owned()));
        }
        let record = self.store.describe(arn).await?;
        record.ok_or_else(|| EngineError::ExecutionDoesNotExist(arn.to_owned()))
    }

    pub(super) fn execution_arn(&self, machine: &str, name: &str) -> String {
        name::execution_arn(
            &self.options.region,
            &self.options.account,
            "execution",
            machine,
            name,
        )
    }

    /// The time, to the millisecond: stores keep no more, and what is told must not change when it is read back.
    pub(super) fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// Tells those who follow what happens to executions. It is durable.
    pub(super) fn notify(&self, arn: &Arc<str>, events: Vec<HistoryEvent>) {
        if self.notifications.receiver_count() == 0 {
            return;
        }
        for event in events {
            // Whoever listened may be gone.
            let _ = self.notifications.send(Notification {
                execution_arn: arn.clone(),
                event: Arc::new(event),
            });
        }
    }

    pub(super) fn is_running(&self) -> bool {
        *self.phase.borrow() == Phase::Running
    }

    pub(super) fn has_stopped(&self) -> bool {
        *self.phase.borrow() == Phase::Stopped
    }

    pub(super) fn check_running(&self) -> Result<(), EngineError> {
        match self.failed.get() {
            Some(error) => Err(error.clone().into()),
            None if self.is_running() => Ok(()),
            None => Err(EngineError::ShutDown),
        }
    }

    pub(super) fn missing_machine(&self, machine: &str) -> String {
        format!("no machine named `{machine}` is registered")
    }

    pub(super) fn why_set_aside(&self, record: &ExecutionRecord) -> Option<String> {
        if record.end.is_some() {
            return None;
        }
        if !self.machines.knows(&record.machine) {
            return Some(self.missing_machine(&record.machine));
        }
        self.set_aside().get(&record.id).cloned()
    }

    pub(super) fn set_aside(&self) -> MutexGuard<'_, HashMap<ExecutionId, String>> {
        self.set_aside
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes in the store why an execution can't be run, or that it can.
    pub(super) fn note_set_aside(self: &Arc<Self>, id: ExecutionId, reason: Option<String>) {
        let engine = self.clone();
        self.tasks.spawn(async move {
            if let Err(error) = engine.store.set_aside(id, reason).await {
                engine.fail(error);
            }
        });
    }

    /// An execution could be run: it is set aside no longer, if the engine before had done that.
    pub(super) fn tried(self: &Arc<Self>, id: ExecutionId) {
        let mut untried = self.untried.lock().unwrap_or_else(PoisonError::into_inner);
        if untried.remove(&id) {
            self.note_set_aside(id, None);
        }
    }

    /// The store broke: nothing can go on.
    pub(super) fn fail(&self, error: StoreError) {
        tracing::error!(%error, "the engine stops");
        let error = self.failed.get_or_init(|| error).clone();
        self.stop(&error.into());
    }

    pub(super) fn stop(&self, error: &EngineError) {
        self.enter(Phase::Stopped);
        self.waiters.dismiss(error);
        for waiting in self.slots.close() {
            self.live.leave(waiting.id);
        }
    }

    /// Phases are never left backwards.
    pub(super) fn enter(&self, phase: Phase) {
        self.phase.send_if_modified(|present| {
            let later = (*present as u8) < (phase as u8);
            if later {
                *present = phase;
            }
            later
        });
        self.live.wake_all();
    }

    /// Has a frame told what someone outside says under a token; what came of it is durable then.
    pub(super) async fn deliver(
        self: &Arc<Self>,
        token: TaskToken,
        message: CallbackMessage,
    ) -> Result<(), EngineError> {
        self.check_running()?;
        let (delivered, result) = oneshot::channel();
        let delivery = Delivery {
            callback: token.callback,
            message,
            delivered,
        };
        self.ask(token.execution, Request::Deliver(delivery));
        match result.await {
            Ok(result) => result,
            Err(_) => {
                self.check_running()?;
                Err(EngineError::TaskTimedOut)
            }
        }
    }

    /// Waits for the end of an execution that had not ended when this was read.
    pub(super) async fn end_of(
        &self,
        record: &ExecutionRecord,
        mut waiting: Waiting<'_>,
    ) -> Result<End, EngineError> {
        loop {
            let end = self.ended(waiting).await?;
            if record.redriven.is_none() {
                return Ok(end);
            }
            // Those who wait may be told late of the end before the redrive.
            waiting = self.waiters.add(record.id);
            if let Some(end) = self.record(&record.arn).await?.end {
                return Ok(end);
            }
        }
    }

    /// Waits for an execution's end.
    pub(super) async fn ended(&self, mut waiting: Waiting<'_>) -> Result<End, EngineError> {
        // Who began to wait after the others were dismissed is told here.
        if let Some(error) = self.failed.get() {
            return Err(error.clone().into());
        }
        if *self.phase.borrow() == Phase::Stopped {
            return Err(EngineError::ShutDown);
        }
        waiting.end().await
    }
}
