//! JSONata: expressions in every field that takes them, variables, types inferred from expressions.
#![deny(warnings, missing_docs)]

use asl::{TaskContext, TaskError, Value, value};

// Beside this file, as it is not found from the package's root.
asl::asl!("jsonata.json");

struct Shop;

impl jsonata::Tasks for Shop {
    async fn charge(
        &self,
        input: jsonata::ChargeInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        let (text, count): (String, i64) = (input.text, input.count);
        if input.amount == value!(13) {
            return Err(TaskError::new(jsonata::errors::CARD_DECLINED, "unlucky"));
        }
        Ok(value!([input.amount, text, input.large, count]))
    }
}

#[tokio::test]
async fn runs() {
    let machine = jsonata::Machine::new(Shop);
    let order = |price: i64| value!({ "id": "o-1", "items": [{ "price": price, "quantity": 1 }] });
    let paid = machine.run(order(200)).await.unwrap();
    assert_eq!(
        paid,
        value!({ "paid": [180, "Order o-1", true, 3], "of": 200 })
    );
    let error = machine.run(order(13)).await.unwrap_err();
    assert!(error.to_string().contains("CardDeclined"), "{error}");
}
