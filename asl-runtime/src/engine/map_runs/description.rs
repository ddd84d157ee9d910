//! What the engine tells of map runs.

use jiff::Timestamp;

use crate::distributed::MapRunCounts;
use crate::distributed::MapRunLimits;
use crate::store::ExecutionStatus;

/// A map run, as AWS's `DescribeMapRun` gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct MapRunDescription {
    /// Its ARN.
    pub map_run_arn: String,
    /// The execution whose Distributed Map it is.
    pub execution_arn: String,
    /// Whether it runs, and if not, how it ended.
    pub status: ExecutionStatus,
    /// When it began.
    pub start_date: Timestamp,
    /// When it ended.
    pub stop_date: Option<Timestamp>,
    /// How many children run at once; 0 for the default.
    pub max_concurrency: u64,
    /// How many items may fail.
    pub tolerated_failure_count: u64,
    /// How much of all items may fail, in percent.
    pub tolerated_failure_percentage: f64,
    /// Its items.
    pub item_counts: MapRunCounts,
    /// Its children.
    pub execution_counts: MapRunCounts,
}

/// What is to be changed of a map run; what is none stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UpdateMapRun {
    /// How many children run at once; 0 for the default.
    pub max_concurrency: Option<u64>,
    /// How many items may fail.
    pub tolerated_failure_count: Option<u64>,
    /// How much of all items may fail, in percent.
    pub tolerated_failure_percentage: Option<f64>,
}

impl UpdateMapRun {
    pub(super) fn apply(self, limits: &mut MapRunLimits) {
        if let Some(most) = self.max_concurrency {
            limits.max_concurrency = most;
        }
        if self.tolerated_failure_count.is_some() {
            limits.tolerated_failure_count = self.tolerated_failure_count;
        }
        if self.tolerated_failure_percentage.is_some() {
            limits.tolerated_failure_percentage = self.tolerated_failure_percentage;
        }
    }
}
