//! Amazon States Language compiled to typed, durable async Rust.
#![doc = include_str!("../README.md")]

#[cfg(feature = "macros")]
pub use asl_macro::asl;
#[cfg(feature = "sqlite")]
pub use asl_runtime::SqliteStore;
#[doc(hidden)]
pub use asl_runtime::macro_support;
#[cfg(feature = "buckets")]
pub use asl_runtime::{BucketError, object_store};
pub use asl_runtime::{
    Buckets, Clock, ConvertError, Definition, Engine, EngineError, ErrorName, Execution,
    ExecutionError, ExecutionHandle, ExecutionStatus, Failure, Kind, Map, MemoryStore, ParseError,
    SkippingClock, StartError, StateMachine, Store, StoreError, SystemClock, TaskContext,
    TaskError, TaskInfo, Value, WaitError, WorkflowType, from_value, to_value,
};
pub use asl_runtime::{clock, engine, express, history, host, store, value};

pub mod testing {
    #![doc = include_str!("testing.md")]

    pub use asl_runtime::testing::*;
}
