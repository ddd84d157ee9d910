//! Texts that look as if they were computed, and are not.

use std::collections::HashSet;

use crate::ast::{
    Condition, Operand, PayloadTemplate, QueryLanguage, State, StateKind, StateMachine,
    StringValue, TemplateField, TemplateKind,
};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::jsonpath::signature;
use crate::parse::has_substitution;
use crate::text::Text;

use super::walk::{assigns, data, error_handling, states};

/// AWS takes such a text as it stands, and who wrote it most likely meant what it would find.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    let assigned = states(machine).flat_map(assigns);
    let variables = assigned.flat_map(|assign| &assign.variables);
    let variables = variables.map(|variable| variable.name.as_str()).collect();
    for state in states(machine) {
        let mut texts = Texts {
            language: state.query_language,
            computed: true,
            variables: &variables,
            diagnostics,
        };
        texts.state(state);
    }
}

/// What a text looks like.
#[derive(Clone, Copy)]
enum Looks {
    /// `$.order`, `$$.Execution.Id`, `$total`
    Path,
    /// `States.UUID()`
    Intrinsic,
    /// `{% … %}`, or `$states.input`
    Expression,
}

impl Looks {
    fn described(self) -> &'static str {
        match self {
            Looks::Path => "a path",
            Looks::Intrinsic => "an intrinsic function",
            Looks::Expression => "an expression",
        }
    }
}

struct Texts<'d> {
    language: QueryLanguage,
    /// Whether anything in the field is computed.
    computed: bool,
    variables: &'d HashSet<&'d str>,
    diagnostics: &'d mut Diagnostics,
}

