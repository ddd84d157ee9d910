//! YAML that is none.

use asl::{TaskContext, TaskError, Value};

asl::asl!("yaml-syntax.yaml");

struct Shop;

impl yaml_syntax::Tasks for Shop {
    async fn charge(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = yaml_syntax::Machine::new(Shop).run("order-1");
}
