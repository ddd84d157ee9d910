//! The host of a test run.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

use super::call::{Request, Unanswered};
use super::children::Family;
use super::inspection::Inspection;
use super::mocks::Mocks;
use super::problem::Problem;
use super::recorder::Recorder;
use super::report::Report;
use crate::buckets::Buckets;
use crate::clock::Clock;
use crate::error::{Failure, TaskError};
use crate::history::Event;
use crate::host::{
    AWS_DATA_LIMIT, CallbackId, CallbackMessage, CallbackWait, Checkpoint, FramePath, Host,
    StartExecution,
};
use crate::machine::Outcome;
use crate::store::ExecutionStatus;
use crate::task::TaskContext;
use crate::value::Value;

/// What the runtime tells a test of its execution.
#[doc(hidden)]
pub struct Test {
    clock: Arc<dyn Clock>,
    recorder: Mutex<Recorder>,
    /// The run ends where the machine's own states reach this one.
    stop_before: Option<String>,
    /// Step by step: of how many states the end may be known before more happens.
    steps: AtomicUsize,
    held: Mutex<Vec<Waker>>,
    /// What answers for the engine: activities, executions of other machines.
    mocks: Option<Mocks>,
    buckets: Option<Buckets>,
    /// One state is tested by itself.
    inspection: Option<Inspection>,
    /// What it shares with the executions that it starts.
    family: Arc<Family>,
    /// The machine that it runs, where another execution has started it.
    started: Option<String>,
    /// What is said of callbacks, and when.
    said: Mutex<HashMap<CallbackId, VecDeque<(Timestamp, CallbackMessage)>>>,
}

/// As many events as AWS lets an execution have.
pub(super) const EVENTS: u64 = 25_000;

/// No steps: nothing is held up.
pub(super) const ALL: usize = usize::MAX;

impl Test {
    pub(super) fn new(
        clock: Arc<dyn Clock>,
        stop_before: Option<String>,
        mocks: Option<Mocks>,
        buckets: Option<Buckets>,
        inspection: Option<Inspection>,
        family: Family,
    ) -> Self {
        Test {
            clock,
            recorder: Mutex::default(),
            stop_before,
            steps: AtomicUsize::new(ALL),
            held: Mutex::default(),
            mocks,
            buckets,
            inspection,
            family: Arc::new(family),
            started: None,
            said: Mutex::default(),
        }
    }

    /// The host of an execution of this machine, which this one has started.
    pub(super) fn child(&self, machine: &str, mocks: &Mocks) -> Test {
        Test {
            clock: self.clock.clone(),
            recorder: Mutex::default(),
            stop_before: None,
            steps: AtomicUsize::new(ALL),
            held: Mutex::default(),
            mocks: Some(mocks.clone()),
            buckets: self.buckets.clone(),
            inspection: None,
            family: self.family.clone(),
            started: Some(machine.to_owned()),
            said: Mutex::default(),
        }
    }

    pub(super) fn family(&self) -> &Family {
        &self.family
    }

    pub(crate) fn inspection(&self) -> Option<&Inspection> {
        self.inspection.as_ref()
    }

    pub(super) fn recorder(&self) -> MutexGuard<'_, Recorder> {
        self.recorder.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn stops_before(&self) -> Option<&str> {
        self.stop_before.as_deref()
    }

    /// Whether the machine's own states have reached the one that ends the run.
    pub(super) fn is_stopped(&self) -> bool {
        self.stops_before()
            .is_some_and(|wanted| self.recorder().root().any(|visit| visit.state == wanted))
    }

    /// How many of the machine's own states have been left.
    pub(super) fn left(&self) -> usize {
        self.recorder().root().count().saturating_sub(1)
    }

    /// Lets the execution go on until so many states have been left.
    pub(super) fn go_on(&self, steps: usize) {
        self.steps.store(steps, Ordering::Relaxed);
        let held = std::mem::take(&mut *self.held());
        held.into_iter().for_each(Waker::wake);
    }

    fn is_held(&self) -> bool {
        let steps = self.steps.load(Ordering::Relaxed);
        steps != ALL && self.left() >= steps || self.is_stopped()
    }

    fn held(&self) -> MutexGuard<'_, Vec<Waker>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A mocked task is called.
    pub(crate) fn requested(&self, request: &Request) {
        self.recorder().requests.push(request.clone());
    }

    /// The input of the state that a frame is in.
    pub(super) fn input_of(&self, frame: &FramePath) -> Option<Value> {
        self.recorder().input_of(frame)
    }

    /// What the call that a frame makes is given, as the history has it.
    pub(super) fn arguments_of(&self, frame: &FramePath) -> Option<Value> {
        self.recorder().arguments_of(frame)
    }

    /// The run is over.
    pub(super) async fn unanswered(&self, call: Unanswered) -> Result<Value, TaskError> {
        self.lacks(call);
        std::future::pending().await
    }

