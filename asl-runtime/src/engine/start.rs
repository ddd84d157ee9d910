//! Starting executions.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::error::StartError;
use super::inner::Inner;
use super::name;
use crate::store::{Created, ExecutionId, ExecutionRecord, NewExecution, Parent, StoreError};
use crate::value::{Value, to_value};

/// An execution that runs, or that has run.
pub(super) struct Started {
    pub(super) id: ExecutionId,
    pub(super) arn: String,
    pub(super) start_date: Timestamp,
}

impl From<ExecutionRecord> for Started {
    fn from(record: ExecutionRecord) -> Started {
        Started {
            id: record.id,
            arn: record.arn,
            start_date: record.start_date,
        }
    }
}

/// Data as it is written, and as it is read again.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) value: Value,
}

impl Written {
    /// Writes data, or says why it could not be read again.
    pub(super) fn new(data: &impl Serialize) -> Result<Written, String> {
        let data = to_value(data).map_err(|error| error.to_string())?;
        let text = data.to_json_string();
        let value = Value::parse(&text).map_err(|error| error.to_string())?;
        Ok(Written { text, value })
    }
}

impl From<Value> for Written {
    fn from(value: Value) -> Written {
        let text = value.to_json_string();
        Written { text, value }
    }
}

impl Inner {
    /// Starts an execution of the machine of this name or ARN: [`Engine::start_execution`](super::Engine::start_execution).
    pub(super) async fn start(
        self: &Arc<Self>,
        machine: &str,
        name: Option<String>,
        input: Written,
        parent: Option<Parent>,
    ) -> Result<Started, StartError> {
        self.check_running()?;
        let Some(machine) = self.machines.latest(machine) else {
            return Err(StartError::StateMachineDoesNotExist(machine.to_owned()));
        };
        let name = match name {
            Some(name) if !name::is_valid(&name) => return Err(StartError::InvalidName(name)),
            Some(name) => name,
            None => name::random(),
        };
        self.check_data("input", input.text.len())
            .map_err(StartError::Validation)?;
        let definition = machine.definition();
        let new = NewExecution {
            arn: self.execution_arn(definition.name, &name),
            name,
            machine: definition.name.to_owned(),
            definition: definition.hash.to_owned(),
            start_date: self.now(),
            input: input.text,
            parent,
        };
        let (arn, start_date) = (new.arn.clone(), new.start_date);
        // A caller that gives up waiting must not leave an execution in the store that nobody drives.
        let created = self.tasks.spawn(self.clone().create(new)).await;
        let created = created.map_err(StoreError::failed).flatten();
        match created.inspect_err(|error| self.fail(error.clone()))? {
            Created::New(id) => Ok(Started {
                id,
                arn,
                start_date,
            }),
            Created::Exists(record) => {
                if record.end.is_some() || Value::parse(&record.input).ok() != Some(input.value) {
                    return Err(StartError::ExecutionAlreadyExists(arn));
                }
                Ok(Started::from(*record))
            }
        }
    }
}
