//! The history of an execution: the events that Step Functions shows, with its names, ids and details.

mod in_memory;
mod log;
pub(crate) mod note;
mod stored;
mod text;

use std::borrow::Cow;

use jiff::Timestamp;
use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use in_memory::History;
pub use log::LogLevel;
pub(crate) use stored::Printer;
use stored::{Stored, write_members};
pub use text::JsonText;

use crate::timestamp;
use crate::value::{Value, from_value};

/// One event of an execution's history.
///
/// It serializes to the shape of AWS's `GetExecutionHistory`: `timestamp`, `type`, `id`, `previousEventId` and a member
/// such as `stateEnteredEventDetails`.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEvent {
    /// When it happened.
    pub timestamp: Timestamp,
    /// Its number, from 1.
    pub id: u64,
    /// The event that led to this one; 0 for the first.
    pub previous_event_id: u64,
    /// What happened.
    pub event: Event,
}

/// The eight types of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The specification's names, which it explains.
pub enum StateType {
    Task,
    Pass,
    Choice,
    Wait,
    Parallel,
    Map,
    Succeed,
    Fail,
}

impl StateType {
    const ALL: [StateType; 8] = [
        StateType::Task,
        StateType::Pass,
        StateType::Choice,
        StateType::Wait,
        StateType::Parallel,
        StateType::Map,
        StateType::Succeed,
        StateType::Fail,
    ];

    /// The type as definitions write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            StateType::Task => "Task",
            StateType::Pass => "Pass",
            StateType::Choice => "Choice",
            StateType::Wait => "Wait",
            StateType::Parallel => "Parallel",
            StateType::Map => "Map",
            StateType::Succeed => "Succeed",
            StateType::Fail => "Fail",
        }
    }
}

/// Declares [`Event`]: a variant's AWS name is its own, its details are one of the structs below, under AWS's key.
macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident $(($details:ident) = $key:literal)?,)*) => {
        /// What happened: the name, and details as AWS gives them.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            /// A state began: `TaskStateEntered`, `PassStateEntered`, …
            StateEntered(StateType, StateEntered),
            /// A state ended well, or its error was caught: `TaskStateExited`, …
            StateExited(StateType, StateExited),
            $($(#[$doc])* $variant $(($details))?,)*
        }

        impl Event {
            /// Whether it is the last one of an execution, unless that is redriven.
            pub fn is_end(&self) -> bool {
                matches!(
                    self,
                    Event::ExecutionSucceeded(_)
                        | Event::ExecutionFailed(_)
                        | Event::ExecutionAborted(_)
                        | Event::ExecutionTimedOut(_)
                )
            }

            /// The event's name, such as `TaskStateEntered`.
            pub fn event_type(&self) -> Cow<'static, str> {
                match self {
                    Event::StateEntered(state, _) => format!("{}StateEntered", state.as_str()).into(),
                    Event::StateExited(state, _) => format!("{}StateExited", state.as_str()).into(),
                    $(events!(@pattern $variant $(($details))?) => stringify!($variant).into(),)*
                }
            }

            fn serialize_details<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                match self {
                    Event::StateEntered(_, details) => map.serialize_entry("stateEnteredEventDetails", details),
                    Event::StateExited(_, details) => map.serialize_entry("stateExitedEventDetails", details),
                    $(events!(@bind details $variant $(($details))?) =>
                        events!(@serialize map details $($key)?),)*
                }
            }

            /// As [`serialize_details`](Event::serialize_details), for a store.
            fn write_details(&self, printer: &mut Printer, out: &mut String) {
                let (key, details): (&str, &dyn Stored) = match self {
                    Event::StateEntered(_, details) => ("stateEnteredEventDetails", details),
                    Event::StateExited(_, details) => ("stateExitedEventDetails", details),
                    $(events!(@bind details $variant $(($details))?) =>
                        events!(@stored details $($key)?),)*
                };
                out.push_str(",\"");
                out.push_str(key);
                out.push_str("\":");
                details.write(printer, out);
            }

            fn from_parts(event_type: &str, event: &Value) -> Result<Event, String> {
                for state in StateType::ALL {
                    match event_type.strip_prefix(state.as_str()) {
                        Some("StateEntered") => {
                            return details(event, "stateEnteredEventDetails").map(|it| Event::StateEntered(state, it));
                        }
                        Some("StateExited") => {
                            return details(event, "stateExitedEventDetails").map(|it| Event::StateExited(state, it));
                        }
                        _ => {}
                    }
                }
                match event_type {
                    $(stringify!($variant) => events!(@parse event $variant $(($details) = $key)?),)*
                    other => Err(format!("unknown event type `{other}`")),
                }
            }
        }
    };
    (@pattern $variant:ident ($details:ident)) => { Event::$variant(_) };
    (@pattern $variant:ident) => { Event::$variant };
    (@bind $name:ident $variant:ident ($details:ident)) => { Event::$variant($name) };
    (@bind $name:ident $variant:ident) => { Event::$variant };
    (@serialize $map:ident $name:ident $key:literal) => { $map.serialize_entry($key, $name) };
    (@serialize $map:ident $name:ident) => { Ok(()) };
    (@stored $name:ident $key:literal) => { ($key, $name) };
    (@stored $name:ident) => { return };
    (@parse $event:ident $variant:ident ($details:ident) = $key:literal) => {
        details($event, $key).map(Event::$variant)
    };
    (@parse $event:ident $variant:ident) => { Ok(Event::$variant) };
}

