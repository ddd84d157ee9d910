//! Children of a map run: those that are executions of the store, and those that run in memory.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::unreadable;
use crate::buckets::Buckets;
use crate::clock::Clock;
use crate::distributed::{Child, ChildEnd, MapRunId, execute};
use crate::engine::host::ExecutionHost;
use crate::engine::inner::{Inner, Phase};
use crate::engine::live::StopRequest;
use crate::engine::{children, description};
use crate::error::{Failure, TaskError, panic_text};
use crate::host::{Host, StartExecution};
use crate::machine::{Outcome, StateMachine};
use crate::store::{
    Created, End, ExecutionId, ExecutionRecord, ExecutionStatus, NewExecution, StoreError,
};
use crate::task::TaskContext;
use crate::value::Value;

/// Hosts the children of a map run that run in memory.
pub(super) struct ExpressHost {
    engine: Arc<Inner>,
    parent: Arc<ExecutionHost>,
    /// One of them may not go on, because the engine shuts down.
    held_back: Notify,
}

impl ExpressHost {
    pub(super) fn new(engine: Arc<Inner>, parent: Arc<ExecutionHost>) -> Arc<Self> {
        Arc::new(ExpressHost {
            engine,
            parent,
            held_back: Notify::new(),
        })
    }
}

impl Host for ExpressHost {
    fn clock(&self) -> &dyn Clock {
        &*self.engine.clock
    }

    fn map_concurrency(&self) -> Option<usize> {
        self.engine.options.map_concurrency
    }

    fn data_limit(&self) -> Option<usize> {
        self.engine.options.data_limit
    }

    fn buckets(&self) -> Option<&Buckets> {
        self.engine.options.buckets.as_ref()
    }

    fn durable(&self) -> BoxFuture<'_, Result<(), Failure>> {
        if self.engine.is_running() {
            return Box::pin(std::future::ready(Ok(())));
        }
        self.held_back.notify_one();
        Box::pin(std::future::pending())
    }

    fn start_execution<'a>(
        &'a self,
        cx: &'a TaskContext,
        start: StartExecution,
    ) -> BoxFuture<'a, Result<Value, TaskError>> {
        Box::pin(children::start(&self.parent, &self.engine, cx, start))
    }
}

/// A task that ends with who waits for it.
struct Aborting<T>(JoinHandle<T>);

impl<T> Drop for Aborting<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs a child in memory, in a task of its own.
pub(super) async fn run_express(
    host: Arc<ExpressHost>,
    machine: Arc<dyn StateMachine>,
    map_run: Arc<MapRunId>,
    child: Child,
) -> Result<Option<ChildEnd>, Failure> {
    let engine = host.engine.clone();
    if !engine.is_running() {
        return Ok(None);
    }
    let start_date = engine.now();
    let held_back = host.clone();
    let run = async move { execute(&*machine, host.into(), map_run, child).await };
    let mut task = Aborting(engine.tasks.spawn(run));
    let mut phase = engine.phase.subscribe();
    let ran = tokio::select! {
        biased;
        ran = &mut task.0 => ran,
        () = async {
            // While the engine runs, nothing is held back.
            let _ = phase.wait_for(|phase| *phase != Phase::Running).await;
            held_back.held_back.notified().await;
        } => return Ok(None),
    };
    let outcome = match ran {
        Ok(outcome) => outcome?,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => {
                let cause = format!("running it panicked: {}", panic_text(&*panic));
                Outcome::Failed(Failure::new(
                    Some("States.Runtime".into()),
                    Some(cause.into()),
                ))
            }
            // The runtime stops.
            Err(_) => return Ok(None),
        },
    };
    Ok(Some(ChildEnd::new(outcome, start_date, engine.now())))
}

/// Runs a child as an execution of the store. Run again for the same map run it finds the one of before.
pub(super) async fn run_standard(
    engine: Arc<Inner>,
    parent: Arc<ExecutionHost>,
    definition: &'static str,
    map_run: Arc<MapRunId>,
    child: Child,
) -> Result<Option<ChildEnd>, Failure> {
    if !engine.is_running() {
        return Ok(None);
    }
    let name = map_run.child_name(child.index);
    let new = NewExecution {
        arn: map_run.child_arn(&name),
        name,
        machine: map_run.machine_name(),
        definition: definition.to_owned(),
        start_date: engine.now(),
        input: child.input.to_json_string(),
        parent: Some(parent.itself()),
    };
    let arn = new.arn.clone();
    let mut phase = engine.phase.subscribe();
    // Who gives up waiting must not leave an execution in the store that nobody drives.
    let created = engine.tasks.spawn(engine.clone().create(new)).await;
    let created = created.map_err(StoreError::failed).flatten();
    let id = match created.map_err(unreadable)? {
        Created::New(id) => id,
        Created::Exists(record) => match &record.end {
            Some(end) if end.status == ExecutionStatus::Succeeded => {
                return ended(&record, end).map(Some);
            }
            Some(_) => {
                // What failed in a map run that was redriven is redriven too; what can't be has failed for good.
                if engine.clone().redrive(&arn, None).await.is_err() {
                    return end_of(&engine, &arn).await;
                }
                record.id
            }
            None => record.id,
        },
    };
    let mut waited_for = WaitedFor {
        engine: &engine,
        parent: &parent,
        child: Some(id),
    };
    let waiting = engine.waiters.add(id);
    // Its end can't be missed any more.
    if let Some(end) = end_of(&engine, &arn).await? {
        waited_for.child = None;
        return Ok(Some(end));
    }
    tokio::select! {
        biased;
        result = engine.ended(waiting) => match result {
            Ok(_) => {
                waited_for.child = None;
                end_of(&engine, &arn).await
            }
            // It goes on when an engine is started that can run it, and so does the map run.
            Err(_) if engine.is_running() => std::future::pending().await,
            Err(_) => Ok(None),
        },
        () = async { drop(phase.wait_for(|phase| *phase != Phase::Running).await) } => Ok(None),
    }
}

/// Stops a child when its map run goes on without it.
struct WaitedFor<'a> {
    engine: &'a Arc<Inner>,
    parent: &'a ExecutionHost,
    child: Option<ExecutionId>,
}

impl Drop for WaitedFor<'_> {
    fn drop(&mut self) {
        // Where the engine stops, or the parent goes on elsewhere or later, both do.
        let goes_on = self.engine.is_running() && self.parent.broken().is_none();
        if let Some(child) = self.child.take()
            && goes_on
            && !std::thread::panicking()
        {
            self.engine.launch_stop(child, StopRequest::default());
        }
    }
}

/// How the execution of this ARN has ended, if it has.
pub(super) async fn end_of(engine: &Inner, arn: &str) -> Result<Option<ChildEnd>, Failure> {
    let record = engine.store.describe(arn).await.map_err(unreadable)?;
    let Some(record) = record else {
        return Ok(None);
    };
    let end = record.end.as_ref().map(|end| ended(&record, end));
    end.transpose()
}

fn ended(record: &ExecutionRecord, end: &End) -> Result<ChildEnd, Failure> {
    let output = end.output.as_deref().map(description::parse).transpose();
    Ok(ChildEnd {
        status: end.status,
        start_date: record.start_date,
        stop_date: end.stop_date,
        output: output.map_err(Failure::host)?,
        error: end.error.clone(),
        cause: end.cause.clone(),
    })
}
