//! Calls of mocked tasks, as tests see them.

use std::fmt;

use crate::host::FramePath;
use crate::task::TaskContext;
use crate::value::Value;

/// A call that a mocked task has got.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// The task: its method's name.
    pub task: &'static str,
    /// The state that calls.
    pub state: &'static str,
    /// The branches and iterations that the state is in, outermost first: `Ship[1]/`; empty for a state of the machine itself.
    pub frame: String,
    /// How often the state was tried before.
    pub attempt: u32,
    /// What the task was given.
    pub input: Value,
}

impl Request {
    pub(super) fn new(task: &'static str, input: Value, cx: &TaskContext) -> Self {
        Request {
            task,
            state: cx.state,
            frame: label(&cx.frame()),
            attempt: cx.attempt,
            input,
        }
    }
}

/// A frame in words: `Ship[1]/Pack[0]/`.
pub(super) fn label(frame: &FramePath) -> String {
    match frame.parent() {
        None => String::new(),
        Some((parent, state, index)) => format!("{}{state}[{index}]/", label(parent)),
    }
}

/// A call that no answer was left for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Unanswered {
    /// The call.
    pub request: Request,
    /// How many answers there were for its task or its state, all of them used or for other inputs.
    pub given: usize,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Request {
            task,
            state,
            frame,
            attempt,
            input,
        } = &self.request;
        let left = match self.given {
            0 => "there is no answer",
            _ => "there is no answer left",
        };
        writeln!(
            f,
            "{left} for the task `{task}`, called by the state `{frame}{state}` (attempt {attempt}) with"
        )?;
        writeln!(f, "    {input}")?;
        match self.given {
            0 => writeln!(f, "None was given.")?,
            1 => writeln!(f, "The one that was given is used, or for another input.")?,
            given => writeln!(
                f,
                "All {given} that were given are used, or for other inputs."
            )?,
        }
        write!(
            f,
            "Add one: `mock.on_{task}().returns(value!({{ .. }}))` or `.fails(\"Name\", \"cause\")`"
        )
    }
}
