//! Wait: until when, and what it refuses.

use asl::{Engine, MemoryStore, SkippingClock, SqliteStore, Store, Value, value};
use tokio::time::Instant;

use crate::{NoTasks, cause, failed, run};

asl::asl!("tests/machines/wait.json");

impl wait::Tasks for NoTasks {}

/// Runs to the end; the clock shows 2024-01-01T00:00:00Z at the start. Gives the output and the seconds it took.
async fn waited(input: Value) -> (Value, f64) {
    let start = Instant::now();
    let output = run(&wait::Machine::new(NoTasks), input).await.unwrap();
    (output, start.elapsed().as_secs_f64())
}

#[tokio::test(start_paused = true)]
async fn each_field_says_until_when() {
    assert_eq!(
        waited(value!({ "how": "", "kept": [7] })).await,
        (value!(7), 90.0)
    );
    assert_eq!(
        waited(value!({ "seconds": 2 })).await,
        (value!({ "seconds": 2 }), 2.0)
    );
    assert_eq!(waited(value!({ "seconds": 0 })).await.1, 0.0);
    assert_eq!(waited(value!({ "how": "Timestamp" })).await.1, 3600.0);
    let until = value!({ "until": "2024-01-02T00:00:00.250Z" });
    assert_eq!(waited(until.clone()).await, (until, 86_400.25));
    assert_eq!(
        waited(value!({ "until": "1999-12-31T23:59:59Z" })).await.1,
        0.0
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_no_time_is_refused() {
    let seconds = "The SecondsPath parameter";
    let timestamp = "The TimestampPath parameter does not reference";
    let no_time = "a valid ISO-8601 extended offset date-time format string: $.until ==";
    let cases = [
        (
            value!({ "how": "SecondsPath" }),
            format!("{seconds} does not reference an input value: $.seconds"),
        ),
        (
            value!({ "seconds": -1 }),
            format!("{seconds} references a negative value: $.seconds == -1"),
        ),
        (
            value!({ "seconds": 1.5 }),
            format!("{seconds} cannot be parsed as a long value: $.seconds == 1.5"),
        ),
        (
            value!({ "seconds": "x" }),
            format!("{seconds} cannot be parsed as a long value: $.seconds == x"),
        ),
        (
            value!({ "seconds": 2_147_483_648_i64 }),
            "Wait state delay is too long.".to_owned(),
        ),
        (
            value!({ "until": "tomorrow" }),
            format!("{timestamp} {no_time} tomorrow"),
        ),
        (
            value!({ "until": "2024-01-01T00:00:00" }),
            format!("{timestamp} {no_time} 2024-01-01T00:00:00"),
        ),
    ];
    for (input, what) in cases {
        let state = if input.get("until").is_some() {
            "TimestampPath"
        } else {
            "SecondsPath"
        };
        let result = run(&wait::Machine::new(NoTasks), input).await;
        assert_eq!(result, failed("States.Runtime", &cause(state, 4, &what)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_year_passes_at_once() {
    let (output, seconds) = waited(value!({ "how": "Year" })).await;
    assert_eq!(output, value!({ "now": "2024-12-31T00:00:00.000Z" }));
    assert_eq!(seconds, 31_536_000.0);
}

async fn a_year_passes_in(store: impl Store) {
    let engine = Engine::builder(store)
        .machine(wait::Machine::new(NoTasks))
        .clock(SkippingClock::default())
        .start()
        .await
        .unwrap();
    let execution = engine
        .start_execution("wait", None, value!({ "how": "Year" }))
        .await
        .unwrap();
    let output = execution.outcome().await.unwrap();
    let now = output["now"].as_str().unwrap();
    // The engine's timers round up to milliseconds.
    assert!(now.starts_with("2024-12-31T00:00:00.00"), "{now}");
    engine.shutdown().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_year_passes_in_memory() {
    a_year_passes_in(MemoryStore::new()).await;
}

#[tokio::test(start_paused = true)]
async fn a_year_passes_on_disk() {
    let folder = crate::Folder::new();
    a_year_passes_in(SqliteStore::open(folder.file("year.db")).unwrap()).await;
}
