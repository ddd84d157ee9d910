//! Where an outcome differs from what was expected.
//!
//! JSON is compared as values, in strings too: `1` equals `1.0`, the order of members does not matter. In what is expected
//! `<anything in angle brackets>` stands for any text, alone for any value; the word `date` for a time stamp; a case's own
//! words for any value.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use super::case::{Expected, Outcome};

/// A place where something else was expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The place, such as `output.items[2].price`.
    pub place: String,
    /// What was expected there, if anything.
    pub expected: Option<Value>,
    /// What is there, if anything.
    pub actual: Option<Value>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 400;
        let text = |value: &Option<Value>| match value {
            Some(value) => shortened(value.to_string(), LONGEST),
            None => "nothing".to_owned(),
        };
        writeln!(f, "{}", self.place)?;
        writeln!(f, "  expected: {}", text(&self.expected))?;
        write!(f, "    actual: {}", text(&self.actual))
    }
}

/// All differences between what was expected and what came.
///
/// ```
/// use asl_cli::test::compare::differences;
/// use asl_cli::test::{Expected, Outcome};
/// use serde_json::json;
///
/// let expected = json!({ "output": { "id": "<uuid>", "total": 12 } });
/// let expected = Expected::from_members(expected.as_object().unwrap());
/// let outcome = json!({ "status": "SUCCEEDED", "output": { "total": 13.0, "id": "4711" }, "error": null, "cause": null });
/// let outcome: Outcome = serde_json::from_value(outcome).unwrap();
/// let differences = differences(&expected, &outcome);
/// assert_eq!(differences.len(), 1);
/// assert_eq!(differences[0].place, "output.total");
/// ```
pub fn differences(expected: &Expected, outcome: &Outcome) -> Vec<Difference> {
    let mut comparison = Comparison {
        expected,
        found: Vec::new(),
    };
    let status = Value::from(expected.status.as_str());
    comparison.value("status", &status, &outcome.status.as_str().into());
    if !comparison.found.is_empty() {
        // The rest follows from that.
        return comparison.found;
    }
    if let Some(output) = &expected.output {
        comparison.value("output", output, &outcome.output);
    }
    for (place, expected, actual) in [
        ("error", &expected.error, &outcome.error),
        ("cause", &expected.cause, &outcome.cause),
    ] {
        if let Some(expected) = expected {
            let actual = actual.as_deref().map_or(Value::Null, Value::from);
            comparison.value(place, expected, &actual);
        }
    }
    // Where something else differs, the events that tell of it do too.
    if let Some(history) = expected
        .history
        .as_ref()
        .filter(|_| comparison.found.is_empty())
    {
        comparison.history(history, &outcome.history);
    }
    comparison.found
}

