//! Calling tasks: the barrier before, the time limits during, the history after.

mod callback;
mod info;
mod record;

use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};

use futures_util::FutureExt;
use serde::Serialize;
use tokio::sync::watch;
use tracing::{Instrument, Span};

pub use info::CallInfo;
pub(crate) use info::Called;
use info::Pattern;

use super::Frame;
use crate::callback::Callback;
use crate::data;
use crate::error::{Failure, TaskError, panic_text};
use crate::future::boxed;
use crate::host::StartExecution;
use crate::machine::after;
use crate::task::{More, TaskContext};
use crate::testing::Inspection;
use crate::value::{ConvertError, Value, to_value};

/// `TimeoutSeconds`, `HeartbeatSeconds` and `Credentials` of the present attempt, which few have.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings(Option<Box<Given>>);

#[derive(Clone, Debug, Default)]
struct Given {
    timeout: Option<u64>,
    heartbeat: Option<u64>,
    credentials: Option<Value>,
    at_most_once: bool,
}

impl Settings {
    fn timeout(&self) -> Option<u64> {
        self.0.as_ref()?.timeout
    }

    fn heartbeat(&self) -> Option<u64> {
        self.0.as_ref()?.heartbeat
    }

    fn credentials(&self) -> Option<&Value> {
        self.0.as_ref()?.credentials.as_ref()
    }

    fn at_most_once(&self) -> bool {
        self.0.as_ref().is_some_and(|given| given.at_most_once)
    }

    fn given(&mut self) -> &mut Given {
        self.0.get_or_insert_default()
    }
}

