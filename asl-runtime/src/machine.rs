//! A compiled machine, as the runtime sees it, and its execution on some host.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::error::Failure;
use crate::execution::Facts;
use crate::frame::{Frame, Shared};
use crate::history::note::Note;
use crate::history::{ErrorDetails, Event};
use crate::host::{Hosted, SavedFrames};
use crate::value::Value;

/// A compiled state machine: what `asl!` generates implements it.
pub trait StateMachine: Send + Sync + 'static {
    /// What is known of the machine without running it.
    fn definition(&self) -> &'static Definition;

    /// Runs from where `frame` was saved, else from `StartAt` with `input`, to the end. Use
    /// [`Engine`](crate::engine::Engine) or the machine's own `run`; this is for hosts.
    fn run_frame<'a>(
        &'a self,
        frame: Box<Frame>,
        input: Value,
    ) -> BoxFuture<'a, Result<Value, Failure>>;

    /// As [`run_frame`](StateMachine::run_frame) for the item processor of the Distributed Map of this label, which is run as
    /// an execution of its own. `None` where the machine has no such Map.
    fn run_processor<'a>(
        &'a self,
        label: &str,
        frame: Box<Frame>,
        input: Value,
    ) -> Option<BoxFuture<'a, Result<Value, Failure>>> {
        let _ = (label, frame, input);
        None
    }
}

/// A machine that others have too.
impl<M: StateMachine + ?Sized> StateMachine for Arc<M> {
    fn definition(&self) -> &'static Definition {
        (**self).definition()
    }

    fn run_frame<'a>(
        &'a self,
        frame: Box<Frame>,
        input: Value,
    ) -> BoxFuture<'a, Result<Value, Failure>> {
        (**self).run_frame(frame, input)
    }

    fn run_processor<'a>(
        &'a self,
        label: &str,
        frame: Box<Frame>,
        input: Value,
    ) -> Option<BoxFuture<'a, Result<Value, Failure>>> {
        (**self).run_processor(label, frame, input)
    }
}

/// What an execution runs.
#[derive(Clone, Copy)]
pub(crate) struct Program<'a> {
    machine: &'a dyn StateMachine,
    /// The Distributed Map whose item processor it is; the whole machine otherwise.
    label: Option<&'a str>,
}

impl<'a> Program<'a> {
    /// A machine.
    pub(crate) fn machine(machine: &'a dyn StateMachine) -> Self {
        Program {
            machine,
            label: None,
        }
    }

    /// The item processor of one of a machine's Distributed Maps.
    pub(crate) fn processor(machine: &'a dyn StateMachine, label: &'a str) -> Self {
        Program {
            machine,
            label: Some(label),
        }
    }

    fn run(self, frame: Box<Frame>, input: Value) -> BoxFuture<'a, Result<Value, Failure>> {
        let Some(label) = self.label else {
            return self.machine.run_frame(frame, input);
        };
        let run = self.machine.run_processor(label, frame, input);
        run.unwrap_or_else(|| {
            let error = format!("the machine has no Distributed Map labelled `{label}`");
            Box::pin(std::future::ready(Err(Failure::host(error))))
        })
    }
}

impl<'a> From<&'a dyn StateMachine> for Program<'a> {
    fn from(machine: &'a dyn StateMachine) -> Self {
        Program::machine(machine)
    }
}

/// What is known of a machine without running it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The machine's name: the module's.
    pub name: &'static str,
    /// The file it was compiled from.
    pub file: &'static str,
    /// A hash of the definition, which changes when the definition does.
    pub hash: &'static str,
    /// Its type on AWS, where the macro, the build script or a template says one.
    pub workflow_type: Option<WorkflowType>,
    /// `TimeoutSeconds` of an execution.
    pub timeout_seconds: Option<u64>,
    /// The tasks it calls, but for activities and executions of other machines.
    pub tasks: &'static [TaskInfo],
}

/// A machine's type on AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WorkflowType {
    /// Its executions are durable, may take a year and wait for others.
    Standard,
    /// Its executions are over within five minutes, and may run in memory.
    Express,
}

