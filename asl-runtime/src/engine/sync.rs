//! Executions that the caller waits for, in memory: `StartSyncExecution`.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::error::StartError;
use super::inner::Inner;
use super::start::Written;
use super::{Engine, name};
use crate::clock::Clock;
use crate::error::{Failure, TaskError};
use crate::execution::Execution;
use crate::host::{Host, SavedFrames, StartExecution};
use crate::machine::{self, Outcome, WorkflowType};
use crate::nested::{self, Asked};
use crate::store::ExecutionStatus;
use crate::task::TaskContext;
use crate::value::Value;

/// How long AWS lets an Express workflow run.
const LONGEST: SignedDuration = SignedDuration::from_mins(5);

/// An execution that has run in memory, as AWS's `StartSyncExecution` gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct SyncExecution {
    /// Its ARN, which nothing else is known of.
    pub execution_arn: String,
    /// The ARN of its machine.
    pub state_machine_arn: String,
    /// Its name.
    pub name: String,
    /// How it ended: it succeeded, failed or timed out.
    pub status: ExecutionStatus,
    /// When it started.
    pub start_date: Timestamp,
    /// When it ended.
    pub stop_date: Timestamp,
    /// Its input.
    pub input: Value,
    /// Its output, if it succeeded.
    pub output: Option<Value>,
    /// The error's name, if it has one.
    pub error: Option<String>,
    /// What happened, if something is known.
    pub cause: Option<String>,
    /// What AWS would bill.
    pub billing_details: BillingDetails,
}

/// What AWS bills of an Express workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillingDetails {
    /// Its duration, rounded up to 100 milliseconds.
    pub billed_duration: Duration,
    /// Its memory in megabytes, rounded up to 64: what its data came to at the end, with AWS's 50 for itself.
    pub billed_memory_used_in_mb: u64,
}

impl BillingDetails {
    fn new(took: SignedDuration, data: usize) -> Self {
        const OWN_MB: u64 = 50;
        let millis = u64::try_from(took.as_millis()).unwrap_or(0);
        let data = (data as u64).div_ceil(1 << 20);
        BillingDetails {
            billed_duration: Duration::from_millis(millis.div_ceil(100).max(1) * 100),
            billed_memory_used_in_mb: (OWN_MB + data).div_ceil(64) * 64,
        }
    }
}

