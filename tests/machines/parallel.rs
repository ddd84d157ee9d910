//! Parallel: its branches, their results, and what a failure does to the others.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use asl::{TaskContext, TaskError, Value, value};
use tokio::time::Instant;

use crate::{cause, failed, run};

asl::asl!("tests/machines/parallel.json");

/// Does what its input says, and notes what happened when, in seconds.
#[derive(Clone)]
pub(crate) struct Work {
    start: Instant,
    log: Arc<Mutex<Vec<(f64, String)>>>,
}

impl Work {
    pub(crate) fn new() -> Self {
        Work {
            start: Instant::now(),
            log: Arc::default(),
        }
    }

    fn note(&self, what: String) {
        self.log
            .lock()
            .unwrap()
            .push((self.start.elapsed().as_secs_f64(), what));
    }

    fn log(&self) -> Vec<(f64, String)> {
        self.log.lock().unwrap().clone()
    }
}

impl parallel::Tasks for Work {
    async fn work(&self, input: parallel::WorkInput, cx: &TaskContext) -> Result<Value, TaskError> {
        let name = input.name;
        self.note(format!("{name} begins"));
        let (this, watched, watcher) = (self.clone(), cx.clone(), name.clone());
        tokio::spawn(async move {
            watched.cancelled().await;
            this.note(format!("{watcher} is cancelled"));
        });
        cx.sleep(Duration::from_secs(input.delay.as_i64().unwrap() as u64))
            .await;
        match input.error.as_str() {
            Some("Once") if self.start.elapsed() > Duration::from_secs(5) => Ok(Value::from(name)),
            Some(error) => Err(TaskError::new(error.to_owned(), name)),
            None => Ok(Value::from(name)),
        }
    }
}

fn log(entries: &[(f64, &str)]) -> Vec<(f64, String)> {
    entries
        .iter()
        .map(|(time, what)| (*time, (*what).to_owned()))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn results_come_in_the_branches_order() {
    let work = Work::new();
    let input = value!({ "delays": [3, 1, 2], "errors": [null, null, null] });
    let output = run(&parallel::Machine::new(work.clone()), input).await;
    let expected = value!({ "left": "left", "all": ["left", { "middle": "middle" }, "right"] });
    assert_eq!(output, Ok(expected));
    // Side by side: as long as the longest.
    assert_eq!(work.start.elapsed(), Duration::from_secs(3));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(
        work.log(),
        log(&[
            (0.0, "left begins"),
            (0.0, "middle begins"),
            (0.0, "right begins")
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn the_first_failure_cancels_the_others() {
    let work = Work::new();
    let input = value!({ "delays": [3, 1, 2], "errors": ["Late", null, "Early"] });
    let output = run(&parallel::Machine::new(work.clone()), input).await;
    assert_eq!(output, failed("Early", "right"));
    tokio::time::sleep(Duration::from_secs(10)).await;
    let begun = [
        (0.0, "left begins"),
        (0.0, "middle begins"),
        (0.0, "right begins"),
    ];
    assert_eq!(
        work.log(),
        [log(&begun), log(&[(2.0, "left is cancelled")])].concat()
    );
}

#[tokio::test(start_paused = true)]
async fn the_whole_is_retried() {
    let work = Work::new();
    let output = run(
        &parallel::Machine::new(work.clone()),
        value!({ "error": "Once" }),
    )
    .await;
    assert_eq!(output, Ok(value!(["steady", "shaky"])));
    let expected = [
        (0.0, "steady begins"),
        (0.0, "shaky begins"),
        (12.0, "steady begins"),
        (12.0, "shaky begins"),
    ];
    assert_eq!(work.log(), log(&expected));
}

#[tokio::test(start_paused = true)]
async fn what_is_retried_in_vain_is_caught() {
    let work = Work::new();
    let input = value!({ "error": "Always" });
    let output = run(&parallel::Machine::new(work.clone()), input.clone()).await;
    let mut expected = input;
    expected
        .as_object_mut()
        .unwrap()
        .insert("caught", value!({ "Error": "Always", "Cause": "shaky" }));
    assert_eq!(output, Ok(expected));
    assert_eq!(work.log().len(), 6);
    assert_eq!(work.start.elapsed(), Duration::from_secs(26));
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_language_in_a_branch_ends_the_execution() {
    let input = value!({});
    let output = run(&parallel::Machine::new(Work::new()), input).await;
    let what = "The JSONPath '$.error' specified for the field 'error.$' could not be found in the input \
                '{}'";
    assert_eq!(output, failed("States.Runtime", &cause("Shaky", 9, what)));
}
