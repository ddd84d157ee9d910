//! Which method of `Tasks` a Task calls, and what types its input has.

use super::names::{Names, ident, type_name, value_name};
use super::{Call, CallKind, InputField, InputType, Method, Type};
use crate::ast::{self, PayloadTemplate, TemplateKind};
use crate::check::resource::{Form, Pattern, form};
use crate::options::Options;
use crate::text::Text;

/// What a `Resource` stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ResourceKind {
    /// A function, under the name that its method gets.
    Function(String),
    /// `lambda:invoke`, with the function's name in the arguments.
    LambdaInvoke {
        /// `invoke` or `invoke.waitForTaskToken`.
        action: &'static str,
    },
    /// Another integration, `service:action`.
    Service {
        /// Such as `dynamodb` or `aws-sdk:s3`.
        service: String,
        /// Such as `putItem`.
        action: String,
    },
    /// Work that a worker fetches.
    Activity,
    /// An execution of another machine.
    StartExecution {
        /// Such as `startExecution.sync`.
        action: String,
    },
}

/// Reads a `Resource`: an ARN, `${Name}`, or a URI of the user's own such as `task:reserve_stock`.
pub(crate) fn resource_kind(resource: &str) -> ResourceKind {
    let (service, action, pattern) = match form(resource) {
        Ok(Form::Activity) => return ResourceKind::Activity,
        Ok(Form::Integration {
            service,
            action,
            pattern,
        }) => (service, action, pattern),
        // The checks have told what is wrong with it.
        Ok(Form::Function) | Err(_) => {
            let resource = without_inner_colons(resource);
            return ResourceKind::Function(function_name(&resource).to_owned());
        }
    };
    match (service, action, pattern) {
        ("lambda", "invoke", Pattern::RequestResponse) => {
            return ResourceKind::LambdaInvoke { action: "invoke" };
        }
        ("lambda", "invoke", Pattern::WaitForTaskToken) => {
            let action = "invoke.waitForTaskToken";
            return ResourceKind::LambdaInvoke { action };
        }
        _ => {}
    }
    let action = format!("{action}{}", pattern.name());
    // `aws-sdk` is followed by the service that is meant.
    let (service, action) = match action.split_once(':') {
        Some((sdk, action)) if service == "aws-sdk" => (format!("{service}:{sdk}"), action),
        _ => (service.to_owned(), &*action),
    };
    let action = action.to_owned();
    match service == "states" && action.starts_with("startExecution") {
        true => ResourceKind::StartExecution { action },
        false => ResourceKind::Service { service, action },
    }
}

/// `arn:${AWS::Partition}:…` has colons that separate nothing: those within `${…}` become dots.
fn without_inner_colons(resource: &str) -> String {
    let mut inside = false;
    let mut before = ' ';
    let mut replace = |c: char| {
        inside = match (inside, before, c) {
            (false, '$', '{') => true,
            (true, _, '}') => false,
            (inside, ..) => inside,
        };
        before = c;
        if inside && c == ':' { '.' } else { c }
    };
    resource.chars().map(&mut replace).collect()
}

/// The part of a function's ARN, substitution or URI that names it.
fn function_name(function: &str) -> &str {
    // `${Function.Arn}:live` says the version or alias of a function.
    let function = match function.split_once(".Arn}:") {
        Some((name, _)) if name.starts_with("${") => &function[..name.len() + ".Arn}".len()],
        _ => function,
    };
    if let Some(name) = function
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
    {
        return name.strip_suffix(".Arn").unwrap_or(name);
    }
    // arn:aws:lambda:region:account:function:name[:version], and the same from `function` or the account on.
    if let Some((_, rest)) = function.split_once("function:") {
        return rest.split(':').next().unwrap_or(rest);
    }
    if let Some(inner) = function
        .rsplit(':')
        .find(|part| !part.is_empty() && *part != "$LATEST")
    {
        return inner;
    }
    function
}

/// The method for a Task: named after the function, or after service and action. None for what is the engine's own work.
pub(crate) fn method_name(task: &ast::Task) -> Option<String> {
    match resource_kind(&task.resource.value) {
        ResourceKind::Function(name) => Some(value_name(&name)),
        ResourceKind::LambdaInvoke { .. } => {
            let name = literal_function_name(task).map(|name| name.value.as_str());
            Some(value_name(function_name(name.unwrap_or("lambda_invoke"))))
        }
        ResourceKind::Service { service, action } => {
            let name = format!("{service}_{action}").replace([':', '.'], "_");
            Some(value_name(&name))
        }
        ResourceKind::Activity | ResourceKind::StartExecution { .. } => None,
    }
}

