//! When executions that left memory have to be woken.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{Timestamp, Unit};
use tokio::sync::Notify;

use super::{Inner, Phase};
use crate::store::ExecutionId;

/// Executions by when they are due, 16 bytes each.
///
/// One that went on earlier, because it was stopped, stays in until it is due, and finds nothing to do then.
#[derive(Default)]
pub(super) struct Timers {
    heap: Mutex<BinaryHeap<Reverse<(i64, ExecutionId)>>>,
    earlier: Notify,
}

impl Timers {
    /// Adds many at once.
    pub(super) fn extend(&self, timers: Vec<(Timestamp, ExecutionId)>) {
        let mut heap = self.heap.lock().unwrap_or_else(PoisonError::into_inner);
        heap.extend(
            timers
                .into_iter()
                .map(|(due, id)| Reverse((due.as_millisecond(), id))),
        );
        self.earlier.notify_one();
    }

    /// Has an execution woken when it is due.
    pub(super) fn add(&self, due: Timestamp, id: ExecutionId) {
        let due = due.as_millisecond();
        let mut heap = self.heap.lock().unwrap_or_else(PoisonError::into_inner);
        let earliest = heap
            .peek()
            .is_none_or(|Reverse((earliest, _))| due < *earliest);
        heap.push(Reverse((due, id)));
        if earliest {
            self.earlier.notify_one();
        }
    }

    /// Takes out what is due, and says when to look again.
    fn take_due(&self, now: Timestamp) -> (Vec<ExecutionId>, Option<Timestamp>) {
        let mut heap = self.heap.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ids = Vec::new();
        while let Some(&Reverse((due, id))) = heap.peek() {
            if due > now.as_millisecond() {
                return (
                    ids,
                    Some(Timestamp::from_millisecond(due).unwrap_or(Timestamp::MAX)),
                );
            }
            heap.pop();
            ids.push(id);
        }
        (ids, None)
    }
}

/// The first millisecond that is not before `due`, so that who is woken then is not woken too early.
pub(super) fn whole_millis(due: Timestamp) -> Timestamp {
    let rounding = jiff::TimestampRound::new()
        .smallest(Unit::Millisecond)
        .mode(jiff::RoundMode::Ceil);
    due.round(rounding).unwrap_or(due)
}

/// Wakes executions when they are due, until the engine stops.
pub(super) async fn run(engine: Arc<Inner>) {
    let mut phase = engine.phase.subscribe();
    loop {
        let (ids, next) = engine.timers.take_due(engine.clock.now());
        for id in ids {
            engine.launch(id, None);
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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_comes_out_in_order() {
        let timers = Timers::default();
        let at = |second| Timestamp::from_second(second).unwrap();
        timers.extend(vec![(at(30), ExecutionId(3)), (at(10), ExecutionId(1))]);
        timers.add(at(20), ExecutionId(2));
        assert_eq!(timers.take_due(at(9)), (vec![], Some(at(10))));
        assert_eq!(
            timers.take_due(at(20)),
            (vec![ExecutionId(1), ExecutionId(2)], Some(at(30)))
        );
        assert_eq!(timers.take_due(at(30)), (vec![ExecutionId(3)], None));
    }

    #[test]
    fn due_times_round_up() {
        let due: Timestamp = "2024-01-01T00:00:00.0000001Z".parse().unwrap();
        assert_eq!(whole_millis(due).to_string(), "2024-01-01T00:00:00.001Z");
        assert_eq!(whole_millis(Timestamp::UNIX_EPOCH), Timestamp::UNIX_EPOCH);
        assert_eq!(whole_millis(Timestamp::MAX), Timestamp::MAX);
    }
}
