//! CloudFormation's intrinsic functions in a definition: what is known only on deployment becomes a substitution, `${Name}`.

use std::collections::HashMap;

use super::{beginning, string};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::text::{MAX_BYTES, Node, NodeKind, Object, Text, is_from_tag, object};

/// The function that an object is the long form of, and its argument. A tag is read as one.
pub(super) fn call(node: &Node) -> Option<(&str, &Node)> {
    let [only] = &object(node)?.members[..] else {
        return None;
    };
    let name = only.key.value.as_str();
    let reference = name == "Ref" && string(&only.value).is_some();
    let function = reference || name.starts_with("Fn::") || name.starts_with('!');
    function.then_some((name, &only.value))
}

/// Puts substitutions in the place of functions.
pub(super) struct Functions<'a> {
    source: &'a str,
    diagnostics: &'a mut Diagnostics,
    /// Only tags are functions: in a file that is no template, `{"Ref": "x"}` is an object like any other.
    only_tags: bool,
}

impl<'a> Functions<'a> {
    /// Those of a template.
    pub(super) fn new(source: &'a str, diagnostics: &'a mut Diagnostics) -> Self {
        Functions {
            source,
            diagnostics,
            only_tags: false,
        }
    }

    /// Those of a definition outside of a template.
    pub(super) fn of_tags(source: &'a str, diagnostics: &'a mut Diagnostics) -> Self {
        Functions {
            source,
            diagnostics,
            only_tags: true,
        }
    }

    /// The tree with substitutions in the place of functions. Its depth was bounded when it was read.
    pub(super) fn resolved(&mut self, node: Node) -> Node {
        let span = node.span;
        if self.is_call(&node) {
            let text = self.text(&node).unwrap_or_else(|| anything(span));
            let kind = NodeKind::String(text);
            return Node { kind, span };
        }
        let kind = match node.kind {
            NodeKind::Array(items) => {
                let items = items.into_iter().map(|item| self.resolved(item));
                NodeKind::Array(items.collect())
            }
            NodeKind::Object(Object { members }) => {
                let present = members.into_iter().filter(|m| !is_no_value(&m.value));
                let members = present.map(|mut member| {
                    member.value = self.resolved(member.value);
                    member
                });
                NodeKind::Object(Object {
                    members: members.collect(),
                })
            }
            kind => kind,
        };
        Node { kind, span }
    }

    fn is_call(&self, node: &Node) -> bool {
        self.tag(node).is_some() || !self.only_tags && call(node).is_some()
    }