/// The name of the function that a Task calls, which its method is named after, and where it stands.
pub(crate) fn function_of(task: &ast::Task) -> Option<(&str, &Text)> {
    let named = match resource_kind(&task.resource.value) {
        ResourceKind::Function(_) => &task.resource,
        ResourceKind::LambdaInvoke { .. } => literal_function_name(task)?,
        _ => return None,
    };
    Some((function_name(&named.value), named))
}

/// `FunctionName` of `lambda:invoke`, where it is written down.
fn literal_function_name(task: &ast::Task) -> Option<&Text> {
    let TemplateKind::Object(fields) = &task.data.arguments.as_ref()?.kind else {
        return None;
    };
    let name = fields.iter().find(|field| field.name == "FunctionName")?;
    match &name.value.kind {
        TemplateKind::String(text) => Some(text),
        _ => None,
    }
}

/// The methods as they are found, state by state.
pub(super) struct Methods<'a, 'o> {
    options: &'o Options,
    found: Vec<Found<'a>>,
}

struct Found<'a> {
    name: String,
    resource: String,
    states: Vec<String>,
    callbacks: Vec<String>,
    /// What each state gives; none where it gives its whole input.
    arguments: Vec<Option<&'a PayloadTemplate>>,
}

impl<'a, 'o> Methods<'a, 'o> {
    pub(super) fn new(options: &'o Options) -> Self {
        Methods {
            options,
            found: Vec::new(),
        }
    }

    fn add(
        &mut self,
        task: &ast::Task,
        state: &str,
        arguments: Option<&'a PayloadTemplate>,
    ) -> Option<usize> {
        let name = method_name(task)?;
        let index = self
            .found
            .iter()
            .position(|found| found.name == name)
            .unwrap_or_else(|| {
                // `lambda:invoke` says nothing; the function's name does.
                let function = match resource_kind(&task.resource.value) {
                    ResourceKind::LambdaInvoke { .. } => literal_function_name(task),
                    _ => None,
                };
                let resource = function.unwrap_or(&task.resource).value.clone();
                self.found.push(Found {
                    name,
                    resource,
                    states: Vec::new(),
                    callbacks: Vec::new(),
                    arguments: Vec::new(),
                });
                self.found.len() - 1
            });
        let found = &mut self.found[index];
        found.states.push(state.to_owned());
        if task.resource.value.ends_with(".waitForTaskToken") {
            found.callbacks.push(state.to_owned());
        }
        found.arguments.push(arguments);
        Some(index)
    }

    /// The methods with their types, for which `types` gives the names.
    pub(super) fn finish(self, types: &mut Names) -> Vec<Method> {
        let method = |found: Found<'a>| {
            let given = self
                .options
                .types
                .get(&found.name)
                .cloned()
                .unwrap_or_default();
            let input = match given.input {
                Some(input) => InputType::User(Box::new(input)),
                None => input_type(&found, types),
            };
            let Found {
                name,
                resource,
                states,
                callbacks,
                ..
            } = found;
            Method {
                at_most_once: self.options.at_most_once.contains(&name),
                name: ident(&name),
                resource,
                states,
                callbacks,
                input,
                output: given.output,
            }
        };
        self.found.into_iter().map(method).collect()
    }
}

/// How `task` is called; adds its method.
pub(super) fn call<'a>(
    task: &'a ast::Task,
    methods: &mut Methods<'a, '_>,
    state: &str,
) -> Call<'a> {
    let given = task.data.arguments.as_ref();
    let (kind, arguments) = match resource_kind(&task.resource.value) {
        ResourceKind::Function(_) => (CallKind::Function, given),
        ResourceKind::Service { service, action } => (CallKind::Service { service, action }, given),
        ResourceKind::Activity => (CallKind::Activity, given),
        ResourceKind::StartExecution { action } => (CallKind::StartExecution { action }, given),
        ResourceKind::LambdaInvoke { action } => match given.map(|template| &template.kind) {
            Some(TemplateKind::Object(fields)) => {
                let (payload, request): (Vec<_>, Vec<_>) =
                    fields.iter().partition(|field| field.name == "Payload");
                (
                    CallKind::LambdaInvoke { action, request },
                    payload.first().map(|field| &field.value),
                )
            }
            // A request that is computed as a whole is the function's business, as is its answer.
            _ => (
                CallKind::Service {
                    service: "lambda".to_owned(),
                    action: action.to_owned(),
                },
                given,
            ),
        },
    };
    Call {
        method: methods.add(task, state, arguments),
        kind,
        arguments,
    }
}

