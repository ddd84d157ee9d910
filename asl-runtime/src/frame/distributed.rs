//! A Distributed Map: its map run, and the children that this starts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::StreamExt;
use futures_util::future::{BoxFuture, OptionFuture};
use futures_util::stream::FuturesUnordered;

use super::states::too_large;
use super::{Frame, MapItem, Run};
use crate::distributed::{
    self, Begun, Child, ChildEnd, ChildHost, Items, KeptMapRun, Map, MapRunId, MapRunKeeper,
    MapRunLimits, MapRunProgress, NewMapRun, Results, Select, Selection, Source, no_buckets,
};
use crate::error::Failure;
use crate::history::{ErrorDetails, Event, MapRunRedriven, MapRunStarted};
use crate::host::Host;
use crate::machine::StateMachine;
use crate::store::ExecutionStatus;
use crate::value::Value;

impl Frame {
    /// Runs a Distributed Map. `select` makes of each item what its child is given.
    ///
    /// # Errors
    ///
    /// `States.ItemReaderFailed`, `States.ResultWriterFailed`, `States.ExceedToleratedFailureThreshold`,
    /// `States.DataLimitExceeded`; what `select` gives; a failure of the host.
    pub fn distributed_map<'a>(
        &'a mut self,
        machine: &'a dyn StateMachine,
        map: Map,
        select: Option<Select<'a>>,
    ) -> BoxFuture<'a, Result<Value, Failure>> {
        Box::pin(self.run_distributed_map(machine, map, select))
    }

    async fn run_distributed_map(
        &mut self,
        machine: &dyn StateMachine,
        map: Map,
        select: Option<Select<'_>>,
    ) -> Result<Value, Failure> {
        let shared = self.shared.run.clone();
        let place = format!(
            "{}#{}.{}",
            self.path(),
            self.progress.visit,
            self.progress.attempt
        );
        let id = Arc::new(MapRunId::new(shared.execution(), &place, map.label));
        let limits = MapRunLimits {
            max_concurrency: map.max_concurrency,
            tolerated_failure_count: map.tolerated_failure_count,
            tolerated_failure_percentage: map.tolerated_failure_percentage,
        };
        let progress: Arc<Mutex<MapRunProgress>> = Arc::default();
        let kept = OptionFuture::from(shared.host().keep_map_run(NewMapRun {
            id: id.clone(),
            frame: self.path(),
            execution_type: map.execution_type,
            limits,
            progress: progress.clone(),
        }));
        let (keeper, limits, begun) = match kept.await.transpose()? {
            None => (None, limits, Begun::Now),
            Some(KeptMapRun {
                keeper,
                limits,
                begun,
            }) => (Some(keeper), limits, begun),
        };
        let map_run_arn = id.arn.clone();
        let event = match begun {
            Begun::Now => Some(Event::MapRunStarted(MapRunStarted { map_run_arn })),
            Begun::Before => None,
            Begun::Redriven => Some(Event::MapRunRedriven(MapRunRedriven {
                map_run_arn,
                redrive_count: shared.execution().redrive_count(),
            })),
        };
        if let Some(event) = event {
            self.event(|_| event);
            self.checkpoint();
        }
        // What is begun is found again before any of it happens.
        if keeper.is_some() {
            shared.host().durable().await?;
        }
        let selection = select.map(|select| Selection {
            frame: self.selecting(),
            select,
        });
        let children = Children {
            run: &shared,
            machine,
            child_host: ChildHost::new(shared.host.clone()),
            id,
            limits,
            progress,
            keeper: keeper.as_deref(),
            running: FuturesUnordered::new(),
            inputs: HashMap::new(),
            total: None,
        };
        let result = children.run(map, selection).await;
        let result = match result {
            Ok(Some(result)) => Ok(result),
            Ok(None) => Err(too_large(self.state.name)),
            Err(failure) => Err(failure),
        };
        self.has_waited();
        match &result {
            Err(failure) if failure.is_host() => {}
            Ok(_) => {
                self.event(|_| Event::MapRunSucceeded);
                self.aside(Event::MapStateSucceeded);
            }
            Err(failure) => {
                let details = ErrorDetails {
                    error: failure.error().map(str::to_owned),
                    cause: failure.cause().map(str::to_owned),
                };
                self.event(|_| Event::MapRunFailed(details));
            }
        }
        if let Some(keeper) = &keeper {
            match &result {
                Err(failure) if failure.is_host() => {}
                Ok(_) => keeper.end(ExecutionStatus::Succeeded),
                Err(_) => keeper.end(ExecutionStatus::Failed),
            }
        }
        result
    }

    /// A frame that stands where this one does, in which items are selected.
    fn selecting(&self) -> Box<Frame> {
        let mut frame = Frame::new(self.shared.clone(), self.index);
        frame.state = self.state;
        frame.progress = self.progress.clone();
        frame
    }

    /// Which item is selected. The same item sees the same randomness whenever it is selected.
    pub(crate) fn has_item(&mut self, number: u64, value: Value) {
        self.draws = number;
        self.random = None;
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        self.item = Some(MapItem { index, value });
    }
}

