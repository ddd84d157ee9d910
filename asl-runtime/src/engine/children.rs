//! Executions that executions start: `states:startExecution`.

use std::pin::pin;
use std::sync::Arc;

use jiff::Timestamp;

use super::error::StartError;
use super::host::{Awaits, ExecutionHost, HeldBack, Sleeper};
use super::inner::Inner;
use super::live::{StopRequest, Waiting};
use super::start::Started;
use crate::error::TaskError;
use crate::host::StartExecution;
use crate::nested::{self, Asked, Known};
use crate::store::{End, ExecutionId, Parent};
use crate::task::TaskContext;
use crate::value::Value;

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
    let asked = Asked::new(cx, &start);
    let machine = engine.machines.latest(&asked.machine);
    let machine = machine.map_or(&*asked.machine, |latest| latest.definition().name);
    let arn = engine.execution_arn(machine, &asked.name);
    let mut waited_for = WaitedFor {
        host,
        engine,
        cx,
        child: asked.waits.then_some(Child::Named(arn)),
    };
    let started = match started(engine, host.itself(), &asked, &start).await {
        Ok(started) => started,
        Err(error) => {
            waited_for.child = None;
            return nested::refused(error, cx).await;
        }
    };
    let Started { id, arn, .. } = &started;
    let submission = nested::submission(arn, started.start_date);
    if !asked.waits {
        return Ok(submission);
    }
    cx.submitted(submission);
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
    let known = Known {
        arn: &record.arn,
        name: &record.name,
        machine: &record.machine,
        input: &record.input,
        start_date: record.start_date,
    };
    asked.result(&known, &end)
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
    asked: &Asked,
    start: &StartExecution,
) -> Result<Started, StartError> {
    let StartExecution { request, since, .. } = start;
    let (machine, name) = (&asked.machine, asked.name.clone());
    let input = nested::input(request)?;
    let written = input.clone().into();
    match engine
        .start(machine, Some(name), written, Some(parent))
        .await
    {
        Err(StartError::ExecutionAlreadyExists(arn)) => {
            let record = engine.record(&arn).await?;
            let same = Value::parse(&record.input).is_ok_and(|found| found == input);
            // Times are kept to the millisecond.
            let later = record.start_date.as_millisecond() >= since.as_millisecond();
            if !(asked.own_name || same && later) {
                return Err(StartError::ExecutionAlreadyExists(arn));
            }
            Ok(Started::from(record))
        }
        started => started,
    }
}
