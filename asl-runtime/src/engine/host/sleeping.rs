//! Frames that do nothing but wait: an execution of which all do may leave memory.

use std::collections::btree_map::Entry;

use jiff::Timestamp;

use super::ExecutionHost;

/// What a frame that sleeps waits for.
pub(in crate::engine) enum Awaits {
    /// A time, or an answer that whoever has the token will give.
    Time,
    /// The end of an execution that it has started.
    Child,
    /// A worker of this activity.
    Worker(&'static str),
}

/// Counts a frame among those that sleep.
pub(in crate::engine) struct Sleeper<'a> {
    host: &'a ExecutionHost,
    key: (Timestamp, u64),
    awaits: Awaits,
}

impl<'a> Sleeper<'a> {
    pub(in crate::engine) fn new(host: &'a ExecutionHost, due: Timestamp, awaits: Awaits) -> Self {
        let mut state = host.state();
        state.next_sleeper += 1;
        let key = (due, state.next_sleeper);
        state.sleepers.insert(key);
        match awaits {
            Awaits::Time => {}
            Awaits::Child => state.children += 1,
            Awaits::Worker(activity) => *state.offers.entry(activity).or_default() += 1,
        }
        Sleeper { host, key, awaits }
    }
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        let mut state = self.host.state();
        state.sleepers.remove(&self.key);
        match self.awaits {
            Awaits::Time => {}
            Awaits::Child => state.children -= 1,
            Awaits::Worker(activity) => {
                if let Entry::Occupied(mut offers) = state.offers.entry(activity) {
                    *offers.get_mut() -= 1;
                    if *offers.get() == 0 {
                        offers.remove();
                    }
                }
            }
        }
    }
}

/// Counts a frame among those that may not go on.
pub(in crate::engine) struct HeldBack<'a>(&'a ExecutionHost);

impl<'a> HeldBack<'a> {
    pub(in crate::engine) fn new(host: &'a ExecutionHost) -> Self {
        host.state().held_back += 1;
        HeldBack(host)
    }
}

impl Drop for HeldBack<'_> {
    fn drop(&mut self) {
        self.0.state().held_back -= 1;
    }
}
