//! A frame: the execution itself, a Parallel's branch or a Map's iteration, on its way through the states of one scope.
//!
//! Generated code calls a frame at each state's border and for everything that needs the world. In memory, without a
//! history, those calls do next to nothing.

mod call;
mod children;
mod context;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

pub use call::{CallInfo, Service};

use crate::error::{Failure, Origin};
use crate::execution::Execution;
use crate::history::{
    AssignedVariables, EvaluationFailed, Event, JsonText, StateEntered, StateExited, StateType,
};
use crate::host::{Checkpoint, FramePath, Host, Progress, SavedFrame, SavedFrames, Standing};
use crate::machine::after;
use crate::random::Random;
use crate::retry::Retrier;
use crate::value::{MAX_DEPTH, Value, from_value};

/// What generated code says of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateInfo {
    /// Its name in the definition.
    pub name: &'static str,
    /// Its type.
    pub state_type: StateType,
}

/// A scope's generated `State`.
pub trait StateData: Sized + Send + Sync + 'static {
    /// Which state it is.
    fn info(&self) -> &'static StateInfo;

    /// The state's input.
    fn input(&self) -> &Value;

    /// The state of this name with this input, if the scope has one.
    fn restore(name: &str, input: Value) -> Option<Self>;
}

/// A scope's generated `Variables`.
pub trait VariableData: Default + Send + Sync + 'static {
    /// The variables in order, with their values as far as they have one.
    fn members(&self) -> Vec<(&'static str, Option<&Value>)>;

    /// Sets the variable of this name; false where the scope has none.
    fn set(&mut self, name: &str, value: Value) -> bool;
}

/// Where a state leads.
#[derive(Clone, Debug)]
pub enum Transition<S> {
    /// To another state.
    Next(S),
    /// Out of the scope, with its output.
    End(Value),
}

/// What all frames of an execution share.
pub(crate) struct Run {
    host: Arc<dyn Host>,
    execution: Arc<Execution>,
    records: bool,
    /// What was saved of frames that have not been resumed yet.
    saved: Mutex<HashMap<String, SavedFrame>>,
}

impl Run {
    pub(crate) fn host(&self) -> &dyn Host {
        &*self.host
    }

    pub(crate) fn execution(&self) -> &Execution {
        &self.execution
    }

    fn take_saved(&self, path: &FramePath) -> Option<SavedFrame> {
        if !self.records {
            return None;
        }
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        if saved.is_empty() {
            None
        } else {
            saved.remove(&path.to_string())
        }
    }
}

/// A frame of an execution. See the module's documentation.
pub struct Frame {
    run: Arc<Run>,
    path: FramePath,
    progress: Progress,
    state: &'static StateInfo,
    /// The state was entered before the execution was resumed.
    resumed: bool,
    standing: Option<Arc<Standing>>,
    /// The randomness of the present state's expressions; made when one asks.
    random: Option<Random>,
    assigned: Vec<(&'static str, Value)>,
    item: Option<MapItem>,
    /// The frame's last event, for whoever waits for its end.
    ended_at: Arc<AtomicU64>,
    timeouts: call::Timeouts,
    /// How often the state has waited for something: each time its expressions draw anew.
    draws: u64,
    /// The Map that this frame is an iteration of.
    iteration_of: Option<&'static str>,
    /// The state has failed, other than by an error that ends the whole execution.
    gave_up: bool,
}

/// `Map.Item` of the Context Object.
#[derive(Clone, Debug)]
struct MapItem {
    index: usize,
    value: Value,
}

static NO_STATE: StateInfo = StateInfo {
    name: "",
    state_type: StateType::Pass,
};

impl Frame {
    /// The frame of an execution as a whole.
    pub(crate) fn root(
        host: Arc<dyn Host>,
        execution: Arc<Execution>,
        saved: SavedFrames,
    ) -> Frame {
        let records = host.records();
        let run = Run {
            host,
            execution,
            records,
            saved: Mutex::new(saved.0),
        };
        Frame::new(Arc::new(run), FramePath::ROOT)
    }

    fn new(run: Arc<Run>, path: FramePath) -> Frame {
        Frame {
            run,
            path,
            progress: Progress::default(),
            state: &NO_STATE,
            resumed: false,
            standing: None,
            random: None,
            draws: 0,
            iteration_of: None,
            gave_up: false,
            assigned: Vec::new(),
            item: None,
            ended_at: Arc::default(),
            timeouts: call::Timeouts::default(),
        }
    }

    pub(crate) fn ended_at(&self) -> Arc<AtomicU64> {
        self.ended_at.clone()
    }

