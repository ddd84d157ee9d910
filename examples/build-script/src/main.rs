//! A machine that a build script compiled, run in memory with types of the user's own.

use asl::{TaskContext, TaskError};
use serde::{Deserialize, Serialize};

include!(concat!(env!("OUT_DIR"), "/refund.rs"));

/// What an execution is started with.
#[derive(Clone, Debug, Serialize)]
pub struct Refund {
    account: String,
    amount: f64,
}

/// What it ends with.
#[derive(Clone, Debug, Deserialize)]
pub struct Decision {
    decision: String,
    reference: Option<String>,
}

/// What the bank is asked for.
#[derive(Clone, Debug, Deserialize)]
pub struct Payment {
    account: String,
    amount: f64,
}

/// What it answers.
#[derive(Clone, Debug, Serialize)]
pub struct Receipt {
    reference: String,
}

struct Bank;

impl refund::Tasks for Bank {
    async fn pay_back(&self, payment: Payment, _: &TaskContext) -> Result<Receipt, TaskError> {
        let reference = format!("{}/{:.2}", payment.account, payment.amount);
        Ok(Receipt { reference })
    }
}

#[tokio::main]
async fn main() -> Result<(), asl::ExecutionError> {
    let machine = refund::Machine::new(Bank);
    for amount in [19.99, 1999.0] {
        let account = "DE02".to_owned();
        let Decision {
            decision,
            reference,
        } = machine.run(Refund { account, amount }).await?;
        println!(
            "{amount}: {decision} ({})",
            reference.as_deref().unwrap_or("no reference")
        );
    }
    Ok(())
}
