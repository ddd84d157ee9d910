//! A test run: how it begins, and what drives it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::children::{Children, Family};
use super::clock::VirtualClock;
use super::host::Test;
use super::inspection::Inspection;
use super::mocks::Mocks;
use super::problem::Problem;
use super::report::Report;
use super::steps::Steps;
use crate::buckets::Buckets;
use crate::clock::Clock;
use crate::engine::name;
use crate::error::Failure;
use crate::execution::Execution;
use crate::history::{Event, ExecutionStarted, JsonText};
use crate::host::{Host, Progress, SavedFrame, SavedFrames};
use crate::machine::{self, Outcome, StateMachine};
use crate::store::ExecutionStatus;
use crate::value::{Map, Value};

/// Runs a machine in a test: `.await` gives a [`Report`], [`steps`](Run::steps) goes state by state.
///
/// Time stands still while anything can be done, and then skips to the next Wait's end, Retrier's delay or timeout. It needs
/// no timers of the async runtime.
///
/// Mocked tasks and [`TaskContext::sleep`](crate::TaskContext::sleep) follow that clock. A task that waits for something
/// outside of the test (a socket, another thread) would see the time skip while it waits: give such a test a
/// [`clock`](Run::clock) that does not skip.
pub fn run(machine: &dyn StateMachine, input: impl Into<Value>) -> Run<'_> {
    Run {
        machine,
        input: input.into(),
        start_at: None,
        variables: Map::new(),
        stop_before: None,
        start_time: Timestamp::constant(1_704_067_200, 0),
        clock: None,
        execution_name: None,
        mocks: None,
        buckets: None,
        machines: Vec::new(),
        inspection: None,
        adjust: None,
    }
}

/// A test run that has not begun: see [`run`](fn@run).
#[must_use = "a run does nothing until it is awaited"]
pub struct Run<'a> {
    machine: &'a dyn StateMachine,
    input: Value,
    start_at: Option<String>,
    variables: Map,
    stop_before: Option<String>,
    start_time: Timestamp,
    clock: Option<Arc<dyn Clock>>,
    execution_name: Option<String>,
    mocks: Option<Mocks>,
    buckets: Option<Buckets>,
    machines: Vec<Nested<'a>>,
    inspection: Option<Inspection>,
    adjust: Option<Adjust<'a>>,
}

/// A machine that executions may start, with its name and what answers for the engine in its executions.
type Nested<'a> = (&'a dyn StateMachine, String, Mocks);

type Adjust<'a> = Box<dyn FnOnce(&mut Execution) + Send + 'a>;

impl<'a> Run<'a> {
    /// Begins at this state of the machine, with the run's input as the state's. States inside a Parallel or Map can't be
    /// begun at: begin at the state around them.
    pub fn start_at(mut self, state: impl Into<String>) -> Self {
        self.start_at = Some(state.into());
        self
    }

    /// A variable has this value where the run [starts](Run::start_at).
    pub fn variable(mut self, name: impl AsRef<str>, value: impl Into<Value>) -> Self {
        self.variables.insert(name.as_ref(), value.into());
        self
    }

    /// Ends the run when this state of the machine is reached, before it does anything.
    pub fn stop_before(mut self, state: impl Into<String>) -> Self {
        self.stop_before = Some(state.into());
        self
    }

    /// When the execution starts: 2024-01-01T00:00:00Z where it is left out.
    pub fn start_time(mut self, time: Timestamp) -> Self {
        self.start_time = time;
        self
    }

