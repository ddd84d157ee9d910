//! A bar of what is done, how fast it goes, and how long it will take.

use std::pin::pin;
use std::time::Duration;

use asl::Engine;
use futures_util::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far the map run of an execution is, until it is over. There is nothing to see where there is no terminal.
pub(crate) async fn show(engine: Engine, execution_arn: String, rows: u64) {
    let bar = ProgressBar::new(rows);
    let template = "{bar:40} {human_pos} of {human_len} rows, {per_sec}, {eta} left{msg}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    let map_run = loop {
        match engine.list_map_runs(&execution_arn).await {
            Ok(map_runs) => match map_runs.into_iter().next() {
                Some(map_run) => break map_run,
                None => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Err(_) => return,
        }
    };
    // What an interrupted run did does not count as fast.
    bar.set_position(map_run.item_counts.ended());
    bar.reset_eta();
    let map_run = engine.map_run(&map_run.map_run_arn);
    let mut progress = pin!(map_run.progress());
    while let Some(Ok(map_run)) = progress.next().await {
        let (items, batches) = (map_run.item_counts, map_run.execution_counts);
        bar.set_position(items.ended());
        if batches.failed > 0 {
            bar.set_message(format!(", {} batches failed", batches.failed));
        }
        // A terminal need not be told of every batch.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bar.finish();
}