/// A task that a machine calls: a method of the generated `Tasks`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskInfo {
    /// The method's name.
    pub name: &'static str,
    /// The states that call it.
    pub states: &'static [&'static str],
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// With this output.
    Succeeded(Value),
    /// With this error.
    Failed(Failure),
    /// It took longer than the machine's `TimeoutSeconds`.
    TimedOut,
}

/// Runs an execution on a host to its end, from where `saved` says it stands.
///
/// # Errors
///
/// A failure of the host: the execution has not ended, and is to be resumed later.
pub(crate) fn execute<'a, P: Into<Program<'a>>>(
    program: P,
    host: Hosted,
    execution: Facts,
    saved: SavedFrames,
    deadline: Option<Timestamp>,
) -> Running<'a> {
    if host.records() && saved.is_empty() && execution.redriven().is_none() {
        let started = Note::Started {
            input: execution.input.clone(),
            role_arn: execution.role_arn(),
        };
        host.note(0, started);
    }
    let input = execution.input.clone();
    let frame = Frame::root(host, execution, saved);
    Running {
        shared: frame.shared(),
        run: Some(program.into().run(frame, input)),
        deadline: deadline.map_or(Deadline::None, Deadline::At),
    }
}

/// When an execution that has begun then is over: after `TimeoutSeconds`, or what every execution has at most.
pub(crate) fn deadline(
    definition: &Definition,
    begun: Timestamp,
    most: Option<SignedDuration>,
) -> Option<Timestamp> {
    let own = definition
        .timeout_seconds
        .map(|seconds| after(begun, seconds));
    let most = most.and_then(|most| begun.checked_add(most).ok());
    [own, most].into_iter().flatten().min()
}

/// An execution that runs to its end, or to its deadline. No `async` block: there are many, and this takes least room.
pub(crate) struct Running<'a> {
    shared: Arc<Shared>,
    /// None when it has ended.
    run: Option<BoxFuture<'a, Result<Value, Failure>>>,
    deadline: Deadline,
}

enum Deadline {
    None,
    At(Timestamp),
    Sleeping(BoxFuture<'static, ()>),
}

impl Deadline {
    fn poll(&mut self, clock: &dyn Clock, context: &mut Context<'_>) -> Poll<()> {
        if let Deadline::At(due) = self {
            *self = Deadline::Sleeping(clock.sleep_until(*due));
        }
        match self {
            Deadline::Sleeping(sleep) => sleep.as_mut().poll(context),
            Deadline::None | Deadline::At(_) => Poll::Pending,
        }
    }
}

impl Future for Running<'_> {
    type Output = Result<Outcome, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let host = this.shared.run.host();
        let Some(run) = &mut this.run else {
            return Poll::Pending;
        };
        let outcome = match run.as_mut().poll(context) {
            Poll::Ready(result) => ended(&this.shared, result),
            Poll::Pending => {
                ready!(this.deadline.poll(host.clock(), context));
                if host.records() {
                    let details = ErrorDetails {
                        error: None,
                        cause: None,
                    };
                    host.event(0, Event::ExecutionTimedOut(details));
                }
                Ok(Outcome::TimedOut)
            }
        };
        this.run = None;
        Poll::Ready(outcome)
    }
}

/// What came of an execution, which its history tells last.
fn ended(shared: &Shared, result: Result<Value, Failure>) -> Result<Outcome, Failure> {
    let host = shared.run.host();
    let records = host.records();
    let previous = || shared.last_event(0);
    match result {
        Ok(output) => {
            if records {
                let output = output.clone();
                host.note(previous(), Note::Succeeded { output });
            }
            Ok(Outcome::Succeeded(output))
        }
        Err(failure) if failure.is_host() => Err(failure),
        Err(failure) => {
            if records {
                let details = ErrorDetails {
                    error: failure.error().map(str::to_owned),
                    cause: failure.cause().map(str::to_owned),
                };
                host.event(previous(), Event::ExecutionFailed(details));
            }
            Ok(Outcome::Failed(failure))
        }
    }
}

/// `seconds` after `start`, at most the end of time.
pub(crate) fn after(start: Timestamp, seconds: u64) -> Timestamp {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    start
        .saturating_add(SignedDuration::from_secs(seconds))
        .unwrap_or(Timestamp::MAX)
}
