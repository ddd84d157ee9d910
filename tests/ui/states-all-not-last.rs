//! `States.ALL` before other names and before other Catchers, where it hides them.

use asl::{TaskContext, TaskError, Value};

asl::asl!("states-all-not-last.json");

struct Shop;

impl states_all_not_last::Tasks for Shop {
    async fn charge(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = states_all_not_last::Machine::new(Shop).run("order-1");
}
