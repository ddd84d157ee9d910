//! Paths that are none, that may not be where they are, or that forget their `.$`.

use asl::{TaskContext, TaskError, Value};

asl::asl!("broken-jsonpath.json");

struct Shop;

impl broken_jsonpath::Tasks for Shop {
    async fn charge(
        &self,
        _: broken_jsonpath::ChargeInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = broken_jsonpath::Machine::new(Shop).run("order-1");
}
