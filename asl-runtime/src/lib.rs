//! What generated code calls, and what runs it.

pub mod clock;
pub mod data;
pub mod engine;
mod error;
mod execution;
pub mod express;
mod frame;
pub mod history;
pub mod host;
pub mod jsonata;
mod machine;
mod retry;
mod task;
#[doc(hidden)]
pub mod macro_support;
pub mod choice;
pub mod intrinsics;
pub mod jsonpath;
pub mod random;
pub mod store;
pub mod timestamp;
pub mod value;

pub use value::{ConvertError, Kind, Map, ParseError, Value, from_value, to_value};

pub use clock::{Clock, SkippingClock, SystemClock};
pub use engine::{Engine, EngineError, ExecutionHandle, StartError, WaitError};
pub use error::{ErrorName, ExecutionError, Failure, TaskError};
pub use execution::Execution;
pub use machine::{Definition, StateMachine};
pub use store::{ExecutionStatus, MemoryStore, Store, StoreError};
#[cfg(feature = "sqlite")]
pub use store::SqliteStore;
pub use task::TaskContext;
