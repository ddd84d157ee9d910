//! Comments, which JSON does not have.

use asl::{TaskContext, TaskError, Value};

asl::asl!("comment-in-json.json");

struct Shop;

impl comment_in_json::Tasks for Shop {
    async fn charge(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = comment_in_json::Machine::new(Shop).run("order-1");
}
