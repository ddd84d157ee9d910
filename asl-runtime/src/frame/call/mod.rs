//! Calling tasks: the barrier before, the time limits during, the history after.

mod callback;
mod info;
mod record;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use info::CallInfo;
use info::Pattern;

use super::Frame;
use crate::data;
use crate::error::{Failure, TaskError};
use crate::host::StartExecution;
use crate::machine::after;
use crate::task::TaskContext;
use crate::value::{ConvertError, Value, to_value};

/// `TimeoutSeconds`, `HeartbeatSeconds` and `Credentials` of the present attempt.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    timeout: Option<u64>,
    heartbeat: Option<u64>,
    credentials: Option<Value>,
}

/// What a call consists in.
enum Work<'a> {
    /// The handler's work.
    Handler(BoxFuture<'a, Result<Value, TaskError>>),
    /// A task with this input, offered to workers.
    Offer(Value),
}

impl Frame {
    /// `TimeoutSeconds` for the call that follows.
    pub fn timeout_seconds(&mut self, seconds: u64) {
        self.settings.timeout = Some(seconds);
    }

    /// `HeartbeatSeconds` for the call that follows.
    pub fn heartbeat_seconds(&mut self, seconds: u64) {
        self.settings.heartbeat = Some(seconds);
    }

    /// `Credentials` for the call that follows.
    pub fn credentials(&mut self, credentials: Value) {
        self.settings.credentials = Some(credentials);
    }

    /// Notes that a task is to be called with these arguments.
    ///
    /// # Errors
    ///
    /// Arguments of a type of the user's that does not serialize.
    pub fn schedule<A: Serialize>(
        &mut self,
        call: &'static CallInfo,
        arguments: &A,
    ) -> Result<TaskContext, Failure> {
        // Compiled in the user's crate, once a type: no more than has to be.
        if self.run.records && !self.progress.called {
            self.record_call(call, to_value(arguments))?;
        }
        Ok(self.task_context())
    }

    /// Notes that a function is to be called by `lambda:invoke` with this payload; `request` is the rest of the request.
    ///
    /// # Errors
    ///
    /// A payload of a type of the user's that does not serialize.
    pub fn schedule_lambda<P: Serialize>(
        &mut self,
        call: &'static CallInfo,
        request: Value,
        payload: &P,
    ) -> Result<TaskContext, Failure> {
        if self.run.records && !self.progress.called {
            let payload = to_value(payload);
            self.record_call(
                call,
                payload.map(|payload| data::lambda_request(request, payload)),
            )?;
        }
        Ok(self.task_context())
    }

    fn record_call(
        &mut self,
        call: &'static CallInfo,
        arguments: Result<Value, ConvertError>,
    ) -> Result<(), Failure> {
        let arguments = arguments.map_err(|error| {
            Failure::runtime(format!("The arguments of the task are not valid: {error}"))
        })?;
        if let CallInfo::Activity { resource } = call
            && !self.run.host().has_activity(resource)
        {
            let cause = format!("The activity {resource} does not exist.");
            return Err(Failure::runtime(cause));
        }
        self.record_scheduled(call, arguments);
        self.start_limits(call);
        self.progress.called = true;
        self.checkpoint();
        Ok(())
    }

    fn task_context(&self) -> TaskContext {
        TaskContext {
            run: self.run.clone(),
            frame: self.path.clone(),
            visit: self.progress.visit,
            state: self.state.name,
            attempt: self.progress.attempt,
            cancellation: CancellationToken::new(),
            heartbeat: self.settings.heartbeat.map(|_| watch::Sender::new(())),
            credentials: self.settings.credentials.clone(),
            said: Arc::default(),
        }
    }

    /// Calls a task: `handler` is first polled when all that led here is durable.
    ///
    /// # Errors
    ///
    /// The task's error, `States.Timeout`, `States.TaskFailed` where the handler panicked; a failure of the host.
    pub async fn call(
        &mut self,
        call: &'static CallInfo,
        cx: &TaskContext,
        handler: BoxFuture<'_, Result<Value, TaskError>>,
    ) -> Result<Value, Failure> {
        self.make(call, cx, Work::Handler(handler)).await
    }

