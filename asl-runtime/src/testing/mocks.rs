//! Tasks that answer as a test has told them to.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::call::{Request, Unanswered};
use super::host::Test;
use crate::callback::{CallbackId, CallbackMessage};
use crate::error::TaskError;
use crate::task::TaskContext;
use crate::value::{ConvertError, Value};

/// The answers of a machine's tasks, and the calls that they got. Clones share both.
///
/// A generated `MockTasks` holds one and has a method `on_…` for each task, which is how tests give answers. [`task`] and
/// [`state`] do the same by name.
///
/// A call takes the first answer for its state that fits, else the first for its task.
///
/// [`task`]: Mocks::task
/// [`state`]: Mocks::state
#[derive(Clone, Default)]
pub struct Mocks(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    answers: HashMap<Asked, Answers>,
    requests: Vec<Request>,
    unanswered: Vec<Unanswered>,
}

/// Whose answers they are.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Asked {
    Task(Cow<'static, str>),
    State(String),
}

#[derive(Default)]
struct Answers {
    given: usize,
    left: Vec<Answer>,
}

/// An answer, and what it is for.
#[derive(Clone)]
struct Answer {
    input: Option<Value>,
    always: bool,
    submission: Option<Value>,
    after: Duration,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Returns(Value),
    Responds(Value),
    Fails(TaskError),
    Hangs,
    Panics(String),
    With(Arc<Closure>),
}

type Closure = dyn Fn(&Request) -> Result<Value, TaskError> + Send + Sync;

impl Mocks {
    /// No answers yet.
    pub fn new() -> Self {
        Mocks::default()
    }

    /// The answers of a task, by its method's name.
    pub fn task(&self, method: impl Into<Cow<'static, str>>) -> Script {
        self.script(Asked::Task(method.into()))
    }

    /// Answers for the calls of one state, which are used before those of its task.
    pub fn state(&self, name: impl Into<String>) -> Script {
        self.script(Asked::State(name.into()))
    }

    fn script(&self, asked: Asked) -> Script {
        Script {
            mocks: self.clone(),
            asked,
            input: None,
            submission: None,
            after: Duration::ZERO,
        }
    }

    /// All calls so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    /// The calls that no answer was left for.
    pub fn unanswered(&self) -> Vec<Unanswered> {
        self.lock().unanswered.clone()
    }

