//! What the history tells of a call.

use jiff::Timestamp;

use super::info::{CallInfo, Called};
use crate::error::Failure;
use crate::frame::Frame;
use crate::history::note::{CalledWith, Note};
use crate::history::{ActivityStarted, ErrorDetails, Event, JsonText, TaskFailed, TaskSubmitted};
use crate::task::TaskContext;
use crate::value::Value;

impl Frame {
    pub(super) fn record_scheduled(&mut self, call: &'static CallInfo, arguments: Value) {
        let (timeout, heartbeat) = (self.settings.timeout(), self.settings.heartbeat());
        let credentials = self.settings.credentials();
        let role_arn = credentials.and_then(|credentials| credentials["RoleArn"].as_str());
        let with = CalledWith {
            timeout,
            heartbeat,
            role_arn: role_arn.map(str::to_owned),
            region: match call.called() {
                Called::Service { .. } => self.shared.run.region(),
                _ => None,
            },
        };
        self.note(Note::Called {
            call,
            arguments,
            with: (with != CalledWith::default()).then(|| Box::new(with)),
        });
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

    /// What came of the call, and when it did.
    pub(super) fn record_result(
        &mut self,
        call: &'static CallInfo,
        result: &Result<Value, Failure>,
    ) -> Timestamp {
        self.note(match result {
            Ok(output) => Note::Returned {
                call,
                output: output.clone(),
            },
            Err(failure) => Note::Other(Box::new(failed(call, failure))),
        })
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
