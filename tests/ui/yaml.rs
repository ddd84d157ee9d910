//! Mistakes in YAML, one of them inside an expression in a block.

use asl::{TaskContext, TaskError, Value};

asl::asl!("yaml.yaml");

struct Shop;

impl yaml::Tasks for Shop {
    async fn charge(&self, _: yaml::ChargeInput, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = yaml::Machine::new(Shop).run("order-1");
}
