//! Limits of an evaluation: how deep functions call each other, and how much work is done.
//!
//! An evaluation runs from its start to its end on one thread, so what it has used is kept by thread. The outermost
//! loop or call starts the count; a loop over what is there already is no danger, loops within loops and calls are.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::error::Error;

/// How deep calls may be nested.
const DEEPEST: usize = 2_000;

/// How much work an evaluation may do, a round of a loop being one.
const MOST_WORK: u64 = 50_000_000;

/// What a new element counts, and what a call does.
const ELEMENT: u64 = 2;
const CALL: u64 = 32;

/// How long an evaluation may take, looked at now and then.
const LONGEST: Duration = Duration::from_secs(20);

/// How much work is done between two looks at the clock.
const BETWEEN_LOOKS: u64 = 1 << 16;

/// Less of the stack than this is not enough to call a function.
const LEAST_STACK: usize = 256 * 1024;

/// How much stack there is then.
const MORE_STACK: usize = 4 * 1024 * 1024;

struct Used {
    nested: Cell<usize>,
    /// How much work is left until the next look.
    left: Cell<u64>,
    /// How much work had been done at the last look.
    looked_at: Cell<u64>,
    started: Cell<Option<Instant>>,
}

thread_local! {
    static USED: Used = const {
        Used {
            nested: Cell::new(0),
            left: Cell::new(BETWEEN_LOOKS),
            looked_at: Cell::new(0),
            started: Cell::new(None),
        }
    };
}

/// A loop or call that is running.
pub(super) struct Running(());

impl Running {
    /// Starts a loop.
    #[inline]
    pub(super) fn enter() -> Running {
        USED.with(|used| {
            // Outside of loops there is nothing that could add up.
            if used.nested.get() == 0 {
                used.restart();
            }
            used.nested.set(used.nested.get() + 1);
        });
        Running(())
    }

    /// Counts a round.
    #[inline]
    pub(super) fn round(&self) -> Result<(), Error> {
        add(1)
    }
}

impl Drop for Running {
    #[inline]
    fn drop(&mut self) {
        USED.with(|used| used.nested.set(used.nested.get() - 1));
    }
}

impl Used {
    #[inline]
    fn restart(&self) {
        self.left.set(BETWEEN_LOOKS);
        self.looked_at.set(0);
        self.started.set(None);
    }

    /// Counts what is more than is left: the next round looks.
    #[cold]
    fn overdraw(&self, work: u64) {
        let since = BETWEEN_LOOKS - self.left.get();
        let looked_at = self.looked_at.get().saturating_add(since);
        self.looked_at
            .set(looked_at.saturating_add(work) - BETWEEN_LOOKS);
        self.left.set(0);
    }

    /// Looks at the clock when `more` work has been done since the last look.
    #[cold]
    fn look(&self, more: u64) -> Result<(), Error> {
        if self.nested.get() == 0 {
            self.restart();
            return Ok(());
        }
        let since = BETWEEN_LOOKS - self.left.get();
        let work = self.looked_at.get().saturating_add(since);
        let work = work.saturating_add(more);
        self.looked_at.set(work);
        self.left.set(BETWEEN_LOOKS);
        let started = self.started.get().unwrap_or_else(Instant::now);
        self.started.set(Some(started));
        match started.elapsed() > LONGEST || work > MOST_WORK {
            true => Err(Error::new("U1001", "The expression runs for too long")),
            false => Ok(()),
        }
    }
}

/// Counts work, and looks at the clock now and then.
#[inline]
fn add(work: u64) -> Result<(), Error> {
    USED.with(|used| match used.left.get().checked_sub(work) {
        Some(left) => {
            used.left.set(left);
            Ok(())
        }
        None => used.look(work),
    })
}

/// Counts new elements.
#[inline]
pub(super) fn work(elements: usize) -> Result<(), Error> {
    add(ELEMENT * elements as u64)
}

/// Counts new elements where nothing can fail; the next round does.
#[inline]
pub(super) fn charge(elements: usize) {
    count(ELEMENT * elements as u64);
}

/// Counts a text.
#[inline]
pub(super) fn charge_text(text: &str) {
    count(text.len() as u64 / 8);
}

#[inline]
fn count(work: u64) {
    USED.with(|used| match used.left.get().checked_sub(work) {
        Some(left) => used.left.set(left),
        None => used.overdraw(work),
    });
}

/// Calls a function, with enough of the stack.
pub(super) fn call<T>(function: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let _running = Running::enter();
    add(CALL)?;
    if USED.with(|used| used.nested.get()) > DEEPEST {
        let message = "The expression calls functions within functions too deep";
        return Err(Error::new("U1001", message));
    }
    with_stack(function)
}

/// Counts a call that is made in the place of the one that ends with it.
pub(super) fn tail_call() -> Result<(), Error> {
    add(CALL)
}

/// Does what may be nested deep.
pub(super) fn with_stack<T>(function: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(LEAST_STACK, MORE_STACK, function)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_counts_from_the_outermost_loop() {
        let endless = || {
            let running = Running::enter();
            for _ in 0..MOST_WORK + BETWEEN_LOOKS {
                running.round()?;
            }
            Ok::<_, Error>(())
        };
        assert_eq!(endless().unwrap_err().code, "U1001");
        let again = Running::enter();
        assert!(again.round().is_ok());
        assert!(work(MOST_WORK as usize).is_err());
        drop(again);
        assert!(work(MOST_WORK as usize).is_ok());
    }

    #[test]
    fn calls_may_not_be_nested_without_end() {
        fn deeper() -> Result<(), Error> {
            call(deeper)
        }
        assert_eq!(deeper().unwrap_err().code, "U1001");
        assert!(call(|| Ok(())).is_ok());
    }
}
