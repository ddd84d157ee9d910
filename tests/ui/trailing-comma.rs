//! Commas after the last member and element, as other notations allow them.

use asl::{TaskContext, TaskError, Value};

asl::asl!("trailing-comma.json");

struct Shop;

impl trailing_comma::Tasks for Shop {
    async fn charge(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = trailing_comma::Machine::new(Shop).run("order-1");
}
