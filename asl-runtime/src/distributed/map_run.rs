//! A map run: its name, its limits, and how far it is.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use jiff::Timestamp;

use super::ranges::Ranges;
use crate::engine::name;
use crate::error::Failure;
use crate::execution::Execution;
use crate::store::ExecutionStatus;
use crate::value::Value;

/// How many children run at once where `MaxConcurrency` sets no limit. AWS would run [`MOST_AT_ONCE`]; one process gains
/// nothing from that.
const DEFAULT_AT_ONCE: u64 = 1_000;

/// How many children run at once at most, as on AWS.
const MOST_AT_ONCE: u64 = 10_000;

/// What a map run and its children are called. The same wherever the same attempt of the same visit is made again.
#[derive(Debug)]
pub(crate) struct MapRunId {
    pub(crate) arn: String,
    pub(crate) label: &'static str,
    region: String,
    account: String,
    /// The machine's own name.
    machine: String,
    role_arn: String,
    hash: [u8; 32],
}

impl MapRunId {
    /// Of the attempt of an execution that `place` names: the frame, the visit, the attempt.
    pub(crate) fn new(execution: &Execution, place: &str, label: &'static str) -> Self {
        let mut hash = Sha256::new();
        hash.update(execution.arn.as_bytes());
        hash.update([0]);
        hash.update(place.as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        let mut parts = execution.arn.split(':').skip(3);
        let region = parts.next().unwrap_or_default().to_owned();
        let account = parts.next().unwrap_or_default().to_owned();
        let machine = base_name(&execution.state_machine_name).to_owned();
        let run = uuid(&hash);
        MapRunId {
            arn: format!("arn:aws:states:{region}:{account}:mapRun:{machine}/{label}:{run}"),
            label,
            region,
            account,
            machine,
            role_arn: execution.role_arn.clone(),
            hash,
        }
    }

    /// The name of the children's machine: `<machine>/<label>`.
    pub(crate) fn machine_name(&self) -> String {
        format!("{}/{}", self.machine, self.label)
    }

    /// The ARN of the children's machine.
    pub(crate) fn machine_arn(&self) -> String {
        let MapRunId {
            region, account, ..
        } = self;
        let machine = self.machine_name();
        format!("arn:aws:states:{region}:{account}:stateMachine:{machine}")
    }

    /// A child's name.
    pub(crate) fn child_name(&self, index: u64) -> String {
        let mut hash = Sha256::new();
        hash.update(self.hash);
        hash.update(index.to_le_bytes());
        uuid(&hash.finalize().into()).to_string()
    }

    /// The ARN of the child of this name.
    pub(crate) fn child_arn(&self, name: &str) -> String {
        let machine = self.machine_name();
        name::execution_arn(&self.region, &self.account, "execution", &machine, name)
    }

    /// What a child's Context Object shows.
    pub(crate) fn child(&self, index: u64, input: Value, start_time: Timestamp) -> Execution {
        let name = self.child_name(index);
        Execution {
            arn: self.child_arn(&name),
            name,
            input,
            start_time,
            redriven: None,
            role_arn: self.role_arn.clone(),
            state_machine_arn: self.machine_arn(),
            state_machine_name: self.machine_name(),
        }
    }
}

/// The machine's own name, where the execution is a child of one of its Distributed Maps: `order` of `order/Ship`.
pub(crate) fn base_name(machine: &str) -> &str {
    machine.split('/').next().unwrap_or(machine)
}

/// The label of the Distributed Map whose child it is: `Ship` of `order/Ship`.
pub(crate) fn label(machine: &str) -> Option<&str> {
    machine.split_once('/').map(|(_, label)| label)
}

fn uuid(hash: &[u8; 32]) -> uuid::Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// What can be changed of a map run while it runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MapRunLimits {
    /// How many children run at once; 0 for the default, which is 1,000.
    pub max_concurrency: u64,
    /// How many items may fail.
    pub tolerated_failure_count: Option<u64>,
    /// How much of all items may fail, in percent.
    pub tolerated_failure_percentage: Option<f64>,
}

impl MapRunLimits {
    /// How many children may run at once.
    pub(crate) fn at_once(&self) -> usize {
        let limit = match self.max_concurrency {
            0 => DEFAULT_AT_ONCE,
            limit => limit.min(MOST_AT_ONCE),
        };
        usize::try_from(limit).unwrap_or(usize::MAX)
    }

    /// Whether so many items may fail; of how many is not known yet where that is `None`.
    pub(crate) fn tolerate(&self, failed: u64, of: Option<u64>) -> bool {
        if failed == 0 {
            return true;
        }
        let (count, percentage) = (
            self.tolerated_failure_count,
            self.tolerated_failure_percentage,
        );
        if count.is_none() && percentage.is_none() {
            return false;
        }
        let few = count.is_none_or(|count| failed <= count);
        let little = match (percentage, of) {
            (None, _) | (Some(_), None) => true,
            (Some(percentage), Some(of)) => failed as f64 * 100.0 <= percentage * of as f64,
        };
        few && little
    }
}