/// A handler's work, where whoever calls it has it.
type Handler<'a> = Pin<&'a mut (dyn Future<Output = Result<Value, TaskError>> + Send + 'a)>;

/// What a call consists in.
enum Work<'a> {
    /// The handler's work.
    Handler(Handler<'a>),
    /// A task with this input, offered to workers.
    Offer(Value),
}

impl Frame {
    /// `TimeoutSeconds` for the call that follows.
    pub fn timeout_seconds(&mut self, seconds: u64) {
        self.settings.given().timeout = Some(seconds);
    }

    /// `HeartbeatSeconds` for the call that follows.
    pub fn heartbeat_seconds(&mut self, seconds: u64) {
        self.settings.given().heartbeat = Some(seconds);
    }

    /// The call that follows is made at most once: where it was cut off it fails with
    /// [`ErrorName::TASK_INTERRUPTED`](crate::ErrorName::TASK_INTERRUPTED), and is not made again.
    pub fn at_most_once(&mut self) {
        self.settings.given().at_most_once = true;
    }

    /// `Credentials` for the call that follows.
    pub fn credentials(&mut self, credentials: Value) {
        self.settings.given().credentials = Some(credentials);
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
        if self.shared.run.records && !self.progress.called {
            self.record_call(call, to_value(arguments))?;
        }
        Ok(self.task_context(call))
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
        if self.shared.run.records && !self.progress.called {
            let payload = to_value(payload);
            self.record_call(
                call,
                payload.map(|payload| data::lambda_request(request, payload)),
            )?;
        }
        Ok(self.task_context(call))
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
            && !self.host().has_activity(resource)
        {
            let cause = format!("The activity {resource} does not exist.");
            return Err(Failure::runtime(cause));
        }
        self.inspect("arguments", &arguments);
        self.record_scheduled(call, arguments);
        self.start_limits(call);
        self.progress.called = true;
        self.checkpoint();
        Ok(())
    }

    fn task_context(&self, call: &'static CallInfo) -> TaskContext {
        let callback = self.progress.callback.as_ref();
        let callback = callback.filter(|_| call.pattern() == Pattern::Callback);
        let mut cx = TaskContext::new(
            self.shared.clone(),
            self.index,
            self.progress.visit,
            self.state.name,
            self.progress.attempt,
        );
        if self.settings.0.is_some() || callback.is_some() {
            cx.more = Some(Box::new(More {
                heartbeat: self.settings.heartbeat().map(|_| watch::Sender::new(())),
                credentials: self.settings.credentials().cloned(),
                callback: callback.map(|callback| callback.id),
            }));
        }
        cx
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
        handler: Handler<'_>,
    ) -> Result<Value, Failure> {
        let pattern = call.pattern();
        let plain = self.shared.run.calls_at_once
            && self.settings.0.is_none()
            && self.progress.callback.is_none()
            && pattern != Pattern::Callback;
        if !plain {
            // What most calls in memory do not need takes no room in them.
            return boxed(|| self.make(call, cx, Work::Handler(handler))).await;
        }
        let cancel = cx.cancel_on_drop();
        let result = unpanicked(handler).await;
        cancel.disarm();
        self.returned(call, cx, pattern, result)
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
        let (run, context) = (self.shared.run.clone(), cx.clone());
        let handler = async move { run.host().start_execution(&context, start).await };
        self.make(call, cx, Work::Handler(pin!(handler))).await
    }

    #[expect(
        clippy::manual_async_fn,
        reason = "an `async fn` holds its arguments twice"
    )]
    fn make<'a>(
        &'a mut self,
        call: &'static CallInfo,
        cx: &'a TaskContext,
        work: Work<'a>,
    ) -> impl Future<Output = Result<Value, Failure>> + Send + use<'a> {
        async move {
            let settings = std::mem::take(&mut self.settings);
            let mut cut_off = false;
            if self.shared.run.records {
                if settings.at_most_once() || self.host().at_most_once(self.state.name) {
                    cut_off = self.start_once().await;
                }
                self.host().durable().await?;
            }
            if let Some(mocked) = self.inspection().and_then(Inspection::mocked) {
                let result = mocked?;
                self.inspect("result", &result);
                return Ok(result);
            }
            let pattern = call.pattern();
            let result = if cut_off {
                Err(Failure::interrupted())
            } else if self.progress.callback.is_some() {
                Box::pin(self.await_callback(call, cx, &settings, work)).await
            } else {
                match work {
                    Work::Handler(handler) if pattern != Pattern::Callback => {
                        self.limit(cx, &settings, handler).await
                    }
                    _ => Err(Failure::runtime(
                        "The state waits for a task token, which an execution in memory has nobody to get from.",
                    )),
                }
            };
            self.returned(call, cx, pattern, result)
        }
    }

    /// What comes of a call: the state's result, as far as the call is concerned.
    fn returned(
        &mut self,
        call: &'static CallInfo,
        cx: &TaskContext,
        pattern: Pattern,
        mut result: Result<Value, Failure>,
    ) -> Result<Value, Failure> {
        self.has_waited();
        if pattern != Pattern::Callback {
            result = result.map(|output| call.response(cx, output));
        }
        let result = result.and_then(|output| {
            if self.shared.run.records {
                self.check_depth(&output)?;
            }
            self.check_size(&output, call.returned_by())?;
            Ok(output)
        });
        if self.shared.run.records {
            if pattern == Pattern::Job {
                self.record_job(call, cx, result.is_ok());
            }
            self.progress.now = Some(self.record_result(call, &result));
        }
        result
    }

    /// The span of a handler's work, where someone listens to that of a durable execution.
    fn span(&self) -> Span {
        if !self.shared.run.stores {
            return Span::none();
        }
        let (state, attempt) = (self.state.name, self.progress.attempt);
        tracing::debug_span!("task", state, attempt)
    }

    /// Notes that a call is about to be made, whether or not anything comes of it. True where that was noted before, and
    /// nobody has heard of the call since.
    async fn start_once(&mut self) -> bool {
        let heard = |callback: &Callback| callback.made || callback.answer.is_some();
        if self.progress.started {
            return !self.progress.callback.as_deref().is_some_and(heard);
        }
        // A call that is held back because the host stops has not been made.
        self.host().admitted().await;
        self.progress.started = true;
        self.checkpoint();
        false
    }

    #[expect(
        clippy::manual_async_fn,
        reason = "an `async fn` holds its arguments twice"
    )]
    fn limit<'a>(
        &'a self,
        cx: &'a TaskContext,
        settings: &'a Settings,
        handler: Handler<'a>,
    ) -> impl Future<Output = Result<Value, Failure>> + Send + use<'a> {
        async move {
            // Whatever drops this future before the handler is done cancels it.
            let cancel = cx.cancel_on_drop();
            let limits = (settings.timeout(), settings.heartbeat());
            // Calls without limits and a span need no room for them.
            let result = match limits == (None, None) && self.span().is_disabled() {
                true => unpanicked(handler).await,
                false => Box::pin(self.in_time(cx, settings, handler)).await?,
            };
            cancel.disarm();
            result
        }
    }

    /// The handler's result, if it comes in time.
    async fn in_time(
        &self,
        cx: &TaskContext,
        settings: &Settings,
        handler: Handler<'_>,
    ) -> Result<Result<Value, Failure>, Failure> {
        let handler = unpanicked(handler).instrument(self.span());
        let clock = self.host().clock();
        let timeout = async {
            match settings.timeout() {
                Some(seconds) => clock.sleep_until(after(clock.now(), seconds)).await,
                None => std::future::pending().await,
            }
        };
        let silence = async {
            let (Some(seconds), Some(heartbeat)) = (settings.heartbeat(), cx.heart()) else {
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
        tokio::select! {
            biased;
            result = handler => Ok(result),
            () = timeout => Err(Failure::timeout()),
            () = silence => Err(Failure::timeout()),
        }
    }
}

/// The handler's result; a panic is one too.
fn unpanicked(handler: Handler<'_>) -> impl Future<Output = Result<Value, Failure>> + Send {
    let handler = AssertUnwindSafe(handler).catch_unwind();
    handler.map(|result| match result {
        Ok(result) => result.map_err(Failure::from),
        Err(panic) => Err(Failure::from(TaskError::new(
            "States.TaskFailed",
            format!("the task panicked: {}", panic_text(&*panic)),
        ))),
    })
}
