//! Where YAML's values stand: the parser's marks made exact, in bytes.

use saphyr_parser::ScalarStyle;

use super::Text;
use super::align::{Notation, breaks};
use crate::source::Span;

/// The parser counts characters; places are bytes.
pub(super) struct Places<'a> {
    text: &'a str,
    ascii: bool,
    /// The offset of every 64th character, where they are not all one byte.
    offsets: Vec<usize>,
}

impl<'a> Places<'a> {
    const STEP: usize = 64;

    pub(super) fn new(text: &'a str) -> Self {
        let ascii = text.is_ascii();
        let characters = text.char_indices().map(|(at, _)| at);
        let offsets = if ascii {
            Vec::new()
        } else {
            characters.step_by(Self::STEP).collect()
        };
        Places {
            text,
            ascii,
            offsets,
        }
    }

    /// The byte at which the character of this index starts.
    pub(super) fn byte(&self, index: usize) -> usize {
        if self.ascii {
            return index.min(self.text.len());
        }
        let Some(start) = self.offsets.get(index / Self::STEP) else {
            return self.text.len();
        };
        let mut rest = self.text[*start..].char_indices();
        rest.nth(index % Self::STEP)
            .map_or(self.text.len(), |(at, _)| start + at)
    }

    /// Where a scalar's text stands. The parser's span may start with an anchor or tag and end after white space.
    pub(super) fn scalar(&self, value: &str, style: ScalarStyle, span: Span) -> Text {
        let start = self.after_properties(span.start);
        let (content, notation, end) = match style {
            ScalarStyle::Plain => (start, Notation::Plain, span.end.max(start)),
            ScalarStyle::SingleQuoted => {
                let end = quoted_end(self.text, start, b'\'');
                (start + 1, Notation::SingleQuoted, end)
            }
            ScalarStyle::DoubleQuoted => {
                let end = quoted_end(self.text, start, b'"');
                (start + 1, Notation::DoubleQuoted, end)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let (content, indent) = self.block(value, span.start, start);
                let end = self.text[..span.end].trim_end().len().max(content);
                (content, Notation::Block { indent }, end)
            }
        };
        let first = match notation {
            Notation::Block { .. } => content,
            _ => start,
        };
        Text {
            value: value.to_string(),
            span: Span::new(first.min(end), end),
            breaks: breaks(value, self.text, content.min(self.text.len()), notation),
        }
    }

    /// Where a block scalar's content starts, and its indentation. The parser's span starts at the content, unless an
    /// anchor or a tag stands before it.
    fn block(&self, value: &str, start: usize, after_properties: usize) -> (usize, usize) {
        let mut content = start;
        if self.text[after_properties..].starts_with(['|', '>']) {
            // The first line that is not empty, and of its white space what is the string's own.
            let first = value.trim_start_matches('\n');
            let own = first.len() - first.trim_start_matches(' ').len();
            let mut line_start = after_properties;
            let mut lines = self.text[after_properties..].split_inclusive('\n');
            line_start += lines.next().map_or(0, str::len);
            for line in lines {
                if !line.trim().is_empty() {
                    let spaces = line.len() - line.trim_start_matches(' ').len();
                    content = line_start + spaces.saturating_sub(own);
                    break;
                }
                line_start += line.len();
            }
            content = content.max(after_properties);
        }
        let line = self.text[..content].rfind('\n').map_or(0, |at| at + 1);
        (content, content - line)
    }

    /// The tag (`!tag`) among the properties that start at `at`.
    pub(super) fn tag(&self, at: usize) -> Text {
        let end = self.after_properties(at);
        let at = self.text[at..end].find('!').unwrap_or(0) + at;
        let rest = &self.text[at..end];
        let len = rest.find(ends_property).unwrap_or(rest.len());
        Text {
            value: rest[..len].to_owned(),
            span: Span::new(at, at + len),
            breaks: vec![(0, at)],
        }
    }

    /// The offset after anchors (`&name`) and tags (`!tag`) that start at `at`.
    pub(super) fn after_properties(&self, mut at: usize) -> usize {
        while self.text[at..].starts_with(['&', '!']) {
            let rest = &self.text[at..];
            at += rest.find(ends_property).unwrap_or(rest.len());
            loop {
                at += self.text[at..].len() - self.text[at..].trim_start().len();
                if !self.text[at..].starts_with('#') {
                    break;
                }
                at += self.text[at..].find('\n').unwrap_or(self.text[at..].len());
            }
        }
        at
    }
}

/// Whether an anchor or a tag ends before this.
fn ends_property(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}')
}

/// The offset after the closing quote of a string that opens at `start`.
fn quoted_end(text: &str, start: usize, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 2,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}
