//! Substitutions that the machine cannot be compiled without, and a value for one that is not there.

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
    let substitutions = substitution_without_value::Substitutions {
        stage: "test".into(),
        cool_off: 1,
    };
    let _ = substitution_without_value::Machine::new(Shop, substitutions).run("order-1");
}
