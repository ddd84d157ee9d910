//! Activities: tasks that workers fetch.

mod queue;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use queue::Queue;

use super::token::TaskToken;
use super::{Engine, EngineError};
use crate::callback::CallbackMessage;
use crate::store::ExecutionId;
use crate::value::Value;

/// How long a worker waits for the task of an execution that is being loaded.
const PATIENCE: SignedDuration = SignedDuration::from_secs(1);

/// The tasks that wait for workers, by the activity's name.
#[derive(Default)]
pub(super) struct Activities(Mutex<HashMap<String, Arc<Queue>>>);

impl Activities {
    fn queues(&self) -> MutexGuard<'_, HashMap<String, Arc<Queue>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn queue(&self, name: &str) -> Arc<Queue> {
        self.queues().entry(name.to_owned()).or_default().clone()
    }

    /// Adds a task, unless it is there already. One that a worker is about to fetch is handed to him.
    pub(super) fn offer(&self, activity: &str, token: TaskToken, input: Value, fetched: bool) {
        let queue = self.queue(name(activity));
        match fetched {
            true => queue.hand_over(token, input),
            false => queue.offer(token, input),
        }
    }

    /// An execution waits no longer for a worker, or waits on out of memory.
    pub(super) fn withdraw(&self, activity: &str, token: TaskToken, waits_on: bool) {
        self.queue(name(activity)).withdraw(token, waits_on);
    }

    /// Notes an execution out of memory that has a task for the workers of this activity.
    pub(super) fn sleeping(&self, activity: &str, execution: ExecutionId) {
        self.queue(name(activity)).sleeps(execution);
    }

    /// An execution has ended, perhaps without having come into memory again.
    pub(super) fn forget(&self, execution: ExecutionId) {
        for queue in self.queues().values() {
            queue.forget(execution);
        }
    }
}

/// The name at the end of an activity's ARN, or that name alone.
pub(super) fn name(activity: &str) -> &str {
    activity.rsplit(':').next().unwrap_or(activity)
}

/// An activity, as its workers see it: [`Engine::activity`].
///
/// ```
/// # use asl_runtime::engine::{Engine, EngineError};
/// # use asl_runtime::Value;
/// async fn work(engine: &Engine) -> Result<(), EngineError> {
///     let activity = engine.activity("inspect-photo").worker("worker-1");
///     loop {
///         let task = activity.poll().await?;
///         let size = task.input()["photo"].as_str().map(|photo| photo.len() as i64);
///         match size {
///             Some(size) => task.succeed([("size", size)]).await?,
///             None => task.fail("NoPhoto", "there is nothing to inspect").await?,
///         }
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Activity {
    engine: Engine,
    name: String,
    worker: Option<String>,
}

impl Activity {
    pub(super) fn new(engine: Engine, activity: &str) -> Activity {
        Activity {
            engine,
            name: name(activity).to_owned(),
            worker: None,
        }
    }

    /// What the worker calls itself: `workerName` of the history's `ActivityStarted`.
    pub fn worker(mut self, name: impl Into<String>) -> Self {
        self.worker = Some(name.into());
        self
    }

    /// Fetches a task, and waits until there is one. Where this is dropped before it is ready another worker gets the
    /// task.
    ///
    /// # Errors
    ///
    /// The engine has stopped.
    pub async fn poll(&self) -> Result<ActivityTask, EngineError> {
        let inner = self.engine.inner();
        let queue = inner.activities.queue(&self.name);
        let mut phase = inner.phase.subscribe();
        loop {
            inner.check_running()?;
            // Those of before the engine was started get their places in the line. One may have nothing to offer any more:
            // then the next one is asked.
            let patience = queue.next_sleeping().map(|id| {
                inner.launch(id, None);
                let now = inner.clock.now();
                now.saturating_add(PATIENCE).unwrap_or(Timestamp::MAX)
            });
            let later = async {
                match patience {
                    Some(patience) => inner.clock.sleep_until(patience).await,
                    None => std::future::pending().await,
                }
            };
            let reserved = tokio::select! {
                biased;
                _ = phase.changed() => continue,
                reserved = queue.take() => reserved,
                () = later => continue,
            };
            let token = reserved.token;
            let worker = self.worker.clone();
            let taken = CallbackMessage::Taken { worker };
            let taken = inner.deliver(token, taken).await;
            // From here on it is this worker's, or nobody's.
            let input = reserved.fetched();
            match (taken, input) {
                (Ok(()), Some(input)) => {
                    return Ok(ActivityTask {
                        engine: self.engine.clone(),
                        token,
                        input,
                    });
                }
                // A worker who turned away had it before the execution left memory.
                (Ok(()), None) => {}
                // Nobody waits for it any more.
                (Err(EngineError::TaskTimedOut | EngineError::SetAside(_)), _) => {}
                (Err(error), _) => return Err(error),
            }
        }
    }
}

/// A task that a worker has fetched.
pub struct ActivityTask {
    engine: Engine,
    token: TaskToken,
    input: Value,
}

impl ActivityTask {
    /// What there is to do: the Task's `Parameters` or `Arguments`.
    pub fn input(&self) -> &Value {
        &self.input
    }

    /// The token, for whoever goes on with the work: [`Engine::send_task_success`] and its sisters.
    pub fn token(&self) -> String {
        self.token.to_string()
    }

    /// Says that the work goes on: a Task with `HeartbeatSeconds` fails when nothing is said for longer.
    ///
    /// # Errors
    ///
    /// [`EngineError::TaskTimedOut`] where nobody waits any more; the engine has stopped.
    pub async fn heartbeat(&self) -> Result<(), EngineError> {
        let inner = self.engine.inner();
        inner.deliver(self.token, CallbackMessage::Heartbeat).await
    }

    /// Ends the task with its result, which is durable when this returns.
    ///
    /// # Errors
    ///
    /// [`EngineError::TaskTimedOut`] where nobody waits any more; a result that is not JSON data; the engine has stopped.
    pub async fn succeed(self, output: impl Serialize) -> Result<(), EngineError> {
        let answer = self.engine.inner().answer(&output)?;
        self.engine.inner().deliver(self.token, answer).await
    }

    /// Ends the task with an error, for Retry and Catch.
    ///
    /// # Errors
    ///
    /// [`EngineError::TaskTimedOut`] where nobody waits any more; the engine has stopped.
    pub async fn fail(
        self,
        error: impl Into<String>,
        cause: impl Into<String>,
    ) -> Result<(), EngineError> {
        let answer = super::failure(Some(&error.into()), Some(&cause.into()))?;
        self.engine.inner().deliver(self.token, answer).await
    }
}

impl fmt::Debug for ActivityTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActivityTask")
            .field("input", &self.input)
            .finish_non_exhaustive()
    }
}
