//! What compiled payload templates and data-flow fields call: paths with AWS's error texts, results of expressions of the
//! type that a field wants, the Lambda envelope.

use arcstr::ArcStr;
use jiff::Timestamp;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserializer, Serialize, Serializer};

use crate::error::{ExecutionError, Failure, TaskError};
use crate::frame::StateData;
use crate::intrinsics::IntrinsicError;
use crate::jsonata;
use crate::jsonpath::{self, Step};
use crate::timestamp::parse;
use crate::value::{Kind, Map, Value, from_value, to_value};

/// An object of a payload template.
pub fn object<const N: usize>(members: [(ArcStr, Value); N]) -> Value {
    // Compiled in the user's crate, once a length: no more than has to be.
    let members: Box<[(ArcStr, Value)]> = Box::new(members);
    Map::from(members.into_vec()).into()
}

/// An array of a payload template.
pub fn array<const N: usize>(elements: [Value; N]) -> Value {
    let elements: Box<[Value]> = Box::new(elements);
    elements.into_vec().into()
}

/// The value that a path of a payload template has found, or AWS's error.
pub fn required(
    found: Option<&Value>,
    path: &str,
    field: &str,
    input: &Value,
) -> Result<Value, Failure> {
    found.cloned().ok_or_else(|| {
        Failure::runtime(format!(
            "The JSONPath '{path}' specified for the field '{field}' could not be found in the input '{input}'"
        ))
    })
}

/// The value at the path of `InputPath`, `OutputPath` or another `…Path` field.
pub fn select(value: &Value, steps: &[Step<'_>], path: &str) -> Result<Value, Failure> {
    jsonpath::required(value, steps, path)
        .cloned()
        .map_err(Failure::runtime)
}

/// What a path of such a field has found that may find several values.
pub fn found(found: Option<Value>, path: &str) -> Result<Value, Failure> {
    found.ok_or_else(|| {
        Failure::runtime(format!(
            "Invalid path '{path}' : No results for path: {path}"
        ))
    })
}

/// The same in a variable.
pub fn select_variable(
    variable: Option<&Value>,
    steps: &[Step<'_>],
    path: &str,
) -> Result<Value, Failure> {
    let variable = variable
        .ok_or_else(|| Failure::runtime(format!("The variable of '{path}' has no value.")))?;
    select(variable, steps, path)
}

/// `ResultPath` of one member, the input's: the input with the result there.
pub fn put(mut input: Value, name: ArcStr, path: &str, result: Value) -> Result<Value, Failure> {
    match input.as_object_mut() {
        Some(members) => {
            members.insert(name, result);
            Ok(input)
        }
        // It says why not.
        None => place(input, &[Step::Key(&name)], path, result),
    }
}

/// `ResultPath`: the input with the result at this place.
pub fn place(
    input: Value,
    steps: &[Step<'_>],
    path: &str,
    result: Value,
) -> Result<Value, Failure> {
    jsonpath::set(input, steps, result).map_err(|cause| {
        Failure::found(
            "States.ResultPathMatchFailure",
            format!("The ResultPath '{path}' does not match: {cause}"),
        )
    })
}

/// The value of a Choice's `Variable`, or AWS's error.
pub fn choice_variable<'v>(found: Option<&'v Value>, path: &str) -> Result<&'v Value, Failure> {
    found.ok_or_else(|| {
        Failure::runtime(format!(
            "Invalid path '{path}': The choice state's condition path references an invalid value."
        ))
    })
}

/// No rule of a Choice held, and it has no `Default`.
pub fn no_choice_matched() -> Failure {
    Failure::found(
        "States.NoChoiceMatched",
        "No rule of the Choice state matched, and it has no Default.",
    )
}

/// An intrinsic function's result, or its error with the place of the call.
pub fn intrinsic(
    result: Result<Value, IntrinsicError>,
    call: &str,
    field: &str,
) -> Result<Value, Failure> {
    result.map_err(|error| {
        let cause = error.cause();
        Failure::found(
            "States.IntrinsicFailure",
            format!("The function '{call}' specified for the field '{field}' failed: {cause}"),
        )
    })
}

/// The text of a string, else the value's JSON.
pub fn string(value: Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_json_string(), str::to_owned)
}

