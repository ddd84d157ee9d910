//! The durable engine: it runs executions of machines, records them in a [`Store`], and resumes them when it is started again.
//!
//! An execution is a task of its own while it has something to do. When all it does is wait, it leaves memory, and a timer
//! brings it back. What it records goes to the store in batches: before a task is called, before an answer is given, and
//! when it leaves memory or ends; nothing else waits for the disk.

mod activities;
mod builder;
mod callbacks;
mod children;
mod description;
mod drive;
mod error;
mod handle;
mod host;
mod inner;
mod limit;
mod live;
mod load;
mod machines;
mod map_runs;
mod measure;
pub(crate) mod name;
mod quotas;
mod recording;
mod redrive;
mod retention;
mod slots;
mod start;
mod status;
mod sync;
mod timers;
mod token;

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::broadcast;

pub use crate::distributed::MapRunCounts;
pub use activities::{Activity, ActivityTask};
pub use builder::EngineBuilder;
pub use description::{
    ExecutionDescription, ExecutionList, ExecutionSummary, ListExecutions, NextToken, Notification,
    RedriveStatus,
};
pub use error::{EngineError, StartError, WaitError};
pub use handle::ExecutionHandle;
pub use map_runs::{MapRunDescription, MapRunHandle, UpdateMapRun};
pub use status::StatusChange;
pub use sync::{BillingDetails, SyncExecution};

use crate::callback::CallbackMessage;
use crate::error::TaskError;
use crate::history::HistoryEvent;
use crate::store::{ExecutionId, HistoryQuery, ListPosition, ListQuery, Store};
use crate::value::from_value;
use inner::{Inner, Phase};
use live::StopRequest;
use start::Written;

/// Runs executions of state machines durably.
///
/// It is started with a store and the machines it may run; all executions in the store that have not ended go on then.
/// Clones are the same engine. When the last one is dropped it stops, as if the process had ended; to let running tasks
/// finish first, use [`shutdown`](Engine::shutdown).
///
/// ```
/// use asl_runtime::engine::{Engine, StartError};
/// use asl_runtime::StateMachine;
/// use asl_runtime::store::MemoryStore;
///
/// async fn run(order: impl StateMachine) -> Result<(), Box<dyn std::error::Error>> {
///     let engine = Engine::builder(MemoryStore::new()).machine(order).start().await?;
///     let execution = engine.start_execution("order", Some("first"), [("sku", "lamp")]).await?;
///     let output = execution.outcome().await?;
///     println!("{} gave {output}", execution.arn());
///     engine.shutdown().await?;
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct Engine {
    handle: Arc<Handle>,
}

/// Stops the engine when the last clone is dropped.
struct Handle(Arc<Inner>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.stop(&EngineError::ShutDown);
    }
}

impl Engine {
    /// Builds an engine over a store.
    pub fn builder(store: impl Store) -> EngineBuilder {
        EngineBuilder::new(Arc::new(store))
    }

    fn new(inner: Arc<Inner>) -> Self {
        Engine {
            handle: Arc::new(Handle(inner)),
        }
    }

    fn inner(&self) -> &Arc<Inner> {
        &self.handle.0
    }

    /// Starts an execution of the machine of this name. It is durable when this returns.
    ///
    /// Without a name it gets one. With the name and the input of an execution that runs, it gives that one.
    ///
    /// # Errors
    ///
    /// An unknown machine, a name that is not valid or taken by an execution that has ended or has another input, an input
    /// that is not JSON data, an engine that has stopped.
    pub async fn start_execution(
        &self,
        machine: &str,
        name: Option<&str>,
        input: impl Serialize,
    ) -> Result<ExecutionHandle, StartError> {
        let input = Written::new(&input).map_err(StartError::InvalidExecutionInput)?;
        let name = name.map(str::to_owned);
        let started = self.inner().start(machine, name, input, None).await?;
        Ok(self.execution(started.id, started.arn))
    }

    fn execution(&self, id: ExecutionId, arn: String) -> ExecutionHandle {
        ExecutionHandle {
            engine: self.clone(),
            id,
            arn,
        }
    }

    /// The execution of this ARN.
    ///
    /// # Errors
    ///
    /// There is none; the store can't be read.
    pub async fn find_execution(&self, arn: &str) -> Result<ExecutionHandle, EngineError> {
        let record = self.inner().record(arn).await?;
        Ok(self.execution(record.id, record.arn))
    }

    /// What is known of an execution.
    ///
    /// # Errors
    ///
    /// There is none of this ARN; the store can't be read.
    pub async fn describe_execution(&self, arn: &str) -> Result<ExecutionDescription, EngineError> {
        let record = self.inner().record(arn).await?;
        let inner = self.inner();
        let set_aside = inner.why_set_aside(&record);
        let refusal = inner.redrive_refusal(&record).await?;
        ExecutionDescription::new(record, set_aside, refusal)
    }

