//! What services return, as far as the results of mocks are compared with it.
//!
//! `shapes.json` has a shape for the calls that machines make most. A shape is an object of fields (a name with `!` is always
//! there, `*` stands for every name), an array with the shape of its elements, `@Name` for another entry, or a type with its
//! limits: `string 1..256` counts characters, `number 128..` is a value, `enum A B` lists the values. Other calls, and
//! fields that a shape does not have, may have any values: services get new fields every week.

use serde_json::{Map, Value};

const SHAPES: &str = include_str!("shapes.json");

/// Compares the result of a Task with what its service returns; where `required`, what is always there may not be missing.
pub(super) fn check(resource: &str, result: &Value, required: bool) -> Result<(), String> {
    // A unit test reads it.
    let Ok(Value::Object(shapes)) = serde_json::from_str(SHAPES) else {
        return Ok(());
    };
    let Some(shape) = call(resource).and_then(|call| shapes.get(&call)) else {
        return Ok(());
    };
    Check {
        shapes: &shapes,
        required,
    }
    .value(shape, result, "result")
}

/// The entry of a `Resource`: `s3:getObject`.
fn call(resource: &str) -> Option<String> {
    let (_, call) = resource.split_once(":states:::")?;
    // What comes back under a task token is anyone's.
    if call.ends_with(".waitForTaskToken") {
        return None;
    }
    let call = call.strip_prefix("aws-sdk:").unwrap_or(call);
    let (service, action) = call.split_once(':')?;
    let service = match (service, action) {
        ("eventbridge", _) => "events",
        ("sfn", "startExecution") => "states",
        (service, _) => service,
    };
    Some(format!("{service}:{action}"))
}

struct Check<'s> {
    shapes: &'s Map<String, Value>,
    required: bool,
}

impl Check<'_> {
    /// `field` is the innermost field that the value belongs to: AWS names no other.
    fn value(&self, shape: &Value, value: &Value, field: &str) -> Result<(), String> {
        match shape {
            Value::Object(fields) => match value {
                Value::Object(members) => self.members(fields, members),
                _ => Err(format!("Field '{field}' must be an object")),
            },
            Value::Array(elements) => match (elements.first(), value) {
                (Some(shape), Value::Array(values)) => values
                    .iter()
                    .try_for_each(|value| self.value(shape, value, field)),
                _ => Err(format!("Field '{field}' must be an array")),
            },
            Value::String(shape) => match self.shapes.get(shape) {
                Some(shape) => self.value(shape, value, field),
                None => plain(shape, value).map_err(|what| format!("Field '{field}' {what}")),
            },
            _ => Ok(()),
        }
    }

    fn members(
        &self,
        fields: &Map<String, Value>,
        members: &Map<String, Value>,
    ) -> Result<(), String> {
        let needed = fields.keys().filter_map(|name| name.strip_suffix('!'));
        let mut missing = needed.filter(|name| !members.contains_key(*name));
        if let (true, Some(name)) = (self.required, missing.next()) {
            return Err(format!("Required field '{name}' is missing"));
        }
        for (name, value) in members {
            let shape = fields.get(name);
            let shape = shape.or_else(|| fields.get(&format!("{name}!")));
            if let Some(shape) = shape.or_else(|| fields.get("*")) {
                self.value(shape, value, name)?;
            }
        }
        Ok(())
    }
}

/// A string, number or Boolean.
fn plain(shape: &str, value: &Value) -> Result<(), &'static str> {
    let (name, rest) = shape.split_once(' ').unwrap_or((shape, ""));
    match name {
        "boolean" if !value.is_boolean() => Err("must be a boolean"),
        "number" => {
            let number = value.as_f64().ok_or("must be a number")?;
            match limits(rest) {
                (Some(least), _) if number < least => Err("is less than the minimum value"),
                (_, Some(most)) if number > most => Err("exceeds the maximum value"),
                _ => Ok(()),
            }
        }
        "string" => {
            let length = value.as_str().ok_or("must be a string")?.chars().count() as f64;
            match limits(rest) {
                (Some(least), _) if length < least => Err("is smaller than the minimum length"),
                (_, Some(most)) if length > most => Err("exceeds the maximum length"),
                _ => Ok(()),
            }
        }
        "enum" => {
            let value = value.as_str().ok_or("must be a string")?;
            match rest.split(' ').any(|known| known == value) {
                true => Ok(()),
                false => Err("is not an expected value"),
            }
        }
        _ => Ok(()),
    }
}

