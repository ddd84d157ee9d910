//! A clock that the example sets, as someone may set the system's.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use asl::Clock;
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

/// The system's clock, so many milliseconds ahead.
#[derive(Clone, Default)]
pub(crate) struct Settable {
    ahead: Arc<AtomicI64>,
    leap: Arc<Notify>,
}

impl Settable {
    /// A clock that shows this now.
    pub(crate) fn at(time: Timestamp) -> Settable {
        let clock = Settable::default();
        clock.set_to(time);
        clock
    }

    pub(crate) fn set_to(&self, time: Timestamp) {
        let ahead = time.as_millisecond() - Timestamp::now().as_millisecond();
        self.ahead.store(ahead, Ordering::Relaxed);
        self.leap.notify_waiters();
    }
}

impl Clock for Settable {
    fn now(&self) -> Timestamp {
        let ahead = SignedDuration::from_millis(self.ahead.load(Ordering::Relaxed));
        Timestamp::now() + ahead
    }

    fn sleep_until(&self, due: Timestamp) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move {
            loop {
                let left = due.duration_since(clock.now());
                if left <= SignedDuration::ZERO {
                    return;
                }
                tokio::time::sleep(left.unsigned_abs().min(Duration::from_secs(60))).await;
            }
        })
    }

    fn set(&self) -> BoxFuture<'static, ()> {
        let leap = self.leap.clone();
        Box::pin(async move { leap.notified().await })
    }
}
