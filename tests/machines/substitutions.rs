//! Substitutions that get their values when the machine is made.

use std::time::Duration;

use asl::{ExecutionError, TaskContext, TaskError, Value, value};

use crate::run;

asl::asl!("tests/machines/substitutions.json");

struct Storage;

impl substitutions::Tasks for Storage {
    async fn store_function(
        &self,
        input: substitutions::StoreFunctionInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        let table: String = input.table;
        if table == "slow" {
            cx.sleep(Duration::from_secs(3600)).await;
        }
        Ok(value!([table, input.limits, input.made]))
    }
}

fn machine(table: &str) -> substitutions::Machine<Storage> {
    let substitutions = substitutions::Substitutions {
        bucket: "orders".into(),
        aws_region: "eu-1".into(),
        limits: value!({ "most": 7 }),
        cool_off: 30,
        table_name: table.into(),
        timeout: 5,
        error_name: "Far".into(),
    };
    substitutions::Machine::new(Storage, substitutions)
}

#[tokio::test(start_paused = true)]
async fn values_stand_where_the_definition_has_their_names() {
    let machine = machine("lines");
    assert_eq!(machine.substitutions().cool_off, 30);
    let before = tokio::time::Instant::now();
    let output = run(&machine, value!({ "region": "eu-1-a" })).await.unwrap();
    assert_eq!(before.elapsed().as_secs(), 30);
    let made = "[eu-1] of orders";
    let expected = value!({
        "bucket": "orders",
        "keys": ["s3://orders/in", "eu-1-orders"],
        "limits": { "most": 7 },
        "made": made,
        "input": { "region": "eu-1-a" },
        "stored": ["lines", { "most": 7 }, made],
    });
    assert_eq!(output, expected);
}

#[tokio::test(start_paused = true)]
async fn expressions_have_them_too() {
    let output = run(&machine("lines"), value!({ "region": "eu-1" })).await;
    let expected = value!({ "bucket": "orders", "path": "orders/lines", "most": 8, "lines": 6 });
    assert_eq!(output, Ok(expected));
}

#[tokio::test(start_paused = true)]
async fn errors_and_time_limits_too() {
    let output = run(&machine("lines"), value!({ "region": "us-2" })).await;
    let error = ExecutionError {
        error: Some("Far".to_owned()),
        cause: Some("not in eu-1".to_owned()),
    };
    assert_eq!(output, Err(error));
    let before = tokio::time::Instant::now();
    let output = run(&machine("slow"), value!({ "region": "eu-1" })).await;
    assert_eq!(output.unwrap_err().error.as_deref(), Some("States.Timeout"));
    assert_eq!(before.elapsed().as_secs(), 35);
}
