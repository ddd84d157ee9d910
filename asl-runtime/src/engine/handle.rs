//! An execution, as those see it who started it.

use super::Engine;
use super::description::{self, ExecutionDescription};
use super::error::{EngineError, WaitError};
use crate::error::{ExecutionError, Failure};
use crate::history::HistoryEvent;
use crate::store::{ExecutionId, ExecutionStatus};
use crate::value::Value;

/// An execution of an engine.
#[derive(Clone, Debug)]
pub struct ExecutionHandle {
    pub(super) engine: Engine,
    pub(super) id: ExecutionId,
    pub(super) arn: String,
}

impl ExecutionHandle {
    /// Its ARN.
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// What is known of it.
    ///
    /// # Errors
    ///
    /// The store can't be read.
    pub async fn describe(&self) -> Result<ExecutionDescription, EngineError> {
        self.engine.describe_execution(&self.arn).await
    }

    /// Its history, as far as it is durable.
    ///
    /// # Errors
    ///
    /// The store can't be read.
    pub async fn history(&self) -> Result<Vec<HistoryEvent>, EngineError> {
        self.engine.execution_history(&self.arn).await
    }

    /// Waits for its end: its output.
    ///
    /// # Errors
    ///
    /// It failed, timed out or was stopped; the engine stopped or can't run it.
    pub async fn outcome(&self) -> Result<Value, WaitError> {
        let inner = self.engine.inner();
        let waiting = inner.waiters.add(self.id);
        let record = inner.record(&self.arn).await?;
        if let Some(reason) = inner.why_set_aside(&record) {
            return Err(EngineError::SetAside(reason).into());
        }
        let end = match record.end {
            Some(end) => end,
            None => inner.end_of(&record, waiting).await?,
        };
        match (end.status, end.output) {
            (ExecutionStatus::Succeeded, Some(output)) => Ok(description::parse(&output)?),
            (ExecutionStatus::TimedOut, _) => Err(WaitError::Execution(Failure::timeout().into())),
            _ => Err(WaitError::Execution(ExecutionError {
                error: end.error,
                cause: end.cause,
            })),
        }
    }
}
