//! `${Name}` in the definition's strings: replaced by the value that is given for it.

use std::ops::Range;

use crate::diagnostic::Diagnostics;
use crate::source::Spanned;
use crate::text::Text;

use super::{Parser, Substitutions};

impl Parser<'_> {
    /// The string with its substitutions replaced; one without a value stays in it, and is noted.
    pub(super) fn substituted(&mut self, text: &Text) -> Text {
        let (replaced, left) = replace(text, self.substitutions);
        if self.task_name_at != Some(text.span) {
            let places = left
                .into_iter()
                .map(|(place, name)| Spanned::new(name, text.span_of(place)));
            self.open_substitutions.extend(places);
        }
        replaced
    }

    /// The string with its substitutions replaced; one without a value may stay, as it names a task or is a comment.
    pub(super) fn partly_substituted(&self, text: &Text) -> Text {
        replace(text, self.substitutions).0
    }

    /// Parses a string. What is wrong with it is not reported where a substitution has no value, which may put it right.
    pub(super) fn parsed<T>(
        &mut self,
        text: &Text,
        parse: fn(&Text, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        if has_substitution(&text.value) {
            return parse(text, &mut Diagnostics::new());
        }
        parse(text, self.diagnostics)
    }
}

/// A string that is one substitution and nothing else.
pub(crate) fn is_substitution(value: &str) -> bool {
    matches!(&find(value)[..], [(place, _)] if *place == (0..value.len()))
}

/// Whether a substitution stands in the string.
pub(crate) fn has_substitution(value: &str) -> bool {
    !find(value).is_empty()
}

/// The string with the substitutions replaced that have a value, and the others with their places.
fn replace(text: &Text, values: &Substitutions) -> (Text, Vec<(Range<usize>, String)>) {
    let found = find(&text.value);
    if found.is_empty() {
        return (text.clone(), Vec::new());
    }
    let mut left = Vec::new();
    let mut replaced = Text {
        value: String::new(),
        span: text.span,
        breaks: Vec::new(),
    };
    let mut done = 0;
    for (place, name) in found {
        let Some(value) = values.get(name) else {
            left.push((place, name.to_owned()));
            continue;
        };
        keep(&mut replaced, text, done..place.start);
        // Each byte of the value stands for the whole `${Name}`: the first ones at its start, the last at its end.
        let span = text.span_of(place.clone());
        let start = replaced.value.len();
        replaced.value.push_str(value);
        let last = replaced.value.len().saturating_sub(1);
        replaced
            .breaks
            .extend((start..last).map(|at| (at, span.start)));
        if !value.is_empty() {
            replaced.breaks.push((last, span.end.saturating_sub(1)));
        }
        done = place.end;
    }
    keep(&mut replaced, text, done..text.value.len());
    (replaced, left)
}

/// Takes a part of the original over, with its places.
fn keep(replaced: &mut Text, text: &Text, part: Range<usize>) {
    if part.is_empty() {
        return;
    }
    let at = replaced.value.len();
    replaced
        .breaks
        .push((at, text.span_of(part.start..part.start).start));
    let inner = text
        .breaks
        .iter()
        .filter(|(from, _)| part.start < *from && *from < part.end);
    replaced
        .breaks
        .extend(inner.map(|(from, source)| (at + from - part.start, *source)));
    replaced.value.push_str(&text.value[part]);
}

/// The places and names of `${Name}`, `${AWS::Region}` and `${Function.Arn}`.
pub(crate) fn find(value: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    for (start, _) in value.match_indices("${") {
        let inside = &value[start + 2..];
        let Some(length) = inside.find('}') else {
            break;
        };
        let name = &inside[..length];
        // The brackets are Terraform's, `${aws_lambda_function.add[0].arn}`.
        let word = |word: &str| {
            let of_name = |c: char| matches!(c, '_' | '-' | '[' | ']') || c.is_ascii_alphanumeric();
            !word.is_empty() && word.chars().all(of_name)
        };
        if name.split("::").all(|part| part.split('.').all(word)) {
            found.push((start..start + length + 3, name));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn text(value: &str) -> Text {
        Text {
            value: value.to_owned(),
            span: Span::new(9, 11 + value.len()),
            breaks: vec![(0, 10)],
        }
    }

    #[test]
    fn finds_names_and_leaves_other_text_alone() {
        let names = |value| {
            find(value)
                .into_iter()
                .map(|(_, name)| name)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names("a${B}c${AWS::Region}${F.Arn}${a.b[0]}"),
            ["B", "AWS::Region", "F.Arn", "a.b[0]"]
        );
        assert_eq!(names("${} ${a b} ${a:b} ${'x': 1} $x{a} ${open"), [""; 0]);
    }

    #[test]
    fn places_after_a_replaced_part_stay_right() {
        let values = Substitutions::from([("X".to_owned(), "longer text".to_owned())]);
        let (replaced, left) = replace(&text("a${X}b${Y}c"), &values);
        assert_eq!(replaced.value, "alonger textb${Y}c");
        assert_eq!(left, [(6..10, "Y".to_owned())]);
        assert_eq!(replaced.span_of(0..1), Span::new(10, 11));
        assert_eq!(
            replaced.span_of(1..12),
            Span::new(11, 15),
            "the whole substitution"
        );
        assert_eq!(replaced.span_of(12..13), Span::new(15, 16));
        assert_eq!(replaced.span_of(17..18), Span::new(20, 21));
    }

    #[test]
    fn an_empty_value_leaves_nothing() {
        let values = Substitutions::from([("X".to_owned(), String::new())]);
        let (replaced, _) = replace(&text("${X}b"), &values);
        assert_eq!(
            (replaced.value.as_str(), replaced.span_of(0..1)),
            ("b", Span::new(14, 15))
        );
    }
}
