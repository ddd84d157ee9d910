//! The cases of a file.

use asl_codegen::jsonata::StatesField;
use serde_json::Value;

/// An expression and what it is evaluated over.
pub(super) struct Case<'a> {
    /// The case's name, of any type.
    pub(super) id: Value,
    /// The expression.
    pub(super) expression: String,
    /// Which fields `$states` has.
    pub(super) states: [bool; StatesField::ALL.len()],
    /// The whole line, which holds the data as well.
    pub(super) line: &'a str,
}

/// The cases in a text of one JSON object a line, and how many lines are none.
pub(super) fn read(text: &str) -> (Vec<Case<'_>>, usize) {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let mut unread = 0;
    let cases = lines.filter_map(|line| {
        let case = case(line);
        unread += usize::from(case.is_none());
        case
    });
    (cases.collect(), unread)
}

fn case(line: &str) -> Option<Case<'_>> {
    let mut case: Value = serde_json::from_str(line).ok()?;
    let states = &case["bindings"]["states"];
    Some(Case {
        states: StatesField::ALL.map(|field| states.get(field.name()).is_some()),
        expression: case["expr"].as_str()?.to_owned(),
        id: case.get_mut("id")?.take(),
        line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_read_line_by_line() {
        let text = concat!(
            r#"{ "id": 1, "expr": "$states.input", "bindings": { "states": { "input": 1 } } }"#,
            "\n\n",
            r#"{ "id": "b", "expr": "a", "data": { "a": "\ud800" } }"#,
            "\n",
            r#"{ "id": "c", "expr": "a" }"#,
        );
        let (cases, unread) = read(text);
        assert_eq!((cases.len(), unread), (2, 1));
        assert_eq!(
            (&cases[0].id, &*cases[0].expression),
            (&Value::from(1), "$states.input")
        );
        assert_eq!(cases[0].states, [true, false, false, false]);
        assert_eq!(
            (&cases[1].id, cases[1].states),
            (&Value::from("c"), [false; 4])
        );
    }
}
