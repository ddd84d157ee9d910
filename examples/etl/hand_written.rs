//! The same work as a person would write it without an engine: a reader, tasks for the batches, a file of their results.
//!
//! It forgets everything when it is killed.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::convert::{Converted, Sale};
use crate::sales::BATCH;

/// As many batches are under way at once as `etl.json` allows.
const AT_ONCE: usize = 64;

/// A row with text of its own, which goes from the reader's thread to another.
#[derive(Deserialize)]
struct Row {
    id: String,
    sku: String,
    #[serde(rename = "country")]
    _country: String,
    quantity: String,
    price: String,
    currency: String,
    sold_at: String,
}

impl Row {
    fn sale(&self) -> Sale<'_> {
        Sale {
            id: &self.id,
            sku: &self.sku,
            quantity: &self.quantity,
            price: &self.price,
            currency: &self.currency,
            sold_at: &self.sold_at,
        }
    }
}

/// Converts the sales of a file; what came of them.
pub(crate) async fn run(sales: PathBuf, results: &Path) -> Result<Converted, Box<dyn Error>> {
    let (to_tasks, mut batches) = mpsc::channel::<Vec<Row>>(AT_ONCE);
    let reader = tokio::task::spawn_blocking(move || -> csv::Result<()> {
        let mut batch = Vec::new();
        for row in csv::ReaderBuilder::new()
            .buffer_capacity(256 * 1024)
            .from_path(sales)?
            .deserialize()
        {
            batch.push(row?);
            if batch.len() as u64 == BATCH
                && to_tasks.blocking_send(std::mem::take(&mut batch)).is_err()
            {
                return Ok(());
            }
        }
        if !batch.is_empty() {
            // Nobody waits for it any more if that fails.
            let _ = to_tasks.blocking_send(batch);
        }
        Ok(())
    });

    let mut results = BufWriter::new(File::create(results)?);
    let (mut total, mut all, mut failed) = (Converted::default(), 0, 0);
    let mut tasks = JoinSet::new();
    loop {
        let batch = match tasks.len() < AT_ONCE {
            true => batches.recv().await,
            false => None,
        };
        if let Some(batch) = batch {
            all += batch.len();
            tasks.spawn(async move { (batch.len(), Converted::of(batch.iter().map(Row::sale))) });
            continue;
        }
        match tasks.join_next().await.transpose()? {
            None => break,
            Some((rows, None)) => failed += rows,
            Some((_, Some(converted))) => {
                writeln!(results, "{}", converted.to_value())?;
                total.add(converted);
            }
        }
    }
    reader.await??;
    results.into_inner()?.sync_all()?;
    if failed * 100 > all {
        return Err(format!("{failed} of {all} rows failed").into());
    }
    Ok(total)
}
