//! Time, as the engine sees it: the system's, or one that tests skip through.

use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// Where the engine takes the time from, and what it sleeps on.
///
/// # Examples
///
/// A year-long Wait, tested in a millisecond: tokio's paused clock jumps to the next timer whenever nothing else can run,
/// and [`SkippingClock`] follows it.
///
/// ```
/// use asl_runtime::clock::{Clock, SkippingClock};
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
/// let clock = SkippingClock::starting_at("2024-01-01T00:00:00Z".parse().unwrap());
/// clock.sleep_until("2025-01-01T00:00:00Z".parse().unwrap()).await;
/// assert_eq!(clock.now().to_string(), "2025-01-01T00:00:00Z");
/// # });
/// ```
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Completes when [`now`](Clock::now) has reached `due`, at once if it has already.
    fn sleep_until(&self, due: Timestamp) -> BoxFuture<'static, ()>;
}

/// The system's clock.
///
/// A sleep looks at the clock again at least once a minute, so it ends in time even where the clock was set or the machine
/// was suspended in between.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep_until(&self, due: Timestamp) -> BoxFuture<'static, ()> {
        Box::pin(sleep_in_steps(due, Duration::from_secs(60), Timestamp::now))
    }
}

/// A clock for tests: it starts at a given time and runs with tokio's, which jumps ahead when the runtime is paused
/// (`#[tokio::test(start_paused = true)]`) and nothing is left to do but wait.
///
/// Sleeps inside task handlers are skipped just as the engine's own waits and timeouts are.
#[derive(Clone, Copy, Debug)]
pub struct SkippingClock {
    start: Timestamp,
    since: Instant,
}

impl SkippingClock {
    /// A clock that shows `start` now.
    pub fn starting_at(start: Timestamp) -> Self {
        SkippingClock {
            start,
            since: Instant::now(),
        }
    }

    fn at(self) -> Timestamp {
        let passed = SignedDuration::try_from(self.since.elapsed()).unwrap_or(SignedDuration::MAX);
        self.start.saturating_add(passed).unwrap_or(Timestamp::MAX)
    }
}

impl Default for SkippingClock {
    /// A clock that shows 2024-01-01T00:00:00Z now.
    fn default() -> Self {
        SkippingClock::starting_at(Timestamp::constant(1_704_067_200, 0))
    }
}

impl Clock for SkippingClock {
    fn now(&self) -> Timestamp {
        self.at()
    }

    fn sleep_until(&self, due: Timestamp) -> BoxFuture<'static, ()> {
        let clock = *self;
        // tokio's timers reach a little over two years.
        Box::pin(sleep_in_steps(
            due,
            Duration::from_secs(365 * 86_400),
            move || clock.at(),
        ))
    }
}

async fn sleep_in_steps(due: Timestamp, step: Duration, now: impl Fn() -> Timestamp) {
    loop {
        let left = due.duration_since(now());
        if left <= SignedDuration::ZERO {
            return;
        }
        tokio::time::sleep(left.unsigned_abs().min(step)).await;
    }
}
