//! Retriers: which errors are tried again, how often, and after how long.

use std::time::Duration;

use crate::error::{ErrorName, Failure};

/// An entry of a state's `Retry`.
#[derive(Clone, Copy, Debug)]
pub struct Retrier {
    error_equals: &'static [ErrorName],
    interval_seconds: u64,
    max_attempts: u64,
    backoff_rate: f64,
    max_delay_seconds: Option<u64>,
    full_jitter: bool,
}

impl Retrier {
    /// Retries these errors, with the specification's defaults: three times, after 1, 2 and 4 seconds.
    pub const fn on(error_equals: &'static [ErrorName]) -> Self {
        Retrier {
            error_equals,
            interval_seconds: 1,
            max_attempts: 3,
            backoff_rate: 2.0,
            max_delay_seconds: None,
            full_jitter: false,
        }
    }

    /// `IntervalSeconds`: the first delay.
    pub const fn interval_seconds(mut self, seconds: u64) -> Self {
        self.interval_seconds = seconds;
        self
    }

    /// `MaxAttempts`: how many times it is tried again; 0 for never.
    pub const fn max_attempts(mut self, attempts: u64) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// `BackoffRate`: by what each further delay is multiplied.
    pub const fn backoff_rate(mut self, rate: f64) -> Self {
        self.backoff_rate = rate;
        self
    }

    /// `MaxDelaySeconds`: no delay is longer.
    pub const fn max_delay_seconds(mut self, seconds: u64) -> Self {
        self.max_delay_seconds = Some(seconds);
        self
    }

    /// `"JitterStrategy": "FULL"`: each delay is a random part of the one computed.
    pub const fn full_jitter(mut self) -> Self {
        self.full_jitter = true;
        self
    }

    /// Which of the Retriers takes the failure, and the delay before the next attempt; none where it has to be caught.
    ///
    /// `used` counts how often each Retrier was used; `random` is uniform in `0.0..1.0`.
    pub(crate) fn next(
        retriers: &[Retrier],
        failure: &Failure,
        used: &mut Vec<u64>,
        random: impl FnOnce() -> f64,
    ) -> Option<Duration> {
        let index = Retrier::matching(retriers, failure)?;
        let retrier = &retriers[index];
        used.resize(retriers.len(), 0);
        let delay = retrier.delay_after(used[index])?;
        used[index] += 1;
        Some(if retrier.full_jitter {
            delay.mul_f64(random())
        } else {
            delay
        })
    }

    /// Which of the Retriers takes the failure.
    pub(crate) fn matching(retriers: &[Retrier], failure: &Failure) -> Option<usize> {
        // To try it again is to call the task once more: only who says so by name means that.
        let by_name = failure.error() == Some(ErrorName::TASK_INTERRUPTED.as_str());
        let takes = |retrier: &Retrier| {
            failure.is(retrier.error_equals)
                && (!by_name || retrier.error_equals.contains(&ErrorName::TASK_INTERRUPTED))
        };
        retriers.iter().position(takes)
    }

    /// The delay before the next attempt, without jitter, when it was used so often; none where that was its last time.
    pub(crate) fn delay_after(&self, used: u64) -> Option<Duration> {
        (used < self.max_attempts).then(|| self.delay(used))
    }

    fn delay(&self, used: u64) -> Duration {
        // A year bounds what the backoff may grow to: no execution lives longer.
        const LONGEST: f64 = 31_536_000.0;
        let exponent = i32::try_from(used).unwrap_or(i32::MAX);
        let grown = self.interval_seconds as f64 * self.backoff_rate.powi(exponent);
        let limit = self.max_delay_seconds.map_or(LONGEST, |limit| limit as f64);
        Duration::from_secs_f64(grown.min(limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUSY: ErrorName = ErrorName::new("Busy");

    fn delays(retriers: &[Retrier], errors: &[&'static str]) -> Vec<Option<f64>> {
        let mut used = Vec::new();
        let mut delay = |error: &&'static str| {
            let failure = Failure::new(Some((*error).into()), None);
            Retrier::next(retriers, &failure, &mut used, || 0.5).map(|delay| delay.as_secs_f64())
        };
        errors.iter().map(&mut delay).collect()
    }

    #[test]
    fn defaults_are_the_specifications() {
        let retriers = [Retrier::on(&[ErrorName::ALL])];
        assert_eq!(
            delays(&retriers, &["A"; 4]),
            [Some(1.0), Some(2.0), Some(4.0), None]
        );
    }

    #[test]
    fn each_retrier_counts_for_itself() {
        let retriers = [
            Retrier::on(&[BUSY]).max_attempts(1),
            Retrier::on(&[ErrorName::ALL]).max_attempts(1),
        ];
        assert_eq!(
            delays(&retriers, &["Busy", "Other", "Busy"]),
            [Some(1.0), Some(1.0), None]
        );
    }

    #[test]
    fn delays_are_limited_and_jittered() {
        let retrier = Retrier::on(&[BUSY])
            .interval_seconds(10)
            .backoff_rate(3.0)
            .max_delay_seconds(25)
            .full_jitter();
        assert_eq!(
            delays(&[retrier], &["Busy"; 3]),
            [Some(5.0), Some(12.5), Some(12.5)]
        );
        let forever = Retrier::on(&[BUSY])
            .max_attempts(99_999_999)
            .backoff_rate(1e9);
        assert!(
            delays(&[forever], &["Busy"; 100])
                .iter()
                .all(|delay| delay.is_some_and(|delay| delay <= 31_536_000.0))
        );
    }

    #[test]
    fn what_was_interrupted_is_retried_by_its_name_only() {
        let everything = Retrier::on(&[ErrorName::ALL]);
        let named = Retrier::on(&[BUSY, ErrorName::TASK_INTERRUPTED]).interval_seconds(7);
        let error = "Asl.TaskInterrupted";
        assert_eq!(delays(&[everything], &[error]), [None]);
        assert_eq!(delays(&[everything, named], &[error]), [Some(7.0)]);
    }

    #[test]
    fn what_is_not_named_is_not_retried() {
        assert_eq!(delays(&[Retrier::on(&[BUSY])], &["Other"]), [None]);
        assert_eq!(
            delays(&[Retrier::on(&[ErrorName::ALL])], &["States.Runtime"]),
            [None]
        );
        assert_eq!(
            delays(
                &[Retrier::on(&[ErrorName::TASK_FAILED])],
                &["States.Timeout", "A"]
            ),
            [None, Some(1.0)]
        );
    }
}
