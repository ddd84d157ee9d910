//! Fields of JSONPath in a state in JSONata.

use asl::{TaskContext, TaskError, Value};

asl::asl!("jsonpath-field-in-jsonata.json");

struct Shop;

impl jsonpath_field_in_jsonata::Tasks for Shop {
    async fn charge(
        &self,
        _: jsonpath_field_in_jsonata::ChargeInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = jsonpath_field_in_jsonata::Machine::new(Shop).run("order-1");
}
