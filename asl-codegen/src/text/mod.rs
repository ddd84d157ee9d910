//! JSON and YAML read into one tree that keeps places and duplicate keys.

mod align;
mod embedded;
mod json;
mod json_tokens;
mod scalar;
mod tag;
#[cfg(test)]
pub(crate) mod tests;
mod yaml;
mod yaml_error;
mod yaml_places;

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Format, SourceFile, Span};

pub(crate) use embedded::embedded;
pub(crate) use tag::is_from_tag;

/// The deepest nesting of arrays and objects that is read; later stages may recurse over the tree.
pub const MAX_DEPTH: usize = 500;

/// The largest text that is read. AWS allows definitions of 1 MiB.
pub const MAX_BYTES: usize = 8 << 20;

/// Reads `source` into a tree. What is wrong it reports; there is a tree only where what was meant is clear all the same,
/// as it is after a comma too many.
pub fn parse(source: &SourceFile, diagnostics: &mut Diagnostics) -> Option<Node> {
    if source.text().len() > MAX_BYTES {
        diagnostics.report(too_large());
        return None;
    }
    match source.format() {
        Format::Json if begins_as_yaml(source.text()) => yaml::parse(source.text(), diagnostics),
        Format::Json => json::parse(source.text(), diagnostics),
        Format::Yaml => yaml::parse(source.text(), diagnostics),
    }
}

/// Whether the first line is a key as only YAML has it, whatever the file is called: `StartAt: First`.
fn begins_as_yaml(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with(['#', '-']));
    let key = first.and_then(|line| line.split_once(':'));
    key.is_some_and(|(key, _)| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphabetic()))
}

/// That a file is larger than [`MAX_BYTES`].
pub(crate) fn too_large() -> Diagnostic {
    Diagnostic::error(
        "too-large",
        Span::default(),
        "the file is larger than 8 MiB",
    )
    .help("AWS takes definitions of up to 1 MiB; keep data in a file of its own")
}

/// That arrays and objects nest deeper than [`MAX_DEPTH`] at `span`.
fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(
        "too-deep",
        span,
        format!("arrays and objects are nested more than {MAX_DEPTH} levels deep"),
    )
    .help(
        "move parts of the machine into machines of their own, started by `states:startExecution`",
    )
}

/// How many bytes of `text` a byte order mark takes. It is accepted, as editors on Windows write it.
fn bom_len(text: &str) -> usize {
    if text.starts_with('\u{FEFF}') { 3 } else { 0 }
}

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
    /// `${Name}` without quotes, which is no JSON: any value may take its place.
    Substitution(Text),
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

/// The object that a node is.
pub(crate) fn object(node: &Node) -> Option<&Object> {
    match &node.kind {
        NodeKind::Object(object) => Some(object),
        _ => None,
    }
}

/// The value of an object's first member of this name.
pub(crate) fn member<'n>(object: &'n Object, key: &str) -> Option<&'n Node> {
    let found = object.members.iter().find(|member| member.key.value == key);
    found.map(|member| &member.value)
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
    /// A string without content, which stands at `span`; to be put together from parts.
    pub(crate) fn empty(span: Span) -> Text {
        Text {
            value: String::new(),
            span,
            breaks: Vec::new(),
        }
    }

    /// Appends a part of another string, with its places.
    pub(crate) fn push_part(&mut self, other: &Text, part: Range<usize>) {
        if part.is_empty() {
            return;
        }
        self.push_places(other, part.clone());
        self.value.push_str(&other.value[part]);
    }

    /// The places of a part of another string, for what is appended next.
    fn push_places(&mut self, other: &Text, part: Range<usize>) {
        let at = self.value.len();
        self.breaks.push((at, other.source_offset(part.start)));
        let after = other
            .breaks
            .partition_point(|(from, _)| *from <= part.start);
        let inner = other.breaks[after..]
            .iter()
            .take_while(|(from, _)| *from < part.end);
        self.breaks
            .extend(inner.map(|(from, source)| (at + from - part.start, *source)));
    }

    /// Appends what stands for `span` as a whole: the first bytes are at its start, the last one at its end.
    pub(crate) fn push_at(&mut self, value: &str, span: Span) {
        let Some(last) = value.len().checked_sub(1) else {
            return;
        };
        let at = self.value.len();
        self.breaks
            .extend((at..at + last).map(|at| (at, span.start)));
        self.breaks
            .push((at + last, span.end.max(span.start + 1) - 1));
        self.value.push_str(value);
    }

    /// Where a part of the string stands in the source.
    pub fn span_of(&self, part: Range<usize>) -> Span {
        let end = if part.is_empty() {
            self.source_offset(part.end)
        } else {
            self.source_offset(part.end - 1) + 1
        };
        Span::new(self.source_offset(part.start), end.min(self.span.end))
    }

    /// Where the byte at `offset` came from.
    fn source_offset(&self, offset: usize) -> usize {
        let after = self.breaks.partition_point(|(from, _)| *from <= offset);
        match after.checked_sub(1).map(|at| self.breaks[at]) {
            Some((from, source)) => (source + offset - from).min(self.span.end),
            None => self.span.start,
        }
    }
}
