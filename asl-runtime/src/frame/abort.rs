//! Frames that are given up because a sibling has failed: the history tells of the states they were in.

use super::Frame;
use crate::history::{Event, MapIteration, StateType};
use crate::host::FramePath;

/// An event that a frame leaves behind.
pub(super) struct Aborted {
    frame: FramePath,
    /// The frame's last event.
    previous: u64,
    event: Event,
}

impl Frame {
    /// Gives up the frames below this one by `drop`, and notes where they were.
    pub(super) fn abort_children(&self, drop: impl FnOnce()) {
        if !self.shared.run.records {
            return drop();
        }
        let run = &self.shared.run;
        run.remains().get_or_insert_default().aborted = Some(Vec::new());
        drop();
        let aborted = run.change_remains(|remains| remains.aborted.take());
        let mut events = aborted.unwrap_or_default();
        // A child's frames are dropped together, but the children in no order.
        events.sort_by_key(|event| event.frame.child_below(&self.path()));
        for Aborted {
            previous, event, ..
        } in events
        {
            self.host().event(previous, event);
        }
    }

    fn leave_behind(&self) -> Option<()> {
        let mut remains = self.shared.run.remains();
        let aborted = remains.as_mut()?.aborted.as_mut()?;
        let mut add = |event| {
            aborted.push(Aborted {
                frame: self.path(),
                previous: self.progress.last_event,
                event,
            });
        };
        match self.state.state_type {
            StateType::Task => add(Event::TaskStateAborted),
            StateType::Wait => add(Event::WaitStateAborted),
            StateType::Parallel => add(Event::ParallelStateAborted),
            StateType::Map => add(Event::MapStateAborted),
            StateType::Pass | StateType::Choice | StateType::Succeed | StateType::Fail => {}
        }
        if let (Some(map), Some(item)) = (self.iteration_of, &self.item) {
            add(Event::MapIterationAborted(MapIteration {
                name: map.into(),
                index: item.index as u64,
            }));
        }
        Some(())
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        if self.inside {
            // Most often nobody wants to know.
            let _ = self.leave_behind();
        }
    }
}
