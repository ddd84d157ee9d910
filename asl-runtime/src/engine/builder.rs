//! Putting an engine together.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::{broadcast, watch};
use tokio_util::task::TaskTracker;

use super::activities::Activities;
use super::limit;
use super::live::{LiveExecutions, Waiters};
use super::machines::{Machines, OnceTask};
use super::map_runs::MapRuns;
use super::retention;
use super::slots::Slots;
use super::timers::{self, Timers};
use super::{Engine, EngineError, Inner, Phase};
use crate::buckets::Buckets;
use crate::clock::{Clock, SystemClock};
use crate::host::{AWS_DATA_LIMIT, AWS_MAP_CONCURRENCY};
use crate::machine::StateMachine;
use crate::store::{LiveQuery, Store};

/// How many events AWS keeps of an execution.
const AWS_MAX_EVENTS: u64 = 25_000;

/// How long an execution may take on AWS: a year.
const AWS_MAX_DURATION: SignedDuration = SignedDuration::from_hours(365 * 24);

/// For how long AWS keeps an execution after its end.
const AWS_RETENTION: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How many notifications a slow subscriber may be behind before it misses some.
const NOTIFICATIONS: usize = 4_096;

/// Builds an [`Engine`].
#[must_use = "an engine does nothing until it is started"]
pub struct EngineBuilder {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    machines: Vec<Arc<dyn StateMachine>>,
    once: Vec<OnceTask>,
    options: Options,
}

pub(super) struct Options {
    pub(super) region: String,
    pub(super) account: String,
    pub(super) role_arn: Arc<str>,
    pub(super) data_limit: Option<usize>,
    pub(super) map_concurrency: Option<usize>,
    pub(super) buckets: Option<Buckets>,
    pub(super) max_events: Option<u64>,
    pub(super) max_duration: Option<SignedDuration>,
    pub(super) retention: Option<SignedDuration>,
    pub(super) max_running: Option<usize>,
    pub(super) park_after: Duration,
    pub(super) shutdown_timeout: Duration,
}

impl EngineBuilder {
    pub(super) fn new(store: Arc<dyn Store>) -> Self {
        let options = Options {
            region: "us-east-1".into(),
            account: "000000000000".into(),
            role_arn: "arn:aws:iam::000000000000:role/asl-rs".into(),
            data_limit: Some(AWS_DATA_LIMIT),
            map_concurrency: Some(AWS_MAP_CONCURRENCY),
            buckets: None,
            max_events: Some(AWS_MAX_EVENTS),
            max_duration: Some(AWS_MAX_DURATION),
            retention: Some(AWS_RETENTION),
            max_running: None,
            park_after: Duration::from_secs(5),
            shutdown_timeout: Duration::from_secs(30),
        };
        EngineBuilder {
            store,
            clock: Arc::new(SystemClock),
            machines: Vec::new(),
            once: Vec::new(),
            options,
        }
    }

    /// Registers a machine, with the tasks it calls.
    ///
    /// A machine of the same name and another definition is another version of it. New executions run the version that is
    /// registered last; those that are in the store go on with the definition they ran, if that is registered. If it is not,
    /// they go on with the last one as far as their states and variables exist there too; otherwise they are
    /// [set aside](super::ExecutionDescription::set_aside) as they are, until an engine is started that has a version which
    /// they fit.
    pub fn machine(mut self, machine: impl StateMachine) -> Self {
        self.machines.push(Arc::new(machine));
        self
    }

    /// Has a task of a machine called at most once, as `at_most_once = [task]` of `asl!`: one that was cut off when the
    /// process ended is not called again, but fails with
    /// [`Asl.TaskInterrupted`](crate::ErrorName::TASK_INTERRUPTED), for Catch and for a Retrier that names it.
    ///
    /// The task is named as its method of the generated `Tasks` is. Every version of the machine that calls it does so at most
    /// once.
    ///
    /// ```
    /// # use asl_runtime::{Engine, MemoryStore, StateMachine};
    /// # use asl_runtime::engine::EngineError;
    /// async fn start(order: impl StateMachine) -> Result<Engine, EngineError> {
    ///     let engine = Engine::builder(MemoryStore::new()).machine(order);
    ///     engine.at_most_once("order", "charge_card").start().await
    /// }
    /// ```
    pub fn at_most_once(mut self, machine: impl Into<String>, task: impl Into<String>) -> Self {
        self.once.push(OnceTask {
            machine: machine.into(),
            task: task.into(),
        });
        self
    }

