//! What generated code calls: the counterpart of the compiler's `emit/paths.rs`. No stable API of its own.

pub use std::pin::pin;

pub use arcstr::{ArcStr, literal as text};
pub use futures_util::future::BoxFuture;
pub use serde::{self, Deserialize, Deserializer, Serialize, Serializer};

pub use crate::error::{ErrorName, ExecutionError, Failure, TaskError};
pub use crate::express::run_in_memory;
pub use crate::frame::{CallInfo, Frame, StateData, StateInfo, Transition, VariableData};
pub use crate::future::boxed;
pub use crate::history::StateType;
pub use crate::machine::{Definition, StateMachine, TaskInfo, WorkflowType};
pub use crate::retry::Retrier;
pub use crate::task::TaskContext;
pub use crate::value::{Value, to_value};
pub use crate::{choice, data, distributed, intrinsics, jsonata, jsonpath};
