//! Events as Step Functions writes them to CloudWatch Logs, which is all the history that an Express workflow has.

use super::{Event, HistoryEvent};
use crate::value::{Map, Value, to_value};

/// Which events are logged: `LoggingConfiguration`'s `level`.
///
/// ```
/// use asl_runtime::history::{Event, LogLevel};
///
/// assert!(LogLevel::All.logs(&Event::ParallelStateSucceeded));
/// assert!(!LogLevel::Error.logs(&Event::ParallelStateSucceeded));
/// assert!(LogLevel::Error.logs(&Event::ParallelStateFailed));
/// assert!(!LogLevel::Fatal.logs(&Event::ParallelStateFailed));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// None.
    #[default]
    Off,
    /// Those that end an execution badly.
    Fatal,
    /// What fails, times out or is given up, too, and what a Fail state is about to do.
    Error,
    /// All.
    All,
}

impl LogLevel {
    /// Whether an event is logged.
    pub fn logs(self, event: &Event) -> bool {
        let of_event = match &*event.event_type() {
            "ExecutionFailed" | "ExecutionTimedOut" | "ExecutionAborted" => LogLevel::Fatal,
            "FailStateEntered" => LogLevel::Error,
            name if ["Failed", "TimedOut", "Aborted"]
                .iter()
                .any(|end| name.ends_with(end)) =>
            {
                LogLevel::Error
            }
            _ => LogLevel::All,
        };
        self >= of_event
    }
}

/// The members of details that are an execution's data. An error's name and cause are none.
const DATA: &[&str] = &[
    "input",
    "inputDetails",
    "output",
    "outputDetails",
    "parameters",
    "assignedVariables",
    "assignedVariablesDetails",
];

impl HistoryEvent {
    /// The event as a line of the log: `{"id": "2", "type": ..., "details": {...}, "previous_event_id": "0",
    /// "event_timestamp": "1704067200000", "execution_arn": ..., "redrive_count": "0"}`. The timestamp is in milliseconds
    /// since 1970.
    ///
    /// Without `include_execution_data` the details have no input and output, as with `includeExecutionData: false`; error
    /// and cause stay.
    ///
    /// ```
    /// use asl_runtime::history::{Event, HistoryEvent};
    ///
    /// let event = HistoryEvent {
    ///     timestamp: "2024-01-01T00:00:00Z".parse().unwrap(),
    ///     id: 3,
    ///     previous_event_id: 2,
    ///     event: Event::ParallelStateStarted,
    /// };
    /// let line = event.to_log_event("arn:aws:states:us-east-1:123456789012:express:order:a", true);
    /// assert_eq!(line["type"], "ParallelStateStarted".into());
    /// assert_eq!(line["previous_event_id"], "2".into());
    /// ```
    pub fn to_log_event(&self, execution_arn: &str, include_execution_data: bool) -> Value {
        let event = to_value(self).unwrap_or_default();
        let members = event.as_object();
        let details = members.and_then(|members| {
            let mut members = members.iter();
            members.find_map(|(name, value)| name.ends_with("EventDetails").then_some(value))
        });
        let details: Value = match details.and_then(Value::as_object) {
            Some(details) if !include_execution_data => details
                .iter()
                .filter(|(name, _)| !DATA.contains(&name.as_str()))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect::<Map>()
                .into(),
            Some(details) => details.clone().into(),
            None => Map::new().into(),
        };
        let mut line = Map::with_capacity(7);
        line.insert("id", self.id.to_string());
        line.insert("type", &*self.event.event_type());
        line.insert("details", details);
        line.insert("previous_event_id", self.previous_event_id.to_string());
        line.insert(
            "event_timestamp",
            self.timestamp.as_millisecond().to_string(),
        );
        line.insert("execution_arn", execution_arn);
        line.insert("redrive_count", "0");
        line.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{ErrorDetails, JsonText, Output};
    use crate::value;

    fn event(event: Event) -> HistoryEvent {
        HistoryEvent {
            timestamp: "2024-01-01T00:00:00Z".parse().unwrap(),
            id: 7,
            previous_event_id: 6,
            event,
        }
    }

    #[test]
    fn data_is_left_out_and_errors_are_not() {
        let failed = event(Event::ExecutionFailed(ErrorDetails {
            error: Some("Broken".into()),
            cause: Some("a crack".into()),
        }));
        let details = value!({ "error": "Broken", "cause": "a crack" });
        assert_eq!(
            failed.to_log_event("arn", false),
            value!({
                "id": "7",
                "type": "ExecutionFailed",
                "details": details,
                "previous_event_id": "6",
                "event_timestamp": "1704067200000",
                "execution_arn": "arn",
                "redrive_count": "0"
            })
        );
        let succeeded = event(Event::ExecutionSucceeded(Output {
            output: JsonText(value!([1])),
            output_details: Default::default(),
        }));
        assert_eq!(
            succeeded.to_log_event("arn", true)["details"],
            value!({ "output": "[1]", "outputDetails": { "truncated": false } })
        );
        assert_eq!(
            succeeded.to_log_event("arn", false)["details"],
            Value::from(Map::new())
        );
    }

    #[test]
    fn levels_are_those_of_the_service() {
        let failed = Event::MapStateFailed;
        let all = [
            LogLevel::Off,
            LogLevel::Fatal,
            LogLevel::Error,
            LogLevel::All,
        ];
        let logged = |event: &Event| all.map(|level| level.logs(event));
        assert_eq!(logged(&failed), [false, false, true, true]);
        let timed_out = Event::ExecutionTimedOut(ErrorDetails {
            error: None,
            cause: None,
        });
        assert_eq!(logged(&timed_out), [false, true, true, true]);
        assert_eq!(
            logged(&Event::LambdaFunctionStarted),
            [false, false, false, true]
        );
    }
}
