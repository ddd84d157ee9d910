//! When executions that left memory have to be woken.
//!
//! The store knows all of these times, and a heap the next ones: so many at most, whatever waits in the store. When half of
//! them were woken, the ones after them are fetched.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{Timestamp, Unit};
use tokio::sync::Notify;

use super::{Inner, Phase};
use crate::store::{ExecutionId, LiveExecution, LiveQuery, StoreError};

/// How many times are fetched from the store at once. There are at most four times as many in memory.
const PAGE: usize = 16_384;

/// When an execution is due, in milliseconds since 1970, and which.
type Due = (i64, ExecutionId);

/// Executions by when they are due, 16 bytes each.
///
/// One that went on earlier, because it was stopped, stays in until it is due, and finds nothing to do then.
pub(super) struct Timers {
    near: Mutex<Near>,
    earlier: Notify,
    page: usize,
}

#[derive(Default)]
struct Near {
    heap: BinaryHeap<Reverse<Due>>,
    /// The store has more, all of which come after this one. None where the heap has them all.
    far: Option<Due>,
}

impl Default for Timers {
    fn default() -> Self {
        Timers::with_page(PAGE)
    }
}

impl Timers {
    fn with_page(page: usize) -> Self {
        Timers {
            near: Mutex::default(),
            earlier: Notify::new(),
            page,
        }
    }

    fn near(&self) -> MutexGuard<'_, Near> {
        self.near.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has an execution woken when it is due; the store knows that already.
    pub(super) fn add(&self, due: Timestamp, id: ExecutionId) {
        let due = (due.as_millisecond(), id);
        let mut near = self.near();
        if near.far.is_some_and(|far| due > far) {
            return;
        }
        let earliest = near
            .heap
            .peek()
            .is_none_or(|Reverse(earliest)| due < *earliest);
        near.heap.push(Reverse(due));
        near.shorten(self.page);
        if earliest {
            self.earlier.notify_one();
        }
    }

    /// Takes out what is due, and says when to look again.
    fn take_due(&self, now: Timestamp) -> (Vec<ExecutionId>, Option<Timestamp>) {
        let mut near = self.near();
        let mut ids = Vec::new();
        while let Some(&Reverse((due, id))) = near.heap.peek() {
            if due > now.as_millisecond() {
                return (ids, Some(time(due)));
            }
            near.heap.pop();
            ids.push(id);
        }
        (ids, None)
    }

    /// After which one to ask the store for more, where it has more and few are left here.
    fn wants_more(&self) -> Option<(Timestamp, ExecutionId)> {
        let near = self.near();
        let (due, id) = near.far?;
        (near.heap.len() <= self.page / 2).then(|| (time(due), id))
    }

    /// From now on nothing that is added is thought to be found in the store: it is about to be asked.
    fn expect_more(&self) {
        self.near().far = None;
    }

    /// Adds what the store gave.
    fn extend(&self, page: &[LiveExecution]) {
        let mut near = self.near();
        let due = |execution: &LiveExecution| Some((execution.due?.as_millisecond(), execution.id));
        near.heap.extend(page.iter().filter_map(due).map(Reverse));
        if page.len() >= self.page
            && let Some(last) = page.last().and_then(due)
        {
            near.far = Some(near.far.map_or(last, |far| far.min(last)));
        }
        near.shorten(self.page);
    }
}

impl Near {
    /// Leaves the later half to the store where there are many.
    fn shorten(&mut self, page: usize) {
        if self.heap.len() < 4 * page {
            return;
        }
        let mut dues = std::mem::take(&mut self.heap).into_vec();
        // Reversed, the least comes last.
        dues.sort_unstable_by(|one, other| other.cmp(one));
        dues.truncate(2 * page);
        dues.shrink_to_fit();
        self.far = dues.last().map(|Reverse(last)| *last);
        self.heap = dues.into();
    }
}

fn time(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
}

/// The first millisecond that is not before `due`, so that who is woken then is not woken too early.
pub(super) fn whole_millis(due: Timestamp) -> Timestamp {
    let rounding = jiff::TimestampRound::new()
        .smallest(Unit::Millisecond)
        .mode(jiff::RoundMode::Ceil);
    due.round(rounding).unwrap_or(due)
}

