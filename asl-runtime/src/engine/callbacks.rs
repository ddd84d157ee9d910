//! The callbacks that an execution waits for, and what was said of them that its frames have not heard yet.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde::Deserialize;
use tokio::sync::{Notify, oneshot};

use super::error::EngineError;
use super::live::Delivery;
use crate::callback::{Callback, CallbackId, CallbackMessage};
use crate::host::FramePath;
use crate::store::FrameRow;

type Delivered = oneshot::Sender<Result<(), EngineError>>;

/// See the module's documentation. Most executions have none.
#[derive(Default)]
pub(super) struct OpenCallbacks(Option<Box<Callbacks>>);

#[derive(Default)]
struct Callbacks {
    open: HashMap<CallbackId, Slot>,
    by_frame: HashMap<String, CallbackId>,
    /// Those who are told when a batch is durable, with its number.
    owed: Vec<(u64, Delivered)>,
}

#[derive(Default)]
struct Slot {
    said: VecDeque<(CallbackMessage, Delivered)>,
    changed: Arc<Notify>,
}

impl OpenCallbacks {
    /// Those of the frames that were saved.
    pub(super) fn of(frames: &[FrameRow]) -> OpenCallbacks {
        let mut callbacks = OpenCallbacks::default();
        for row in frames.iter().filter(|row| !row.finished) {
            if let Some(callback) = saved(&row.json) {
                callbacks.set(row.path.clone(), callback);
            }
        }
        callbacks
    }

    fn set(&mut self, path: String, callback: CallbackId) {
        let this = self.0.get_or_insert_default();
        if let Some(before) = this.by_frame.insert(path, callback)
            && before != callback
        {
            this.open.remove(&before);
        }
        this.open.entry(callback).or_default();
    }

    /// What a frame waits for from now on.
    pub(super) fn checkpoint(&mut self, frame: &FramePath, callback: Option<&Callback>) {
        match (callback, &mut self.0) {
            (Some(callback), _) => self.set(frame.to_string(), callback.id),
            (None, Some(this)) if !this.by_frame.is_empty() => {
                if let Some(callback) = this.by_frame.remove(&frame.to_string()) {
                    this.open.remove(&callback);
                }
            }
            (None, _) => {}
        }
    }

    /// The frames below this one wait for nothing any more.
    pub(super) fn drop_children(&mut self, frame: &FramePath) {
        let Some(this) = &mut self.0 else {
            return;
        };
        let prefix = FrameRow::prefix_below(&frame.to_string());
        let open = &mut this.open;
        this.by_frame.retain(|path, callback| {
            let below = FrameRow::is_below(path, &prefix);
            if below {
                open.remove(callback);
            }
            !below
        });
    }

    /// Hands on what is said of a callback; who says it of one that nobody waits for is told by dropping it.
    pub(super) fn deliver(&mut self, delivery: Delivery) {
        let open = self.0.as_mut().map(|this| &mut this.open);
        if let Some(slot) = open.and_then(|open| open.get_mut(&delivery.callback)) {
            slot.said.push_back((delivery.message, delivery.delivered));
            slot.changed.notify_one();
        }
    }

    pub(super) fn has_message(&self, callback: CallbackId) -> bool {
        let slot = self.0.as_ref().and_then(|this| this.open.get(&callback));
        slot.is_some_and(|slot| !slot.said.is_empty())
    }

    /// The next that was said of a callback, what comes of which will be in `batch`; else what tells that there is more.
    pub(super) fn take(
        &mut self,
        callback: CallbackId,
        batch: u64,
    ) -> Result<CallbackMessage, Arc<Notify>> {
        let Some(this) = &mut self.0 else {
            return Err(Arc::default());
        };
        let Some(slot) = this.open.get_mut(&callback) else {
            return Err(Arc::default());
        };
        let Some((message, delivered)) = slot.said.pop_front() else {
            return Err(slot.changed.clone());
        };
        this.owed.push((batch, delivered));
        Ok(message)
    }

    /// Whether someone waits for a batch to be written.
    pub(super) fn owes(&self) -> bool {
        self.0.as_ref().is_some_and(|this| !this.owed.is_empty())
    }

    /// A batch is durable, and all before it.
    pub(super) fn written(&mut self, batch: u64) {
        let Some(this) = &mut self.0 else {
            return;
        };
        for (_, delivered) in this.owed.extract_if(.., |(owed, _)| *owed <= batch) {
            // Some have given up.
            let _ = delivered.send(Ok(()));
        }
    }
}

/// The callback of a frame's checkpoint, read without the data that stands there.
fn saved(checkpoint: &str) -> Option<CallbackId> {
    #[derive(Deserialize)]
    struct Saved {
        progress: Progress,
    }
    #[derive(Deserialize)]
    struct Progress {
        #[serde(default)]
        callback: Option<Callback>,
    }
    // Data may hold this text too, but hardly any does.
    if !checkpoint.contains("\"callback\"") {
        return None;
    }
    let saved: Saved = serde_json::from_str(checkpoint).ok()?;
    saved.progress.callback.map(|callback| callback.id)
}
