//! The Context Object that a test gives: what may be in it.

use serde_json::{Map, Value};

use super::Refusal;

/// A member's type.
enum Type {
    Any,
    String,
    Number,
    Object(&'static [(&'static str, Type)]),
}

const CONTEXT: &[(&str, Type)] = &[
    (
        "Execution",
        Type::Object(&[
            ("Id", Type::String),
            ("Input", Type::Any),
            ("Name", Type::String),
            ("RedriveCount", Type::Number),
            ("RedriveTime", Type::String),
            ("RoleArn", Type::String),
            ("StartTime", Type::String),
        ]),
    ),
    (
        "Map",
        Type::Object(&[(
            "Item",
            Type::Object(&[
                ("Index", Type::Number),
                ("Key", Type::String),
                ("Source", Type::String),
                ("Value", Type::Any),
            ]),
        )]),
    ),
    (
        "State",
        Type::Object(&[
            ("EnteredTime", Type::String),
            ("Name", Type::String),
            ("RetryCount", Type::Number),
        ]),
    ),
    (
        "StateMachine",
        Type::Object(&[("Id", Type::String), ("Name", Type::String)]),
    ),
    ("Task", Type::Object(&[("Token", Type::String)])),
];

/// Whether the Context Object has no other members than AWS's, of their types.
pub(super) fn check(context: &Value) -> Result<(), Refusal> {
    let Value::Object(context) = context else {
        return Err(invalid("it must be an object"));
    };
    check_members(context, CONTEXT, "")
}

fn check_members(
    members: &Map<String, Value>,
    known: &[(&str, Type)],
    around: &str,
) -> Result<(), Refusal> {
    for (name, value) in members {
        let Some((_, wanted)) = known.iter().find(|(known, _)| known == name) else {
            return Err(invalid(&format!("Field '{name}' is not allowed")));
        };
        let place = format!("{around}{name}");
        let fits = match (wanted, value) {
            (Type::Any, _) => true,
            (Type::String, value) => value.is_string(),
            (Type::Number, value) => value.is_number(),
            (Type::Object(known), Value::Object(members)) => {
                check_members(members, known, &format!("{place}."))?;
                true
            }
            (Type::Object(_), _) => false,
        };
        if !fits {
            let wanted = match wanted {
                Type::String => "a string",
                Type::Number => "a number",
                Type::Any | Type::Object(_) => "an object",
            };
            return Err(invalid(&format!("{place} must be {wanted}")));
        }
    }
    Ok(())
}

fn invalid(what: &str) -> Refusal {
    Refusal::request(format!("Invalid Context object provided: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_have_names_and_types() {
        let message = |context| check(&context).map_err(|refusal| refusal.message);
        let all = json!({ "Execution": { "Name": "n", "Input": [1] }, "Map": { "Item": { "Index": 0, "Value": {} } } });
        assert_eq!(message(all), Ok(()));
        for (context, expected) in [
            (
                json!({ "State": { "RetryCount": "1" } }),
                "State.RetryCount must be a number",
            ),
            (
                json!({ "Task": { "token": "t" } }),
                "Field 'token' is not allowed",
            ),
            (json!({ "Task": "t" }), "Task must be an object"),
            (json!([]), "it must be an object"),
        ] {
            let expected = format!("Invalid Context object provided: {expected}");
            assert_eq!(message(context), Err(expected));
        }
    }
}
