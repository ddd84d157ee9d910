//! Values of fields: strings, numbers, paths, and the fields that come in a written and a computed form.

use std::ops::RangeInclusive;

use crate::ast::{Amount, OptionalPath, QueryLanguage, StringValue, SubstitutionRole};
use crate::diagnostic::Diagnostic;
use crate::jsonpath::{Path, PathRoot, parse_intrinsic, parse_path, signature};
use crate::source::{Span, Spanned};
use crate::suggest::did_you_mean;
use crate::text::{Node, NodeKind, Text};

use super::Parser;
use super::expression::Written;
use super::fields::{Fields, list};
use super::help_on_type::help_on_type;
use super::substitution::{has_substitution, is_substitution};

/// The most seconds that AWS takes where a definition writes a time down.
pub(super) const MAX_SECONDS: u64 = 99_999_999;

/// The upper bound where there is none.
pub(super) const ANY: u64 = i64::MAX as u64;

impl Parser<'_> {
    /// Reports a value of the wrong type, unless it is a substitution that may turn out right. `name` is a field's, or
    /// an object's with its article.
    pub(super) fn wrong_type(&mut self, name: &str, node: &Node, wanted: &str) {
        if let NodeKind::String(text) | NodeKind::Substitution(text) = &node.kind
            && is_substitution(&self.substituted(text).value)
        {
            self.incomplete = true;
            return;
        }
        self.report_wrong_type(name, node, wanted);
    }

    /// Reports a value of the wrong type.
    pub(super) fn report_wrong_type(&mut self, name: &str, node: &Node, wanted: &str) {
        let subject = match name.contains(' ') {
            true => name.to_owned(),
            false => format!("`{name}`"),
        };
        let message = format!("{subject} must be {wanted}");
        let help = help_on_type(name, node, wanted);
        self.report(
            Diagnostic::error("wrong-type", beginning(node), message)
                .label(format!("this is {}", described(node)))
                .maybe_help(help),
        );
    }

    /// A string, substitutions replaced.
    pub(super) fn string(&mut self, name: &str, node: &Node) -> Option<Text> {
        match &node.kind {
            NodeKind::String(text) | NodeKind::Substitution(text) => Some(self.substituted(text)),
            _ => {
                self.wrong_type(name, node, "a string");
                None
            }
        }
    }

    /// A string that a running machine uses as it is: a substitution without a value may stay in it.
    pub(super) fn used_string(&mut self, name: &str, node: &Node) -> Option<Text> {
        match &node.kind {
            NodeKind::String(text) => Some(self.deferred(text, SubstitutionRole::String)),
            _ => self.string(name, node),
        }
    }

    /// `Comment`, which may hold anything, a substitution too.
    pub(super) fn comment(&mut self, fields: &Fields<'_>) -> Option<String> {
        let member = fields.get("Comment")?;
        match &member.value.kind {
            NodeKind::String(text) | NodeKind::Substitution(text) => {
                Some(self.partly_substituted(text).value)
            }
            _ => {
                self.wrong_type("Comment", &member.value, "a string");
                None
            }
        }
    }

    pub(super) fn boolean(&mut self, name: &str, node: &Node) -> Option<bool> {
        match node.kind {
            NodeKind::Bool(value) => Some(value),
            _ => {
                self.wrong_type(name, node, "a Boolean");
                None
            }
        }
    }

    pub(super) fn array<'n>(&mut self, name: &str, node: &'n Node) -> Option<&'n [Node]> {
        match &node.kind {
            NodeKind::Array(items) => Some(items),
            _ => {
                self.wrong_type(name, node, "an array");
                None
            }
        }
    }

    /// An array that is not empty.
    pub(super) fn filled_array<'n>(&mut self, name: &str, node: &'n Node) -> Option<&'n [Node]> {
        let items = self.array(name, node)?;
        if items.is_empty() {
            let message = format!("`{name}` cannot be empty");
            self.report(
                Diagnostic::error("empty-array", node.span, message)
                    .label("nothing in it")
                    .help("put at least one entry into it"),
            );
            return None;
        }
        Some(items)
    }

    /// The position of one of the allowed values; of the nearest one where it is misspelt, which is reported.
    pub(super) fn one_of_values(
        &mut self,
        name: &str,
        text: &Text,
        values: &[&str],
    ) -> Option<usize> {
        let position = |wanted: &str| values.iter().position(|value| *value == wanted);
        let known = position(&text.value);
        if known.is_some() || has_substitution(&text.value) {
            return known;
        }
        let near = did_you_mean(&text.value, values.iter().copied());
        self.report(
            Diagnostic::error(
                "unknown-value",
                text.span,
                format!("`{name}` must be {}", list(values, "or")),
            )
            .label(match values.len() {
                1 => "another value",
                _ => "not one of them",
            })
            .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
        );
        near.and_then(position)
    }

    /// A number as it is written; a substitution's value too, or the substitution where it has none.
    pub(super) fn number(
        &mut self,
        name: &str,
        node: &Node,
        wanted: &str,
    ) -> Option<Spanned<String>> {
        match &node.kind {
            NodeKind::Number(number) => Some(Spanned::new(number.clone(), node.span)),
            // Quotes around a substitution keep the file JSON; its value is a number all the same.
            NodeKind::String(text) | NodeKind::Substitution(text)
                if is_substitution(&text.value) =>
            {
                let value = self.substituted(text).value;
                if is_substitution(&value) {
                    return Some(Spanned::new(value, node.span));
                }
                if value.parse::<f64>().is_ok_and(f64::is_finite) {
                    return Some(Spanned::new(value, node.span));
                }
                let message = format!("`{name}` must be {wanted}");
                self.report(
                    Diagnostic::error("wrong-type", node.span, message)
                        .label(format!("its value is {value:?}")),
                );
                None
            }
            _ => {
                self.wrong_type(name, node, wanted);
                None
            }
        }
    }

    /// A whole number of a range; none, without a report, where it is a substitution that has no value.
    pub(super) fn integer(
        &mut self,
        name: &str,
        node: &Node,
        range: RangeInclusive<u64>,
    ) -> Option<Spanned<u64>> {
        let number = self.number(name, node, "a whole number")?;
        let (least, most) = (*range.start(), *range.end());
        let label = match whole(&number.value) {
            Some(Whole::Of(value)) if range.contains(&value) => {
                return Some(Spanned::new(value, number.span));
            }
            Some(Whole::Of(value)) if value < least => format!("less than {least}"),
            Some(Whole::Of(_) | Whole::Larger) => format!("more than {most}"),
            Some(Whole::Negative) => "negative".to_owned(),
            None if is_substitution(&number.value) => return None,
            None => "not a whole number".to_owned(),
        };
        let bounds = match most {
            ANY => format!("a whole number of at least {least}"),
            _ => format!("a whole number from {least} to {most}"),
        };
        let message = format!("`{name}` must be {bounds}");
        self.report(Diagnostic::error("out-of-range", number.span, message).label(label));
        None
    }

    /// A number of a range, with or without a fraction; none, without a report, where it is a substitution that has no
    /// value.
    pub(super) fn fraction(
        &mut self,
        name: &str,
        node: &Node,
        range: RangeInclusive<f64>,
    ) -> Option<Spanned<f64>> {
        let number = self.number(name, node, "a number")?;
        let (least, most) = (*range.start(), *range.end());
        match number.value.parse::<f64>() {
            Ok(value) if range.contains(&value) => return Some(Spanned::new(value, number.span)),
            Err(_) if is_substitution(&number.value) => return None,
            _ => {}
        }
        let (bounds, label) = match most < f64::MAX {
            true => (
                format!("from {least:?} to {most:?}"),
                "not in this range".to_owned(),
            ),
            false => (
                format!("of at least {least:?}"),
                format!("less than {least:?}"),
            ),
        };
        let message = format!("`{name}` must be a number {bounds}");
        self.report(Diagnostic::error("out-of-range", number.span, message).label(label));
        None
    }

    /// A whole number that may also be computed: by the `…Path` field or by an expression.
    pub(super) fn amount(
        &mut self,
        fields: &Fields<'_>,
        name: &'static str,
        path_name: &'static str,
        range: RangeInclusive<u64>,
    ) -> Option<Amount> {
        self.amount_of(fields, name, path_name, |parser, node| {
            parser.integer(name, node, range)
        })
    }

    /// The same for a number that may have a fraction.
    pub(super) fn fraction_amount(
        &mut self,
        fields: &Fields<'_>,
        name: &'static str,
        path_name: &'static str,
        range: RangeInclusive<f64>,
    ) -> Option<Amount<f64>> {
        self.amount_of(fields, name, path_name, |parser, node| {
            parser.fraction(name, node, range)
        })
    }

    fn amount_of<T>(
        &mut self,
        fields: &Fields<'_>,
        name: &'static str,
        path_name: &'static str,
        literal: impl FnOnce(&mut Self, &Node) -> Option<Spanned<T>>,
    ) -> Option<Amount<T>> {
        let (found, member) = self.one_of(fields, &[name, path_name], false)?;
        if found == path_name {
            return self
                .reference_path(path_name, &member.value)
                .map(Amount::Path);
        }
        self.literal_amount(name, &member.value, fields.language, literal)
    }

    /// `Seconds`, or another number that stands where an expression may stand.
    pub(super) fn literal_amount<T>(
        &mut self,
        name: &'static str,
        node: &Node,
        language: QueryLanguage,
        literal: impl FnOnce(&mut Self, &Node) -> Option<Spanned<T>>,
    ) -> Option<Amount<T>> {
        if let NodeKind::String(text) | NodeKind::Substitution(text) = &node.kind {
            if is_substitution(&text.value) {
                let text = self.deferred(text, SubstitutionRole::Number);
                if is_substitution(&text.value) {
                    return Some(Amount::Substitution(text));
                }
            } else if language == QueryLanguage::Jsonata {
                return match self.written(text) {
                    Written::Expression(expression) => Some(Amount::Jsonata(expression)),
                    Written::Plain(_) => {
                        self.wrong_type(name, node, "a whole number or an expression, `{% … %}`");
                        None
                    }
                    Written::Broken => None,
                };
            } else if text.value.starts_with('$') {
                let message = format!("`{name}` must be a whole number");
                self.report(
                    Diagnostic::error("wrong-type", node.span, message)
                        .label("this is a string")
                        .help(format!("for a path write `{name}Path`")),
                );
                return None;
            }
        }
        literal(self, node).map(Amount::Literal)
    }

    /// `Error` and `Cause`: a string that may be computed by an expression, or, in the `…Path` field, by a path or an
    /// intrinsic function.
    pub(super) fn string_value(
        &mut self,
        fields: &Fields<'_>,
        name: &'static str,
        path_name: &'static str,
    ) -> Option<StringValue> {
        let (found, member) = self.one_of(fields, &[name, path_name], false)?;
        if found == name {
            return self.literal_string_value(name, &member.value, fields.language);
        }
        let text = self.string(path_name, &member.value)?;
        if text.value.starts_with('$') {
            return self.path_of(&text).map(StringValue::Path);
        }
        let call = match self.parsed(&text, parse_intrinsic) {
            None if has_substitution(&text.value) => return Some(StringValue::Literal(text)),
            call => call?,
        };
        if !signature(&call.function).is_some_and(|function| function.gives_string()) {
            let message = format!(
                "`{path_name}` needs a string, and `States.{}` does not give one",
                call.function
            );
            self.report(
                Diagnostic::error("intrinsic-not-a-string", call.span, message)
                    .label("not a string")
                    .help("`States.JsonToString` and `States.Format` make strings of other values"),
            );
            return None;
        }
        Some(StringValue::Intrinsic(call))
    }

    pub(super) fn literal_string_value(
        &mut self,
        name: &str,
        node: &Node,
        language: QueryLanguage,
    ) -> Option<StringValue> {
        match (&node.kind, language) {
            (NodeKind::String(text), QueryLanguage::Jsonata) => match self.written(text) {
                Written::Plain(text) => Some(StringValue::Literal(text)),
                Written::Expression(expression) => Some(StringValue::Jsonata(expression)),
                Written::Broken => None,
            },
            _ => self.used_string(name, node).map(StringValue::Literal),
        }
    }

    /// A path.
    pub(super) fn path(&mut self, name: &str, node: &Node) -> Option<Path> {
        match &node.kind {
            NodeKind::String(text) | NodeKind::Substitution(text) => {
                let text = self.substituted(text);
                self.path_of(&text)
            }
            _ => {
                self.wrong_type(name, node, "a path");
                None
            }
        }
    }

    /// A path; where a substitution without a value keeps it from being read, the path to all of the data stands in.
    pub(super) fn path_of(&mut self, text: &Text) -> Option<Path> {
        let path = self.parsed(text, parse_path);
        let open = || {
            has_substitution(&text.value).then(|| Path {
                text: text.clone(),
                root: PathRoot::Input,
                segments: Vec::new(),
            })
        };
        path.or_else(open)
    }

    /// A path that finds at most one value.
    pub(super) fn reference_path(&mut self, name: &str, node: &Node) -> Option<Path> {
        let path = self.path(name, node)?;
        if let Some(general) = path.general() {
            let message = format!("`{name}` must be a Reference Path");
            self.report(
                Diagnostic::error("not-a-reference-path", general, message)
                    .label("can find any number of values")
                    .help("a Reference Path has only names and single indices: `$.order.items[0]`"),
            );
            return None;
        }
        Some(path)
    }

    /// `InputPath` and `OutputPath`.
    pub(super) fn optional_path(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
    ) -> Option<OptionalPath> {
        let node = &fields.get(name)?.value;
        match node.kind {
            NodeKind::Null => Some(OptionalPath::Null(node.span)),
            NodeKind::String(_) | NodeKind::Substitution(_) => {
                self.path(name, node).map(OptionalPath::Path)
            }
            _ => {
                self.wrong_type(name, node, "a path or null");
                None
            }
        }
    }
}

