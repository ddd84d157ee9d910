//! The history of an execution in memory: notes, of which events are made when it is read.

use jiff::Timestamp;

use super::HistoryEvent;
use super::note::{Note, Noted};

/// The history of an execution that ran in memory.
///
/// To note a transition takes a few nanoseconds and about 70 bytes; the [events](HistoryEvent), which are larger, are made
/// when they are asked for.
///
/// ```
/// # async fn demo(machine: impl asl_runtime::StateMachine) {
/// use std::sync::Arc;
/// use asl_runtime::{SystemClock, Value, express};
///
/// let (result, history) =
///     express::run_with_history(&machine, Value::from("input"), Arc::new(SystemClock)).await;
/// if result.is_err() {
///     for event in &history {
///         eprintln!("{} {}", event.timestamp, event.event.event_type());
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct History {
    entries: Vec<Entry>,
    events: u64,
}

#[derive(Clone, Debug)]
struct Entry {
    at: Timestamp,
    previous: u64,
    note: Note,
}

impl History {
    pub(crate) fn with_capacity(entries: usize) -> History {
        History {
            entries: Vec::with_capacity(entries),
            events: 0,
        }
    }

    pub(crate) fn push(&mut self, at: Timestamp, previous: u64, note: Note) -> Noted {
        self.events += note.len();
        self.entries.push(Entry { at, previous, note });
        Noted {
            id: self.events,
            at,
        }
    }

    /// How many events it has.
    pub fn len(&self) -> usize {
        usize::try_from(self.events).unwrap_or(usize::MAX)
    }

    /// Whether nothing has happened.
    pub fn is_empty(&self) -> bool {
        self.events == 0
    }

    /// Its events, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = HistoryEvent> + '_ {
        numbered(self.entries.iter().cloned())
    }
}

fn numbered(entries: impl Iterator<Item = Entry>) -> impl Iterator<Item = HistoryEvent> {
    let mut id = 0;
    entries.flat_map(move |entry| {
        let first = id + 1;
        id += entry.note.len();
        let events = entry.note.into_events().enumerate();
        events.map(move |(number, event)| {
            let id = first + number as u64;
            HistoryEvent {
                timestamp: entry.at,
                id,
                // Of the events of one note, each leads to the next.
                previous_event_id: if number == 0 { entry.previous } else { id - 1 },
                event,
            }
        })
    })
}

impl IntoIterator for History {
    type Item = HistoryEvent;
    type IntoIter = Box<dyn Iterator<Item = HistoryEvent> + Send>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(numbered(self.entries.into_iter()))
    }
}

impl<'a> IntoIterator for &'a History {
    type Item = HistoryEvent;
    type IntoIter = Box<dyn Iterator<Item = HistoryEvent> + Send + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}
