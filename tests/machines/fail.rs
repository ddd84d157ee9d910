//! Fail: its error and cause.

use asl::{ExecutionError, Value, value};

use crate::{NoTasks, failed, run};

asl::asl!("tests/machines/fail.json");

impl fail::Tasks for NoTasks {}

async fn fail(input: Value) -> Result<Value, ExecutionError> {
    run(&fail::Machine::new(NoTasks), input).await
}

#[tokio::test(start_paused = true)]
async fn error_and_cause_are_given_or_found() {
    assert_eq!(
        fail(value!({ "how": "Literal" })).await,
        failed("Broken", "it fell")
    );
    let input = value!({ "how": "Paths", "error": "Late", "cause": "by a day" });
    assert_eq!(fail(input).await, failed("Late", "by a day"));
    let input = value!({ "how": "Intrinsic", "number": 7 });
    assert_eq!(
        fail(input).await,
        failed("Error.7", r#"{"how":"Intrinsic","number":7}"#)
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_left_out_is_not_there() {
    let error = ExecutionError {
        error: None,
        cause: None,
    };
    assert_eq!(fail(value!({ "how": "Bare" })).await, Err(error));
    let error = ExecutionError {
        error: None,
        cause: Some("no name for it".into()),
    };
    assert_eq!(fail(value!({ "how": "" })).await, Err(error));
}
