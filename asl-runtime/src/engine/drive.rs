//! Driving one execution: from the store into memory, to its end or back into the store.

mod driven;
mod ending;
mod loading;

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use jiff::Timestamp;
use tracing::Instrument;

use driven::{Driven, Step};
use ending::{abort, broken, finish, overflow};
use loading::{Begin, Prepared, claim, prepare};

use super::host::{ExecutionHost, Rest};
use super::live::{Control, Request, StopRequest};
use super::map_runs;
use super::measure::{self, Counted};
use super::slots::Waiting;
use super::{EngineError, Inner};
use crate::error::panic_text;
use crate::history::{ErrorDetails, Event};
use crate::machine::Outcome;
use crate::store::{Claimed, End, Epoch, ExecutionId, StoreError};

/// Why an execution is no longer driven.
enum Exit {
    /// It has ended; the execution that has started it may wait for that.
    Ended(End, Option<ExecutionId>),
    /// It has nothing to do until then.
    Asleep(Timestamp),
    /// It can't be run, for this reason.
    SetAside(String),
    /// It had ended before.
    Absent,
    /// The engine stops, or someone else has it now.
    Left,
}

impl Inner {
    /// Has an execution driven, unless it is already.
    pub(super) fn launch(self: &Arc<Self>, id: ExecutionId, claimed: Option<Claimed>) {
        if let Some(control) = self.live.enter(id) {
            self.drive(id, control, claimed);
        }
    }

    /// Has an execution go on after its end. Where it is still on its way out, it is claimed again then.
    pub(super) fn go_on(self: &Arc<Self>, claimed: Claimed) {
        let id = claimed.id;
        match self.live.enter(id) {
            Some(control) => self.drive(id, control, Some(claimed)),
            None => self.ask(id, Request::Wake),
        }
    }

    /// Has an execution stopped, wherever it is.
    pub(super) fn launch_stop(self: &Arc<Self>, id: ExecutionId, request: StopRequest) {
        self.ask(id, Request::Stop(request));
        if let Some(Waiting { id, control }) = self.slots.hurry(id) {
            self.spawn(id, control, None);
        }
    }

    /// Asks something of an execution, which is loaded where it is not in memory.
    pub(super) fn ask(self: &Arc<Self>, id: ExecutionId, request: Request) {
        if let Some(control) = self.live.ask(id, request) {
            self.drive(id, control, None);
        }
    }

    /// Drives an execution when there is a place in memory for it.
    fn drive(self: &Arc<Self>, id: ExecutionId, control: Arc<Control>, claimed: Option<Claimed>) {
        if control.stop_request().is_some() {
            self.slots.take_extra();
            return self.spawn(id, control, claimed);
        }
        if self.slots.take() {
            return self.spawn(id, control, claimed);
        }
        // What was loaded is loaded again when it is its turn: who waits takes no room.
        let machine = claimed.map(|claimed| claimed.machine);
        self.wait_for_place(machine, Waiting { id, control });
    }

    /// Has an execution driven when it is its turn among those of its machine, which the store knows too.
    pub(super) fn wait_for_place(self: &Arc<Self>, machine: Option<Arc<str>>, waiting: Waiting) {
        if let Some(machine) = machine {
            return self.wait_in_line(machine, waiting);
        }
        let engine = self.clone();
        self.tasks.spawn(async move {
            match engine.store.machine(waiting.id).await {
                Ok(machine) => engine.wait_in_line(machine.unwrap_or_default().into(), waiting),
                Err(error) => engine.fail(error),
            }
        });
    }

    fn wait_in_line(self: &Arc<Self>, machine: Arc<str>, waiting: Waiting) {
        if let Some(Waiting { id, control }) = self.slots.take_or_wait(machine, waiting) {
            self.spawn(id, control, None);
        }
    }

    fn measure_places(&self) {
        if cfg!(feature = "metrics") {
            measure::executions(self.slots.taken(), self.slots.waiting());
        }
    }

    /// Drives an execution, which has its place.
    pub(super) fn spawn(
        self: &Arc<Self>,
        id: ExecutionId,
        control: Arc<Control>,
        claimed: Option<Claimed>,
    ) {
        let engine = self.clone();
        let arn = claimed.as_ref().map(|claimed| &*claimed.arn);
        let span = tracing::info_span!("execution", arn);
        self.measure_places();
        // The futures that hand on what was loaded would have room for it several times, as long as they run.
        let claimed = claimed.map(Box::new);
        let drive = async move {
            let mut claimed = claimed;
            loop {
                let exit = AssertUnwindSafe(drive(&engine, id, &control, claimed.take()))
                    .catch_unwind()
                    .await;
                let exit = exit.unwrap_or_else(|panic| {
                    let text = panic_text(&*panic);
                    Ok(Exit::SetAside(format!("running it panicked: {text}")))
                });
                match &exit {
                    Ok(Exit::SetAside(reason)) => {
                        control.refuse(&EngineError::SetAside(reason.clone()));
                    }
                    Ok(Exit::Ended(..)) => control.ended(),
                    _ => {}
                }
                if matches!(exit, Ok(Exit::Left) | Err(_)) {
                    engine.live.leave(id);
                    break engine.left(id, exit);
                }
                let leaves = match exit {
                    Ok(Exit::Absent) => engine.live.leave_unless_woken(id),
                    // Whoever asked for something just now waits for it: once more, for that.
                    _ => engine.live.leave_unless_asked(id),
                };
                engine.left(id, exit);
                if leaves {
                    break;
                }
            }
            engine.give_place_back();
        };
        self.tasks.spawn(drive.instrument(span));
    }