/// More items have failed than are tolerated.
pub(crate) fn exceeded() -> Failure {
    Failure::new(
        Some("States.ExceedToleratedFailureThreshold".into()),
        Some("The specified tolerated failure threshold was exceeded".into()),
    )
}

/// How many of a map run's children, or of its items, are where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MapRunCounts {
    /// Known of, and not started.
    pub pending: u64,
    /// Under way.
    pub running: u64,
    /// Ended well.
    pub succeeded: u64,
    /// Ended with an error.
    pub failed: u64,
    /// Took too long.
    pub timed_out: u64,
    /// Were stopped.
    pub aborted: u64,
    /// All that are known of: what is still to be read is not among them.
    pub total: u64,
    /// Their results are in the state's result, or in the files of the `ResultWriter`.
    pub results_written: u64,
}

impl MapRunCounts {
    fn of(&mut self, status: ExecutionStatus) -> &mut u64 {
        match status {
            ExecutionStatus::Running => &mut self.running,
            ExecutionStatus::Succeeded => &mut self.succeeded,
            ExecutionStatus::Failed => &mut self.failed,
            ExecutionStatus::TimedOut => &mut self.timed_out,
            ExecutionStatus::Aborted => &mut self.aborted,
        }
    }

    /// Those that count against what is tolerated.
    pub(crate) fn unsuccessful(&self) -> u64 {
        self.failed + self.timed_out + self.aborted
    }

    /// Those that have ended.
    pub fn ended(&self) -> u64 {
        self.succeeded + self.unsuccessful()
    }
}

/// How far a map run is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MapRunProgress {
    /// The children that have ended, by number.
    pub(crate) finished: Ranges,
    /// Those of them that have not succeeded.
    #[serde(default)]
    failed: Ranges,
    /// The children.
    pub executions: MapRunCounts,
    /// The items that they are given.
    pub items: MapRunCounts,
}

impl MapRunProgress {
    fn both(&mut self, items: u64, mut change: impl FnMut(&mut MapRunCounts, u64)) {
        change(&mut self.executions, 1);
        change(&mut self.items, items);
    }

    /// A child with so many items begins.
    pub(crate) fn started(&mut self, items: u64) {
        self.both(items, |counts, by| {
            counts.running += by;
            counts.pending = counts.pending.saturating_sub(by);
            counts.total = counts.total.max(counts.running + counts.ended());
        });
    }

    /// A child has ended.
    pub(crate) fn ended(&mut self, index: u64, items: u64, status: ExecutionStatus) {
        self.finished.insert(index);
        if status != ExecutionStatus::Succeeded {
            self.failed.insert(index);
        }
        self.both(items, |counts, by| {
            counts.running = counts.running.saturating_sub(by);
            *counts.of(status) += by;
            counts.results_written += by;
        });
    }

    /// All that run are stopped.
    pub(crate) fn aborted(&mut self) {
        for counts in [&mut self.executions, &mut self.items] {
            counts.aborted += std::mem::take(&mut counts.running);
        }
    }

    /// What ran when this was saved has to be started again.
    pub(crate) fn resumed(&mut self) {
        for counts in [&mut self.executions, &mut self.items] {
            counts.running = 0;
        }
    }

    /// What has not succeeded is to be run again.
    pub(crate) fn redriven(&mut self) {
        self.finished.remove_all(&self.failed);
        self.failed = Ranges::default();
        for counts in [&mut self.executions, &mut self.items] {
            let MapRunCounts {
                succeeded, total, ..
            } = *counts;
            *counts = MapRunCounts {
                succeeded,
                total,
                results_written: succeeded,
                pending: total.saturating_sub(succeeded),
                ..MapRunCounts::default()
            };
        }
    }

    /// There are so many items.
    pub(crate) fn known(&mut self, items: u64, one_each: bool) {
        let counts = [(&mut self.items, true), (&mut self.executions, one_each)];
        for (counts, known) in counts {
            if known {
                counts.total = items;
                counts.pending = items.saturating_sub(counts.running + counts.ended());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tolerated() {
        let limits = |count, percentage| MapRunLimits {
            max_concurrency: 0,
            tolerated_failure_count: count,
            tolerated_failure_percentage: percentage,
        };
        assert!(limits(None, None).tolerate(0, Some(1)));
        assert!(!limits(None, None).tolerate(1, None));
        assert!(limits(Some(2), None).tolerate(2, Some(2)));
        assert!(!limits(Some(2), None).tolerate(3, None));
        assert!(limits(None, Some(50.0)).tolerate(2, Some(4)));
        assert!(!limits(None, Some(50.0)).tolerate(3, Some(4)));
        // As long as it may become little enough it is.
        assert!(limits(None, Some(50.0)).tolerate(3, None));
        assert!(!limits(Some(1), Some(100.0)).tolerate(2, Some(9)));
        assert!(!limits(Some(9), Some(10.0)).tolerate(2, Some(9)));
    }
}
