//! JSON inside a string of the document: read as a text of its own, with its places in the document.

use super::align::escape_len;
use super::{Node, NodeKind, Text, json};
use crate::diagnostic::Diagnostics;
use crate::source::Span;

/// Reads the JSON that `text`, a string of `source`, holds. Findings and the tree have their places in `source`.
pub(crate) fn embedded(text: &Text, source: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let outer = Outer { text, source };
    let mut found = Diagnostics::new();
    let root = json::parse(&text.value, &mut found);
    for finding in found.in_order() {
        let mut finding = finding.clone();
        finding.primary.span = outer.span(finding.primary.span);
        for label in &mut finding.labels {
            label.span = outer.span(label.span);
        }
        diagnostics.report(finding);
    }
    let mut root = root?;
    outer.place(&mut root);
    Some(root)
}

/// The string around the JSON.
struct Outer<'a> {
    text: &'a Text,
    source: &'a str,
}

impl Outer<'_> {
    /// Puts a tree of the string's text to its place in the document. Its depth was bounded when it was read.
    fn place(&self, node: &mut Node) {
        node.span = self.span(node.span);
        match &mut node.kind {
            NodeKind::String(text) | NodeKind::Substitution(text) => *text = self.string(text),
            NodeKind::Array(items) => items.iter_mut().for_each(|item| self.place(item)),
            NodeKind::Object(object) => {
                for member in &mut object.members {
                    member.key = self.string(&member.key);
                    self.place(&mut member.value);
                }
            }
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => {}
        }
    }

    fn string(&self, text: &Text) -> Text {
        let mut placed = Text::empty(self.span(text.span));
        let ends = text.breaks.iter().skip(1).map(|(end, _)| *end);
        let ends = ends.chain([text.value.len()]);
        for ((from, at), to) in text.breaks.iter().zip(ends) {
            placed.push_places(self.text, *at..at + to - from);
            placed.value.push_str(&text.value[*from..to]);
        }
        placed
    }

    fn span(&self, span: Span) -> Span {
        let end = self.end(span.end);
        if span.start >= span.end {
            return Span::new(end, end);
        }
        let start = self.text.source_offset(span.start);
        Span::new(start, end.max(start))
    }

    /// The offset in the document behind what the string has before `end`: an escape as a whole, and no line end or
    /// indentation that follows.
    fn end(&self, end: usize) -> usize {
        let Some(last) = self.text.value[..end].chars().next_back() else {
            return self.text.source_offset(0);
        };
        let at = self.text.source_offset(end - last.len_utf8());
        let rest = &self.source[at.min(self.source.len())..];
        let next = self.text.source_offset(end);
        let doubled = next == at + 2 && (rest.starts_with("\\\\") || rest.starts_with("''"));
        match rest.starts_with('\\') && last != '\\' {
            true => at + escape_len(rest).unwrap_or(1),
            false if doubled => next,
            false => self.text.source_offset(end - 1) + 1,
        }
    }
}
