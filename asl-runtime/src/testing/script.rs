//! What a test says that a task answers.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::call::Request;
use super::mocks::{Answer, Asked, Kind, Mocks};
use crate::error::TaskError;
use crate::value::Value;

/// The answers of one task or state, in order. Each method that adds one gives the script back, for the next.
///
/// ```
/// use asl_runtime::testing::Mocks;
/// use asl_runtime::value;
///
/// let mock = Mocks::new();
/// // The first call fails, the second is answered after a minute, all others at once.
/// mock.task("charge_card")
///     .fails("GatewayBusy", "try later")
///     .after_seconds(60)
///     .returns(value!({ "charge": 1 }))
///     .always_returns(value!({ "charge": 2 }));
/// // In a Map, the order of calls says little, but their inputs do.
/// mock.task("reserve").when_input(value!({ "sku": "lamp" })).fails("OutOfStock", "no lamps left");
/// ```
pub struct Script {
    mocks: Mocks,
    asked: Asked,
    input: Option<Value>,
    submission: Option<Value>,
    worker: Option<String>,
    after: Duration,
}

impl Script {
    pub(super) fn new(mocks: Mocks, asked: Asked) -> Self {
        Script {
            mocks,
            asked,
            input: None,
            submission: None,
            worker: None,
            after: Duration::ZERO,
        }
    }

    /// A call returns `value`.
    pub fn returns(self, value: impl Into<Value>) -> Self {
        self.add(Kind::Returns(value.into()), false)
    }

    /// All calls from here on return `value`.
    pub fn always_returns(self, value: impl Into<Value>) -> Self {
        self.add(Kind::Returns(value.into()), true)
    }

    /// A call of a function through `lambda:invoke` returns the `Payload` of `response`, and the state's result is `response` as
    /// a whole, with whatever the service says besides: `{"Payload": .., "StatusCode": 200, ..}`.
    pub fn responds(self, response: impl Into<Value>) -> Self {
        self.add(Kind::Responds(response.into()), false)
    }

    /// A call fails with this error: a name of the generated `errors`, or any text.
    pub fn fails(self, error: impl Into<Cow<'static, str>>, cause: impl Into<String>) -> Self {
        self.fails_with(TaskError::new(error, cause))
    }

    /// All calls from here on fail with this error.
    pub fn always_fails(
        self,
        error: impl Into<Cow<'static, str>>,
        cause: impl Into<String>,
    ) -> Self {
        self.add(Kind::Fails(TaskError::new(error, cause)), true)
    }

    /// A call fails with this error, which may be one of your own types: Retry and Catch see the name that the task's would have.
    pub fn fails_with(self, error: impl Into<TaskError>) -> Self {
        self.add(Kind::Fails(error.into()), false)
    }

    /// A call never returns, so that its `TimeoutSeconds` or `HeartbeatSeconds` end it.
    pub fn hangs(self) -> Self {
        self.add(Kind::Hangs, false)
    }

    /// A call panics.
    pub fn panics(self, message: impl Into<String>) -> Self {
        self.add(Kind::Panics(message.into()), false)
    }

    /// All calls from here on return what `answer` does.
    pub fn with(
        self,
        answer: impl Fn(&Request) -> Result<Value, TaskError> + Send + Sync + 'static,
    ) -> Self {
        self.add(Kind::With(Arc::new(answer)), true)
    }

    /// The answers that follow are for calls with this input only, of the task or of the state that calls it.
    pub fn when_input(mut self, input: impl Into<Value>) -> Self {
        self.input = Some(input.into());
        self
    }

    /// The next answer comes after so many seconds, which pass at once.
    pub fn after_seconds(self, seconds: u64) -> Self {
        self.after(Duration::from_secs(seconds))
    }

    /// The next answer comes after this time, which passes at once.
    pub fn after(mut self, duration: Duration) -> Self {
        self.after = duration;
        self
    }

    /// Before the next answer, the service has answered the submission of a `.sync` job or a `.waitForTaskToken` call with
    /// `value`. What [fails](Script::fails) without it is the call itself, and with it what comes back under the token.
    pub fn submits(mut self, value: impl Into<Value>) -> Self {
        self.submission = Some(value.into());
        self
    }

    /// The next answer is that of an activity's worker of this name.
    pub fn by_worker(mut self, name: impl Into<String>) -> Self {
        self.worker = Some(name.into());
        self
    }

    /// The calls that the task or state has got.
    pub fn requests(&self) -> Vec<Request> {
        let mut requests = self.mocks.requests();
        requests.retain(|request| match &self.asked {
            Asked::Task(task) => request.task == task,
            Asked::State(state) => request.state == state,
        });
        requests
    }

    /// How many of its answers are left; those for all calls count.
    pub fn left(&self) -> usize {
        self.mocks.left(&self.asked)
    }

    fn add(mut self, kind: Kind, always: bool) -> Self {
        let answer = Answer {
            input: self.input.clone(),
            always,
            submission: self.submission.take(),
            worker: self.worker.take(),
            after: std::mem::take(&mut self.after),
            kind,
        };
        self.mocks.add(&self.asked, answer);
        self
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script")
            .field("left", &self.left())
            .finish_non_exhaustive()
    }
}
