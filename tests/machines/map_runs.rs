//! Map runs of the engine: what is told of them, what can be changed while they run, and that nothing of them is lost or
//! done twice wherever the process ends.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use asl::engine::{ListExecutions, MapRunCounts, UpdateMapRun};
use asl::history::HistoryEvent;
use asl::{
    Buckets, Engine, EngineError, ExecutionHandle, ExecutionStatus, MemoryStore, SkippingClock,
    SqliteStore, StartError, Store, TaskContext, TaskError, Value, WaitError, value,
};

use crate::Folder;
use crate::stopping::StoppingStore;

asl::asl!("tests/machines/map_runs.json");

/// Adds, doubles and works; `work` does not do what is "bad" as long as it may not.
#[derive(Clone, Default)]
struct Clerk {
    calls: Arc<Mutex<Vec<String>>>,
    may_do_bad: Arc<Mutex<bool>>,
}

impl Clerk {
    async fn called(&self, cx: &TaskContext) {
        self.calls.lock().unwrap().push(cx.idempotency_key());
        cx.sleep(Duration::from_millis(10)).await;
    }
}

impl map_runs::Tasks for Clerk {
    async fn add(&self, batch: Value, cx: &TaskContext) -> Result<Value, TaskError> {
        self.called(cx).await;
        let rows = batch["Items"].as_array().unwrap_or_default();
        let numbers = rows.iter().map(|row| row["n"].as_str().unwrap_or_default());
        let sum: i64 = numbers.map(|n| n.parse::<i64>()).sum::<Result<_, _>>()?;
        Ok(sum.into())
    }

    async fn double(&self, item: Value, cx: &TaskContext) -> Result<Value, TaskError> {
        self.called(cx).await;
        Ok(item.as_i64().map_or(Value::NULL, |item| (item * 2).into()))
    }

    async fn work(&self, item: Value, cx: &TaskContext) -> Result<Value, TaskError> {
        self.called(cx).await;
        match item.as_str() {
            Some("bad") if !*self.may_do_bad.lock().unwrap() => {
                Err(TaskError::new("Bad", "not this one"))
            }
            _ => Ok(item),
        }
    }
}

async fn buckets() -> Buckets {
    let buckets = Buckets::memory();
    let rows = buckets.put_object("in", "rows.csv", "n,x\n1,a\n2,b\n3,c\n4,d\n5,e\n");
    rows.await.unwrap();
    buckets.create_bucket("out").unwrap();
    buckets
}

async fn engine(store: impl Store, clerk: &Clerk, buckets: &Buckets) -> Engine {
    let builder = Engine::builder(store)
        .machine(map_runs::Machine::new(clerk.clone()))
        .buckets(buckets.clone())
        .clock(SkippingClock::default());
    builder.start().await.unwrap()
}