    /// Where the time comes from: the system's clock unless said otherwise.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The region in ARNs: `us-east-1` unless said otherwise.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.options.region = region.into();
        self
    }

    /// The account in ARNs: `000000000000` unless said otherwise.
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.options.account = account.into();
        self
    }

    /// The role that the history and the Context Object show.
    pub fn role_arn(mut self, role_arn: impl Into<String>) -> Self {
        self.options.role_arn = role_arn.into().into();
        self
    }

    /// How many bytes of JSON a task's result or a state's output may have, beyond which it fails with
    /// `States.DataLimitExceeded`, and an execution's input or a result that comes under a token, which are refused: 262,144
    /// as on AWS unless said otherwise, any number with `None`.
    pub fn data_limit(mut self, bytes: Option<usize>) -> Self {
        self.options.data_limit = bytes;
        self
    }

    /// How many iterations of a Map run at once, whatever its `MaxConcurrency` says: 40 as on AWS unless said otherwise, any
    /// number with `None`.
    pub fn map_concurrency(mut self, iterations: Option<usize>) -> Self {
        self.options.map_concurrency = iterations;
        self
    }

    /// How many events the history of an execution may have. One that has come to the last but one, and does not succeed with
    /// the next, fails: 25,000 as on AWS unless said otherwise, any number with `None`.
    pub fn max_events(mut self, events: Option<u64>) -> Self {
        self.options.max_events = events;
        self
    }

    /// How long an execution may take, whatever its `TimeoutSeconds` say: a year as on AWS unless said otherwise, for ever
    /// with `None`.
    pub fn max_duration(mut self, duration: Option<Duration>) -> Self {
        self.options.max_duration = duration.map(signed);
        self
    }

    /// For how long executions are kept after their end: 90 days as on AWS unless said otherwise, for ever with `None`. They
    /// are removed in the background, few at a time; see also [`Engine::purge`].
    pub fn retention(mut self, duration: Option<Duration>) -> Self {
        self.options.retention = duration.map(signed);
        self
    }

    /// How many executions are in memory at once: any number unless said otherwise. Those that are started, woken or resumed
    /// beyond that wait in the store for their turn, which the machines take one after the other. One that waits for the end
    /// of an execution that it has started leaves memory at once then. One that is to be stopped does not wait.
    pub fn max_running(mut self, executions: usize) -> Self {
        self.options.max_running = Some(executions);
        self
    }

    /// What Distributed Maps read their items from and write their results to.
    pub fn buckets(mut self, buckets: Buckets) -> Self {
        self.options.buckets = Some(buckets);
        self
    }

    /// Executions that have nothing to do for longer leave memory: 5 seconds unless said otherwise.
    pub fn park_after(mut self, duration: Duration) -> Self {
        self.options.park_after = duration;
        self
    }

    /// How long [`Engine::shutdown`] lets running tasks go on: 30 seconds unless said otherwise.
    pub fn shutdown_timeout(mut self, duration: Duration) -> Self {
        self.options.shutdown_timeout = duration;
        self
    }

    /// Starts the engine: all executions that have not ended go on.
    ///
    /// # Errors
    ///
    /// The same version of a machine twice; a machine or a task of [`at_most_once`](EngineBuilder::at_most_once) that there is
    /// none of; a store that can't be read.
    pub async fn start(self) -> Result<Engine, EngineError> {
        let mut machines = Machines::new(self.machines)?;
        for task in self.once {
            machines.call_once(task)?;
        }
        let inner = Arc::new(Inner {
            store: self.store,
            clock: self.clock,
            machines,
            slots: Slots::new(self.options.max_running),
            options: self.options,
            phase: watch::Sender::new(Phase::Running),
            failed: OnceLock::new(),
            tasks: TaskTracker::new(),
            live: LiveExecutions::default(),
            waiters: Waiters::default(),
            timers: Timers::default(),
            activities: Activities::default(),
            map_runs: MapRuns::default(),
            set_aside: Default::default(),
            untried: Default::default(),
            status_changes: broadcast::Sender::new(NOTIFICATIONS),
            notifications: broadcast::Sender::new(NOTIFICATIONS),
        });
        let untried = inner.store.all_set_aside().await?.into_iter();
        let untried = untried.map(|(id, _)| id).collect();
        *inner.untried.lock().unwrap_or_else(PoisonError::into_inner) = untried;
        let engine = Engine::new(inner);
        resume(engine.inner()).await?;
        let inner = engine.inner();
        inner.tasks.spawn(timers::run(inner.clone()));
        if inner.options.max_duration.is_some() {
            inner.tasks.spawn(limit::run(inner.clone()));
        }
        if let Some(retention) = inner.options.retention {
            inner.tasks.spawn(retention::run(inner.clone(), retention));
        }
        Ok(engine)
    }
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

/// Has the executions go on that have something to do, and the others woken when they are due.
async fn resume(engine: &Arc<Inner>) -> Result<(), EngineError> {
    timers::fetch(engine, None).await?;
    let mut left: HashMap<Arc<str>, usize> = HashMap::new();
    let mut busy = Vec::new();
    for execution in engine.store.live(LiveQuery::Busy).await? {
        if engine.machines.knows(&execution.machine) {
            if execution.due.is_none() {
                busy.push((execution.id, Some(execution.machine)));
            } else {
                // It is loaded when a worker asks.
                for activity in &execution.activities {
                    engine.activities.sleeping(activity, execution.id);
                }
            }
        } else {
            *left.entry(execution.machine).or_default() += 1;
        }
    }
    engine.launch_all(busy);
    for (machine, executions) in left {
        tracing::warn!(%machine, executions, "no machine of this name is registered: its executions stay as they are");
    }
    Ok(())
}
