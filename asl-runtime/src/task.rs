//! What a task's handler knows of its call.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::callback::CallbackId;
use crate::execution::Execution;
use crate::frame::{Run, Shared};
use crate::host::FramePath;
use crate::value::Value;

/// A task's call: which execution and attempt it belongs to, and its signals.
pub struct TaskContext {
    frames: Arc<Shared>,
    /// The number of the frame that calls.
    frame: usize,
    pub(crate) visit: u64,
    pub(crate) state: &'static str,
    pub(crate) attempt: u32,
    pub(crate) more: Option<Box<More>>,
    /// Made when it is needed: most calls say nothing but their result.
    said: OnceLock<Arc<Said>>,
}

/// What few calls have.
#[derive(Clone, Default)]
pub(crate) struct More {
    pub(crate) heartbeat: Option<watch::Sender<()>>,
    pub(crate) credentials: Option<Value>,
    /// Under what the result comes back, where it does not come from the handler.
    pub(crate) callback: Option<CallbackId>,
}

/// What a handler has said of its service besides its result, and what it is told.
#[derive(Default)]
struct Said {
    submission: OnceLock<Value>,
    response: OnceLock<Value>,
    cancelled: AtomicBool,
    /// For whoever waits for that.
    cancellation: OnceLock<CancellationToken>,
}

impl TaskContext {
    /// The call that a frame makes where it stands.
    pub(crate) fn new(
        frames: Arc<Shared>,
        frame: usize,
        visit: u64,
        state: &'static str,
        attempt: u32,
    ) -> TaskContext {
        TaskContext {
            frames,
            frame,
            visit,
            state,
            attempt,
            more: None,
            said: OnceLock::new(),
        }
    }

    pub(crate) fn run(&self) -> &Run {
        &self.frames.run
    }

    /// The frame that calls.
    pub(crate) fn frame(&self) -> FramePath {
        self.frames.path(self.frame)
    }

    pub(crate) fn heart(&self) -> Option<&watch::Sender<()>> {
        self.more.as_ref()?.heartbeat.as_ref()
    }

    pub(crate) fn callback(&self) -> Option<CallbackId> {
        self.more.as_ref()?.callback
    }

    fn said(&self) -> &Arc<Said> {
        self.said.get_or_init(Arc::default)
    }

    /// What the service has answered to the submission, as far as the handler has said it.
    pub(crate) fn submission(&self) -> Option<&Value> {
        self.said.get()?.submission.get()
    }

    /// What the service has answered as a whole, as far as the handler has said it.
    pub(crate) fn response(&self) -> Option<&Value> {
        self.said.get()?.response.get()
    }

    /// Cancels the call when it is dropped before it is [disarmed](CancelOnDrop::disarm).
    pub(crate) fn cancel_on_drop(&self) -> CancelOnDrop<'_> {
        CancelOnDrop(Some(self))
    }

    fn cancel(&self) {
        // Whoever wants to know has made it, by a clone if not before.
        let Some(said) = self.said.get() else {
            return;
        };
        said.cancelled.store(true, Ordering::SeqCst);
        if let Some(cancellation) = said.cancellation.get() {
            cancellation.cancel();
        }
    }

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
        self.run().execution()
    }

    /// A text that is the same whenever this same attempt is run again after a crash, and differs from that of every
    /// other attempt: execution, frame, visit, attempt, and how often the execution was redriven. Give it to the service that
    /// does the work, so that it does it once.
    pub fn idempotency_key(&self) -> String {
        let frame = self.frame().to_string();
        let frame = frame.trim_end_matches('/');
        let arn = self.run().arn();
        let key = format!("{arn}#{frame}/{}.{}", self.visit, self.attempt);
        match self.run().redrives() {
            0 => key,
            redrives => format!("{key}~{redrives}"),
        }
    }

    /// The Task's `Credentials`, evaluated: `{"RoleArn": "arn:aws:iam::..."}`. Whom to act as is the handler's business.
    pub fn credentials(&self) -> Option<&Value> {
        self.more.as_ref()?.credentials.as_ref()
    }

    /// Says what the service answered when a job was submitted to it, for the history of a `.sync` integration
    /// (`TaskSubmitted`); the method itself returns when the job is done. Only the first call counts.
    pub fn submitted(&self, answer: impl Into<Value>) {
        // A second answer is no news.
        let _ = self.said().submission.set(answer.into());
    }

    /// Says what the service answered as a whole, as AWS shows it: it becomes the state's result as it stands. Of use for
    /// `lambda:invoke`, where `{"Payload": ..., "StatusCode": 200, ...}` is made of the function's result otherwise. Only
    /// the first call counts; a function that is called by its ARN answers nothing besides its result.
    pub fn responded(&self, answer: impl Into<Value>) {
        // As above.
        let _ = self.said().response.set(answer.into());
    }

    /// Says that the task is alive; one with `HeartbeatSeconds` fails with `States.Timeout` when it says nothing for longer.
    pub fn heartbeat(&self) {
        if let Some(heartbeat) = self.heart() {
            heartbeat.send_replace(());
        }
    }

    /// Whether nobody waits for the result any more: a sibling failed, the task timed out, the execution was stopped.
    ///
    /// The handler's own future is dropped then; work that it handed to other threads or tasks looks here.
    pub fn is_cancelled(&self) -> bool {
        self.said().cancelled.load(Ordering::SeqCst)
    }

    /// Completes when nobody waits for the result any more.
    pub async fn cancelled(&self) {
        let said = self.said();
        let cancellation = said.cancellation.get_or_init(CancellationToken::new);
        // It may have been set before there was a token to tell of it.
        if !said.cancelled.load(Ordering::SeqCst) {
            cancellation.cancelled().await;
        }
    }

    /// Sleeps on the engine's clock.
    pub async fn sleep(&self, duration: Duration) {
        let clock = self.run().host().clock();
        let duration =
            jiff::SignedDuration::try_from(duration).unwrap_or(jiff::SignedDuration::MAX);
        let due = clock
            .now()
            .saturating_add(duration)
            .unwrap_or(jiff::Timestamp::MAX);
        clock.sleep_until(due).await;
    }
}

/// A clone is of the same call: what one is told the other knows.
impl Clone for TaskContext {
    fn clone(&self) -> Self {
        TaskContext {
            frames: self.frames.clone(),
            frame: self.frame,
            visit: self.visit,
            state: self.state,
            attempt: self.attempt,
            more: self.more.clone(),
            said: self.said().clone().into(),
        }
    }
}

/// Cancels a call when it is dropped.
pub(crate) struct CancelOnDrop<'a>(Option<&'a TaskContext>);

impl CancelOnDrop<'_> {
    /// The call has come to its end.
    pub(crate) fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for CancelOnDrop<'_> {
    fn drop(&mut self) {
        if let Some(call) = self.0 {
            call.cancel();
        }
    }
}

impl fmt::Debug for TaskContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskContext")
            .field("key", &self.idempotency_key())
            .finish_non_exhaustive()
    }
}