struct Comparison<'a> {
    expected: &'a Expected,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn differ(&mut self, place: &str, expected: Option<&Value>, actual: Option<&Value>) {
        self.found.push(Difference {
            place: place.to_owned(),
            expected: expected.cloned(),
            actual: actual.cloned(),
        });
    }

    fn stands_for_anything(&self, place: &str, expected: &Value) -> bool {
        let volatile = |path: &String| path.strip_prefix("expected.").unwrap_or(path) == place;
        self.expected.volatile.iter().any(volatile)
            || expected.as_str().is_some_and(|text| {
                self.expected.words.iter().any(|word| word == text) || whole_placeholder(text)
            })
    }

    fn value(&mut self, place: &str, expected: &Value, actual: &Value) {
        if self.stands_for_anything(place, expected) {
            return;
        }
        match (expected, actual) {
            (Value::Object(members), Value::Object(others)) => {
                for (name, member) in members {
                    let place = format!("{place}.{name}");
                    match others.get(name) {
                        Some(other) => self.value(&place, member, other),
                        None if self.stands_for_anything(&place, member) => {}
                        None => self.differ(&place, Some(member), None),
                    }
                }
                for (name, other) in others {
                    if !members.contains_key(name) {
                        self.differ(&format!("{place}.{name}"), None, Some(other));
                    }
                }
            }
            (Value::Array(elements), Value::Array(others)) => {
                for index in 0..elements.len().max(others.len()) {
                    let place = format!("{place}[{index}]");
                    match (elements.get(index), others.get(index)) {
                        (Some(element), Some(other)) => self.value(&place, element, other),
                        (element, other) => self.differ(&place, element, other),
                    }
                }
            }
            (Value::Number(one), Value::Number(other)) => {
                if one != other && one.as_f64() != other.as_f64() {
                    self.differ(place, Some(expected), Some(actual));
                }
            }
            (Value::String(text), Value::String(other)) => {
                if text == other || matches_pattern(text, other) {
                    return;
                }
                match (container(text), container(other)) {
                    (Some(one), Some(other)) => self.value(place, &one, &other),
                    _ => self.differ(place, Some(expected), Some(actual)),
                }
            }
            // What is text here may have been parsed there.
            (Value::Object(_) | Value::Array(_), Value::String(text))
                if let Some(actual) = container(text) =>
            {
                self.value(place, expected, &actual);
            }
            (Value::String(text), Value::Object(_) | Value::Array(_))
                if let Some(expected) = container(text) =>
            {
                self.value(place, &expected, actual);
            }
            _ => {
                if expected != actual {
                    self.differ(place, Some(expected), Some(actual));
                }
            }
        }
    }

    /// Events are compared one by one up to the first of another type, after which nothing fits any more. When they happened,
    /// and in whose role, is not the machine's doing.
    fn history(&mut self, expected: &[Value], actual: &[Value]) {
        for index in 0..expected.len().max(actual.len()) {
            let place = format!("history[{index}]");
            let (one, other) = match (expected.get(index), actual.get(index)) {
                (Some(one), Some(other)) if one["type"] == other["type"] => (one, other),
                (one, other) => {
                    let kind = |event: Option<&Value>| event.map(|event| event["type"].clone());
                    let (one, other) = (kind(one), kind(other));
                    return self.differ(&format!("{place}.type"), one.as_ref(), other.as_ref());
                }
            };
            let timeless = |event: &Value| {
                let mut event = event.clone();
                if let Some(members) = event.as_object_mut() {
                    members.remove("timestamp");
                    let started = members.get_mut("executionStartedEventDetails");
                    if let Some(details) = started.and_then(Value::as_object_mut) {
                        details.remove("roleArn");
                    }
                }
                event
            };
            self.value(&place, &timeless(one), &timeless(other));
        }
    }
}

/// A text of at most so many characters.
fn shortened(mut text: String, longest: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(longest) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The object or array that a text holds.
fn container(text: &str) -> Option<Value> {
    text.starts_with(['{', '['])
        .then(|| serde_json::from_str(text).ok())?
}

/// Whether a text is `<…>` as a whole.
fn whole_placeholder(text: &str) -> bool {
    matches!(placeholder(text), Some((0, end)) if end == text.len())
}

/// The first `<…>` in a text: where it starts and ends.
fn placeholder(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(start) = text[from..].find('<').map(|at| from + at) {
        let inner = &text[start + 1..];
        match inner.find(|c: char| !(c.is_alphanumeric() || "_.- :/!".contains(c))) {
            Some(end) if end > 0 && inner[end..].starts_with('>') => {
                return Some((start, start + end + 2));
            }
            _ => from = start + 1,
        }
    }
    None
}

/// Whether `text` is `pattern` with time stamps in the places of the word `date`, and anything in those of its `<…>`.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let text = &match pattern.contains("date") {
        true => Cow::Owned(without_time_stamps(text)),
        false => Cow::Borrowed(text),
    };
    let Some((start, end)) = placeholder(pattern) else {
        return pattern == text;
    };
    let Some(mut rest) = text.strip_prefix(&pattern[..start]) else {
        return false;
    };
    let mut pattern = &pattern[end..];
    // Each piece between two placeholders is taken where it first fits: the last one has to end the text.
    while let Some((start, end)) = placeholder(pattern) {
        let Some(at) = rest.find(&pattern[..start]) else {
            return false;
        };
        rest = &rest[at + start..];
        pattern = &pattern[end..];
    }
    rest.ends_with(pattern)
}

