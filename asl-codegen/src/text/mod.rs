//! JSON and YAML read into one tree that keeps places and duplicate keys.

use std::ops::Range;

use crate::source::Span;

/// A value of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands, quotes and brackets included.
    pub span: Span,
}

/// What a [`Node`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    String(Text),
    /// An array.
    Array(Vec<Node>),
    /// An object.
    Object(Object),
}

/// An object's members in document order; a key that occurs twice is there twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    /// The members.
    pub members: Vec<Member>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key.
    pub key: Text,
    /// The value.
    pub value: Node,
}

/// A decoded string that can tell where each of its bytes came from, through escapes, folding and block scalars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The string.
    pub value: String,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Pairs of (offset in `value`, offset in the source), ascending: from each on, both count up together until the next.
    pub breaks: Vec<(usize, usize)>,
}

impl Text {
    /// Where a part of the string stands in the source.
    pub fn span_of(&self, part: Range<usize>) -> Span {
        let end = if part.is_empty() {
            self.source_offset(part.end)
        } else {
            self.source_offset(part.end - 1) + 1
        };
        Span::new(self.source_offset(part.start), end.min(self.span.end))
    }

    fn source_offset(&self, offset: usize) -> usize {
        let after = self.breaks.partition_point(|(from, _)| *from <= offset);
        match after.checked_sub(1).map(|at| self.breaks[at]) {
            Some((from, source)) => (source + offset - from).min(self.span.end),
            None => self.span.start,
        }
    }
}
