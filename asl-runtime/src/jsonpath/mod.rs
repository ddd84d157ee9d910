//! What compiled paths call: Reference Paths, and those that can find any number of values ([`find`]).
//!
//! A path of the definition is a slice of steps: `$.order.lines[0]` is `&[Key("order"), Key("lines"), Index(0)]`, to be applied
//! to the value it starts at.
//!
//! ```
//! use asl_runtime::jsonpath::{self, Index, Key};
//! use asl_runtime::value;
//!
//! let input = value!({ "order": { "lines": ["A", "B"] } });
//! assert_eq!(jsonpath::lookup(&input, &[Key("order"), Key("lines"), Index(-1)]), Some(&"B".into()));
//! assert_eq!(jsonpath::lookup(&input, &[Key("order"), Key("total")]), None);
//! ```

mod general;

use crate::value::{Kind, Map, Value};

pub use general::{Comparison, Filter, FilterPath, Function, Operand, Pattern, Selector, find};

pub use Step::{Index, Key};

/// A step of a Reference Path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// `.name` or `['name']`
    Key(&'a str),
    /// `[0]`; a negative index counts from the end.
    Index(i64),
}

/// What a path finds.
pub fn lookup<'v>(value: &'v Value, path: &[Step<'_>]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| step.of(value))
}

/// What a path finds, or the cause why it finds nothing: `InputPath` and others need something to be there.
///
/// `text` is the path as the definition has it.
pub fn required<'v>(value: &'v Value, path: &[Step<'_>], text: &str) -> Result<&'v Value, String> {
    let mut found = value;
    for (position, step) in path.iter().enumerate() {
        found = step
            .of(found)
            .ok_or_else(|| format!("Invalid path '{text}' : {}", cause(found, path, position)))?;
    }
    Ok(found)
}

/// Puts a result where a path points to, as `ResultPath` does, or says as a cause why that is impossible.
///
/// Objects that are missing on the way are made. Nothing else is: a step into a value that is no object, or to an element that
/// an array does not have, fails. What nobody else holds is changed in place.
pub fn set(mut input: Value, path: &[Step<'_>], result: Value) -> Result<Value, String> {
    if let Some(step) = obstacle(&input, path) {
        let step = match step {
            Key(name) => (*name).to_owned(),
            Index(index) => index.to_string(),
        };
        return Err(format!("Unable to apply step \"{step}\" to input {input}"));
    }
    if let Some(place) = place(&mut input, path) {
        *place = result;
    }
    Ok(input)
}

/// The step that cannot be taken, if there is one.
fn obstacle<'p, 'a>(input: &Value, path: &'p [Step<'a>]) -> Option<&'p Step<'a>> {
    // `None` is an object that is to be made.
    let mut value = Some(input);
    path.iter()
        .find(|step| match (step, value.map(Value::kind)) {
            (Key(name), Some(Kind::Object(members))) => {
                value = members.get(name);
                false
            }
            (Key(_), None) => false,
            (Index(_), Some(Kind::Array(_))) => {
                value = value.and_then(|array| step.of(array));
                value.is_none()
            }
            _ => true,
        })
}

/// The place a path points to, objects on the way being made.
fn place<'v>(value: &'v mut Value, path: &[Step<'_>]) -> Option<&'v mut Value> {
    let mut value = value;
    for (position, step) in path.iter().enumerate() {
        value = match step {
            Key(name) => {
                let members = value.as_object_mut()?;
                if !members.contains_key(name) {
                    let missing = match path.get(position + 1) {
                        Some(_) => Value::from(Map::new()),
                        None => Value::NULL,
                    };
                    members.insert(*name, missing);
                }
                members.get_mut(name)?
            }
            Index(index) => {
                let elements = value.as_array_mut()?;
                let index = position_of(*index, elements.len())?;
                elements.get_mut(index)?
            }
        };
    }
    Some(value)
}

impl Step<'_> {
    #[inline]
    fn of<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        match self {
            Key(name) => value.get(name),
            Index(index) => {
                let elements = value.as_array()?;
                elements.get(position_of(*index, elements.len())?)
            }
        }
    }
}