async fn start(engine: &Engine, items: &Value) -> Option<ExecutionHandle> {
    let input = value!({ "file": "rows.csv", "items": items });
    match engine
        .start_execution("map_runs", Some("all"), &input)
        .await
    {
        Ok(execution) => Some(execution),
        Err(StartError::ExecutionAlreadyExists(arn)) => engine.find_execution(&arn).await.ok(),
        Err(StartError::Engine(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

fn types(history: &[HistoryEvent]) -> Vec<String> {
    let types = history.iter().map(|event| event.event.event_type());
    types.map(|name| name.into_owned()).collect()
}

/// The results that a run has written, as they are in its files.
async fn written(buckets: &Buckets, output: &Value) -> Vec<i64> {
    let key = output["written"]["ResultWriterDetails"]["Key"]
        .as_str()
        .unwrap();
    let manifest = buckets.get_object("out", key).await.unwrap();
    let manifest = Value::parse(std::str::from_utf8(&manifest).unwrap()).unwrap();
    let mut sums = Vec::new();
    for file in manifest["ResultFiles"]["SUCCEEDED"].as_array().unwrap() {
        let text = buckets
            .get_object("out", file["Key"].as_str().unwrap())
            .await;
        let values = Value::parse(std::str::from_utf8(&text.unwrap()).unwrap()).unwrap();
        sums.extend(values.as_array().unwrap().iter().filter_map(Value::as_i64));
    }
    sums.sort_unstable();
    sums
}

fn succeeded(total: u64) -> MapRunCounts {
    MapRunCounts {
        succeeded: total,
        total,
        results_written: total,
        ..MapRunCounts::default()
    }
}

async fn runs_and_tells(store: impl Store) {
    let (clerk, buckets) = (Clerk::default(), buckets().await);
    let engine = engine(store, &clerk, &buckets).await;
    let items = value!([1, 2, 3]);
    let execution = start(&engine, &items).await.unwrap();
    let output = execution.outcome().await.unwrap();
    assert_eq!(output["doubled"], value!([2, 4, 6]));
    assert_eq!(output["done"], items);
    assert_eq!(written(&buckets, &output).await, [3, 5, 7]);
    let runs = engine.list_map_runs(execution.arn()).await.unwrap();
    let [rows, sums, each] = &runs[..] else {
        panic!("{runs:?}");
    };
    for run in &runs {
        assert_eq!(run.status, ExecutionStatus::Succeeded);
        assert_eq!(run.execution_arn, execution.arn());
        assert_eq!(run.max_concurrency, 2);
        assert!(run.stop_date >= Some(run.start_date));
        assert_eq!(
            *run,
            engine.describe_map_run(&run.map_run_arn).await.unwrap()
        );
    }
    assert_eq!(
        (rows.item_counts, rows.execution_counts),
        (succeeded(5), succeeded(3))
    );
    assert_eq!(
        (sums.item_counts, each.item_counts),
        (succeeded(3), succeeded(3))
    );
    assert_eq!(
        output["written"]["MapRunArn"].as_str(),
        Some(&*rows.map_run_arn)
    );
    // Only Standard children are executions of the store, each with a history of its own.
    let children = ListExecutions {
        parent: Some(execution.arn().to_owned()),
        ..ListExecutions::default()
    };
    let children = engine.list_executions(children).await.unwrap().executions;
    assert_eq!(children.len(), 3);
    let arn = "arn:aws:states:us-east-1:000000000000:execution:map_runs/each:";
    for child in &children {
        assert!(child.execution_arn.starts_with(arn), "{child:?}");
        let history = engine
            .execution_history(&child.execution_arn)
            .await
            .unwrap();
        assert_eq!(history[0].id, 1);
        assert_eq!(types(&history).last().unwrap(), "ExecutionSucceeded");
    }
    let history = types(&execution.history().await.unwrap());
    assert_eq!(
        history
            .iter()
            .filter(|name| name.starts_with("MapRun"))
            .count(),
        6
    );
    assert!(!history.iter().any(|name| name.starts_with("Task")));
    let unknown = engine
        .describe_map_run("arn:aws:states:x")
        .await
        .unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "Resource Not Found: 'arn:aws:states:x'"
    );
}

#[tokio::test(start_paused = true)]
async fn map_runs_are_kept_and_told_of() {
    runs_and_tells(MemoryStore::new()).await;
}

#[tokio::test(start_paused = true)]
async fn map_runs_are_kept_in_sqlite() {
    let folder = Folder::new();
    runs_and_tells(SqliteStore::open(folder.0.join("runs.db")).unwrap()).await;
}

/// A child needs a place in memory while its parent waits for it.
#[tokio::test(start_paused = true)]
async fn one_place_in_memory_is_enough() {
    let (clerk, buckets) = (Clerk::default(), buckets().await);
    let builder = Engine::builder(MemoryStore::new())
        .machine(map_runs::Machine::new(clerk))
        .buckets(buckets)
        .max_running(1)
        .clock(SkippingClock::default());
    let engine = builder.start().await.unwrap();
    let execution = start(&engine, &value!([1, 2, 3])).await.unwrap();
    let output = execution.outcome().await.unwrap();
    assert_eq!(output["done"], value!([1, 2, 3]));
}

/// Waits until the execution has so many map runs, and gives the last of them.
async fn map_run(
    engine: &Engine,
    execution: &ExecutionHandle,
    count: usize,
) -> Result<String, EngineError> {
    loop {
        let runs = engine.list_map_runs(execution.arn()).await?;
        if let Some(run) = runs.get(count - 1) {
            return Ok(run.map_run_arn.clone());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_is_redriven() {
    let (clerk, buckets) = (Clerk::default(), buckets().await);
    let engine = engine(MemoryStore::new(), &clerk, &buckets).await;
    let items = value!(["good", "bad", "fine"]);
    let execution = start(&engine, &items).await.unwrap();
    let Err(WaitError::Execution(error)) = execution.outcome().await else {
        panic!("one is bad");
    };
    assert_eq!(
        error.error.as_deref(),
        Some("States.ExceedToleratedFailureThreshold")
    );
    let arn = map_run(&engine, &execution, 3).await.unwrap();
    let run = engine.describe_map_run(&arn).await.unwrap();
    assert_eq!(run.status, ExecutionStatus::Failed);
    assert_eq!(run.execution_counts.failed, 1);
    assert_eq!(run.execution_counts.running, 0);
    *clerk.may_do_bad.lock().unwrap() = true;
    let before = clerk.calls.lock().unwrap().len();
    engine.redrive_execution(execution.arn()).await.unwrap();
    let output = execution.outcome().await.unwrap();
    assert_eq!(output["done"], items);
    let run = engine.describe_map_run(&arn).await.unwrap();
    assert_eq!(run.item_counts, succeeded(3));
    // "good" may have been stopped while it rested, after its work was done.
    assert!(clerk.calls.lock().unwrap().len() - before <= 2);
    let history = types(&execution.history().await.unwrap());
    assert!(
        history.contains(&"MapRunRedriven".to_owned()),
        "{history:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_map_run_is_changed_and_watched_while_it_runs() {
    use futures_util::StreamExt;
    let (clerk, buckets) = (Clerk::default(), buckets().await);
    let engine = engine(MemoryStore::new(), &clerk, &buckets).await;
    let items = value!(["a", "b", "bad", "c"]);
    let execution = start(&engine, &items).await.unwrap();
    let arn = map_run(&engine, &execution, 3).await.unwrap();
    let update = UpdateMapRun {
        max_concurrency: Some(1),
        tolerated_failure_count: Some(1),
        ..UpdateMapRun::default()
    };
    engine.update_map_run(&arn, update).await.unwrap();
    let run = engine.map_run(&arn);
    let mut seen = std::pin::pin!(run.progress());
    let mut last = None;
    while let Some(run) = seen.next().await {
        last = Some(run.unwrap());
    }
    let last = last.unwrap();
    assert_eq!(last.status, ExecutionStatus::Succeeded);
    assert_eq!((last.max_concurrency, last.tolerated_failure_count), (1, 1));
    assert_eq!(last.item_counts.failed, 1);
    let output = execution.outcome().await.unwrap();
    assert_eq!(output["done"], value!(["a", "b", "c"]));
    assert!(engine.update_map_run(&arn, update).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_map_run_is_stopped_with_its_execution() {
    let (clerk, buckets) = (Clerk::default(), buckets().await);
    let engine = engine(MemoryStore::new(), &clerk, &buckets).await;
    let execution = start(&engine, &value!([1, 2, 3])).await.unwrap();
    let arn = map_run(&engine, &execution, 3).await.unwrap();
    engine
        .stop_execution(execution.arn(), None, None)
        .await
        .unwrap();
    let run = engine.describe_map_run(&arn).await.unwrap();
    assert_eq!(run.status, ExecutionStatus::Aborted);
    assert_eq!(run.execution_counts.running, 0);
    let children = || async {
        let children = ListExecutions {
            parent: Some(execution.arn().to_owned()),
            status: Some(ExecutionStatus::Running),
            ..ListExecutions::default()
        };
        engine.list_executions(children).await.unwrap().executions
    };
    while !children().await.is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn no_child_outlives_its_parent_wherever_the_process_ends() {
    let mut stops = 0;
    for writes in 10.. {
        let inner: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let store = Arc::new(StoppingStore::after(writes, true, inner.clone()));
        let (clerk, buckets) = (Clerk::default(), buckets().await);
        {
            let engine = engine(store.clone(), &clerk, &buckets).await;
            if let Some(execution) = start(&engine, &value!([1, 2, 3])).await {
                let waits =
                    tokio::time::timeout(Duration::from_secs(9), map_run(&engine, &execution, 3));
                if let Ok(Ok(_)) = waits.await {
                    let _ = engine.stop_execution(execution.arn(), None, None).await;
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
        }
        let engine = engine(inner, &clerk, &buckets).await;
        let execution = start(&engine, &value!([1, 2, 3])).await.unwrap();
        let _ = execution.outcome().await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let running = ListExecutions {
            status: Some(ExecutionStatus::Running),
            ..ListExecutions::default()
        };
        let running = engine.list_executions(running).await.unwrap().executions;
        assert!(running.is_empty(), "after write {writes}: {running:?}");
        if !store.stopped() {
            break;
        }
        stops += 1;
    }
    assert!(stops > 5, "{stops}");
}

/// Runs an engine until the execution has ended: its output. None where the world stopped before.
async fn live(store: impl Store, clerk: &Clerk, buckets: &Buckets) -> Option<Value> {
    let engine = engine(store, clerk, buckets).await;
    let execution = start(&engine, &value!([1, 2, 3])).await?;
    match execution.outcome().await {
        Ok(output) => Some(output),
        Err(WaitError::Engine(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(start_paused = true)]
async fn map_runs_survive_every_write() {
    let mut stops = 0;
    for writes in 0.. {
        let mut ended = false;
        for late in [false, true] {
            let what = format!("after write {writes}, late: {late}");
            let inner: Arc<dyn Store> = Arc::new(MemoryStore::new());
            let store = Arc::new(StoppingStore::after(writes, late, inner.clone()));
            let (clerk, buckets) = (Clerk::default(), buckets().await);
            let first = live(store.clone(), &clerk, &buckets).await;
            ended = !store.stopped();
            let output = match ended {
                true => first.unwrap(),
                false => {
                    stops += 1;
                    live(inner.clone(), &clerk, &buckets).await.unwrap()
                }
            };
            assert_eq!(output["doubled"], value!([2, 4, 6]), "{what}");
            assert_eq!(output["done"], value!([1, 2, 3]), "{what}");
            assert_eq!(written(&buckets, &output).await, [3, 5, 7], "{what}");
            // All have run, and only those that were cut off have run again.
            let mut calls: BTreeMap<String, usize> = BTreeMap::new();
            for key in clerk.calls.lock().unwrap().iter() {
                *calls.entry(key.clone()).or_default() += 1;
            }
            assert_eq!(calls.len(), 9, "{what}");
            let again = calls.values().filter(|count| **count > 1).count();
            assert!(again <= 2, "{what}: {calls:?}");
            let engine = engine(inner, &clerk, &buckets).await;
            let runs = engine
                .list_map_runs("arn:aws:states:us-east-1:000000000000:execution:map_runs:all");
            let runs: Vec<_> = runs.await.unwrap();
            let counts: Vec<_> = runs
                .iter()
                .map(|run| (run.status, run.item_counts))
                .collect();
            let done = |total| (ExecutionStatus::Succeeded, succeeded(total));
            assert_eq!(counts, [done(5), done(3), done(3)], "{what}");
            if ended {
                break;
            }
        }
        if ended {
            break;
        }
    }
    assert!(stops > 20, "{stops}");
}
