//! What happens in a test run: events as they come, and from them the states that were visited.

use std::collections::HashMap;

use jiff::Timestamp;

use super::call::{Request, label};
use crate::history::{Event, HistoryEvent, StateType};
use crate::host::{Checkpoint, FramePath};
use crate::value::{Map, Value};

/// A state that an execution was in, once.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Visit {
    /// The branches and iterations that the state is in, outermost first: `Ship[1]/`; empty for a state of the machine itself.
    pub frame: String,
    /// The state.
    pub state: String,
    /// Its type.
    pub state_type: StateType,
    /// Its input, before any of its fields has chosen a part of it.
    pub input: Value,
    /// Its output, where it went on: a Catcher's too.
    pub output: Option<Value>,
    /// The variables that had a value when it was entered, an object.
    pub variables: Value,
    /// When it was entered.
    pub entered: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// Its `…StateEntered` event.
    pub(super) event: u64,
    /// The visit of the Parallel or Map around it.
    parent: Option<usize>,
}

impl Visit {
    /// The state with the branches and iterations that it is in: `Ship[1]/Pack`.
    pub fn path(&self) -> String {
        format!("{}{}", self.frame, self.state)
    }
}

#[derive(Default)]
pub(super) struct Recorder {
    pub(super) history: Vec<HistoryEvent>,
    /// The visit that each event belongs to.
    owners: Vec<Option<usize>>,
    pub(super) visits: Vec<Visit>,
    /// The last visit of each frame, by its label.
    last: HashMap<String, usize>,
    pub(super) requests: Vec<Request>,
}

impl Recorder {
    pub(super) fn event(
        &mut self,
        timestamp: Timestamp,
        previous_event_id: u64,
        event: Event,
    ) -> u64 {
        let id = self.history.len() as u64 + 1;
        let before = usize::try_from(previous_event_id).ok();
        let owner = before
            .and_then(|id| self.owners.get(id.checked_sub(1)?))
            .copied()
            .flatten();
        let owner = match &event {
            Event::StateExited(_, details) => {
                let owner = self.left(owner, &details.name);
                if let Some(visit) = owner.and_then(|owner| self.visits.get_mut(owner)) {
                    visit.output = Some(details.output.0.clone());
                }
                owner
            }
            _ => owner,
        };
        self.owners.push(owner);
        self.history.push(HistoryEvent {
            timestamp,
            id,
            previous_event_id,
            event,
        });
        id
    }

    /// Which visit of the state ends after an event of `owner`'s, which may be a visit inside of it.
    fn left(&self, owner: Option<usize>, state: &str) -> Option<usize> {
        let is = |index: &usize| {
            let visit = &self.visits[*index];
            visit.state == state && visit.output.is_none()
        };
        let around = std::iter::successors(owner, |index| self.visits[*index].parent);
        let mut around = around.filter(is);
        around
            .next()
            .or_else(|| (0..self.visits.len()).rev().find(is))
    }

    /// A frame stands at another state than before, or is on its next attempt.
    pub(super) fn checkpoint(&mut self, frame: &FramePath, checkpoint: &Checkpoint) {
        let (standing, progress) = (&checkpoint.standing, &checkpoint.progress);
        let name = label(frame);
        if let Some(last) = self.last.get(&name) {
            let visit = &mut self.visits[*last];
            if visit.event == progress.entered_event {
                visit.attempts = progress.attempt + 1;
                return;
            }
        }
        let event = usize::try_from(progress.entered_event)
            .ok()
            .and_then(|id| id.checked_sub(1));
        let Some(index) = event else {
            return;
        };
        let state_type = match self.history.get(index).map(|event| &event.event) {
            Some(Event::StateEntered(state_type, _)) => *state_type,
            _ => return,
        };
        let parent = frame.parent();
        let parent = parent.and_then(|(parent, ..)| self.last.get(&label(parent)).copied());
        let variables = standing.variables.iter();
        self.last.insert(name.clone(), self.visits.len());
        self.owners[index] = Some(self.visits.len());
        self.visits.push(Visit {
            frame: name,
            state: standing.state.to_owned(),
            state_type,
            input: standing.input.clone(),
            output: None,
            variables: variables
                .map(|(name, value)| (*name, value.clone()))
                .collect::<Map>()
                .into(),
            entered: progress.entered_at,
            attempts: 1,
            event: progress.entered_event,
            parent,
        });
    }

    /// The input of the state that a frame is in.
    pub(super) fn input_of(&self, frame: &FramePath) -> Option<Value> {
        let visit = self.last.get(&label(frame))?;
        Some(self.visits[*visit].input.clone())
    }

    /// Forgets what came after the machine's own states had reached this one.
    pub(super) fn end_before(&mut self, state: &str) {
        let is = |visit: &Visit| visit.frame.is_empty() && visit.state == state;
        let Some(index) = self.visits.iter().position(is) else {
            return;
        };
        let events = usize::try_from(self.visits[index].event).unwrap_or(usize::MAX);
        self.history.truncate(events);
        self.visits.truncate(index + 1);
        self.visits[index].output = None;
    }

    /// What the call that a frame makes is given; of `lambda:invoke` the function's part.
    pub(super) fn arguments_of(&self, frame: &FramePath) -> Option<Value> {
        let visit = self.last.get(&label(frame))?;
        let events = self.history.iter().zip(&self.owners).rev();
        let mut own = events.filter(|(_, owner)| **owner == Some(*visit));
        own.find_map(|(event, _)| match &event.event {
            Event::LambdaFunctionScheduled(details) => Some(details.input.0.clone()),
            Event::TaskScheduled(details) => {
                let parameters = &details.parameters.0;
                let lambda = (&*details.resource_type, &*details.resource) == ("lambda", "invoke");
                let payload = lambda.then(|| parameters.get("Payload")).flatten();
                Some(payload.unwrap_or(parameters).clone())
            }
            _ => None,
        })
    }

    /// The visits of the machine's own states, not those inside of them.
    pub(super) fn root(&self) -> impl Iterator<Item = &Visit> {
        self.visits.iter().filter(|visit| visit.frame.is_empty())
    }
}