    /// Another clock than the one that skips. Its time is the execution's start.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.start_time = clock.now();
        self.clock = Some(Arc::new(clock));
        self
    }

    /// These answer for what is the engine's own work, and no method of `Tasks`: activities, by
    /// [`task`](Mocks::task) with the activity's name, and executions of other machines, by [`state`](Mocks::state). A
    /// `MockTasks` will do. Without, there are no activities and no other machines but those that are
    /// [given](Run::machine).
    ///
    /// ```
    /// use asl_runtime::testing::Mocks;
    /// use asl_runtime::value;
    ///
    /// let mock = Mocks::new();
    /// mock.task("inspect").after_seconds(60).returns(value!({ "flaws": 0 }));
    /// mock.state("Ship").returns(value!({ "Output": { "parcel": 1 }, "Status": "SUCCEEDED" }));
    /// ```
    pub fn mocks(mut self, mocks: &Mocks) -> Self {
        self.mocks = Some(mocks.clone());
        self
    }

    /// What the machine's Distributed Maps read their items from and write their results to: most tests put a few small
    /// objects into [`Buckets::memory`].
    pub fn buckets(mut self, buckets: &Buckets) -> Self {
        self.buckets = Some(buckets.clone());
        self
    }

    /// `states:startExecution` runs this machine where a state asks for the machine of this name, or of an ARN that ends in it,
    /// and the [mocks](Run::mocks) have no answer for the state: with a history of its own, on the same clock, with `.sync`
    /// and `.sync:2` to its end. `mocks` answer for the engine in its executions, as [`Run::mocks`] do in the run's own.
    ///
    /// The report has what came of its executions as [`children`](Report::children).
    pub fn machine(
        mut self,
        name: impl Into<String>,
        machine: &'a dyn StateMachine,
        mocks: &Mocks,
    ) -> Self {
        self.machines.push((machine, name.into(), mocks.clone()));
        self
    }

    pub(super) fn inspected(mut self, inspection: Inspection) -> Self {
        self.inspection = Some(inspection);
        self
    }

    /// The execution's name, `test` where it is left out.
    pub fn execution_name(mut self, name: impl Into<String>) -> Self {
        self.execution_name = Some(name.into());
        self
    }

    /// Changes what the Context Object shows of the execution and its machine.
    pub fn context(mut self, change: impl FnOnce(&mut Execution) + Send + 'a) -> Self {
        self.adjust = Some(Box::new(change));
        self
    }

    /// Goes state by state.
    pub fn steps(self) -> Steps<'a> {
        Steps::new(self.begin())
    }

    fn execution(&mut self) -> Execution {
        const REGION: &str = "us-east-1";
        const ACCOUNT: &str = "123456789012";
        let machine = self.machine.definition().name;
        let name = self.execution_name.take();
        let name = name.unwrap_or_else(|| "test".to_owned());
        let arn = name::execution_arn(REGION, ACCOUNT, "execution", machine, &name);
        let mut execution = Execution {
            state_machine_arn: name::machine_arn(&arn, machine),
            state_machine_name: machine.to_owned(),
            role_arn: format!("arn:aws:iam::{ACCOUNT}:role/asl-rs"),
            start_time: self.start_time,
            redriven: None,
            input: self.input.clone(),
            arn,
            name,
        };
        if let Some(adjust) = self.adjust.take() {
            adjust(&mut execution);
        }
        execution
    }

    pub(super) fn begin(mut self) -> Running<'a> {
        let execution = self.execution();
        let start_time = execution.start_time;
        let (clock, skips): (Arc<dyn Clock>, _) = match self.clock.take() {
            Some(clock) => (clock, None),
            None => {
                let clock = VirtualClock::starting_at(self.start_time);
                (Arc::new(clock.clone()), Some(clock))
            }
        };
        let mut machines = Vec::with_capacity(self.machines.len());
        let mut named = Vec::with_capacity(self.machines.len());
        for (machine, name, mocks) in std::mem::take(&mut self.machines) {
            machines.push(machine);
            named.push((name, mocks));
        }
        let test = Arc::new(Test::new(
            clock,
            self.stop_before.take(),
            self.mocks.take(),
            self.buckets.take(),
            self.inspection.take(),
            Family::new(named),
        ));
        let mut saved = SavedFrames::default();
        if let Some(state) = &self.start_at {
            let checkpoint = self.checkpoint(state);
            saved = [("/".to_owned(), SavedFrame::At(checkpoint.to_string()))]
                .into_iter()
                .collect();
            // Executions that are resumed have said so long ago.
            let started = ExecutionStarted {
                input: JsonText(execution.input.clone()),
                input_details: Default::default(),
                role_arn: execution.role_arn.clone().into(),
            };
            test.event(0, Event::ExecutionStarted(started));
        } else if !self.variables.is_empty() {
            let problem =
                "variables have values before the first state only where `start_at` names it";
            test.fail(Problem::NotStarted(problem.to_owned()));
        }
        let deadline = machine::deadline(self.machine.definition(), start_time, None);
        let future = machine::execute(
            self.machine,
            test.clone().into(),
            execution.into(),
            saved,
            deadline,
        );
        Running {
            machine: self.machine,
            start_time,
            test,
            skips,
            future: Some(Box::pin(future)),
            children: Children::new(machines),
            idle: 0,
            outcome: None,
            ended: None,
        }
    }

    /// What a host would have saved before the first state is entered.
    fn checkpoint(&self, state: &str) -> Value {
        let state = Value::object([(state, self.input.clone())]);
        let progress = crate::value::to_value(&Progress::default()).unwrap_or_default();
        Value::object([
            ("state", state),
            ("variables", self.variables.clone().into()),
            ("progress", progress),
        ])
    }
}

impl<'a> IntoFuture for Run<'a> {
    type Output = Report;
    type IntoFuture = BoxFuture<'a, Report>;