/// Fetches the times that come after these from the store.
pub(super) async fn fetch(
    engine: &Inner,
    after: Option<(Timestamp, ExecutionId)>,
) -> Result<(), StoreError> {
    let timers = &engine.timers;
    // Who parks while the store is asked is added here, and may be found there too: that does no harm.
    timers.expect_more();
    let query = LiveQuery::Waiting {
        after,
        limit: timers.page,
    };
    timers.extend(&engine.store.live(query).await?);
    Ok(())
}

/// Wakes executions when they are due, until the engine stops.
pub(super) async fn run(engine: Arc<Inner>) {
    let mut phase = engine.phase.subscribe();
    loop {
        let (ids, next) = engine.timers.take_due(engine.clock.now());
        engine.launch_all(ids.into_iter().map(|id| (id, None)));
        if let Some(after) = engine.timers.wants_more() {
            if let Err(error) = fetch(&engine, Some(after)).await {
                return engine.fail(error);
            }
            continue;
        }
        let due = async {
            match next {
                Some(next) => engine.clock.sleep_until(next).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            _ = phase.wait_for(|phase| *phase != Phase::Running) => return,
            () = engine.timers.earlier.notified() => {}
            () = due => {}
            () = engine.clock.set() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn live(second: i64, id: i64) -> LiveExecution {
        LiveExecution {
            id: ExecutionId(id),
            machine: "".into(),
            due: Some(at(second)),
            activities: Vec::new(),
        }
    }

    #[test]
    fn what_is_due_comes_out_in_order() {
        let timers = Timers::default();
        timers.extend(&[live(10, 1), live(30, 3)]);
        timers.add(at(20), ExecutionId(2));
        assert_eq!(timers.take_due(at(9)), (vec![], Some(at(10))));
        assert_eq!(
            timers.take_due(at(20)),
            (vec![ExecutionId(1), ExecutionId(2)], Some(at(30)))
        );
        assert_eq!(timers.take_due(at(30)), (vec![ExecutionId(3)], None));
        assert_eq!(timers.wants_more(), None);
    }

    #[test]
    fn what_is_far_is_left_to_the_store() {
        let timers = Timers::with_page(2);
        timers.extend(&[live(10, 1), live(20, 2)]);
        // A page is full: the store may have more, and what comes after it is there.
        timers.add(at(20), ExecutionId(3));
        timers.add(at(15), ExecutionId(4));
        assert_eq!(timers.wants_more(), None);
        let (woken, next) = timers.take_due(at(15));
        assert_eq!(woken, [ExecutionId(1), ExecutionId(4)]);
        assert_eq!(next, Some(at(20)));
        assert_eq!(timers.wants_more(), Some((at(20), ExecutionId(2))));
        timers.expect_more();
        timers.extend(&[live(20, 3)]);
        assert_eq!(timers.wants_more(), None);
        let (woken, next) = timers.take_due(at(20));
        assert_eq!((woken, next), (vec![ExecutionId(2), ExecutionId(3)], None));
    }

    #[test]
    fn memory_stays_bounded_however_many_wait() {
        let timers = Timers::with_page(8);
        for second in (0..1_000).rev() {
            timers.add(at(second), ExecutionId(second));
            assert!(timers.near().heap.len() < 32);
        }
        let (woken, _) = timers.take_due(at(7));
        assert_eq!(woken, (0..8).map(ExecutionId).collect::<Vec<_>>());
    }

    #[test]
    fn due_times_round_up() {
        let due: Timestamp = "2024-01-01T00:00:00.0000001Z".parse().unwrap();
        assert_eq!(whole_millis(due).to_string(), "2024-01-01T00:00:00.001Z");
        assert_eq!(whole_millis(Timestamp::UNIX_EPOCH), Timestamp::UNIX_EPOCH);
        assert_eq!(whole_millis(Timestamp::MAX), Timestamp::MAX);
    }
}