/// A number without a fraction.
enum Whole {
    Of(u64),
    Larger,
    Negative,
}

/// `5`, `5.0` and `5e1` are whole; `1.5` is not.
fn whole(number: &str) -> Option<Whole> {
    if let Ok(value) = number.parse::<u64>() {
        return Some(Whole::Of(value));
    }
    let value = number
        .parse::<f64>()
        .ok()
        .filter(|value| value.fract() == 0.0)?;
    // Above 2^53 not every whole number is an `f64`, and none is near a bound that tells them apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    Some(match value {
        value if value < 0.0 => Whole::Negative,
        value if value <= EXACT => Whole::Of(value as u64),
        _ => Whole::Larger,
    })
}

/// What a value is, for a message.
pub(super) fn described(node: &Node) -> &'static str {
    match node.kind {
        NodeKind::Null => "null",
        NodeKind::Bool(_) => "a Boolean",
        NodeKind::Number(_) => "a number",
        NodeKind::String(_) => "a string",
        NodeKind::Substitution(_) => "a substitution",
        NodeKind::Array(_) => "an array",
        NodeKind::Object(_) => "an object",
    }
}

/// Where to underline a value: of an array or object, which may span many lines, what it begins with.
pub(super) fn beginning(node: &Node) -> Span {
    let first = Span::new(node.span.start, node.span.start + 1);
    match &node.kind {
        NodeKind::Object(object) => match object.members.first() {
            // In YAML an object may begin with its first key.
            Some(member) if member.key.span.start == node.span.start => member.key.span,
            _ => first,
        },
        NodeKind::Array(_) => first,
        _ => node.span,
    }
}
