//! JSONPath: every state type, retries and errors, templates, reference paths, the Context Object, intrinsic functions.
#![deny(warnings, missing_docs)]

use asl::{TaskContext, TaskError, Value, value};

asl::asl!("tests/ui/pass/jsonpath.json");

struct Shop;

impl jsonpath::Tasks for Shop {
    async fn reserve_item(&self, input: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(input)
    }

    async fn charge_card(
        &self,
        input: jsonpath::ChargeCardInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        let (currency, last): (String, bool) = (input.currency, input.r#final);
        if input.amount == value!(13) {
            return Err(TaskError::new(jsonpath::errors::CARD_DECLINED, "unlucky"));
        }
        Ok(value!({ "payment": format!("{} {currency} {last}", input.amount) }))
    }
}

#[tokio::test]
async fn runs() {
    let machine = jsonpath::Machine::new(Shop);
    let order = |total: i64| value!({ "id": "o-1", "items": [{ "sku": "lamp" }], "total": total });
    let paid = machine.run(order(7)).await.unwrap();
    assert_eq!(paid, value!([["packed"], { "payment": "7 EUR true" }]));
    let error = machine.run(order(13)).await.unwrap_err();
    assert!(error.to_string().contains("OrderRefused"), "{error}");
    let gift = value!({ "id": "o-2", "kind": "gift for you" });
    let thanks = machine.run(gift).await.unwrap();
    assert_eq!(thanks, value!({ "thanks": 1.5, "to": "o-2" }));
}
