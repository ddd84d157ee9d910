//! Executions of other machines that a test run starts: `states:startExecution` without a mock.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use jiff::Timestamp;
use tokio::sync::watch;

use super::host::Test;
use super::mocks::Mocks;
use super::problem::Problem;
use super::report::Report;
use super::run::status;
use crate::engine::{StartError, name};
use crate::error::{Failure, TaskError};
use crate::execution::Execution;
use crate::history::{ErrorDetails, Event};
use crate::host::{Host, SavedFrames, StartExecution};
use crate::machine::{self, Outcome, StateMachine};
use crate::nested::{self, Asked, Known};
use crate::store::{End, ExecutionStatus};
use crate::task::TaskContext;
use crate::value::Value;

/// How many executions a run may start: one that starts itself would go on for ever.
const MOST: usize = 10_000;

/// What all executions of a run share.
pub(super) struct Family {
    /// The machines that they may start, by their names, with what answers for the engine there.
    machines: Vec<(String, Mocks)>,
    shared: Mutex<Shared>,
}

#[derive(Default)]
struct Shared {
    problem: Option<Problem>,
    /// The first call that never ends.
    hangs: Option<Problem>,
    /// What is asked to be started.
    asked: Vec<(usize, Child)>,
    children: HashMap<String, Child>,
}

/// An execution that another one has started.
#[derive(Clone)]
struct Child {
    execution: Execution,
    /// The input, as text.
    input: String,
    end: watch::Sender<Option<End>>,
    stop: watch::Sender<bool>,
}

impl Family {
    pub(super) fn new(machines: Vec<(String, Mocks)>) -> Self {
        Family {
            machines,
            shared: Mutex::default(),
        }
    }

    pub(super) fn problem(&self) -> Option<Problem> {
        self.shared().problem.clone()
    }

    /// The run is over: the test lacks something.
    pub(super) fn fail(&self, problem: Problem) {
        self.shared().problem.get_or_insert(problem);
    }

    /// A call that nobody answers.
    pub(super) fn hangs_on(&self, call: Problem) {
        self.shared().hangs.get_or_insert(call);
    }

    /// Nothing is left to do: where that is so because of a call that nobody answers, it is the problem.
    pub(super) fn is_hanging(&self) -> bool {
        let mut shared = self.shared();
        let hangs = shared.hangs.take();
        let hanging = hangs.is_some();
        if let Some(problem) = hangs {
            shared.problem.get_or_insert(problem);
        }
        hanging
    }

    /// The number of the machine of this name or ARN.
    pub(super) fn machine(&self, wanted: &str) -> Option<usize> {
        let names = self.machines.iter().enumerate();
        let names = names.map(|(number, (name, _))| (name.as_str(), number));
        nested::machine_named(names, wanted)
    }

    /// Starts an execution, and waits for its end where it is asked to.
    pub(super) async fn start(
        &self,
        machine: usize,
        cx: &TaskContext,
        start: &StartExecution,
        now: Timestamp,
    ) -> Result<Value, TaskError> {
        let asked = Asked::new(cx, start);
        let child = match self.child(machine, cx, &asked, start, now) {
            Ok(child) => child,
            Err(error) => return nested::refused(error, cx).await,
        };
        let Execution {
            arn, start_time, ..
        } = &child.execution;
        let submission = nested::submission(arn, *start_time);
        if !asked.waits {
            return Ok(submission);
        }
        cx.submitted(submission);
        // Where it is no longer waited for it is stopped, as AWS does.
        let _stop = StopOnDrop(&child.stop);
        let mut ends = child.end.subscribe();
        let end = match ends.wait_for(Option::is_some).await {
            Ok(end) => end.clone(),
            Err(_) => None,
        };
        let Some(end) = end else {
            return std::future::pending().await;
        };
        let known = Known {
            arn,
            name: &child.execution.name,
            machine: &child.execution.state_machine_name,
            input: &child.input,
            start_date: *start_time,
        };
        asked.result(&known, &end)
    }

    /// The execution that is asked for, which may have been started before.
    fn child(
        &self,
        machine: usize,
        cx: &TaskContext,
        asked: &Asked,
        start: &StartExecution,
        now: Timestamp,
    ) -> Result<Child, StartError> {
        let Some((machine_name, _)) = self.machines.get(machine) else {
            return Err(StartError::StateMachineDoesNotExist(asked.machine.clone()));
        };
        let name = asked.name.clone();
        if !name::is_valid(&name) {
            return Err(StartError::InvalidName(name));
        }
        let input = nested::input(&start.request)?;
        let parent = cx.execution();
        let account = parent.arn.split(':').nth(4).unwrap_or_default();
        let arn = name::execution_arn(parent.region(), account, "execution", machine_name, &name);
        let mut shared = self.shared();
        if let Some(known) = shared.children.get(&arn) {
            let same = known.execution.input == input && known.end.borrow().is_none();
            return match same {
                true => Ok(known.clone()),
                false => Err(StartError::ExecutionAlreadyExists(arn)),
            };
        }
        if shared.children.len() >= MOST {
            let problem = format!("the run has started more than {MOST} executions");
            shared.problem.get_or_insert(Problem::NotStarted(problem));
        }
        let child = Child {
            input: input.to_json_string(),
            execution: Execution {
                state_machine_arn: name::machine_arn(&arn, machine_name),
                state_machine_name: machine_name.clone(),
                role_arn: parent.role_arn.clone(),
                start_time: now,
                redriven: None,
                input,
                name,
                arn: arn.clone(),
            },
            end: watch::Sender::new(None),
            stop: watch::Sender::new(false),
        };
        shared.asked.push((machine, child.clone()));
        shared.children.insert(arn, child.clone());
        Ok(child)
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Family").finish_non_exhaustive()
    }
}

