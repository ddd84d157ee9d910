//! What an execution knows of itself: the Context Object's facts.

use jiff::Timestamp;

use crate::value::Value;

/// The facts of an execution that the Context Object shows.
#[derive(Clone, Debug)]
pub struct Execution {
    /// `Execution.Id`: its ARN.
    pub arn: String,
    /// `Execution.Name`.
    pub name: String,
    /// `Execution.Input`.
    pub input: Value,
    /// `Execution.StartTime`.
    pub start_time: Timestamp,
    /// `Execution.RoleArn`.
    pub role_arn: String,
    /// `StateMachine.Id`: the machine's ARN.
    pub state_machine_arn: String,
    /// `StateMachine.Name`.
    pub state_machine_name: String,
}

impl Execution {
    /// The region in the execution's ARN.
    pub fn region(&self) -> &str {
        self.arn.split(':').nth(3).unwrap_or_default()
    }
}
