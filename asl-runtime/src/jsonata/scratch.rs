//! Where texts are put together.

use std::cell::Cell;

use arcstr::ArcStr;

/// A text with more room than this is not kept for the next one.
const LARGEST_KEPT: usize = 1 << 20;

thread_local! {
    static SCRATCH: Cell<String> = const { Cell::new(String::new()) };
}

/// The text that is written: put together in room that is used again, so that it is allocated once, as long as it is.
#[inline]
pub(super) fn written<E>(write: impl FnOnce(&mut String) -> Result<(), E>) -> Result<ArcStr, E> {
    // Within `write` a text of its own would start with new room.
    let mut scratch = SCRATCH.take();
    scratch.clear();
    let result = write(&mut scratch).map(|()| ArcStr::from(scratch.as_str()));
    if scratch.capacity() <= LARGEST_KEPT {
        SCRATCH.set(scratch);
    }
    result
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn texts_within_texts_do_not_meet() {
        let text = written(|outer| -> Result<(), Infallible> {
            outer.push('a');
            let inner = written(|inner| {
                inner.push('b');
                Ok::<_, Infallible>(())
            });
            outer.push_str(&inner?);
            Ok(())
        });
        assert_eq!(text.unwrap(), "ab");
        let nothing = written(|text| {
            text.push('c');
            Err("failed")
        });
        assert_eq!(nothing, Err("failed"));
        assert_eq!(written(|_| Ok::<_, Infallible>(())).unwrap(), "");
    }
}
