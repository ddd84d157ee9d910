//! What a case's function sees.

pub use asl_runtime::random::Random;
pub use asl_runtime::{Value, jsonata};

use asl_runtime::{Clock, SystemClock};

/// What the expressions see.
pub struct Scope<'a> {
    pub data: Option<Value>,
    pub states: Value,
    pub bindings: Value,
    pub evaluation: jsonata::Evaluation<'a>,
}

/// A compiled expression.
pub type Case = fn(&mut Scope<'_>) -> Result<Option<Value>, jsonata::Error>;

/// What stands in for an expression that could not be compiled.
pub fn refused(_: &mut Scope<'_>) -> Result<Option<Value>, jsonata::Error> {
    unreachable!("it is never called")
}

/// Evaluates an expression over the data and the bindings of a case's line; gives the line of its result.
pub fn evaluate(case: Case, line: &str) -> String {
    let line = Value::parse(line).expect("a case is JSON");
    let mut random = Random::new(1);
    let bindings = line.get("bindings").cloned().unwrap_or_default();
    let mut scope = Scope {
        data: line.get("data").cloned(),
        states: bindings.get("states").cloned().unwrap_or_default(),
        bindings,
        evaluation: jsonata::Evaluation::new(SystemClock.now(), &mut random),
    };
    let result = match case(&mut scope) {
        Ok(Some(value)) => Value::object([("result", value)]),
        Ok(None) => Value::object([("undefinedResult", true)]),
        Err(error) => Value::object([
            ("code", Value::from(&*error.code)),
            ("message", Value::from(&*error.message)),
        ]),
    };
    result.to_json_string()
}
