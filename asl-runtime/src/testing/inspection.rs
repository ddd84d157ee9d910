//! Running one state by itself: what stands in for the world around it, and all that is to be seen of its data.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;

use super::mocks::Mocks;
use super::run::{Running, run};
use crate::clock::{Clock, SystemClock};
use crate::error::{Failure, TaskError};
use crate::history::{Event, StateType};
use crate::machine::{Outcome, StateMachine};
use crate::retry::Retrier;
use crate::timestamp::print;
use crate::value::{Map, Value};

/// What a state is tested with.
#[doc(hidden)]
#[derive(Clone, Debug, Deserialize)]
pub struct StateTest {
    state: String,
    input: Value,
    variables: Map,
    /// The Context Object; one like AWS's where it is left out.
    context: Option<Value>,
    role_arn: Option<String>,
    mock: Option<Mock>,
    retrier_retry_count: u64,
    map_iteration_failure_count: u64,
    item_reader_data: Option<Value>,
}

/// What is given in place of what the state calls or runs.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mock {
    Result(Value),
    Error {
        error: Option<String>,
        cause: Option<String>,
    },
}

/// A state's test, while it runs.
pub(crate) struct Inspection {
    given: StateTest,
    now: Timestamp,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// The values by their stages.
    stages: Map,
    entered: bool,
    next: Option<String>,
    tolerates: Vec<Tolerates>,
    /// The Catcher.
    caught: Option<usize>,
    /// The Retrier, and when it would have the next attempt.
    retried: Option<(usize, Option<Duration>)>,
    failure: Option<Failure>,
}

/// Whether so many failures are tolerated of so many iterations.
type Tolerates = Box<dyn Fn(u64, usize) -> bool + Send>;

