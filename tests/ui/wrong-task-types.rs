//! A task whose input is not what the definition gives it, one whose output is not what it takes, a field that is not given.

use asl::{TaskContext, TaskError, Value};

asl::asl!("charge-and-mail.json", mod = charge, types = { send_mail: fn(_) -> u32 });

struct Shop;

impl charge::Tasks for Shop {
    async fn charge(&self, _: String, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(Value::from(true))
    }

    async fn send_mail(&self, _: Value, _: &TaskContext) -> Result<String, TaskError> {
        Ok(String::new())
    }
}

fn cents(input: &charge::ChargeInput) -> i64 {
    input.amuont * 100
}

fn main() {}
