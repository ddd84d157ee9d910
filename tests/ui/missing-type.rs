//! States without a `Type`, or with one that there is not.

use asl::{TaskContext, TaskError, Value};

asl::asl!("missing-type.json");

struct Shop;

impl missing_type::Tasks for Shop {
    async fn reserve(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }

    async fn charge(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }

    async fn ship(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = missing_type::Machine::new(Shop).run("order-1");
}
