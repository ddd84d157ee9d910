//! Fields of JSONata in a machine whose `QueryLanguage` nobody set.

use asl::{TaskContext, TaskError, Value};

asl::asl!("jsonata-field-in-jsonpath.json");

struct Shop;

impl jsonata_field_in_jsonpath::Tasks for Shop {
    async fn charge(
        &self,
        _: jsonata_field_in_jsonpath::ChargeInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = jsonata_field_in_jsonpath::Machine::new(Shop).run("order-1");
}
