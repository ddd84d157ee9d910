//! Loading executions that the store has: many in one write, the first of which run while the next ones are loaded.

use std::collections::HashMap;
use std::sync::Arc;

use super::inner::Inner;
use super::live::Control;
use super::slots::Waiting;
use crate::store::ExecutionId;

/// How many are claimed in one write.
const PAGE: usize = 1_000;

impl Inner {
    /// Has executions driven that the store has, unless they are already, as far as there are places. Where none is left it
    /// helps to know the machine.
    pub(super) fn launch_all(
        self: &Arc<Self>,
        found: impl IntoIterator<Item = (ExecutionId, Option<Arc<str>>)>,
    ) {
        let mut placed = Vec::new();
        for (id, machine) in found {
            let Some(control) = self.live.enter(id) else {
                continue;
            };
            match self.slots.take() {
                true => placed.push((id, control)),
                false => self.wait_for_place(machine, Waiting { id, control }),
            }
        }
        if !placed.is_empty() {
            self.tasks.spawn(load(self.clone(), placed));
        }
    }
}

/// Loads executions that have their places, and has them driven.
async fn load(engine: Arc<Inner>, placed: Vec<(ExecutionId, Arc<Control>)>) {
    for page in placed.chunks(PAGE) {
        let ids = page.iter().map(|(id, _)| *id).collect();
        // Where the engine ends meanwhile the next one has them go on.
        let claimed = match engine.is_running() {
            true => engine.store.claim(ids).await,
            false => Ok(Vec::new()),
        };
        let claimed = claimed.unwrap_or_else(|error| {
            engine.fail(error);
            Vec::new()
        });
        let mut left: HashMap<_, _> = page.iter().cloned().collect();
        for claimed in claimed {
            let id = claimed.record.id;
            if let Some(control) = left.remove(&id) {
                engine.spawn(id, control, Some(claimed));
            }
        }
        // What has ended meanwhile was found too early.
        for (id, control) in left {
            if !engine.live.leave_unless_woken(id) && engine.is_running() {
                // It was redriven since.
                engine.spawn(id, control, None);
                continue;
            }
            engine.live.leave(id);
            engine.give_place_back();
        }
    }
}
