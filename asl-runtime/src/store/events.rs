//! The rows of an execution's history, as an engine hands them to a store.

use crate::history::{HistoryEvent, Printer};

/// An event of an execution's history.
#[derive(Clone, Debug)]
pub struct EventRow {
    /// The event's id.
    pub id: u64,
    /// The event, as JSON text without line breaks.
    pub json: String,
}

impl EventRow {
    /// That of this event.
    pub fn new(event: &HistoryEvent) -> EventRow {
        let mut json = String::with_capacity(USUAL);
        Printer::default().event(event, &mut json);
        EventRow { id: event.id, json }
    }
}

/// Events that follow each other in an execution's history, none left out: their ids are the first one's and those after it.
///
/// They are one text, so that a store can write them in one piece.
#[derive(Clone, Debug, Default)]
pub struct EventRows {
    first: u64,
    len: u64,
    lines: String,
}

impl EventRows {
    /// Those of these events, the last ones of a history.
    pub(crate) fn print(events: &[HistoryEvent], printer: &mut Printer) -> EventRows {
        let mut lines = String::with_capacity(USUAL * events.len());
        for (number, event) in events.iter().enumerate() {
            if number > 0 {
                lines.push('\n');
            }
            printer.event(event, &mut lines);
        }
        EventRows {
            first: events.first().map_or(0, |event| event.id),
            len: events.len() as u64,
            lines,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The first one's id.
    pub fn first_id(&self) -> Option<u64> {
        (self.len > 0).then_some(self.first)
    }

    /// The last one's id.
    pub fn last_id(&self) -> Option<u64> {
        Some(self.first_id()? + self.len - 1)
    }

    /// All of them, each as JSON text on a line of its own, without a line break at the end.
    pub fn lines(&self) -> &str {
        &self.lines
    }

    /// Each one's id and JSON text.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &str)> {
        (self.first..).zip(self.lines.lines())
    }
}

impl FromIterator<EventRow> for EventRows {
    /// Rows whose ids follow each other.
    fn from_iter<I: IntoIterator<Item = EventRow>>(rows: I) -> EventRows {
        let mut events = EventRows::default();
        for row in rows {
            if events.is_empty() {
                events.first = row.id;
            } else {
                events.lines.push('\n');
            }
            events.len += 1;
            events.lines += &row.json;
        }
        events
    }
}

/// Most events take no more bytes.
const USUAL: usize = 640;

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::history::{Event, ExecutionStarted, JsonText, Output};
    use crate::value;

    fn history(events: impl IntoIterator<Item = Event>) -> Vec<HistoryEvent> {
        let numbered = events.into_iter().zip(7..);
        let numbered = numbered.map(|(event, id)| HistoryEvent {
            timestamp: Timestamp::UNIX_EPOCH,
            id,
            previous_event_id: id - 1,
            event,
        });
        numbered.collect()
    }

    #[test]
    fn an_event_is_read_as_it_was() {
        let note = r#"x","inputDetails":{"truncated":false}"#;
        let started = ExecutionStarted {
            input: JsonText(value!({ "note": note })),
            input_details: Default::default(),
            role_arn: "arn:aws:iam::123456789012:role/orders".into(),
        };
        let event = &history([Event::ExecutionStarted(started)])[0];
        let shown = serde_json::to_string(event).unwrap();
        let stored = EventRow::new(event).json;
        assert_eq!(shown.matches(r#"inputDetails""#).count(), 1);
        assert_eq!(stored.matches(r#"inputDetails""#).count(), 0);
        for json in [shown, stored] {
            let read: HistoryEvent = serde_json::from_str(&json).unwrap();
            assert_eq!(read, *event, "{json}");
        }
    }

    #[test]
    fn events_are_lines_in_one_text() {
        let output = |output| {
            Event::ExecutionSucceeded(Output {
                output: JsonText(output),
                output_details: Default::default(),
            })
        };
        let data = value!({ "note": "\"quoted\" \n \\ \u{1} 😀", "n": [1, 2.5] });
        let others = [
            data.clone(),
            data.clone(),
            value!("a\nb"),
            value!(1),
            value!(1),
            data,
        ];
        let events = history(others.map(output));
        let rows = EventRows::print(&events, &mut Printer::default());
        assert_eq!((rows.first_id(), rows.last_id()), (Some(7), Some(12)));
        let read = rows.iter().map(|(id, json)| {
            let event: HistoryEvent = serde_json::from_str(json).unwrap();
            assert_eq!(event.id, id);
            event
        });
        assert_eq!(read.collect::<Vec<_>>(), events);
        let single: EventRows = events.iter().map(EventRow::new).collect();
        assert_eq!((single.lines(), single.last_id()), (rows.lines(), Some(12)));
        assert_eq!(EventRows::default().last_id(), None);
    }
}
