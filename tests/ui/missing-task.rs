//! A task that nobody wrote, and one that the definition does not call.

use asl::{TaskContext, TaskError, Value};

asl::asl!("charge-and-mail.json", mod = charge);

struct Shop;

impl charge::Tasks for Shop {
    async fn charge(&self, _: charge::ChargeInput, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }

    async fn refund(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {}
