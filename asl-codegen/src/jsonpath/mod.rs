//! JSONPath in the dialect that Step Functions speaks (Jayway's), and intrinsic function calls.

mod always_fails;
mod filter;
mod format;
mod functions;
mod general;
mod intrinsic;
mod path;

pub use format::{FormatPart, format_parts};
pub(crate) use functions::signature;
pub use general::{
    FUNCTIONS, Filter, FilterOperator, FilterPath, FilterValue, General, GeneralKind,
};
pub use intrinsic::parse_intrinsic;
pub use path::parse_path;

use crate::source::Span;
use crate::text::Text;

/// A parsed path.
#[derive(Clone, Debug)]
pub struct Path {
    /// As it is written.
    pub text: Text,
    /// What it starts at.
    pub root: PathRoot,
    /// The steps from there.
    pub segments: Vec<Segment>,
}

/// What a path starts at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathRoot {
    /// `$`: the data at hand.
    Input,
    /// `$$`: the Context Object.
    Context,
    /// `$name`: a variable.
    Variable(String),
}

impl Path {
    /// Whether the path finds at most one value: only names and single indices.
    pub fn is_reference_path(&self) -> bool {
        self.general().is_none()
    }

    /// The first step that is more than a name or an index.
    pub fn general(&self) -> Option<Span> {
        self.segments.iter().find_map(|segment| match segment {
            Segment::General(general) => Some(general.span),
            Segment::Member(_) | Segment::Index(_) => None,
        })
    }
}

/// A step of a path. A path of only `Member` and `Index` steps is a Reference Path and finds at most one value.
#[derive(Clone, Debug, PartialEq)]
pub enum Segment {
    /// `.name` or `['name']`
    Member(String),
    /// `[0]`; negative counts from the end.
    Index(i64),
    /// Anything else that Jayway's dialect has: `*`, `..`, slices, filters, unions, functions.
    General(General),
}

/// A call of an intrinsic function, `States.Format('{}', $.x)`.
#[derive(Clone, Debug)]
pub struct IntrinsicCall {
    /// As it is written: the whole field, of which a nested call is a part.
    pub text: Text,
    /// The name without `States.`, such as `Format`.
    pub function: String,
    /// The arguments.
    pub arguments: Vec<IntrinsicArgument>,
    /// Where the call stands.
    pub span: Span,
}

/// An argument of an intrinsic function.
#[derive(Clone, Debug)]
pub enum IntrinsicArgument {
    /// `null`
    Null,
    /// A Boolean.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A quoted string, escapes resolved; as the first argument of `Format` with its escapes, for [`format_parts`].
    String(String),
    /// A path.
    Path(Path),
    /// A nested call.
    Call(IntrinsicCall),
}

/// A part of a text as a text of its own that still knows its place.
fn part_of(text: &Text, part: std::ops::Range<usize>) -> Text {
    let span = text.span_of(part.clone());
    let first = (0, text.span_of(part.start..part.start).start);
    let later = text
        .breaks
        .iter()
        .filter(|(from, _)| part.start < *from && *from < part.end)
        .map(|(from, source)| (from - part.start, *source));
    Text {
        value: text.value[part.clone()].to_owned(),
        span,
        breaks: std::iter::once(first).chain(later).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that stands in the source at offset 100.
    pub(super) fn text(value: &str) -> Text {
        Text {
            value: value.to_owned(),
            span: Span::new(99, 101 + value.len()),
            breaks: vec![(0, 100)],
        }
    }

    /// The part of the text that a span covers.
    pub(super) fn underlined(value: &str, span: Span) -> String {
        value[span.start - 100..span.end - 100].to_owned()
    }

    #[test]
    fn a_part_keeps_its_places() {
        let text = Text {
            value: "ab\ncd".to_owned(),
            span: Span::new(9, 17),
            breaks: vec![(0, 10), (2, 12), (3, 14)],
        };
        let part = part_of(&text, 1..5);
        assert_eq!(part.value, "b\ncd");
        assert_eq!(part.span, Span::new(11, 16));
        assert_eq!(part.span_of(0..1), Span::new(11, 12));
        assert_eq!(part.span_of(2..4), Span::new(14, 16));
    }
}