    /// A tag, whatever it is, and its value.
    fn tag<'n>(&self, node: &'n Node) -> Option<(&'n str, &'n Node)> {
        let [only] = &object(node)?.members[..] else {
            return None;
        };
        let tag = is_from_tag(&only.key, self.source);
        tag.then_some((only.key.value.as_str(), &only.value))
    }

    /// A value as a string, with a substitution for what is not known yet. What can be none is reported.
    pub(super) fn text(&mut self, node: &Node) -> Option<Text> {
        let span = node.span;
        let whole = |value: &str| {
            let mut text = Text::empty(span);
            text.push_at(value, span);
            Some(text)
        };
        match &node.kind {
            NodeKind::String(text) => return Some(text.clone()),
            NodeKind::Number(number) => return whole(number),
            NodeKind::Bool(value) => return whole(&value.to_string()),
            _ => {}
        }
        let Some((name, argument)) = call(node).or_else(|| self.tag(node)) else {
            let message = "a list or a mapping stands where a string is expected";
            let found = Diagnostic::error("wrong-type", beginning(node), message);
            self.diagnostics.report(found.label("no string"));
            return None;
        };
        let key = object(node)?.members[0].key.span;
        match (name, &argument.kind) {
            ("Ref", NodeKind::String(name)) => whole(&format!("${{{}}}", name.value)),
            ("Fn::GetAtt", _) => {
                let parts = self.parts(argument, key)?;
                whole(&format!("${{{}}}", parts.join(".")))
            }
            ("Fn::ImportValue", _) => {
                let export = self.text(argument)?.value;
                whole(&format!("${{{}}}", as_name(&export)))
            }
            ("Fn::FindInMap", NodeKind::Array(_)) => {
                let parts = self.parts(argument, key)?;
                let parts: Vec<String> = parts.iter().map(|part| as_name(part)).collect();
                whole(&format!("${{{}}}", parts.join(".")))
            }
            ("Fn::Sub", NodeKind::String(text)) => self.sub(text, None, span),
            ("Fn::Sub", NodeKind::Array(items)) => match &items[..] {
                [text, values] => match (string(text), object(values)) {
                    (Some(text), Some(values)) => self.sub(text, Some(values), span),
                    _ => self.wrong_arguments(key, "a string and a mapping"),
                },
                _ => self.wrong_arguments(key, "a string, or a list of a string and a mapping"),
            },
            ("Fn::Join", NodeKind::Array(items)) => match &items[..] {
                [separator, parts] => match (string(separator), &parts.kind) {
                    (Some(separator), NodeKind::Array(parts)) => {
                        self.join(&separator.value, parts, span)
                    }
                    (Some(_), _) => self.unknown(name, key, span),
                    _ => self.wrong_arguments(key, "a list of a string and a list"),
                },
                _ => self.wrong_arguments(key, "a list of a string and a list"),
            },
            ("Fn::Sub" | "Fn::Join" | "Fn::FindInMap" | "Ref", _) => {
                self.wrong_arguments(key, "other arguments")
            }
            (name, _) => self.unknown(name, key, span),
        }
    }

    /// `A.B`, or the strings of `[A, B]`.
    fn parts(&mut self, argument: &Node, key: Span) -> Option<Vec<String>> {
        match &argument.kind {
            NodeKind::String(text) => Some(vec![text.value.clone()]),
            NodeKind::Array(items) => {
                let mut items = items.iter();
                items
                    .try_fold(Vec::new(), |mut parts, item| {
                        parts.push(self.text(item)?.value);
                        Some(parts)
                    })
                    .map(|parts| parts.iter().map(|part| bare(part).to_owned()).collect())
            }
            _ => self.wrong_arguments(key, "a string or a list of strings"),
        }
    }

    /// `${Name}` stays, unless `values` has it; `${!Name}` becomes `${Name}`.
    fn sub(&mut self, text: &Text, values: Option<&Object>, span: Span) -> Option<Text> {
        // What has no name but here keeps this one.
        let members = values.map_or(&[][..], |values| &values.members);
        let mut values: HashMap<&str, Text> = HashMap::new();
        for value in members {
            let mut silent = Diagnostics::new();
            let text = Functions::new(self.source, &mut silent).text(&value.value);
            let mut found = silent.in_order().into_iter();
            if let Some(large) = found.find(|found| found.code == TOO_LARGE) {
                self.diagnostics.report(large.clone());
                return None;
            }
            if let Some(text) = text.filter(|_| silent.is_empty()) {
                values.insert(&value.key.value, text);
            }
        }
        let mut result = Text::empty(span);
        let mut done = 0;
        for (at, _) in text.value.match_indices("${") {
            let inside = &text.value[at + 2..];
            if at < done {
                continue;
            }
            if inside.starts_with('!') {
                result.push_part(text, done..at + 2);
                done = at + 3;
                continue;
            }
            // No name has a `$`: to look no further keeps this linear in texts with many `${` and one `}`.
            let Some(length) = inside.find(['}', '$']) else {
                break;
            };
            if inside[length..].starts_with('$') {
                continue;
            }
            if let Some(value) = values.get(inside[..length].trim()) {
                result.push_part(text, done..at);
                done = at + length + 3;
                result.push_at(&value.value, text.span_of(at..done));
                self.small_enough(&result)?;
            }
        }
        result.push_part(text, done..text.value.len());
        self.small_enough(&result)?;
        Some(result)
    }

    fn join(&mut self, separator: &str, parts: &[Node], span: Span) -> Option<Text> {
        let mut result = Text::empty(span);
        let mut end = span.start;
        for (index, part) in parts.iter().enumerate() {
            let text = self.text(part)?;
            if index > 0 {
                result.push_at(separator, Span::new(end, end));
            }
            result.push_part(&text, 0..text.value.len());
            self.small_enough(&result)?;
            end = part.span.end;
        }
        Some(result)
    }

    /// A text that stands once in a template may be put into another one any number of times.
    fn small_enough(&mut self, text: &Text) -> Option<()> {
        if text.value.len() <= MAX_BYTES {
            return Some(());
        }
        self.diagnostics.report(too_large(text.span));
        None
    }

    fn wrong_arguments<T>(&mut self, key: Span, wanted: &str) -> Option<T> {
        let message = match wanted {
            "other arguments" => "the function takes other arguments".to_owned(),
            _ => format!("the function takes {wanted}"),
        };
        let found = Diagnostic::error("wrong-type", key, message);
        self.diagnostics.report(found.label("not like this"));
        None
    }

    /// What has no name that a substitution could have.
    fn unknown(&mut self, name: &str, key: Span, span: Span) -> Option<Text> {
        let written = self.source[key.range()].trim_matches(['"', '\'']);
        let found = match name.starts_with('!') {
            true => Diagnostic::error(
                "unsupported-tag",
                key,
                format!("the tag `{written}` is not supported"),
            )
            .label("a tag")
            .help("write the value itself"),
            false => Diagnostic::error(
                UNSUPPORTED,
                key,
                format!("`{written}` cannot be compiled"),
            )
            .label("known on deployment only")
            .help(match self.only_tags {
                true => "write `${Name}` in its place, and give the value in `substitutions`",
                false => {
                    "write `${Name}` in its place, and the function in `DefinitionSubstitutions` under this name"
                }
            }),
        };
        self.diagnostics.report(found);
        Some(anything(span))
    }
}

/// A substitution for what cannot be said, which is reported: rules let anything stand there.
fn anything(span: Span) -> Text {
    let mut text = Text::empty(span);
    text.push_at("${Unknown}", span);
    text
}

/// Whether it says that there is nothing.
fn is_no_value(node: &Node) -> bool {
    let name = call(node).filter(|(name, _)| *name == "Ref");
    name.and_then(|(_, name)| string(name))
        .is_some_and(|name| name.value == "AWS::NoValue")
}

/// `${Name}` as `Name`.
fn bare(text: &str) -> &str {
    let inside = text
        .strip_prefix("${")
        .and_then(|text| text.strip_suffix('}'));
    inside.unwrap_or(text)
}

/// What substitutions can be called: `${Network}-Subnet` as `Network-Subnet`.
fn as_name(text: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let kept = text.chars().filter(|c| !matches!(c, '$' | '{' | '}'));
    let name: String = kept.map(|c| if word(c) { c } else { '-' }).collect();
    name.replace("--", "-")
}

/// AWS takes it, and it cannot be compiled.
pub(super) const UNSUPPORTED: Code = "unsupported-function";

const TOO_LARGE: Code = "too-large";

/// That what functions make of a value is larger than a definition may be.
pub(super) fn too_large(span: Span) -> Diagnostic {
    let message = "with the values of its substitutions the definition is larger than 8 MiB";
    Diagnostic::error(TOO_LARGE, span, message).label("grows too much")
}
