//! What the frames of an execution ask of its host.

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::super::children;
use super::super::map_runs;
use super::super::token::TaskToken;
use super::{Awaits, ExecutionHost, HeldBack, Sleeper};
use crate::buckets::Buckets;
use crate::clock::Clock;
use crate::distributed::{KeptMapRun, NewMapRun};
use crate::error::{Failure, TaskError};
use crate::history::Event;
use crate::host::{
    CallbackId, CallbackMessage, CallbackWait, Checkpoint, Finished, FramePath, Host, Note, Noted,
    StartExecution,
};
use crate::task::TaskContext;
use crate::value::Value;

impl Host for ExecutionHost {
    fn clock(&self) -> &dyn Clock {
        &*self.engine.clock
    }

    fn records(&self) -> bool {
        true
    }

    fn map_concurrency(&self) -> Option<usize> {
        self.engine.options.map_concurrency
    }

    fn data_limit(&self) -> Option<usize> {
        self.engine.options.data_limit
    }

    fn event(&self, previous: u64, event: Event) -> u64 {
        let now = self.engine.clock.now();
        self.add(&mut self.state(), now, previous, event)
    }

    fn note(&self, previous: u64, note: Note) -> Noted {
        let at = self.engine.now();
        let mut state = self.state();
        let mut event = |previous, event| self.add(&mut state, at, previous, event);
        Noted {
            id: note.into_events().fold(previous, &mut event),
            at,
        }
    }

    fn checkpoint(&self, frame: &FramePath, checkpoint: Checkpoint) {
        let mut state = self.state();
        state.callbacks.checkpoint(frame, checkpoint.callback());
        state.recording.checkpoint(frame, checkpoint);
    }

    fn finish(&self, frame: &FramePath, finished: Finished) {
        let mut state = self.state();
        state.callbacks.checkpoint(frame, None);
        state.recording.finish(frame, finished);
    }

    fn drop_children(&self, frame: &FramePath) {
        let mut state = self.state();
        if frame.is_root() {
            state.calls.forget();
        }
        state.callbacks.drop_children(frame);
        state.recording.drop_children(frame);
    }

    fn durable(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async {
            self.tried().await;
            self.flush().await?;
            self.admitted().await;
            Ok(())
        })
    }

    fn at_most_once(&self, state: &str) -> bool {
        let definition = self.runs.as_ref().map(|machine| machine.definition());
        definition.is_some_and(|definition| self.engine.machines.calls_once(definition, state))
    }

    fn admitted(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            if !self.engine.is_running() || self.state().is_full {
                let _held_back = HeldBack::new(self);
                std::future::pending::<()>().await;
            }
        })
    }

    fn sleep_until(&self, due: Timestamp) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let _sleeper = Sleeper::new(self, due, Awaits::Time);
            self.engine.clock.sleep_until(due).await;
        })
    }

    fn buckets(&self) -> Option<&Buckets> {
        self.engine.options.buckets.as_ref()
    }

    fn keep_map_run(
        &self,
        map_run: NewMapRun,
    ) -> Option<BoxFuture<'_, Result<KeptMapRun, Failure>>> {
        let (host, machine) = (self.this.upgrade()?, self.runs.clone()?);
        let engine = self.engine.clone();
        Some(Box::pin(map_runs::keep(engine, host, machine, map_run)))
    }

    fn task_token(&self, callback: CallbackId) -> Option<String> {
        Some(
            TaskToken {
                execution: self.id,
                callback,
            }
            .to_string(),
        )
    }

    fn callback_message(&self, wait: CallbackWait) -> BoxFuture<'_, Option<CallbackMessage>> {
        Box::pin(async move {
            let due = wait.due.unwrap_or(Timestamp::MAX);
            let awaits = wait.offered.map_or(Awaits::Time, Awaits::Worker);
            let _sleeper = wait.idle.then(|| Sleeper::new(self, due, awaits));
            let due = async {
                match wait.due {
                    Some(due) => self.engine.clock.sleep_until(due).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                message = self.message(wait.callback) => Some(message),
                () = due => None,
            }
        })
    }

    fn has_activity(&self, _activity: &str) -> bool {
        // They come to be when they are mentioned.
        true
    }

    fn offer_activity(&self, cx: &TaskContext, activity: &'static str, input: &Value) {
        let Some(callback) = cx.callback() else {
            return;
        };
        // A worker has it already, who waits for its input where the execution was out of memory.
        let fetched = self.state().callbacks.has_message(callback);
        let token = TaskToken {
            execution: self.id,
            callback,
        };
        let activities = &self.engine.activities;
        activities.offer(activity, token, input.clone(), fetched);
    }

    fn withdraw_activity(&self, cx: &TaskContext, activity: &'static str) {
        let Some(callback) = cx.callback() else {
            return;
        };
        let token = TaskToken {
            execution: self.id,
            callback,
        };
        let activities = &self.engine.activities;
        activities.withdraw(activity, token, self.goes_on());
    }

    fn start_execution<'a>(
        &'a self,
        cx: &'a TaskContext,
        start: StartExecution,
    ) -> BoxFuture<'a, Result<Value, TaskError>> {
        Box::pin(children::start(self, &self.engine, cx, start))
    }

    fn active_frames(&self, change: isize) {
        let mut state = self.state();
        state.frames = state.frames.saturating_add_signed(change);
    }
}
