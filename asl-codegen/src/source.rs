//! A definition's text and places in it.

use std::ops::Range;

/// A range of bytes in a [`SourceFile`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The span of `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The span as a range, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A value and where it stands in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, which stands at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned::new(f(self.value), self.span)
    }
}

/// The notation a definition is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON, as Step Functions stores it.
    Json,
    /// YAML, as SAM and the AWS Toolkit allow it (`.yaml`, `.yml`).
    Yaml,
}

/// A line and a column, both counted from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineCol {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// A definition's text, under the name that diagnostics show.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: String,
    text: String,
    format: Format,
    line_starts: Vec<usize>,
}

impl SourceFile {
    /// A source of the given text; the format follows from the name's extension.
    ///
    /// `name` is the path as diagnostics should show it: relative, so that messages are the same on every machine.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let (name, text) = (name.into(), text.into());
        let format = match name.rsplit_once('.') {
            Some((_, "yaml" | "yml")) => Format::Yaml,
            _ => Format::Json,
        };
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        SourceFile {
            name,
            text,
            format,
            line_starts,
        }
    }

    /// The path that diagnostics show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The notation.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Line and column of a byte offset; an offset past the end gives the end.
    pub fn line_col(&self, offset: usize) -> LineCol {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let before = &self.text.as_bytes()[self.line_starts[line - 1]..offset];
        // Counting the bytes that start a character keeps this safe inside one.
        let column = before.iter().filter(|byte| (**byte as i8) >= -0x40).count() + 1;
        LineCol { line, column }
    }
}
