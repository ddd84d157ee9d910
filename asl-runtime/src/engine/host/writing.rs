//! Writing what an execution has recorded, batch after batch.

use std::collections::BTreeSet;

use futures_util::FutureExt;
use jiff::Timestamp;

use super::super::activities;
use super::super::measure::{self, Counted};
use super::{ExecutionHost, State, Write};
use crate::error::Failure;
use crate::history::Event;
use crate::store::{Awaited, End, ExecutionStatus, StoreError, Wake};

impl ExecutionHost {
    /// Completes when all that was recorded before is durable.
    ///
    /// It can be dropped at any time: what was recorded is written by the next one then.
    pub(in crate::engine) async fn flush(&self) -> Result<(), Failure> {
        let target = {
            let state = self.state();
            state.sent + u64::from(!state.recording.is_empty())
        };
        loop {
            let (number, write) = {
                let mut state = self.state();
                if let Some(error) = &state.broken {
                    return Err(Failure::host(error));
                }
                if state.written >= target {
                    return Ok(());
                }
                match &state.writing {
                    Some(write) => (state.sent, write.clone()),
                    None => {
                        let due = state.recording.due_if_asleep(state.frames);
                        let wake = Wake {
                            due: due.map(|due| self.with_deadline(due)),
                            awaited: Awaited::default(),
                        };
                        self.write(&mut state, wake, None)
                    }
                }
            };
            self.written(number, write.await);
        }
    }

    /// Writes what is left before the execution leaves memory until `due`.
    pub(in crate::engine) async fn park(&self, due: Timestamp) -> Result<(), Failure> {
        self.flush().await?;
        let write = {
            let mut state = self.state();
            let names = state
                .offers
                .keys()
                .map(|activity| activities::name(activity));
            let names: BTreeSet<&str> = names.collect();
            let activities = names.into_iter().map(str::to_owned).collect();
            let wake = Wake {
                due: Some(due),
                awaited: Awaited {
                    child: state.children > 0,
                    activities,
                },
            };
            if state.stored.as_deref() == Some(&wake) {
                return Ok(());
            }
            self.write(&mut state, wake, None)
        };
        self.last(write).await
    }

    /// Adds the event of an end that comes from outside, for which there is always room.
    pub(in crate::engine) fn end_event(&self, previous: Option<u64>, event: Event) {
        let now = self.engine.clock.now();
        let recording = &mut self.state().recording;
        let previous = previous.unwrap_or(recording.last_event());
        recording.event(now, previous, event);
    }

    /// An end with this status, now.
    pub(in crate::engine) fn ends(&self, status: ExecutionStatus) -> End {
        End {
            status,
            stop_date: self.engine.now(),
            output: None,
            error: None,
            cause: None,
        }
    }

    /// Writes what is left, and how the execution ended.
    pub(in crate::engine) async fn end(&self, end: End) -> Result<(), Failure> {
        let (number, writing) = {
            let state = self.state();
            (state.sent, state.writing.clone())
        };
        if let Some(write) = writing {
            self.written(number, write.await);
        }
        let write = {
            let mut state = self.state();
            if let Some(error) = &state.broken {
                return Err(Failure::host(error));
            }
            self.write(&mut state, Wake::default(), Some(end))
        };
        self.last(write).await
    }

    async fn last(&self, (number, write): (u64, Write)) -> Result<(), Failure> {
        self.written(number, write.await);
        self.broken()
            .map_or(Ok(()), |error| Err(Failure::host(error)))
    }

    /// Begins to write all that is recorded.
    fn write(&self, state: &mut State, wake: Wake, end: Option<End>) -> (u64, Write) {
        let kept = stored(&wake);
        let is_changed = state.stored != kept;
        state.stored = kept;
        let (mut batch, events) = state.recording.take(is_changed.then_some(wake), end);
        // A map run's children go on meanwhile.
        batch.alone = state.frames == 1 && batch.map_runs.is_empty();
        let engine = self.engine.clone();
        let identity = self.identity.clone();
        let given = engine.clock.now();
        let write = async move {
            let (transitions, first) = (
                batch.transitions,
                events.first().map(|event| event.timestamp),
            );
            measure::queued(1.0);
            let committed = engine.store.commit(batch).await;
            measure::queued(-1.0);
            committed?;
            let now = engine.clock.now();
            measure::count(&identity.machine, Counted::Transitions(transitions));
            measure::committed(
                events.len(),
                now.duration_since(given),
                first.map(|first| now.duration_since(first)),
            );
            engine.notify(&identity.arn, events);
            Ok(())
        };
        let write = write.boxed().shared();
        state.writing = Some(write.clone());
        state.sent += 1;
        (state.sent, write)
    }

    /// Notes how a write went; all who waited for it do.
    fn written(&self, number: u64, result: Result<(), StoreError>) {
        let mut state = self.state();
        if state.written < number {
            state.written = number;
            state.writing = None;
            state.broken = result.err().map(Box::new);
            if state.broken.is_none() {
                state.callbacks.written(number);
            }
        }
    }
}

/// Most executions have something to do at once, which takes no room.
pub(super) fn stored(wake: &Wake) -> Option<Box<Wake>> {
    (*wake != Wake::default()).then(|| Box::new(wake.clone()))
}
