//! Mistakes in a definition inside of a template, and in the way to it.

use asl::{TaskContext, TaskError, Value};

asl::asl!("template.yaml#Order");
asl::asl!("template.yaml#Odrer");
asl::asl!("template.yaml", mod = which);

struct Shop;

impl order::Tasks for Shop {
    async fn ask_function(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = order::Machine::new(Shop).run("order-1");
    let _ = odrer::Machine::new(Shop);
    let _ = which::Machine::new(Shop);
}
