//! The same expressions in two interpreters.

use std::collections::HashMap;

use bumpalo::Bump;
use jsonata_rs::JsonAta;
use serde_json::Value;

/// The expression with `$states` as a field of the data: `jsonata-core` binds no variables where it parses only once.
fn over_data(expression: &str) -> String {
    expression.replace("$states", "states")
}

/// An expression of `jsonata-core`, parsed, and the data that it is evaluated over, converted.
pub(crate) struct Core {
    expression: jsonata_core::Expression,
    data: jsonata_core::value::JValue,
}

impl Core {
    pub(crate) fn new(expression: &str, data: &Value) -> Core {
        let expression = jsonata_core::Expression::compile(&over_data(expression));
        let data = jsonata_core::value::JValue::from_json_str(&data.to_string());
        Core {
            expression: expression.expect("it is valid"),
            data: data.expect("it is JSON"),
        }
    }

    pub(crate) fn evaluate(&self) -> jsonata_core::value::JValue {
        self.expression.evaluate(&self.data).expect("it evaluates")
    }
}

/// Evaluates an expression with `jsonata-rs`. Data and results live as long as the arena that they are in, so that each
/// evaluation has to parse the expression and to convert the data as well.
pub(crate) fn evaluate_in_arena(expression: &str, states: &Value) {
    let arena = Bump::new();
    let parsed = JsonAta::new(expression, &arena).expect("it is valid");
    let bindings = HashMap::from([("states", states)]);
    let result = parsed.evaluate(None, Some(&bindings));
    std::hint::black_box(result.expect("it evaluates"));
}
