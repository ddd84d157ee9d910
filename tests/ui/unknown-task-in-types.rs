//! Types and other options for tasks that the definition does not call, and types of a shape that a task does not have.

use asl::{TaskContext, TaskError, Value};

asl::asl!(
    "charge-and-mail.json",
    mod = charge,
    types = { chrage: fn(_) -> u32, refund: fn(_) -> u32 },
    at_most_once = [charge, send_mial],
);
asl::asl!("charge-and-mail.json", mod = mail, types = { send_mail: fn(u32, u32) -> u32 });

struct Shop;

impl charge::Tasks for Shop {
    async fn charge(&self, _: charge::ChargeInput, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }

    async fn send_mail(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }
}

fn main() {
    let _ = charge::Machine::new(Shop).run("order-1");
    let _ = mail::Machine::new(Shop).run("order-1");
}