    /// What generated code calls: records the call and gives its answer.
    #[doc(hidden)]
    pub fn call(
        &self,
        task: &'static str,
        input: Option<Result<Value, ConvertError>>,
        cx: &TaskContext,
    ) -> BoxFuture<'static, Result<Value, TaskError>> {
        let (mocks, cx) = (self.clone(), cx.clone());
        Box::pin(async move {
            let input = match input {
                Some(input) => input.map_err(|error| {
                    let cause = format!("the task's input can't be written as JSON: {error}");
                    TaskError::new("Asl.MockFailed", cause)
                })?,
                None => {
                    let test = cx.run.host().test();
                    let arguments = test.and_then(|test| test.arguments_of(&cx.frame));
                    arguments.unwrap_or_default()
                }
            };
            let request = Request::new(task, input, &cx);
            match mocks.take(&request, &cx) {
                Ok(answer) => match (cx.callback, cx.run.host().test()) {
                    (Some(callback), Some(test)) if answer.comes_back() => {
                        let submission = answer.submission.clone();
                        answer.come_back(&request, callback, test);
                        Ok(submission.unwrap_or_default())
                    }
                    _ => answer.give(&request, &cx).await,
                },
                Err(unanswered) => {
                    let cause = unanswered.to_string();
                    match cx.run.host().test() {
                        // The test ends here: no Catcher of the machine gets to see it.
                        Some(test) => test.unanswered(unanswered).await,
                        None => Err(TaskError::new("Asl.NoMock", cause)),
                    }
                }
            }
        })
    }

    /// A task is offered to an activity's workers: one takes it, and answers.
    pub(super) fn offer(
        &self,
        activity: &'static str,
        input: &Value,
        cx: &TaskContext,
        test: &Test,
    ) {
        let Some(callback) = cx.callback else {
            return;
        };
        let name = activity.rsplit(':').next().unwrap_or(activity);
        let request = Request::new(name, input.clone(), cx);
        match self.take(&request, cx) {
            Ok(answer) => {
                let worker = CallbackMessage::Taken { worker: None };
                test.says(callback, Duration::ZERO, worker);
                answer.come_back(&request, callback, test);
            }
            Err(unanswered) => test.lacks(unanswered),
        }
    }

    /// Records the call; its answer, where there is one.
    fn take(&self, request: &Request, cx: &TaskContext) -> Result<Answer, Unanswered> {
        let test = cx.run.host().test();
        if let Some(test) = test {
            test.requested(request);
        }
        let state_input = test.and_then(|test| test.input_of(&cx.frame));
        let fits = |answer: &Answer| {
            let wanted = answer.input.as_ref();
            wanted.is_none_or(|wanted| {
                *wanted == request.input || Some(wanted) == state_input.as_ref()
            })
        };
        let mut inner = self.lock();
        inner.requests.push(request.clone());
        let asked = [
            Asked::State(request.state.to_owned()),
            Asked::Task(request.task.into()),
        ];
        let mut given = 0;
        for asked in asked {
            let Some(answers) = inner.answers.get_mut(&asked) else {
                continue;
            };
            given += answers.given;
            if let Some(index) = answers.left.iter().position(fits) {
                return Ok(match answers.left[index].always {
                    true => answers.left[index].clone(),
                    false => answers.left.remove(index),
                });
            }
        }
        let unanswered = Unanswered {
            request: request.clone(),
            given,
        };
        inner.unanswered.push(unanswered.clone());
        Err(unanswered)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Mocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mocks")
            .field("requests", &self.lock().requests)
            .finish_non_exhaustive()
    }
}

impl Answer {
    /// Whether it is what comes back under the call's token. Where the call itself fails there is nothing to wait for.
    fn comes_back(&self) -> bool {
        match self.kind {
            Kind::Fails(_) => self.submission.is_some(),
            Kind::Panics(_) => false,
            _ => true,
        }
    }

    /// Has it come back under a token.
    fn come_back(self, request: &Request, callback: CallbackId, test: &Test) {
        let result = match self.kind {
            Kind::Returns(value) | Kind::Responds(value) => Ok(value),
            Kind::Fails(error) => Err(error),
            Kind::With(answer) => answer(request),
            Kind::Hangs | Kind::Panics(_) => return test.hangs_on(request),
        };
        test.says(callback, self.after, CallbackMessage::Answer(result));
    }

    async fn give(self, request: &Request, cx: &TaskContext) -> Result<Value, TaskError> {
        if let Some(submission) = self.submission {
            cx.submitted(submission);
        }
        if !self.after.is_zero() {
            cx.sleep(self.after).await;
        }
        match self.kind {
            Kind::Returns(value) => Ok(value),
            Kind::Responds(response) => {
                let payload = response["Payload"].clone();
                cx.responded(response);
                Ok(payload)
            }
            Kind::Fails(error) => Err(error),
            Kind::With(answer) => answer(request),
            Kind::Panics(message) => std::panic::panic_any(message),
            Kind::Hangs => match cx.run.host().test() {
                Some(test) => test.hangs(request).await,
                None => std::future::pending().await,
            },
        }
    }
}

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
    after: Duration,
}

impl Script {
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
        let inner = self.mocks.lock();
        let answers = inner.answers.get(&self.asked);
        answers.map_or(0, |answers| answers.left.len())
    }

    fn add(mut self, kind: Kind, always: bool) -> Self {
        let answer = Answer {
            input: self.input.clone(),
            always,
            submission: self.submission.take(),
            after: std::mem::take(&mut self.after),
            kind,
        };
        let mut inner = self.mocks.lock();
        let answers = inner.answers.entry(self.asked.clone()).or_default();
        answers.given += 1;
        answers.left.push(answer);
        drop(inner);
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