    fn into_future(self) -> BoxFuture<'a, Report> {
        let mut running = self.begin();
        Box::pin(async move {
            running.until(|_| false).await;
            running.report()
        })
    }
}

/// An execution under way in a test.
pub(super) struct Running<'a> {
    machine: &'a dyn StateMachine,
    start_time: Timestamp,
    pub(super) test: Arc<Test>,
    /// The clock, where it skips.
    skips: Option<VirtualClock>,
    future: Option<BoxFuture<'a, Result<Outcome, Failure>>>,
    /// The executions that it has started, and those that they have.
    children: Children<'a>,
    /// How often in a row the execution had nothing to do.
    idle: u32,
    pub(super) outcome: Option<Outcome>,
    /// When it had that outcome.
    ended: Option<Timestamp>,
}

impl Running<'_> {
    /// Runs until the execution has ended, or `enough` says so.
    pub(super) async fn until(&mut self, enough: impl Fn(&Test) -> bool) {
        std::future::poll_fn(|cx| self.poll(cx, &enough)).await;
    }

    pub(super) fn report(self) -> Report {
        if let Some(state) = self.test.stops_before() {
            self.test.recorder().end_before(state);
        }
        let now = self.test.clock().now();
        let name = self.machine.definition().name.to_owned();
        let elapsed = self.ended.unwrap_or(now).duration_since(self.start_time);
        let status = status(self.outcome.as_ref());
        let report = self.test.report(name, status, self.outcome, elapsed);
        report.with_children(self.children.reports())
    }

    fn poll(&mut self, cx: &mut Context<'_>, enough: &impl Fn(&Test) -> bool) -> Poll<()> {
        if self.test.family().problem().is_some() {
            self.abandon();
        }
        if self.is_over() {
            return Poll::Ready(());
        }
        let woken = Arc::new(Woken::new(cx.waker().clone()));
        let waker = Waker::from(woken.clone());
        let mut inner = Context::from_waker(&waker);
        let polled = match &mut self.future {
            Some(future) => future.poll_unpin(&mut inner),
            None => Poll::Pending,
        };
        match polled {
            // What only computes may have gone on from where the run stops.
            Poll::Ready(Ok(_)) if self.test.is_stopped() => self.abandon(),
            Poll::Ready(Ok(outcome)) => {
                self.outcome = Some(outcome);
                self.ended = Some(self.test.clock().now());
                self.future = None;
            }
            Poll::Ready(Err(failure)) => {
                let why = failure.cause().unwrap_or_default().to_owned();
                self.test.fail(Problem::NotStarted(why));
            }
            Poll::Pending => {}
        }
        self.children.poll(&mut inner, &self.test);
        if self.test.family().problem().is_some() || self.test.is_stopped() {
            self.abandon();
        }
        if self.is_over() || enough(&self.test) {
            return Poll::Ready(());
        }
        if woken.is_woken() {
            self.idle = 0;
            return Poll::Pending;
        }
        self.idle(cx)
    }

    /// Whether nothing is under way any more.
    fn is_over(&self) -> bool {
        self.future.is_none() && self.children.have_ended()
    }

    /// Nothing goes on.
    fn abandon(&mut self) {
        self.future = None;
        self.children.abandon();
    }

    /// The execution waits. Time goes on, once whatever else the program does has had its turn.
    fn idle(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        const TURNS: u32 = 3;
        let Some(clock) = &self.skips else {
            return Poll::Pending;
        };
        self.idle += 1;
        if self.idle < TURNS {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.idle = 0;
        if clock.advance() {
            // A sleeper wakes the execution's own waker, and that this one.
            return Poll::Pending;
        }
        // Whom nobody waits for may wait for ever.
        if self.future.is_none() || self.test.family().is_hanging() {
            self.abandon();
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

/// The status that an outcome stands for, or none yet.
pub(super) fn status(outcome: Option<&Outcome>) -> ExecutionStatus {
    match outcome {
        None => ExecutionStatus::Running,
        Some(Outcome::Succeeded(_)) => ExecutionStatus::Succeeded,
        Some(Outcome::Failed(_)) => ExecutionStatus::Failed,
        Some(Outcome::TimedOut) => ExecutionStatus::TimedOut,
    }
}

/// Passes a wake on, and notes it.
struct Woken {
    woken: AtomicBool,
    waker: Waker,
}

impl Woken {
    fn new(waker: Waker) -> Self {
        Woken {
            woken: AtomicBool::new(false),
            waker,
        }
    }

    fn is_woken(&self) -> bool {
        self.woken.load(Ordering::Acquire)
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.waker.wake_by_ref();
    }
}

impl std::fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run")
            .field("machine", &self.machine.definition().name)
            .field("input", &self.input)
            .finish_non_exhaustive()
    }
}
