//! The longest that any execution may take: so long that nothing of it shall cost a timer for each that is in memory.

use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
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
        engine.live.wake_all();
    }
}

/// The end of the time that an execution may take.
pub(super) enum Limit {
    None,
    At(Timestamp),
    /// It is near.
    Near(BoxFuture<'static, ()>),
}

impl Limit {
    pub(super) fn new(at: Option<Timestamp>) -> Limit {
        at.map_or(Limit::None, Limit::At)
    }

    /// Whether it is reached. Where it is beyond the next tick it wants to be asked again then.
    pub(super) fn poll(&mut self, engine: &Inner, context: &mut Context<'_>) -> Poll<()> {
        if let Limit::At(at) = *self {
            let soon = engine.clock.now().saturating_add(TICK * 2);
            if soon.is_ok_and(|soon| at < soon) {
                *self = Limit::Near(engine.clock.sleep_until(at));
            }
        }
        match self {
            Limit::Near(timer) => timer.as_mut().poll(context),
            Limit::None | Limit::At(_) => Poll::Pending,
        }
    }
}
