//! Regular expressions that may take too long.
//!
//! The engine tries one way of matching after the other and cannot be interrupted: `(a+)+$` over a text of 40 letters
//! would keep it busy for hours. What may take long runs on a thread of its own, so that the state can end with an
//! error. The thread goes on until it is done, and there may only be a few of them.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long a search may take.
const LONGEST: Duration = Duration::from_secs(3);

/// How many searches may go on after they were given up.
const MOST_GIVEN_UP: usize = 4;

/// How many steps are taken at once without any danger.
const HARMLESS: f64 = 1e7;

/// A search was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("runs for too long: its regular expression has too many ways to match")
    }
}

static GIVEN_UP: AtomicUsize = AtomicUsize::new(0);

/// How the work of a pattern grows with the length of the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Growth {
    /// As this power of it.
    Power(u32),
    /// As a power with it for its exponent: something is repeated without end within what is repeated without end.
    Exponential,
}

impl Growth {
    /// How the work of a pattern grows at most, as far as its quantifiers tell.
    pub(crate) fn of(pattern: &str) -> Growth {
        let mut rest = pattern.chars().peekable();
        // For each open group whether there is a choice in it.
        let mut open = vec![false];
        let mut closed_with_choice = false;
        let mut power = 1;
        let mut in_class = false;
        while let Some(char) = rest.next() {
            let group_has_choice = std::mem::take(&mut closed_with_choice);
            match char {
                '\\' => drop(rest.next()),
                ']' => in_class = false,
                _ if in_class => {}
                '[' => in_class = true,
                '(' => {
                    open.push(false);
                    // `(?:` has no quantifier.
                    rest.next_if_eq(&'?');
                }
                ')' if open.len() > 1 => {
                    closed_with_choice = open.pop() == Some(true);
                    let outer = open.len() - 1;
                    open[outer] |= closed_with_choice;
                }
                '|' | '?' | '*' | '+' | '{' => {
                    let innermost = open.len() - 1;
                    open[innermost] = true;
                    if matches!(char, '*' | '+' | '{') {
                        if group_has_choice {
                            return Growth::Exponential;
                        }
                        power += 1;
                    }
                }
                _ => {}
            }
        }
        Growth::Power(power)
    }

    /// Whether a search in a text of so many characters may take long.
    pub(crate) fn is_dangerous(self, length: usize) -> bool {
        let length = length as f64;
        match self {
            Growth::Power(power) => length.powi(power as i32) > HARMLESS,
            Growth::Exponential => length.exp2() > HARMLESS,
        }
    }
}

/// Searches on a thread that can be given up.
pub(crate) fn search<R: Send + 'static>(
    search: impl FnOnce() -> R + Send + 'static,
) -> Result<R, TooLong> {
    if GIVEN_UP.load(Ordering::Relaxed) >= MOST_GIVEN_UP {
        return Err(TooLong);
    }
    let (sender, found) = channel();
    let searching = thread::Builder::new().spawn(move || {
        let result = search();
        if sender.send(result).is_err() {
            GIVEN_UP.fetch_sub(1, Ordering::Relaxed);
        }
    });
    match searching.map(|_| found.recv_timeout(LONGEST)) {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(RecvTimeoutError::Timeout)) => {
            // It counts before the thread can notice that no one listens any more.
            GIVEN_UP.fetch_add(1, Ordering::Relaxed);
            drop(found);
            Err(TooLong)
        }
        Ok(Err(RecvTimeoutError::Disconnected)) | Err(_) => Err(TooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantifiers_tell_the_growth() {
        for (pattern, growth) in [
            ("abc", Growth::Power(1)),
            (r"\d+", Growth::Power(2)),
            (r"^(\w+)\s*=\s*([^(*)]+)$", Growth::Power(5)),
            (r"\(a+\)+", Growth::Power(3)),
            ("(abc)+", Growth::Power(2)),
            ("(a+)+$", Growth::Exponential),
            ("(?:a|b)*", Growth::Exponential),
            ("((a?)b)*", Growth::Exponential),
            ("((a+)b){2,}", Growth::Exponential),
        ] {
            assert_eq!(Growth::of(pattern), growth, "{pattern}");
        }
    }

    #[test]
    fn danger_grows_with_the_text() {
        assert!(!Growth::Power(2).is_dangerous(1000));
        assert!(Growth::Power(2).is_dangerous(10_000));
        assert!(!Growth::Exponential.is_dangerous(20));
        assert!(Growth::Exponential.is_dangerous(30));
    }

    #[test]
    fn a_search_without_end_is_given_up() {
        assert_eq!(search(|| 1).unwrap(), 1);
        let forever = || thread::sleep(Duration::from_secs(60));
        assert_eq!(search(forever), Err(TooLong));
    }
}
