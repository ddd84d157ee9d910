//! A state's borders: where a frame stands, what it enters and how it leaves.
//!
//! What is generic here is compiled in the user's crate, once a scope: it is kept to a few lines.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;

use super::{Frame, StateData, StateInfo, Transition, VariableData};
use crate::error::{Failure, Origin};
use crate::history::note::Note;
use crate::history::{EvaluationFailed, Event, StateType};
use crate::host::{Progress, SavedFrame, Standing};
use crate::value::{MAX_DEPTH, Map, Value};

/// What [`Checkpoint::to_json`](crate::host::Checkpoint::to_json) has written.
#[derive(Deserialize)]
struct Saved {
    /// One member: the state with its input.
    state: Map,
    #[serde(default)]
    variables: Map,
    progress: Progress,
}

impl Frame {
    /// Where the frame was saved, else where it starts.
    ///
    /// # Errors
    ///
    /// A host's failure where what was saved does not fit the machine.
    #[inline]
    pub fn begin<S: StateData, V: VariableData + Default>(
        &mut self,
        start: impl FnOnce() -> S,
    ) -> Result<(S, V), Failure> {
        if self.shared.run.records
            && let Some(saved) = self.saved()?
        {
            return self.restored(saved);
        }
        Ok((start(), V::default()))
    }

    #[cold]
    #[inline(never)]
    fn restored<S: StateData, V: VariableData + Default>(
        &self,
        saved: Saved,
    ) -> Result<(S, V), Failure> {
        let mut variables = V::default();
        for (name, value) in saved.variables.iter() {
            if !variables.set(name, value.clone()) {
                return Err(self.misfit(&format!("it has no variable `${name}` here")));
            }
        }
        let state = saved.state.iter().next();
        match state.and_then(|(name, input)| S::restore(name, input.clone())) {
            Some(state) => Ok((state, variables)),
            None => {
                let name = state.map_or("", |(name, _)| name);
                Err(self.misfit(&format!("it has no state `{name}` here")))
            }
        }
    }

    fn saved(&mut self) -> Result<Option<Saved>, Failure> {
        let Some(SavedFrame::At(checkpoint)) = self.shared.run.take_saved(|| self.path(), |_| true)
        else {
            return Ok(None);
        };
        let saved: Saved =
            serde_json::from_str(&checkpoint).map_err(|error| self.misfit(&error.to_string()))?;
        self.progress = saved.progress.clone();
        // A test may begin at a state that has yet to be entered.
        self.resumed = saved.progress.visit > 0;
        Ok(Some(saved))
    }

    fn misfit(&self, what: &str) -> Failure {
        Failure::host(format_args!(
            "frame {} can't be resumed with this definition: {what}",
            self.path()
        ))
    }

    /// Enters a state: to be called before it runs, whether it was just reached or is resumed.
    ///
    /// # Errors
    ///
    /// `States.Runtime` where the input is nested too deep to be stored.
    pub fn enter(
        &mut self,
        state: &dyn StateData,
        variables: &dyn VariableData,
    ) -> impl Future<Output = Result<(), Failure>> + Send + use<> {
        let entered = match self.shared.run.records {
            true => self.enter_state(state.info(), state.input(), variables),
            false => {
                self.pass_by(state.info());
                Ok(())
            }
        };
        pause(entered, self.progress.visit)
    }

    /// Enters a state of an execution that is not recorded.
    fn pass_by(&mut self, state: &'static StateInfo) {
        // Only these leave something behind of themselves.
        if let StateType::Task | StateType::Wait | StateType::Parallel | StateType::Map =
            self.state.state_type
        {
            let visit = self.progress.visit;
            self.progress = Progress {
                visit,
                ..Progress::default()
            };
        }
        self.progress.visit += 1;
        self.state = state;
        self.random = None;
        self.draws = 0;
    }