/// How many children may have ended whose ends are not durable yet. Those run again after a crash.
const UNWRITTEN: usize = 1_000;

/// A child that no longer runs.
type Ended = (Child, Result<Option<ChildEnd>, Failure>);

/// The children of a map run.
struct Children<'a> {
    run: &'a Arc<Run>,
    machine: &'a dyn StateMachine,
    /// For those that are run here.
    child_host: Arc<ChildHost>,
    id: Arc<MapRunId>,
    limits: MapRunLimits,
    progress: Arc<Mutex<MapRunProgress>>,
    keeper: Option<&'a dyn MapRunKeeper>,
    running: FuturesUnordered<BoxFuture<'a, Ended>>,
    /// What those that run were given, where that is to be shown with what came of them.
    inputs: HashMap<u64, Value>,
    /// How many items there are, as soon as that is known.
    total: Option<u64>,
}

impl<'a> Children<'a> {
    /// Runs them all: the state's result, none where it is too large.
    async fn run(
        mut self,
        map: Map,
        selection: Option<Selection<'_>>,
    ) -> Result<Option<Value>, Failure> {
        let host = self.run.host();
        let id = self.id.clone();
        let one_each = map.batcher.is_none();
        let mut source = match map.items {
            Items::Given(items) => {
                self.knows(items.len() as u64, one_each);
                Source::given(items)
            }
            Items::Read(reader) => {
                let buckets = host.buckets();
                let buckets = buckets.ok_or_else(|| no_buckets("States.ItemReaderFailed"))?;
                Source::read(reader.open(buckets).await?)
            }
        };
        source.select(selection);
        source.batch(map.batcher);
        let writer = map.result_writer.as_ref();
        let limit = host.data_limit();
        let mut results = Results::open(writer, host.buckets(), limit, &id).await?;
        // It has begun, and is seen from now on.
        self.changed(None);
        let ran = self.run_all(&mut source, &mut results).await;
        match ran {
            Ok(()) => results.finish().await,
            Err(failure) if failure.is_host() => Err(failure),
            Err(failure) => {
                // What has been written so far is shown even so, where that is possible.
                if self.stop(&mut results).await.is_ok() {
                    let _ = results.finish().await;
                }
                Err(failure)
            }
        }
    }

    async fn run_all(
        &mut self,
        source: &mut Source<'_>,
        results: &mut Results<'_>,
    ) -> Result<(), Failure> {
        let mut commit = None;
        let (mut changed, mut all, mut held_back) = (false, false, false);
        // How many have ended since the last commit began, and before it.
        let (mut unwritten, mut writing) = (0, 0);
        // It may have been interrupted when it was about to fail.
        self.check_tolerated()?;
        loop {
            if self.running.is_empty() && all {
                return Ok(());
            }
            if self.running.is_empty() && held_back {
                // The host stops; whoever starts it again goes on from here.
                self.run.host().durable().await?;
                held_back = false;
            }
            let few = unwritten + writing < UNWRITTEN || self.keeper.is_none();
            let wanted = !all && !held_back && few && self.running.len() < self.limits.at_once();
            if changed && commit.is_none() {
                commit = self.keeper.map(MapRunKeeper::commit);
                changed = false;
                writing = std::mem::take(&mut unwritten);
            }
            let limits = self.keeper.map(MapRunKeeper::limits_changed);
            tokio::select! {
                biased;
                Some((child, end)) = self.running.next(), if !self.running.is_empty() => {
                    match end? {
                        Some(end) => self.ended(child, end, results).await?,
                        None => held_back = true,
                    }
                    changed = true;
                    unwritten += 1;
                }
                Some(committed) = OptionFuture::from(commit.as_mut()), if commit.is_some() => {
                    commit = None;
                    writing = 0;
                    committed?;
                }
                Some(limits) = OptionFuture::from(limits), if self.keeper.is_some() => {
                    self.limits = limits;
                    changed = true;
                    self.check_tolerated()?;
                }
                child = source.next(), if wanted => match child? {
                    Some(child) => changed |= self.start(child, results).await?,
                    None => {
                        all = true;
                        changed = true;
                        self.knows(source.taken(), false);
                        self.check_tolerated()?;
                    }
                },
            }
        }
    }

