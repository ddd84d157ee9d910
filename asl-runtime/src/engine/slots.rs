//! How many executions are in memory at once, and which of those that wait for that is next.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::live::Control;
use crate::store::ExecutionId;

/// The places in memory. Who finds none waits in the queue of its machine; the machines take turns.
pub(super) struct Slots {
    most: Option<usize>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    taken: usize,
    /// The engine has stopped: who comes now finds that out by itself.
    closed: bool,
    /// Machines with executions that wait, the next one first.
    waiting: VecDeque<(Arc<str>, VecDeque<Waiting>)>,
}

/// An execution that waits for a place.
pub(super) struct Waiting {
    pub(super) id: ExecutionId,
    pub(super) control: Arc<Control>,
}

impl Slots {
    pub(super) fn new(most: Option<usize>) -> Self {
        Slots {
            most: most.map(|most| most.max(1)),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there are only so many places.
    pub(super) fn are_few(&self) -> bool {
        self.most.is_some()
    }

    /// How many are taken.
    pub(super) fn taken(&self) -> usize {
        self.state().taken
    }

    /// How many wait for one.
    pub(super) fn waiting(&self) -> usize {
        self.state()
            .waiting
            .iter()
            .map(|(_, queue)| queue.len())
            .sum()
    }

    /// Takes a place if one is free.
    pub(super) fn take(&self) -> bool {
        let mut state = self.state();
        let free = state.closed || self.most.is_none_or(|most| state.taken < most);
        state.taken += usize::from(free);
        free
    }

    /// Takes a place that is there for what can't wait.
    pub(super) fn take_extra(&self) {
        self.state().taken += 1;
    }

    /// Takes a place for an execution, or has it wait for one; gives it back in the former case.
    pub(super) fn take_or_wait(&self, machine: Arc<str>, waiting: Waiting) -> Option<Waiting> {
        let mut state = self.state();
        if state.closed || self.most.is_none_or(|most| state.taken < most) {
            state.taken += 1;
            return Some(waiting);
        }
        let queues = &mut state.waiting;
        match queues.iter_mut().find(|(name, _)| *name == machine) {
            Some((_, queue)) => queue.push_back(waiting),
            None => queues.push_back((machine, VecDeque::from([waiting]))),
        }
        None
    }

    /// Has an execution wait no longer, which takes an extra place.
    pub(super) fn hurry(&self, id: ExecutionId) -> Option<Waiting> {
        let mut state = self.state();
        let found = state.waiting.iter_mut().find_map(|(_, queue)| {
            let place = queue.iter().position(|waiting| waiting.id == id)?;
            queue.remove(place)
        });
        state.taken += usize::from(found.is_some());
        found
    }

    /// Gives a place back, to the one that is next if someone waits.
    pub(super) fn give_back(&self) -> Option<Waiting> {
        let mut state = self.state();
        if self.most.is_none_or(|most| state.taken <= most) {
            while let Some((machine, mut queue)) = state.waiting.pop_front() {
                let next = queue.pop_front();
                if !queue.is_empty() {
                    state.waiting.push_back((machine, queue));
                }
                if next.is_some() {
                    return next;
                }
            }
        }
        state.taken -= 1;
        None
    }

    /// Nobody will get a place any more: those who waited.
    pub(super) fn close(&self) -> impl Iterator<Item = Waiting> {
        let mut state = self.state();
        state.closed = true;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().flat_map(|(_, queue)| queue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(id: i64) -> Waiting {
        Waiting {
            id: ExecutionId(id),
            control: Arc::default(),
        }
    }

    #[test]
    fn machines_take_turns() {
        let slots = Slots::new(Some(1));
        assert!(slots.take() && !slots.take());
        for (machine, id) in [
            ("a", 1),
            ("a", 2),
            ("a", 3),
            ("b", 10),
            ("b", 11),
            ("c", 20),
        ] {
            assert!(slots.take_or_wait(machine.into(), waiting(id)).is_none());
        }
        assert_eq!((slots.taken(), slots.waiting()), (1, 6));
        // Who is in a hurry goes before, and its place is not given on.
        assert_eq!(slots.hurry(ExecutionId(2)).unwrap().id, ExecutionId(2));
        assert!(slots.hurry(ExecutionId(2)).is_none());
        assert!(slots.give_back().is_none());
        let next = std::iter::from_fn(|| slots.give_back());
        let order: Vec<_> = next.map(|next| next.id.0).collect();
        assert_eq!(order, [1, 10, 20, 3, 11]);
        assert_eq!((slots.taken(), slots.waiting()), (0, 0));
    }
}