    /// Gives a place in memory to the one that is next: who had it has left, or waits for its children, which need some.
    pub(super) fn give_place_back(self: &Arc<Self>) {
        match self.slots.give_back() {
            Some(Waiting { id, control }) if self.is_running() => self.spawn(id, control, None),
            // It goes on when an engine is started.
            Some(Waiting { id, .. }) => self.live.leave(id),
            None => self.measure_places(),
        }
    }

    /// Does what is left to do when an execution is no longer driven.
    fn left(self: &Arc<Self>, id: ExecutionId, exit: Result<Exit, StoreError>) {
        match exit {
            Ok(Exit::Ended(end, parent)) => {
                let left = {
                    let mut set_aside = self.set_aside();
                    set_aside.remove(&id).map(|_| set_aside.len())
                };
                if let Some(left) = left {
                    measure::set_aside(left);
                }
                self.activities.forget(id);
                self.waiters.tell(id, &Ok(end));
                if let Some(parent) = parent.filter(|_| self.is_running()) {
                    self.ask(parent, Request::Wake);
                }
            }
            Ok(Exit::Asleep(due)) => {
                self.tried(id);
                if due < Timestamp::MAX {
                    self.timers.add(due, id);
                }
            }
            Ok(Exit::SetAside(reason)) => {
                tracing::error!(%id, reason, "the execution is set aside");
                let executions = {
                    let mut set_aside = self.set_aside();
                    set_aside.insert(id, reason.clone());
                    set_aside.len()
                };
                measure::set_aside(executions);
                self.note_set_aside(id, Some(reason.clone()));
                self.waiters.tell(id, &Err(EngineError::SetAside(reason)));
            }
            Ok(Exit::Absent | Exit::Left) => {}
            Err(StoreError::NotOwner { .. }) => {
                tracing::warn!(%id, "another engine has taken the execution over");
            }
            Err(error) => self.fail(error),
        }
    }
}

/// Drives an execution until it leaves memory.
#[expect(
    clippy::manual_async_fn,
    reason = "an `async fn` holds its arguments twice"
)]
fn drive<'a>(
    engine: &'a Arc<Inner>,
    id: ExecutionId,
    control: &'a Control,
    claimed: Option<Box<Claimed>>,
) -> impl Future<Output = Result<Exit, StoreError>> + Send + use<'a> {
    async move {
        let claimed = match claimed {
            Some(claimed) => claimed,
            None => match claim(engine, id, control).await? {
                Some(claimed) => claimed,
                None => return Ok(Exit::Absent),
            },
        };
        // Who has started a new one is there.
        let orphaned = claimed.epoch > Epoch::FIRST
            && Box::pin(map_runs::is_orphaned(engine, &claimed)).await?;
        // Whoever would have stopped it is gone.
        let stop = control.stop_request();
        let stop = stop.or(orphaned.then(StopRequest::default));
        let (host, begin) = match prepare(engine, claimed, stop) {
            Prepared::Run(host, begin) => (host, begin),
            Prepared::Abort(host, request) => return Box::pin(abort(&host, request)).await,
            Prepared::SetAside(reason) => return Ok(Exit::SetAside(reason)),
        };
        run_to_rest(engine, host, control, begin).await
    }
}

/// Runs an execution until it ends or has nothing to do.
#[expect(
    clippy::manual_async_fn,
    reason = "an `async fn` holds its arguments twice"
)]
fn run_to_rest<'a>(
    engine: &'a Inner,
    host: Arc<ExecutionHost>,
    control: &'a Control,
    begin: Box<Begin>,
) -> impl Future<Output = Result<Exit, StoreError>> + Send + use<'a> {
    async move {
        let Some(machine) = host.machine_itself() else {
            return Ok(Exit::SetAside(engine.missing_machine(host.machine())));
        };
        let mut driven = Driven::new(engine, &host, machine, control, begin);
        loop {
            let step = poll_fn(|context| driven.poll(context)).await;
            let written = match step {
                Step::Rest(Rest::Full) => return Box::pin(overflow(engine, &host)).await,
                Step::Done(Ok(_)) if host.is_full() => {
                    return Box::pin(overflow(engine, &host)).await;
                }
                Step::Done(Ok(outcome)) => return Box::pin(finish(&host, outcome)).await,
                Step::Done(Err(failure)) => Err(failure),
                Step::Stop(request) => return Box::pin(abort(&host, request)).await,
                Step::Over => {
                    let details = ErrorDetails {
                        error: None,
                        cause: None,
                    };
                    host.end_event(Some(0), Event::ExecutionTimedOut(details));
                    return Box::pin(finish(&host, Outcome::TimedOut)).await;
                }
                Step::Rest(Rest::Owing | Rest::Busy) => Box::pin(host.flush()).await,
                Step::Rest(Rest::Asleep(due)) => match Box::pin(host.park(due)).await {
                    Ok(()) => {
                        host.leave();
                        measure::count(host.machine(), Counted::Parked);
                        return Ok(Exit::Asleep(due));
                    }
                    Err(failure) => Err(failure),
                },
                Step::Rest(Rest::Quiet) | Step::Leave => match Box::pin(host.flush()).await {
                    Ok(()) => return Ok(Exit::Left),
                    Err(failure) => Err(failure),
                },
            };
            if let Err(failure) = written {
                return broken(&host, failure);
            }
        }
    }
}