    /// Where the frame was saved, else where it starts.
    ///
    /// # Errors
    ///
    /// A host's failure where what was saved does not fit the machine.
    pub fn begin<S: StateData, V: VariableData>(
        &mut self,
        start: impl FnOnce() -> S,
    ) -> Result<(S, V), Failure> {
        match self.run.take_saved(&self.path) {
            Some(SavedFrame::At(checkpoint)) => {
                let (state, variables, progress) = restore(&checkpoint).map_err(|what| {
                    Failure::host(format_args!(
                        "frame {} can't be resumed with this definition: {what}",
                        self.path
                    ))
                })?;
                self.progress = progress;
                self.resumed = true;
                Ok((state, variables))
            }
            _ => Ok((start(), V::default())),
        }
    }

    /// Enters a state: to be called before it runs, whether it was just reached or is resumed.
    ///
    /// # Errors
    ///
    /// `States.Runtime` where the input is nested too deep to be stored.
    pub async fn enter<S: StateData, V: VariableData>(
        &mut self,
        state: &S,
        variables: &V,
    ) -> Result<(), Failure> {
        self.state = state.info();
        self.random = None;
        self.draws = 0;
        if self.run.records {
            let variables = variables.members().into_iter();
            let variables = variables
                .filter_map(|(name, value)| Some((name, value?.clone())))
                .collect();
            let standing = Standing {
                state: self.state.name,
                input: state.input().clone(),
                variables,
            };
            let values = standing.variables.iter().map(|(_, value)| value);
            self.check_depth(values.chain([&standing.input]))?;
            self.standing = Some(Arc::new(standing));
            self.record_entry(state.input());
        } else {
            let visit = self.progress.visit + 1;
            self.progress = Progress {
                visit,
                ..Progress::default()
            };
        }
        // Pure states do not wait for anything: a loop of them must not keep the thread to itself.
        tokio::task::coop::consume_budget().await;
        Ok(())
    }

    /// What is stored has to be readable again, and a reader has a limit.
    fn check_depth<'v>(&self, stored: impl IntoIterator<Item = &'v Value>) -> Result<(), Failure> {
        // A checkpoint and an event wrap the data in objects of their own.
        const LIMIT: usize = MAX_DEPTH - 3;
        if stored.into_iter().all(|value| value.depth() <= LIMIT) {
            return Ok(());
        }
        Err(Failure::runtime(format!(
            "The data of the state '{}' is nested deeper than {LIMIT} levels.",
            self.state.name
        )))
    }

    fn record_entry(&mut self, input: &Value) {
        if std::mem::take(&mut self.resumed) {
            return;
        }
        let now = self.run.host().clock().now();
        if self.progress.visit == 0
            && let Some(map) = self.iteration_of
        {
            self.record_iteration(map);
        }
        self.progress = Progress {
            visit: self.progress.visit + 1,
            entered_at: now,
            entered_after: self.progress.last_event,
            last_event: self.progress.last_event,
            now,
            ..Progress::default()
        };
        let entered = StateEntered {
            name: self.state.name.into(),
            input: JsonText(input.clone()),
            input_details: Default::default(),
        };
        self.event(|frame| Event::StateEntered(frame.state.state_type, entered));
        self.progress.entered_event = self.progress.last_event;
        self.checkpoint();
    }

    /// Leaves a state, well or not.
    ///
    /// # Errors
    ///
    /// The state's failure, with the state named in its cause.
    pub fn leave<S: StateData>(
        &mut self,
        result: Result<Transition<S>, Failure>,
    ) -> Result<Transition<S>, Failure> {
        let assigned = std::mem::take(&mut self.assigned);
        let result = result.and_then(|transition| {
            if let (true, Transition::End(output)) = (self.run.records, &transition) {
                self.check_depth([output])?;
            }
            Ok(transition)
        });
        let result = result.map_err(|failure| self.failed(failure));
        if self.run.records {
            if self.gave_up {
                self.record_giving_up(result.is_ok());
            }
            if let Ok(transition) = &result {
                let output = match transition {
                    Transition::Next(state) => state.input(),
                    Transition::End(output) => output,
                };
                self.record_exit(output, assigned);
            }
            self.ended_at
                .store(self.progress.last_event, Ordering::Relaxed);
        }
        result
    }

