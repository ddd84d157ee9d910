//! A substitution whose value the macro was not given.

use asl::{TaskContext, TaskError, Value};

asl::asl!(
    "substitution-without-value.json",
    substitutions = { Stag = "test" }
);

struct Shop;

impl substitution_without_value::Tasks for Shop {
    async fn charge_function(
        &self,
        _: substitution_without_value::ChargeFunctionInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = substitution_without_value::Machine::new(Shop).run("order-1");
}