    /// As [`unanswered`](Test::unanswered), for who does not wait.
    pub(super) fn lacks(&self, call: Unanswered) {
        self.fail(Problem::Unanswered(call));
    }

    /// The run is over.
    pub(super) fn fail(&self, problem: Problem) {
        self.family.fail(self.own(problem));
    }

    /// What came of the execution.
    pub(super) fn report(
        &self,
        machine: String,
        status: ExecutionStatus,
        outcome: Option<Outcome>,
        elapsed: SignedDuration,
    ) -> Report {
        let recorder = std::mem::take(&mut *self.recorder());
        let problem = self.family.problem();
        Report::new(machine, recorder, problem, status, outcome, elapsed)
    }

    fn own(&self, problem: Problem) -> Problem {
        match &self.started {
            None => problem,
            Some(machine) => Problem::InExecutionOf {
                machine: machine.clone(),
                problem: Box::new(problem),
            },
        }
    }

    /// Something is said of a callback, so long from now.
    pub(super) fn says(&self, callback: CallbackId, after: Duration, message: CallbackMessage) {
        let after = SignedDuration::try_from(after).unwrap_or(SignedDuration::MAX);
        let at = self.clock.now().saturating_add(after);
        let at = at.unwrap_or(Timestamp::MAX);
        self.said()
            .entry(callback)
            .or_default()
            .push_back((at, message));
    }

    fn said(&self) -> MutexGuard<'_, HashMap<CallbackId, VecDeque<(Timestamp, CallbackMessage)>>> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call that nobody answers.
    pub(super) fn hangs_on(&self, request: &Request) {
        self.family
            .hangs_on(self.own(Problem::Hangs(request.clone())));
    }

    /// A call that never ends: the run is over when nothing else is left to do.
    pub(super) async fn hangs(&self, request: &Request) -> Result<Value, TaskError> {
        self.hangs_on(request);
        std::future::pending().await
    }
}

impl Host for Test {
    fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    fn records(&self) -> bool {
        true
    }

    fn data_limit(&self) -> Option<usize> {
        Some(AWS_DATA_LIMIT)
    }

    fn event(&self, previous: u64, event: Event) -> u64 {
        let now = self.clock.now();
        let id = self.recorder().event(now, previous, event);
        if id == EVENTS {
            self.fail(Problem::TooLong);
        }
        id
    }

    fn checkpoint(&self, frame: &FramePath, checkpoint: Checkpoint) {
        self.recorder().checkpoint(frame, &checkpoint);
    }

    /// Step by step, tasks are called and Waits begun when the test has seen the steps before.
    fn durable(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::poll_fn(|cx| {
            if self.is_held() {
                self.held().push(cx.waker().clone());
                return Poll::Pending;
            }
            Poll::Ready(Ok(()))
        }))
    }

    fn buckets(&self) -> Option<&Buckets> {
        self.buckets.as_ref()
    }

    fn task_token(&self, callback: CallbackId) -> Option<String> {
        Some(format!("{:032x}", callback.to_bits()))
    }

    fn callback_message(&self, wait: CallbackWait) -> BoxFuture<'_, Option<CallbackMessage>> {
        Box::pin(async move {
            let next = self
                .said()
                .get(&wait.callback)
                .and_then(|said| Some(said.front()?.0));
            match (next, wait.due) {
                (Some(at), due) if due.is_none_or(|due| at < due) => {
                    self.clock.sleep_until(at).await;
                    let mut said = self.said();
                    Some(said.get_mut(&wait.callback)?.pop_front()?.1)
                }
                (_, Some(due)) => {
                    self.clock.sleep_until(due).await;
                    None
                }
                (_, None) => std::future::pending().await,
            }
        })
    }

    fn has_activity(&self, _activity: &str) -> bool {
        self.mocks.is_some()
    }

    fn offer_activity(&self, cx: &TaskContext, activity: &'static str, input: &Value) {
        if let Some(mocks) = &self.mocks {
            mocks.offer(activity, input, cx, self);
        }
    }

    fn start_execution<'a>(
        &'a self,
        cx: &'a TaskContext,
        start: StartExecution,
    ) -> BoxFuture<'a, Result<Value, TaskError>> {
        let mocks = self.mocks.clone().unwrap_or_default();
        // A callback's answer is nobody's but a mock's.
        let runs = cx.callback().is_none() && !mocks.answers(cx.state, start.action);
        let machine = start.request["StateMachineArn"].as_str();
        match machine.and_then(|machine| self.family.machine(machine)) {
            Some(machine) if runs => Box::pin(async move {
                let now = self.clock.now();
                self.family.start(machine, cx, &start, now).await
            }),
            _ => mocks.call(start.action, Some(Ok(start.request)), cx),
        }
    }

    fn test(&self) -> Option<&Test> {
        Some(self)
    }
}

impl fmt::Debug for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Test").finish_non_exhaustive()
    }
}