    fn record_exit(&mut self, output: &Value, assigned: Vec<(&'static str, Value)>) {
        let variables = (!assigned.is_empty()).then(|| {
            AssignedVariables(
                assigned
                    .into_iter()
                    .map(|(name, value)| (name.into(), JsonText(value)))
                    .collect(),
            )
        });
        let exited = StateExited {
            name: self.state.name.into(),
            output: JsonText(output.clone()),
            output_details: Default::default(),
            assigned_variables_details: variables.is_some().then(Default::default),
            assigned_variables: variables,
        };
        self.event(|frame| Event::StateExited(frame.state.state_type, exited));
    }

    /// Notes an assignment for the history, and hands the value on.
    pub fn assign(&mut self, variable: &'static str, value: Value) -> Option<Value> {
        if self.run.records {
            self.assigned.push((variable, value.clone()));
        }
        Some(value)
    }

    /// Begins an attempt of a state that has Retriers: waits until it is due.
    ///
    /// # Errors
    ///
    /// A failure of the host.
    pub async fn start_attempt(&mut self) -> Result<(), Failure> {
        if self.progress.due.is_some() {
            self.sleep().await?;
        }
        Ok(())
    }

    /// Whether one of the Retriers takes the failure; the next attempt is due after its delay.
    pub fn will_retry(&mut self, failure: &Failure, retriers: &'static [Retrier]) -> bool {
        let mut random = self.seeded();
        let Some(delay) = Retrier::next(retriers, failure, &mut self.progress.retries, || {
            random.unit()
        }) else {
            return false;
        };
        let now = self.run.host().clock().now();
        let delay = jiff::SignedDuration::try_from(delay).unwrap_or(jiff::SignedDuration::MAX);
        self.progress.due = Some(now.saturating_add(delay).unwrap_or(Timestamp::MAX));
        self.progress.attempt += 1;
        self.progress.called = false;
        self.gave_up = false;
        self.assigned.clear();
        self.random = None;
        if self.run.records {
            self.run.host().drop_children(&self.path);
            self.checkpoint();
        }
        true
    }

    /// Completes a failure with what the frame knows: the state it happened in.
    pub fn failed(&mut self, failure: Failure) -> Failure {
        let origin = failure.origin();
        let failure = failure.locate(self.state.name, self.progress.entered_event);
        if let (Origin::Evaluation(field), true) = (origin, self.run.records) {
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
        self.gave_up = !matches!(failure.error(), Some("States.Runtime")) && !failure.is_host();
        failure
    }

    /// Waits `seconds` from when the state was entered.
    ///
    /// # Errors
    ///
    /// `States.Runtime` for a delay beyond what a Wait can hold; a failure of the host.
    pub async fn wait_seconds(&mut self, seconds: u64) -> Result<(), Failure> {
        if seconds > i32::MAX as u64 {
            return Err(Failure::runtime("Wait state delay is too long."));
        }
        let now = self.run.host().clock().now();
        self.wait_until(after(now, seconds)).await
    }

    /// Waits until `due`; on resumption until what was due before.
    ///
    /// # Errors
    ///
    /// A failure of the host.
    pub async fn wait_until(&mut self, due: Timestamp) -> Result<(), Failure> {
        if self.progress.due.is_none() {
            self.progress.due = Some(due);
            if self.run.records {
                self.checkpoint();
            }
        }
        self.sleep().await
    }

    async fn sleep(&mut self) -> Result<(), Failure> {
        let Some(due) = self.progress.due else {
            return Ok(());
        };
        let host = self.run.host();
        if self.run.records {
            host.durable().await?;
        }
        host.sleep_until(due).await;
        self.progress.due = None;
        self.has_waited();
        if self.run.records {
            self.progress.now = self.run.host().clock().now();
            self.checkpoint();
        }
        Ok(())
    }

    /// Adds an event after the frame's last one.
    fn event(&mut self, event: impl FnOnce(&Frame) -> Event) {
        if self.run.records {
            let event = event(self);
            self.progress.last_event = self.run.host().event(self.progress.last_event, event);
        }
    }

    fn checkpoint(&self) {
        if let Some(standing) = &self.standing {
            let checkpoint = Checkpoint {
                standing: standing.clone(),
                progress: self.progress.clone(),
            };
            self.run.host().checkpoint(&self.path, checkpoint);
        }
    }
}

/// Reads what [`Checkpoint::to_json`] has written.
fn restore<S: StateData, V: VariableData>(checkpoint: &str) -> Result<(S, V, Progress), String> {
    let saved = Value::parse(checkpoint).map_err(|error| error.to_string())?;
    let member = |name: &str| {
        saved
            .get(name)
            .ok_or_else(|| format!("`{name}` is missing"))
    };
    let state = member("state")?
        .as_object()
        .and_then(|state| state.iter().next());
    let (name, input) = state.ok_or("`state` is empty")?;
    let state =
        S::restore(name, input.clone()).ok_or_else(|| format!("it has no state `{name}` here"))?;
    let mut variables = V::default();
    for (name, value) in member("variables")?
        .as_object()
        .into_iter()
        .flat_map(|variables| variables.iter())
    {
        if !variables.set(name, value.clone()) {
            return Err(format!("it has no variable `${name}` here"));
        }
    }
    let progress = from_value(member("progress")?).map_err(|error| error.to_string())?;
    Ok((state, variables, progress))
}
