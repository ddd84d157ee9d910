//! A frame: the execution itself, a Parallel's branch or a Map's iteration, on its way through the states of one scope.
//!
//! Generated code calls a frame at each state's border and for everything that needs the world. In memory, without a
//! history, those calls do next to nothing.

mod abort;
pub(crate) mod call;
mod children;
mod context;
mod distributed;
mod inspect;
mod pause;
mod running;
mod states;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use call::CallInfo;

use abort::Aborted;

use jiff::Timestamp;

use crate::execution::{Execution, Facts};
use crate::history::note::{Assigned, Note};
use crate::history::{Event, StateType};
use crate::host::{
    Checkpoint, FramePath, Host, Hosted, Progress, SavedFrame, SavedFrames, Standing,
};
use crate::random::Random;
use crate::value::Value;

/// What generated code says of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateInfo {
    /// Its name in the definition.
    pub name: &'static str,
    /// Its type.
    pub state_type: StateType,
}

/// A scope's generated `State`.
pub trait StateData: Send + Sync + 'static {
    /// Which state it is.
    fn info(&self) -> &'static StateInfo;

    /// The state's input.
    fn input(&self) -> &Value;

    /// The state of this name with this input, if the scope has one.
    fn restore(name: &str, input: Value) -> Option<Self>
    where
        Self: Sized;
}

/// A scope's generated `Variables`.
pub trait VariableData: Send + Sync + 'static {
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
    host: Hosted,
    execution: Facts,
    records: bool,
    stores: bool,
    calls_at_once: bool,
    /// The execution is a test.
    tested: bool,
    data_limit: Option<usize>,
    /// What frames have left behind, where there is something.
    remains: Mutex<Option<Box<Remains>>>,
}

/// What is left of frames that are not there.
#[derive(Default)]
struct Remains {
    /// What was saved of those that have not been resumed yet.
    saved: SavedFrames,
    /// Of those that are dropped because a sibling failed; none while that does not happen.
    aborted: Option<Vec<Aborted>>,
}

impl Run {
    pub(crate) fn host(&self) -> &dyn Host {
        &*self.host
    }

    pub(crate) fn execution(&self) -> &Execution {
        self.execution.all()
    }

    /// The execution's ARN.
    pub(crate) fn arn(&self) -> &str {
        self.execution.arn()
    }

    /// How often the execution was redriven.
    pub(crate) fn redrives(&self) -> u64 {
        let redriven = self.execution.redriven();
        redriven.map_or(0, |redriven| redriven.count)
    }

    fn region(&self) -> Option<Box<str>> {
        self.execution.region()
    }

    /// What was saved of a frame, if `wanted` takes it.
    fn take_saved(
        &self,
        path: impl FnOnce() -> FramePath,
        wanted: impl FnOnce(&SavedFrame) -> bool,
    ) -> Option<SavedFrame> {
        if !self.records {
            return None;
        }
        self.change_remains(|remains| {
            // Most executions are not resumed: they need no path in words.
            remains.saved.take(&path().to_string(), wanted)
        })
    }

    /// Takes something out of what is left, which takes no room when there is nothing left.
    fn change_remains<T>(&self, change: impl FnOnce(&mut Remains) -> Option<T>) -> Option<T> {
        let mut left = self.remains();
        let remains = left.as_mut()?;
        let taken = change(remains);
        if remains.saved.is_empty() && remains.aborted.is_none() {
            *left = None;
        }
        taken
    }

    fn remains(&self) -> MutexGuard<'_, Option<Box<Remains>>> {
        self.remains.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the frames share that run side by side: the children of a state, or the execution by itself.
pub(crate) struct Shared {
    pub(crate) run: Arc<Run>,
    /// The first one's path.
    first: FramePath,
    /// The last event of each, once it has ended; of none where nothing is recorded.
    ended_at: Ends,
}

/// The last events of frames.
enum Ends {
    One(AtomicU64),
    Many(Box<[AtomicU64]>),
}

impl Ends {
    fn of(frames: usize) -> Ends {
        match frames {
            1 => Ends::One(AtomicU64::new(0)),
            _ => Ends::Many((0..frames).map(|_| AtomicU64::new(0)).collect()),
        }
    }

