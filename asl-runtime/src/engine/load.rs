//! Loading executions that the store has: many at once, the first of which run while the next ones are read.

use std::sync::Arc;

use futures_util::{StreamExt, stream};

use super::inner::Inner;
use super::live::Control;
use super::slots::Waiting;
use crate::store::{Claimed, ExecutionId};

/// How many are claimed at once.
const PAGE: usize = 256;

/// How many pages are asked for: one is read while the one before is on its way into memory.
const AHEAD: usize = 2;

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

/// An execution that has its place in memory.
type Placed = (ExecutionId, Arc<Control>);

/// Loads executions that have their places, and has them driven.
async fn load(engine: Arc<Inner>, mut placed: Vec<Placed>) {
    placed.sort_unstable_by_key(|(id, _)| *id);
    let pages: Vec<Vec<Placed>> = placed.chunks(PAGE).map(<[Placed]>::to_vec).collect();
    let claims = pages.into_iter().map(|page| claim(engine.clone(), page));
    let mut claims = stream::iter(claims).buffered(AHEAD);
    while let Some((page, claimed)) = claims.next().await {
        let mut found = vec![false; page.len()];
        for claimed in claimed {
            let id = claimed.id;
            if let Ok(place) = page.binary_search_by_key(&id, |(id, _)| *id) {
                found[place] = true;
                engine.spawn(id, page[place].1.clone(), Some(claimed));
            }
        }
        // What has ended meanwhile was found too early.
        let absent = page.into_iter().zip(found).filter(|(_, found)| !found);
        for ((id, control), _) in absent {
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

async fn claim(engine: Arc<Inner>, page: Vec<Placed>) -> (Vec<Placed>, Vec<Claimed>) {
    // Where the engine ends meanwhile the next one has them go on.
    if !engine.is_running() {
        return (page, Vec::new());
    }
    let ids = page.iter().map(|(id, _)| *id).collect();
    let claimed = engine.store.claim(ids).await.unwrap_or_else(|error| {
        engine.fail(error);
        Vec::new()
    });
    (page, claimed)
}
