//! What Tasks call, and what Distributed Maps read and write by.

use crate::ast::{Map, PayloadTemplate, StateKind, StateMachine, Task, TemplateKind};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::parse::{has_substitution, quoted_list};
use crate::source::Span;
use crate::suggest::did_you_mean;
use crate::text::Text;

use super::integrations::{Action, actions, sdk_name, services};
use super::resource::{Form, Pattern, form};
use super::walk::states;

/// "A Task State MUST include a `Resource` field, whose value MUST be a URI." AWS takes only those that it knows.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    for state in states(machine) {
        match &state.kind {
            StateKind::Task(task) => check_task(task, diagnostics),
            StateKind::Map(map) => check_map(map, diagnostics),
            _ => {}
        }
    }
}

fn check_task(task: &Task, diagnostics: &mut Diagnostics) {
    let resource = &task.resource;
    match form(&resource.value) {
        Err(label) => diagnostics.report(not_a_resource(resource, label)),
        Ok(Form::Function | Form::Activity) => {}
        Ok(Form::Integration {
            service,
            action,
            pattern,
        }) => {
            // What is unknown of a substitution may turn out right.
            if has_substitution(service) || has_substitution(action) {
                return;
            }
            let known = match service {
                "aws-sdk" => {
                    check_sdk(resource, action, pattern, diagnostics);
                    None
                }
                _ => check_integration(resource, service, action, pattern, diagnostics),
            };
            check_arguments(task, &format!("{service}:{action}"), known, diagnostics);
            if pattern == Pattern::WaitForTaskToken {
                check_token(task, diagnostics);
            }
        }
    }
}

/// A Distributed Map reads from and writes to Amazon S3.
fn check_map(map: &Map, diagnostics: &mut Diagnostics) {
    let reader = map.distributed.item_reader.as_ref();
    let reader = reader.map(|reader| (&reader.resource, READERS));
    let writer = map.distributed.result_writer.as_ref();
    let writer = writer.and_then(|writer| Some((writer.resource.as_ref()?, WRITERS)));
    for (resource, known) in reader.into_iter().chain(writer) {
        let action = resource.value.split_once(":states:::");
        let valid = action.is_some_and(|(_, action)| known.contains(&action));
        if !valid && !has_substitution(&resource.value) {
            let forms: Vec<_> = known
                .iter()
                .map(|action| format!("arn:aws:states:::{action}"))
                .collect();
            let forms: Vec<_> = forms.iter().map(String::as_str).collect();
            let message = format!("a Map cannot read or write by `{}`", resource.value);
            diagnostics.report(
                Diagnostic::error("invalid-resource", resource.span, message)
                    .label("not known here")
                    .help(format!("write {}", quoted_list(&forms, "or"))),
            );
        }
    }
}

/// What an `ItemReader` can read by.
const READERS: &[&str] = &["s3:getObject", "s3:listObjectsV2"];

/// What a `ResultWriter` can write by.
const WRITERS: &[&str] = &["s3:putObject"];

/// An action of the AWS SDK: `dynamodb:batchGetItem`. New services and actions come every week, so only the spelling is
/// looked at.
fn check_sdk(resource: &Text, call: &str, pattern: Pattern, diagnostics: &mut Diagnostics) {
    let Some((service, action)) = call.split_once(':') else {
        let label = "an SDK integration names a service and an action";
        let diagnostic = not_a_resource(resource, label);
        return diagnostics
            .report(diagnostic.help("write it like `arn:aws:states:::aws-sdk:s3:getObject`"));
    };
    let lower = service
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let camel = action.starts_with(|c: char| c.is_ascii_lowercase())
        && action.chars().all(|c| c.is_ascii_alphanumeric());
    let right_service = match (lower, sdk_name(service)) {
        (_, Some(name)) => name.to_owned(),
        (true, None) => service.to_owned(),
        (false, None) => service.to_ascii_lowercase().replace(['-', '_', ' '], ""),
    };
    let right_action = camel_case(action);
    if right_service != service || !camel {
        let label = match camel {
            true => "the AWS SDK has no service of this name",
            false => "the action is not written in camel case",
        };
        let right = resource
            .value
            .replace(call, &format!("{right_service}:{right_action}"));
        return diagnostics
            .report(unknown_integration(resource, label).help(format!("did you mean `{right}`?")));
    }
    if matches!(pattern, Pattern::Sync | Pattern::SyncJson) {
        diagnostics.report(unsupported_pattern(
            resource,
            "an SDK integration",
            pattern,
            &["", ".waitForTaskToken"],
        ));
    }
}

/// `PutItem`, `put-item` and `put_item` as `putItem`.
fn camel_case(action: &str) -> String {
    let mut camel = String::new();
    let mut upper = false;
    for c in action.chars() {
        if !c.is_ascii_alphanumeric() {
            upper = !camel.is_empty();
            continue;
        }
        camel.push(match (camel.is_empty(), upper) {
            (true, _) => c.to_ascii_lowercase(),
            (false, true) => c.to_ascii_uppercase(),
            (false, false) => c,
        });
        upper = false;
    }
    camel
}

