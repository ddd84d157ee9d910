//! What an execution has recorded and the store does not have yet.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::map_runs::MapRunRecords;
use crate::history::{Event, HistoryEvent, Printer};
use crate::host::{Checkpoint, Finished, FramePath};
use crate::store::{
    Batch, End, Epoch, EventRows, ExecutionId, ExecutionStatus, FrameRow, MapRunChanges, Wake,
};

/// A frame's record that the store does not have yet.
enum Record {
    At(Checkpoint),
    Finished(Finished),
}

/// Events and frames that wait for the next batch.
pub(super) struct Recording {
    execution: ExecutionId,
    epoch: Epoch,
    last_event: u64,
    transitions: u64,
    /// The hash of the definition that the execution runs from now on.
    adopted: Option<&'static str>,
    events: Vec<HistoryEvent>,
    drop_below: Vec<String>,
    /// The last record of each frame: those before it need not be written.
    frames: BTreeMap<String, Record>,
    /// The frames whose last checkpoint says that they sleep, and until when. Not those that slept when the execution was
    /// resumed.
    asleep: BTreeMap<String, Timestamp>,
    /// Few executions have any.
    map_runs: Option<Box<MapRunRecords>>,
}

impl Recording {
    pub(super) fn new(execution: ExecutionId, epoch: Epoch, last_event: u64) -> Self {
        Recording {
            execution,
            epoch,
            last_event,
            transitions: 0,
            adopted: None,
            events: Vec::new(),
            drop_below: Vec::new(),
            frames: BTreeMap::new(),
            asleep: BTreeMap::new(),
            map_runs: None,
        }
    }

    pub(super) fn map_runs(&mut self) -> &mut MapRunRecords {
        self.map_runs.get_or_insert_default()
    }

    pub(super) fn event(
        &mut self,
        timestamp: Timestamp,
        previous_event_id: u64,
        event: Event,
    ) -> u64 {
        self.transitions += u64::from(matches!(event, Event::StateEntered(..)));
        self.last_event += 1;
        let id = self.last_event;
        self.events.push(HistoryEvent {
            timestamp,
            id,
            previous_event_id,
            event,
        });
        id
    }

    pub(super) fn adopt(&mut self, definition: &'static str) {
        self.adopted = Some(definition);
    }

    pub(super) fn last_event(&self) -> u64 {
        self.last_event
    }

    pub(super) fn events(&self) -> usize {
        self.events.len()
    }

    pub(super) fn checkpoint(&mut self, path: &FramePath, checkpoint: Checkpoint) {
        let path = path.to_string();
        self.transitions += u64::from(checkpoint.begins_retry());
        match checkpoint.due() {
            Some(due) => self.asleep.insert(path.clone(), due),
            None => self.asleep.remove(&path),
        };
        self.frames.insert(path, Record::At(checkpoint));
    }

    pub(super) fn finish(&mut self, path: &FramePath, finished: Finished) {
        let path = path.to_string();
        self.asleep.remove(&path);
        self.frames.insert(path, Record::Finished(finished));
    }

    pub(super) fn drop_children(&mut self, path: &FramePath) {
        let path = path.to_string();
        let prefix = FrameRow::prefix_below(&path);
        self.frames
            .retain(|path, _| !FrameRow::is_below(path, &prefix));
        self.asleep
            .retain(|path, _| !FrameRow::is_below(path, &prefix));
        if let Some(map_runs) = &mut self.map_runs {
            map_runs.drop_below(&prefix);
        }
        self.drop_below.push(path);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
            && self.frames.is_empty()
            && self.drop_below.is_empty()
            && self
                .map_runs
                .as_ref()
                .is_none_or(|map_runs| map_runs.is_empty())
    }

    /// When the first frame wakes if so many frames are asleep: then those are all that can go on by themselves.
    pub(super) fn due_if_asleep(&self, frames: usize) -> Option<Timestamp> {
        if self.asleep.len() == frames {
            self.asleep.values().min().copied()
        } else {
            None
        }
    }

    /// All that was recorded, to be written, and the events once more for those who follow them.
    pub(super) fn take(
        &mut self,
        wake: Option<Wake>,
        end: Option<End>,
    ) -> (Batch, Vec<HistoryEvent>) {
        let frames = std::mem::take(&mut self.frames);
        let succeeded = end.as_ref().map(|end| end.status) == Some(ExecutionStatus::Succeeded);
        let events = std::mem::take(&mut self.events);
        let mut printer = Printer::default();
        let rows = EventRows::print(&events, &mut printer);
        // Frames are of no more use then.
        let frames = match succeeded {
            true => Vec::new(),
            false => frames
                .into_iter()
                .map(|frame| frame_row(frame, &mut printer))
                .collect(),
        };
        let batch = Batch {
            execution: self.execution,
            epoch: self.epoch,
            events: rows,
            drop_below: std::mem::take(&mut self.drop_below),
            frames,
            wake,
            transitions: std::mem::take(&mut self.transitions),
            definition: self.adopted.take().map(str::to_owned),
            map_runs: match &mut self.map_runs {
                Some(map_runs) => map_runs.take(end.as_ref()),
                None => MapRunChanges::default(),
            },
            end,
            alone: false,
        };
        (batch, events)
    }
}

fn frame_row((path, record): (String, Record), printer: &mut Printer) -> FrameRow {
    match record {
        Record::At(checkpoint) => FrameRow {
            path,
            finished: false,
            json: checkpoint.to_json(printer),
        },
        Record::Finished(ended) => FrameRow {
            path,
            finished: true,
            // A value and a number: nothing here can refuse to be written.
            json: serde_json::to_string(&ended).unwrap_or_default(),
        },
    }
}
