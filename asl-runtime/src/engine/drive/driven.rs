//! An execution in memory: what it does, and what is asked of it.

use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::FutureExt;

use super::super::Inner;
use super::super::host::{ExecutionHost, Rest};
use super::super::limit::Limit;
use super::super::live::{Control, Request, StopRequest};
use super::loading::{Begin, Deadlines};
use crate::distributed::label;
use crate::error::Failure;
use crate::machine::{self, Outcome, Program, Running, StateMachine};

/// An execution in memory, and what may happen to it.
pub(super) struct Driven<'a> {
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
    pub(super) fn new(
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

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Step> {
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

pub(super) enum Step {
    Done(Result<Outcome, Failure>),
    Rest(Rest),
    Stop(StopRequest),
    /// It has taken as long as any execution may.
    Over,
    Leave,
}
