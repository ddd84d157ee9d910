//! Changes of executions' status, as EventBridge has them.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::description::ExecutionDescription;
use super::{name, redrive};
use crate::engine::inner::Inner;
use crate::store::ExecutionRecord;
use crate::value::{Map, Value};

/// How many bytes of input and output EventBridge's events have.
const DATA: usize = 248 * 1024;

/// An execution was started, has ended, or goes on after its end.
///
/// It serializes to EventBridge's event "Step Functions Execution Status Change", with its `source`, `time`, `resources`
/// and `detail`. Input and output are left out of that where they are larger together than 248 KiB.
#[derive(Clone, Debug)]
pub struct StatusChange {
    /// When.
    pub time: Timestamp,
    /// The execution, with its new status.
    pub execution: Arc<ExecutionDescription>,
}

impl StatusChange {
    fn to_value(&self) -> Value {
        let execution = &*self.execution;
        let mut parts = execution.execution_arn.splitn(6, ':').skip(3);
        let region = parts.next().unwrap_or_default();
        let account = parts.next().unwrap_or_default();
        let time = self.time.round(jiff::Unit::Second).unwrap_or(self.time);
        Value::object([
            ("version", Value::from("0")),
            ("id", name::random().into()),
            (
                "detail-type",
                "Step Functions Execution Status Change".into(),
            ),
            ("source", "aws.states".into()),
            ("account", account.into()),
            ("time", time.to_string().into()),
            ("region", region.into()),
            (
                "resources",
                Value::array([Value::from(execution.execution_arn.as_str())]),
            ),
            ("detail", detail(execution)),
        ])
    }
}

impl Serialize for StatusChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

fn detail(execution: &ExecutionDescription) -> Value {
    let text = |text: Option<&str>| text.map_or(Value::NULL, Value::from);
    let millis =
        |time: Option<Timestamp>| time.map_or(Value::NULL, |time| time.as_millisecond().into());
    let input = execution.input.to_json_string();
    let output = execution.output.as_ref().map(Value::to_json_string);
    let fits = input.len() + output.as_ref().map_or(0, String::len) <= DATA;
    let data = |data: Option<String>| data.filter(|_| fits).map_or(Value::NULL, Value::from);
    let details = |there: bool| match there {
        true => Value::object([("included", fits)]),
        false => Value::NULL,
    };
    let mut detail = Map::with_capacity(20);
    detail.insert("executionArn", execution.execution_arn.as_str());
    detail.insert("stateMachineArn", execution.state_machine_arn.as_str());
    detail.insert("name", execution.name.as_str());
    detail.insert("status", execution.status.as_str());
    detail.insert("startDate", millis(Some(execution.start_date)));
    detail.insert("stopDate", millis(execution.stop_date));
    detail.insert("inputDetails", details(true));
    detail.insert("outputDetails", details(output.is_some()));
    detail.insert("input", data(Some(input)));
    detail.insert("output", data(output));
    detail.insert("stateMachineVersionArn", Value::NULL);
    detail.insert("stateMachineAliasArn", Value::NULL);
    detail.insert("redriveCount", execution.redrive_count as i64);
    detail.insert("redriveDate", millis(execution.redrive_date));
    detail.insert("redriveStatus", execution.redrive_status.as_str());
    detail.insert(
        "redriveStatusReason",
        text(execution.redrive_status_reason.as_deref()),
    );
    detail.insert("error", text(execution.error.as_deref()));
    detail.insert("cause", text(execution.cause.as_deref()));
    detail.into()
}

impl Inner {
    /// Whether anybody wants to know of changes.
    pub(super) fn is_followed(&self) -> bool {
        self.status_changes.receiver_count() > 0
    }

    /// Tells of an execution's new status. It is durable.
    pub(super) fn announce(&self, time: Timestamp, record: ExecutionRecord, last_event: u64) {
        let refusal = redrive::refusal(&record, last_event, self.now(), &self.options);
        // What was written here can be read here.
        if let Ok(execution) = ExecutionDescription::new(record, None, refusal) {
            // Whoever listened may be gone.
            let _ = self.status_changes.send(StatusChange {
                time,
                execution: execution.into(),
            });
        }
    }
}
