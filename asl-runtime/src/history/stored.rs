//! What a store keeps of an execution, as text: events and checkpoints with the same data in them, again and again.
//!
//! Events are JSON as [serde describes them](super::HistoryEvent), written without asking it: a transition writes five of them,
//! and that is most of what it costs. What goes without saying is left out.

use std::borrow::Cow;

use jiff::Timestamp;

use super::text::JsonText;
use super::{AssignedVariables, HistoryEvent, Truncation};
use crate::timestamp;
use crate::value::Value;
use crate::value::json::write_string;

/// Prints the events and checkpoints of a batch: data that one after the other has is printed and escaped once.
#[derive(Default)]
pub(crate) struct Printer {
    /// What was printed last, and before that.
    printed: [Option<Printed>; 2],
    /// The last time, and its text.
    time: Option<(Timestamp, String)>,
}

struct Printed {
    data: Value,
    json: String,
    /// The text once more, as a JSON string.
    escaped: Option<String>,
}

impl Printer {
    /// Appends an event.
    pub(crate) fn event(&mut self, event: &HistoryEvent, out: &mut String) {
        out.push_str(r#"{"timestamp":""#);
        self.time(event.timestamp, out);
        out.push_str(r#"","type":""#);
        out.push_str(&event.event.event_type());
        out.push_str(r#"","id":"#);
        event.id.write(self, out);
        out.push_str(r#","previousEventId":"#);
        event.previous_event_id.write(self, out);
        event.event.write_details(self, out);
        out.push('}');
    }

    /// Appends data as JSON text.
    pub(crate) fn json(&mut self, data: &Value, out: &mut String) {
        out.push_str(&self.printed(data).json);
    }

    fn time(&mut self, time: Timestamp, out: &mut String) {
        let known = self.time.take_if(|(known, _)| *known == time);
        let known = known.unwrap_or_else(|| (time, timestamp::print(time)));
        out.push_str(&self.time.insert(known).1);
    }

    /// This data's text. What was asked for last comes first.
    fn printed(&mut self, data: &Value) -> &mut Printed {
        let last = &mut self.printed;
        let is_same = |printed: &Option<Printed>| {
            let printed = printed.as_ref();
            printed.is_some_and(|printed| printed.data.is_same(data))
        };
        if !is_same(&last[0]) {
            last.swap(0, 1);
            if !is_same(&last[0]) {
                last[0] = None;
            }
        }
        last[0].get_or_insert_with(|| Printed {
            data: data.clone(),
            json: data.to_json_string(),
            escaped: None,
        })
    }
}

/// Data's JSON text as a JSON string. It has no control characters: there is less to look for than in any other text.
fn escape(json: &str) -> String {
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\');
    let mut escaped = Vec::with_capacity(json.len() + json.len() / 4 + 2);
    escaped.push(b'"');
    let mut rest = json.as_bytes();
    while let Some(position) = rest.iter().position(is_special) {
        escaped.extend_from_slice(&rest[..position]);
        escaped.extend_from_slice(&[b'\\', rest[position]]);
        rest = &rest[position + 1..];
    }
    escaped.extend_from_slice(rest);
    escaped.push(b'"');
    // Only ASCII was put between its characters.
    String::from_utf8(escaped).unwrap_or_default()
}

/// A part of an event.
pub(super) trait Stored {
    /// Whether there is something to say.
    fn is_said(&self) -> bool {
        true
    }

    /// Appends it as JSON.
    fn write(&self, printer: &mut Printer, out: &mut String);
}

/// Appends the parts of an event's details, whose names are fields'.
pub(super) fn write_members(
    members: &[(&str, &dyn Stored)],
    printer: &mut Printer,
    out: &mut String,
) {
    out.push('{');
    let mut separator = "\"";
    for (field, member) in members {
        if member.is_said() {
            out.push_str(separator);
            separator = ",\"";
            write_camel_case(field, out);
            out.push_str("\":");
            member.write(printer, out);
        }
    }
    out.push('}');
}

/// `timeout_in_seconds` as `timeoutInSeconds`.
fn write_camel_case(field: &str, out: &mut String) {
    let mut begins_word = false;
    for sign in field.chars() {
        if sign != '_' {
            out.push(match begins_word {
                true => sign.to_ascii_uppercase(),
                false => sign,
            });
        }
        begins_word = sign == '_';
    }
}

impl Stored for JsonText {
    fn write(&self, printer: &mut Printer, out: &mut String) {
        let printed = printer.printed(&self.0);
        out.push_str(printed.escaped.get_or_insert_with(|| escape(&printed.json)));
    }
}

impl Stored for str {
    fn write(&self, _: &mut Printer, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = write_string(self, out);
    }
}

impl Stored for String {
    fn write(&self, printer: &mut Printer, out: &mut String) {
        self.as_str().write(printer, out);
    }
}

impl Stored for Cow<'_, str> {
    fn write(&self, printer: &mut Printer, out: &mut String) {
        str::write(self, printer, out);
    }
}

impl Stored for u64 {
    fn write(&self, _: &mut Printer, out: &mut String) {
        out.push_str(itoa::Buffer::new().format(*self));
    }
}

impl<T: Stored> Stored for Option<T> {
    fn is_said(&self) -> bool {
        self.is_some()
    }

    fn write(&self, printer: &mut Printer, out: &mut String) {
        if let Some(said) = self {
            said.write(printer, out);
        }
    }
}

impl Stored for Truncation {
    /// Nothing is ever cut off.
    fn is_said(&self) -> bool {
        self.truncated
    }

    fn write(&self, _: &mut Printer, out: &mut String) {
        out.push_str(match self.truncated {
            true => r#"{"truncated":true}"#,
            false => r#"{"truncated":false}"#,
        });
    }
}

impl Stored for AssignedVariables {
    fn write(&self, printer: &mut Printer, out: &mut String) {
        out.push('{');
        for (index, (name, value)) in self.0.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            name.write(printer, out);
            out.push(':');
            value.write(printer, out);
        }
        out.push('}');
    }
}
