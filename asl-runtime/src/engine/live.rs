//! The executions that are in memory, and those who wait for an execution's end.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use futures_util::task::AtomicWaker;
use tokio::sync::oneshot;

use super::error::EngineError;
use crate::callback::{CallbackId, CallbackMessage};
use crate::store::{End, ExecutionId};

/// The executions in memory, each driven by a task.
#[derive(Default)]
pub(super) struct LiveExecutions {
    controls: Mutex<HashMap<ExecutionId, Arc<Control>>>,
}

/// How to reach the task that drives an execution.
#[derive(Default)]
pub(super) struct Control {
    /// Most executions are asked for nothing.
    requests: Mutex<Option<Box<Requests>>>,
    /// Wakes the task.
    task: AtomicWaker,
    /// Something has happened that the execution may wait for, since it was polled last.
    woken: AtomicBool,
}

/// What is asked of an execution.
#[derive(Default)]
struct Requests {
    stop: Option<StopRequest>,
    deliveries: VecDeque<Delivery>,
}

/// The next thing that is asked of an execution.
pub(super) enum Request {
    Stop(StopRequest),
    Deliver(Delivery),
    /// Something has happened that it may wait for.
    Wake,
}

/// What `StopExecution` was given.
#[derive(Clone, Debug, Default)]
pub(super) struct StopRequest {
    pub(super) error: Option<String>,
    pub(super) cause: Option<String>,
}

/// Something that is said of a callback, for the frame that waits for it.
pub(super) struct Delivery {
    pub(super) callback: CallbackId,
    pub(super) message: CallbackMessage,
    /// Is told when what came of it is durable, or dropped where nobody waits for it.
    pub(super) delivered: oneshot::Sender<Result<(), EngineError>>,
}

impl Control {
    fn requests(&self) -> MutexGuard<'_, Option<Box<Requests>>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has this task woken by what happens from now on.
    pub(super) fn listen(&self, task: &Waker) {
        self.task.register(task);
    }

    /// What is asked for next; a stop comes first, and stays.
    pub(super) fn request(&self) -> Option<Request> {
        let mut requests = self.requests();
        let requests = requests.as_mut()?;
        if let Some(stop) = requests.stop.clone() {
            return Some(Request::Stop(stop));
        }
        requests.deliveries.pop_front().map(Request::Deliver)
    }

    /// The execution is about to be polled: it sees what has happened.
    pub(super) fn polled(&self) {
        if self.woken.load(Ordering::Relaxed) {
            self.woken.store(false, Ordering::SeqCst);
        }
    }

    /// The execution has ended: nothing is left to be stopped.
    pub(super) fn ended(&self) {
        if let Some(requests) = &mut *self.requests() {
            requests.stop = None;
        }
    }

    pub(super) fn stop_request(&self) -> Option<StopRequest> {
        self.requests().as_ref()?.stop.clone()
    }

    /// Tells all who have something to deliver that it can't be.
    pub(super) fn refuse(&self, error: &EngineError) {
        let deliveries = match &mut *self.requests() {
            Some(requests) => std::mem::take(&mut requests.deliveries),
            None => return,
        };
        for delivery in deliveries {
            // Some have given up.
            let _ = delivery.delivered.send(Err(error.clone()));
        }
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

    /// Asks something of an execution, which is added if it was not there. The control if it was added.
    pub(super) fn ask(&self, id: ExecutionId, request: Request) -> Option<Arc<Control>> {
        let mut controls = self.controls();
        let (control, new) = match controls.entry(id) {
            Entry::Occupied(entry) => (entry.into_mut(), false),
            Entry::Vacant(entry) => (entry.insert(Arc::default()), true),
        };
        {
            let mut requests = control.requests();
            match request {
                Request::Stop(stop) => {
                    let stops = &mut requests.get_or_insert_default().stop;
                    stops.get_or_insert(stop);
                }
                Request::Deliver(delivery) => {
                    let deliveries = &mut requests.get_or_insert_default().deliveries;
                    deliveries.push_back(delivery);
                }
                Request::Wake => control.woken.store(true, Ordering::SeqCst),
            }
        }
        control.task.wake();
        new.then(|| control.clone())
    }

    /// Has all of them look around: something has changed that is the same for all.
    pub(super) fn wake_all(&self) {
        // Whoever is woken may want the controls.
        let controls: Vec<_> = self.controls().values().cloned().collect();
        for control in controls {
            control.task.wake();
        }
    }

    pub(super) fn leave(&self, id: ExecutionId) {
        self.controls().remove(&id);
    }

    /// Takes an execution out that has ended, unless someone has it go on meanwhile; whether it did.
    pub(super) fn leave_unless_woken(&self, id: ExecutionId) -> bool {
        let mut controls = self.controls();
        let woken = controls
            .get(&id)
            .is_some_and(|control| control.woken.swap(false, Ordering::SeqCst));
        if !woken {
            controls.remove(&id);
        }
        !woken
    }

    /// Takes an execution out that goes on later, unless something was asked of it meanwhile; whether it did.
    pub(super) fn leave_unless_asked(&self, id: ExecutionId) -> bool {
        let mut controls = self.controls();
        let asked = controls.get(&id).is_some_and(|control| {
            let asked =
                |requests: &Requests| requests.stop.is_some() || !requests.deliveries.is_empty();
            control.requests().as_deref().is_some_and(asked)
                || control.woken.swap(false, Ordering::SeqCst)
        });
        if !asked {
            controls.remove(&id);
        }
        !asked
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
