//! The same expressions as a person would write them over `serde_json::Value`.

use jiff::Timestamp;
use serde_json::{Value, json};

/// An expression: input, context object and the present in, result out; nothing for undefined.
pub(crate) type ByHand = fn(&Value, &Value, Timestamp) -> Option<Value>;

/// The functions in the order of `expressions.txt`.
pub(crate) const BY_HAND: &[ByHand] = &[
    |input, _, _| Some(json!(input["order"]["total"].as_f64()? > 100.0)),
    |input, _, _| {
        let total = |item: &Value| Some(item["price"].as_f64()? * item["qty"].as_f64()?);
        Some(json!(items(input).iter().filter_map(total).sum::<f64>()))
    },
    |input, _, _| {
        let dear = items(input)
            .iter()
            .filter(|item| item["price"].as_f64().is_some_and(|price| price > 10.0));
        Some(
            dear.map(|item| json!({ "id": item["id"], "p": item["price"] }))
                .collect(),
        )
    },
    |input, _, _| Some(Value::String(format!("Hello {}", input["name"].as_str()?))),
    |input, _, _| {
        let mut merged = input.as_object()?.clone();
        merged.insert("a".to_owned(), json!(1));
        Some(Value::Object(merged))
    },
    |input, _, _| {
        let items = items(input).iter().enumerate();
        Some(
            items
                .map(|(index, item)| json!({ "i": index, "id": item["id"] }))
                .collect(),
        )
    },
    |input, _, _| Some(input.get("x").cloned().unwrap_or_else(|| json!("none"))),
    |_, _, now| Some(json!(now.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string())),
    |input, _, _| serde_json::to_string(input).ok().map(Value::String),
    |input, _, _| {
        Some(json!(
            items(input)
                .iter()
                .filter(|item| item["status"] == "OK")
                .count()
        ))
    },
    |input, _, _| {
        let mut sorted: Vec<&Value> = items(input).iter().collect();
        sorted.sort_by(|a, b| {
            let (a, b) = (a["price"].as_f64(), b["price"].as_f64());
            b.partial_cmp(&a).unwrap_or(std::cmp::Ordering::Equal)
        });
        sorted.first().map(|first| (*first).clone())
    },
    |input, _, _| {
        let ids: Vec<&str> = items(input)
            .iter()
            .filter_map(|item| item["id"].as_str())
            .collect();
        Some(Value::String(ids.join(",")))
    },
    |input, context, _| {
        Some(json!({
            "orderId": input["order"]["id"],
            "at": context["State"]["EnteredTime"],
            "n": items(input).len(),
        }))
    },
];

fn items(input: &Value) -> &[Value] {
    input["items"].as_array().map_or(&[], Vec::as_slice)
}
