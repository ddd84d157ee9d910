//! Redriving executions: those that have not succeeded go on from where they failed.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::builder::Options;
use super::error::EngineError;
use super::inner::Inner;
use super::measure::{self, Counted};
use crate::history::{Event, ExecutionRedriven, HistoryEvent};
use crate::store::{
    EventRow, ExecutionId, ExecutionRecord, ExecutionStatus, HistoryQuery, Redrive, StoreError,
};

/// For how long after its end an execution can be redriven, as on AWS.
const PERIOD: SignedDuration = SignedDuration::from_hours(14 * 24);

/// How often an execution can be redriven, as on AWS.
const MOST: u64 = 1_000;

/// Why an execution can't be redriven, if it can't, in AWS's words.
pub(super) fn refusal(
    record: &ExecutionRecord,
    last_event: u64,
    now: Timestamp,
    options: &Options,
) -> Option<String> {
    let status = record.status();
    let Some(end) = record
        .end
        .as_ref()
        .filter(|end| end.status != ExecutionStatus::Succeeded)
    else {
        return Some(format!("Execution is {status} and cannot be redriven"));
    };
    let reason = if options
        .max_events
        .is_some_and(|most| last_event.saturating_add(1) >= most)
    {
        "Execution history event limit exceeded"
    } else if options
        .max_duration
        .is_some_and(|most| now.duration_since(record.start_date) > most)
    {
        "Execution has exceeded the max execution time"
    } else if now.duration_since(end.stop_date) > PERIOD {
        "Execution redrivable period exceeded"
    } else if record.redrive_count() >= MOST {
        "Execution redrive limit exceeded"
    } else {
        return None;
    };
    Some(reason.to_owned())
}

/// For how long a client token counts, as on AWS.
const CLIENT_TOKENS_COUNT: SignedDuration = SignedDuration::from_mins(15);

impl Inner {
    /// Why an execution can't be redriven, if it can't.
    pub(super) async fn redrive_refusal(
        &self,
        record: &ExecutionRecord,
    ) -> Result<Option<String>, EngineError> {
        let last_event = match record.end {
            Some(_) => self.last_event(record.id).await?,
            None => 0,
        };
        Ok(refusal(record, last_event, self.now(), &self.options))
    }

    async fn last_event(&self, execution: ExecutionId) -> Result<u64, EngineError> {
        let query = HistoryQuery {
            execution,
            after: None,
            reverse: true,
            limit: 1,
        };
        let last = self.store.history(query).await?;
        let Some(last) = last.first() else {
            return Ok(0);
        };
        let event: HistoryEvent = serde_json::from_str(last)
            .map_err(|error| EngineError::Unreadable(error.to_string()))?;
        Ok(event.id)
    }

    /// When an execution was redriven under this client token, if that still counts.
    async fn redriven_under(
        &self,
        execution: ExecutionId,
        client_token: Option<&str>,
    ) -> Result<Option<Timestamp>, EngineError> {
        let Some(token) = client_token else {
            return Ok(None);
        };
        let date = self.store.redriven_under(execution, token).await?;
        Ok(date.filter(|date| self.now().duration_since(*date) <= CLIENT_TOKENS_COUNT))
    }

    /// [`Engine::redrive_execution`](super::Engine::redrive_execution), under a client token where there is one.
    pub(super) async fn redrive(
        self: &Arc<Self>,
        arn: &str,
        client_token: Option<&str>,
    ) -> Result<Timestamp, EngineError> {
        self.check_running()?;
        let record = self.record(arn).await?;
        if let Some(date) = self.redriven_under(record.id, client_token).await? {
            return Ok(date);
        }
        if let Some(reason) = self.redrive_refusal(&record).await? {
            return Err(EngineError::ExecutionNotRedrivable(reason));
        }
        let last_event = self.last_event(record.id).await?;
        let date = self.now();
        let count = record.redrive_count();
        let event = HistoryEvent {
            timestamp: date,
            id: last_event + 1,
            previous_event_id: last_event,
            event: Event::ExecutionRedriven(ExecutionRedriven {
                redrive_count: count + 1,
            }),
        };
        let redrive = Redrive {
            execution: record.id,
            count,
            date,
            event: EventRow::new(&event),
            client_token: client_token.map(str::to_owned),
        };
        let engine = self.clone();
        // A caller that gives up waiting must not leave an execution in the store that nobody drives.
        let redriven = self.tasks.spawn(async move {
            let redriven = engine.store.redrive(redrive).await?;
            let Some(claimed) = redriven else {
                return Ok(false);
            };
            engine.notify(&claimed.arn, vec![event]);
            if engine.is_followed()
                && let Some(record) = engine.store.describe(&claimed.arn).await?
            {
                engine.announce(date, record, claimed.last_event);
            }
            measure::count(&claimed.machine, Counted::Redriven);
            if engine.is_running() {
                engine.go_on(claimed);
            }
            Ok(true)
        });
        let redriven = redriven.await.map_err(StoreError::failed).flatten();
        match redriven.inspect_err(|error| self.fail(error.clone()))? {
            true => Ok(date),
            // Someone else was faster, or the same caller who asked twice.
            false => {
                if let Some(date) = self.redriven_under(record.id, client_token).await? {
                    return Ok(date);
                }
                let status = self.record(arn).await?.status();
                let reason = format!("Execution is {status} and cannot be redriven");
                Err(EngineError::ExecutionNotRedrivable(reason))
            }
        }
    }
}
