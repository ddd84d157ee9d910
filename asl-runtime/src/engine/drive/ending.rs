//! How the drive of an execution ends, where that is its end.

use super::super::Inner;
use super::super::host::ExecutionHost;
use super::super::live::StopRequest;
use super::Exit;
use crate::error::Failure;
use crate::history::{ErrorDetails, Event};
use crate::machine::Outcome;
use crate::store::{End, ExecutionStatus, StoreError};

/// The execution can't go on here: the store broke, or what was saved does not fit the machine.
pub(super) fn broken(host: &ExecutionHost, failure: Failure) -> Result<Exit, StoreError> {
    match host.broken() {
        Some(error) => Err(error),
        None => Ok(Exit::SetAside(
            failure
                .cause()
                .unwrap_or("it failed for no known reason")
                .to_owned(),
        )),
    }
}

pub(super) async fn finish(host: &ExecutionHost, outcome: Outcome) -> Result<Exit, StoreError> {
    let end = match outcome {
        Outcome::Succeeded(output) => End {
            output: Some(output.to_json_string()),
            ..host.ends(ExecutionStatus::Succeeded)
        },
        Outcome::Failed(failure) => End {
            error: failure.error().map(str::to_owned),
            cause: failure.cause().map(str::to_owned),
            ..host.ends(ExecutionStatus::Failed)
        },
        Outcome::TimedOut => host.ends(ExecutionStatus::TimedOut),
    };
    write_end(host, end).await
}

/// The history has become too long.
pub(super) async fn overflow(engine: &Inner, host: &ExecutionHost) -> Result<Exit, StoreError> {
    let most = engine.options.max_events.unwrap_or(u64::MAX);
    let details = ErrorDetails {
        error: Some("States.Runtime".into()),
        cause: Some(format!(
            "The execution reached the maximum number of history events ({most})."
        )),
    };
    let end = End {
        error: details.error.clone(),
        cause: details.cause.clone(),
        ..host.ends(ExecutionStatus::Failed)
    };
    host.end_event(None, Event::ExecutionFailed(details));
    write_end(host, end).await
}

pub(super) async fn abort(host: &ExecutionHost, request: StopRequest) -> Result<Exit, StoreError> {
    let StopRequest { error, cause } = request;
    let details = ErrorDetails {
        error: error.clone(),
        cause: cause.clone(),
    };
    // On AWS it follows nothing.
    host.end_event(Some(0), Event::ExecutionAborted(details));
    let end = End {
        error,
        cause,
        ..host.ends(ExecutionStatus::Aborted)
    };
    write_end(host, end).await
}

async fn write_end(host: &ExecutionHost, end: End) -> Result<Exit, StoreError> {
    match host.end(end.clone()).await {
        Ok(()) => {
            host.announce(&end).await;
            Ok(Exit::Ended(end, host.parent()))
        }
        Err(failure) => broken(host, failure),
    }
}