    fn enter_state(
        &mut self,
        state: &'static StateInfo,
        input: &Value,
        variables: &dyn VariableData,
    ) -> Result<(), Failure> {
        self.state = state;
        self.random = None;
        self.draws = 0;
        let left = self.left.take();
        let assigned = self.assigned.take();
        let may_enter = self.may_enter(state, input, variables);
        if std::mem::take(&mut self.resumed) {
            self.redrive();
            self.inside = may_enter.is_ok();
            return may_enter;
        }
        match (left, may_enter) {
            (Some(from), Ok(())) => {
                let noted = Note::Moved {
                    from,
                    to: state,
                    data: input.clone(),
                    assigned,
                };
                let now = self.note(noted);
                self.begin_visit(self.progress.last_event - 1, now);
            }
            (None, Ok(())) => {
                if self.progress.visit == 0
                    && let Some(map) = self.iteration_of
                {
                    self.record_iteration(map);
                }
                let entered_after = self.progress.last_event;
                let now = self.note(Note::Entered {
                    state,
                    input: input.clone(),
                });
                self.begin_visit(entered_after, now);
            }
            (left, Err(failure)) => {
                if let Some(state) = left {
                    self.note(Note::Exited {
                        state,
                        output: input.clone(),
                        assigned,
                    });
                }
                return Err(failure);
            }
        }
        self.inside = true;
        Ok(())
    }

    /// Makes ready to store where the frame stands.
    fn may_enter(
        &mut self,
        state: &'static StateInfo,
        input: &Value,
        variables: &dyn VariableData,
    ) -> Result<(), Failure> {
        self.end_inspection(Some(state.name))?;
        if self.shared.run.stores {
            let variables = variables.members().into_iter();
            let standing = Standing {
                state: state.name,
                input: input.clone(),
                variables: variables
                    .filter_map(|(name, value)| Some((name, value?.clone())))
                    .collect(),
            };
            self.check_depth(input)?;
            standing
                .variables
                .iter()
                .try_for_each(|(_, value)| self.check_depth(value))?;
            self.standing = Some(Arc::new(standing));
        }
        Ok(())
    }

    /// The state was entered by the last event.
    fn begin_visit(&mut self, entered_after: u64, now: Timestamp) {
        self.progress = Progress {
            visit: self.progress.visit + 1,
            entered_at: now,
            entered_after,
            entered_event: self.progress.last_event,
            last_event: self.progress.last_event,
            redrives: self.shared.run.redrives(),
            ..Progress::default()
        };
        self.checkpoint();
    }

    /// What is stored has to be readable again, and a reader has a limit.
    pub(super) fn check_depth(&self, stored: &Value) -> Result<(), Failure> {
        if !self.shared.run.stores {
            return Ok(());
        }
        // A checkpoint and an event wrap the data in objects of their own.
        const LIMIT: usize = MAX_DEPTH - 3;
        if stored.depth() <= LIMIT {
            return Ok(());
        }
        Err(Failure::runtime(format!(
            "The data of the state '{}' is nested deeper than {LIMIT} levels.",
            self.state.name
        )))
    }

    /// What a task or state has returned may not be larger than the host passes on.
    pub(super) fn check_size(&self, returned: &Value, by: &str) -> Result<(), Failure> {
        match self.shared.run.data_limit {
            Some(limit) if !returned.json_len_is_within(limit) => Err(too_large(by)),
            _ => Ok(()),
        }
    }

    /// Begins the state anew if the execution was redriven since what was saved: its counters are zero again, it waits from
    /// now on, and what a Task has called is called once more. The frames below a Parallel or a Map do that for themselves.
    fn redrive(&mut self) {
        if self.progress.redrives == self.shared.run.redrives() {
            return;
        }
        let Some(redriven) = self.shared.run.execution.redriven() else {
            return;
        };
        let has_children = matches!(self.state.state_type, StateType::Parallel | StateType::Map);
        self.progress = Progress {
            visit: self.progress.visit,
            entered_event: self.progress.entered_event,
            entered_after: self.progress.entered_after,
            entered_at: self.progress.entered_at,
            last_event: redriven.event,
            now: Some(self.host().clock().now()),
            redrives: redriven.count,
            called: has_children && self.progress.called,
            ..Progress::default()
        };
    }

