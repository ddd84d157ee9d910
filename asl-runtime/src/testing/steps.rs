//! A test run state by state.

use super::host::ALL;
use super::report::Report;
use super::run::Running;
use crate::history::{Event, StateType};
use crate::machine::Outcome;
use crate::value::Value;

/// A test run that stops after each state of the machine.
///
/// Tasks are called and Waits begun only when the states before them have been seen; states that only compute may be ahead.
pub struct Steps<'a> {
    running: Running<'a>,
    seen: usize,
}

/// A state that was run.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Step {
    /// The state.
    pub state: String,
    /// Its type.
    pub state_type: StateType,
    /// Its input.
    pub input: Value,
    /// Its output, where it went on: a Catcher's too.
    pub output: Option<Value>,
    /// The variables that have a value after it, an object.
    pub variables: Value,
    /// The state that it leads to.
    pub next: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// The name of the error that the execution ended with in this state.
    pub error: Option<String>,
}

impl<'a> Steps<'a> {
    pub(super) fn new(running: Running<'a>) -> Self {
        running.test.go_on(0);
        Steps { running, seen: 0 }
    }

    /// Runs the next state; none where the execution has ended, or reached the state that it stops before.
    ///
    /// # Panics
    ///
    /// The test lacks something: an answer, an end.
    pub async fn next(&mut self) -> Option<Step> {
        let seen = self.seen;
        self.running.test.go_on(seen + 1);
        if self.running.test.left() <= seen {
            self.running.until(|test| test.left() > seen).await;
        }
        if let Some(problem) = self.running.test.family().problem() {
            panic!("{problem}");
        }
        let step = self.step()?;
        self.seen += 1;
        Some(step)
    }

    /// Runs what is left.
    pub async fn finish(mut self) -> Report {
        self.running.test.go_on(ALL);
        self.running.until(|_| false).await;
        self.running.report()
    }

    fn step(&self) -> Option<Step> {
        let recorder = self.running.test.recorder();
        let mut root = recorder.root().skip(self.seen);
        let (visit, next) = (root.next()?, root.next());
        if next.is_none() && self.running.outcome.is_none() {
            // Where the run stops.
            return None;
        }
        let error = match (&self.running.outcome, next) {
            (Some(Outcome::Failed(failure)), None) => failure.error().map(str::to_owned),
            (Some(Outcome::TimedOut), None) => Some("States.Timeout".to_owned()),
            _ => None,
        };
        let variables = match next {
            Some(next) => next.variables.clone(),
            None => {
                let before = visit.variables.as_object();
                let mut variables = before.cloned().unwrap_or_default();
                let assigned = recorder
                    .history
                    .iter()
                    .rev()
                    .find_map(|event| match &event.event {
                        Event::StateExited(_, details) if details.name == visit.state => {
                            details.assigned_variables.as_ref()
                        }
                        _ => None,
                    });
                for (name, value) in assigned.iter().flat_map(|assigned| &assigned.0) {
                    variables.insert(name.as_ref(), value.0.clone());
                }
                variables.into()
            }
        };
        Some(Step {
            state: visit.state.clone(),
            state_type: visit.state_type,
            input: visit.input.clone(),
            output: visit.output.clone(),
            variables,
            next: next.map(|next| next.state.clone()),
            attempts: visit.attempts,
            error,
        })
    }
}

impl std::fmt::Debug for Steps<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Steps")
            .field("seen", &self.seen)
            .finish_non_exhaustive()
    }
}
