//! Calling tasks: the barrier before, the time limits during, the history after.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Frame;
use crate::data;
use crate::error::{Failure, TaskError};
use crate::history::{
    ErrorDetails, Event, JsonText, LambdaFunctionScheduled, Output, TaskCredentials, TaskDetails,
    TaskFailed, TaskScheduled, TaskSubmitted, TaskSucceeded,
};
use crate::machine::after;
use crate::task::TaskContext;
use crate::value::{ConvertError, Value, to_value};

/// What generated code says of a Task's `Resource`.
#[derive(Clone, Copy, Debug)]
pub enum CallInfo {
    /// A function by its ARN or a name of the user's own.
    Function {
        /// The `Resource`.
        resource: &'static str,
    },
    /// `lambda:invoke`: the method is the function, its result goes into an envelope.
    LambdaInvoke,
    /// Another integration.
    Service {
        /// Such as `dynamodb`.
        service: &'static str,
        /// Such as `putItem`.
        action: &'static str,
    },
}

/// What the history calls the resource of a call.
#[derive(Clone, Copy)]
enum Called {
    Function(&'static str),
    Service {
        resource_type: &'static str,
        resource: &'static str,
    },
}

impl CallInfo {
    /// Whether the work goes on when the service has answered, as jobs do.
    fn is_job(&self) -> bool {
        matches!(self, CallInfo::Service { action, .. } if action.ends_with(".sync") || action.ends_with(".sync:2"))
    }

    fn called(&self) -> Called {
        match *self {
            CallInfo::Function { resource } => Called::Function(resource),
            CallInfo::LambdaInvoke => Called::Service {
                resource_type: "lambda",
                resource: "invoke",
            },
            CallInfo::Service { service, action } => Called::Service {
                resource_type: service,
                resource: action,
            },
        }
    }
}

/// `TimeoutSeconds`, `HeartbeatSeconds` and `Credentials` of the present attempt.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    timeout: Option<u64>,
    heartbeat: Option<u64>,
    credentials: Option<Value>,
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
        self.record_scheduled(call, arguments);
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
            submission: Arc::default(),
        }
    }

    fn record_scheduled(&mut self, call: &'static CallInfo, arguments: Value) {
        let Settings {
            timeout,
            heartbeat,
            credentials,
        } = &self.settings;
        let (timeout, heartbeat) = (*timeout, *heartbeat);
        let role = credentials
            .as_ref()
            .and_then(|credentials| credentials["RoleArn"].as_str());
        let task_credentials = role.map(|role| TaskCredentials {
            role_arn: role.to_owned(),
        });
        match call.called() {
            Called::Function(resource) => {
                let details = LambdaFunctionScheduled {
                    resource: resource.into(),
                    input: JsonText(arguments),
                    input_details: Default::default(),
                    timeout_in_seconds: timeout,
                    task_credentials,
                };
                self.event(|_| Event::LambdaFunctionScheduled(details));
                self.event(|_| Event::LambdaFunctionStarted);
            }
            Called::Service {
                resource_type,
                resource,
            } => {
                let details = TaskScheduled {
                    resource_type: resource_type.into(),
                    resource: resource.into(),
                    region: self.run.execution().region().to_owned().into(),
                    parameters: JsonText(arguments),
                    timeout_in_seconds: timeout,
                    heartbeat_in_seconds: heartbeat,
                    task_credentials,
                };
                self.event(|_| Event::TaskScheduled(details));
                let details = TaskDetails {
                    resource_type: resource_type.into(),
                    resource: resource.into(),
                };
                self.event(|_| Event::TaskStarted(details));
            }
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
        if self.run.records {
            self.run.host().durable().await?;
        }
        let settings = std::mem::take(&mut self.settings);
        let mut result = self.limit(cx, &settings, handler).await;
        self.has_waited();
        if let CallInfo::LambdaInvoke = call {
            result = result.map(data::lambda_response);
        }
        let result = match result {
            Ok(output) if self.run.records => self.check_depth(&output).map(|()| output),
            result => result,
        };
        if self.run.records {
            self.progress.now = self.run.host().clock().now();
            if call.is_job() {
                self.record_submission(call, cx, result.is_ok());
            }
            self.record_result(call, &result);
        }
        result
    }

    /// That a job was submitted: its handler has said so, or could not have succeeded otherwise.
    fn record_submission(&mut self, call: &'static CallInfo, cx: &TaskContext, succeeded: bool) {
        let answer = cx.submission.get();
        let (
            Called::Service {
                resource_type,
                resource,
            },
            true,
        ) = (call.called(), succeeded || answer.is_some())
        else {
            return;
        };
        let details = TaskSubmitted {
            resource_type: resource_type.into(),
            resource: resource.into(),
            output: answer.cloned().map(JsonText),
            output_details: answer.map(|_| Default::default()),
        };
        self.event(|_| Event::TaskSubmitted(details));
    }

    async fn limit(
        &self,
        cx: &TaskContext,
        settings: &Settings,
        handler: BoxFuture<'_, Result<Value, TaskError>>,
    ) -> Result<Value, Failure> {
        // Whatever drops this future before the handler is done cancels it.
        let cancel = cx.cancellation.clone().drop_guard();
        let handler = AssertUnwindSafe(handler).catch_unwind();
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
        match result {
            Ok(result) => result.map_err(Failure::from),
            Err(panic) => Err(Failure::from(TaskError::new(
                "States.TaskFailed",
                panic_message(&*panic),
            ))),
        }
    }

    fn record_result(&mut self, call: &'static CallInfo, result: &Result<Value, Failure>) {
        let timed_out = matches!(result, Err(failure) if failure.error() == Some("States.Timeout"));
        let (error, cause) = match result {
            Ok(_) => (None, None),
            Err(failure) => (
                failure.error().map(str::to_owned),
                failure.cause().map(str::to_owned),
            ),
        };
        let event = match (call.called(), result) {
            (Called::Function(_), Ok(output)) => Event::LambdaFunctionSucceeded(Output {
                output: JsonText(output.clone()),
                output_details: Default::default(),
            }),
            (Called::Function(_), Err(_)) => {
                let details = ErrorDetails { error, cause };
                if timed_out {
                    Event::LambdaFunctionTimedOut(details)
                } else {
                    Event::LambdaFunctionFailed(details)
                }
            }
            (
                Called::Service {
                    resource_type,
                    resource,
                },
                Ok(output),
            ) => Event::TaskSucceeded(TaskSucceeded {
                resource_type: resource_type.into(),
                resource: resource.into(),
                output: JsonText(output.clone()),
                output_details: Default::default(),
            }),
            (
                Called::Service {
                    resource_type,
                    resource,
                },
                Err(_),
            ) => {
                let (resource_type, resource) = (resource_type.into(), resource.into());
                let details = TaskFailed {
                    resource_type,
                    resource,
                    error,
                    cause,
                };
                if timed_out {
                    Event::TaskTimedOut(details)
                } else {
                    Event::TaskFailed(details)
                }
            }
        };
        self.event(|_| event);
    }
}

/// What a panic said, as far as it said anything.
fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("the task panicked: {}", text.unwrap_or("no message"))
}
