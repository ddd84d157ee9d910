//! What a running machine asks of the world around it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::buckets::Buckets;
use crate::callback::Callback;
pub use crate::callback::{CallbackId, CallbackMessage, CallbackWait};
use crate::clock::Clock;
use crate::distributed::{KeptMapRun, NewMapRun};
use crate::error::{Failure, TaskError};
#[doc(hidden)]
pub use crate::history::note::{Note, Noted};
use crate::history::{Event, Printer};
use crate::task::TaskContext;
use crate::value::Value;
use crate::value::json::write_string;

/// How many bytes of JSON AWS passes on between states.
pub const AWS_DATA_LIMIT: usize = 262_144;

/// How many iterations of an inline Map AWS runs at once.
pub const AWS_MAP_CONCURRENCY: usize = 40;

/// A host runs executions of a machine: in memory, durably, in a test.
///
/// Generated code reaches the world through a [`Frame`](crate::macro_support::Frame), and that through this trait. All
/// methods that record are called in order and return at once; only [`durable`](Host::durable) waits. Between a frame's
/// event and its checkpoint there is no await, so what a host has at any await is consistent.
pub trait Host: Send + Sync + 'static {
    /// Where the time comes from.
    fn clock(&self) -> &dyn Clock;

    /// Whether events and checkpoints are wanted. A host that says no is never asked to record.
    fn records(&self) -> bool {
        false
    }

    /// Whether checkpoints are wanted, of what can be stored and read again. A host may want events only.
    fn stores(&self) -> bool {
        self.records()
    }

    /// Whether tasks are called without waiting for [`durable`](Host::durable).
    fn calls_at_once(&self) -> bool {
        !self.records()
    }

    /// How many bytes of JSON a task's result or a state's output may have; any number where this is none.
    fn data_limit(&self) -> Option<usize> {
        None
    }

    /// How many iterations of a Map may run at once, whatever its `MaxConcurrency` says; any number where this is none.
    fn map_concurrency(&self) -> Option<usize> {
        Some(AWS_MAP_CONCURRENCY)
    }

    /// Adds an event to the history, returns its id.
    fn event(&self, previous: u64, event: Event) -> u64 {
        let _ = (previous, event);
        0
    }

    /// Adds the events that a note stands for, the first after `previous`.
    #[doc(hidden)]
    fn note(&self, previous: u64, note: Note) -> Noted {
        let id = note
            .into_events()
            .fold(previous, |previous, event| self.event(previous, event));
        Noted {
            id,
            at: self.clock().now(),
        }
    }

    /// Where a frame stands now, in place of what it said before.
    fn checkpoint(&self, frame: &FramePath, checkpoint: Checkpoint) {
        let _ = (frame, checkpoint);
    }

    /// A frame has ended, and its parent will want what came of it.
    fn finish(&self, frame: &FramePath, finished: Finished) {
        let _ = (frame, finished);
    }

    /// A frame has no more use for what is saved of the frames below it.
    fn drop_children(&self, frame: &FramePath) {
        let _ = frame;
    }

    /// Completes when all that was recorded so far is durable. Called before each side effect that depends on it.
    ///
    /// # Errors
    ///
    /// A [`Failure::host`] where the record could not be kept: the execution must not go on.
    fn durable(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// Whether the task that this state calls may be called at most once, whatever the machine itself says.
    fn at_most_once(&self, state: &str) -> bool {
        let _ = state;
        false
    }

    /// Completes when a task may be called: never, where the host is about to stop.
    fn admitted(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    /// Completes at `due`. The checkpoint that says so is durable; a host may drop the whole execution when all of its
    /// frames sleep or wait for others, and resume it later.
    fn sleep_until(&self, due: Timestamp) -> BoxFuture<'_, ()> {
        self.clock().sleep_until(due)
    }

    /// Where Distributed Maps read from and write to.
    fn buckets(&self) -> Option<&Buckets> {
        None
    }

    /// Keeps a map run and runs its children. Without, they are run in memory, inside of the execution.
    ///
    /// # Errors
    ///
    /// A [`Failure::host`] where what was kept of it can't be read.
    #[doc(hidden)]
    fn keep_map_run(
        &self,
        map_run: NewMapRun,
    ) -> Option<BoxFuture<'_, Result<KeptMapRun, Failure>>> {
        let _ = map_run;
        None
    }

    /// The test that the execution runs in, which mocked tasks tell of their calls.
    #[doc(hidden)]
    fn test(&self) -> Option<&crate::testing::Test> {
        None
    }

    /// The text under which someone outside gives a callback's answer: `$$.Task.Token`. None where nobody can.
    fn task_token(&self, callback: CallbackId) -> Option<String> {
        let _ = callback;
        None
    }

    /// Completes with what is said next of a callback, or with none when it is due. Only what a host gave a
    /// [token](Host::task_token) is waited for.
    fn callback_message(&self, wait: CallbackWait) -> BoxFuture<'_, Option<CallbackMessage>> {
        Box::pin(async move {
            match wait.due {
                Some(due) => self.sleep_until(due).await,
                None => std::future::pending().await,
            }
            None
        })
    }

    /// Whether there is an activity of this ARN.
    fn has_activity(&self, activity: &str) -> bool {
        let _ = activity;
        false
    }

    /// Has a task fetched by one of the activity's workers; what the worker says comes as the messages of the callback
    /// that `cx` has. Called again for the same callback where the execution was resumed before a worker had it.
    fn offer_activity(&self, cx: &TaskContext, activity: &'static str, input: &Value) {
        let _ = (cx, activity, input);
    }

    /// A task that was [offered](Host::offer_activity) waits no longer for a worker: one has fetched it, or it has ended. So
    /// has it where the execution leaves memory, which offers it again.
    fn withdraw_activity(&self, cx: &TaskContext, activity: &'static str) {
        let _ = (cx, activity);
    }

    /// Starts an execution of another machine, and waits for its end where the action asks for that.
    ///
    /// # Errors
    ///
    /// As AWS has them: `StepFunctions.StateMachineDoesNotExistException` and others; `States.TaskFailed` where the
    /// execution did not succeed.
    fn start_execution<'a>(
        &'a self,
        cx: &'a TaskContext,
        start: StartExecution,
    ) -> BoxFuture<'a, Result<Value, TaskError>> {
        let _ = (cx, start);
        let error = TaskError::new(
            "StepFunctions.StateMachineDoesNotExistException",
            "An execution in memory starts no others: register both machines in an engine.",
        );
        Box::pin(std::future::ready(Err(error)))
    }

    /// So many frames more (or less, where negative) have something to do. A frame that waits for others has not.
    fn active_frames(&self, change: isize) {
        let _ = change;
    }
}