    fn progress(&self) -> MutexGuard<'_, MapRunProgress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a child, unless it has ended before; whether it had to be.
    async fn start(&mut self, child: Child, results: &mut Results<'_>) -> Result<bool, Failure> {
        let want_input = results.want_inputs();
        if self.progress().finished.contains(child.index) {
            let Some(keeper) = self.keeper else {
                return Ok(false);
            };
            if let Some(end) = keeper.ended(child.index).await? {
                let input = want_input.then_some(child.input);
                results.add(child.index, input, end).await?;
            }
            return Ok(false);
        }
        if want_input {
            self.inputs.insert(child.index, child.input.clone());
        }
        self.progress().started(child.items);
        self.changed(None);
        let started = Child {
            // What it is given is dropped as soon as it has no use for it.
            input: Value::NULL,
            ..child
        };
        let end: BoxFuture<'a, _> = match self.keeper {
            Some(keeper) => keeper.run(child),
            None => Box::pin(self.run_here(child)),
        };
        self.running
            .push(Box::pin(async move { (started, end.await) }));
        Ok(true)
    }

    /// Runs a child in memory, inside of its parent.
    fn run_here(
        &self,
        child: Child,
    ) -> impl Future<Output = Result<Option<ChildEnd>, Failure>> + Send + use<'a> {
        let (machine, id) = (self.machine, self.id.clone());
        let host = self.child_host.clone();
        async move {
            let start_date = host.clock().now();
            let outcome = distributed::execute(machine, host.clone().into(), id, child).await?;
            let stop_date = host.clock().now();
            Ok(Some(ChildEnd::new(outcome, start_date, stop_date)))
        }
    }

    async fn ended(
        &mut self,
        child: Child,
        end: ChildEnd,
        results: &mut Results<'_>,
    ) -> Result<(), Failure> {
        self.progress().ended(child.index, child.items, end.status);
        self.changed(Some((child.index, &end)));
        let input = self.inputs.remove(&child.index);
        let failed = end.status != ExecutionStatus::Succeeded;
        results.add(child.index, input, end).await?;
        match failed {
            true => self.check_tolerated(),
            false => Ok(()),
        }
    }

    /// Stops the children that run, and adds that to the results.
    async fn stop(&mut self, results: &mut Results<'_>) -> Result<(), Failure> {
        self.running.clear();
        self.progress().aborted();
        self.changed(None);
        let mut inputs: Vec<_> = self.inputs.drain().collect();
        inputs.sort_unstable_by_key(|(index, _)| *index);
        let now = self.run.host().clock().now();
        for (index, input) in inputs {
            let end = ChildEnd::aborted(now, now);
            results.add(index, Some(input), end).await?;
        }
        Ok(())
    }

    /// Notes that something has changed.
    fn changed(&self, ended: Option<(u64, &ChildEnd)>) {
        if let Some(keeper) = self.keeper {
            keeper.changed(ended);
        }
    }

    /// There are so many items, and children too where each has one.
    fn knows(&mut self, items: u64, one_each: bool) {
        self.total = Some(items);
        self.progress().known(items, one_each);
    }

    fn check_tolerated(&self) -> Result<(), Failure> {
        let failed = self.progress().items.unsuccessful();
        match self.limits.tolerate(failed, self.total) {
            true => Ok(()),
            false => Err(distributed::exceeded()),
        }
    }
}