events! {
    /// The execution was started.
    ExecutionStarted(ExecutionStarted) = "executionStartedEventDetails",
    /// The execution ended well.
    ExecutionSucceeded(Output) = "executionSucceededEventDetails",
    /// The execution failed.
    ExecutionFailed(ErrorDetails) = "executionFailedEventDetails",
    /// The execution was stopped.
    ExecutionAborted(ErrorDetails) = "executionAbortedEventDetails",
    /// The execution goes on after its end.
    ExecutionRedriven(ExecutionRedriven) = "executionRedrivenEventDetails",
    /// The execution took longer than the machine's `TimeoutSeconds`.
    ExecutionTimedOut(ErrorDetails) = "executionTimedOutEventDetails",
    /// A function is about to be called by its ARN.
    LambdaFunctionScheduled(LambdaFunctionScheduled) = "lambdaFunctionScheduledEventDetails",
    /// The function was called.
    LambdaFunctionStarted,
    /// The function returned.
    LambdaFunctionSucceeded(Output) = "lambdaFunctionSucceededEventDetails",
    /// The function failed.
    LambdaFunctionFailed(ErrorDetails) = "lambdaFunctionFailedEventDetails",
    /// The function took too long.
    LambdaFunctionTimedOut(ErrorDetails) = "lambdaFunctionTimedOutEventDetails",
    /// A task is about to be offered to an activity's workers.
    ActivityScheduled(ActivityScheduled) = "activityScheduledEventDetails",
    /// A worker has fetched the task.
    ActivityStarted(ActivityStarted) = "activityStartedEventDetails",
    /// The worker has done it.
    ActivitySucceeded(Output) = "activitySucceededEventDetails",
    /// The worker has failed.
    ActivityFailed(ErrorDetails) = "activityFailedEventDetails",
    /// The worker took too long, or none came.
    ActivityTimedOut(ErrorDetails) = "activityTimedOutEventDetails",
    /// An integration is about to be called.
    TaskScheduled(TaskScheduled) = "taskScheduledEventDetails",
    /// The integration was called.
    TaskStarted(TaskDetails) = "taskStartedEventDetails",
    /// A service has taken the request of a `.sync` or `.waitForTaskToken` integration.
    TaskSubmitted(TaskSubmitted) = "taskSubmittedEventDetails",
    /// The integration returned.
    TaskSucceeded(TaskSucceeded) = "taskSucceededEventDetails",
    /// The integration failed.
    TaskFailed(TaskFailed) = "taskFailedEventDetails",
    /// The integration took too long.
    TaskTimedOut(TaskFailed) = "taskTimedOutEventDetails",
    /// A Task was given up because a sibling failed or the execution was stopped.
    TaskStateAborted,
    /// A Wait was given up.
    WaitStateAborted,
    /// A Parallel's branches begin.
    ParallelStateStarted,
    /// All branches ended well.
    ParallelStateSucceeded,
    /// A branch failed.
    ParallelStateFailed,
    /// A Parallel was given up.
    ParallelStateAborted,
    /// A Map's iterations begin.
    MapStateStarted(MapStateStarted) = "mapStateStartedEventDetails",
    /// All iterations ended well.
    MapStateSucceeded,
    /// An iteration failed.
    MapStateFailed,
    /// A Map was given up.
    MapStateAborted,
    /// An iteration begins.
    MapIterationStarted(MapIteration) = "mapIterationStartedEventDetails",
    /// An iteration ended well.
    MapIterationSucceeded(MapIteration) = "mapIterationSucceededEventDetails",
    /// An iteration failed.
    MapIterationFailed(MapIteration) = "mapIterationFailedEventDetails",
    /// An iteration was given up.
    MapIterationAborted(MapIteration) = "mapIterationAbortedEventDetails",
    /// A Distributed Map has begun to start its children.
    MapRunStarted(MapRunStarted) = "mapRunStartedEventDetails",
    /// All children of a Distributed Map have ended, and no more of them have failed than are tolerated.
    MapRunSucceeded,
    /// A Distributed Map failed: reading, writing, or too many of its children.
    MapRunFailed(ErrorDetails) = "mapRunFailedEventDetails",
    /// A Distributed Map was stopped.
    MapRunAborted,
    /// Its execution was redriven: what has not succeeded runs again.
    MapRunRedriven(MapRunRedriven) = "mapRunRedrivenEventDetails",
    /// A JSONata expression could not be evaluated.
    EvaluationFailed(EvaluationFailed) = "evaluationFailedEventDetails",
}