/// The text with `date` in place of each time stamp.
fn without_time_stamps(text: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = time_stamp(rest.as_bytes()).unwrap_or(0);
        if length > 0 {
            replaced.push_str("date");
            rest = &rest[length..];
        } else {
            replaced.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    replaced
}

/// The length of the time stamp that a text begins with: `2024-01-01T00:00:00.000Z`.
fn time_stamp(text: &[u8]) -> Option<usize> {
    let fits = |text: &[u8], form: &[u8]| {
        text.len() >= form.len()
            && text.iter().zip(form).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                wanted => byte == wanted,
            })
    };
    const TIME: &[u8] = b"0000-00-00T00:00:00";
    if !fits(text, TIME) {
        return None;
    }
    let mut length = TIME.len();
    if text.get(length) == Some(&b'.') {
        let digits = text[length + 1..].iter();
        length += 1 + digits.take_while(|byte| byte.is_ascii_digit()).count();
    }
    match &text[length..] {
        [b'Z', ..] => Some(length + 1),
        zone if fits(zone, b"+00:00") || fits(zone, b"-00:00") => Some(length + 6),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn compare(expected: Value, actual: Value) -> Vec<Difference> {
        let expected = Expected {
            status: "SUCCEEDED".into(),
            output: Some(expected),
            volatile: vec!["expected.output.at".into()],
            words: vec!["any-word".into()],
            ..Expected::default()
        };
        let outcome = Outcome {
            status: "SUCCEEDED".into(),
            output: actual,
            ..Outcome::default()
        };
        differences(&expected, &outcome)
    }

    #[test]
    fn equal_values_do_not_differ() {
        for (expected, actual) in [
            (json!({ "a": 1, "b": [2] }), json!({ "b": [2.0], "a": 1 })),
            (json!("{\"a\": 1}"), json!("{ \"a\":1 }")),
            (json!({ "a": 1 }), json!("{\"a\":1}")),
            (json!("[1]"), json!([1])),
            (json!("<uuid:1>"), json!([])),
            (json!("date"), json!("2024-01-01T00:00:00Z")),
            (
                json!("[\"date\"] of <any>, the date"),
                json!("[\"2024-01-01T00:00:00.123+01:00\"] of late, the date"),
            ),
            (json!("any-word"), json!(4)),
            (json!({ "at": 1 }), json!({ "at": 2 })),
            (
                json!("arn:<region>:x/<id:2>!"),
                json!("arn:eu-1:x/y/x/12!!"),
            ),
        ] {
            assert_eq!(compare(expected, actual), []);
        }
    }

    #[test]
    fn differences_have_places() {
        let one = |expected, actual| {
            let found = compare(expected, actual);
            assert_eq!(found.len(), 1, "{found:?}");
            found[0].place.clone()
        };
        assert_eq!(
            one(json!({ "a": [1, 2] }), json!({ "a": [1] })),
            "output.a[1]"
        );
        assert_eq!(one(json!({}), json!({ "a": null })), "output.a");
        assert_eq!(one(json!("a<b>"), json!("b")), "output");
        assert_eq!(one(json!("a < b > c"), json!("a < b > d")), "output");
        assert_eq!(one(json!("1"), json!(1)), "output");
        assert_eq!(one(json!("date"), json!("2024-01-01")), "output");
        assert_eq!(one(json!("{\"a\":1}"), json!("{\"a\":2}")), "output.a");
    }

    #[test]
    fn of_a_history_the_first_event_of_another_type_is_told() {
        let expected = Expected {
            status: "SUCCEEDED".into(),
            history: Some(vec![
                json!({ "id": 1, "type": "ExecutionStarted", "timestamp": 1 }),
                json!({ "id": 2, "type": "PassStateEntered" }),
                json!({ "id": 3, "type": "PassStateExited" }),
            ]),
            ..Expected::default()
        };
        let outcome = Outcome {
            status: "SUCCEEDED".into(),
            history: vec![
                json!({ "id": 1, "type": "ExecutionStarted", "timestamp": 2 }),
                json!({ "id": 2, "type": "ExecutionSucceeded" }),
            ],
            ..Outcome::default()
        };
        let found = differences(&expected, &outcome);
        let text = found.iter().map(Difference::to_string);
        assert_eq!(
            text.collect::<Vec<_>>(),
            [
                "history[1].type\n  expected: \"PassStateEntered\"\n    actual: \"ExecutionSucceeded\""
            ]
        );
    }
}