    /// Leaves a state, well or not.
    ///
    /// # Errors
    ///
    /// The state's failure, with the state named in its cause.
    #[inline]
    pub fn leave<S: StateData>(
        &mut self,
        result: Result<Transition<S>, Failure>,
    ) -> Result<Transition<S>, Failure> {
        if result.is_ok() && !self.shared.run.records && self.shared.run.data_limit.is_none() {
            return result;
        }
        self.left(result)
    }

    #[inline(never)]
    fn left<S: StateData>(
        &mut self,
        result: Result<Transition<S>, Failure>,
    ) -> Result<Transition<S>, Failure> {
        let left = match &result {
            Ok(Transition::Next(state)) => self.leave_state(Ok((state.input(), false))),
            Ok(Transition::End(output)) => self.leave_state(Ok((output, true))),
            Err(failure) => self.leave_state(Err(failure.clone())),
        };
        left.and(result)
    }

    /// Leaves a state with its output, which ends the scope or does not.
    fn leave_state(&mut self, result: Result<(&Value, bool), Failure>) -> Result<(), Failure> {
        self.inside = false;
        let result = result.and_then(|(output, ends)| {
            if self.shared.run.records && ends {
                self.check_depth(output)?;
            }
            self.check_size(output, self.state.name)?;
            Ok((output, ends))
        });
        let result = result.map_err(|failure| self.failed(failure));
        if self.shared.run.records {
            if self.gave_up {
                self.record_giving_up(result.is_ok());
            }
            match result {
                Ok((output, true)) => {
                    let assigned = self.assigned.take();
                    self.note(Note::Exited {
                        state: self.state,
                        output: output.clone(),
                        assigned,
                    });
                }
                // The next state's entry is noted with it.
                Ok((_, false)) => self.left = Some(self.state),
                Err(_) => self.assigned = None,
            }
            let last_event = self.progress.last_event;
            self.shared.ended(self.index, last_event);
        }
        result.map(drop)
    }

    /// Completes a failure with what the frame knows: the state it happened in.
    pub fn failed(&mut self, failure: Failure) -> Failure {
        let origin = failure.origin();
        // AWS names no state where only one is tested.
        let failure = match self.inspection() {
            Some(_) => failure,
            None => failure.locate(self.state.name, self.progress.entered_event),
        };
        if let (Origin::Evaluation(field), true) = (origin, self.shared.run.records) {
            let details = EvaluationFailed {
                error: failure.error().unwrap_or_default().to_owned(),
                cause: failure.cause().unwrap_or_default().to_owned(),
                location: field.map(Into::into),
                state: self.state.name.into(),
            };
            // AWS has it follow what led to a state that went no further, but not to a Wait.
            if self.progress.last_event == self.progress.entered_event
                && self.state.state_type != StateType::Wait
            {
                self.progress.last_event = self.progress.entered_after;
            }
            self.event(|_| Event::EvaluationFailed(details));
        }
        self.gave_up = failure.can_be_caught();
        failure
    }
}

/// What a task or state has returned is larger than the host passes on.
pub(super) fn too_large(by: &str) -> Failure {
    let cause = format!(
        "The state/task '{by}' returned a result with a size exceeding the maximum number of bytes service limit."
    );
    Failure::new(Some("States.DataLimitExceeded".into()), Some(cause.into()))
}

/// Pure states do not wait for anything: a loop of them must not keep the thread to itself.
async fn pause(entered: Result<(), Failure>, visit: u64) -> Result<(), Failure> {
    // A few states cost less than to ask.
    if visit.is_multiple_of(8) {
        tokio::task::coop::consume_budget().await;
    }
    entered
}
