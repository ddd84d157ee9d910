//! A clock that goes fast, and on over the ends of processes.

use asl::Clock;
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

/// A second of an execution takes ten milliseconds.
const HASTE: i32 = 100;

/// The clock.
#[derive(Clone, Copy)]
pub(crate) struct Hasty;

impl Hasty {
    const ZERO: Timestamp = Timestamp::constant(1_760_000_000, 0);
}

impl Clock for Hasty {
    fn now(&self) -> Timestamp {
        let passed = Timestamp::now().duration_since(Self::ZERO);
        Self::ZERO + SignedDuration::from_micros((passed.as_micros() as i64) * i64::from(HASTE))
    }

    fn sleep_until(&self, due: Timestamp) -> BoxFuture<'static, ()> {
        let clock = *self;
        Box::pin(async move {
            loop {
                let left = due.duration_since(clock.now());
                if left <= SignedDuration::ZERO {
                    return;
                }
                tokio::time::sleep((left / HASTE).unsigned_abs()).await;
            }
        })
    }
}