    /// The executions that are asked for, the youngest first.
    ///
    /// # Errors
    ///
    /// There is no execution of the parent's ARN; the store can't be read.
    pub async fn list_executions(
        &self,
        list: ListExecutions,
    ) -> Result<ExecutionList, EngineError> {
        let limit = quotas::page(list.max_results).map_err(EngineError::Validation)?;
        let inner = self.inner();
        let parent = match &list.parent {
            Some(arn) => Some(inner.record(arn).await?.id),
            None => None,
        };
        let records = inner.store.list(ListQuery {
            machine: list.machine.map(|machine| inner.machines.name_of(&machine)),
            status: list.status,
            parent,
            started_from: list.started_from,
            started_before: list.started_before,
            before: list.next_token.map(ListPosition::from),
            limit,
        });
        let records = records.await?;
        Ok(ExecutionList {
            next_token: records
                .last()
                .filter(|_| records.len() == limit)
                .map(|last| ListPosition::of(last).into()),
            executions: records.iter().map(ExecutionSummary::new).collect(),
        })
    }

    /// The whole history of an execution, as far as it is durable.
    ///
    /// # Errors
    ///
    /// There is none of this ARN; the store can't be read.
    pub async fn execution_history(&self, arn: &str) -> Result<Vec<HistoryEvent>, EngineError> {
        self.history_page(arn, None, false, usize::MAX).await
    }

    /// So many events of an execution's history, those that follow the event `after`, the youngest first where `reverse`.
    ///
    /// # Errors
    ///
    /// There is no execution of this ARN; the store can't be read.
    pub async fn history_page(
        &self,
        arn: &str,
        after: Option<u64>,
        reverse: bool,
        limit: usize,
    ) -> Result<Vec<HistoryEvent>, EngineError> {
        let execution = self.inner().record(arn).await?.id;
        let events = self
            .inner()
            .store
            .history(HistoryQuery {
                execution,
                after,
                reverse,
                limit,
            })
            .await?;
        let read = |json: &String| -> Result<HistoryEvent, EngineError> {
            let event = description::parse(json)?;
            from_value(&event).map_err(|error| EngineError::Unreadable(error.to_string()))
        };
        events.iter().map(read).collect()
    }

    /// Stops an execution: its status becomes `ABORTED`, running tasks are dropped. Gives the time at which it ended, which
    /// is earlier where it had ended already.
    ///
    /// # Errors
    ///
    /// There is no execution of this ARN; an error of more than 256 bytes, a cause of more than 32,768; the store broke; the
    /// engine has stopped.
    pub async fn stop_execution(
        &self,
        arn: &str,
        error: Option<&str>,
        cause: Option<&str>,
    ) -> Result<Timestamp, EngineError> {
        let inner = self.inner();
        inner.check_running()?;
        quotas::check_error(error, cause).map_err(EngineError::Validation)?;
        let id = inner.record(arn).await?.id;
        let waiting = inner.waiters.add(id);
        // Read again now that its end can't be missed any more.
        if let Some(end) = inner.record(arn).await?.end {
            return Ok(end.stop_date);
        }
        let request = StopRequest {
            error: error.map(str::to_owned),
            cause: cause.map(str::to_owned),
        };
        inner.launch_stop(id, request);
        Ok(inner.ended(waiting).await?.stop_date)
    }

    /// Has an execution go on that has failed, timed out or was stopped: from the state in which it ended, with the counters
    /// of its Retriers at zero, and in a Parallel or Map only with the branches and iterations that had not succeeded. Gives
    /// the time of this, from which `TimeoutSeconds` count anew.
    ///
    /// Tasks that are called again have another [idempotency key](crate::TaskContext::idempotency_key) than before.
    ///
    /// # Errors
    ///
    /// [`EngineError::ExecutionNotRedrivable`] where it runs or has succeeded, ended more than 14 days ago, or its history is
    /// full; there is no execution of this ARN; the store broke; the engine has stopped.
    pub async fn redrive_execution(&self, arn: &str) -> Result<Timestamp, EngineError> {
        self.inner().redrive(arn, None).await
    }

