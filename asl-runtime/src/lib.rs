//! What generated code calls, and what runs it.
#![doc = include_str!("../README.md")]

#[cfg(feature = "buckets")]
mod buckets;
#[cfg(not(feature = "buckets"))]
#[path = "buckets_absent.rs"]
mod buckets;
mod callback;
pub mod choice;
pub mod clock;
pub mod data;
#[doc(hidden)]
pub mod distributed;
pub mod engine;
mod error;
mod execution;
pub mod express;
mod frame;
mod future;
pub mod history;
pub mod host;
pub mod intrinsics;
pub mod item_reader;
pub mod jsonata;
pub mod jsonpath;
mod machine;
#[doc(hidden)]
pub mod macro_support;
mod nested;
mod patience;
pub mod random;
pub mod result_writer;
mod retry;
#[cfg(all(test, feature = "aws"))]
mod s3_tests;
pub mod store;
mod task;
pub mod testing;
pub mod timestamp;
pub mod value;

pub use value::{ConvertError, Kind, Map, ParseError, Value, from_value, to_value};

#[cfg(feature = "buckets")]
pub use buckets::BucketError;
pub use buckets::Buckets;
pub use clock::{Clock, SkippingClock, SystemClock};
pub use engine::{Engine, EngineError, ExecutionHandle, StartError, WaitError};
pub use error::{ErrorName, ExecutionError, Failure, TaskError};
pub use execution::Execution;
pub use machine::{Definition, StateMachine, TaskInfo, WorkflowType};
#[cfg(feature = "buckets")]
pub use object_store;
#[cfg(feature = "sqlite")]
pub use store::SqliteStore;
pub use store::{ExecutionStatus, MemoryStore, Store, StoreError};
pub use task::TaskContext;