    fn get(&self, frame: usize) -> Option<&AtomicU64> {
        match self {
            Ends::One(last) => Some(last),
            Ends::Many(last) => last.get(frame),
        }
    }
}

impl Shared {
    /// For so many frames.
    fn new(run: Arc<Run>, first: FramePath, frames: usize) -> Arc<Shared> {
        let recorded = if run.records { frames } else { 0 };
        Arc::new(Shared {
            run,
            first,
            ended_at: Ends::of(recorded),
        })
    }

    /// The path of the frame of this number.
    pub(crate) fn path(&self, frame: usize) -> FramePath {
        self.first.sibling(frame)
    }

    /// The last event of the frame of this number, once it has ended.
    pub(crate) fn last_event(&self, frame: usize) -> u64 {
        let last = self.ended_at.get(frame);
        last.map_or(0, |last| last.load(Ordering::Relaxed))
    }

    fn ended(&self, frame: usize, last_event: u64) {
        if let Some(last) = self.ended_at.get(frame) {
            last.store(last_event, Ordering::Relaxed);
        }
    }
}

/// A frame of an execution. See the module's documentation.
pub struct Frame {
    shared: Arc<Shared>,
    /// Which it is of those that share.
    index: usize,
    progress: Progress,
    state: &'static StateInfo,
    /// The state was entered before the execution was resumed.
    resumed: bool,
    standing: Option<Arc<Standing>>,
    /// The randomness of the present state's expressions; made when one asks.
    random: Option<Random>,
    assigned: Assigned,
    /// The state that was left for another one, which is noted when that is entered.
    left: Option<&'static StateInfo>,
    item: Option<MapItem>,
    /// The last event that told of a child's end.
    child_ended_by: u64,
    settings: call::Settings,
    /// How often the state has waited for something: each time its expressions draw anew.
    draws: u64,
    /// The Map that this frame is an iteration of.
    iteration_of: Option<&'static str>,
    /// The state has failed, other than by an error that ends the whole execution.
    gave_up: bool,
    /// The frame has entered the state and not left it, as far as that is recorded.
    inside: bool,
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
    pub(crate) fn root(host: Hosted, execution: Facts, saved: SavedFrames) -> Box<Frame> {
        let (records, data_limit) = (host.records(), host.data_limit());
        let run = Run {
            stores: host.stores(),
            calls_at_once: host.calls_at_once(),
            tested: host.test().is_some(),
            host,
            execution,
            records,
            data_limit,
            remains: Mutex::new((!saved.is_empty()).then(|| {
                Box::new(Remains {
                    saved,
                    aborted: None,
                })
            })),
        };
        Frame::new(Shared::new(Arc::new(run), FramePath::ROOT, 1), 0)
    }

    fn new(shared: Arc<Shared>, index: usize) -> Box<Frame> {
        let frame = Frame {
            shared,
            index,
            progress: Progress::default(),
            state: &NO_STATE,
            resumed: false,
            standing: None,
            random: None,
            draws: 0,
            iteration_of: None,
            gave_up: false,
            inside: false,
            assigned: None,
            left: None,
            item: None,
            child_ended_by: 0,
            settings: call::Settings::default(),
        };
        Box::new(frame)
    }

    pub(crate) fn shared(&self) -> Arc<Shared> {
        self.shared.clone()
    }

    /// What the execution runs on.
    fn host(&self) -> &dyn Host {
        self.shared.run.host()
    }

    /// Which of the execution's frames it is.
    fn path(&self) -> FramePath {
        self.shared.path(self.index)
    }

    /// Notes an assignment for the history, and hands the value on.
    pub fn assign(&mut self, variable: &'static str, value: Value) -> Option<Value> {
        if self.shared.run.records {
            let assigned = self.assigned.get_or_insert_default();
            assigned.push((variable, value.clone()));
        }
        Some(value)
    }

    /// Adds an event after the frame's last one.
    fn event(&mut self, event: impl FnOnce(&Frame) -> Event) {
        if self.shared.run.records {
            let event = event(self);
            self.progress.last_event = self.host().event(self.progress.last_event, event);
        }
    }

    /// Adds what a note stands for after the frame's last event; when it happened.
    fn note(&mut self, note: Note) -> Timestamp {
        let noted = self.host().note(self.progress.last_event, note);
        self.progress.last_event = noted.id;
        noted.at
    }

    fn checkpoint(&self) {
        if let Some(standing) = &self.standing {
            let checkpoint = Checkpoint {
                standing: standing.clone(),
                progress: self.progress.clone(),
            };
            self.host().checkpoint(&self.path(), checkpoint);
        }
    }
}
