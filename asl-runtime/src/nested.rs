//! `states:startExecution`: what is asked for and what is answered, wherever the execution that it starts runs.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::engine::{StartError, name};
use crate::error::TaskError;
use crate::host::StartExecution;
use crate::store::{End, ExecutionStatus};
use crate::task::TaskContext;
use crate::value::{Map, Value};

/// What a Task asks for.
pub(crate) struct Asked {
    /// The machine's name or ARN.
    pub(crate) machine: String,
    /// The execution's name.
    pub(crate) name: String,
    /// Whether the name follows from the attempt.
    pub(crate) own_name: bool,
    /// Whether the execution's end is waited for.
    pub(crate) waits: bool,
    /// Whether the answer has data as JSON, and not as text.
    parsed: bool,
}

impl Asked {
    pub(crate) fn new(cx: &TaskContext, start: &StartExecution) -> Asked {
        let text = |member: &str| start.request[member].as_str().map(str::to_owned);
        let given = text("Name");
        Asked {
            machine: text("StateMachineArn").unwrap_or_default(),
            own_name: given.is_none(),
            name: given.unwrap_or_else(|| name_of(cx)),
            waits: start.action != "startExecution",
            parsed: start.action.ends_with(":2"),
        }
    }

    /// What the Task succeeds or fails with at the execution's end.
    pub(crate) fn result(&self, known: &Known<'_>, end: &End) -> Result<Value, TaskError> {
        let description = self.description(known, end);
        match end.status {
            ExecutionStatus::Succeeded => Ok(description),
            _ => {
                let cause = description.to_json_string();
                Err(TaskError::new("States.TaskFailed", cause))
            }
        }
    }

    /// `DescribeExecution` with capitals, in the alphabet's order.
    fn description(&self, known: &Known<'_>, end: &End) -> Value {
        let data = |text: &str| match Value::parse(text) {
            Ok(value) if self.parsed => value,
            _ => text.into(),
        };
        let included = || Value::object([("Included", true)]);
        let mut map = Map::with_capacity(12);
        if let Some(cause) = &end.cause {
            map.insert("Cause", cause.as_str());
        }
        if let Some(error) = &end.error {
            map.insert("Error", error.as_str());
        }
        map.insert("ExecutionArn", known.arn);
        map.insert("Input", data(known.input));
        map.insert("InputDetails", included());
        map.insert("Name", known.name);
        if let Some(output) = &end.output {
            map.insert("Output", data(output));
            map.insert("OutputDetails", included());
        }
        map.insert("StartDate", millis(known.start_date));
        let machine = match self.machine.starts_with("arn:") {
            true => self.machine.clone(),
            false => name::machine_arn(known.arn, known.machine),
        };
        map.insert("StateMachineArn", machine);
        map.insert("Status", end.status.as_str());
        map.insert("StopDate", millis(end.stop_date));
        map.into()
    }
}

/// What is known of an execution that was started.
pub(crate) struct Known<'a> {
    pub(crate) arn: &'a str,
    pub(crate) name: &'a str,
    /// The machine's name.
    pub(crate) machine: &'a str,
    pub(crate) input: &'a str,
    pub(crate) start_date: Timestamp,
}

/// What the service says when an execution has been started.
pub(crate) fn submission(arn: &str, start_date: Timestamp) -> Value {
    Value::object([
        ("ExecutionArn", Value::from(arn)),
        ("StartDate", millis(start_date)),
    ])
}

/// The input that a request has for the execution.
pub(crate) fn input(request: &Value) -> Result<Value, StartError> {
    match &request["Input"] {
        input if input.is_null() => Ok(Map::new().into()),
        input => match input.as_str() {
            // The API takes the input as text, and so may whoever writes it by hand.
            Some(text) => Value::parse(text)
                .map_err(|error| StartError::InvalidExecutionInput(error.to_string())),
            None => Ok(input.clone()),
        },
    }
}

/// The error's name and text as the optimized integration gives them.
pub(crate) async fn refused(error: StartError, cx: &TaskContext) -> Result<Value, TaskError> {
    let code = match &error {
        StartError::StateMachineDoesNotExist(_) => "StateMachineDoesNotExist",
        StartError::StateMachineTypeNotSupported => "StateMachineTypeNotSupported",
        StartError::InvalidName(_) => "InvalidName",
        StartError::Validation(_) => "Validation",
        StartError::InvalidExecutionInput(_) => "InvalidExecutionInput",
        StartError::ExecutionAlreadyExists(_) => "ExecutionAlreadyExists",
        // That the engine stops is no error of the execution's: it goes on from here.
        StartError::Engine(_) => return std::future::pending().await,
    };
    let request = name_of(cx);
    Err(TaskError::new(
        format!("StepFunctions.{code}Exception"),
        format!(
            "{error} (Service: AWSStepFunctions; Status Code: 400; Error Code: {code}; Request ID: {request}; Proxy: null)"
        ),
    ))
}

/// The one of these machines that has this name, or the name at the end of this ARN. Machines are called like the modules
/// they are in, so that `OrderFlow` is `order_flow` where no other could be meant.
pub(crate) fn machine_named<'a, T>(
    machines: impl Iterator<Item = (&'a str, T)> + Clone,
    wanted: &str,
) -> Option<T> {
    let is = |wanted: &str| machines.clone().find(|(name, _)| *name == wanted);
    if let Some((_, found)) = is(wanted) {
        return Some(found);
    }
    let (_, name) = wanted.split_once(":stateMachine:")?;
    // A version or an alias may follow.
    let name = name.split(':').next().unwrap_or(name);
    if let Some((_, found)) = is(name) {
        return Some(found);
    }
    let folded = fold(name);
    let mut found = machines.filter(|(name, _)| fold(name) == folded);
    let (_, machine) = found.next()?;
    found.next().is_none().then_some(machine)
}

/// A name without what differs between AWS's names and Rust's: `OrderFlow` and `order-flow` are `order_flow`.
fn fold(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '-' | '_'));
    letters.flat_map(char::to_lowercase).collect()
}

/// The name of an execution that is given none: the same whenever this same attempt is made again.
fn name_of(cx: &TaskContext) -> String {
    let hash = Sha256::digest(cx.idempotency_key());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes)
        .into_uuid()
        .to_string()
}

fn millis(time: Timestamp) -> Value {
    time.as_millisecond().into()
}