impl Inspection {
    fn new(given: StateTest) -> Self {
        Inspection {
            given,
            now: SystemClock.now(),
            seen: Mutex::default(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn show(&self, stage: &'static str, value: Value) {
        self.seen().stages.insert(stage, value);
    }

    pub(crate) fn caught(&self, catcher: usize, failure: &Failure) {
        let mut seen = self.seen();
        seen.caught = Some(catcher);
        seen.failure = Some(failure.clone());
    }

    pub(crate) fn tolerate(&self, tolerates: impl Fn(u64, usize) -> bool + Send + 'static) {
        self.seen().tolerates.push(Box::new(tolerates));
    }

    pub(crate) fn is_tolerable(&self, items: usize) -> bool {
        let failed = self.given.map_iteration_failure_count;
        let seen = self.seen();
        seen.tolerates
            .iter()
            .all(|tolerates| tolerates(failed, items))
    }

    pub(crate) fn mocked(&self) -> Option<Result<Value, Failure>> {
        Some(match self.given.mock.clone()? {
            Mock::Result(result) => Ok(result),
            Mock::Error { error, cause } => Err(TaskError::from_parts(error, cause).into()),
        })
    }

    pub(crate) fn item_reader_data(&self) -> Option<Value> {
        self.given.item_reader_data.clone()
    }

    /// The Context Object of a state of this type.
    pub(crate) fn context(&self, state_type: StateType, token: Option<String>) -> Value {
        let given = &self.given;
        given.context.clone().unwrap_or_else(|| {
            let mut state = Map::new();
            // AWS calls every state so.
            state.insert("Name", "StateName");
            state.insert("EnteredTime", print(self.now));
            if matches!(
                state_type,
                StateType::Task | StateType::Parallel | StateType::Map
            ) {
                let count = i64::try_from(given.retrier_retry_count);
                state.insert("RetryCount", count.unwrap_or(i64::MAX));
            }
            let role = given.role_arn.as_deref().map_or(Value::NULL, Value::from);
            let arn = "arn:aws:states:us-east-1:123456789012";
            let mut context = Map::new();
            context.insert(
                "Execution",
                Value::object([
                    ("Id", Value::from(format!("{arn}:express:test:test"))),
                    ("Input", given.input.clone()),
                    ("Name", "test".into()),
                    ("RoleArn", role),
                    ("StartTime", print(self.now).into()),
                ]),
            );
            context.insert(
                "StateMachine",
                Value::object([
                    ("Id", format!("{arn}:stateMachine:test")),
                    ("Name", "test".to_owned()),
                ]),
            );
            context.insert("State", state);
            if let Some(token) = token {
                context.insert("Task", Value::object([("Token", token)]));
            }
            context.into()
        })
    }

    pub(crate) fn would_retry(&self, failure: &Failure, retriers: &[Retrier]) -> bool {
        let Some(index) = Retrier::matching(retriers, failure) else {
            return false;
        };
        let delay = retriers[index].delay_after(self.given.retrier_retry_count);
        let mut seen = self.seen();
        seen.retried = Some((index, delay));
        seen.failure = Some(failure.clone());
        delay.is_some()
    }

    /// Whether the test is over, now that a state is entered or an attempt begins.
    pub(crate) fn is_over(&self, entered: Option<&str>) -> bool {
        let mut seen = self.seen();
        match entered {
            Some(state) if std::mem::replace(&mut seen.entered, true) => {
                seen.next = Some(state.to_owned());
                true
            }
            Some(_) => false,
            None => matches!(seen.retried, Some((_, Some(_)))),
        }
    }
}

/// Runs one state by itself: how it ended, and the stages of its data.
#[doc(hidden)]
pub async fn inspect(machine: &dyn StateMachine, test: StateTest) -> Value {
    let mut run = run(machine, test.input.clone())
        .start_at(&*test.state)
        .mocks(&Mocks::new());
    for (name, value) in test.variables.iter() {
        run = run.variable(name, value.clone());
    }
    let inspection = Inspection::new(test);
    let run = run.start_time(inspection.now).inspected(inspection);
    let mut running = run.begin();
    running.until(|_| false).await;
    answer(&running).into()
}

fn answer(running: &Running<'_>) -> Map {
    let mut answer = Map::new();
    let Some(inspection) = running.test.inspection() else {
        return answer;
    };
    let seen = inspection.seen();
    let (failed, problem) = match &running.outcome {
        Some(Outcome::Failed(failure)) => (Some(failure), None),
        Some(Outcome::TimedOut) => (None, Some("it timed out".to_owned())),
        Some(Outcome::Succeeded(_)) => (None, None),
        None if seen.next.is_some() || seen.failure.is_some() => (None, None),
        None => {
            let problem = running.test.family().problem();
            let problem = problem.map(|it| it.to_string());
            (
                None,
                Some(problem.unwrap_or_else(|| "it never ends".to_owned())),
            )
        }
    };
    let would_retry = matches!(seen.retried, Some((_, Some(_))));
    let status = match (failed, seen.caught) {
        _ if would_retry => "RETRIABLE",
        (Some(_), _) => "FAILED",
        (None, Some(_)) => "CAUGHT_ERROR",
        (None, None) => "SUCCEEDED",
    };
    answer.insert("status", status);
    if let Some(problem) = problem {
        answer.insert("problem", problem);
    }
    let failure = failed.or(seen.failure.as_ref());
    if let Some(failure) = failure {
        let mut text = |member: &str, text: Option<&str>| text.map(|it| answer.insert(member, it));
        text("error", failure.error());
        text("cause", failure.cause());
    }
    if let Some(next) = &seen.next {
        answer.insert("next_state", next.as_str());
    }
    let mut variables = inspection.given.variables.clone();
    let exited = running
        .test
        .recorder()
        .history
        .iter()
        .rev()
        .find_map(|event| match &event.event {
            Event::StateExited(_, details) => Some(details.clone()),
            _ => None,
        });
    if let Some(exited) = exited {
        answer.insert("output", exited.output.0);
        for (name, value) in exited.assigned_variables.iter().flat_map(|it| &it.0) {
            variables.insert(name.as_ref(), value.0.clone());
        }
    }
    answer.insert("variables", variables);
    answer.insert("stages", seen.stages.clone());
    answer.insert("error_details", error_details(&seen));
    answer
}

fn error_details(seen: &Seen) -> Map {
    let mut details = Map::new();
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    if let Some(catcher) = seen.caught {
        details.insert("catchIndex", number(catcher));
    }
    if let Some((retrier, delay)) = seen.retried {
        details.insert("retryIndex", number(retrier));
        if let Some(delay) = delay {
            let whole = i64::try_from(delay.as_secs()).unwrap_or(i64::MAX);
            let seconds = match delay.subsec_nanos() {
                0 => Value::from(whole),
                _ => delay.as_secs_f64().into(),
            };
            details.insert("retryBackoffIntervalSeconds", seconds);
        }
    }
    details
}
