//! Executions that executions start: `states:startExecution`.

use std::pin::pin;
use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::error::StartError;
use super::host::{Awaits, ExecutionHost, HeldBack, Sleeper};
use super::inner::Inner;
use super::live::{StopRequest, Waiting};
use super::name;
use super::start::Started;
use crate::error::TaskError;
use crate::host::StartExecution;
use crate::store::{End, ExecutionId, ExecutionRecord, ExecutionStatus, Parent};
use crate::task::TaskContext;
use crate::value::{Map, Value};

/// Starts an execution, and waits for its end where it is asked to. Started again for the same attempt it finds the one
/// of before. A child that is no longer waited for is stopped, as AWS does.
pub(super) async fn start(
    host: &ExecutionHost,
    engine: &Arc<Inner>,
    cx: &TaskContext,
    start: StartExecution,
) -> Result<Value, TaskError> {
    // Nothing is lost where the engine stops meanwhile: the child goes on, and is found again.
    let held_back = HeldBack::new(host);
    let asked = Asked::new(engine, cx, &start);
    let waits = start.action != "startExecution";
    let mut waited_for = WaitedFor {
        host,
        engine,
        cx,
        child: waits.then(|| Child::Named(asked.arn.clone())),
    };
    let (started, machine) = match started(engine, host.itself(), asked, &start).await {
        Ok(started) => started,
        Err(error) => {
            waited_for.child = None;
            return refused(error, cx).await;
        }
    };
    let Started { id, arn, .. } = &started;
    let answer = Value::object([
        ("ExecutionArn", Value::from(arn.as_str())),
        ("StartDate", millis(started.start_date)),
    ]);
    if !waits {
        return Ok(answer);
    }
    cx.submitted(answer);
    waited_for.child = Some(Child::Known(*id));
    let waiting = engine.waiters.add(*id);
    let Ok(record) = engine.record(arn).await else {
        return std::future::pending().await;
    };
    let end = match record.end.clone() {
        Some(end) => end,
        None => ended(host, engine, held_back, waiting).await,
    };
    waited_for.child = None;
    let parsed = start.action.ends_with(":2");
    let description = description(&record, &end, &machine, parsed);
    match end.status {
        ExecutionStatus::Succeeded => Ok(description),
        _ => Err(TaskError::new(
            "States.TaskFailed",
            description.to_json_string(),
        )),
    }
}

/// Waits for the end of a child: in memory for a while, unless others wait for the place there.
async fn ended(
    host: &ExecutionHost,
    engine: &Inner,
    held_back: HeldBack<'_>,
    waiting: Waiting<'_>,
) -> End {
    let mut ended = pin!(engine.ended(waiting));
    let now = engine.clock.now();
    let patience = match engine.slots.are_few() {
        true => now,
        false => now
            .saturating_add(engine.options.park_after)
            .unwrap_or(Timestamp::MAX),
    };
    let soon = tokio::select! {
        biased;
        end = &mut ended => Some(end),
        () = engine.clock.sleep_until(patience) => None,
    };
    drop(held_back);
    let _sleeper = Sleeper::new(host, Timestamp::MAX, Awaits::Child);
    let end = match soon {
        Some(end) => end,
        None => ended.await,
    };
    match end {
        Ok(end) => end,
        // It goes on when an engine is started that can run it, and so does who waits for it.
        Err(_) => std::future::pending().await,
    }
}

/// What a Task asks for.
struct Asked {
    machine: String,
    execution: String,
    /// Whether the name follows from the attempt.
    own_name: bool,
    /// What the execution's ARN is going to be.
    arn: String,
}

impl Asked {
    fn new(engine: &Inner, cx: &TaskContext, start: &StartExecution) -> Asked {
        let machine = start.request["StateMachineArn"]
            .as_str()
            .unwrap_or_default();
        let given = start.request["Name"].as_str().map(str::to_owned);
        let own_name = given.is_none();
        let execution = given.unwrap_or_else(|| name_of(cx));
        let latest = engine.machines.latest(machine);
        let name = latest.map_or(machine, |latest| latest.definition().name);
        Asked {
            arn: engine.execution_arn(name, &execution),
            machine: machine.to_owned(),
            execution,
            own_name,
        }
    }
}

