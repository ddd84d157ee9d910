//! Tasks that answer as a test has told them to.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::call::{Request, Unanswered};
use super::host::Test;
use super::script::Script;
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
pub(super) enum Asked {
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
pub(super) struct Answer {
    pub(super) input: Option<Value>,
    pub(super) always: bool,
    pub(super) submission: Option<Value>,
    pub(super) worker: Option<String>,
    pub(super) after: Duration,
    pub(super) kind: Kind,
}

#[derive(Clone)]
pub(super) enum Kind {
    Returns(Value),
    Responds(Value),
    Fails(TaskError),
    Hangs,
    Panics(String),
    With(Arc<Closure>),
}

pub(super) type Closure = dyn Fn(&Request) -> Result<Value, TaskError> + Send + Sync;

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
        Script::new(self.clone(), asked)
    }

    /// Whether answers were given for a state or for its task.
    pub(super) fn answers(&self, state: &str, task: &str) -> bool {
        let inner = self.lock();
        let mut asked = inner.answers.keys();
        asked.any(|asked| match asked {
            Asked::State(name) => name == state,
            Asked::Task(name) => name == task,
        })
    }

    /// Adds an answer.
    pub(super) fn add(&self, asked: &Asked, answer: Answer) {
        let mut inner = self.lock();
        let answers = inner.answers.entry(asked.clone()).or_default();
        answers.given += 1;
        answers.left.push(answer);
    }

    /// How many answers are left.
    pub(super) fn left(&self, asked: &Asked) -> usize {
        let inner = self.lock();
        inner
            .answers
            .get(asked)
            .map_or(0, |answers| answers.left.len())
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
                    let test = cx.run().host().test();
                    let arguments = test.and_then(|test| test.arguments_of(&cx.frame()));
                    arguments.unwrap_or_default()
                }
            };
            let request = Request::new(task, input, &cx);
            match mocks.take(&request, &cx) {
                Ok(answer) => match (cx.callback(), cx.run().host().test()) {
                    (Some(callback), Some(test)) if answer.comes_back() => {
                        let submission = answer.submission.clone();
                        answer.come_back(&request, callback, test);
                        Ok(submission.unwrap_or_default())
                    }
                    _ => answer.give(&request, &cx).await,
                },
                Err(unanswered) => {
                    let cause = unanswered.to_string();
                    match cx.run().host().test() {
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
        let Some(callback) = cx.callback() else {
            return;
        };
        let name = activity.rsplit(':').next().unwrap_or(activity);
        let request = Request::new(name, input.clone(), cx);
        match self.take(&request, cx) {
            Ok(answer) => {
                let worker = answer.worker.clone();
                let worker = CallbackMessage::Taken { worker };
                test.says(callback, Duration::ZERO, worker);
                answer.come_back(&request, callback, test);
            }
            Err(unanswered) => test.lacks(unanswered),
        }
    }

    /// Records the call; its answer, where there is one.
    fn take(&self, request: &Request, cx: &TaskContext) -> Result<Answer, Unanswered> {
        let test = cx.run().host().test();
        if let Some(test) = test {
            test.requested(request);
        }
        let state_input = test.and_then(|test| test.input_of(&cx.frame()));
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
            Kind::Hangs => match cx.run().host().test() {
                Some(test) => test.hangs(request).await,
                None => std::future::pending().await,
            },
        }
    }
}
