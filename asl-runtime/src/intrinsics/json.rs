//! `States.JsonMerge`, `States.JsonToString` and `States.StringToJson`.

use super::{IntrinsicError, Result, not, string};
use crate::value::Value;

/// `States.JsonMerge`: the members of both objects, the second one's where both have one of a name.
///
/// `deep` has to be `false`: Step Functions does not merge what lies deeper.
pub fn json_merge(first: &Value, second: &Value, deep: &Value) -> Result {
    match deep.as_bool() {
        Some(false) => {}
        Some(true) => {
            return Err(IntrinsicError::new(
                "Deep merging is not supported: the third argument must be false",
            ));
        }
        None => return not("third argument", "a Boolean", deep),
    }
    let mut merged = first.clone();
    let Some(members) = merged.as_object_mut() else {
        return not("first argument", "an object", first);
    };
    let Some(others) = second.as_object() else {
        return not("second argument", "an object", second);
    };
    members.extend(others);
    Ok(merged)
}

/// `States.JsonToString`: compact JSON text.
pub fn json_to_string(value: &Value) -> Result {
    Ok(value.to_json_string().into())
}

/// `States.StringToJson`: what JSON text says; `null` for a blank text.
pub fn string_to_json(text: &Value) -> Result {
    let text = string("argument", text)?;
    if text.trim().is_empty() {
        return Ok(Value::NULL);
    }
    Value::parse(text)
        .map_err(|error| IntrinsicError::new(format!("The string is not JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn merging_is_shallow() {
        let (one, other) = (
            value!({ "a": { "x": 1 }, "b": 2 }),
            value!({ "c": 3, "a": { "y": 4 } }),
        );
        let merged = json_merge(&one, &other, &false.into()).unwrap();
        assert_eq!(merged.to_string(), r#"{"a":{"y":4},"b":2,"c":3}"#);
        assert_eq!(one, value!({ "a": { "x": 1 }, "b": 2 }));
        assert!(json_merge(&one, &other, &true.into()).is_err());
        assert!(json_merge(&one, &other, &"false".into()).is_err());
        assert!(json_merge(&one, &value!([]), &false.into()).is_err());
        assert!(json_merge(&Value::NULL, &other, &false.into()).is_err());
    }

    #[test]
    fn json_goes_to_text_and_back() {
        let value = value!({ "a": [1, 2.5, "\"", null] });
        let text = json_to_string(&value).unwrap();
        assert_eq!(text, r#"{"a":[1,2.5,"\"",null]}"#.into());
        assert_eq!(string_to_json(&text).unwrap(), value);
        assert_eq!(string_to_json(&"".into()).unwrap(), Value::NULL);
        assert_eq!(string_to_json(&" \n".into()).unwrap(), Value::NULL);
        assert_eq!(string_to_json(&"-0".into()).unwrap(), 0.into());
        assert!(string_to_json(&"{".into()).is_err());
        assert!(string_to_json(&1.into()).is_err());
    }
}
