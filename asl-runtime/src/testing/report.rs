//! What came of a test run.

use std::fmt;

use jiff::SignedDuration;

use super::call::Request;
use super::problem::Problem;
use super::recorder::{Recorder, Visit};
use crate::error::{ExecutionError, Failure};
use crate::history::HistoryEvent;
use crate::machine::Outcome;
use crate::store::ExecutionStatus;
use crate::value::Value;

/// What came of a test run: its end, and what happened on the way there.
///
/// What it says of the end panics where the test itself lacked something, such as a task's answer; [`problem`](Report::problem)
/// does not. It prints as a summary, which all panics show.
#[derive(Clone, Debug)]
pub struct Report {
    machine: String,
    history: Vec<HistoryEvent>,
    visits: Vec<Visit>,
    requests: Vec<Request>,
    problem: Option<Problem>,
    /// None where the run stopped before the execution's end.
    result: Option<Result<Value, ExecutionError>>,
    status: ExecutionStatus,
    elapsed: SignedDuration,
    children: Vec<Report>,
}

impl Report {
    pub(super) fn new(
        machine: String,
        recorder: Recorder,
        problem: Option<Problem>,
        status: ExecutionStatus,
        outcome: Option<Outcome>,
        elapsed: SignedDuration,
    ) -> Self {
        let result = outcome.map(|outcome| match outcome {
            Outcome::Succeeded(output) => Ok(output),
            Outcome::Failed(failure) => Err(failure.into()),
            Outcome::TimedOut => Err(Failure::timeout().into()),
        });
        Report {
            machine,
            history: recorder.history,
            visits: recorder.visits,
            requests: recorder.requests,
            problem,
            result,
            status,
            elapsed,
            children: Vec::new(),
        }
    }

    /// The report of an execution that has started others.
    pub(super) fn with_children(mut self, children: Vec<Report>) -> Self {
        self.children = children;
        self
    }

    /// How the execution ended; `Running` where the run [stopped before](super::Run::stop_before) that.
    ///
    /// # Panics
    ///
    /// The test lacked something.
    #[track_caller]
    pub fn status(&self) -> ExecutionStatus {
        self.check();
        self.status
    }

    /// The execution's output.
    ///
    /// # Panics
    ///
    /// It did not succeed; the test lacked something.
    #[track_caller]
    pub fn output(&self) -> Value {
        self.check();
        match &self.result {
            Some(Ok(output)) => output.clone(),
            _ => panic!("the execution did not succeed\n{self}"),
        }
    }

    /// The name of the error that the execution ended with; empty where the Fail state has none.
    ///
    /// # Panics
    ///
    /// It did not fail; the test lacked something.
    #[track_caller]
    pub fn error(&self) -> &str {
        self.failure().error.as_deref().unwrap_or_default()
    }

    /// The cause of the error that the execution ended with; empty where there is none.
    ///
    /// # Panics
    ///
    /// It did not fail; the test lacked something.
    #[track_caller]
    pub fn cause(&self) -> &str {
        self.failure().cause.as_deref().unwrap_or_default()
    }

    #[track_caller]
    fn failure(&self) -> &ExecutionError {
        self.check();
        match &self.result {
            Some(Err(error)) => error,
            _ => panic!("the execution did not fail\n{self}"),
        }
    }

    /// What [`Machine::run`](crate::StateMachine) would return; none where the run stopped before the end.
    ///
    /// # Panics
    ///
    /// The test lacked something.
    #[track_caller]
    pub fn result(&self) -> Option<&Result<Value, ExecutionError>> {
        self.check();
        self.result.as_ref()
    }

    /// What the test lacked.
    pub fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    /// The machine's own states in the order they were entered, without those inside Parallel and Map.
    ///
    /// # Panics
    ///
    /// The test lacked something.
    #[track_caller]
    pub fn path(&self) -> Vec<&str> {
        self.check();
        let root = self.visits.iter().filter(|visit| visit.frame.is_empty());
        root.map(|visit| visit.state.as_str()).collect()
    }

    /// All states in the order they were entered, each with the branches and iterations that it is in: `Ship[1]/Pack`.
    ///
    /// # Panics
    ///
    /// The test lacked something.
    #[track_caller]
    pub fn full_path(&self) -> Vec<String> {
        self.check();
        self.visits.iter().map(Visit::path).collect()
    }

    /// The states that the execution was in, in order.
    pub fn visits(&self) -> &[Visit] {
        &self.visits
    }

    /// The first time the execution was in a state, named as in [`full_path`](Report::full_path).
    ///
    /// # Panics
    ///
    /// It was not.
    #[track_caller]
    pub fn visit(&self, state: &str) -> &Visit {
        match self.visits.iter().find(|visit| visit.path() == state) {
            Some(visit) => visit,
            None => panic!("the execution was not in the state `{state}`\n{self}"),
        }
    }

    /// The calls of mocked tasks, in order.
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// The execution's history.
    pub fn history(&self) -> &[HistoryEvent] {
        &self.history
    }

    /// The names of the history's events: `ExecutionStarted`, `TaskStateEntered`, …
    pub fn event_types(&self) -> Vec<String> {
        let types = self.history.iter().map(|event| event.event.event_type());
        types.map(Into::into).collect()
    }

    /// What came of the executions of other [machines](super::Run::machine) that were started, by this one or by each other, in
    /// the order of their starts.
    pub fn children(&self) -> &[Report] {
        &self.children
    }

    /// The machine's name.
    pub fn machine(&self) -> &str {
        &self.machine
    }

    /// How long the execution took on the test's clock.
    pub fn elapsed(&self) -> std::time::Duration {
        self.elapsed.unsigned_abs()
    }

    #[track_caller]
    fn check(&self) {
        if self.problem.is_some() {
            panic!("the test is not complete\n{self}");
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 40;
        match (&self.problem, &self.result) {
            (Some(problem), _) => writeln!(f, "`{}`: {problem}", self.machine)?,
            (None, None) => writeln!(f, "`{}` stopped on its way", self.machine)?,
            (None, Some(Ok(output))) => writeln!(f, "`{}` gave {output}", self.machine)?,
            (None, Some(Err(error))) => writeln!(f, "`{}` failed with {error}", self.machine)?,
        }
        writeln!(f, "states:")?;
        let skipped = self.visits.len().saturating_sub(SHOWN);
        if skipped > 0 {
            writeln!(f, "    ({skipped} before)")?;
        }
        for visit in &self.visits[skipped..] {
            write!(f, "    {}", visit.path())?;
            if visit.attempts > 1 {
                write!(f, ", {} attempts", visit.attempts)?;
            }
            match &visit.output {
                Some(output) => writeln!(f, ": {} -> {}", short(&visit.input), short(output))?,
                None => writeln!(f, ": {}", short(&visit.input))?,
            }
        }
        let skipped = self.requests.len().saturating_sub(SHOWN);
        if !self.requests.is_empty() {
            writeln!(f, "calls:")?;
        }
        if skipped > 0 {
            writeln!(f, "    ({skipped} before)")?;
        }
        for request in &self.requests[skipped..] {
            let Request { task, input, .. } = request;
            writeln!(f, "    {task}({})", short(input))?;
        }
        Ok(())
    }
}

/// A value in a line.
fn short(value: &Value) -> String {
    const LENGTH: usize = 100;
    let mut text = value.to_string();
    if let Some((end, _)) = text.char_indices().nth(LENGTH) {
        text.truncate(end);
        text.push('…');
    }
    text
}
