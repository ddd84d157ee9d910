//! The engine's figures, for the `metrics` facade. Without the feature all of this comes to nothing.

use jiff::{SignedDuration, Timestamp};

use crate::history::Event;
use crate::store::ExecutionStatus;

/// Something is counted.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "metrics"), allow(dead_code, reason = "nobody counts"))]
pub(super) enum Counted {
    Started,
    Ended(ExecutionStatus),
    Redriven,
    Parked,
    Transitions(u64),
}

/// The calls of an execution that are under way.
#[derive(Default)]
pub(super) struct Calls {
    #[cfg(feature = "metrics")]
    open: Vec<(u64, Timestamp)>,
}

/// A call that has ended.
#[cfg_attr(not(feature = "metrics"), allow(dead_code, reason = "nobody measures"))]
pub(super) struct Called {
    pub(super) took: SignedDuration,
    pub(super) result: &'static str,
}

#[cfg(feature = "metrics")]
mod recorded {
    use std::sync::Arc;

    use metrics::{counter, gauge, histogram};

    use super::*;

    impl Calls {
        /// Follows a call by its events, each of which points back to the one before.
        pub(in crate::engine) fn event(
            &mut self,
            id: u64,
            previous: u64,
            now: Timestamp,
            event: &Event,
        ) -> Option<Called> {
            use Event::*;
            let (goes_on, result) = match event {
                LambdaFunctionScheduled(_) | TaskScheduled(_) | ActivityScheduled(_) => {
                    self.open.push((id, now));
                    return None;
                }
                LambdaFunctionStarted | TaskStarted(_) | TaskSubmitted(_) | ActivityStarted(_) => {
                    (true, "")
                }
                LambdaFunctionSucceeded(_) | TaskSucceeded(_) | ActivitySucceeded(_) => {
                    (false, "succeeded")
                }
                LambdaFunctionFailed(_) | TaskFailed(_) | ActivityFailed(_) => (false, "failed"),
                LambdaFunctionTimedOut(_) | TaskTimedOut(_) | ActivityTimedOut(_) => {
                    (false, "timed_out")
                }
                _ => return None,
            };
            let place = self.open.iter().position(|(last, _)| *last == previous)?;
            if goes_on {
                self.open[place].0 = id;
                return None;
            }
            let (_, since) = self.open.swap_remove(place);
            let took = now.duration_since(since);
            Some(Called { took, result })
        }

        /// No call is under way any more whose end is told of.
        pub(in crate::engine) fn forget(&mut self) {
            self.open.clear();
        }
    }

    pub(in crate::engine) fn count(machine: &Arc<str>, counted: Counted) {
        let machine = machine.clone();
        match counted {
            Counted::Started => {
                counter!("asl_executions_started_total", "machine" => machine).increment(1);
            }
            Counted::Ended(status) => {
                let status = status.as_str();
                counter!("asl_executions_ended_total", "machine" => machine, "status" => status)
                    .increment(1);
            }
            Counted::Redriven => {
                counter!("asl_executions_redriven_total", "machine" => machine).increment(1);
            }
            Counted::Parked => {
                counter!("asl_executions_parked_total", "machine" => machine).increment(1);
            }
            Counted::Transitions(transitions) => {
                counter!("asl_transitions_total", "machine" => machine).increment(transitions);
            }
        }
    }

    pub(in crate::engine) fn called(machine: &Arc<str>, called: &Called) {
        let labels = [
            ("machine", metrics::SharedString::from(machine.clone())),
            ("result", called.result.into()),
        ];
        histogram!("asl_task_seconds", &labels).record(called.took.as_secs_f64());
    }

    /// A batch of so many events is durable, so long after it was given to the store and after its first event.
    pub(in crate::engine) fn committed(
        events: usize,
        took: SignedDuration,
        since_first: Option<SignedDuration>,
    ) {
        histogram!("asl_commit_events").record(events as f64);
        histogram!("asl_commit_seconds").record(took.as_secs_f64());
        if let Some(since_first) = since_first {
            histogram!("asl_transition_seconds").record(since_first.as_secs_f64());
        }
    }

    /// A batch is given to the store (1), or has been answered (-1).
    pub(in crate::engine) fn queued(change: f64) {
        gauge!("asl_commits_waiting").increment(change);
    }

    pub(in crate::engine) fn executions(in_memory: usize, waiting: usize) {
        gauge!("asl_executions_running").set(in_memory as f64);
        gauge!("asl_executions_waiting").set(waiting as f64);
    }

    pub(in crate::engine) fn set_aside(executions: usize) {
        gauge!("asl_executions_set_aside").set(executions as f64);
    }
}

#[cfg(not(feature = "metrics"))]
mod recorded {
    use std::sync::Arc;

    use super::*;

    impl Calls {
        pub(in crate::engine) fn event(
            &mut self,
            _: u64,
            _: u64,
            _: Timestamp,
            _: &Event,
        ) -> Option<Called> {
            None
        }

        pub(in crate::engine) fn forget(&mut self) {}
    }

    pub(in crate::engine) fn count(_: &Arc<str>, _: Counted) {}

    pub(in crate::engine) fn called(_: &Arc<str>, _: &Called) {}

    pub(in crate::engine) fn committed(_: usize, _: SignedDuration, _: Option<SignedDuration>) {}

    pub(in crate::engine) fn queued(_: f64) {}

    pub(in crate::engine) fn executions(_: usize, _: usize) {}

    pub(in crate::engine) fn set_aside(_: usize) {}
}

pub(super) use recorded::*;
