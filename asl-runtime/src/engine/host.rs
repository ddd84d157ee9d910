//! The durable host: it records an execution in the store, and knows when the execution has nothing to do but wait.

mod frames;
mod sleeping;
mod writing;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use futures_util::future::{BoxFuture, Shared};
use jiff::Timestamp;
use tokio::sync::Notify;

use super::callbacks::OpenCallbacks;
use super::inner::Inner;
use super::live::Delivery;
use super::map_runs::MapRunRecords;
use super::measure::{self, Calls, Counted};
use super::recording::Recording;
use super::timers::whole_millis;
use crate::execution::Identity;
use crate::history::Event;
use crate::host::{CallbackId, CallbackMessage};
use crate::machine::StateMachine;
use crate::store::{Claimed, End, ExecutionId, Parent, StoreError, Wake};
pub(super) use sleeping::{Awaits, HeldBack, Sleeper};
use writing::stored;

/// How many events may be recorded before they are written though nothing depends on them.
const MANY_EVENTS: usize = 1_000;

/// Hosts one execution.
pub(super) struct ExecutionHost {
    this: Weak<ExecutionHost>,
    /// What the execution runs.
    runs: Option<Arc<dyn StateMachine>>,
    engine: Arc<Inner>,
    identity: Arc<Identity>,
    id: ExecutionId,
    parent: Option<ExecutionId>,
    /// When the machine's `TimeoutSeconds` are over.
    deadline: Option<Timestamp>,
    /// The execution goes on later: what is dropped now is not given up.
    left: AtomicBool,
    state: Mutex<State>,
}

struct State {
    recording: Recording,
    /// The batch that is being written. The next one waits for it, and takes all that is recorded meanwhile.
    writing: Option<Write>,
    /// How many batches were given to the store, and how many of them it has.
    sent: u64,
    written: u64,
    broken: Option<Box<StoreError>>,
    /// What would wake the execution, as the store knows; nothing for at once.
    stored: Option<Box<Wake>>,
    /// The frames that don't wait for others.
    frames: usize,
    /// Those of them that sleep.
    sleepers: BTreeSet<(Timestamp, u64)>,
    next_sleeper: u64,
    /// Those of them that may not go on because the engine shuts down.
    held_back: usize,
    /// Those of the sleepers that wait for a child execution.
    children: usize,
    /// Those of the sleepers that no worker has fetched the task of, by activity.
    offers: BTreeMap<&'static str, usize>,
    callbacks: OpenCallbacks,
    /// There was an event for which the history has no room.
    is_full: bool,
    calls: Calls,
    /// It is not known yet whether what was saved fits the machine: nothing is written and nobody called. Tells when it is
    /// found to fit.
    untried: Option<Arc<Notify>>,
}

type Write = Shared<BoxFuture<'static, Result<(), StoreError>>>;

/// What an execution does when none of its futures can be polled further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// Something is under way.
    Busy,
    /// Something waits to be written: many events, or what someone wants to know to be durable.
    Owing,
    /// Every frame sleeps or waits for one that does, the first of them until then.
    Asleep(Timestamp),
    /// No task runs, and none will be called because the engine shuts down.
    Quiet,
    /// Its history has room for its end, and no more.
    Full,
}

impl ExecutionHost {
    pub(super) fn new(
        this: Weak<ExecutionHost>,
        runs: Option<Arc<dyn StateMachine>>,
        engine: Arc<Inner>,
        claimed: &Claimed,
        deadline: Option<Timestamp>,
    ) -> Self {
        let identity = Identity {
            arn: claimed.arn.clone(),
            machine: claimed.machine.clone(),
            role_arn: engine.options.role_arn.clone(),
        };
        ExecutionHost {
            this,
            runs,
            engine,
            identity: Arc::new(identity),
            id: claimed.id,
            parent: claimed.parent.as_ref().map(|parent| parent.id),
            deadline,
            left: AtomicBool::new(false),
            state: Mutex::new(State {
                recording: Recording::new(claimed.id, claimed.epoch, claimed.last_event),
                writing: None,
                sent: 0,
                written: 0,
                broken: None,
                stored: stored(&claimed.wake),
                frames: 1,
                sleepers: BTreeSet::new(),
                next_sleeper: 0,
                held_back: 0,
                children: 0,
                offers: BTreeMap::new(),
                callbacks: OpenCallbacks::of(&claimed.frames),
                is_full: false,
                calls: Calls::default(),
                untried: None,
            }),
        }
    }

    /// The execution, as its children know it.
    pub(super) fn itself(&self) -> Parent {
        Parent {
            id: self.id,
            arn: self.identity.arn.to_string(),
        }
    }

    /// The execution that has started this one.
    pub(super) fn parent(&self) -> Option<ExecutionId> {
        self.parent
    }

