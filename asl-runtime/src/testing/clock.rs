//! The clock of a test: time stands still until nothing is left to do but wait, and then jumps.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use crate::clock::Clock;

/// Unlike [`SkippingClock`](crate::clock::SkippingClock) it needs no timers of tokio's, and is exact.
#[derive(Clone)]
pub(super) struct VirtualClock(Arc<Mutex<Timers>>);

struct Timers {
    now: Timestamp,
    next: u64,
    waiting: BTreeMap<(Timestamp, u64), Waker>,
}

impl VirtualClock {
    pub(super) fn starting_at(now: Timestamp) -> Self {
        VirtualClock(Arc::new(Mutex::new(Timers {
            now,
            next: 0,
            waiting: BTreeMap::new(),
        })))
    }

    /// Goes on to when the next sleeper is due and wakes all that are; false where nobody sleeps.
    pub(super) fn advance(&self) -> bool {
        let due: Vec<Waker> = {
            let mut timers = self.lock();
            let Some((&(due, _), _)) = timers.waiting.first_key_value() else {
                return false;
            };
            timers.now = timers.now.max(due);
            let later = timers.waiting.split_off(&(due, u64::MAX));
            let due = std::mem::replace(&mut timers.waiting, later);
            due.into_values().collect()
        };
        due.into_iter().for_each(Waker::wake);
        true
    }

    fn lock(&self) -> MutexGuard<'_, Timers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.lock().now
    }

    fn sleep_until(&self, due: Timestamp) -> BoxFuture<'static, ()> {
        let number = {
            let mut timers = self.lock();
            timers.next += 1;
            timers.next
        };
        Box::pin(Sleep {
            clock: self.clone(),
            key: (due, number),
        })
    }
}

struct Sleep {
    clock: VirtualClock,
    key: (Timestamp, u64),
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut timers = self.clock.lock();
        if timers.now >= self.key.0 {
            return Poll::Ready(());
        }
        timers.waiting.insert(self.key, cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.lock().waiting.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn time_goes_from_sleeper_to_sleeper() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let clock = VirtualClock::starting_at(at(0));
        assert_eq!(clock.sleep_until(at(0)).now_or_never(), Some(()));
        let mut context = Context::from_waker(Waker::noop());
        let [mut first, mut second, mut late, mut dropped] =
            [3, 3, 1_000_000_000, 2].map(|due| clock.sleep_until(at(due)));
        for sleep in [&mut first, &mut second, &mut late, &mut dropped] {
            assert!(sleep.poll_unpin(&mut context).is_pending());
        }
        drop(dropped);
        assert!(clock.advance());
        assert_eq!(clock.now(), at(3));
        assert!(first.poll_unpin(&mut context).is_ready());
        assert!(second.poll_unpin(&mut context).is_ready());
        assert!(late.poll_unpin(&mut context).is_pending());
        assert!(clock.advance());
        assert_eq!(clock.now(), at(1_000_000_000));
        assert!(!clock.advance());
    }
}
