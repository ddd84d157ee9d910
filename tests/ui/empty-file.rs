//! A file without content.

use asl::{TaskContext, TaskError, Value};

asl::asl!("empty-file.json");

struct Shop;

impl empty_file::Tasks for Shop {
    async fn charge(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = empty_file::Machine::new(Shop).run("order-1");
}
