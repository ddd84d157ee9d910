//! Keeping a map run: its record, and its children's.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;

use super::child::{self, ExpressHost};
use super::record::{MapRun, Saved, read_end, write_end};
use super::unreadable;
use crate::distributed::{
    Begun, Child, ChildEnd, ExecutionType, KeptMapRun, MapRunKeeper, MapRunLimits, NewMapRun,
};
use crate::engine::host::ExecutionHost;
use crate::engine::inner::Inner;
use crate::error::Failure;
use crate::machine::StateMachine;
use crate::store::{ExecutionStatus, MapResultQuery, MapResultRow};

/// How many ends of children are read at once.
const PAGE: usize = 1_000;

struct Keeper {
    engine: Arc<Inner>,
    host: Arc<ExecutionHost>,
    machine: Arc<dyn StateMachine>,
    map_run: Arc<MapRun>,
    execution_type: ExecutionType,
    express: Arc<ExpressHost>,
    /// Ends of children that were read and not asked for yet.
    ends: Mutex<VecDeque<(u64, String)>>,
}

/// Begins to keep a map run, or goes on with it.
pub(in crate::engine) async fn keep(
    engine: Arc<Inner>,
    host: Arc<ExecutionHost>,
    machine: Arc<dyn StateMachine>,
    new: NewMapRun,
) -> Result<KeptMapRun, Failure> {
    let saved = engine
        .store
        .map_run(&new.id.arn)
        .await
        .map_err(unreadable)?;
    let saved = saved.map(|(_, json)| Saved::parse(&json).map_err(Failure::host));
    let (mut limits, mut start_date) = (new.limits, engine.now());
    let begun = match saved.transpose()? {
        None => Begun::Now,
        Some(saved) => {
            start_date = saved.start_date;
            let runs = saved.runs();
            let mut progress = new.progress.lock().unwrap_or_else(PoisonError::into_inner);
            *progress = saved.progress;
            if runs {
                progress.resumed();
                limits = saved.limits;
                Begun::Before
            } else {
                progress.redriven();
                Begun::Redriven
            }
        }
    };
    let map_run = Arc::new(MapRun::new(
        new.id,
        host.itself().arn,
        new.frame.to_string(),
        start_date,
        limits,
        new.progress,
    ));
    let arn = map_run.id.arn.clone();
    engine.map_runs.all().insert(arn, map_run.clone());
    host.note_map_run(|map_runs| map_runs.opened(&map_run));
    if new.execution_type == ExecutionType::Standard {
        // Its children would wait for the place that it has in memory while it waits for them.
        engine.give_place_back();
    }
    let keeper = Keeper {
        express: ExpressHost::new(engine.clone(), host.clone()),
        engine,
        host,
        machine,
        map_run,
        execution_type: new.execution_type,
        ends: Mutex::default(),
    };
    Ok(KeptMapRun {
        keeper: Box::new(keeper),
        limits,
        begun,
    })
}

impl MapRunKeeper for Keeper {
    fn run(&self, child: Child) -> BoxFuture<'static, Result<Option<ChildEnd>, Failure>> {
        let id = self.map_run.id.clone();
        match self.execution_type {
            ExecutionType::Express => {
                let (host, machine) = (self.express.clone(), self.machine.clone());
                Box::pin(child::run_express(host, machine, id, child))
            }
            ExecutionType::Standard => Box::pin(child::run_standard(
                self.engine.clone(),
                self.host.clone(),
                self.machine.definition().hash,
                id,
                child,
            )),
        }
    }

    fn changed(&self, ended: Option<(u64, &ChildEnd)>) {
        // A Standard child's end is in its own record.
        let ended = ended.filter(|_| self.execution_type == ExecutionType::Express);
        let result = ended.map(|(index, end)| MapResultRow {
            map_run: self.map_run.id.arn.clone(),
            index,
            json: write_end(end),
        });
        self.host.note_map_run(|map_runs| {
            map_runs.changed(&self.map_run);
            if let Some(result) = result {
                map_runs.result(result);
            }
        });
        self.map_run.tell();
    }

    fn ended(&self, index: u64) -> BoxFuture<'_, Result<Option<ChildEnd>, Failure>> {
        Box::pin(async move {
            if self.execution_type == ExecutionType::Standard {
                let name = self.map_run.id.child_name(index);
                return child::end_of(&self.engine, &self.map_run.id.child_arn(&name)).await;
            }
            let next = |from: u64| {
                let mut ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
                while ends.front().is_some_and(|(number, _)| *number < from) {
                    ends.pop_front();
                }
                ends.pop_front_if(|(number, _)| *number == from)
            };
            let mut found = next(index);
            if found.is_none() {
                // They are asked for in order.
                let query = MapResultQuery {
                    map_run: self.map_run.id.arn.clone(),
                    from: index,
                    limit: PAGE,
                };
                let page = self
                    .engine
                    .store
                    .map_results(query)
                    .await
                    .map_err(unreadable)?;
                *self.ends.lock().unwrap_or_else(PoisonError::into_inner) = page.into();
                found = next(index);
            }
            let end = found.map(|(_, json)| read_end(&json).map_err(Failure::host));
            end.transpose()
        })
    }

    fn commit(&self) -> BoxFuture<'static, Result<(), Failure>> {
        let host = self.host.clone();
        Box::pin(async move { host.flush().await })
    }

    fn limits_changed(&self) -> BoxFuture<'_, MapRunLimits> {
        Box::pin(async move {
            self.map_run.updated.notified().await;
            self.map_run.limits()
        })
    }

    fn end(&self, status: ExecutionStatus) {
        self.map_run.end(status, self.engine.now());
        self.host
            .note_map_run(|map_runs| map_runs.closed(&self.map_run));
        self.map_run.tell();
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if self.execution_type == ExecutionType::Standard {
            self.engine.slots.take_extra();
        }
        let mut map_runs = self.engine.map_runs.all();
        // Another attempt may have taken its place.
        let own = |it: &Arc<MapRun>| Arc::ptr_eq(it, &self.map_run);
        if map_runs.get(&self.map_run.id.arn).is_some_and(own) {
            map_runs.remove(&self.map_run.id.arn);
        }
    }
}
