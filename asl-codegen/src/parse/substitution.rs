//! `${Name}` in the definition's strings: replaced by the value that is given for it.

use std::borrow::Cow;
use std::ops::Range;

use crate::ast::{OpenSubstitution, SubstitutionRole};
use crate::diagnostic::Diagnostics;
use crate::jsonata::Expression;
use crate::jsonpath::{IntrinsicArgument, IntrinsicCall};
use crate::source::{SourceFile, Span};
use crate::text::{self, Node, NodeKind, Text};

use super::{Parser, Substitutions};

impl Parser<'_> {
    /// The string with its substitutions replaced; one without a value stays in it, and has to get one to compile.
    pub(super) fn substituted(&mut self, text: &Text) -> Text {
        self.deferred(text, SubstitutionRole::Definition)
    }

    /// The string with its substitutions replaced; one without a value stays in it, and is noted in this role.
    pub(super) fn deferred(&mut self, text: &Text, role: SubstitutionRole) -> Text {
        let (replaced, left) = replace(text, self.substitutions);
        if self.task_name_at != Some(text.span) {
            let open = left.into_iter().map(|(place, name)| OpenSubstitution {
                span: text.span_of(place),
                name,
                role,
            });
            self.open_substitutions.extend(open);
        }
        replaced
    }

    /// Notes what stays open in an expression, which knows best what each is.
    pub(super) fn note_open(&mut self, expression: &Expression) {
        let open = expression.open_substitutions().iter();
        let open = open.map(|((name, role), span)| OpenSubstitution {
            span: *span,
            name: name.clone(),
            role: *role,
        });
        self.open_substitutions.extend(open);
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

/// What the substitutions in an intrinsic function's call stand for: strings, if all of them stand in its strings.
pub(super) fn role_in(call: &IntrinsicCall, written: &str) -> SubstitutionRole {
    fn in_strings(call: &IntrinsicCall) -> usize {
        let count = |argument: &IntrinsicArgument| match argument {
            IntrinsicArgument::String(text) => find(text).len(),
            IntrinsicArgument::Call(call) => in_strings(call),
            _ => 0,
        };
        call.arguments.iter().map(count).sum()
    }
    match in_strings(call) == find(written).len() {
        true => SubstitutionRole::String,
        false => SubstitutionRole::Definition,
    }
}

/// The tree with a value in place of each substitution without quotes that has one: JSON, or else a string.
pub(super) fn filled<'n>(node: &'n Node, values: &Substitutions) -> Cow<'n, Node> {
    let mut node = Cow::Borrowed(node);
    if !values.is_empty() && has_unquoted(&node) {
        fill(node.to_mut(), values);
    }
    node
}

fn has_unquoted(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Substitution(_) => true,
        NodeKind::Array(items) => items.iter().any(has_unquoted),
        NodeKind::Object(object) => object.members.iter().any(|m| has_unquoted(&m.value)),
        _ => false,
    }
}

fn fill(node: &mut Node, values: &Substitutions) {
    match &mut node.kind {
        NodeKind::Array(items) => items.iter_mut().for_each(|item| fill(item, values)),
        NodeKind::Object(object) => {
            let members = object.members.iter_mut();
            members.for_each(|member| fill(&mut member.value, values));
        }
        NodeKind::Substitution(text) => {
            let value = leading_substitution(&text.value).and_then(|name| values.get(name));
            let Some(value) = value else { return };
            let written = SourceFile::new("value.json", value.as_str());
            let span = node.span;
            *node = match text::parse(&written, &mut Diagnostics::new()) {
                Some(value) => placed(value, span),
                None => Node {
                    kind: NodeKind::String(replace(text, values).0),
                    span,
                },
            };
        }
        _ => {}
    }
}

/// The node with all of it at one place.
fn placed(mut node: Node, span: Span) -> Node {
    let place = |text: &mut Text| {
        text.span = span;
        text.breaks = (0..text.value.len()).map(|at| (at, span.start)).collect();
    };
    node.span = span;
    match &mut node.kind {
        NodeKind::String(text) | NodeKind::Substitution(text) => place(text),
        NodeKind::Array(items) => {
            let all = std::mem::take(items).into_iter();
            *items = all.map(|item| placed(item, span)).collect();
        }
        NodeKind::Object(object) => {
            for member in &mut object.members {
                place(&mut member.key);
                let value = std::mem::replace(&mut member.value, null(span));
                member.value = placed(value, span);
            }
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => {}
    }
    node
}

fn null(span: Span) -> Node {
    let kind = NodeKind::Null;
    Node { kind, span }
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
    let mut replaced = Text::empty(text.span);
    let mut done = 0;
    for (place, name) in found {
        let Some(value) = values.get(name) else {
            left.push((place, name.to_owned()));
            continue;
        };
        replaced.push_part(text, done..place.start);
        replaced.push_at(value, text.span_of(place.clone()));
        done = place.end;
    }
    replaced.push_part(text, done..text.value.len());
    (replaced, left)
}

/// The name of the substitution that the text begins with.
pub(crate) fn leading_substitution(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("${")?;
    // No further than the name goes: a text may be full of `${`.
    let end = inside.find(|c| !matches!(c, '.' | ':') && !is_of_name(c))?;
    let name = &inside[..end];
    (inside[end..].starts_with('}') && is_name(name)).then_some(name)
}

/// A part of a string with substitutions in it.
pub(crate) enum Piece<'t, T> {
    /// As it stands, and not empty.
    Text(&'t str),
    /// What stands for a substitution.
    Substitution(T),
}

/// The parts of a string; substitutions that `known` has nothing for are text.
pub(crate) fn pieces<'t, T>(
    value: &'t str,
    known: impl Fn(&'t str) -> Option<T>,
) -> Vec<Piece<'t, T>> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for (place, name) in find(value) {
        if let Some(found) = known(name) {
            pieces.push(Piece::Text(&value[done..place.start]));
            pieces.push(Piece::Substitution(found));
            done = place.end;
        }
    }
    pieces.push(Piece::Text(&value[done..]));
    pieces.retain(|piece| !matches!(piece, Piece::Text("")));
    pieces
}

/// The places and names of `${Name}`, `${AWS::Region}` and `${Function.Arn}`.
pub(crate) fn find(value: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut end = 0;
    for (start, _) in value.match_indices("${") {
        if start < end {
            continue;
        }
        if let Some(name) = leading_substitution(&value[start..]) {
            end = start + "${}".len() + name.len();
            found.push((start..end, name));
        }
    }
    found
}

/// Whether this may stand in `${…}`. The brackets are Terraform's, `${aws_lambda_function.add[0].arn}`.
fn is_name(name: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.chars().all(is_of_name);
    name.split("::").all(|part| part.split('.').all(word))
}

fn is_of_name(c: char) -> bool {
    matches!(c, '_' | '-' | '[' | ']') || c.is_ascii_alphanumeric()
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
