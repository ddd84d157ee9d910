//! Frames below a frame: a Parallel's branches and a Map's iterations.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::running::Running;
use super::{Frame, MapItem, Shared};
use crate::error::Failure;
use crate::future::boxed;
use crate::history::note::Note;
use crate::history::{Event, MapIteration, MapStateStarted, StateType};
use crate::host::{Finished, SavedFrame};
use crate::value::Value;

/// Runs the child of this number in its frame.
type RunChild<'a> =
    Box<dyn FnMut(usize, Box<Frame>) -> BoxFuture<'a, Result<Value, Failure>> + Send + 'a>;

impl Frame {
    /// Runs a Parallel's branches side by side: their outputs in order, or the first failure.
    ///
    /// # Errors
    ///
    /// The first failure of a branch; the other branches are dropped.
    pub fn parallel<'a>(
        &'a mut self,
        branches: usize,
        run: impl FnMut(usize, Box<Frame>) -> BoxFuture<'a, Result<Value, Failure>> + Send + 'a,
    ) -> BoxFuture<'a, Result<Value, Failure>> {
        self.children(branches, usize::MAX, None, Box::new(run))
    }

    /// Runs a Map's iterations, so many at once (0: as many as the host lets run): their outputs in order, or the first
    /// failure.
    ///
    /// # Errors
    ///
    /// The first failure of an iteration; the other iterations are dropped.
    pub fn map<'a>(
        &'a mut self,
        items: &'a [Value],
        max_concurrency: u64,
        mut run: impl FnMut(Box<Frame>, Value) -> BoxFuture<'a, Result<Value, Failure>> + Send + 'a,
    ) -> BoxFuture<'a, Result<Value, Failure>> {
        let limit = match max_concurrency {
            0 => usize::MAX,
            limit => usize::try_from(limit).unwrap_or(usize::MAX),
        };
        let limit = match self.host().map_concurrency() {
            Some(most) => limit.min(most.max(1)),
            None => limit,
        };
        let run = move |index: usize, frame| run(frame, items[index].clone());
        self.children(items.len(), limit, Some(items), Box::new(run))
    }

    /// Notes that a Map begins, where that is to be known before its other fields are. How many items a Distributed Map will
    /// read is not known then: it begins with none.
    pub fn start_map(&mut self, items: &[Value]) {
        self.start_children(Some(items.len()));
    }

    /// Notes that a Map of so many items or a Parallel begins, once an attempt.
    fn start_children(&mut self, items: Option<usize>) {
        if !self.progress.called {
            self.event(|_| match items {
                Some(length) => Event::MapStateStarted(MapStateStarted {
                    length: length as u64,
                }),
                None => Event::ParallelStateStarted,
            });
            self.progress.called = true;
            self.checkpoint();
        }
    }

    /// [`run_children`](Frame::run_children), compiled here and not in the user's crate.
    fn children<'a>(
        &'a mut self,
        count: usize,
        limit: usize,
        items: Option<&'a [Value]>,
        run: RunChild<'a>,
    ) -> BoxFuture<'a, Result<Value, Failure>> {
        boxed(move || self.run_children(count, limit, items, run))
    }

    async fn run_children<'a>(
        &mut self,
        count: usize,
        limit: usize,
        items: Option<&[Value]>,
        mut run: RunChild<'a>,
    ) -> Result<Value, Failure> {
        self.start_children(items.map(<[Value]>::len));
        let (visit, attempt) = (self.progress.visit, self.progress.attempt);
        let first = self.path().first_child(visit, attempt, self.state.name);
        let children = Shared::new(self.shared.run.clone(), first, count);
        let mut waiting = ActiveFrames::new(children.run.host());
        let mut outputs = vec![None; count];
        let mut running = Running::new(count.min(limit));
        let mut next = 0;
        let result = loop {
            while next < count && running.len() < limit {
                let index = next;
                next += 1;
                let Some(child) = self.child(&children, index, items, &mut outputs[index]) else {
                    continue;
                };
                let child = run(index, child);
                waiting.started();
                running.push(index, child);
            }
            let Some((index, result)) = running.next().await else {
                break Ok(());
            };
            waiting.ended();
            match result {
                Ok(output) => {
                    self.child_ended(&children, index, items.is_some(), &output);
                    outputs[index] = Some(output);
                }
                Err(failure) => {
                    let last = children.last_event(index);
                    self.progress.last_event = self.progress.last_event.max(last);
                    // Nobody is told of an error but who waits for the execution, where nothing can catch it.
                    if items.is_some() && failure.can_be_caught() {
                        let iteration = MapIteration {
                            name: self.state.name.into(),
                            index: index as u64,
                        };
                        self.aside(Event::MapIterationFailed(iteration));
                    }
                    break Err(failure);
                }
            }
        };
        match &result {
            // The error ends the whole execution, or the process.
            Err(failure) if !failure.can_be_caught() => drop(running),
            Err(_) => self.abort_children(|| drop(running)),
            Ok(()) => {}
        }
        drop(waiting);
        self.has_waited();
        self.record_end(result.is_ok());
        result?;
        // The loop ends well only when every child has given its output.
        Ok(outputs.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// The frame of a child, unless that has ended before the execution was resumed.
    fn child(
        &mut self,
        children: &Arc<Shared>,
        index: usize,
        items: Option<&[Value]>,
        output: &mut Option<Value>,
    ) -> Option<Box<Frame>> {
        let finished = |saved: &SavedFrame| matches!(saved, SavedFrame::Finished(_));
        if let Some(SavedFrame::Finished(finished)) = self
            .shared
            .run
            .take_saved(|| children.path(index), finished)
        {
            *output = Some(finished.output);
            self.progress.last_event = self.progress.last_event.max(finished.last_event);
            self.child_ended_by = self.child_ended_by.max(finished.ended_by);
            return None;
        }
        let mut child = Frame::new(children.clone(), index);
        match items {
            Some(items) => {
                child.item = Some(MapItem {
                    index,
                    value: items[index].clone(),
                });
                child.iteration_of = Some(self.state.name);
                // What selects the item still belongs to the Map.
                child.state = self.state;
                child.progress.entered_at = self.progress.entered_at;
            }
            None => child.item = self.item.clone(),
        }
        child.progress.last_event = self.progress.last_event;
        Some(child)
    }

    fn child_ended(&mut self, children: &Shared, index: usize, iteration: bool, output: &Value) {
        if !self.shared.run.records {
            return;
        }
        let last = children.last_event(index);
        let host = self.host();
        let ended_by = match iteration {
            true => host.note(last, self.iteration(index, true)).id,
            false => last,
        };
        // The parent's own checkpoint, with all of its input, need not be written again for this.
        let finished = Finished {
            output: output.clone(),
            last_event: last,
            ended_by,
        };
        host.finish(&children.path(index), finished);
        self.progress.last_event = self.progress.last_event.max(last);
        self.child_ended_by = self.child_ended_by.max(ended_by);
    }

    fn iteration(&self, index: usize, ended: bool) -> Note {
        Note::Iteration {
            map: self.state.name,
            index: index as u64,
            ended,
        }
    }

    fn record_end(&mut self, succeeded: bool) {
        if !self.shared.run.records {
            return;
        }
        // Where the state has failed, what its children came to is of use until it is tried again, or its error is caught.
        if succeeded {
            self.host().drop_children(&self.path());
        }
        let ended_by = std::mem::take(&mut self.child_ended_by);
        if succeeded {
            self.progress.last_event = self.progress.last_event.max(ended_by);
        }
        match (self.state.state_type, succeeded) {
            (StateType::Parallel, true) => self.aside(Event::ParallelStateSucceeded),
            (_, true) => self.aside(Event::MapStateSucceeded),
            // It may be tried again.
            (_, false) => {}
        }
    }

    /// Notes that the state has failed and is not tried again; `caught` or not.
    pub(super) fn record_giving_up(&mut self, caught: bool) {
        if caught && matches!(self.state.state_type, StateType::Parallel | StateType::Map) {
            self.host().drop_children(&self.path());
        }
        match self.state.state_type {
            StateType::Parallel => self.event(|_| Event::ParallelStateFailed),
            StateType::Map => self.event(|_| Event::MapStateFailed),
            // A branch ends with its Task.
            StateType::Task if !caught && self.is_branch() => self.aside(Event::TaskStateAborted),
            _ => {}
        }
    }

    fn is_branch(&self) -> bool {
        !self.shared.first.is_root() && self.iteration_of.is_none()
    }

    /// Adds an event after the frame's last one, but not before its next one.
    pub(super) fn aside(&self, event: Event) {
        if self.shared.run.records {
            self.host().event(self.progress.last_event, event);
        }
    }

    /// Notes that this frame is a Map's iteration that begins.
    pub(super) fn record_iteration(&mut self, map: &'static str) {
        if let Some(item) = &self.item {
            self.note(Note::Iteration {
                map,
                index: item.index as u64,
                ended: false,
            });
        }
    }
}

/// Keeps the host's count of active frames while a frame waits for its children.
///
/// The parent counts for one child, so that the count never passes through zero between a child's end and the parent's going on.
struct ActiveFrames<'a> {
    host: &'a dyn crate::host::Host,
    running: isize,
}

impl<'a> ActiveFrames<'a> {
    fn new(host: &'a dyn crate::host::Host) -> Self {
        ActiveFrames { host, running: 0 }
    }

    fn started(&mut self) {
        self.running += 1;
        if self.running > 1 {
            self.host.active_frames(1);
        }
    }

    fn ended(&mut self) {
        self.running -= 1;
        if self.running > 0 {
            self.host.active_frames(-1);
        }
    }
}

impl Drop for ActiveFrames<'_> {
    fn drop(&mut self) {
        // Children that were dropped before their end count no more.
        if self.running > 1 {
            self.host.active_frames(1 - self.running);
        }
    }
}
