//! Both of `Next` and `End`, and neither.

use asl::{TaskContext, TaskError, Value};

asl::asl!("next-or-end.json");

struct Shop;

impl next_or_end::Tasks for Shop {
    async fn pay(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = next_or_end::Machine::new(Shop).run("order-1");
}