/// The integer that a function has returned which returns nothing else.
pub fn integer(value: Value) -> i64 {
    value.as_i64().unwrap_or_default()
}

/// The Boolean that a function has returned which returns nothing else.
pub fn boolean(value: Value) -> bool {
    value.as_bool().unwrap_or_default()
}

/// A non-negative whole number from a `…Path` field.
pub fn whole_number(value: Value, field: &str, path: &str) -> Result<u64, Failure> {
    // AWS reads a string of digits as the number it says.
    let written = value.as_str().and_then(|text| text.parse().ok());
    let number = value.as_i64().and_then(|number| u64::try_from(number).ok());
    number.or(written).ok_or_else(|| {
        let value = quoted(&value);
        Failure::runtime(format!(
            "The {field} field refers to value {value} which is not a valid integer: {path}"
        ))
    })
}

/// A number at a path that may be negative.
pub fn signed_number(value: Value, field: &str, path: &str) -> Result<i64, Failure> {
    let written = value.as_str().and_then(|text| text.parse().ok());
    value.as_i64().or(written).ok_or_else(|| {
        let value = quoted(&value);
        Failure::runtime(format!(
            "The {field} field refers to value {value} which is not a valid integer: {path}"
        ))
    })
}

/// A number of items that fail and are tolerated.
pub fn not_negative(number: i64, field: &str) -> Result<u64, Failure> {
    u64::try_from(number).map_err(|_| Failure::runtime(format!("{field} cannot be negative.")))
}

/// A value of the wrong type as AWS writes it: what is no string is put into quotes as it stands.
fn quoted(value: &Value) -> String {
    match value.as_str() {
        Some(_) => value.to_string(),
        None => format!("\"{value}\""),
    }
}

/// `ToleratedFailurePercentagePath`.
pub fn percentage(value: Value, path: &str) -> Result<f64, Failure> {
    let written = value.as_str().and_then(|text| text.parse().ok());
    let Some(number) = value.as_f64().or(written) else {
        let value = quoted(&value);
        return Err(Failure::runtime(format!(
            "The ToleratedFailurePercentagePath field refers to value {value} which is not a valid float: {path}"
        )));
    };
    in_percent(number)
}

/// The value of `ToleratedFailurePercentage`.
pub fn percentage_result(value: Value, field: &'static str, source: &str) -> Result<f64, Failure> {
    match value.as_f64() {
        Some(number) => in_percent(number),
        None => Err(unexpected(&value, "number", field, source)),
    }
}

fn in_percent(number: f64) -> Result<f64, Failure> {
    match (0.0..=100.0).contains(&number) {
        true => Ok(number),
        false => Err(Failure::runtime(
            "ToleratedFailurePercentage must be between 0 and 100.",
        )),
    }
}

/// `SecondsPath` of a Wait.
pub fn seconds(found: Option<&Value>, path: &str) -> Result<u64, Failure> {
    let Some(value) = found else {
        return Err(Failure::runtime(format!(
            "The SecondsPath parameter does not reference an input value: {path}"
        )));
    };
    match value.kind() {
        Kind::Int(seconds) => u64::try_from(seconds).map_err(|_| {
            Failure::runtime(format!(
                "The SecondsPath parameter references a negative value: {path} == {value}"
            ))
        }),
        _ => {
            let value = string(value.clone());
            Err(Failure::runtime(format!(
                "The SecondsPath parameter cannot be parsed as a long value: {path} == {value}"
            )))
        }
    }
}