    /// What the execution runs.
    pub(super) fn machine_itself(&self) -> Option<&dyn StateMachine> {
        self.runs.as_deref()
    }

    /// Which execution it is.
    pub(super) fn identity(&self) -> &Arc<Identity> {
        &self.identity
    }

    /// The machine's name.
    pub(super) fn machine(&self) -> &Arc<str> {
        &self.identity.machine
    }

    /// Tells those who follow that the execution has ended so.
    pub(super) async fn announce(&self, end: &End) {
        measure::count(self.machine(), Counted::Ended(end.status));
        if !self.engine.is_followed() {
            return;
        }
        // That it cannot be read is told to whoever reads it.
        if let Ok(mut record) = self.engine.record(&self.identity.arn).await {
            record.end = Some(end.clone());
            let last_event = self.state().recording.last_event();
            self.engine.announce(end.stop_date, record, last_event);
        }
    }

    /// The execution leaves memory, and goes on later.
    pub(super) fn leave(&self) {
        self.left.store(true, Ordering::SeqCst);
    }

    /// Whether what is dropped now goes on later, here or elsewhere.
    pub(super) fn goes_on(&self) -> bool {
        self.left.load(Ordering::SeqCst) || self.broken().is_some()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds everything back until it is known whether what was saved fits the machine: [`fits`](ExecutionHost::fits).
    pub(super) fn try_definition(&self) {
        self.state().untried = Some(Arc::default());
    }

    /// What was saved fits the machine, whose definition has this hash: it is what the execution runs from now on.
    pub(super) fn fits(&self, definition: &'static str) {
        let mut state = self.state();
        state.recording.adopt(definition);
        if let Some(tried) = state.untried.take() {
            tried.notify_waiters();
        }
    }

    /// Notes something of the execution's map runs.
    pub(super) fn note_map_run(&self, note: impl FnOnce(&mut MapRunRecords)) {
        note(self.state().recording.map_runs());
    }

    async fn tried(&self) {
        let Some(tried) = self.state().untried.clone() else {
            return;
        };
        let told = tried.notified();
        // It may have been found just now.
        if self.state().untried.is_some() {
            told.await;
        }
    }

    /// The store's error, if that is why the execution can't go on.
    pub(super) fn broken(&self) -> Option<StoreError> {
        self.state().broken.as_deref().cloned()
    }

    /// What the execution does after a poll that left it pending.
    pub(super) fn rest(&self) -> Rest {
        let draining = !self.engine.is_running();
        let state = self.state();
        if state.is_full {
            return Rest::Full;
        }
        if draining && state.frames == state.sleepers.len() + state.held_back {
            return Rest::Quiet;
        }
        if state.recording.events() > MANY_EVENTS || state.callbacks.owes() {
            return Rest::Owing;
        }
        match state.sleepers.first() {
            Some(&(first, _)) if state.frames == state.sleepers.len() => {
                let due = self.with_deadline(first);
                let soon = self
                    .engine
                    .clock
                    .now()
                    .saturating_add(self.engine.options.park_after);
                if due > soon.unwrap_or(Timestamp::MAX) {
                    Rest::Asleep(due)
                } else {
                    Rest::Busy
                }
            }
            _ => Rest::Busy,
        }
    }

    fn with_deadline(&self, due: Timestamp) -> Timestamp {
        whole_millis(self.deadline.map_or(due, |deadline| deadline.min(due)))
    }

    /// Hands on what someone outside says of a callback.
    pub(super) fn deliver(&self, delivery: Delivery) {
        self.state().callbacks.deliver(delivery);
    }

    /// The next that is said of a callback. Who said it is told when what comes of it is durable.
    async fn message(&self, callback: CallbackId) -> CallbackMessage {
        loop {
            let said = {
                let mut state = self.state();
                let batch = state.sent + 1;
                state.callbacks.take(callback, batch)
            };
            match said {
                Ok(message) => return message,
                Err(said) => said.notified().await,
            }
        }
    }

    /// Whether there was an event for which the history has no room.
    pub(super) fn is_full(&self) -> bool {
        self.state().is_full
    }

    /// Adds an event to the history, as far as that has room.
    fn add(&self, state: &mut State, at: Timestamp, previous: u64, event: Event) -> u64 {
        let last = state.recording.last_event();
        if let Some(most) = self.engine.options.max_events
            && last + 1 >= most
        {
            // The last one there is room for is that of the end.
            state.is_full |= last >= most || !event.is_end();
            if state.is_full {
                return last;
            }
        }
        let id = last + 1;
        tracing::debug!(id, "{}", event.event_type());
        if let Some(called) = state.calls.event(id, previous, at, &event) {
            measure::called(self.machine(), &called);
        }
        state.recording.event(at, previous, event)
    }
}
