//! Retention: executions that ended long ago are removed.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{EngineError, Inner, Phase};

/// How many rows are removed in one transaction, so that others need not wait long for theirs.
const ROWS: usize = 1_000;

/// How long an engine runs before it looks for the first time, and how long it waits at least between two looks.
const PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// Removes what has ended so long ago, until the engine stops.
pub(super) async fn run(engine: Arc<Inner>, retention: SignedDuration) {
    let mut phase = engine.phase.subscribe();
    let mut next = after(engine.clock.now(), PAUSE);
    loop {
        tokio::select! {
            biased;
            _ = phase.wait_for(|phase| *phase != Phase::Running) => return,
            () = engine.clock.sleep_until(next) => {}
        }
        let now = engine.clock.now();
        let before = now.saturating_sub(retention).unwrap_or(Timestamp::MIN);
        let oldest = match engine.purge(before).await {
            Ok((_, oldest)) => oldest,
            // The engine stops, or has stopped.
            Err(_) => return,
        };
        // What ends from now on is not due earlier than that either.
        next = after(oldest.unwrap_or(now), retention).max(after(now, PAUSE));
    }
}

fn after(time: Timestamp, duration: SignedDuration) -> Timestamp {
    time.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

impl Inner {
    /// Removes what has ended before: how many executions, and when the oldest of the others has ended.
    pub(super) async fn purge(
        &self,
        ended_before: Timestamp,
    ) -> Result<(u64, Option<Timestamp>), EngineError> {
        let mut executions = 0;
        loop {
            self.check_running()?;
            let purged = self.store.purge(ended_before, ROWS).await;
            let purged = purged.inspect_err(|error| self.fail(error.clone()))?;
            executions += purged.executions as u64;
            match purged.oldest_end {
                Some(oldest) if oldest < ended_before => {}
                oldest => return Ok((executions, oldest)),
            }
        }
    }
}
