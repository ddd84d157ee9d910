//! What the engine's methods give when they can't.

use std::fmt;

use crate::error::ExecutionError;
use crate::store::StoreError;

/// Why the engine can't do what it was asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EngineError {
    /// The store broke. The engine has stopped; a new one goes on where this one was.
    Store(StoreError),
    /// The engine was shut down.
    ShutDown,
    /// The same version of a machine of this name was registered twice.
    DuplicateMachine(&'static str),
    /// The builder speaks of a machine that is not registered, or of a task that it does not call.
    UnknownTask(String),
    /// An ARN that is none of what is asked for, such as that of an execution in memory.
    InvalidArn(String),
    /// There is no execution of this ARN.
    ExecutionDoesNotExist(String),
    /// There is no map run of this ARN, or, where it is to be changed, it does not run.
    MapRunDoesNotExist(String),
    /// The execution can't be redriven, for this reason.
    ExecutionNotRedrivable(String),
    /// The engine can't run the execution for now. It is kept as it is, and tried again when an engine is started.
    SetAside(String),
    /// What the store has of an execution cannot be read.
    Unreadable(String),
    /// Something that was given is beyond what AWS takes: its `ValidationException`.
    Validation(String),
    /// A task token that is none.
    InvalidToken,
    /// Nobody waits under this task token: the Task has ended, has timed out, was tried again, or never was.
    TaskTimedOut,
    /// A result that is not JSON data.
    InvalidOutput(String),
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EngineError::Store(error) => error.fmt(f),
            EngineError::ShutDown => f.write_str("the engine was shut down"),
            EngineError::DuplicateMachine(name) => write!(f, "two machines are called `{name}`"),
            EngineError::UnknownTask(what) => f.write_str(what),
            EngineError::InvalidArn(what) => write!(f, "Invalid Arn: '{what}'"),
            EngineError::ExecutionDoesNotExist(arn) => {
                write!(f, "Execution Does Not Exist: '{arn}'")
            }
            EngineError::MapRunDoesNotExist(arn) => write!(f, "Resource Not Found: '{arn}'"),
            EngineError::ExecutionNotRedrivable(reason) => {
                write!(f, "Execution Not Redrivable: '{reason}'")
            }
            EngineError::Validation(what) => f.write_str(what),
            EngineError::InvalidToken => f.write_str("Invalid Token: 'Invalid token'"),
            EngineError::TaskTimedOut => {
                f.write_str("Task Timed Out: 'Provided task does not exist anymore'")
            }
            EngineError::InvalidOutput(what) => write!(f, "Invalid Output: '{what}'"),
            EngineError::SetAside(reason) => write!(f, "the execution is set aside: {reason}"),
            EngineError::Unreadable(what) => write!(
                f,
                "what the store has of the execution cannot be read: {what}"
            ),
        }
    }
}

impl std::error::Error for EngineError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            EngineError::Store(error) => std::error::Error::source(error),
            _ => None,
        }
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        EngineError::Store(error)
    }
}

/// Why an execution was not started.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum StartError {
    /// No machine of this name is registered.
    StateMachineDoesNotExist(String),
    /// The machine is a Standard workflow, and is to run in memory.
    StateMachineTypeNotSupported,
    /// A name that AWS does not take.
    InvalidName(String),
    /// The input is not JSON data.
    InvalidExecutionInput(String),
    /// The input is larger than AWS takes: its `ValidationException`.
    Validation(String),
    /// An execution of this name has ended, or runs with another input. This is its ARN.
    ExecutionAlreadyExists(String),
    /// The engine can't start anything.
    Engine(EngineError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::StateMachineDoesNotExist(name) => {
                write!(f, "State Machine Does Not Exist: '{name}'")
            }
            StartError::StateMachineTypeNotSupported => {
                f.write_str("This operation is not supported by this type of state machine")
            }
            StartError::InvalidName(name) => write!(f, "Invalid Name: '{name}'"),
            StartError::Validation(what) => f.write_str(what),
            StartError::InvalidExecutionInput(what) => {
                write!(f, "Invalid State Machine Execution Input: '{what}'")
            }
            StartError::ExecutionAlreadyExists(arn) => {
                write!(f, "Execution Already Exists: '{arn}'")
            }
            StartError::Engine(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {}

impl From<EngineError> for StartError {
    fn from(error: EngineError) -> Self {
        StartError::Engine(error)
    }
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        StartError::Engine(error.into())
    }
}

/// Why there is no output to wait for.
#[derive(Clone, Debug)]
pub enum WaitError {
    /// The execution failed, timed out or was stopped.
    Execution(ExecutionError),
    /// The engine can't tell.
    Engine(EngineError),
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WaitError::Execution(error) => error.fmt(f),
            WaitError::Engine(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WaitError {}

impl From<EngineError> for WaitError {
    fn from(error: EngineError) -> Self {
        WaitError::Engine(error)
    }
}

impl From<StoreError> for WaitError {
    fn from(error: StoreError) -> Self {
        WaitError::Engine(error.into())
    }
}
