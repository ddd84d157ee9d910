//! What was saved of an execution, as the machine begins or goes on with it.

use std::sync::Arc;

use jiff::Timestamp;

use super::super::host::ExecutionHost;
use super::super::live::{Control, StopRequest};
use super::super::{EngineError, Inner, description};
use crate::execution::Facts;
use crate::host::{SavedFrame, SavedFrames};
use crate::machine;
use crate::store::{Claimed, ExecutionId, FrameRow, StoreError};

pub(super) async fn claim(
    engine: &Inner,
    id: ExecutionId,
    control: &Control,
) -> Result<Option<Box<Claimed>>, StoreError> {
    // Who has it go on from here on may not be seen by this claim.
    control.polled();
    let claimed = engine.store.claim(vec![id]).await?.pop();
    Ok(claimed.map(Box::new))
}

/// What is to be done with an execution that was loaded.
pub(super) enum Prepared {
    Run(Arc<ExecutionHost>, Box<Begin>),
    Abort(Arc<ExecutionHost>, StopRequest),
    SetAside(String),
}

/// When an execution is over, whatever it does.
pub(super) struct Deadlines {
    /// By the machine's `TimeoutSeconds`.
    pub(super) own: Option<Timestamp>,
    /// By what the engine allows.
    pub(super) most: Option<Timestamp>,
}

/// What an execution begins with, and what of it is of no more use then.
pub(super) struct Begin {
    /// The hash of the definition that it begins to run, where it ran another one.
    pub(super) other: Option<&'static str>,
    pub(super) execution: Facts,
    pub(super) saved: SavedFrames,
    pub(super) deadlines: Deadlines,
    pub(super) awaits_child: bool,
}

pub(super) fn prepare(
    engine: &Arc<Inner>,
    claimed: Box<Claimed>,
    stop: Option<StopRequest>,
) -> Prepared {
    tracing::Span::current().record("arn", &*claimed.arn);
    let machine = engine
        .machines
        .version(&claimed.machine, &claimed.definition);
    let begun = claimed
        .redriven
        .map_or(claimed.start_date, |redriven| redriven.date);
    let own = machine
        .as_ref()
        .and_then(|chosen| machine::deadline(chosen.machine.definition(), begun, None));
    let most = engine.options.max_duration;
    let most = most.and_then(|most| begun.checked_add(most).ok());
    let deadline = [own, most].into_iter().flatten().min();
    let host = Arc::new_cyclic(|host| {
        let machine = machine.as_ref().map(|chosen| chosen.machine.clone());
        ExecutionHost::new(host.clone(), machine, engine.clone(), &claimed, deadline)
    });
    let awaits_child = claimed.wake.awaited.child;
    let chosen = match (stop, machine) {
        // One that waits for a child has to find it first, so that the child is stopped too.
        (Some(request), machine) if machine.is_none() || !awaits_child => {
            return Prepared::Abort(host, request);
        }
        (_, Some(machine)) => machine,
        (_, None) => {
            return Prepared::SetAside(engine.missing_machine(&claimed.machine));
        }
    };
    match load(&host, *claimed) {
        Ok((execution, saved)) => {
            let begin = Begin {
                other: chosen.other,
                execution,
                saved,
                deadlines: Deadlines { own, most },
                awaits_child,
            };
            Prepared::Run(host, Box::new(begin))
        }
        Err(error) => Prepared::SetAside(error.to_string()),
    }
}

/// What was saved of an execution, as the machine takes it.
fn load(host: &ExecutionHost, claimed: Claimed) -> Result<(Facts, SavedFrames), EngineError> {
    let input = description::parse(&claimed.input)?;
    let execution = Facts::stored(
        host.identity().clone(),
        input,
        claimed.start_date,
        claimed.redriven,
    );
    let frame = |row: FrameRow| {
        let frame = if row.finished {
            let finished = serde_json::from_str(&row.json);
            SavedFrame::Finished(
                finished.map_err(|error| EngineError::Unreadable(error.to_string()))?,
            )
        } else {
            SavedFrame::At(row.json)
        };
        Ok((row.path, frame))
    };
    let frames = claimed
        .frames
        .into_iter()
        .map(frame)
        .collect::<Result<SavedFrames, EngineError>>()?;
    Ok((execution, frames))
}
