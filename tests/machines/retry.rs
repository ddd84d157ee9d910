//! Retry: which Retrier takes an error, and when the next attempt is made.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use asl::{ExecutionError, TaskError, Value, value};
use tokio::time::Instant;

use crate::{Task, failed, one_task, run, scripted};

asl::asl!("tests/machines/retry.json");

one_task!(retry);

/// Runs a state with a task that fails with these errors, one an attempt: the end, and the seconds of each attempt.
async fn attempts(which: &str, errors: &[&str]) -> (Result<Value, ExecutionError>, Vec<f64>) {
    let start = Instant::now();
    let times = Arc::new(Mutex::new(Vec::new()));
    let noted = times.clone();
    let task = Task(move |input: Value, cx: asl::TaskContext| {
        noted.lock().unwrap().push(start.elapsed().as_secs_f64());
        async move {
            if input["errors"][cx.attempt() as usize] == value!("hang") {
                cx.sleep(Duration::from_secs(1_000_000)).await;
            }
            assert!(
                input
                    .get("tries")
                    .is_none_or(|tries| *tries == value!(cx.attempt()))
            );
            scripted(input, cx).await
        }
    });
    let errors: Vec<Value> = errors.iter().map(|error| Value::from(*error)).collect();
    let input = value!({ "which": which, "errors": errors });
    let result = run(&retry::Machine::new(task), input).await;
    let times = std::mem::take(&mut *times.lock().unwrap());
    (result, times)
}

#[tokio::test(start_paused = true)]
async fn the_defaults_are_the_specifications() {
    let (result, times) = attempts("Defaults", &["A", "B", "C"]).await;
    assert_eq!((result, times), (Ok(value!(3)), vec![0.0, 1.0, 3.0, 7.0]));
    let (result, times) = attempts("Defaults", &["A"; 4]).await;
    assert_eq!(
        (result, times),
        (failed("A", "attempt 3"), vec![0.0, 1.0, 3.0, 7.0])
    );
}

#[tokio::test(start_paused = true)]
async fn delays_grow_to_their_limit() {
    let (result, times) = attempts("Backoff", &["Busy"; 5]).await;
    assert_eq!(
        (result, times),
        (Ok(value!(5)), vec![0.0, 2.0, 8.0, 18.0, 28.0, 38.0])
    );
    let (result, times) = attempts("Backoff", &["Busy", "Other"]).await;
    assert_eq!(
        (result, times),
        (failed("Other", "attempt 1"), vec![0.0, 2.0])
    );
}

#[tokio::test(start_paused = true)]
async fn each_retrier_counts_for_itself() {
    // Two of the first, one of the second after the minute that the task may take, one of the third.
    let errors = ["Busy", "Odd", "hang", "Slow"];
    let (result, times) = attempts("Several", &errors).await;
    assert_eq!(
        (result, times),
        (Ok(value!(4)), vec![0.0, 10.0, 1010.0, 1170.0, 1180.0])
    );
    let (result, times) = attempts("Several", &["Busy", "Slow", "Busy"]).await;
    assert_eq!(
        (result, times),
        (failed("Busy", "attempt 2"), vec![0.0, 10.0, 20.0])
    );
    let (_, times) = attempts("Several", &["hang", "hang"]).await;
    assert_eq!(times, [0.0, 160.0]);
}

#[tokio::test(start_paused = true)]
async fn jitter_takes_a_part_of_each_delay() {
    let limits = [8.0, 16.0, 32.0, 64.0, 64.0, 64.0];
    let mut parts = Vec::new();
    for _ in 0..20 {
        let (result, times) = attempts("Jitter", &["Busy"; 6]).await;
        assert_eq!(result, Ok(value!(6)));
        for (pair, limit) in times.windows(2).zip(limits) {
            let delay = pair[1] - pair[0];
            assert!((0.0..=limit + 0.002).contains(&delay), "{delay} of {limit}");
            parts.push(delay / limit);
        }
    }
    // Uniform parts: of 120 there are some in each quarter, but with a chance of one in 10^14.
    for quarter in 0..4 {
        let from = f64::from(quarter) / 4.0;
        assert!(
            parts.iter().any(|part| (from..from + 0.25).contains(part)),
            "{parts:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn zero_attempts_are_none() {
    let (result, times) = attempts("Never", &["Fatal"]).await;
    assert_eq!((result, times), (failed("Fatal", "attempt 0"), vec![0.0]));
    let (result, times) = attempts("Never", &["Other", "Fatal"]).await;
    assert_eq!(
        (result, times),
        (failed("Fatal", "attempt 1"), vec![0.0, 1.0])
    );
}

#[tokio::test(start_paused = true)]
async fn a_panic_can_be_retried() {
    let task = Task(|_, cx: asl::TaskContext| async move {
        assert!(cx.attempt() > 0, "not yet");
        Ok::<_, TaskError>(value!("done"))
    });
    let result = run(&retry::Machine::new(task), value!({ "which": "Several" })).await;
    assert_eq!(result, Ok(value!("done")));
}
