//! A `Next` that names no state, but nearly does.

use asl::{TaskContext, TaskError, Value};

asl::asl!("misspelled-next.json");

struct Shop;

impl misspelled_next::Tasks for Shop {
    async fn reserve_stock(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }

    async fn charge_card(
        &self,
        _: misspelled_next::ChargeCardInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = misspelled_next::Machine::new(Shop).run("order-1");
}
