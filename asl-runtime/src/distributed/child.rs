//! A child that is run in memory: its host, and its execution.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::clock::Clock;
use crate::distributed::map_run::MapRunId;
use crate::error::{Failure, TaskError};
use crate::execution::Facts;
use crate::host::{Host, Hosted, SavedFrames, StartExecution};
use crate::machine::{self, Outcome, Program, StateMachine};
use crate::task::TaskContext;
use crate::value::Value;

use super::items::Child;

/// Hosts children of an execution in memory: nothing is recorded, and what they reach beyond themselves their parent's host
/// reaches for them.
pub(crate) struct ChildHost {
    parent: Hosted,
}

impl ChildHost {
    pub(crate) fn new(parent: Hosted) -> Arc<Self> {
        Arc::new(ChildHost { parent })
    }
}

impl Host for ChildHost {
    fn clock(&self) -> &dyn Clock {
        self.parent.clock()
    }

    fn data_limit(&self) -> Option<usize> {
        self.parent.data_limit()
    }

    fn map_concurrency(&self) -> Option<usize> {
        self.parent.map_concurrency()
    }

    fn buckets(&self) -> Option<&crate::Buckets> {
        self.parent.buckets()
    }

    fn start_execution<'a>(
        &'a self,
        cx: &'a TaskContext,
        start: StartExecution,
    ) -> BoxFuture<'a, Result<Value, TaskError>> {
        self.parent.start_execution(cx, start)
    }

    fn test(&self) -> Option<&crate::testing::Test> {
        self.parent.test()
    }
}

/// Runs a child to its end.
pub(crate) async fn execute(
    machine: &dyn StateMachine,
    host: Hosted,
    map_run: Arc<MapRunId>,
    child: Child,
) -> Result<Outcome, Failure> {
    let label = map_run.label;
    let program = Program::processor(machine, label);
    let start_time = host.clock().now();
    let facts = Facts::child(map_run, child.index, child.input, start_time);
    machine::execute(program, host, facts, SavedFrames::default(), None).await
}