    /// Calls what is the host's own work: an activity, another machine's execution.
    ///
    /// # Errors
    ///
    /// As [`call`](Frame::call).
    pub async fn call_host(
        &mut self,
        call: &'static CallInfo,
        cx: &TaskContext,
        arguments: Value,
    ) -> Result<Value, Failure> {
        let CallInfo::StartExecution { action } = call else {
            return self.make(call, cx, Work::Offer(arguments)).await;
        };
        let start = StartExecution {
            action,
            request: arguments,
            since: self.progress.entered_at,
        };
        let (run, context) = (self.run.clone(), cx.clone());
        let handler = async move { run.host().start_execution(&context, start).await };
        self.make(call, cx, Work::Handler(Box::pin(handler))).await
    }

    async fn make(
        &mut self,
        call: &'static CallInfo,
        cx: &TaskContext,
        work: Work<'_>,
    ) -> Result<Value, Failure> {
        if self.run.records {
            self.run.host().durable().await?;
        }
        let settings = std::mem::take(&mut self.settings);
        let pattern = call.pattern();
        let mut result = match (work, &self.progress.callback) {
            (work, Some(_)) => self.await_callback(call, cx, &settings, work).await,
            (Work::Handler(handler), None) if pattern != Pattern::Callback => {
                self.limit(cx, &settings, handler).await
            }
            _ => Err(Failure::runtime(
                "The state waits for a task token, which an execution in memory has nobody to get from.",
            )),
        };
        self.has_waited();
        if let (CallInfo::LambdaInvoke { .. }, Pattern::RequestResponse) = (call, pattern) {
            result = result.map(|payload| response(cx, payload));
        }
        let result = match result {
            Ok(output) if self.run.records => self.check_depth(&output).map(|()| output),
            result => result,
        };
        if self.run.records {
            self.progress.now = self.run.host().clock().now();
            if pattern == Pattern::Job {
                self.record_job(call, cx, result.is_ok());
            }
            self.record_result(call, &result);
        }
        result
    }

    async fn limit(
        &self,
        cx: &TaskContext,
        settings: &Settings,
        handler: BoxFuture<'_, Result<Value, TaskError>>,
    ) -> Result<Value, Failure> {
        // Whatever drops this future before the handler is done cancels it.
        let cancel = cx.cancellation.clone().drop_guard();
        let handler = unpanicked(handler);
        let clock = self.run.host().clock();
        let timeout = async {
            match settings.timeout {
                Some(seconds) => clock.sleep_until(after(clock.now(), seconds)).await,
                None => std::future::pending().await,
            }
        };
        let silence = async {
            let (Some(seconds), Some(heartbeat)) = (settings.heartbeat, &cx.heartbeat) else {
                return std::future::pending().await;
            };
            let mut beats = heartbeat.subscribe();
            loop {
                tokio::select! {
                    biased;
                    beat = beats.changed() => if beat.is_err() { return },
                    () = clock.sleep_until(after(clock.now(), seconds)) => return,
                }
            }
        };
        let result = if settings.timeout.is_none() && settings.heartbeat.is_none() {
            handler.await
        } else {
            tokio::select! {
                biased;
                result = handler => result,
                () = timeout => return Err(Failure::timeout()),
                () = silence => return Err(Failure::timeout()),
            }
        };
        cancel.disarm();
        result
    }
}

/// What `lambda:invoke` gives: as the handler has said it, else made of the function's result.
fn response(cx: &TaskContext, payload: Value) -> Value {
    let said = cx.said.response.get().cloned();
    said.unwrap_or_else(|| data::lambda_response(payload))
}

/// The handler's result; a panic is one too.
async fn unpanicked(handler: BoxFuture<'_, Result<Value, TaskError>>) -> Result<Value, Failure> {
    match AssertUnwindSafe(handler).catch_unwind().await {
        Ok(result) => result.map_err(Failure::from),
        Err(panic) => Err(Failure::from(TaskError::new(
            "States.TaskFailed",
            panic_message(&*panic),
        ))),
    }
}

/// What a panic said, as far as it said anything.
fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("the task panicked: {}", text.unwrap_or("no message"))
}
