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
    /// In pieces, so that a long one is never copied.
    pieces: Vec<Vec<Entry>>,
    /// The piece behind these, which has room.
    last: Vec<Entry>,
    events: u64,
}

/// As many as an allocator keeps at hand for the next history.
const PIECE: usize = 1024 / size_of::<Entry>();

#[derive(Clone, Debug)]
struct Entry {
    at: Timestamp,
    previous: u64,
    note: Note,
}

impl History {
    // Every transition comes by here: inline, the note is written where it stays.
    #[inline]
    pub(crate) fn push(&mut self, at: Timestamp, previous: u64, note: Note) -> Noted {
        self.events += note.len();
        if self.last.len() == self.last.capacity() {
            self.begin_piece();
        }
        self.last.push(Entry { at, previous, note });
        Noted {
            id: self.events,
            at,
        }
    }

    #[cold]
    fn begin_piece(&mut self) {
        let full = std::mem::replace(&mut self.last, Vec::with_capacity(PIECE));
        if !full.is_empty() {
            self.pieces.push(full);
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
        numbered(self.pieces.iter().flatten().chain(&self.last).cloned())
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
        Box::new(numbered(self.pieces.into_iter().flatten().chain(self.last)))
    }
}

impl<'a> IntoIterator for &'a History {
    type Item = HistoryEvent;
    type IntoIter = Box<dyn Iterator<Item = HistoryEvent> + Send + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::StateInfo;
    use crate::history::StateType;
    use crate::value::Value;

    static A: StateInfo = StateInfo {
        name: "A",
        state_type: StateType::Pass,
    };

    #[test]
    fn events_are_numbered_across_pieces() {
        let mut history = History::default();
        assert!(history.is_empty());
        let input = Value::from(1);
        let mut previous = 0;
        for number in 0..40 {
            let note = match number {
                0 => Note::Entered {
                    state: &A,
                    input: input.clone(),
                },
                _ => Note::Moved {
                    from: &A,
                    to: &A,
                    data: input.clone(),
                    assigned: None,
                },
            };
            previous = history.push(Timestamp::UNIX_EPOCH, previous, note).id;
        }
        assert_eq!(previous, 79);
        assert_eq!(history.len(), 79);
        let events: Vec<_> = history.iter().collect();
        assert!(
            events
                .iter()
                .zip(1..)
                .all(|(event, id)| event.id == id && event.previous_event_id == id - 1)
        );
        assert_eq!(events[78].event.event_type(), "PassStateEntered");
        assert_eq!(history.into_iter().collect::<Vec<_>>(), events);
    }
}