impl Engine {
    /// Runs an execution of the machine of this name in memory and waits for its end, as AWS does it with Express workflows:
    /// nothing is recorded, nothing is left of it when the process ends, and it may take five minutes. The machine is
    /// `express`, or of no type: one that was compiled as `standard`, or from a template that says so, is refused. What it
    /// starts by `states:startExecution` is durable, and goes on by itself.
    ///
    /// ```
    /// # use asl_runtime::engine::{Engine, StartError};
    /// async fn quote(engine: &Engine) -> Result<(), StartError> {
    ///     let quote = engine.start_sync_execution("quote", None, [("sku", "lamp")]).await?;
    ///     match quote.output {
    ///         Some(output) => println!("{output} after {:?}", quote.billing_details.billed_duration),
    ///         None => println!("{}: {:?}", quote.status, quote.error),
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// An unknown machine, one that is a Standard workflow, a name that is not valid, an input that is not JSON data or too
    /// large, an engine that has stopped. That the execution fails is none.
    pub async fn start_sync_execution(
        &self,
        machine: &str,
        name: Option<&str>,
        input: impl Serialize,
    ) -> Result<SyncExecution, StartError> {
        let input = Written::new(&input).map_err(StartError::InvalidExecutionInput)?;
        let inner = self.inner();
        inner.check_running()?;
        let Some(machine) = inner.machines.latest(machine) else {
            return Err(StartError::StateMachineDoesNotExist(machine.to_owned()));
        };
        if machine.definition().workflow_type == Some(WorkflowType::Standard) {
            return Err(StartError::StateMachineTypeNotSupported);
        }
        let name = match name {
            Some(name) if !name::is_valid(name) => {
                return Err(StartError::InvalidName(name.to_owned()));
            }
            Some(name) => name.to_owned(),
            None => name::random(),
        };
        inner
            .check_data("input", input.text.len())
            .map_err(StartError::Validation)?;
        let (definition, input) = (machine.definition(), input.value);
        let options = &inner.options;
        let arn = name::execution_arn(
            &options.region,
            &options.account,
            "express",
            definition.name,
            &name,
        );
        let start_date = inner.now();
        let execution = Execution {
            state_machine_arn: name::machine_arn(&arn, definition.name),
            state_machine_name: definition.name.to_owned(),
            role_arn: options.role_arn.to_string(),
            start_time: start_date,
            redriven: None,
            input: input.clone(),
            arn: arn.clone(),
            name: name.clone(),
        };
        let deadline = machine::deadline(definition, start_date, Some(LONGEST));
        let host = Arc::new(Unrecorded {
            engine: inner.clone(),
        });
        let saved = SavedFrames::default();
        let execution =
            machine::execute(&**machine, host.into(), execution.into(), saved, deadline);
        let outcome = execution.await;
        let (status, output, failure) = match outcome {
            Ok(Outcome::Succeeded(output)) => (ExecutionStatus::Succeeded, Some(output), None),
            Ok(Outcome::TimedOut) => (ExecutionStatus::TimedOut, None, Some(Failure::timeout())),
            Ok(Outcome::Failed(failure)) | Err(failure) => {
                (ExecutionStatus::Failed, None, Some(failure))
            }
        };
        let stop_date = inner.now();
        let data = input.json_len() + output.as_ref().map_or(0, Value::json_len);
        let text = |text: Option<&str>| text.map(str::to_owned);
        Ok(SyncExecution {
            state_machine_arn: name::machine_arn(&arn, definition.name),
            execution_arn: arn,
            name,
            status,
            start_date,
            stop_date,
            input,
            output,
            error: failure.as_ref().and_then(|failure| text(failure.error())),
            cause: failure.as_ref().and_then(|failure| text(failure.cause())),
            billing_details: BillingDetails::new(stop_date.duration_since(start_date), data),
        })
    }
}

/// Hosts an execution that nothing is kept of.
struct Unrecorded {
    engine: Arc<Inner>,
}

impl Unrecorded {
    /// Starts an execution that goes on by itself, whatever becomes of this one.
    async fn start(&self, cx: &TaskContext, start: &StartExecution) -> Result<Value, TaskError> {
        let asked = Asked::new(cx, start);
        if asked.waits {
            return Err(TaskError::new(
                "States.Runtime",
                "An execution in memory waits for no other: use `states:startExecution`, or start it durably.",
            ));
        }
        let started = match nested::input(&start.request) {
            Ok(input) => {
                let name = Some(asked.name);
                self.engine
                    .start(&asked.machine, name, input.into(), None)
                    .await
            }
            Err(error) => Err(error),
        };
        match started {
            Ok(started) => Ok(nested::submission(&started.arn, started.start_date)),
            // Nothing of this execution goes on when the engine has stopped.
            Err(StartError::Engine(error)) => {
                Err(TaskError::new("States.TaskFailed", error.to_string()))
            }
            Err(error) => nested::refused(error, cx).await,
        }
    }
}

impl Host for Unrecorded {
    fn clock(&self) -> &dyn Clock {
        &*self.engine.clock
    }

    fn data_limit(&self) -> Option<usize> {
        self.engine.options.data_limit
    }

    fn map_concurrency(&self) -> Option<usize> {
        self.engine.options.map_concurrency
    }

    fn start_execution<'a>(
        &'a self,
        cx: &'a TaskContext,
        start: StartExecution,
    ) -> BoxFuture<'a, Result<Value, TaskError>> {
        Box::pin(async move { self.start(cx, &start).await })
    }
}
