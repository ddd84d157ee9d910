//! How a [`Value`] passes through serde as it is when both ends are our own.
//!
//! serde has no place for a pointer in its data model. So a value announces itself as a newtype with a name of ours, and
//! one end leaves the value in a slot of the thread for the other end, which serde calls at once.

use std::cell::Cell;

use super::Value;

/// The name of the newtype.
pub(super) const NAME: &str = "$asl_runtime::Value";

#[derive(Default)]
enum Slot {
    #[default]
    Empty,
    /// The serializer is ours: it would rather have the value than be told what is in it.
    Wanted,
    Full(Value),
}

thread_local! {
    static SLOT: Cell<Slot> = const { Cell::new(Slot::Empty) };
}

/// Asks the value that is serialized next for itself.
pub(super) fn ask() {
    SLOT.set(Slot::Wanted);
}

/// Gives a copy of the value if it was asked for; whether it was.
pub(super) fn answer(value: &Value) -> bool {
    let asked = matches!(SLOT.take(), Slot::Wanted);
    if asked {
        give(value.clone());
    }
    asked
}

/// Leaves a value for the visitor that is called next.
pub(super) fn give(value: Value) {
    SLOT.set(Slot::Full(value));
}

/// The value that was left, if there is one. The slot is empty then.
pub(super) fn receive() -> Option<Value> {
    match SLOT.take() {
        Slot::Full(value) => Some(value),
        Slot::Empty | Slot::Wanted => None,
    }
}
