//! Map runs: what an engine keeps of the children of its Distributed Maps, and tells of them.

mod child;
mod description;
mod keeper;
mod record;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::Stream;

use super::Engine;
use super::error::EngineError;
use super::inner::Inner;
use crate::distributed::label;
use crate::store::{Claimed, StoreError};

pub use description::{MapRunDescription, UpdateMapRun};
pub(super) use keeper::keep;
pub(super) use record::MapRunRecords;
use record::{MapRun, Saved};

/// The map runs that are in memory, by their ARNs.
#[derive(Default)]
pub(super) struct MapRuns(Mutex<HashMap<String, Arc<MapRun>>>);

impl MapRuns {
    fn all(&self) -> MutexGuard<'_, HashMap<String, Arc<MapRun>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, arn: &str) -> Option<Arc<MapRun>> {
        self.all().get(arn).cloned()
    }
}

/// A map run of an engine.
#[derive(Clone, Debug)]
pub struct MapRunHandle {
    engine: Engine,
    arn: String,
}

impl Engine {
    /// The map run of this ARN, which need not have begun.
    pub fn map_run(&self, arn: &str) -> MapRunHandle {
        MapRunHandle {
            engine: self.clone(),
            arn: arn.to_owned(),
        }
    }

    /// What is known of a map run.
    ///
    /// # Errors
    ///
    /// There is none of this ARN; the store can't be read.
    pub async fn describe_map_run(&self, arn: &str) -> Result<MapRunDescription, EngineError> {
        let inner = self.inner();
        if let Some(live) = inner.map_runs.get(arn) {
            return Ok(live.describe());
        }
        let found = inner.store.map_run(arn).await?;
        let (_, json) = found.ok_or_else(|| EngineError::MapRunDoesNotExist(arn.to_owned()))?;
        Ok(Saved::parse(&json)?.describe())
    }

    /// The map runs of an execution, in the order in which they began.
    ///
    /// # Errors
    ///
    /// There is no execution of this ARN; the store can't be read.
    pub async fn list_map_runs(
        &self,
        execution_arn: &str,
    ) -> Result<Vec<MapRunDescription>, EngineError> {
        let inner = self.inner();
        let execution = inner.record(execution_arn).await?.id;
        let saved = inner.store.map_runs(execution).await?;
        let describe = |json: &String| {
            let saved = Saved::parse(json)?.describe();
            let live = inner.map_runs.get(&saved.map_run_arn);
            Ok(live.map_or(saved, |live| live.describe()))
        };
        saved.iter().map(describe).collect()
    }

    /// Changes how many children of a map run run at once, and how many items may fail, while it runs.
    ///
    /// # Errors
    ///
    /// No map run of this ARN runs in this engine.
    pub async fn update_map_run(&self, arn: &str, update: UpdateMapRun) -> Result<(), EngineError> {
        let inner = self.inner();
        inner.check_running()?;
        let live = inner.map_runs.get(arn);
        let live = live.ok_or_else(|| EngineError::MapRunDoesNotExist(arn.to_owned()))?;
        live.update(update);
        Ok(())
    }
}

impl MapRunHandle {
    /// Its ARN.
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// What is known of it.
    ///
    /// # Errors
    ///
    /// There is none of this ARN; the store can't be read.
    pub async fn describe(&self) -> Result<MapRunDescription, EngineError> {
        self.engine.describe_map_run(&self.arn).await
    }

    /// How far it is: now, and whenever that has changed, until it is over. Who is slow misses what was in between.
    ///
    /// ```
    /// use asl_runtime::Engine;
    /// use futures_util::StreamExt;
    ///
    /// async fn watch(engine: &Engine, map_run: &str) {
    ///     let map_run = engine.map_run(map_run);
    ///     let mut progress = std::pin::pin!(map_run.progress());
    ///     while let Some(Ok(map_run)) = progress.next().await {
    ///         println!("{} of {} items", map_run.item_counts.ended(), map_run.item_counts.total);
    ///     }
    /// }
    /// ```
    pub fn progress(
        &self,
    ) -> impl Stream<Item = Result<MapRunDescription, EngineError>> + Send + use<> {
        let live = self.engine.inner().map_runs.get(&self.arn);
        let changes = live.as_ref().map(|live| live.changes());
        let this = self.clone();
        futures_util::stream::unfold((live, changes, false), move |(live, changes, told)| {
            let this = this.clone();
            async move {
                let Some(live) = live else {
                    // What does not run does not change any more.
                    let last = (!told).then_some(());
                    last?;
                    return Some((this.describe().await, (None, None, true)));
                };
                let mut changes = changes?;
                if told && changes.changed().await.is_err() {
                    return None;
                }
                changes.mark_unchanged();
                let description = live.describe();
                let next = match description.stop_date {
                    // That was the last.
                    Some(_) => (None, None, true),
                    None => (Some(live), Some(changes), true),
                };
                Some((Ok(description), next))
            }
        })
    }
}

/// Whether an execution is a child of a map run whose own execution has ended: the process ended before the child was
/// stopped.
pub(super) async fn is_orphaned(engine: &Inner, claimed: &Claimed) -> Result<bool, StoreError> {
    let Some(parent) = claimed
        .parent
        .as_ref()
        .filter(|_| label(&claimed.machine).is_some())
    else {
        return Ok(false);
    };
    let parent = engine.store.describe(&parent.arn).await?;
    Ok(parent.is_none_or(|parent| parent.end.is_some()))
}

/// Why a map run can't go on: what the store has of it can't be read.
fn unreadable(error: StoreError) -> crate::error::Failure {
    crate::error::Failure::host(error)
}
