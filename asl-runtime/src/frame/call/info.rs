//! What generated code says of a Task's `Resource`.

use crate::data;
use crate::task::TaskContext;
use crate::value::Value;

/// What generated code says of a Task's `Resource`.
#[derive(Clone, Copy, Debug)]
pub enum CallInfo {
    /// A function by its ARN or a name of the user's own.
    Function {
        /// The `Resource`.
        resource: &'static str,
    },
    /// `lambda:invoke`: the method is the function, its result goes into an envelope.
    LambdaInvoke {
        /// `invoke` or `invoke.waitForTaskToken`.
        action: &'static str,
    },
    /// Another integration.
    Service {
        /// Such as `dynamodb` or `aws-sdk:s3`.
        service: &'static str,
        /// Such as `putItem`.
        action: &'static str,
    },
    /// Work that a worker fetches.
    Activity {
        /// The `Resource`.
        resource: &'static str,
    },
    /// An execution of another machine.
    StartExecution {
        /// Such as `startExecution.sync`.
        action: &'static str,
    },
}

/// What a call's result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// What the call gives.
    RequestResponse,
    /// What the call gives when the job that it submits is done.
    Job,
    /// What comes back under the token that the call hands on.
    Callback,
}

/// What the history calls the resource of a call.
#[derive(Clone, Copy)]
pub(crate) enum Called {
    Function(&'static str),
    Activity(&'static str),
    Service {
        resource_type: &'static str,
        resource: &'static str,
    },
}

impl CallInfo {
    pub(super) fn pattern(&self) -> Pattern {
        match self.called() {
            Called::Function(_) => Pattern::RequestResponse,
            Called::Activity(_) => Pattern::Callback,
            Called::Service { resource, .. } => match resource.split_once('.') {
                Some((_, "sync" | "sync:2")) => Pattern::Job,
                Some((_, "waitForTaskToken")) => Pattern::Callback,
                _ => Pattern::RequestResponse,
            },
        }
    }

    /// What the service gives for this result: as the handler has said it, else made of the result.
    pub(super) fn response(&self, cx: &TaskContext, result: Value) -> Value {
        match (self, cx.response()) {
            (CallInfo::Function { .. } | CallInfo::Activity { .. }, _) => result,
            (_, Some(response)) => response.clone(),
            (CallInfo::LambdaInvoke { .. }, None) => data::lambda_response(result),
            (_, None) => result,
        }
    }

    /// Who has returned a result that is too large.
    pub(super) fn returned_by(&self) -> &'static str {
        match self.called() {
            Called::Function(resource) | Called::Activity(resource) => resource,
            Called::Service { resource_type, .. } => resource_type,
        }
    }

    pub(crate) fn called(&self) -> Called {
        let (resource_type, resource) = match *self {
            CallInfo::Function { resource } => return Called::Function(resource),
            CallInfo::Activity { resource } => return Called::Activity(resource),
            CallInfo::LambdaInvoke { action } => ("lambda", action),
            CallInfo::Service { service, action } => (service, action),
            CallInfo::StartExecution { action } => ("states", action),
        };
        Called::Service {
            resource_type,
            resource,
        }
    }
}
