//! A subscription that is charged once a year, and its tests, which take milliseconds: see `tests.rs`.
//!
//! ```text
//! cargo test --example testing
//! ```

use asl::{Engine, MemoryStore, TaskContext, TaskError, Value, value};

asl::asl!("examples/testing/subscription.json");
use subscription::{AskCustomerInput, ChargeInput, Machine, SendMailInput, Tasks, errors};

#[cfg(test)]
mod tests;

struct Shop;

impl Tasks for Shop {
    async fn charge(&self, input: ChargeInput, cx: &TaskContext) -> Result<Value, TaskError> {
        match input.card.as_str() {
            Some("4242") => Ok(value!({ "amount": input.amount, "key": cx.idempotency_key() })),
            _ => Err(errors::CARD_DECLINED.because("the bank says no")),
        }
    }

    /// Whoever has the token gives the answer: `engine.send_task_success(token, "yes")`.
    async fn ask_customer(
        &self,
        input: AskCustomerInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        println!("to {}: renew? {}", input.email, input.token);
        Ok(Value::NULL)
    }

    async fn send_mail(&self, input: SendMailInput, _: &TaskContext) -> Result<Value, TaskError> {
        println!("to {}: {}", input.to, input.why);
        Ok(Value::NULL)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder(MemoryStore::new());
    let engine = engine.machine(Machine::new(Shop)).start().await?;
    let order = value!({ "card": "4000", "email": "ada@example.org" });
    let subscription = engine.start_execution("subscription", None, order).await?;
    println!("{:?}", subscription.outcome().await);
    engine.shutdown().await?;
    Ok(())
}
