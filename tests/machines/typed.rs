//! The user's own types for tasks and for the execution.

use asl::{ExecutionError, TaskContext, TaskError, value};
use serde::{Deserialize, Serialize};

use crate::run;

/// What is ordered.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    sku: String,
    quantity: u32,
}

/// What it costs.
#[derive(Debug, Serialize)]
pub(crate) struct Quote {
    amount: f64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Payment {
    amount: f64,
}

#[derive(Debug, Serialize)]
pub(crate) struct Paid {
    payment: String,
}

/// How it ends.
#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Receipt {
    payment: String,
    status: u16,
}

asl::asl!(
    "tests/machines/typed.json",
    mod = ordering,
    types = {
        execution: fn(super::Order) -> super::Receipt,
        quote: fn(super::Order) -> super::Quote,
        pay: fn(super::Payment) -> super::Paid,
    },
);

struct Shop;

impl ordering::Tasks for Shop {
    async fn quote(&self, order: Order, _: &TaskContext) -> Result<Quote, TaskError> {
        let amount = match order.sku.as_str() {
            "nan" => f64::NAN,
            _ => f64::from(order.quantity) * 2.5,
        };
        Ok(Quote { amount })
    }

    async fn pay(&self, payment: Payment, _: &TaskContext) -> Result<Paid, TaskError> {
        Ok(Paid {
            payment: format!("paid {}", payment.amount),
        })
    }
}

#[tokio::test]
async fn handlers_and_callers_see_their_own_types() {
    let machine = ordering::Machine::new(Shop);
    let order = Order {
        sku: "lamp".into(),
        quantity: 3,
    };
    let receipt: Result<Receipt, ExecutionError> = machine.run(order).await;
    assert_eq!(
        receipt,
        Ok(Receipt {
            payment: "paid 7.5".into(),
            status: 200
        })
    );
}

#[tokio::test]
async fn data_that_does_not_fit_its_type_fails_the_task() {
    let machine = ordering::Machine::new(Shop);
    let error = run(&machine, value!({ "sku": "lamp", "quantity": "many" }))
        .await
        .unwrap_err();
    assert_eq!(error.error.as_deref(), Some("States.TaskFailed"));
    let cause = error.cause.unwrap();
    assert!(
        cause.contains("'task:quote'") && cause.contains("quantity"),
        "{cause}"
    );
}
