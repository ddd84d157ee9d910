//! What changes an execution: an engine without machines does it.

use asl_runtime::engine::EngineError;
use asl_runtime::{Engine, SqliteStore, StoreError};

use super::{Execution, Failure, File, text};

pub(super) fn stop(
    store: &File,
    execution: &Execution,
    error: Option<&str>,
    cause: Option<&str>,
) -> Result<(), Failure> {
    let record = execution.find(&store.open()?)?;
    if let Some(end) = record.end {
        return Err(format!("it has ended already: {}", end.status));
    }
    with_engine(store, async |engine| {
        let stopped = engine.stop_execution(&record.arn, error, cause).await;
        anstream::println!("{} was stopped at {}", record.arn, stopped?);
        Ok(())
    })
}

pub(super) fn redrive(store: &File, execution: &Execution) -> Result<(), Failure> {
    let record = execution.find(&store.open()?)?;
    with_engine(store, async |engine| {
        engine.redrive_execution(&record.arn).await?;
        anstream::println!(
            "{} goes on when the next engine with its machine starts",
            record.arn
        );
        Ok(())
    })
}

fn with_engine(
    store: &File,
    work: impl AsyncFnOnce(&Engine) -> Result<(), EngineError>,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let file = SqliteStore::open(&store.store).map_err(|error| match error {
            StoreError::Locked { .. } => {
                format!("{error}: end that one first, or ask it to do this")
            }
            error => text(error),
        })?;
        let engine = Engine::builder(file).start().await;
        let engine = engine.map_err(|error| error.to_string())?;
        let done = work(&engine).await.map_err(|error| error.to_string());
        let shutdown = engine.shutdown().await.map_err(|error| error.to_string());
        done.and(shutdown)
    })
}
