//! Where each byte of a decoded string stands in the source: the `breaks` of a [`Text`](super::Text).

/// How a string is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// Without quotes (YAML); lines are folded.
    Plain,
    /// In `'` (YAML): `''` is one quote; lines are folded.
    SingleQuoted,
    /// In `"` (JSON and YAML): with escapes; in YAML lines are folded.
    DoubleQuoted,
    /// A block scalar (YAML) whose lines are indented by so many spaces.
    Block {
        /// The indentation that is not part of the string.
        indent: usize,
    },
}

/// The breaks of `value`, which is written in `source` from the byte `start` on (after the opening quote).
///
/// Walks both side by side. What was folded away in the source (indentation, line ends) is passed over; white space
/// in `value` may be put at white space a few bytes off, every other character stands exactly where it is written.
pub(super) fn breaks(
    value: &str,
    source: &str,
    start: usize,
    notation: Notation,
) -> Vec<(usize, usize)> {
    let mut breaks = vec![(0, start)];
    let mut at = start;
    let mut characters = value.char_indices().peekable();
    if let Notation::Block { .. } = notation {
        // Empty lines before the first one with content were passed over in the source already.
        while characters.next_if(|(_, c)| *c == '\n').is_some() {}
    }
    for (offset, c) in characters {
        let Some((from, to)) = find(c, source, at, notation) else {
            break;
        };
        let (last_offset, last_source) = breaks[breaks.len() - 1];
        if from != last_source + (offset - last_offset) {
            breaks.push((offset, from));
        }
        at = to;
    }
    breaks
}

/// The bytes from `at` on that stand for `c`.
fn find(c: char, source: &str, mut at: usize, notation: Notation) -> Option<(usize, usize)> {
    loop {
        let rest = &source[at..];
        let next = rest.chars().next()?;
        match next {
            '\\' if notation == Notation::DoubleQuoted => match escape_len(rest) {
                Some(len) => return Some((at, at + len)),
                // An escaped line end stands for nothing.
                None => at = after_line_end(source, at + 1, notation),
            },
            '\'' if notation == Notation::SingleQuoted => return Some((at, at + 2)),
            '\n' | '\r' => {
                let after = after_line_end(source, at, notation);
                if c == '\n' || c == ' ' {
                    return Some((at, after));
                }
                at = after;
            }
            _ if next == c => return Some((at, at + next.len_utf8())),
            ' ' | '\t' => at += 1,
            _ => return None,
        }
    }
}

/// The length of an escape sequence at the start of `rest`; `None` for an escaped line end.
pub(super) fn escape_len(rest: &str) -> Option<usize> {
    let len = match rest.as_bytes().get(1)? {
        b'\n' | b'\r' => return None,
        b'x' => 4,
        b'u' if is_high_surrogate(rest) => 12,
        b'u' => 6,
        b'U' => 10,
        _ => 1 + rest[1..].chars().next()?.len_utf8(),
    };
    Some(len.min(rest.len()))
}

fn is_high_surrogate(escape: &str) -> bool {
    escape
        .get(2..6)
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .is_some_and(|code| (0xD800..0xDC00).contains(&code))
}

/// The offset after the line end at `at` and after the white space that belongs to no string.
fn after_line_end(source: &str, at: usize, notation: Notation) -> usize {
    let rest = &source[at..];
    let line_end = if rest.starts_with("\r\n") { 2 } else { 1 };
    let after = at + line_end.min(rest.len());
    let skipped = match notation {
        Notation::Block { indent } => source[after..]
            .bytes()
            .take(indent)
            .take_while(|byte| *byte == b' ')
            .count(),
        _ => source[after..]
            .bytes()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count(),
    };
    after + skipped
}
