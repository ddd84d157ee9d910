//! The Distributed Map: what generated code says of it, what is known of its map runs, and how its children run in memory.

mod child;
mod items;
mod keeper;
mod map_run;
mod ranges;
mod results;

pub use crate::item_reader::{
    CsvDelimiter, CsvHeaderLocation, InputType, ItemReader, ManifestType, ReaderConfig,
    ReaderResource, ReaderTransformation,
};
pub use crate::result_writer::{OutputType, ResultWriter, WriterTransformation};

pub(crate) use child::{ChildHost, execute};
pub(crate) use items::{Child, Select, Selection, Source, batches};
pub use keeper::{Begun, ChildEnd, KeptMapRun, MapRunKeeper, NewMapRun};
pub use map_run::{MapRunCounts, MapRunLimits, MapRunProgress};
pub(crate) use map_run::{MapRunId, base_name, exceeded, label};
pub(crate) use results::{Results, no_buckets};

use crate::value::Value;

/// A Distributed Map, its fields evaluated. One that says nothing of a field has [`Map::default`]'s.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// `Label`, or the name that was made for it.
    pub label: &'static str,
    /// What it maps over.
    pub items: Items,
    /// `ExecutionType`.
    pub execution_type: ExecutionType,
    /// `MaxConcurrency`; 0 for as many as are run at once by default.
    pub max_concurrency: u64,
    /// `ToleratedFailureCount`, in items.
    pub tolerated_failure_count: Option<u64>,
    /// `ToleratedFailurePercentage`, of the items.
    pub tolerated_failure_percentage: Option<f64>,
    /// `ItemBatcher`.
    pub batcher: Option<ItemBatcher>,
    /// `ResultWriter`.
    pub result_writer: Option<ResultWriter>,
}

/// What a Distributed Map maps over.
#[derive(Clone, Debug)]
pub enum Items {
    /// An array.
    Given(Vec<Value>),
    /// What an `ItemReader` reads.
    Read(ItemReader),
}

impl Default for Items {
    fn default() -> Self {
        Items::Given(Vec::new())
    }
}

/// How the children of a Distributed Map are executed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExecutionType {
    /// `STANDARD`: recorded, each with a history of its own.
    #[default]
    Standard,
    /// `EXPRESS`: in memory; what is kept is their results.
    Express,
}

/// `ItemBatcher`: several items go to one child.
#[derive(Clone, Debug, Default)]
pub struct ItemBatcher {
    /// `MaxItemsPerBatch`; 0 is no limit.
    pub max_items: Option<u64>,
    /// `MaxInputBytesPerBatch`, in bytes of JSON; 0 is no limit.
    pub max_bytes: Option<u64>,
    /// `BatchInput`.
    pub input: Option<Value>,
}
