//! Waiting for a call's result to come from outside, under its task token.

use futures_util::future::BoxFuture;
use tokio::sync::watch;
use tracing::Instrument;

use super::info::{CallInfo, Pattern};
use super::{Settings, Work, unpanicked};
use crate::callback::{Callback, CallbackMessage, CallbackWait};
use crate::error::Failure;
use crate::frame::Frame;
use crate::host::Host;
use crate::task::TaskContext;
use crate::value::Value;

/// What has happened to a call.
enum Said {
    /// Its handler is done.
    Done(Result<Value, Failure>),
    /// Its handler is alive.
    Beat,
    /// Someone outside has said something, or it is too late for that.
    Outside(Option<CallbackMessage>),
}

impl Frame {
    /// Gives the call that follows a task token, which the Context Object shows from now on.
    pub fn expect_callback(&mut self) {
        if self.progress.callback.is_none() {
            let callback = Callback::new();
            if self.host().task_token(callback.id).is_some() {
                self.progress.callback = Some(Box::new(callback));
            }
        }
    }

    /// The present call's task token.
    pub(in crate::frame) fn task_token(&self) -> Option<String> {
        let callback = self.progress.callback.as_ref()?;
        self.host().task_token(callback.id)
    }

    /// The time limits of a call with a token hold from now on, whatever happens to the process meanwhile.
    pub(super) fn start_limits(&mut self, call: &'static CallInfo) {
        let Some(callback) = &mut self.progress.callback else {
            return;
        };
        let now = self.shared.run.host().clock().now();
        callback.timeout = self
            .settings
            .timeout()
            .map(|seconds| crate::machine::after(now, seconds));
        // An activity's worker has to be there before it can be heard of.
        if !matches!(call, CallInfo::Activity { .. }) {
            callback.beat(now, self.settings.heartbeat());
        }
    }

    /// Does the work of a call, and waits for its answer from outside; a job's may come from either.
    pub(super) async fn await_callback(
        &mut self,
        call: &'static CallInfo,
        cx: &TaskContext,
        settings: &Settings,
        work: Work<'_>,
    ) -> Result<Value, Failure> {
        let pattern = call.pattern();
        let run = self.shared.run.clone();
        let host = run.host();
        let Some(callback) = &self.progress.callback else {
            return Err(Failure::runtime("The call has no task token."));
        };
        let id = callback.id;
        // What was done before the execution was resumed is not done again.
        let done = callback.made || callback.answer.is_some();
        let mut handler: Option<BoxFuture<'_, _>> = None;
        let mut offered = None;
        match work {
            _ if done => {}
            Work::Handler(work) => {
                handler = Some(Box::pin(unpanicked(work).instrument(self.span())))
            }
            Work::Offer(input) => {
                if let CallInfo::Activity { resource } = call {
                    offered = Some(Offered::new(host, cx, resource, &input));
                }
            }
        }
        // Whatever drops this future before the handler is done cancels it.
        let cancel = cx.cancel_on_drop();
        let mut beats = cx.heart().map(watch::Sender::subscribe);
        let result = loop {
            let Some(callback) = &mut self.progress.callback else {
                return Err(Failure::runtime("The call has no task token."));
            };
            if (handler.is_none() || pattern == Pattern::Job)
                && let Some(answer) = callback.answer.take()
            {
                break Result::from(answer).map_err(Failure::from);
            }
            let wait = CallbackWait {
                callback: id,
                due: callback.due(),
                idle: handler.is_none(),
                offered: offered.as_ref().map(|offered| offered.activity),
            };
            let said = tokio::select! {
                biased;
                message = host.callback_message(wait) => Said::Outside(message),
                result = next(&mut handler) => Said::Done(result),
                () = beat(&mut beats) => Said::Beat,
            };
            let now = host.clock().now();
            match said {
                Said::Done(Ok(answer)) if pattern == Pattern::Callback => {
                    handler = None;
                    callback.made = true;
                    let submission = cx.submission().cloned();
                    let answer = submission.unwrap_or_else(|| call.response(cx, answer));
                    self.record_submission(call, Some(answer).filter(|answer| !answer.is_null()));
                    self.checkpoint();
                }
                Said::Done(result) => break result,
                Said::Outside(None) => return Err(Failure::timeout()),
                Said::Beat => callback.beat(now, settings.heartbeat()),
                Said::Outside(Some(message)) => {
                    match message {
                        CallbackMessage::Heartbeat => callback.beat(now, settings.heartbeat()),
                        CallbackMessage::Answer(answer) => callback.answer = Some(answer.into()),
                        CallbackMessage::Taken { worker } => {
                            callback.beat(now, settings.heartbeat());
                            // A worker may have been given the task that another did not get to see.
                            if !std::mem::replace(&mut callback.made, true) {
                                self.record_worker(worker);
                            }
                            offered = None;
                        }
                    }
                    self.checkpoint();
                }
            }
        };
        cancel.disarm();
        result
    }
}

/// A task that no worker has fetched. It is withdrawn when one has, and by whatever drops this.
struct Offered<'a> {
    host: &'a dyn Host,
    cx: &'a TaskContext,
    activity: &'static str,
}

impl<'a> Offered<'a> {
    fn new(host: &'a dyn Host, cx: &'a TaskContext, activity: &'static str, input: &Value) -> Self {
        host.offer_activity(cx, activity, input);
        Offered { host, cx, activity }
    }
}

impl Drop for Offered<'_> {
    fn drop(&mut self) {
        self.host.withdraw_activity(self.cx, self.activity);
    }
}

/// The handler's result, once it has one.
async fn next(
    handler: &mut Option<BoxFuture<'_, Result<Value, Failure>>>,
) -> Result<Value, Failure> {
    match handler {
        Some(handler) => handler.await,
        None => std::future::pending().await,
    }
}

/// The handler's next heartbeat.
async fn beat(beats: &mut Option<watch::Receiver<()>>) {
    let changed = match beats {
        Some(beats) => beats.changed().await,
        None => return std::future::pending().await,
    };
    if changed.is_err() {
        std::future::pending().await
    }
}
