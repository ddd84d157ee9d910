//! Paths with wildcards, slices, filters and functions.

use asl::{ExecutionError, value};

use crate::{NoTasks, run};

asl::asl!("tests/machines/paths.json");

impl paths::Tasks for NoTasks {}

#[tokio::test(start_paused = true)]
async fn paths_find_what_they_find_on_aws() {
    let input = value!({
        "limit": 10,
        "items": [
            { "sku": "A", "price": 5, "tags": ["new", "red"] },
            { "sku": "B", "price": 12.5, "tags": [] },
            { "sku": "C", "price": 20, "tags": ["old"], "note": null },
        ],
    });
    let output = run(&paths::Machine::new(NoTasks), input.clone()).await;
    let expected = value!({
        "skus": ["A", "B", "C"],
        "all": [5, 12.5, 20],
        "cheap": ["A"],
        "named": [5, 12.5],
        "some": ["B", "C"],
        "last": ["B", "C"],
        "ends": ["A", "C"],
        "first": { "sku": "A", "price": 5 },
        "count": 3,
        "sum": 37.5,
        "none": [],
        "joined": "[A, B, C] of 3",
        "items": input["items"],
        "tags": [["new"], [], ["old"]],
    });
    assert_eq!(output, Ok(expected));
}

#[tokio::test(start_paused = true)]
async fn a_function_of_nothing_is_an_error() {
    let output = run(&paths::Machine::new(NoTasks), value!({ "items": 1 })).await;
    let ExecutionError { error, cause } = output.unwrap_err();
    assert_eq!(error.as_deref(), Some("States.Runtime"));
    assert!(cause.unwrap().contains("'$.items[0]"));
}