/// An execution that is waited for.
enum Child {
    Known(ExecutionId),
    /// It is about to be started, or to be found again.
    Named(String),
}

/// Stops a child when its parent goes on without it: the Task has timed out, a sibling has failed, the parent was stopped.
struct WaitedFor<'a> {
    host: &'a ExecutionHost,
    engine: &'a Arc<Inner>,
    cx: &'a TaskContext,
    child: Option<Child>,
}

impl Drop for WaitedFor<'_> {
    fn drop(&mut self) {
        // Where the engine stops, or the parent goes on elsewhere or later, both do.
        let given_up = self.cx.is_cancelled() && self.engine.is_running() && !self.host.goes_on();
        let Some(child) = self
            .child
            .take_if(|_| given_up && !std::thread::panicking())
        else {
            return;
        };
        match child {
            Child::Known(child) => self.engine.launch_stop(child, StopRequest::default()),
            Child::Named(arn) => {
                let (engine, parent) = (self.engine.clone(), self.host.itself());
                self.engine.tasks.spawn(async move {
                    let record = engine.record(&arn).await;
                    if let Ok(record) = record
                        && record.parent == Some(parent)
                        && record.end.is_none()
                    {
                        engine.launch_stop(record.id, StopRequest::default());
                    }
                });
            }
        }
    }
}

async fn started(
    engine: &Arc<Inner>,
    parent: Parent,
    asked: Asked,
    start: &StartExecution,
) -> Result<(Started, String), StartError> {
    let StartExecution { request, since, .. } = start;
    let Asked {
        machine,
        execution,
        own_name,
        ..
    } = asked;
    let input = match &request["Input"] {
        input if input.is_null() => Map::new().into(),
        input => match input.as_str() {
            // The API takes the input as text, and so may whoever writes it by hand.
            Some(text) => Value::parse(text)
                .map_err(|error| StartError::InvalidExecutionInput(error.to_string()))?,
            None => input.clone(),
        },
    };
    let started = match engine
        .start(
            &machine,
            Some(execution),
            input.clone().into(),
            Some(parent),
        )
        .await
    {
        Err(StartError::ExecutionAlreadyExists(arn)) => {
            let record = engine.record(&arn).await?;
            let same = Value::parse(&record.input).is_ok_and(|found| found == input);
            // Times are kept to the millisecond.
            let later = record.start_date.as_millisecond() >= since.as_millisecond();
            if !(own_name || same && later) {
                return Err(StartError::ExecutionAlreadyExists(arn));
            }
            Started::from(record)
        }
        started => started?,
    };
    Ok((started, machine))
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

/// What `.sync` gives, and what is the cause where it fails: `DescribeExecution` with capitals, in the alphabet's order.
fn description(record: &ExecutionRecord, end: &End, machine: &str, parsed: bool) -> Value {
    let data = |text: &str| match Value::parse(text) {
        Ok(value) if parsed => value,
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
    map.insert("ExecutionArn", record.arn.as_str());
    map.insert("Input", data(&record.input));
    map.insert("InputDetails", included());
    map.insert("Name", record.name.as_str());
    if let Some(output) = &end.output {
        map.insert("Output", data(output));
        map.insert("OutputDetails", included());
    }
    map.insert("StartDate", millis(record.start_date));
    let machine = match machine.starts_with("arn:") {
        true => machine.to_owned(),
        false => name::machine_arn(&record.arn, &record.machine),
    };
    map.insert("StateMachineArn", machine);
    map.insert("Status", end.status.as_str());
    map.insert("StopDate", millis(end.stop_date));
    map.into()
}

/// The error's name and text as the optimized integration gives them.
async fn refused(error: StartError, cx: &TaskContext) -> Result<Value, TaskError> {
    let code = match &error {
        StartError::StateMachineDoesNotExist(_) => "StateMachineDoesNotExist",
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
