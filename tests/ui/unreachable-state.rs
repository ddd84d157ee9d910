//! A state that nothing leads to, and two that only lead to each other.

use asl::{TaskContext, TaskError, Value};

asl::asl!("unreachable-state.json");

struct Shop;

impl unreachable_state::Tasks for Shop {
    async fn refund(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = unreachable_state::Machine::new(Shop).run("order-1");
}
