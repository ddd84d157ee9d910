//! What frames tell of, in the form in which it is cheapest to tell: events are made of it when someone wants them.

use std::mem::size_of;

use jiff::Timestamp;

use super::{
    ActivityScheduled, AssignedVariables, Event, ExecutionStarted, JsonText,
    LambdaFunctionScheduled, MapIteration, Output, StateEntered, StateExited, TaskCredentials,
    TaskDetails, TaskScheduled, TaskSucceeded,
};
use crate::execution::{EXPRESS_REGION, EXPRESS_ROLE};
use crate::frame::StateInfo;
use crate::frame::call::{CallInfo, Called};
use crate::value::Value;

/// Something that has happened: one event or two.
///
/// What happens to every state is told without a copy of anything, since all names in it are the program's own.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // The events' details, which say what they are.
pub enum Note {
    /// The execution began: `ExecutionStarted`. Without a role it is that of executions in memory.
    Started {
        input: Value,
        role_arn: Option<Box<str>>,
    },
    /// The execution ended well: `ExecutionSucceeded`.
    Succeeded { output: Value },
    /// `…StateEntered`
    Entered {
        state: &'static StateInfo,
        input: Value,
    },
    /// `…StateExited`
    Exited {
        state: &'static StateInfo,
        output: Value,
        assigned: Assigned,
    },
    /// `…StateExited` and, with its output, the next one's `…StateEntered`.
    Moved {
        from: &'static StateInfo,
        to: &'static StateInfo,
        data: Value,
        assigned: Assigned,
    },
    /// A call is under way: `…Scheduled` and, but of an activity, `…Started`.
    Called {
        call: &'static CallInfo,
        arguments: Value,
        with: Option<Box<CalledWith>>,
    },
    /// A call gave its result: `…Succeeded`.
    Returned {
        call: &'static CallInfo,
        output: Value,
    },
    /// A Map's iteration: `MapIterationStarted`, `MapIterationSucceeded`.
    Iteration {
        map: &'static str,
        index: u64,
        ended: bool,
    },
    /// Anything else.
    Other(Box<Event>),
}

// Every state leaves one.
const _: () = assert!(size_of::<Note>() <= 48);

/// The variables that a state assigned, where it did.
pub(crate) type Assigned = Option<Box<Vec<(&'static str, Value)>>>;

/// What few calls have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CalledWith {
    pub(crate) timeout: Option<u64>,
    pub(crate) heartbeat: Option<u64>,
    pub(crate) role_arn: Option<String>,
    /// That of executions in memory, if there is none.
    pub(crate) region: Option<Box<str>>,
}

/// What a host has noted.
#[derive(Clone, Copy, Debug)]
pub struct Noted {
    /// The id of the note's last event.
    pub id: u64,
    /// When it happened.
    pub at: Timestamp,
}

impl Note {
    /// How many events it stands for.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Note::Moved { .. } => 2,
            Note::Called { call, .. } => match call.called() {
                Called::Activity(_) => 1,
                _ => 2,
            },
            _ => 1,
        }
    }

    /// The events, of which each leads to the next.
    pub(crate) fn into_events(self) -> impl Iterator<Item = Event> {
        let (first, second) = match self {
            Note::Started { input, role_arn } => {
                let role_arn = role_arn.map(|role| String::from(role).into());
                let started = ExecutionStarted {
                    input: JsonText(input),
                    input_details: Default::default(),
                    role_arn: role_arn.unwrap_or(EXPRESS_ROLE.into()),
                };
                (Event::ExecutionStarted(started), None)
            }
            Note::Succeeded { output: data } => (Event::ExecutionSucceeded(output(data)), None),
            Note::Entered { state, input } => (entered(state, input), None),
            Note::Exited {
                state,
                output,
                assigned,
            } => (exited(state, output, assigned), None),
            Note::Moved {
                from,
                to,
                data,
                assigned,
            } => (
                exited(from, data.clone(), assigned),
                Some(entered(to, data)),
            ),
            Note::Called {
                call,
                arguments,
                with,
            } => called(call, arguments, with.map(|with| *with).unwrap_or_default()),
            Note::Returned { call, output } => (returned(call, output), None),
            Note::Iteration { map, index, ended } => {
                let iteration = MapIteration {
                    name: map.into(),
                    index,
                };
                let event = match ended {
                    true => Event::MapIterationSucceeded(iteration),
                    false => Event::MapIterationStarted(iteration),
                };
                (event, None)
            }
            Note::Other(event) => (*event, None),
        };
        std::iter::once(first).chain(second)
    }
}

fn entered(state: &'static StateInfo, input: Value) -> Event {
    let details = StateEntered {
        name: state.name.into(),
        input: JsonText(input),
        input_details: Default::default(),
    };
    Event::StateEntered(state.state_type, details)
}

fn exited(state: &'static StateInfo, output: Value, assigned: Assigned) -> Event {
    let variables = assigned.map(|assigned| {
        let text = |(name, value): (&'static str, Value)| (name.into(), JsonText(value));
        AssignedVariables(assigned.into_iter().map(text).collect())
    });
    let details = StateExited {
        name: state.name.into(),
        output: JsonText(output),
        output_details: Default::default(),
        assigned_variables_details: variables.is_some().then(Default::default),
        assigned_variables: variables,
    };
    Event::StateExited(state.state_type, details)
}

fn output(data: Value) -> Output {
    Output {
        output: JsonText(data),
        output_details: Default::default(),
    }
}

fn called(call: &CallInfo, arguments: Value, with: CalledWith) -> (Event, Option<Event>) {
    let CalledWith {
        timeout: timeout_in_seconds,
        heartbeat: heartbeat_in_seconds,
        role_arn,
        region,
    } = with;
    let task_credentials = role_arn.map(|role_arn| TaskCredentials { role_arn });
    let (input, input_details) = (JsonText(arguments), Default::default());
    match call.called() {
        Called::Function(resource) => {
            let details = LambdaFunctionScheduled {
                resource: resource.into(),
                input,
                input_details,
                timeout_in_seconds,
                task_credentials,
            };
            let scheduled = Event::LambdaFunctionScheduled(details);
            (scheduled, Some(Event::LambdaFunctionStarted))
        }
        Called::Activity(resource) => {
            let details = ActivityScheduled {
                resource: resource.into(),
                input,
                input_details,
                timeout_in_seconds,
                heartbeat_in_seconds,
            };
            (Event::ActivityScheduled(details), None)
        }
        Called::Service {
            resource_type,
            resource,
        } => {
            let region = region.map(|region| String::from(region).into());
            let details = TaskScheduled {
                resource_type: resource_type.into(),
                resource: resource.into(),
                region: region.unwrap_or(EXPRESS_REGION.into()),
                parameters: input,
                timeout_in_seconds,
                heartbeat_in_seconds,
                task_credentials,
            };
            let started = TaskDetails {
                resource_type: resource_type.into(),
                resource: resource.into(),
            };
            (
                Event::TaskScheduled(details),
                Some(Event::TaskStarted(started)),
            )
        }
    }
}

fn returned(call: &CallInfo, data: Value) -> Event {
    match call.called() {
        Called::Function(_) => Event::LambdaFunctionSucceeded(output(data)),
        Called::Activity(_) => Event::ActivitySucceeded(output(data)),
        Called::Service {
            resource_type,
            resource,
        } => Event::TaskSucceeded(TaskSucceeded {
            resource_type: resource_type.into(),
            resource: resource.into(),
            output: JsonText(data),
            output_details: Default::default(),
        }),
    }
}
