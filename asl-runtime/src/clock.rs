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

    /// Completes when the clock was set, or its machine slept, so that it is no longer where those who sleep believed it
    /// would be. A clock that always goes evenly never does.
    fn set(&self) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// The system's clock.
///
/// A sleep looks at the clock again at least once a minute, so it ends even where the clock was set or the machine was
/// suspended in between. An engine's timers are told within a second of that.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep_until(&self, due: Timestamp) -> BoxFuture<'static, ()> {
        Box::pin(sleep_in_steps(due, Duration::from_secs(60), Timestamp::now))
    }

    fn set(&self) -> BoxFuture<'static, ()> {
        Box::pin(leap(Timestamp::now))
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

/// Completes when a clock and the passing of time no longer agree.
async fn leap(now: impl Fn() -> Timestamp) {
    const LOOK: Duration = Duration::from_secs(1);
    /// What keeping a clock right by small steps does not reach in a second.
    const LEAP: SignedDuration = SignedDuration::from_millis(20);
    loop {
        let (shown, since) = (now(), Instant::now());
        tokio::time::sleep(LOOK).await;
        let passed = SignedDuration::try_from(since.elapsed()).unwrap_or(SignedDuration::MAX);
        let expected = shown.saturating_add(passed).unwrap_or(Timestamp::MAX);
        if now().duration_since(expected).abs() > LEAP {
            return;
        }
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_leap_of_the_clock_is_seen_within_a_second() {
        let even = SkippingClock::default();
        for leap_by in [-86_400_000, -50, 50, 86_400_000] {
            let ahead = Arc::new(AtomicI64::new(0));
            let shown = ahead.clone();
            let now = move || {
                let ahead = SignedDuration::from_millis(shown.load(Ordering::Relaxed));
                even.now().saturating_add(ahead).unwrap()
            };
            let mut leap = tokio::spawn(leap(now));
            let quiet = tokio::time::timeout(Duration::from_secs(3600), &mut leap).await;
            assert!(quiet.is_err(), "nothing has happened");
            ahead.store(leap_by, Ordering::Relaxed);
            let seen = tokio::time::timeout(Duration::from_millis(1001), leap).await;
            assert!(seen.is_ok(), "{leap_by} ms");
        }
    }
}