/// `TimestampPath` of a Wait.
pub fn timestamp(found: Option<&Value>, path: &str) -> Result<Timestamp, Failure> {
    let Some(value) = found else {
        return Err(Failure::runtime(format!(
            "The TimestampPath parameter does not reference an input value: {path}"
        )));
    };
    value.as_str().and_then(parse).ok_or_else(|| {
        let value = string(value.clone());
        Failure::runtime(format!(
            "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: \
             {path} == {value}"
        ))
    })
}

/// `Timestamp` of a Wait, which was checked when the machine was compiled.
pub fn timestamp_literal(text: &str) -> Result<Timestamp, Failure> {
    parse(text).ok_or_else(|| Failure::runtime(format!("'{text}' is not a time stamp")))
}

/// What a Map maps over: its input, or what `ItemsPath` has found.
pub fn items(value: &Value, path: Option<&str>) -> Result<Vec<Value>, Failure> {
    elements(value).ok_or_else(|| match path {
        None => Failure::runtime(not_an_array(value)),
        Some(path) => Failure::runtime(format!("Reference path \"{path}\" must point to array.")),
    })
}

/// What a Map of JSONata maps over where it has no `Items`: its input.
pub fn input_items(input: &Value) -> Result<Vec<Value>, Failure> {
    elements(input).ok_or_else(|| Failure::evaluation(None, not_an_array(input)))
}

fn elements(value: &Value) -> Option<Vec<Value>> {
    value.as_array().map(<[Value]>::to_vec)
}

fn not_an_array(input: &Value) -> String {
    format!("Map state input must be an array but was: {input}")
}

/// An expression's value.
///
/// # Errors
///
/// `States.QueryEvaluationError` with the reference's text.
pub fn evaluate<T>(
    field: &'static str,
    source: &'static str,
    expression: impl FnOnce() -> Result<T, jsonata::Error>,
) -> Result<T, Failure> {
    expression().map_err(|error| {
        let what = match error.is_unsupported_result() {
            true => "returned an unsupported result type.".to_owned(),
            false => format!("threw an error during evaluation. {error}"),
        };
        let message =
            format!("The JSONata expression '{source}' specified for the field '{field}' {what}");
        Failure::evaluation(Some(field), message)
    })
}

/// The value of an expression that may come to nothing, which is an error.
pub fn defined(
    field: &'static str,
    source: &'static str,
    value: Option<Value>,
) -> Result<Value, Failure> {
    value.ok_or_else(|| {
        Failure::evaluation(
            Some(field),
            format!("The JSONata expression '{source}' specified for the field '{field}' returned nothing (undefined)."),
        )
    })
}

fn unexpected(value: &Value, expected: &str, field: &'static str, source: &str) -> Failure {
    let found = match value.kind() {
        Kind::Null => "null",
        Kind::Bool(_) => "boolean",
        Kind::Int(_) | Kind::Float(_) => "number",
        Kind::String(_) => "string",
        Kind::Array(_) => "array",
        Kind::Object(_) => "object",
    };
    Failure::evaluation(
        Some(field),
        format!(
            "The JSONata expression '{source}' specified for the field '{field}' returned an unexpected result type. \
             Expected '{expected}', but was '{found}' for value: {value}"
        ),
    )
}

/// A `Condition`'s value.
pub fn boolean_result(value: Value, field: &'static str, source: &str) -> Result<bool, Failure> {
    value
        .as_bool()
        .ok_or_else(|| unexpected(&value, "boolean", field, source))
}

/// A string's value.
pub fn string_result(value: Value, field: &'static str, source: &str) -> Result<String, Failure> {
    value
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| unexpected(&value, "string", field, source))
}

/// A count's value.
pub fn whole_number_result(
    value: Value,
    field: &'static str,
    source: &str,
) -> Result<u64, Failure> {
    let number = value.as_i64().and_then(|number| u64::try_from(number).ok());
    number.ok_or_else(|| unexpected(&value, "number", field, source))
}

