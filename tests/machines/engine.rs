//! What users' data and tasks do wrong fails their execution, and nothing else: the engine goes on.

use std::time::Duration;

use asl::{
    Engine, ExecutionStatus, MemoryStore, SkippingClock, SqliteStore, Store, Value, WaitError,
    value,
};

use crate::cause;
use crate::tasks::{Shop, tasks};

async fn goes_on(store: impl Store) {
    let engine = Engine::builder(store)
        .machine(tasks::Machine::new(Shop))
        .clock(SkippingClock::default())
        .start()
        .await
        .unwrap();
    let slow = value!({ "which": "Whole", "silent": true });
    let slow = engine
        .start_execution("tasks", Some("slow"), slow)
        .await
        .unwrap();
    let bad = [
        (
            value!({ "which": "Charge" }),
            "States.Runtime",
            cause(
                "Charge",
                4,
                "The JSONPath '$.id' specified for the field 'orderId.$' could not be found in the input \
                 '{\"which\":\"Charge\"}'",
            ),
        ),
        (
            value!([1, 2]),
            "States.Runtime",
            cause(
                "Which",
                2,
                "Invalid path '$.which': The choice state's condition path references an invalid value.",
            ),
        ),
        (
            value!({ "which": "Whole", "panic": "out of paper" }),
            "States.TaskFailed",
            "the task panicked: out of paper".to_owned(),
        ),
    ];
    for (input, error, cause) in bad {
        let execution = engine.start_execution("tasks", None, &input).await.unwrap();
        let Err(WaitError::Execution(outcome)) = execution.outcome().await else {
            panic!("{input} should have failed");
        };
        assert_eq!(
            (outcome.error.as_deref(), outcome.cause.as_ref()),
            (Some(error), Some(&cause))
        );
        let described = execution.describe().await.unwrap();
        assert_eq!(described.status, ExecutionStatus::Failed);
        assert_eq!(
            (described.error.as_deref(), described.cause),
            (Some(error), Some(cause))
        );
        assert_eq!((described.input, described.output), (input, None));
    }
    let good: Value = value!({ "which": "Whole" });
    let execution = engine.start_execution("tasks", None, &good).await.unwrap();
    assert_eq!(execution.outcome().await.unwrap(), good);
    let outcome = tokio::time::timeout(Duration::from_secs(3600), slow.outcome()).await;
    assert_eq!(
        outcome.unwrap().unwrap(),
        value!({ "which": "Whole", "silent": true })
    );
    engine.shutdown().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn in_memory_the_engine_goes_on() {
    goes_on(MemoryStore::new()).await;
}

#[tokio::test(start_paused = true)]
async fn on_disk_the_engine_goes_on() {
    let folder = crate::Folder::new();
    goes_on(SqliteStore::open(folder.file("tasks.db")).unwrap()).await;
}