/// A host, as frames hold it: shared, or there as long as the program.
#[derive(Clone)]
pub(crate) enum Hosted {
    Shared(Arc<dyn Host>),
    Static(&'static dyn Host),
}

impl Deref for Hosted {
    type Target = dyn Host;

    fn deref(&self) -> &dyn Host {
        match self {
            Hosted::Shared(host) => &**host,
            Hosted::Static(host) => *host,
        }
    }
}

impl<H: Host> From<Arc<H>> for Hosted {
    fn from(host: Arc<H>) -> Self {
        Hosted::Shared(host)
    }
}

/// What `states:startExecution` is asked for.
#[derive(Clone, Debug)]
pub struct StartExecution {
    /// `startExecution`, `startExecution.sync` or `startExecution.sync:2`.
    pub action: &'static str,
    /// `StateMachineArn`, `Input`, `Name`.
    pub request: Value,
    /// When the state that asks was entered: an execution of the same name and input that started later is its own, from
    /// before it was resumed.
    pub since: Timestamp,
}

/// Which frame of an execution: the root, a Parallel's branch or a Map's iteration, below the visit of its state.
///
/// Written `/` for the root and `/3/Ship[1]` for the second branch of `Ship`, the third state that the root visited;
/// `/3.1/Ship[1]` when that is tried again.
#[derive(Clone, Default)]
pub struct FramePath {
    /// The visit that the frame is below; its siblings share it.
    around: Option<Arc<Visit>>,
    index: usize,
}

struct Visit {
    frame: FramePath,
    number: u64,
    attempt: u32,
    state: &'static str,
}

impl FramePath {
    /// The execution itself.
    pub const ROOT: FramePath = FramePath {
        around: None,
        index: 0,
    };

