//! What is told of a child execution.

use jiff::Timestamp;

use super::WriterTransformation;
use crate::store::ExecutionStatus;
use crate::timestamp::print;
use crate::value::{Kind, Map, Value};

/// A child execution and what came of it.
#[derive(Clone, Debug)]
pub(crate) struct ChildResult {
    /// `ExecutionArn`
    pub(crate) execution_arn: String,
    /// `Name`
    pub(crate) name: String,
    /// `StateMachineArn`
    pub(crate) state_machine_arn: String,
    /// `Input`
    pub(crate) input: Value,
    /// `Output` of one that succeeded.
    pub(crate) output: Option<Value>,
    /// `Status`; one that is still to run counts as `PENDING`.
    pub(crate) status: ExecutionStatus,
    /// `StartDate` of one that was started.
    pub(crate) start_date: Option<Timestamp>,
    /// `StopDate` of one that ended.
    pub(crate) stop_date: Option<Timestamp>,
    /// `Error` of one that failed.
    pub(crate) error: Option<String>,
    /// `Cause` of one that failed.
    pub(crate) cause: Option<String>,
    /// `RedriveCount`
    pub(crate) redrive_count: u32,
}

impl ChildResult {
    /// Everything known of it, as `NONE` has it: input and output as text, the members sorted by name as AWS writes them.
    pub(crate) fn to_value(&self) -> Value {
        let included = || Value::object([("Included", true)]);
        let mut entry = Map::with_capacity(15);
        let mut text = |name: &'static str, text: Option<&String>| {
            if let Some(text) = text {
                entry.insert(arcstr::ArcStr::from(name), text);
            }
        };
        if self.status == ExecutionStatus::Running {
            text("Input", Some(&self.input.to_json_string()));
            entry.insert("InputDetails", included());
            entry.insert("Status", "PENDING");
            return entry.into();
        }
        text("Cause", self.cause.as_ref());
        text("Error", self.error.as_ref());
        text("ExecutionArn", Some(&self.execution_arn));
        text("Input", Some(&self.input.to_json_string()));
        entry.insert("InputDetails", included());
        entry.insert("Name", &self.name);
        if let Some(output) = &self.output {
            entry.insert("Output", output.to_json_string());
        }
        entry.insert("OutputDetails", included());
        entry.insert("RedriveCount", self.redrive_count);
        if self.status == ExecutionStatus::Succeeded {
            entry.insert("RedriveStatus", "NOT_REDRIVABLE");
            let reason = "Execution is SUCCEEDED and cannot be redriven";
            entry.insert("RedriveStatusReason", reason);
        } else {
            entry.insert("RedriveStatus", "REDRIVABLE_BY_MAP_RUN");
        }
        if let Some(date) = self.start_date {
            entry.insert("StartDate", print(date));
        }
        entry.insert("StateMachineArn", &self.state_machine_arn);
        entry.insert("Status", self.status.as_str());
        if let Some(date) = self.stop_date {
            entry.insert("StopDate", print(date));
        }
        entry.into()
    }

    /// What is written of it, one entry behind the other. One that did not succeed is told of as a whole.
    pub(crate) fn entries(
        &self,
        transformation: WriterTransformation,
        mut write: impl FnMut(&Value),
    ) {
        match (&self.output, transformation) {
            (Some(output), WriterTransformation::Compact) => write(output),
            (Some(output), WriterTransformation::Flatten) => match output.kind() {
                Kind::Array(elements) => elements.iter().for_each(write),
                _ => write(output),
            },
            _ => write(&self.to_value()),
        }
    }
}
