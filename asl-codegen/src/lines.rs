//! Lines and columns of a text, found without reading the text again.

use std::ops::Range;

use crate::source::LineCol;

/// Where the lines of a text begin, and how many characters stand before its parts.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    starts: Vec<usize>,
    /// The characters before each [`BLOCK`] of bytes: a definition may be one line of a megabyte. Empty where every
    /// character is one byte.
    before: Vec<usize>,
    /// Where the text ends, white space after it aside.
    content_end: usize,
}

const BLOCK: usize = 256;

impl Lines {
    /// Those of `text`.
    pub(crate) fn new(text: &str) -> Lines {
        let line_ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let mut before = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            before.extend(text.as_bytes().chunks(BLOCK).map(|block| {
                let before = count;
                count += characters(block);
                before
            }));
            before.push(count);
        }
        Lines {
            starts: std::iter::once(0).chain(line_ends).collect(),
            before,
            content_end: text.trim_end().len(),
        }
    }

    /// The bytes of a line of `text`, counted from 1, its line end included; a line that does not exist is empty.
    pub(crate) fn line(&self, text: &str, line: usize) -> Range<usize> {
        let start_of = |line: usize| self.starts.get(line).copied();
        let start = start_of(line.saturating_sub(1)).unwrap_or(text.len());
        start..start_of(line).unwrap_or(text.len())
    }

    /// Line and column of a byte offset of `text`; an offset past the end gives the end.
    pub(crate) fn line_col(&self, text: &str, offset: usize) -> LineCol {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let column = self.characters_before(text, offset) - self.characters_before(text, start) + 1;
        LineCol { line, column }
    }

    /// Where the text ends, white space after it aside.
    pub(crate) fn content_end(&self) -> usize {
        self.content_end
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        match self.before.get(offset / BLOCK) {
            Some(before) => {
                let block = &text.as_bytes()[offset / BLOCK * BLOCK..offset];
                before + characters(block)
            }
            None => offset,
        }
    }
}

/// Counting the bytes that start a character is safe inside of one too.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counted from the beginning, as one would by hand.
    fn counted(text: &str, offset: usize) -> LineCol {
        let before = &text.as_bytes()[..offset.min(text.len())];
        let start = before.iter().rposition(|byte| *byte == b'\n');
        let start = start.map_or(0, |at| at + 1);
        let newlines = before.iter().filter(|byte| **byte == b'\n').count();
        LineCol {
            line: newlines + 1,
            column: characters(&before[start..]) + 1,
        }
    }

    #[test]
    fn every_place_has_its_line_and_column() {
        let long = "ä\u{1f600}b".repeat(BLOCK);
        let texts = [
            String::new(),
            "a\n\nb\r\n".to_owned(),
            format!("{}\n{}", "x".repeat(3 * BLOCK), "y".repeat(BLOCK)),
            format!("\n{long}\n\n{long}"),
            "ü".repeat(BLOCK / 2),
        ];
        for text in texts {
            let lines = Lines::new(&text);
            for offset in 0..text.len() + 3 {
                assert_eq!(lines.line_col(&text, offset), counted(&text, offset));
            }
        }
    }
}
