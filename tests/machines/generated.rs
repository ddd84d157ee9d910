//! The golden files of asl-codegen: compiled without a warning, and run.

#![deny(warnings, missing_docs)]

use std::time::Duration;

use asl::{StateMachine, TaskContext, TaskError, Value, value};

use crate::{NoTasks, failed, run, run_with_history};

include!("../../asl-codegen/tests/generated/gather.rs");
include!("../../asl-codegen/tests/generated/greeting.rs");
// Run by the tests of crashes.
include!("../../asl-codegen/tests/generated/order.rs");
include!("../../asl-codegen/tests/generated/payment.rs");
include!("../../asl-codegen/tests/generated/sales.rs");
include!("../../asl-codegen/tests/generated/triage.rs");

impl greeting::Tasks for NoTasks {}
impl triage::Tasks for NoTasks {}

#[tokio::test(start_paused = true)]
async fn greeting_greets() {
    let start = tokio::time::Instant::now();
    let output = run(
        &greeting::Machine::new(NoTasks),
        value!({ "name": "Ada", "seconds": 3 }),
    )
    .await;
    assert_eq!(
        output,
        Ok(value!({ "text": "Hello, Ada!", "polite": true, "places": ["door", 2] }))
    );
    assert_eq!(start.elapsed(), Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn triage_sorts() {
    let sort = async |input: Value| run(&triage::Machine::new(NoTasks), input).await;
    let high = sort(value!({ "score": 10.5, "label": "a" })).await;
    assert_eq!(high, Ok(value!({ "level": "high", "label": "a" })));
    let spam = sort(value!({ "score": 1, "label": "spam!" })).await;
    assert_eq!(spam, failed("Rejected", "spam!"));
    let late = sort(value!({ "score": 1, "label": "b", "due": "2023-12-31T23:59:59Z" })).await;
    assert_eq!(late, failed("Rejected", "b"));
    let low = sort(value!({ "score": null, "label": "b", "due": "2124-01-01T00:00:00Z" })).await;
    assert_eq!(low, Ok(value!({ "level": "low", "label": "b" })));
}

struct Calculator;

impl gather::Tasks for Calculator {
    async fn multiply(
        &self,
        input: gather::MultiplyInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        match (input.by.as_i64(), input.number.as_i64()) {
            (Some(by), Some(number)) => Ok(Value::from(by * number)),
            _ => Err(TaskError::new("NotNumbers", "")),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn gather_gathers() {
    let machine = gather::Machine::new(Calculator);
    let output = run(&machine, value!({ "factor": 3, "numbers": [1, 2, 3] })).await;
    assert_eq!(output, Ok(value!([{ "count": 3 }, { "factor": 3 }])));
    let output = run(&machine, value!({ "factor": "x", "numbers": [1] })).await;
    assert_eq!(output, failed("NotNumbers", ""));
}

struct Bank;

impl payment::Tasks for Bank {
    async fn charge(
        &self,
        input: payment::ChargeInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        match (input.card.as_str(), input.capture) {
            (Some("busy"), false) if cx.attempt() < 2 => {
                Err(payment::errors::BUSY.because("at first"))
            }
            (Some("declined"), true) => Err(payment::errors::DECLINED.because("no money")),
            (Some("expired"), true) => Err(payment::errors::EXPIRED.because("last year")),
            (Some("torn"), true) => Err(TaskError::new("Torn", "in two")),
            _ => Ok(value!({ "id": input.amount })),
        }
    }

    async fn notify_customer(
        &self,
        input: payment::NotifyCustomerInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        if input.to.is_null() {
            cx.sleep(Duration::from_secs(3600)).await;
        }
        Ok(value!({ "sent": input.to }))
    }
}

#[tokio::test(start_paused = true)]
async fn payment_is_made() {
    let machine = payment::Machine::new(Bank);
    let pay = async |card: &str| {
        run(
            &machine,
            value!({ "card": card, "amount": 5, "email": "a@b" }),
        )
        .await
    };
    for card in ["good", "busy", "declined", "expired"] {
        assert_eq!(pay(card).await, Ok(value!({ "sent": "a@b" })), "{card}");
    }
    assert_eq!(
        pay("torn").await,
        failed("Torn", "the payment could not be captured")
    );
    assert_eq!(machine.definition().timeout_seconds, Some(600));
    // Without a history too.
    let output = machine
        .run(value!({ "card": "good", "amount": 5, "email": "c@d" }))
        .await;
    assert_eq!(output, Ok(value!({ "sent": "c@d" })));
}

#[tokio::test(start_paused = true)]
async fn an_execution_ends_with_its_time() {
    let machine = payment::Machine::new(Bank);
    let start = tokio::time::Instant::now();
    let input = value!({ "card": "good", "amount": 5, "email": null });
    let (result, history) = run_with_history(&machine, input).await;
    assert_eq!(result.unwrap_err().error.as_deref(), Some("States.Timeout"));
    assert_eq!(start.elapsed(), Duration::from_secs(600));
    let last = history
        .last()
        .map(|event| event.event.event_type().into_owned());
    assert_eq!(last.as_deref(), Some("ExecutionTimedOut"));
}
