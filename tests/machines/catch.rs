//! Catch: which Catcher takes an error, and what it makes of it.

// The definition catches `States.Runtime` to show that nothing does, and is warned of it.
#![allow(deprecated)]

use asl::{ExecutionError, Value, value};

use crate::{Task, cause, failed, one_task, run, scripted};

asl::asl!("tests/machines/catch.json");

one_task!(catch);

async fn caught(which: &str, errors: &[&str]) -> Result<Value, ExecutionError> {
    let errors: Vec<Value> = errors.iter().map(|error| Value::from(*error)).collect();
    let input = value!({ "which": which, "errors": errors });
    run(&catch::Machine::new(Task(scripted)), input).await
}

#[tokio::test(start_paused = true)]
async fn the_error_takes_its_place_in_the_data() {
    let output = caught("Replaced", &["Busy"]).await;
    assert_eq!(
        output,
        Ok(value!({ "Error": "Busy", "Cause": "attempt 0" }))
    );
    assert_eq!(
        caught("Replaced", &["Other"]).await,
        failed("Other", "attempt 0")
    );
    assert_eq!(caught("Replaced", &[]).await, Ok(value!(0)));

    // After the Retriers; `OutputPath` is not for what was caught.
    let output = caught("Placed", &["Busy", "Busy"]).await;
    let error = value!({ "Error": "Busy", "Cause": "attempt 1" });
    assert_eq!(
        output,
        Ok(value!({ "which": "Placed", "errors": ["Busy", "Busy"], "failed": error }))
    );
    let output = caught("Ignored", &["Busy"]).await;
    assert_eq!(
        output,
        Ok(value!({ "which": "Ignored", "errors": ["Busy"] }))
    );
}

#[tokio::test(start_paused = true)]
async fn a_catcher_assigns_in_place_of_the_state() {
    let error = value!({ "Error": "Busy", "Cause": "attempt 0" });
    let output = caught("Assigned", &["Busy"]).await;
    assert_eq!(
        output,
        Ok(value!({ "error": "Busy", "by": "the Catcher", "input": error }))
    );
    let output = caught("Assigned", &[]).await;
    assert_eq!(
        output,
        Ok(value!({ "error": "none", "by": "the state", "input": 0 }))
    );
}

#[tokio::test(start_paused = true)]
async fn the_first_catcher_that_matches_takes_it() {
    for (error, place) in [("Busy", "first"), ("Slow", "first"), ("Other", "last")] {
        let output = caught("First", &[error]).await.unwrap();
        assert_eq!(output[place]["Error"], value!(error));
        let places = ["first", "second", "last"]
            .into_iter()
            .filter(|place| output.get(place).is_some());
        assert_eq!(places.collect::<Vec<_>>(), [place]);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_catches_states_runtime() {
    let what = "The JSONPath '$.missing' specified for the field 'value.$' could not be found in the input";
    let input = r#"'{"which":"Runtime","errors":[]}'"#;
    let expected = failed(
        "States.Runtime",
        &cause("Runtime", 4, &format!("{what} {input}")),
    );
    assert_eq!(caught("Runtime", &[]).await, expected);
    // Not even after the task has returned.
    let expected = failed(
        "States.Runtime",
        &cause("Selected", 4, &format!("{what} '0'")),
    );
    assert_eq!(caught("Selected", &[]).await, expected);
}
