//! Calls whose result comes from outside, under a task token: what is said of them, and how they are kept.

use std::fmt;
use std::hash::{BuildHasher, RandomState};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::TaskError;
use crate::machine::after;
use crate::value::Value;

/// Which callback: 128 bits that nobody can guess.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallbackId(u128);

impl CallbackId {
    /// One that was never there before.
    pub(crate) fn random() -> CallbackId {
        // The standard library's hasher is a pseudorandom function, keyed by the operating system's randomness.
        let keyed = RandomState::new();
        CallbackId((u128::from(keyed.hash_one(0)) << 64) | u128::from(keyed.hash_one(1)))
    }

    /// Its bits.
    pub fn to_bits(self) -> u128 {
        self.0
    }

    /// The one of these bits.
    pub fn from_bits(bits: u128) -> CallbackId {
        CallbackId(bits)
    }
}

/// Not shown whole: whoever knows it can give the result.
impl fmt::Debug for CallbackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CallbackId({:08x}…)", (self.0 >> 96) as u32)
    }
}

impl Serialize for CallbackId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:032x}", self.0))
    }
}

impl<'de> Deserialize<'de> for CallbackId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16)
            .map(CallbackId)
            .map_err(serde::de::Error::custom)
    }
}

/// What is said of a callback from outside.
#[derive(Clone, Debug, PartialEq)]
pub enum CallbackMessage {
    /// A worker has fetched the activity task.
    Taken {
        /// What the worker calls itself.
        worker: Option<String>,
    },
    /// The work goes on.
    Heartbeat,
    /// Its end: `SendTaskSuccess` or `SendTaskFailure`.
    Answer(Result<Value, TaskError>),
}

/// How a frame waits for what is said of its callback.
#[derive(Clone, Copy, Debug)]
pub struct CallbackWait {
    /// Which.
    pub callback: CallbackId,
    /// When it waits no longer.
    pub due: Option<Timestamp>,
    /// The frame does nothing else: a host may drop the execution, and resume it when something is said.
    pub idle: bool,
    /// It is a task of this activity that no worker has fetched: before one can, in another process, a host has to resume
    /// the execution, so that the task is offered again.
    pub offered: Option<&'static str>,
}

/// A callback, as a frame's checkpoint has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Callback {
    pub(crate) id: CallbackId,
    /// The call was made, or a worker has fetched the task: only the answer is missing.
    #[serde(default)]
    pub(crate) made: bool,
    /// When `TimeoutSeconds` are over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) timeout: Option<Timestamp>,
    /// When the next heartbeat is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) heartbeat: Option<Timestamp>,
    /// What has come while the call was still being made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<Answer>,
}

impl Callback {
    pub(crate) fn new() -> Callback {
        Callback {
            id: CallbackId::random(),
            made: false,
            timeout: None,
            heartbeat: None,
            answer: None,
        }
    }

    /// When nothing is waited for any more.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        [self.timeout, self.heartbeat].into_iter().flatten().min()
    }

    /// The next heartbeat is due so many seconds from now.
    pub(crate) fn beat(&mut self, now: Timestamp, seconds: Option<u64>) {
        self.heartbeat = seconds.map(|seconds| after(now, seconds));
    }
}

/// How a callback ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Answer {
    Output(Value),
    Failure {
        error: Option<String>,
        cause: Option<String>,
    },
}

impl From<Result<Value, TaskError>> for Answer {
    fn from(result: Result<Value, TaskError>) -> Answer {
        match result {
            Ok(output) => Answer::Output(output),
            Err(error) => Answer::Failure {
                error: error.name().map(str::to_owned),
                cause: error.cause().map(str::to_owned),
            },
        }
    }
}

impl From<Answer> for Result<Value, TaskError> {
    fn from(answer: Answer) -> Result<Value, TaskError> {
        match answer {
            Answer::Output(output) => Ok(output),
            Answer::Failure { error, cause } => Err(TaskError::from_parts(error, cause)),
        }
    }
}
