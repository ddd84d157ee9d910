//! The longest that any execution may take: so long that nothing of it shall cost a timer for each that is in memory.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{Inner, Phase};

/// How often executions in memory look whether their end is near.
const TICK: SignedDuration = SignedDuration::from_hours(6);

/// Has the executions in memory look from time to time, until the engine stops.
pub(super) async fn run(engine: Arc<Inner>) {
    let mut phase = engine.phase.subscribe();
    loop {
        let next = engine.clock.now().saturating_add(TICK);
        tokio::select! {
            biased;
            _ = phase.wait_for(|phase| *phase != Phase::Running) => return,
            () = engine.clock.sleep_until(next.unwrap_or(Timestamp::MAX)) => {}
        }
        // They listen for its changes anyway.
        engine.phase.send_modify(|_| {});
    }
}

/// Completes at `limit`. Where that is beyond the next tick it does not, and is to be asked again then.
pub(super) async fn reached(engine: &Inner, limit: Option<Timestamp>) {
    let soon = engine.clock.now().saturating_add(TICK * 2);
    match limit.filter(|limit| soon.is_ok_and(|soon| *limit < soon)) {
        Some(limit) => engine.clock.sleep_until(limit).await,
        None => std::future::pending().await,
    }
}
