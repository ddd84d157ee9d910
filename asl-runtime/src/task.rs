//! What a task's handler knows of its call.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::execution::Execution;
use crate::frame::Run;
use crate::host::FramePath;
use crate::value::Value;

/// A task's call: which execution and attempt it belongs to, and its signals.
#[derive(Clone)]
pub struct TaskContext {
    pub(crate) run: Arc<Run>,
    pub(crate) frame: FramePath,
    pub(crate) visit: u64,
    pub(crate) state: &'static str,
    pub(crate) attempt: u32,
    pub(crate) cancellation: CancellationToken,
    pub(crate) heartbeat: Option<watch::Sender<()>>,
    pub(crate) credentials: Option<Value>,
    pub(crate) said: Arc<Said>,
}

/// What a handler has said of its service, besides its result.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) submission: OnceLock<Value>,
    pub(crate) response: OnceLock<Value>,
}

impl TaskContext {
    /// How often the state was tried before: 0 for the first attempt, as `$$.State.RetryCount`.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The state that calls.
    pub fn state(&self) -> &'static str {
        self.state
    }

    /// The execution it belongs to.
    pub fn execution(&self) -> &Execution {
        self.run.execution()
    }

    /// A text that is the same whenever this same attempt is run again after a crash, and differs from that of every
    /// other attempt: execution, frame, visit and attempt. Give it to the service that does the work, so that it does it once.
    pub fn idempotency_key(&self) -> String {
        let frame = self.frame.to_string();
        let frame = frame.trim_end_matches('/');
        let arn = &self.run.execution().arn;
        format!("{arn}#{frame}/{}.{}", self.visit, self.attempt)
    }

    /// The Task's `Credentials`, evaluated: `{"RoleArn": "arn:aws:iam::..."}`. Whom to act as is the handler's business.
    pub fn credentials(&self) -> Option<&Value> {
        self.credentials.as_ref()
    }

    /// Says what the service answered when a job was submitted to it, for the history of a `.sync` integration
    /// (`TaskSubmitted`); the method itself returns when the job is done. Only the first call counts.
    pub fn submitted(&self, answer: impl Into<Value>) {
        // A second answer is no news.
        let _ = self.said.submission.set(answer.into());
    }

    /// Says what `lambda:invoke` answered as a whole: `{"Payload": ..., "StatusCode": 200, ...}`. It becomes the state's
    /// result as it stands, in place of the answer that is made of the function's result. Only the first call counts.
    pub fn responded(&self, answer: impl Into<Value>) {
        // As above.
        let _ = self.said.response.set(answer.into());
    }

    /// Says that the task is alive; one with `HeartbeatSeconds` fails with `States.Timeout` when it says nothing for longer.
    pub fn heartbeat(&self) {
        if let Some(heartbeat) = &self.heartbeat {
            heartbeat.send_replace(());
        }
    }

    /// Whether nobody waits for the result any more: a sibling failed, the task timed out, the execution was stopped.
    ///
    /// The handler's own future is dropped then; work that it handed to other threads or tasks looks here.
    pub fn is_cancelled(&self) -> bool {
        self.cancellation.is_cancelled()
    }

    /// Completes when nobody waits for the result any more.
    pub async fn cancelled(&self) {
        self.cancellation.cancelled().await;
    }

    /// Sleeps on the engine's clock.
    pub async fn sleep(&self, duration: Duration) {
        let clock = self.run.host().clock();
        let duration =
            jiff::SignedDuration::try_from(duration).unwrap_or(jiff::SignedDuration::MAX);
        let due = clock
            .now()
            .saturating_add(duration)
            .unwrap_or(jiff::Timestamp::MAX);
        clock.sleep_until(due).await;
    }
}

impl fmt::Debug for TaskContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskContext")
            .field("key", &self.idempotency_key())
            .finish_non_exhaustive()
    }
}
