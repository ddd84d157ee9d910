//! Resources that are none.

use asl::{TaskContext, TaskError, Value};

asl::asl!("resource.json");

struct Shop;

impl resource::Tasks for Shop {
    async fn b(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = resource::Machine::new(Shop).run("order-1");
}