/// The union of the keys that the states give.
fn input_type(found: &Found<'_>, types: &mut Names) -> InputType {
    let mut fields: Vec<InputField> = Vec::new();
    let mut names = Names::default();
    for (calls, arguments) in found.arguments.iter().enumerate() {
        let Some(TemplateKind::Object(given)) = arguments.map(|arguments| &arguments.kind) else {
            return InputType::Value;
        };
        for field in &mut fields {
            field.optional |= given.iter().all(|given| given.name != field.key);
        }
        for given in given {
            let ty = type_of(&given.value);
            match fields.iter_mut().find(|field| field.key == given.name) {
                Some(field) => field.ty = field.ty.join(ty),
                None => {
                    let name = ident(&names.claim(&value_name(&given.name), &[""]));
                    fields.push(InputField {
                        key: given.name.clone(),
                        name,
                        ty,
                        optional: calls > 0,
                    });
                }
            }
        }
    }
    if fields.is_empty() {
        return InputType::Value;
    }
    let name = types.claim(&format!("{}Input", type_name(&found.name)), &[""]);
    InputType::Struct {
        name: ident(&name),
        fields,
    }
}

/// What is known of a template's value.
pub(crate) fn type_of(template: &PayloadTemplate) -> Type {
    match &template.kind {
        TemplateKind::Bool(_) => Type::Bool,
        TemplateKind::Number(number) if number.parse::<i64>().is_ok() => Type::Integer,
        TemplateKind::Number(_) => Type::Number,
        TemplateKind::String(_) => Type::String,
        TemplateKind::Intrinsic(call) => match call.function.as_str() {
            "Format" | "Base64Encode" | "Base64Decode" | "Hash" | "UUID" | "JsonToString" => {
                Type::String
            }
            "ArrayContains" => Type::Bool,
            "ArrayLength" | "MathRandom" | "MathAdd" => Type::Integer,
            _ => Type::Value,
        },
        TemplateKind::Jsonata(expression) => crate::emit::jsonata_type(expression),
        TemplateKind::Substitution(_)
        | TemplateKind::Null
        | TemplateKind::Array(_)
        | TemplateKind::Object(_)
        | TemplateKind::Path(_) => Type::Value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_name_their_task() {
        let function = |resource: &str| match resource_kind(resource) {
            ResourceKind::Function(name) => name,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            function("arn:aws:lambda:us-east-1:123456789012:function:ChargeCard"),
            "ChargeCard"
        );
        assert_eq!(
            function("arn:aws:lambda:us-east-1:123456789012:function:ChargeCard:$LATEST"),
            "ChargeCard"
        );
        assert_eq!(
            function("arn:aws:lambda:us-east-1:123456789012:function:${ChargeCard}"),
            "${ChargeCard}"
        );
        assert_eq!(function("${ChargeCardFunction.Arn}"), "ChargeCardFunction");
        assert_eq!(function("${ChargeFunction.Arn}:live"), "ChargeFunction");
        assert_eq!(function("task:reserve_stock"), "reserve_stock");
        assert_eq!(
            resource_kind("arn:${AWS::Partition}:states:::lambda:invoke"),
            ResourceKind::LambdaInvoke { action: "invoke" }
        );
        let charge =
            "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:Charge";
        assert_eq!(function(charge), "Charge");
        assert_eq!(
            resource_kind("arn:aws:states:::lambda:invoke"),
            ResourceKind::LambdaInvoke { action: "invoke" }
        );
        assert_eq!(
            resource_kind("arn:aws:states:::aws-sdk:s3:getObject"),
            ResourceKind::Service {
                service: "aws-sdk:s3".into(),
                action: "getObject".into()
            }
        );
    }
}
