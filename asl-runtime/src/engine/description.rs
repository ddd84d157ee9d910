//! What the engine tells of executions.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;

use super::error::EngineError;
use super::name;
use crate::history::HistoryEvent;
use crate::store::{ExecutionId, ExecutionRecord, ExecutionStatus, ListPosition};
use crate::value::Value;

/// An execution, as AWS's `DescribeExecution` gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionDescription {
    /// Its ARN.
    pub execution_arn: String,
    /// The ARN of its machine.
    pub state_machine_arn: String,
    /// Its name.
    pub name: String,
    /// Whether it runs, and if not, how it ended.
    pub status: ExecutionStatus,
    /// When it started.
    pub start_date: Timestamp,
    /// When it ended.
    pub stop_date: Option<Timestamp>,
    /// Its input.
    pub input: Value,
    /// Its output, if it succeeded.
    pub output: Option<Value>,
    /// The error's name, if it has one.
    pub error: Option<String>,
    /// What happened, if something is known.
    pub cause: Option<String>,
    /// The hash of the definition that it runs.
    pub definition: String,
    /// The ARN of the execution that started it, if one did that is still there.
    pub parent_execution_arn: Option<String>,
    /// How often it was redriven.
    pub redrive_count: u64,
    /// When it was redriven last.
    pub redrive_date: Option<Timestamp>,
    /// Whether it can be redriven.
    pub redrive_status: RedriveStatus,
    /// Why it can't.
    pub redrive_status_reason: Option<String>,
    /// Why the engine can't run it for now: its machine is missing, or has become one that what was saved does not fit.
    pub set_aside: Option<String>,
}

impl ExecutionDescription {
    pub(super) fn new(
        record: ExecutionRecord,
        set_aside: Option<String>,
        not_redrivable: Option<String>,
    ) -> Result<Self, EngineError> {
        let summary = ExecutionSummary::new(&record);
        let (output, error, cause) = match record.end {
            Some(end) => (end.output, end.error, end.cause),
            None => (None, None, None),
        };
        Ok(ExecutionDescription {
            execution_arn: summary.execution_arn,
            state_machine_arn: summary.state_machine_arn,
            name: summary.name,
            status: summary.status,
            start_date: summary.start_date,
            stop_date: summary.stop_date,
            input: parse(&record.input)?,
            output: output.as_deref().map(parse).transpose()?,
            error,
            cause,
            definition: record.definition,
            parent_execution_arn: record.parent.map(|parent| parent.arn),
            redrive_count: summary.redrive_count,
            redrive_date: summary.redrive_date,
            redrive_status: match not_redrivable {
                None => RedriveStatus::Redrivable,
                Some(_) => RedriveStatus::NotRedrivable,
            },
            redrive_status_reason: not_redrivable,
            set_aside,
        })
    }
}

/// Whether an execution can be redriven now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedriveStatus {
    /// [`Engine::redrive_execution`](super::Engine::redrive_execution) would have it go on.
    Redrivable,
    /// It would refuse to.
    NotRedrivable,
}

impl RedriveStatus {
    /// As AWS writes it, `NOT_REDRIVABLE`.
    pub const fn as_str(self) -> &'static str {
        match self {
            RedriveStatus::Redrivable => "REDRIVABLE",
            RedriveStatus::NotRedrivable => "NOT_REDRIVABLE",
        }
    }
}

/// Reads data that was written as JSON text.
pub(super) fn parse(json: &str) -> Result<Value, EngineError> {
    Value::parse(json).map_err(|error| EngineError::Unreadable(error.to_string()))
}

/// An execution, as AWS's `ListExecutions` gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionSummary {
    /// Its ARN.
    pub execution_arn: String,
    /// The ARN of its machine.
    pub state_machine_arn: String,
    /// Its name.
    pub name: String,
    /// Whether it runs, and if not, how it ended.
    pub status: ExecutionStatus,
    /// When it started.
    pub start_date: Timestamp,
    /// When it ended.
    pub stop_date: Option<Timestamp>,
    /// How often it was redriven.
    pub redrive_count: u64,
    /// When it was redriven last.
    pub redrive_date: Option<Timestamp>,
}

impl ExecutionSummary {
    pub(super) fn new(record: &ExecutionRecord) -> Self {
        ExecutionSummary {
            execution_arn: record.arn.clone(),
            state_machine_arn: name::machine_arn(&record.arn, &record.machine),
            name: record.name.clone(),
            status: record.status(),
            start_date: record.start_date,
            stop_date: record.end.as_ref().map(|end| end.stop_date),
            redrive_count: record.redrive_count(),
            redrive_date: record.redriven.map(|redriven| redriven.date),
        }
    }
}

/// Which executions [`Engine::list_executions`](super::Engine::list_executions) gives.
#[derive(Clone, Debug, Default)]
pub struct ListExecutions {
    /// Those of the machine of this name or ARN only.
    pub machine: Option<String>,
    /// Those of this status only.
    pub status: Option<ExecutionStatus>,
    /// Those that the execution of this ARN has started only.
    pub parent: Option<String>,
    /// Those that started at this time or later only.
    pub started_from: Option<Timestamp>,
    /// Those that started before this time only.
    pub started_before: Option<Timestamp>,
    /// So many at most; 0 for AWS's default of 100.
    pub max_results: usize,
    /// Where the page before ended.
    pub next_token: Option<NextToken>,
}

/// Where a page of executions ends. As text it goes through other hands, and is parsed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextToken(ListPosition);

impl From<ListPosition> for NextToken {
    fn from(position: ListPosition) -> Self {
        NextToken(position)
    }
}

impl From<NextToken> for ListPosition {
    fn from(token: NextToken) -> Self {
        token.0
    }
}

impl fmt::Display for NextToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ListPosition { start_date, id } = self.0;
        let bytes = [start_date.as_millisecond(), id.0].map(i64::to_be_bytes);
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes.concat()))
    }
}

impl FromStr for NextToken {
    type Err = EngineError;

    fn from_str(text: &str) -> Result<Self, EngineError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let read = bytes.and_then(|bytes| {
            let (date, id) = bytes.split_at_checked(8)?;
            let number = |bytes: &[u8]| Some(i64::from_be_bytes(bytes.try_into().ok()?));
            Some(ListPosition {
                start_date: Timestamp::from_millisecond(number(date)?).ok()?,
                id: ExecutionId(number(id)?),
            })
        });
        read.map(NextToken).ok_or(EngineError::InvalidToken)
    }
}

/// A page of executions, the youngest first.
#[derive(Clone, Debug, Default)]
pub struct ExecutionList {
    /// The executions.
    pub executions: Vec<ExecutionSummary>,
    /// For the next page, if there may be one.
    pub next_token: Option<NextToken>,
}

/// Something that happened, and is durable.
#[derive(Clone, Debug)]
pub struct Notification {
    /// The execution's ARN.
    pub execution_arn: Arc<str>,
    /// What happened.
    pub event: Arc<HistoryEvent>,
}
