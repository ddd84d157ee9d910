//! Driving one execution: from the store into memory, to its end or back into the store.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use jiff::Timestamp;
use tracing::Instrument;

use super::host::{ExecutionHost, Rest};
use super::limit::Limit;
use super::live::{Control, Request, StopRequest};
use super::map_runs;
use super::measure::{self, Counted};
use super::slots::Waiting;
use super::{EngineError, Inner, description};
use crate::distributed::label;
use crate::error::{Failure, panic_text};
use crate::execution::Facts;
use crate::history::{ErrorDetails, Event};
use crate::host::{SavedFrame, SavedFrames};
use crate::machine::{self, Outcome, Program, Running, StateMachine};
use crate::store::{Claimed, End, Epoch, ExecutionId, ExecutionStatus, FrameRow, StoreError};

/// When an execution is over, whatever it does.
struct Deadlines {
    /// By the machine's `TimeoutSeconds`.
    own: Option<Timestamp>,
    /// By what the engine allows.
    most: Option<Timestamp>,
}

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

async fn claim(
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
enum Prepared {
    Run(Arc<ExecutionHost>, Box<Begin>),
    Abort(Arc<ExecutionHost>, StopRequest),
    SetAside(String),
}

/// What an execution begins with, and what of it is of no more use then.
struct Begin {
    /// The hash of the definition that it begins to run, where it ran another one.
    other: Option<&'static str>,
    execution: Facts,
    saved: SavedFrames,
    deadlines: Deadlines,
    awaits_child: bool,
}

fn prepare(engine: &Arc<Inner>, claimed: Box<Claimed>, stop: Option<StopRequest>) -> Prepared {
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

/// An execution in memory, and what may happen to it.
struct Driven<'a> {
    engine: &'a Inner,
    host: &'a ExecutionHost,
    control: &'a Control,
    run: Running<'a>,
    /// The end of the time that any execution may take.
    limit: Limit,
    /// The definition of which it is not known yet whether what was saved fits it.
    untried: Option<&'static str>,
    /// It may find what it waits for before it hears what is asked of it.
    look_first: bool,
}

impl<'a> Driven<'a> {
    /// Has the machine begin. What is only needed for that takes no room while it runs.
    #[expect(
        clippy::boxed_local,
        reason = "an `async` block that moves something out of a box keeps the box"
    )]
    fn new(
        engine: &'a Inner,
        host: &'a Arc<ExecutionHost>,
        machine: &'a dyn StateMachine,
        control: &'a Control,
        begin: Box<Begin>,
    ) -> Self {
        let begin = *begin;
        if begin.other.is_some() {
            host.try_definition();
        }
        let program = match label(host.machine()) {
            Some(label) => Program::processor(machine, label),
            None => Program::machine(machine),
        };
        let Deadlines { own, most } = begin.deadlines;
        Driven {
            engine,
            host,
            control,
            run: machine::execute(
                program,
                host.clone().into(),
                begin.execution,
                begin.saved,
                own,
            ),
            limit: Limit::new(most),
            untried: begin.other,
            look_first: begin.awaits_child,
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Step> {
        self.control.listen(context.waker());
        loop {
            if !self.look_first {
                match self.control.request() {
                    Some(Request::Stop(request)) => return Poll::Ready(Step::Stop(request)),
                    Some(Request::Deliver(delivery)) => {
                        self.host.deliver(delivery);
                        continue;
                    }
                    // Nobody is told of it by the control.
                    Some(Request::Wake) | None => {}
                }
            }
            if self.engine.has_stopped() {
                return Poll::Ready(Step::Leave);
            }
            self.control.polled();
            let polled = self.run.poll_unpin(context);
            // All frames have taken up what was saved of them, or one has said that it could not.
            let fits = !matches!(&polled, Poll::Ready(Err(failure)) if failure.is_host());
            if let Some(definition) = self.untried.take_if(|_| fits) {
                self.host.fits(definition);
            }
            match polled {
                Poll::Ready(result) => return Poll::Ready(Step::Done(result)),
                Poll::Pending => match self.host.rest() {
                    Rest::Busy => {}
                    rest => return Poll::Ready(Step::Rest(rest)),
                },
            }
            if self.limit.poll(self.engine, context).is_ready() {
                return Poll::Ready(Step::Over);
            }
            if !std::mem::take(&mut self.look_first) {
                return Poll::Pending;
            }
        }
    }
}

enum Step {
    Done(Result<Outcome, Failure>),
    Rest(Rest),
    Stop(StopRequest),
    /// It has taken as long as any execution may.
    Over,
    Leave,
}

/// The execution can't go on here: the store broke, or what was saved does not fit the machine.
fn broken(host: &ExecutionHost, failure: Failure) -> Result<Exit, StoreError> {
    match host.broken() {
        Some(error) => Err(error),
        None => Ok(Exit::SetAside(
            failure
                .cause()
                .unwrap_or("it failed for no known reason")
                .to_owned(),
        )),
    }
}

async fn finish(host: &ExecutionHost, outcome: Outcome) -> Result<Exit, StoreError> {
    let end = match outcome {
        Outcome::Succeeded(output) => End {
            output: Some(output.to_json_string()),
            ..host.ends(ExecutionStatus::Succeeded)
        },
        Outcome::Failed(failure) => End {
            error: failure.error().map(str::to_owned),
            cause: failure.cause().map(str::to_owned),
            ..host.ends(ExecutionStatus::Failed)
        },
        Outcome::TimedOut => host.ends(ExecutionStatus::TimedOut),
    };
    write_end(host, end).await
}

/// The history has become too long.
async fn overflow(engine: &Inner, host: &ExecutionHost) -> Result<Exit, StoreError> {
    let most = engine.options.max_events.unwrap_or(u64::MAX);
    let details = ErrorDetails {
        error: Some("States.Runtime".into()),
        cause: Some(format!(
            "The execution reached the maximum number of history events ({most})."
        )),
    };
    let end = End {
        error: details.error.clone(),
        cause: details.cause.clone(),
        ..host.ends(ExecutionStatus::Failed)
    };
    host.end_event(None, Event::ExecutionFailed(details));
    write_end(host, end).await
}

async fn abort(host: &ExecutionHost, request: StopRequest) -> Result<Exit, StoreError> {
    let StopRequest { error, cause } = request;
    let details = ErrorDetails {
        error: error.clone(),
        cause: cause.clone(),
    };
    // On AWS it follows nothing.
    host.end_event(Some(0), Event::ExecutionAborted(details));
    let end = End {
        error,
        cause,
        ..host.ends(ExecutionStatus::Aborted)
    };
    write_end(host, end).await
}

async fn write_end(host: &ExecutionHost, end: End) -> Result<Exit, StoreError> {
    match host.end(end.clone()).await {
        Ok(()) => {
            host.announce(&end).await;
            Ok(Exit::Ended(end, host.parent()))
        }
        Err(failure) => broken(host, failure),
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