/// An optimized integration: the action if it is known, with the pattern too.
fn check_integration(
    resource: &Text,
    service: &str,
    action: &str,
    pattern: Pattern,
    diagnostics: &mut Diagnostics,
) -> Option<&'static Action> {
    let Some(known) = actions(service) else {
        let near = did_you_mean(service, services().chain(["aws-sdk"]));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "for an action of the AWS SDK write `arn:aws:states:::aws-sdk:{service}:{action}`"
            ),
        };
        let label = "no optimized integration of this name";
        diagnostics.report(unknown_integration(resource, label).help(help));
        return None;
    };
    let Some(known_action) = known.iter().find(|known| known.name == action) else {
        let names: Vec<_> = known.iter().map(|known| known.name).collect();
        let help = match did_you_mean(action, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "`{service}` has {}; for others write `arn:aws:states:::aws-sdk:{service}:{action}`",
                quoted_list(&names, "and")
            ),
        };
        let label = "the integration has no such action";
        diagnostics.report(unknown_integration(resource, label).help(help));
        return None;
    };
    if !known_action.supports(pattern) {
        let call = format!("`{service}:{action}`");
        diagnostics.report(unsupported_pattern(
            resource,
            &call,
            pattern,
            &known_action.patterns(),
        ));
    }
    Some(known_action)
}

fn unknown_integration(resource: &Text, label: &str) -> Diagnostic {
    let message = format!("the integration `{}` is not known to AWS", resource.value);
    Diagnostic::error("unknown-integration", resource.span, message).label(label)
}

fn unsupported_pattern(
    resource: &Text,
    call: &str,
    pattern: Pattern,
    supported: &[&str],
) -> Diagnostic {
    let message = format!("{call} does not support `{}`", pattern.name());
    let supported: Vec<_> = supported
        .iter()
        .copied()
        .filter(|name| !name.is_empty())
        .collect();
    let help = match supported[..] {
        [] => "call it without a pattern".to_owned(),
        _ => format!(
            "call it without a pattern, or with {}",
            quoted_list(&supported, "or")
        ),
    };
    Diagnostic::error("unsupported-pattern", resource.span, message)
        .label("not available with this pattern")
        .help(help)
}

/// AWS refuses a call that is written out and lacks what the service needs, or has what the service does not know: its
/// fields begin with a capital, whatever they are called in the SDK of a language.
fn check_arguments(
    task: &Task,
    call: &str,
    action: Option<&Action>,
    diagnostics: &mut Diagnostics,
) {
    let Some(PayloadTemplate {
        kind: TemplateKind::Object(fields),
        span,
    }) = &task.data.arguments
    else {
        return;
    };
    let (required, optional) = action.map_or((&[][..], &[][..]), |a| (a.required, a.optional));
    let mut missing: Vec<_> = required.to_vec();
    let mut unknown: Option<Diagnostic> = None;
    for field in fields {
        let name = field.name.as_str();
        let known = || required.iter().chain(optional).copied();
        if known().any(|known| known == name) {
            missing.retain(|missing| *missing != name);
            continue;
        }
        let near = did_you_mean(name, known());
        let capital = name
            .starts_with(|c: char| c.is_ascii_lowercase())
            .then(|| name[..1].to_ascii_uppercase() + &name[1..]);
        // Services get new fields, so one that looks like none that is known is left alone.
        let Some(right) = near.map(str::to_owned).or(capital) else {
            continue;
        };
        // The misspelt field is not missing too.
        missing.retain(|missing| *missing != right);
        let key = match field.key.value.ends_with(".$") {
            true => format!("{right}.$"),
            false => right,
        };
        unknown = Some(match unknown {
            Some(first) => first.also(field.key.span, format!("nor this, but `{key}`")),
            None => {
                let message = format!("`{call}` has no field `{name}`");
                Diagnostic::error("unknown-argument", field.key.span, message)
                    .label("unknown field")
                    .help(format!("did you mean `{key}`?"))
            }
        });
    }
    unknown
        .into_iter()
        .for_each(|unknown| diagnostics.report(unknown));
    if missing.is_empty() {
        return;
    }
    let message = format!("`{call}` needs {}", quoted_list(&missing, "and"));
    // In YAML an object begins with its first key.
    let place = match fields.first() {
        Some(first) if first.key.span.start == span.start => first.key.span,
        _ => Span::new(span.start, span.start + 1),
    };
    diagnostics
        .report(Diagnostic::error("missing-argument", place, message).label("not given here"));
}

/// A call that waits for a token has to hand it over.
fn check_token(task: &Task, diagnostics: &mut Diagnostics) {
    let passed = task.data.arguments.as_ref().is_some_and(may_hold_token);
    if !passed {
        let message = "the task waits for a token that no one is given";
        diagnostics.report(
            Diagnostic::warning("task-token-not-passed", task.resource.span, message)
                .label("waits for the token to come back")
                .help("pass `$$.Task.Token` on, or in JSONata `$states.context.Task.Token`"),
        );
    }
}

/// Whether the token may be in what a template gives: paths and expressions over the Context Object.
fn may_hold_token(template: &PayloadTemplate) -> bool {
    match &template.kind {
        TemplateKind::Array(items) => items.iter().any(may_hold_token),
        TemplateKind::Object(fields) => fields.iter().any(|field| may_hold_token(&field.value)),
        TemplateKind::Path(path) => path.text.value.starts_with("$$"),
        TemplateKind::Intrinsic(call) => call.text.value.contains("$$"),
        TemplateKind::Jsonata(expression) => expression.source().contains("context"),
        TemplateKind::String(text) => has_substitution(&text.value),
        TemplateKind::Substitution(_) => true,
        TemplateKind::Null | TemplateKind::Bool(_) | TemplateKind::Number(_) => false,
    }
}

fn not_a_resource(resource: &Text, label: &str) -> Diagnostic {
    let message = match resource.value.as_str() {
        "" => "a `Resource` cannot be empty".to_owned(),
        value => format!("`{value}` is not a `Resource`"),
    };
    let diagnostic = Diagnostic::error("invalid-resource", resource.span, message).label(label);
    if resource.value.starts_with("arn:") {
        return diagnostic;
    }
    diagnostic.help("a `Resource` is an ARN, a substitution (`${ReserveStock}`), or a URI of your own (`task:reserve_stock`)")
}
