//! Payload templates: values of the definition in which some parts are computed.

use std::collections::HashMap;

use crate::ast::{
    Assign, Assignment, PayloadTemplate, QueryLanguage, SubstitutionRole, TemplateField,
    TemplateKind,
};
use crate::diagnostic::Diagnostic;
use crate::jsonpath::{parse_intrinsic, parse_path};
use crate::text::{Member, Node, NodeKind, Object, Text};

use super::Parser;
use super::expression::Written;
use super::fields::Fields;
use super::substitution::{has_substitution, role_in};
use super::value::described;

/// How strings and keys are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Keys with `.$` hold paths and intrinsic functions.
    JsonPath,
    /// Strings in `{% … %}` are expressions.
    Jsonata,
    /// Nothing is computed: a Pass's `Result`.
    Literal,
}

impl From<QueryLanguage> for Reading {
    fn from(language: QueryLanguage) -> Self {
        match language {
            QueryLanguage::JsonPath => Reading::JsonPath,
            QueryLanguage::Jsonata => Reading::Jsonata,
        }
    }
}

impl Parser<'_> {
    /// A template. A part that cannot be read is reported and becomes null.
    pub(super) fn template(&mut self, node: &Node, reading: Reading) -> PayloadTemplate {
        let kind = match &node.kind {
            NodeKind::Null => TemplateKind::Null,
            NodeKind::Bool(value) => TemplateKind::Bool(*value),
            NodeKind::Number(number) => TemplateKind::Number(number.clone()),
            NodeKind::String(text) => self.template_string(text, reading),
            NodeKind::Substitution(text) => {
                TemplateKind::Substitution(self.deferred(text, SubstitutionRole::Value))
            }
            NodeKind::Array(items) => {
                let items = items.iter().map(|item| self.template(item, reading));
                TemplateKind::Array(items.collect())
            }
            NodeKind::Object(object) => TemplateKind::Object(self.template_fields(object, reading)),
        };
        PayloadTemplate {
            kind,
            span: node.span,
        }
    }

    /// A field that holds a template.
    pub(super) fn template_field(
        &mut self,
        fields: &Fields<'_>,
        name: &str,
    ) -> Option<PayloadTemplate> {
        let member = fields.get(name)?;
        Some(self.template(&member.value, fields.language.into()))
    }

    /// `Assign`.
    pub(super) fn assign(&mut self, fields: &Fields<'_>) -> Option<Assign> {
        let node = &fields.get("Assign")?.value;
        let NodeKind::Object(object) = &node.kind else {
            self.wrong_type("Assign", node, "an object");
            return None;
        };
        let variables = self.template_fields(object, fields.language.into());
        let variables = variables.into_iter().map(|field| Assignment {
            key: field.key,
            name: field.name,
            value: field.value,
        });
        Some(Assign {
            variables: variables.collect(),
            span: node.span,
        })
    }

    fn template_string(&mut self, text: &Text, reading: Reading) -> TemplateKind {
        match reading {
            Reading::JsonPath | Reading::Literal => {
                TemplateKind::String(self.deferred(text, SubstitutionRole::String))
            }
            Reading::Jsonata => match self.written(text) {
                Written::Plain(text) => TemplateKind::String(text),
                Written::Expression(expression) => TemplateKind::Jsonata(expression),
                Written::Broken => TemplateKind::Null,
            },
        }
    }

    fn template_fields(&mut self, object: &Object, reading: Reading) -> Vec<TemplateField> {
        let mut seen: HashMap<String, &Member> = HashMap::new();
        let mut fields = Vec::new();
        for member in &object.members {
            let key = self.substituted(&member.key);
            let computed = match reading {
                Reading::JsonPath => key.value.strip_suffix(".$"),
                Reading::Jsonata | Reading::Literal => None,
            };
            let name = computed.unwrap_or(&key.value).to_owned();
            let value = match computed {
                Some(_) => self.computed(member),
                None => self.template(&member.value, reading),
            };
            match seen.get(&name) {
                Some(first) if first.key.value == member.key.value => {
                    self.duplicate_key(member, first)
                }
                Some(first) => self.same_result(member, first, &name),
                None => {
                    seen.insert(name.clone(), member);
                    fields.push(TemplateField { key, name, value });
                }
            }
        }
        fields
    }

    /// The value of a `.$` key.
    fn computed(&mut self, member: &Member) -> PayloadTemplate {
        let span = member.value.span;
        let key = &member.key.value;
        let kind = match &member.value.kind {
            NodeKind::String(written) | NodeKind::Substitution(written) => {
                let text = self.partly_substituted(written);
                let kind = match text.value.starts_with('$') {
                    true => self.parsed(&text, parse_path).map(TemplateKind::Path),
                    false => self
                        .parsed(&text, parse_intrinsic)
                        .map(TemplateKind::Intrinsic),
                };
                let role = match &kind {
                    Some(TemplateKind::Intrinsic(call)) => role_in(call, &text.value),
                    _ => SubstitutionRole::Definition,
                };
                self.deferred(written, role);
                let open = || has_substitution(&text.value).then(|| text.clone());
                kind.or_else(|| open().map(TemplateKind::String))
            }
            _ => {
                let message = format!(
                    "`{key}` must be a path or an intrinsic function, as its name ends with `.$`"
                );
                self.report(
                    Diagnostic::error("wrong-type", span, message)
                        .label(format!("this is {}", described(&member.value)))
                        .help(format!(
                            "write `{}` for a value that is not computed",
                            key.trim_end_matches(".$")
                        )),
                );
                None
            }
        };
        PayloadTemplate {
            kind: kind.unwrap_or(TemplateKind::Null),
            span,
        }
    }

    fn same_result(&mut self, member: &Member, first: &Member, name: &str) {
        let message = format!(
            "`{}` and `{}` both give `{name}`",
            first.key.value, member.key.value
        );
        self.report(
            Diagnostic::error("duplicate-key", member.key.span, message)
                .label("the second time")
                .also(first.key.span, "the first time")
                .help("keep one of the two"),
        );
    }
}