fn details<T: for<'de> Deserialize<'de>>(event: &Value, key: &str) -> Result<T, String> {
    let details = event
        .get(key)
        .ok_or_else(|| format!("`{key}` is missing"))?;
    from_value(details).map_err(|error| format!("`{key}`: {error}"))
}

impl Serialize for HistoryEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("timestamp", &timestamp::print(self.timestamp))?;
        map.serialize_entry("type", &self.event.event_type())?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("previousEventId", &self.previous_event_id)?;
        self.event.serialize_details(&mut map)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for HistoryEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Head {
            timestamp: Timestamp,
            r#type: String,
            id: u64,
            previous_event_id: u64,
        }
        let value = Value::deserialize(deserializer)?;
        let head: Head = from_value(&value).map_err(D::Error::custom)?;
        let event = Event::from_parts(&head.r#type, &value).map_err(D::Error::custom)?;
        let Head {
            timestamp,
            id,
            previous_event_id,
            ..
        } = head;
        Ok(HistoryEvent {
            timestamp,
            id,
            previous_event_id,
            event,
        })
    }
}

/// Whether data was cut off in the history. It never is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Truncation {
    /// Always false.
    pub truncated: bool,
}

/// Declares the details' structs: AWS's names in camel case, absent members left out.
macro_rules! details {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        impl Stored for $name {
            fn write(&self, printer: &mut Printer, out: &mut String) {
                write_members(&[$((stringify!($field), &self.$field)),*], printer, out);
            }
        })*
    };
}

