//! A Distributed Map, which is not supported yet.

use asl::{TaskContext, TaskError, Value};

asl::asl!("distributed-map.json");

struct Shop;

impl distributed_map::Tasks for Shop {
    async fn charge(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = distributed_map::Machine::new(Shop).run("order-1");
}
