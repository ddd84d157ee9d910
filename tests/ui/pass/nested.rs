//! A Parallel in a Map in a Parallel, each reading the variables of those around it.
#![deny(warnings, missing_docs)]

use asl::{TaskContext, TaskError, Value, value};

asl::asl!("tests/ui/pass/nested.json");

struct Upper;

impl nested::Tasks for Upper {
    async fn work(&self, input: nested::WorkInput, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(value!(input.text.to_uppercase()))
    }
}

#[tokio::test]
async fn runs() {
    let machine = nested::Machine::new(Upper);
    let output = machine.run(value!({ "a": "x" })).await.unwrap();
    let rows = value!({ "rows": [["XX-M[1,2]1", "long"], ["XX-M[3]1", "short"]], "from": "x-m" });
    assert_eq!(output, value!([rows, "x"]));
}