details! {
    /// Details of `ExecutionStarted`.
    ExecutionStarted {
        /// The input.
        input: JsonText,
        /// Whether it was cut off.
        #[serde(default)]
        input_details: Truncation,
        /// The role, as the engine was told.
        role_arn: Cow<'static, str>,
    }
    /// Details of `…StateEntered`.
    StateEntered {
        /// The state.
        name: Cow<'static, str>,
        /// Its input.
        input: JsonText,
        /// Whether it was cut off.
        #[serde(default)]
        input_details: Truncation,
    }
    /// Details of `…StateExited`.
    StateExited {
        /// The state.
        name: Cow<'static, str>,
        /// Its output.
        output: JsonText,
        /// Whether it was cut off.
        #[serde(default)]
        output_details: Truncation,
        /// The variables it assigned, as JSON text.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        assigned_variables: Option<AssignedVariables>,
        /// Whether they were cut off.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        assigned_variables_details: Option<Truncation>,
    }
    /// Details of an event that gives an output.
    Output {
        /// The output.
        output: JsonText,
        /// Whether it was cut off.
        #[serde(default)]
        output_details: Truncation,
    }
    /// Details of an event that gives an error.
    ErrorDetails {
        /// The error's name.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        error: Option<String>,
        /// What happened.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        cause: Option<String>,
    }
    /// Details of `LambdaFunctionScheduled`.
    LambdaFunctionScheduled {
        /// The function's ARN.
        resource: Cow<'static, str>,
        /// What it is called with.
        input: JsonText,
        /// Whether it was cut off.
        #[serde(default)]
        input_details: Truncation,
        /// How long it may take.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        timeout_in_seconds: Option<u64>,
        /// The role that it is called in.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        task_credentials: Option<TaskCredentials>,
    }
    /// Details of `TaskScheduled`.
    TaskScheduled {
        /// The service, such as `lambda`.
        resource_type: Cow<'static, str>,
        /// The action, such as `invoke`.
        resource: Cow<'static, str>,
        /// The region.
        region: Cow<'static, str>,
        /// The evaluated `Parameters` or `Arguments`.
        parameters: JsonText,
        /// How long it may take.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        timeout_in_seconds: Option<u64>,
        /// How long it may go without a heartbeat.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        heartbeat_in_seconds: Option<u64>,
        /// The role that it is called in.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        task_credentials: Option<TaskCredentials>,
    }
    /// The role of a Task's `Credentials`.
    TaskCredentials {
        /// Its ARN.
        role_arn: String,
    }
    /// Details of `ActivityScheduled`.
    ActivityScheduled {
        /// The activity's ARN.
        resource: Cow<'static, str>,
        /// What the worker is given.
        input: JsonText,
        /// Whether it was cut off.
        #[serde(default)]
        input_details: Truncation,
        /// `TimeoutSeconds`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        timeout_in_seconds: Option<u64>,
        /// `HeartbeatSeconds`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        heartbeat_in_seconds: Option<u64>,
    }
    /// Details of `ActivityStarted`.
    ActivityStarted {
        /// What the worker calls itself.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        worker_name: Option<String>,
    }
    /// Details of `TaskStarted`.
    TaskDetails {
        /// The service.
        resource_type: Cow<'static, str>,
        /// The action.
        resource: Cow<'static, str>,
    }
    /// Details of `TaskSubmitted`.
    TaskSubmitted {
        /// The service.
        resource_type: Cow<'static, str>,
        /// The action.
        resource: Cow<'static, str>,
        /// What the service answered, where the task's handler has said it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        output: Option<JsonText>,
        /// Whether it was cut off.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        output_details: Option<Truncation>,
    }
    /// Details of `TaskSucceeded`.
    TaskSucceeded {
        /// The service.
        resource_type: Cow<'static, str>,
        /// The action.
        resource: Cow<'static, str>,
        /// The result.
        output: JsonText,
        /// Whether it was cut off.
        #[serde(default)]
        output_details: Truncation,
    }
    /// Details of `TaskFailed` and `TaskTimedOut`.
    TaskFailed {
        /// The service.
        resource_type: Cow<'static, str>,
        /// The action.
        resource: Cow<'static, str>,
        /// The error's name.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        error: Option<String>,
        /// What happened.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        cause: Option<String>,
    }
    /// Details of `MapStateStarted`.
    MapStateStarted {
        /// The number of items.
        length: u64,
    }
    /// Details of `ExecutionRedriven`.
    ExecutionRedriven {
        /// How often the execution was redriven, with this time.
        redrive_count: u64,
    }
    /// Details of `MapIteration…`.
    MapIteration {
        /// The Map.
        name: Cow<'static, str>,
        /// The item's number, from 0.
        index: u64,
    }
    /// Details of `MapRunStarted`.
    MapRunStarted {
        /// The map run's ARN.
        map_run_arn: String,
    }
    /// Details of `MapRunRedriven`.
    MapRunRedriven {
        /// The map run's ARN.
        map_run_arn: String,
        /// How often it was.
        redrive_count: u64,
    }
    /// Details of `EvaluationFailed`.
    EvaluationFailed {
        /// The error's name.
        error: String,
        /// What happened.
        cause: String,
        /// The field, such as `Arguments/amount`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        location: Option<Cow<'static, str>>,
        /// The state.
        state: Cow<'static, str>,
    }
}

/// The variables a state assigned, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AssignedVariables(pub Vec<(Cow<'static, str>, JsonText)>);

impl Serialize for AssignedVariables {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for AssignedVariables {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let members = value
            .as_object()
            .ok_or_else(|| D::Error::custom("expected an object"))?;
        let variables = members.iter().map(|(name, value)| {
            Ok((
                Cow::Owned(name.to_string()),
                from_value(value).map_err(D::Error::custom)?,
            ))
        });
        variables.collect::<Result<_, _>>().map(AssignedVariables)
    }
}
