//! Mistakes of every stage in one file: all are told at once.

use asl::{TaskContext, TaskError, Value};

asl::asl!("several-mistakes.json");

struct Shop;

impl several_mistakes::Tasks for Shop {
    async fn reserve(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }

    async fn charge(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = several_mistakes::Machine::new(Shop).run("order-1");
}
