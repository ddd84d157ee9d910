//! The engine's figures.

use std::collections::BTreeMap;

use asl_runtime::{MemoryStore, value};
use metrics_util::debugging::{DebugValue, DebuggingRecorder};

use crate::machines::{Countdown, Shop, Tasks};
use crate::{builder, order, paused};

/// All that was measured, by name and labels; of a histogram the number of values and their sum.
fn figures(test: impl Future<Output = ()>) -> BTreeMap<String, (usize, f64)> {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    metrics::with_local_recorder(&recorder, || paused(test));
    let figures = snapshotter.snapshot().into_vec().into_iter();
    let figures = figures.map(|(key, _, _, value)| {
        let key = key.key();
        let labels: Vec<_> = key.labels().map(|label| label.value().to_owned()).collect();
        let value = match value {
            DebugValue::Counter(count) => (1, count as f64),
            DebugValue::Gauge(gauge) => (1, gauge.into_inner()),
            DebugValue::Histogram(values) => {
                let sum = values.iter().map(|value| value.into_inner()).sum();
                (values.len(), sum)
            }
        };
        (format!("{} {}", key.name(), labels.join(" ")), value)
    });
    figures.collect()
}

#[test]
fn what_happens_is_measured() {
    let figures = figures(async {
        let tasks = Tasks::new(|task, input, cx| async move {
            cx.sleep(std::time::Duration::from_secs(2)).await;
            match task {
                "close" => Err(asl_runtime::ErrorName::new("Jam").because("stuck")),
                _ => Ok(input),
            }
        });
        let engine = builder(MemoryStore::new())
            .machine(Shop::new(&tasks))
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let shop = engine.start_execution("shop", None, order()).await.unwrap();
        shop.outcome().await.unwrap_err();
        engine.redrive_execution(shop.arn()).await.unwrap();
        shop.outcome().await.unwrap_err();
        for count in [1, 13] {
            let input = value!({ "count": count });
            let execution = engine
                .start_execution("countdown", None, input)
                .await
                .unwrap();
            let _ = execution.outcome().await;
        }
        engine.shutdown().await.unwrap();
    });
    let expected = [
        ("asl_executions_started_total shop", (1, 1.0)),
        ("asl_executions_started_total countdown", (1, 2.0)),
        ("asl_executions_ended_total shop FAILED", (1, 2.0)),
        ("asl_executions_ended_total countdown SUCCEEDED", (1, 1.0)),
        ("asl_executions_redriven_total shop", (1, 1.0)),
        ("asl_executions_parked_total shop", (1, 2.0)),
        ("asl_executions_set_aside ", (1, 1.0)),
        ("asl_executions_running ", (1, 0.0)),
        ("asl_executions_waiting ", (1, 0.0)),
        ("asl_commits_waiting ", (1, 0.0)),
        ("asl_transitions_total countdown", (1, 4.0)),
        ("asl_task_seconds shop succeeded", (2, 4.0)),
        ("asl_task_seconds shop failed", (2, 4.0)),
    ];
    for (name, value) in expected {
        assert_eq!(figures.get(name), Some(&value), "{name} of {figures:#?}");
    }
    for name in [
        "asl_commit_seconds ",
        "asl_commit_events ",
        "asl_transition_seconds ",
    ] {
        assert!(figures[name].0 > 5, "{name} of {figures:#?}");
    }
}
