//! What a store keeps of map runs.

use super::ExecutionId;

/// What changed of an execution's map runs.
#[derive(Clone, Debug, Default)]
pub struct MapRunChanges {
    /// Their rows, in place of those they had.
    pub rows: Vec<MapRunRow>,
    /// How children have ended whose results are still wanted.
    pub results: Vec<MapResultRow>,
}

impl MapRunChanges {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.results.is_empty()
    }
}

/// What is kept of a map run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapRunRow {
    /// Its ARN.
    pub arn: String,
    /// What is known of it, as JSON text.
    pub json: String,
    /// Nobody wants its children's results any more: they are dropped.
    pub drop_results: bool,
}

/// How a child of a map run has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapResultRow {
    /// The map run's ARN.
    pub map_run: String,
    /// The child's number.
    pub index: u64,
    /// How it ended, as JSON text.
    pub json: String,
}

/// Which ends of children [`Store::map_results`](super::Store::map_results) gives.
#[derive(Clone, Debug)]
pub struct MapResultQuery {
    /// Those of the map run of this ARN.
    pub map_run: String,
    /// From this child on, in the order of their numbers.
    pub from: u64,
    /// So many at most.
    pub limit: usize,
}

/// A map run as a store has it: whose it is, and what is known of it, as JSON text.
pub type KeptMapRunRow = (ExecutionId, String);
