//! What the history tells of a call.

use super::info::{CallInfo, Called};
use crate::error::Failure;
use crate::frame::Frame;
use crate::history::{
    ActivityScheduled, ActivityStarted, ErrorDetails, Event, JsonText, LambdaFunctionScheduled,
    Output, TaskCredentials, TaskDetails, TaskFailed, TaskScheduled, TaskSubmitted, TaskSucceeded,
};
use crate::task::TaskContext;
use crate::value::Value;

impl Frame {
    pub(super) fn record_scheduled(&mut self, call: &'static CallInfo, arguments: Value) {
        let (timeout, heartbeat) = (self.settings.timeout(), self.settings.heartbeat());
        let credentials = self.settings.credentials();
        let role = credentials.and_then(|credentials| credentials["RoleArn"].as_str());
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
            Called::Activity(resource) => {
                let details = ActivityScheduled {
                    resource: resource.into(),
                    input: JsonText(arguments),
                    input_details: Default::default(),
                    timeout_in_seconds: timeout,
                    heartbeat_in_seconds: heartbeat,
                };
                self.event(|_| Event::ActivityScheduled(details));
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

    /// That a job was submitted: its handler has said so, or could not have succeeded otherwise.
    pub(super) fn record_job(
        &mut self,
        call: &'static CallInfo,
        cx: &TaskContext,
        succeeded: bool,
    ) {
        let answer = cx.submission();
        if succeeded || answer.is_some() {
            self.record_submission(call, answer.cloned());
        }
    }

    /// That a service has taken the request, and what it answered.
    pub(super) fn record_submission(&mut self, call: &'static CallInfo, answer: Option<Value>) {
        let Called::Service {
            resource_type,
            resource,
        } = call.called()
        else {
            return;
        };
        let details = TaskSubmitted {
            resource_type: resource_type.into(),
            resource: resource.into(),
            output_details: answer.is_some().then(Default::default),
            output: answer.map(JsonText),
        };
        self.event(|_| Event::TaskSubmitted(details));
    }

    /// That a worker has fetched the task.
    pub(super) fn record_worker(&mut self, worker_name: Option<String>) {
        let details = ActivityStarted { worker_name };
        self.event(|_| Event::ActivityStarted(details));
    }

    pub(super) fn record_result(
        &mut self,
        call: &'static CallInfo,
        result: &Result<Value, Failure>,
    ) {
        let event = match result {
            Ok(output) => succeeded(call, output.clone()),
            Err(failure) => failed(call, failure),
        };
        self.event(|_| event);
    }
}

fn succeeded(call: &'static CallInfo, output: Value) -> Event {
    let output = JsonText(output);
    let output_details = Default::default();
    match call.called() {
        Called::Function(_) => Event::LambdaFunctionSucceeded(Output {
            output,
            output_details,
        }),
        Called::Activity(_) => Event::ActivitySucceeded(Output {
            output,
            output_details,
        }),
        Called::Service {
            resource_type,
            resource,
        } => Event::TaskSucceeded(TaskSucceeded {
            resource_type: resource_type.into(),
            resource: resource.into(),
            output,
            output_details,
        }),
    }
}

fn failed(call: &'static CallInfo, failure: &Failure) -> Event {
    let timed_out = failure.error() == Some("States.Timeout");
    let error = failure.error().map(str::to_owned);
    let cause = failure.cause().map(str::to_owned);
    let service = match call.called() {
        Called::Function(_) if timed_out => {
            return Event::LambdaFunctionTimedOut(ErrorDetails { error, cause });
        }
        Called::Function(_) => return Event::LambdaFunctionFailed(ErrorDetails { error, cause }),
        Called::Activity(_) if timed_out => {
            return Event::ActivityTimedOut(ErrorDetails { error, cause });
        }
        Called::Activity(_) => return Event::ActivityFailed(ErrorDetails { error, cause }),
        Called::Service {
            resource_type,
            resource,
        } => TaskFailed {
            resource_type: resource_type.into(),
            resource: resource.into(),
            error,
            cause,
        },
    };
    if timed_out {
        Event::TaskTimedOut(service)
    } else {
        Event::TaskFailed(service)
    }
}
