//! Fields that a state does not have: misspelled, of another state type, of another tool.

use asl::{TaskContext, TaskError, Value};

asl::asl!("unknown-field.json");

struct Shop;

impl unknown_field::Tasks for Shop {
    async fn reserve(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = unknown_field::Machine::new(Shop).run("order-1");
}
