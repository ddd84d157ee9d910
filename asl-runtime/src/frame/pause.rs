//! Waiting: between attempts, and in a Wait.

use jiff::Timestamp;

use super::Frame;
use crate::error::Failure;
use crate::machine::after;
use crate::retry::Retrier;

impl Frame {
    /// Begins an attempt of a state that has Retriers: waits until it is due.
    ///
    /// # Errors
    ///
    /// A failure of the host.
    pub async fn start_attempt(&mut self) -> Result<(), Failure> {
        self.end_inspection(None)?;
        if self.progress.due.is_some() {
            self.sleep().await?;
        }
        Ok(())
    }

    /// Whether one of the Retriers takes the failure; the next attempt is due after its delay.
    pub fn will_retry(&mut self, failure: &Failure, retriers: &'static [Retrier]) -> bool {
        if let Some(would_retry) = self.would_retry(failure, retriers) {
            return would_retry;
        }
        let mut random = self.seeded();
        let Some(delay) = Retrier::next(retriers, failure, &mut self.progress.retries, || {
            random.unit()
        }) else {
            return false;
        };
        let now = self.host().clock().now();
        let delay = jiff::SignedDuration::try_from(delay).unwrap_or(jiff::SignedDuration::MAX);
        self.progress.due = Some(now.saturating_add(delay).unwrap_or(Timestamp::MAX));
        self.progress.attempt += 1;
        self.progress.called = false;
        self.progress.started = false;
        self.progress.callback = None;
        self.gave_up = false;
        self.assigned = None;
        self.random = None;
        if self.shared.run.records {
            self.host().drop_children(&self.path());
            self.checkpoint();
        }
        true
    }

    /// Waits `seconds` from when the state was entered.
    ///
    /// # Errors
    ///
    /// `States.Runtime` for a delay beyond what a Wait can hold; a failure of the host.
    pub async fn wait_seconds(&mut self, seconds: u64) -> Result<(), Failure> {
        if seconds > i32::MAX as u64 {
            return Err(Failure::runtime("Wait state delay is too long."));
        }
        let now = self.host().clock().now();
        self.wait_until(after(now, seconds)).await
    }

    /// Waits until `due`; on resumption until what was due before.
    ///
    /// # Errors
    ///
    /// A failure of the host.
    pub async fn wait_until(&mut self, due: Timestamp) -> Result<(), Failure> {
        if self.progress.due.is_none() {
            self.progress.due = Some(due);
            if self.shared.run.records {
                self.checkpoint();
            }
        }
        self.sleep().await
    }

    async fn sleep(&mut self) -> Result<(), Failure> {
        let Some(due) = self.progress.due else {
            return Ok(());
        };
        let host = self.host();
        if self.shared.run.records {
            host.durable().await?;
        }
        host.sleep_until(due).await;
        self.progress.due = None;
        self.has_waited();
        if self.shared.run.records {
            self.progress.now = Some(self.host().clock().now());
            self.checkpoint();
        }
        Ok(())
    }
}
