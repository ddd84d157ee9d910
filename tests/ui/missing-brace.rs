//! A brace that is not there.

use asl::{TaskContext, TaskError, Value};

asl::asl!("missing-brace.json");

struct Shop;

impl missing_brace::Tasks for Shop {
    async fn charge(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = missing_brace::Machine::new(Shop).run("order-1");
}