/// The value of a number that may be negative.
pub fn signed_number_result(
    value: Value,
    field: &'static str,
    source: &str,
) -> Result<i64, Failure> {
    let number = value.as_i64();
    number.ok_or_else(|| unexpected(&value, "number", field, source))
}

/// The value of `Items`.
pub fn items_result(
    value: Value,
    field: &'static str,
    source: &str,
) -> Result<Vec<Value>, Failure> {
    value
        .into_array()
        .map_err(|value| unexpected(&value, "array", field, source))
}

/// The value of a Wait's `Timestamp`.
pub fn timestamp_result(
    value: Value,
    field: &'static str,
    source: &str,
) -> Result<Timestamp, Failure> {
    let Some(text) = value.as_str() else {
        return Err(unexpected(&value, "string", field, source));
    };
    parse(text).ok_or_else(|| {
        let cause = format!(
            "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}"
        );
        Failure::evaluation(Some(field), cause)
    })
}

/// What `lambda:invoke` calls a function with: an empty object where the payload is null, what it says where it is JSON
/// text. As on AWS, which hands texts on as they are.
pub fn payload(payload: Value) -> Value {
    if payload.is_null() {
        return Value::object::<&str, Value>([]);
    }
    let parsed = payload.as_str().and_then(|text| Value::parse(text).ok());
    parsed.unwrap_or(payload)
}

/// The request of `lambda:invoke`, for the history.
pub(crate) fn lambda_request(request: Value, payload: Value) -> Value {
    let mut request = request.into_object().unwrap_or_default();
    request.insert("Payload", payload);
    request.into()
}

/// The envelope in which `lambda:invoke` returns a function's result.
pub(crate) fn lambda_response(payload: Value) -> Value {
    object([
        (
            arcstr::literal!("ExecutedVersion"),
            arcstr::literal!("$LATEST").into(),
        ),
        (arcstr::literal!("Payload"), payload),
        (arcstr::literal!("StatusCode"), 200.into()),
    ])
}

/// A task's arguments as the user's type.
pub fn task_input<T: DeserializeOwned>(arguments: &Value, task: &str) -> Result<T, Failure> {
    from_value(arguments).map_err(|error| {
        TaskError::new(
            "States.TaskFailed",
            format!("the input of the task '{task}' does not fit its type: {error}"),
        )
        .into()
    })
}

/// A task's result of the user's type.
pub async fn task_output<T: Serialize>(
    task: impl Future<Output = Result<T, TaskError>> + Send,
) -> Result<Value, TaskError> {
    let output = task.await?;
    to_value(&output).map_err(|error| {
        TaskError::new(
            "States.TaskFailed",
            format!("the task's result can't be written as JSON: {error}"),
        )
    })
}

/// An execution's input of the user's type.
pub fn execution_input<T: Serialize>(input: &T) -> Result<Value, ExecutionError> {
    to_value(input).map_err(|error| ExecutionError {
        error: Some("States.Runtime".to_owned()),
        cause: Some(format!(
            "the execution's input can't be written as JSON: {error}"
        )),
    })
}

/// An execution's output as the user's type.
pub fn execution_output<T: DeserializeOwned>(output: Value) -> Result<T, ExecutionError> {
    from_value(&output).map_err(|error| ExecutionError {
        error: Some("States.Runtime".to_owned()),
        cause: Some(format!(
            "the execution's output does not fit its type: {error}"
        )),
    })
}

/// A `State` as serde sees it: its name with its input.
pub fn serialize_state<D: StateData, S: Serializer>(
    state: &D,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map([(state.info().name, state.input())])
}

/// The reverse of [`serialize_state`].
pub fn deserialize_state<'de, T: StateData, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = <Value as serde::Deserialize>::deserialize(deserializer)?;
    let member = value.as_object().and_then(|object| object.iter().next());
    let (name, input) =
        member.ok_or_else(|| D::Error::custom("expected a state's name with its input"))?;
    T::restore(name, input.clone())
        .ok_or_else(|| D::Error::custom(format_args!("no state is called `{name}`")))
}
