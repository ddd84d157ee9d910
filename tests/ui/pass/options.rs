//! Every option of the macro, and one definition as two machines.
#![deny(warnings, missing_docs)]

use asl::{StateMachine, TaskContext, TaskError, Value, value};
use serde::{Deserialize, Serialize};

asl::asl!(
    "tests/ui/pass/options.json",
    mod = shop,
    types = {
        execution: fn(super::Order) -> Option<super::Receipt>,
        charge: fn(super::Charge) -> super::Receipt,
        send: fn(_) -> super::Receipt,
    },
    substitutions = { Stage = "test", "Cool.Off" = "0" },
    express,
);
asl::asl!("tests/ui/pass/options.json", substitutions = { Stage = "live", "Cool.Off" = "0" });

/// The execution's input.
#[derive(Debug, Serialize, Deserialize)]
pub struct Order {
    card: String,
}

/// What a payment needs.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    card: String,
    stage: String,
}

/// What comes of it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    text: String,
}

struct Shop;

impl shop::Tasks for Shop {
    async fn charge(&self, input: Charge, _: &TaskContext) -> Result<Receipt, TaskError> {
        let text = format!("{} in {}", input.card, input.stage);
        Ok(Receipt { text })
    }

    async fn send(&self, input: Value, _: &TaskContext) -> Result<Receipt, TaskError> {
        let text = format!("sent {}", input["text"]);
        Ok(Receipt { text })
    }
}

impl options::Tasks for Shop {
    async fn charge(
        &self,
        input: options::ChargeInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        Ok(value!([input.card, input.stage]))
    }

    async fn send(&self, input: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(input)
    }
}

#[tokio::test]
async fn runs() {
    let machine = shop::Machine::new(Shop);
    assert_eq!(machine.definition().name, "shop");
    let card = "42".to_owned();
    let receipt = machine.run(Order { card }).await.unwrap();
    let text = "sent \"42 in test\"".to_owned();
    assert_eq!(receipt, Some(Receipt { text }));

    let machine = options::Machine::new(Shop);
    assert_eq!(machine.definition().name, "options");
    let output = machine.run(value!({ "card": "42" })).await.unwrap();
    assert_eq!(output, value!(["42", "live"]));
}