    pub(crate) fn is_root(&self) -> bool {
        self.around.is_none()
    }

    /// The frame around this one, its state, and which child of it this is.
    pub(crate) fn parent(&self) -> Option<(&FramePath, &'static str, usize)> {
        let visit = self.around.as_ref()?;
        Some((&visit.frame, visit.state, self.index))
    }

    /// Which child of `ancestor` this frame is, or is below.
    pub(crate) fn child_below(&self, ancestor: &FramePath) -> Option<usize> {
        let depth = |path: &FramePath| {
            let mut depth = 0;
            let mut path = path;
            while let Some((parent, ..)) = path.parent() {
                (path, depth) = (parent, depth + 1);
            }
            depth
        };
        let mut path = self;
        for _ in depth(ancestor) + 1..depth(self) {
            path = path.parent()?.0;
        }
        path.parent().map(|(.., index)| index)
    }

    /// The first child of this frame's visit of a state, at this attempt.
    pub(crate) fn first_child(&self, visit: u64, attempt: u32, state: &'static str) -> FramePath {
        FramePath {
            around: Some(Arc::new(Visit {
                frame: self.clone(),
                number: visit,
                attempt,
                state,
            })),
            index: 0,
        }
    }

    /// The child of this number of the same visit.
    pub(crate) fn sibling(&self, index: usize) -> FramePath {
        FramePath {
            around: self.around.clone(),
            index,
        }
    }
}

impl fmt::Display for FramePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(visit) = &self.around else {
            return f.write_str("/");
        };
        if !visit.frame.is_root() {
            write!(f, "{}", visit.frame)?;
        }
        write!(f, "/{}", visit.number)?;
        if visit.attempt > 0 {
            write!(f, ".{}", visit.attempt)?;
        }
        write!(f, "/{}[{}]", visit.state, self.index)
    }
}

impl fmt::Debug for FramePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where a frame stands: its state, its variables, and how far it is in that state. It is written only when it is needed.
pub struct Checkpoint {
    pub(crate) standing: Arc<Standing>,
    pub(crate) progress: Progress,
}

