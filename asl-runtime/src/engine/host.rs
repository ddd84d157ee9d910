//! The durable host: it records an execution in the store, and knows when the execution has nothing to do but wait.

mod sleeping;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use jiff::Timestamp;
use tokio::sync::Notify;

use super::activities;
use super::callbacks::OpenCallbacks;
use super::children;
use super::inner::Inner;
use super::live::Delivery;
use super::map_runs::{self, MapRunRecords};
use super::measure::{self, Calls, Counted};
use super::recording::Recording;
use super::timers::whole_millis;
use super::token::TaskToken;
use crate::buckets::Buckets;
use crate::clock::Clock;
use crate::distributed::{KeptMapRun, NewMapRun};
use crate::error::{Failure, TaskError};
use crate::execution::Identity;
use crate::history::Event;
use crate::host::{
    CallbackId, CallbackMessage, CallbackWait, Checkpoint, Finished, FramePath, Host, Note, Noted,
    StartExecution,
};
use crate::machine::StateMachine;
use crate::store::{Awaited, Claimed, End, ExecutionId, ExecutionStatus, Parent, StoreError, Wake};
use crate::task::TaskContext;
use crate::value::Value;
pub(super) use sleeping::{Awaits, HeldBack, Sleeper};

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

    /// Completes when all that was recorded before is durable.
    ///
    /// It can be dropped at any time: what was recorded is written by the next one then.
    pub(super) async fn flush(&self) -> Result<(), Failure> {
        let target = {
            let state = self.state();
            state.sent + u64::from(!state.recording.is_empty())
        };
        loop {
            let (number, write) = {
                let mut state = self.state();
                if let Some(error) = &state.broken {
                    return Err(Failure::host(error));
                }
                if state.written >= target {
                    return Ok(());
                }
                match &state.writing {
                    Some(write) => (state.sent, write.clone()),
                    None => {
                        let due = state.recording.due_if_asleep(state.frames);
                        let wake = Wake {
                            due: due.map(|due| self.with_deadline(due)),
                            awaited: Awaited::default(),
                        };
                        self.write(&mut state, wake, None)
                    }
                }
            };
            self.written(number, write.await);
        }
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

    /// Writes what is left before the execution leaves memory until `due`.
    pub(super) async fn park(&self, due: Timestamp) -> Result<(), Failure> {
        self.flush().await?;
        let write = {
            let mut state = self.state();
            let names = state
                .offers
                .keys()
                .map(|activity| activities::name(activity));
            let names: BTreeSet<&str> = names.collect();
            let activities = names.into_iter().map(str::to_owned).collect();
            let wake = Wake {
                due: Some(due),
                awaited: Awaited {
                    child: state.children > 0,
                    activities,
                },
            };
            if state.stored.as_deref() == Some(&wake) {
                return Ok(());
            }
            self.write(&mut state, wake, None)
        };
        self.last(write).await
    }

    /// Whether there was an event for which the history has no room.
    pub(super) fn is_full(&self) -> bool {
        self.state().is_full
    }

    /// Adds the event of an end that comes from outside, for which there is always room.
    pub(super) fn end_event(&self, previous: Option<u64>, event: Event) {
        let now = self.engine.clock.now();
        let recording = &mut self.state().recording;
        let previous = previous.unwrap_or(recording.last_event());
        recording.event(now, previous, event);
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

    /// An end with this status, now.
    pub(super) fn ends(&self, status: ExecutionStatus) -> End {
        End {
            status,
            stop_date: self.engine.now(),
            output: None,
            error: None,
            cause: None,
        }
    }

    /// Writes what is left, and how the execution ended.
    pub(super) async fn end(&self, end: End) -> Result<(), Failure> {
        let (number, writing) = {
            let state = self.state();
            (state.sent, state.writing.clone())
        };
        if let Some(write) = writing {
            self.written(number, write.await);
        }
        let write = {
            let mut state = self.state();
            if let Some(error) = &state.broken {
                return Err(Failure::host(error));
            }
            self.write(&mut state, Wake::default(), Some(end))
        };
        self.last(write).await
    }

    async fn last(&self, (number, write): (u64, Write)) -> Result<(), Failure> {
        self.written(number, write.await);
        self.broken()
            .map_or(Ok(()), |error| Err(Failure::host(error)))
    }

    /// Begins to write all that is recorded.
    fn write(&self, state: &mut State, wake: Wake, end: Option<End>) -> (u64, Write) {
        let wake = stored(&wake);
        let is_changed = state.stored != wake;
        state.stored = wake;
        let wake = is_changed.then(|| state.stored.as_deref().cloned().unwrap_or_default());
        let (mut batch, events) = state.recording.take(wake, end);
        // A map run's children go on meanwhile.
        batch.alone = state.frames == 1 && batch.map_runs.is_empty();
        let engine = self.engine.clone();
        let identity = self.identity.clone();
        let given = engine.clock.now();
        let write = async move {
            let (transitions, first) = (
                batch.transitions,
                events.first().map(|event| event.timestamp),
            );
            measure::queued(1.0);
            let committed = engine.store.commit(batch).await;
            measure::queued(-1.0);
            committed?;
            let now = engine.clock.now();
            measure::count(&identity.machine, Counted::Transitions(transitions));
            measure::committed(
                events.len(),
                now.duration_since(given),
                first.map(|first| now.duration_since(first)),
            );
            engine.notify(&identity.arn, events);
            Ok(())
        };
        let write = write.boxed().shared();
        state.writing = Some(write.clone());
        state.sent += 1;
        (state.sent, write)
    }

    /// Notes how a write went; all who waited for it do.
    fn written(&self, number: u64, result: Result<(), StoreError>) {
        let mut state = self.state();
        if state.written < number {
            state.written = number;
            state.writing = None;
            state.broken = result.err().map(Box::new);
            if state.broken.is_none() {
                state.callbacks.written(number);
            }
        }
    }
}

/// Most executions have something to do at once, which takes no room.
fn stored(wake: &Wake) -> Option<Box<Wake>> {
    (*wake != Wake::default()).then(|| Box::new(wake.clone()))
}

impl Host for ExecutionHost {
    fn clock(&self) -> &dyn Clock {
        &*self.engine.clock
    }

    fn records(&self) -> bool {
        true
    }

    fn map_concurrency(&self) -> Option<usize> {
        self.engine.options.map_concurrency
    }

    fn data_limit(&self) -> Option<usize> {
        self.engine.options.data_limit
    }

    fn event(&self, previous: u64, event: Event) -> u64 {
        let now = self.engine.clock.now();
        self.add(&mut self.state(), now, previous, event)
    }

    fn note(&self, previous: u64, note: Note) -> Noted {
        let at = self.engine.now();
        let mut state = self.state();
        let mut event = |previous, event| self.add(&mut state, at, previous, event);
        Noted {
            id: note.into_events().fold(previous, &mut event),
            at,
        }
    }

    fn checkpoint(&self, frame: &FramePath, checkpoint: Checkpoint) {
        let mut state = self.state();
        state.callbacks.checkpoint(frame, checkpoint.callback());
        state.recording.checkpoint(frame, checkpoint);
    }

    fn finish(&self, frame: &FramePath, finished: Finished) {
        let mut state = self.state();
        state.callbacks.checkpoint(frame, None);
        state.recording.finish(frame, finished);
    }

    fn drop_children(&self, frame: &FramePath) {
        let mut state = self.state();
        if frame.is_root() {
            state.calls.forget();
        }
        state.callbacks.drop_children(frame);
        state.recording.drop_children(frame);
    }

    fn durable(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async {
            self.tried().await;
            self.flush().await?;
            self.admitted().await;
            Ok(())
        })
    }

    fn at_most_once(&self, state: &str) -> bool {
        let definition = self.runs.as_ref().map(|machine| machine.definition());
        definition.is_some_and(|definition| self.engine.machines.calls_once(definition, state))
    }

    fn admitted(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            if !self.engine.is_running() || self.state().is_full {
                let _held_back = HeldBack::new(self);
                std::future::pending::<()>().await;
            }
        })
    }

    fn sleep_until(&self, due: Timestamp) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let _sleeper = Sleeper::new(self, due, Awaits::Time);
            self.engine.clock.sleep_until(due).await;
        })
    }

    fn buckets(&self) -> Option<&Buckets> {
        self.engine.options.buckets.as_ref()
    }

    fn keep_map_run(
        &self,
        map_run: NewMapRun,
    ) -> Option<BoxFuture<'_, Result<KeptMapRun, Failure>>> {
        let (host, machine) = (self.this.upgrade()?, self.runs.clone()?);
        let engine = self.engine.clone();
        Some(Box::pin(map_runs::keep(engine, host, machine, map_run)))
    }

    fn task_token(&self, callback: CallbackId) -> Option<String> {
        Some(
            TaskToken {
                execution: self.id,
                callback,
            }
            .to_string(),
        )
    }

    fn callback_message(&self, wait: CallbackWait) -> BoxFuture<'_, Option<CallbackMessage>> {
        Box::pin(async move {
            let due = wait.due.unwrap_or(Timestamp::MAX);
            let awaits = wait.offered.map_or(Awaits::Time, Awaits::Worker);
            let _sleeper = wait.idle.then(|| Sleeper::new(self, due, awaits));
            let due = async {
                match wait.due {
                    Some(due) => self.engine.clock.sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                message = self.message(wait.callback) => Some(message),
                () = due => None,
            }
        })
    }

    fn has_activity(&self, _activity: &str) -> bool {
        // They come to be when they are mentioned.
        true
    }

    fn offer_activity(&self, cx: &TaskContext, activity: &'static str, input: &Value) {
        let Some(callback) = cx.callback() else {
            return;
        };
        // A worker has it already, who waits for its input where the execution was out of memory.
        let fetched = self.state().callbacks.has_message(callback);
        let token = TaskToken {
            execution: self.id,
            callback,
        };
        let activities = &self.engine.activities;
        activities.offer(activity, token, input.clone(), fetched);
    }

    fn withdraw_activity(&self, cx: &TaskContext, activity: &'static str) {
        let Some(callback) = cx.callback() else {
            return;
        };
        let token = TaskToken {
            execution: self.id,
            callback,
        };
        let activities = &self.engine.activities;
        activities.withdraw(activity, token, self.goes_on());
    }

    fn start_execution<'a>(
        &'a self,
        cx: &'a TaskContext,
        start: StartExecution,
    ) -> BoxFuture<'a, Result<Value, TaskError>> {
        Box::pin(children::start(self, &self.engine, cx, start))
    }

    fn active_frames(&self, change: isize) {
        let mut state = self.state();
        state.frames = state.frames.saturating_add_signed(change);
    }
}
