//! The executions that are in memory, and those who wait for an execution's end.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot};

use super::error::EngineError;
use crate::store::{End, ExecutionId};

/// The executions in memory, each driven by a task.
#[derive(Default)]
pub(super) struct LiveExecutions {
    controls: Mutex<HashMap<ExecutionId, Arc<Control>>>,
}

/// How to reach the task that drives an execution.
#[derive(Default)]
pub(super) struct Control {
    stop: Mutex<Option<StopRequest>>,
    stopped: Notify,
}

/// What `StopExecution` was given.
#[derive(Clone, Debug, Default)]
pub(super) struct StopRequest {
    pub(super) error: Option<String>,
    pub(super) cause: Option<String>,
}

impl Control {
    /// Completes when the execution is to be stopped.
    pub(super) async fn stopped(&self) -> StopRequest {
        loop {
            if let Some(request) = self.stop_request() {
                return request;
            }
            self.stopped.notified().await;
        }
    }

    pub(super) fn stop_request(&self) -> Option<StopRequest> {
        self.stop
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn stop(&self, request: StopRequest) {
        self.stop
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(request);
        self.stopped.notify_one();
    }
}

impl LiveExecutions {
    fn controls(&self) -> MutexGuard<'_, HashMap<ExecutionId, Arc<Control>>> {
        self.controls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an execution. `None` if it was there.
    pub(super) fn enter(&self, id: ExecutionId) -> Option<Arc<Control>> {
        match self.controls().entry(id) {
            Entry::Occupied(_) => None,
            Entry::Vacant(entry) => Some(entry.insert(Arc::default()).clone()),
        }
    }

    /// Adds an execution if it was not there, and has it stopped. The control if it was added.
    pub(super) fn stop(&self, id: ExecutionId, request: StopRequest) -> Option<Arc<Control>> {
        let mut controls = self.controls();
        let (control, new) = match controls.entry(id) {
            Entry::Occupied(entry) => (entry.into_mut(), false),
            Entry::Vacant(entry) => (entry.insert(Arc::default()), true),
        };
        control.stop(request);
        new.then(|| control.clone())
    }

    pub(super) fn leave(&self, id: ExecutionId) {
        self.controls().remove(&id);
    }

    /// Takes an execution out that goes on later, unless it was to be stopped meanwhile; whether it did.
    pub(super) fn leave_unless_stopped(&self, id: ExecutionId) -> bool {
        let mut controls = self.controls();
        if controls
            .get(&id)
            .is_some_and(|control| control.stop_request().is_some())
        {
            return false;
        }
        controls.remove(&id);
        true
    }
}

/// Those who wait for an execution's end.
#[derive(Default)]
pub(super) struct Waiters(Mutex<HashMap<ExecutionId, Vec<oneshot::Sender<WaitResult>>>>);

pub(super) type WaitResult = Result<End, EngineError>;

impl Waiters {
    fn waiters(&self) -> MutexGuard<'_, HashMap<ExecutionId, Vec<oneshot::Sender<WaitResult>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to wait for an execution's end.
    pub(super) fn add(&self, id: ExecutionId) -> Waiting<'_> {
        let (sender, receiver) = oneshot::channel();
        self.waiters().entry(id).or_default().push(sender);
        Waiting {
            waiters: self,
            id,
            receiver,
        }
    }

    /// Tells those who wait for this execution.
    pub(super) fn tell(&self, id: ExecutionId, result: &WaitResult) {
        for waiter in self.waiters().remove(&id).unwrap_or_default() {
            // Some have given up.
            let _ = waiter.send(result.clone());
        }
    }

    /// Tells all of them that nothing will come.
    pub(super) fn dismiss(&self, error: &EngineError) {
        for waiter in std::mem::take(&mut *self.waiters()).into_values().flatten() {
            let _ = waiter.send(Err(error.clone()));
        }
    }
}

/// Waits for an execution's end, until it is dropped.
pub(super) struct Waiting<'a> {
    waiters: &'a Waiters,
    id: ExecutionId,
    receiver: oneshot::Receiver<WaitResult>,
}

impl Waiting<'_> {
    pub(super) async fn end(&mut self) -> WaitResult {
        (&mut self.receiver)
            .await
            .unwrap_or(Err(EngineError::ShutDown))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.receiver.close();
        if let Entry::Occupied(mut entry) = self.waiters.waiters().entry(self.id) {
            entry.get_mut().retain(|waiter| !waiter.is_closed());
            if entry.get().is_empty() {
                entry.remove();
            }
        }
    }
}