fn position_of(index: i64, len: usize) -> Option<usize> {
    match usize::try_from(index) {
        Ok(index) => Some(index),
        Err(_) => len.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

/// Why a step finds nothing in a value, in the words of the library that Step Functions uses.
fn cause(value: &Value, path: &[Step<'_>], position: usize) -> String {
    let upstream = print(&path[..position]);
    let is_last = position + 1 == path.len();
    match (&path[position], value.kind()) {
        (Key(_), Kind::Object(_)) if is_last => format!("No results for path: ${}", print(path)),
        (Key(_), Kind::Object(_)) => {
            format!("Missing property in path ${}", print(&path[..=position]))
        }
        (step @ Key(_), _) => format!(
            "Expected to find an object with property {} in path ${upstream} but found '{}'. This is not a json object \
             according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'.",
            print(&[*step]),
            java_class(value),
        ),
        (Index(_), Kind::Array(_)) => format!("No results for path: ${}", print(path)),
        (Index(_), Kind::Null) => format!("The path ${upstream} is null"),
        (Index(_), _) => format!(
            "Filter: {} can only be applied to arrays. Current context is: {}",
            print(&path[position..]),
            value.to_java_string(),
        ),
    }
}

/// The steps in bracket notation.
fn print(path: &[Step<'_>]) -> String {
    let steps = path.iter().map(|step| match step {
        Key(name) => format!("['{name}']"),
        Index(index) => format!("[{index}]"),
    });
    steps.collect()
}

fn java_class(value: &Value) -> &'static str {
    match value.kind() {
        Kind::Null => "null",
        Kind::Bool(_) => "java.lang.Boolean",
        Kind::Int(int) if i32::try_from(int).is_ok() => "java.lang.Integer",
        Kind::Int(_) => "java.lang.Long",
        Kind::Float(_) => "java.lang.Double",
        Kind::String(_) => "java.lang.String",
        Kind::Array(_) => "java.util.ArrayList",
        Kind::Object(_) => "java.util.LinkedHashMap",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    fn data() -> Value {
        value!({ "a": { "b": [10, { "c": null }] }, "s": "text", "n": null })
    }

    #[test]
    fn steps_lead_into_objects_and_arrays() {
        let data = data();
        let found = |path: &[Step<'_>]| lookup(&data, path).cloned();
        assert_eq!(found(&[]), Some(data.clone()));
        assert_eq!(found(&[Key("a"), Key("b"), Index(0)]), Some(10.into()));
        assert_eq!(
            found(&[Key("a"), Key("b"), Index(-1), Key("c")]),
            Some(Value::NULL)
        );
        assert_eq!(found(&[Key("a"), Key("b"), Index(-2)]), Some(10.into()));
        for index in [2, -3, i64::MIN, i64::MAX] {
            assert_eq!(found(&[Key("a"), Key("b"), Index(index)]), None);
        }
        assert_eq!(found(&[Key("s"), Key("x")]), None);
        assert_eq!(found(&[Index(0)]), None);
    }

    #[test]
    fn a_path_that_finds_nothing_says_why() {
        let data = data();
        let cause = |path: &[Step<'_>]| required(&data, path, "$.p").unwrap_err();
        assert_eq!(
            cause(&[Key("x")]),
            "Invalid path '$.p' : No results for path: $['x']"
        );
        assert_eq!(
            cause(&[Key("a"), Key("x")]),
            "Invalid path '$.p' : No results for path: $['a']['x']"
        );
        assert_eq!(
            cause(&[Key("a"), Key("x"), Key("y")]),
            "Invalid path '$.p' : Missing property in path $['a']['x']"
        );
        assert_eq!(
            cause(&[Key("a"), Key("b"), Index(2), Key("c")]),
            "Invalid path '$.p' : No results for path: $['a']['b'][2]['c']"
        );
        assert_eq!(
            cause(&[Key("n"), Index(0)]),
            "Invalid path '$.p' : The path $['n'] is null"
        );
        assert_eq!(
            cause(&[Key("a"), Index(0), Key("c")]),
            "Invalid path '$.p' : Filter: [0]['c'] can only be applied to arrays. Current context is: {b=[10, {c=null}]}"
        );
        assert!(cause(&[Key("s"), Key("x")]).starts_with(
            "Invalid path '$.p' : Expected to find an object with property ['x'] in path $['s'] but found 'java.lang.String'."
        ));
        assert!(required(&data, &[Key("n")], "$.n").is_ok_and(Value::is_null));
    }

    #[test]
    fn a_result_goes_where_the_path_points() {
        let set = |path: &[Step<'_>]| set(data(), path, "R".into()).unwrap().to_string();
        assert_eq!(set(&[]), r#""R""#);
        assert_eq!(
            set(&[Key("s")]),
            r#"{"a":{"b":[10,{"c":null}]},"s":"R","n":null}"#
        );
        assert_eq!(
            set(&[Key("x"), Key("y")]),
            r#"{"a":{"b":[10,{"c":null}]},"s":"text","n":null,"x":{"y":"R"}}"#
        );
        assert_eq!(
            set(&[Key("a"), Key("b"), Index(0)]),
            r#"{"a":{"b":["R",{"c":null}]},"s":"text","n":null}"#
        );
        assert_eq!(
            set(&[Key("a"), Key("b"), Index(-1), Key("d"), Key("e")]),
            r#"{"a":{"b":[10,{"c":null,"d":{"e":"R"}}]},"s":"text","n":null}"#
        );
    }

    #[test]
    fn a_result_has_no_place_in_what_is_no_object() {
        let cause = |input: Value, path: &[Step<'_>]| set(input, path, "R".into()).unwrap_err();
        let input = value!({ "s": "text", "n": null, "l": [1] });
        let all = input.to_string();
        for (path, step) in [
            (&[Key("s"), Key("x")][..], "x"),
            (&[Key("n"), Key("y")], "y"),
            (&[Key("l"), Key("x"), Key("y")], "x"),
            (&[Key("l"), Index(1)], "1"),
            (&[Key("l"), Index(-2)], "-2"),
            (&[Key("new"), Index(0)], "0"),
            (&[Index(0)], "0"),
        ] {
            assert_eq!(
                cause(input.clone(), path),
                format!("Unable to apply step \"{step}\" to input {all}")
            );
        }
        assert_eq!(
            cause(value!([1]), &[Key("x")]),
            r#"Unable to apply step "x" to input [1]"#
        );
    }

    #[test]
    fn setting_leaves_what_others_hold_and_copies_nothing_else() {
        let shared = data();
        let changed = set(shared.clone(), &[Key("a"), Key("x")], 1.into()).unwrap();
        assert_eq!(shared, data());
        let inner = |value: &Value| value["a"]["b"].as_array().unwrap().as_ptr();
        assert_eq!(inner(&changed), inner(&shared));

        let own = Value::object([("big", Value::array(0..1000))]);
        let before = own["big"].as_array().unwrap().as_ptr();
        let own = set(own, &[Key("big"), Index(7)], "R".into()).unwrap();
        assert_eq!(own["big"].as_array().unwrap().as_ptr(), before);
        assert_eq!(own["big"][7], "R".into());
    }
}