impl Checkpoint {
    /// The checkpoint as JSON text: `{"state": {"<name>": <input>}, "variables": {…}, "progress": {…}}`. What says nothing is
    /// left out: a million executions that wait each have one.
    pub(crate) fn to_json(&self, printer: &mut Printer) -> String {
        let Standing {
            state,
            input,
            variables,
        } = &*self.standing;
        let mut json = String::with_capacity(768);
        let mut member = |name: &str, data: &Value, json: &mut String| {
            // Writing to a string cannot fail.
            let _ = write_string(name, json);
            json.push(':');
            printer.json(data, json);
        };
        json += r#"{"state":{"#;
        member(state, input, &mut json);
        json.push('}');
        for (index, (name, value)) in variables.iter().enumerate() {
            json += if index == 0 { r#","variables":{"# } else { "," };
            member(name, value, &mut json);
        }
        if !variables.is_empty() {
            json.push('}');
        }
        json += r#","progress":"#;
        // Texts and numbers: nothing here can refuse to be written.
        json += &serde_json::to_string(&self.progress).unwrap_or_default();
        json.push('}');
        json
    }

    /// When the frame has to go on by itself, where it waits for a time, or for an answer that may not come.
    pub fn due(&self) -> Option<Timestamp> {
        let answer = self.callback().filter(|callback| callback.made);
        let answer = answer.map(|callback| callback.due().unwrap_or(Timestamp::MAX));
        self.progress.due.or(answer)
    }

    /// Whether it says that a state is about to be tried again.
    pub(crate) fn begins_retry(&self) -> bool {
        // A Wait is due too, but is never tried again; nor is an attempt under way due.
        self.progress.attempt > 0 && self.progress.due.is_some()
    }

    /// The callback whose answer the frame waits for, if it has one.
    pub(crate) fn callback(&self) -> Option<&Callback> {
        let callback = self.progress.callback.as_deref();
        callback.filter(|callback| self.progress.called && callback.answer.is_none())
    }
}

/// A state with its variables, of whatever machine.
pub(crate) struct Standing {
    pub(crate) state: &'static str,
    pub(crate) input: Value,
    pub(crate) variables: Vec<(&'static str, Value)>,
}

/// How far a frame is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// How many states the frame has entered.
    pub(crate) visit: u64,
    /// The state's `…StateEntered` event.
    pub(crate) entered_event: u64,
    /// The event before that.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) entered_after: u64,
    /// When the state was entered.
    pub(crate) entered_at: Timestamp,
    /// The frame's last event, to which the next one points back.
    pub(crate) last_event: u64,
    /// What `$now()` says until the frame has waited for something again, once it has waited in this state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) now: Option<Timestamp>,
    /// How often the state was tried before.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) attempt: u32,
    /// How often each of its Retriers was used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) retries: Vec<u64>,
    /// The present attempt's call is in the history: on resumption it is made again, but not recorded again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) called: bool,
    /// The present attempt's call is about to be made, and is not made again: it may be made at most once.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) started: bool,
    /// The present attempt's call, where its result comes from outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) callback: Option<Box<Callback>>,
    /// How often the execution had been redriven when the frame was in this state last.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) redrives: u64,
    /// What the frame sleeps for: a Wait's end or the next attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<Timestamp>,
}

fn is_zero<N: Default + PartialEq>(number: &N) -> bool {
    *number == N::default()
}

fn is_false(value: &bool) -> bool {
    !value
}

/// What was saved of an execution's frames, by path.
#[derive(Clone, Debug, Default)]
pub struct SavedFrames {
    /// In the order of the paths. What was taken leaves its place empty: there may be very many.
    frames: Vec<(String, Option<SavedFrame>)>,
    left: usize,
}

impl SavedFrames {
    /// Whether there is none, or none any more.
    pub fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// Takes out what was saved of the frame at this path, if `wanted` takes it.
    pub fn take(
        &mut self,
        path: &str,
        wanted: impl FnOnce(&SavedFrame) -> bool,
    ) -> Option<SavedFrame> {
        let place = self
            .frames
            .binary_search_by(|(other, _)| other.as_str().cmp(path));
        let found = self.frames[place.ok()?].1.take_if(|saved| wanted(saved))?;
        self.left -= 1;
        Some(found)
    }
}

impl FromIterator<(String, SavedFrame)> for SavedFrames {
    fn from_iter<I: IntoIterator<Item = (String, SavedFrame)>>(frames: I) -> Self {
        let frames = frames.into_iter();
        let mut frames: Vec<_> = frames.map(|(path, saved)| (path, Some(saved))).collect();
        // Stores mostly have them in order.
        frames.sort_by(|(one, _), (other, _)| one.cmp(other));
        let left = frames.len();
        SavedFrames { frames, left }
    }
}

/// What was saved of one frame.
#[derive(Clone, Debug, PartialEq)]
pub enum SavedFrame {
    /// It stands at this [`Checkpoint`], as JSON text.
    At(String),
    /// It has ended.
    Finished(Finished),
}

/// How a frame has ended whose parent still waits for others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// Its output.
    pub output: Value,
    /// Its last event.
    pub last_event: u64,
    /// The event that tells of its end: an iteration's `MapIterationSucceeded`, else the last one.
    pub ended_by: u64,
}