/// `1..256`: the least and the most.
fn limits(text: &str) -> (Option<f64>, Option<f64>) {
    match text.split_once("..") {
        Some((least, most)) => (least.parse().ok(), most.parse().ok()),
        None => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problem(resource: &str, result: Value) -> Option<String> {
        check(&format!("arn:aws:states:::{resource}"), &result, true).err()
    }

    #[test]
    fn the_file_says_what_can_be_read() {
        let shapes: Map<String, Value> = serde_json::from_str(SHAPES).unwrap();
        fn read(shape: &Value, shapes: &Map<String, Value>) {
            match shape {
                Value::Object(fields) => fields.values().for_each(|it| read(it, shapes)),
                Value::Array(elements) => {
                    assert_eq!(elements.len(), 1);
                    read(&elements[0], shapes);
                }
                Value::String(name) if name.starts_with('@') => {
                    assert!(shapes.contains_key(name), "{name}");
                }
                Value::String(text) => {
                    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
                    assert!(
                        ["boolean", "enum", "number", "string"].contains(&name),
                        "{text}"
                    );
                    assert!(
                        rest.is_empty() || name == "enum" || limits(rest).0.is_some(),
                        "{text}"
                    );
                }
                _ => panic!("{shape}"),
            }
        }
        shapes.values().for_each(|shape| read(shape, &shapes));
    }

    #[test]
    fn fields_have_types_limits_and_values() {
        for (resource, result, expected) in [
            (
                "sqs:sendMessage",
                json!({ "MessageId": 1 }),
                "Field 'MessageId' must be a string",
            ),
            (
                "dynamodb:getItem",
                json!({ "Item": { "sku": { "N": 3 } } }),
                "Field 'N' must be a string",
            ),
            (
                "dynamodb:scan",
                json!({ "Items": {} }),
                "Field 'Items' must be an array",
            ),
            (
                "aws-sdk:dynamodb:getItem",
                json!({ "Item": [] }),
                "Field 'Item' must be an object",
            ),
            (
                "aws-sdk:s3:headObject",
                json!({ "DeleteMarker": "no" }),
                "Field 'DeleteMarker' must be a boolean",
            ),
            (
                "aws-sdk:ssm:getParameter",
                json!({ "Parameter": { "Type": "Text" } }),
                "Field 'Type' is not an expected value",
            ),
            (
                "aws-sdk:kms:decrypt",
                json!({ "Plaintext": "" }),
                "Field 'Plaintext' is smaller than the minimum length",
            ),
            (
                "aws-sdk:lambda:getFunctionConfiguration",
                json!({ "Timeout": 0 }),
                "Field 'Timeout' is less than the minimum value",
            ),
            (
                "batch:submitJob",
                json!({ "JobId": "j" }),
                "Required field 'JobName' is missing",
            ),
        ] {
            assert_eq!(
                problem(resource, result).as_deref(),
                Some(expected),
                "{resource}"
            );
        }
    }

    #[test]
    fn what_is_not_known_may_be_anything() {
        assert_eq!(problem("sqs:sendMessage", json!({ "New": [] })), None);
        assert_eq!(problem("sqs:sendMessage.waitForTaskToken", json!(7)), None);
        assert_eq!(problem("aws-sdk:new:call", json!([1])), None);
        assert_eq!(check("task:pack", &json!(1), true), Ok(()));
        let partly = check("arn:aws:states:::batch:submitJob", &json!({}), false);
        assert_eq!(partly, Ok(()));
    }
}