struct StopOnDrop<'a>(&'a watch::Sender<bool>);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.send_replace(true);
    }
}

/// The machines that a run's executions may start, and those executions.
#[derive(Default)]
pub(super) struct Children<'a> {
    machines: Vec<&'a dyn StateMachine>,
    running: FuturesUnordered<BoxFuture<'a, ()>>,
    started: Vec<Started>,
}

struct Started {
    machine: String,
    test: Arc<Test>,
    start: Timestamp,
    end: Arc<Mutex<Option<Ended>>>,
}

struct Ended {
    status: ExecutionStatus,
    /// None where it was stopped.
    outcome: Option<Outcome>,
    at: Timestamp,
}

impl<'a> Children<'a> {
    pub(super) fn new(machines: Vec<&'a dyn StateMachine>) -> Self {
        Children {
            machines,
            ..Children::default()
        }
    }

    /// Nothing goes on.
    pub(super) fn abandon(&mut self) {
        self.running.clear();
    }

    /// Whether all that were started have ended.
    pub(super) fn have_ended(&self) -> bool {
        self.running.is_empty()
    }

    /// Starts what `root` and its children ask for, and goes on with what is under way.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, root: &Test) {
        loop {
            let asked = std::mem::take(&mut root.family().shared().asked);
            let none = asked.is_empty();
            for (machine, child) in asked {
                self.start(machine, child, root);
            }
            match self.running.poll_next_unpin(cx) {
                Poll::Ready(Some(())) => {}
                Poll::Ready(None) | Poll::Pending if none => return,
                Poll::Ready(None) | Poll::Pending => {}
            }
        }
    }

    fn start(&mut self, number: usize, child: Child, root: &Test) {
        let named = root.family().machines.get(number);
        let (Some(&machine), Some((name, mocks))) = (self.machines.get(number), named) else {
            return;
        };
        let test = Arc::new(root.child(name, mocks));
        let ended = Arc::new(Mutex::new(None));
        let start = child.execution.start_time;
        self.started.push(Started {
            machine: name.clone(),
            test: test.clone(),
            start,
            end: ended.clone(),
        });
        let deadline = machine::deadline(machine.definition(), start, None);
        let execution = machine::execute(
            machine,
            test.clone().into(),
            child.execution.into(),
            SavedFrames::default(),
            deadline,
        );
        let (end, stop) = (child.end, child.stop);
        self.running.push(Box::pin(async move {
            let mut stop = stop.subscribe();
            let outcome = tokio::select! {
                biased;
                outcome = execution => match outcome {
                    Ok(outcome) => Some(outcome),
                    Err(failure) => {
                        let why = failure.cause().unwrap_or_default().to_owned();
                        return test.fail(Problem::NotStarted(why));
                    }
                },
                _ = stop.wait_for(|stop| *stop) => {
                    let details = ErrorDetails { error: None, cause: None };
                    test.event(0, Event::ExecutionAborted(details));
                    None
                }
            };
            let at = test.clock().now();
            let seen = as_seen(outcome.as_ref(), at);
            let status = seen.status;
            *ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(Ended {
                status,
                outcome,
                at,
            });
            end.send_replace(Some(seen));
        }));
    }

    /// What came of each, in the order in which they were started.
    pub(super) fn reports(self) -> Vec<Report> {
        let reports = self.started.into_iter().map(|child| {
            let ended = child
                .end
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            let ended = ended.unwrap_or_else(|| Ended {
                status: ExecutionStatus::Running,
                outcome: None,
                at: child.test.clock().now(),
            });
            let elapsed = ended.at.duration_since(child.start);
            child
                .test
                .report(child.machine, ended.status, ended.outcome, elapsed)
        });
        reports.collect()
    }
}

/// The end of an execution as its parent sees it; it was stopped where it has no outcome.
fn as_seen(outcome: Option<&Outcome>, now: Timestamp) -> End {
    let status = match outcome {
        Some(_) => status(outcome),
        None => ExecutionStatus::Aborted,
    };
    let (output, failure) = match outcome {
        Some(Outcome::Succeeded(output)) => (Some(output.to_json_string()), None),
        Some(Outcome::Failed(failure)) => (None, Some(failure)),
        Some(Outcome::TimedOut) | None => (None, None),
    };
    let text = |text: Option<&str>| text.map(str::to_owned);
    End {
        status,
        stop_date: now,
        output,
        error: text(failure.and_then(Failure::error)),
        cause: text(failure.and_then(Failure::cause)),
    }
}