impl Texts<'_> {
    fn state(&mut self, state: &State) {
        if let Some(data) = data(state) {
            self.template(data.arguments.as_ref(), None);
            self.template(data.result_selector.as_ref(), None);
            self.template(data.output.as_ref(), None);
        }
        for assign in assigns(state) {
            for variable in &assign.variables {
                self.template(Some(&variable.value), Some(&variable.key));
            }
        }
        for catcher in error_handling(state).1 {
            self.template(catcher.output.as_ref(), None);
        }
        match &state.kind {
            StateKind::Pass(pass) => {
                self.computed = false;
                self.template(pass.result.as_ref(), None);
            }
            StateKind::Choice(choice) => {
                for rule in &choice.rules {
                    self.condition(&rule.condition);
                    self.template(rule.output.as_ref(), None);
                }
            }
            StateKind::Map(map) => {
                self.template(map.item_selector.as_ref(), None);
                let batcher = map.distributed.item_batcher.as_ref();
                self.template(
                    batcher.and_then(|batcher| batcher.batch_input.as_ref()),
                    None,
                );
            }
            StateKind::Fail(fail) => {
                self.string(fail.error.as_ref(), "ErrorPath");
                self.string(fail.cause.as_ref(), "CausePath");
            }
            _ => {}
        }
    }

    /// `key` is that of the member whose value the template is.
    fn template(&mut self, template: Option<&PayloadTemplate>, key: Option<&Text>) {
        match template.map(|template| &template.kind) {
            Some(TemplateKind::String(text)) => self.text(text, key),
            Some(TemplateKind::Array(items)) => {
                items
                    .iter()
                    .for_each(|item| self.template(Some(item), None));
            }
            Some(TemplateKind::Object(fields)) => fields.iter().for_each(|field| self.field(field)),
            _ => {}
        }
    }

    fn field(&mut self, field: &TemplateField) {
        let key = &field.key;
        let marked = key.value.ends_with(".$") && field.name == key.value;
        match &field.value.kind {
            // In JSONPath the key alone says that the value is computed.
            TemplateKind::String(text) if marked && self.looks(&text.value).is_some() => {
                let name = key.value.trim_end_matches(".$");
                let (message, help) = match self.computed {
                    false => (
                        "nothing in a `Result` is computed",
                        "write it in `Parameters` in place of `Result`".to_owned(),
                    ),
                    true => (
                        "a `.$` at the end of a key has no meaning in JSONata",
                        format!("write `\"{name}\": \"{}\"`", self.expression(&text.value)),
                    ),
                };
                let found = not_evaluated(key, message.to_owned());
                self.diagnostics
                    .report(found.label("becomes a field of this very name").help(help));
            }
            _ => self.template(Some(&field.value), Some(key)),
        }
    }

    fn text(&mut self, text: &Text, key: Option<&Text>) {
        let Some(looks) = self.looks(&text.value) else {
            return;
        };
        let help = match (self.computed, self.language, looks, key) {
            (false, _, Looks::Expression, _) | (_, QueryLanguage::JsonPath, Looks::Expression, _) => {
                "only states in JSONata have expressions: give the state `\"QueryLanguage\": \"JSONata\"`".to_owned()
            }
            (false, ..) => "nothing in a `Result` is computed; write it in `Parameters`, under a key that ends with `.$`".to_owned(),
            (_, QueryLanguage::JsonPath, _, Some(key)) => {
                format!("write the key as `{}.$`", key.value)
            }
            (_, QueryLanguage::JsonPath, _, None) => {
                "only values of keys that end with `.$` are computed; `States.Array` makes an array of them".to_owned()
            }
            (_, QueryLanguage::Jsonata, _, _) => format!("write `{}`", self.expression(&text.value)),
        };
        let message = format!(
            "this text looks like {}, and is taken as it stands",
            looks.described()
        );
        self.diagnostics.report(
            not_evaluated(text, message)
                .label("not evaluated")
                .help(help),
        );
    }

    /// `Error` and `Cause`, which have a field of their own for paths.
    fn string(&mut self, value: Option<&StringValue>, path_field: &str) {
        let Some(StringValue::Literal(text)) = value else {
            return;
        };
        match self.language {
            QueryLanguage::Jsonata => self.text(text, None),
            QueryLanguage::JsonPath => self.other_field(text, path_field),
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::And(inner) | Condition::Or(inner) => {
                inner.iter().for_each(|condition| self.condition(condition));
            }
            Condition::Not(inner) => self.condition(inner),
            Condition::Test(test) => {
                if let Operand::String(text) = &test.operand {
                    let operator = &test.operator.value;
                    self.other_field(text, &format!("{operator:?}Path"));
                }
            }
            Condition::Jsonata(_) => {}
        }
    }

    /// A text where a path would stand in another field.
    fn other_field(&mut self, text: &Text, path_field: &str) {
        if let Some(looks @ Looks::Path) = self.looks(&text.value) {
            let message = format!(
                "this text looks like {}, and is taken as it stands",
                looks.described()
            );
            let found = not_evaluated(text, message).label("not evaluated");
            self.diagnostics.report(match path_field {
                "StringMatchesPath" => found.help("a pattern cannot come from the input"),
                _ => found.help(format!("for a path write `{path_field}`")),
            });
        }
    }

    fn looks(&self, text: &str) -> Option<Looks> {
        // What a substitution without a value will be is not known.
        if has_substitution(text) {
            return None;
        }
        let name =
            |text: &str| text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '['));
        let in_percent = text.len() > 4 && text.starts_with("{%") && text.ends_with("%}");
        if in_percent || text.starts_with("$states.") {
            return Some(Looks::Expression);
        }
        let steps = |root: &str| {
            let rest = text.strip_prefix(root)?;
            name(rest.strip_prefix('.')?).then_some(Looks::Path)
        };
        if let Some(call) = text.strip_prefix("States.")
            && let Some((function, _)) = call.split_once('(')
        {
            return signature(function).map(|_| Looks::Intrinsic);
        }
        steps("$").or_else(|| steps("$$")).or_else(|| {
            let variable = text.strip_prefix('$')?;
            let (variable, _) = variable.split_once(['.', '[']).unwrap_or((variable, ""));
            self.variables.contains(variable).then_some(Looks::Path)
        })
    }

    /// What a text in the style of JSONPath is in JSONata.
    fn expression(&self, text: &str) -> String {
        if let Some(rest) = text.strip_prefix("$$.") {
            format!("{{% $states.context.{rest} %}}")
        } else if let Some(rest) = text.strip_prefix("$.") {
            format!("{{% $states.input.{rest} %}}")
        } else if text.starts_with('$') {
            format!("{{% {text} %}}")
        } else {
            "{% … %}".to_owned()
        }
    }
}

fn not_evaluated(text: &Text, message: String) -> Diagnostic {
    Diagnostic::warning("text-not-evaluated", text.span, message)
}