    /// As [`redrive_execution`](Engine::redrive_execution), but where it is asked for again under the same token, which a
    /// caller does who got no answer, the execution is not redriven again: the answer is that of the first time. AWS's
    /// `clientToken`: it counts for 15 minutes, and the last ten of an execution are known, to the next engine too.
    ///
    /// ```
    /// # use asl_runtime::{Engine, EngineError};
    /// async fn redrive(engine: &Engine, arn: &str, request: &str) -> Result<(), EngineError> {
    ///     let first = engine.redrive_execution_once(arn, request).await?;
    ///     assert_eq!(engine.redrive_execution_once(arn, request).await?, first);
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`redrive_execution`](Engine::redrive_execution); a token that is not of 1 to 64 visible ASCII characters.
    pub async fn redrive_execution_once(
        &self,
        arn: &str,
        client_token: &str,
    ) -> Result<Timestamp, EngineError> {
        quotas::check_client_token(client_token).map_err(EngineError::Validation)?;
        self.inner().redrive(arn, Some(client_token)).await
    }

    /// Gives the result of a Task that waits under this token: a `.waitForTaskToken` integration, or an activity. It is
    /// durable when this returns.
    ///
    /// # Errors
    ///
    /// [`EngineError::InvalidToken`], [`EngineError::TaskTimedOut`] where nobody waits under the token any more; an output
    /// that is not JSON data; the execution is set aside; the engine has stopped.
    pub async fn send_task_success(
        &self,
        token: &str,
        output: impl Serialize,
    ) -> Result<(), EngineError> {
        let answer = self.inner().answer(&output)?;
        self.inner().deliver(token.parse()?, answer).await
    }

    /// Has a Task that waits under this token fail, for Retry and Catch; an error without a name is matched by
    /// `States.ALL`.
    ///
    /// # Errors
    ///
    /// As [`send_task_success`](Engine::send_task_success); an error of more than 256 bytes, a cause of more than 32,768.
    pub async fn send_task_failure(
        &self,
        token: &str,
        error: Option<&str>,
        cause: Option<&str>,
    ) -> Result<(), EngineError> {
        let answer = failure(error, cause)?;
        self.inner().deliver(token.parse()?, answer).await
    }

    /// Says that the work of a Task that waits under this token goes on: one with `HeartbeatSeconds` fails when nothing is
    /// said for longer.
    ///
    /// # Errors
    ///
    /// As [`send_task_success`](Engine::send_task_success).
    pub async fn send_task_heartbeat(&self, token: &str) -> Result<(), EngineError> {
        let inner = self.inner();
        inner
            .deliver(token.parse()?, CallbackMessage::Heartbeat)
            .await
    }

    /// Removes the executions that have ended before, with their histories, and gives their number. What has ended longer ago
    /// than [`EngineBuilder::retention`] is removed without being asked for.
    ///
    /// # Errors
    ///
    /// The store broke; the engine has stopped.
    pub async fn purge(&self, ended_before: Timestamp) -> Result<u64, EngineError> {
        Ok(self.inner().purge(ended_before).await?.0)
    }

    /// How many transitions the executions of each machine have made since the store is there, which is what AWS bills:
    /// states entered, attempts after the first, redrives. By the machine's name, in order.
    ///
    /// # Errors
    ///
    /// The store can't be read.
    pub async fn transitions(&self) -> Result<Vec<(String, u64)>, EngineError> {
        Ok(self.inner().store.transitions().await?)
    }

    /// The activity of this name or ARN, for its workers. Activities need not be created.
    pub fn activity(&self, activity: &str) -> Activity {
        Activity::new(self.clone(), activity)
    }

    /// What happens from now on to any execution, once it is durable. A receiver that is slow misses some of it.
    pub fn subscribe(&self) -> broadcast::Receiver<Notification> {
        self.inner().notifications.subscribe()
    }

    /// The changes of executions' status from now on, once they are durable: started, ended, redriven. A receiver that is slow
    /// misses some of them.
    ///
    /// ```
    /// # use asl_runtime::Engine;
    /// async fn report(engine: Engine) {
    ///     let mut changes = engine.status_changes();
    ///     while let Ok(change) = changes.recv().await {
    ///         // {"detail-type":"Step Functions Execution Status Change","source":"aws.states",...}
    ///         println!("{}", serde_json::to_string(&change).unwrap_or_default());
    ///     }
    /// }
    /// ```
    pub fn status_changes(&self) -> broadcast::Receiver<StatusChange> {
        self.inner().status_changes.subscribe()
    }

    /// Stops the engine: no task is called any more, those that run may finish for a while
    /// ([`EngineBuilder::shutdown_timeout`]), and what they gave is recorded. The executions go on when an engine is
    /// started over the store again; where that needs the file to itself, drop this one and its executions first.
    ///
    /// # Errors
    ///
    /// The store broke.
    pub async fn shutdown(&self) -> Result<(), EngineError> {
        let inner = self.inner();
        inner.enter(Phase::Draining);
        inner.tasks.close();
        let timeout = inner
            .clock
            .now()
            .saturating_add(inner.options.shutdown_timeout);
        tokio::select! {
            biased;
            () = inner.tasks.wait() => {}
            () = inner.clock.sleep_until(timeout.unwrap_or(Timestamp::MAX)) => {}
        }
        inner.stop(&EngineError::ShutDown);
        inner.tasks.wait().await;
        inner
            .failed
            .get()
            .map_or(Ok(()), |error| Err(error.clone().into()))
    }
}

impl Inner {
    /// A result that is given under a token.
    fn answer(&self, output: &impl Serialize) -> Result<CallbackMessage, EngineError> {
        let output = Written::new(output).map_err(EngineError::InvalidOutput)?;
        self.check_data("output", output.text.len())
            .map_err(EngineError::Validation)?;
        Ok(CallbackMessage::Answer(Ok(output.value)))
    }
}

/// An error that is given under a token.
fn failure(error: Option<&str>, cause: Option<&str>) -> Result<CallbackMessage, EngineError> {
    quotas::check_error(error, cause).map_err(EngineError::Validation)?;
    let error = TaskError::from_parts(error.map(str::to_owned), cause.map(str::to_owned));
    Ok(CallbackMessage::Answer(Err(error)))
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}
