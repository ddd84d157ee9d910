//! Task states.

use crate::ast::{DataFlow, PayloadTemplate, QueryLanguage, StateKind, Task, TemplateKind};
use crate::diagnostic::Diagnostic;
use crate::text::{Node, NodeKind, Text};

use super::Parser;
use super::data_flow::{ASSIGN, COMMON, INPUT_OUTPUT, RESULT, TRANSITION};
use super::error_handling::ERRORS;
use super::fields::{Field, Fields, Schema};
use super::value::MAX_SECONDS;

pub(super) const SCHEMA: Schema = Schema {
    owner: "a Task",
    fields: &[
        COMMON,
        &[
            Field::new("Resource").required(),
            Field::jsonata("Arguments"),
            Field::new("TimeoutSeconds"),
            Field::json_path("TimeoutSecondsPath"),
            Field::new("HeartbeatSeconds"),
            Field::json_path("HeartbeatSecondsPath"),
            Field::new("Credentials"),
        ],
        TRANSITION,
        INPUT_OUTPUT,
        ASSIGN,
        RESULT,
        ERRORS,
    ],
    hints: &[],
};

impl Parser<'_> {
    pub(super) fn task(&mut self, fields: &Fields<'_>) -> Option<StateKind> {
        let resource = fields
            .get("Resource")
            .and_then(|resource| self.task_name("Resource", &resource.value));
        let seconds = 1..=MAX_SECONDS;
        let task = Task {
            data: self.task_data(fields),
            transition: self.transition(fields),
            retry: self.retry(fields),
            catch: self.catch(fields),
            timeout: self.amount(
                fields,
                "TimeoutSeconds",
                "TimeoutSecondsPath",
                seconds.clone(),
            ),
            heartbeat: self.amount(fields, "HeartbeatSeconds", "HeartbeatSecondsPath", seconds),
            credentials: self.credentials(fields),
            resource: resource?,
        };
        Some(StateKind::Task(Box::new(task)))
    }

    /// A string that says which task is meant: a substitution that has no value stays in it and is its name.
    fn task_name(&mut self, name: &str, node: &Node) -> Option<Text> {
        match &node.kind {
            NodeKind::String(text) | NodeKind::Substitution(text) => {
                Some(self.partly_substituted(text))
            }
            _ => {
                self.wrong_type(name, node, "a string");
                None
            }
        }
    }

    /// The data's way, where `FunctionName` names the task as a `Resource` does.
    fn task_data(&mut self, fields: &Fields<'_>) -> DataFlow {
        let arguments = fields.get("Parameters").or_else(|| fields.get("Arguments"));
        self.task_name_at = arguments.and_then(|arguments| match &arguments.value.kind {
            NodeKind::Object(object) => {
                let function = object
                    .members
                    .iter()
                    .find(|member| member.key.value == "FunctionName")?;
                Some(function.value.span)
            }
            _ => None,
        });
        let data = self.data_flow(fields);
        self.task_name_at = None;
        self.check_arguments(fields);
        data
    }

    /// `Arguments` are named, or computed as a whole.
    fn check_arguments(&mut self, fields: &Fields<'_>) {
        let Some(member) = fields.get("Arguments") else {
            return;
        };
        let fits = match &member.value.kind {
            NodeKind::Object(_) | NodeKind::Array(_) => true,
            NodeKind::String(text) => text.value.contains("{%") || text.value.contains("%}"),
            NodeKind::Null
            | NodeKind::Bool(_)
            | NodeKind::Number(_)
            | NodeKind::Substitution(_) => false,
        };
        if !fits {
            self.wrong_type(
                "Arguments",
                &member.value,
                "an object or an expression, `{% … %}`",
            );
        }
    }

    /// `Credentials`, which must say the role.
    fn credentials(&mut self, fields: &Fields<'_>) -> Option<PayloadTemplate> {
        let member = fields.get("Credentials")?;
        let computed = match &member.value.kind {
            NodeKind::Object(_) => true,
            NodeKind::String(text) => {
                fields.language == QueryLanguage::Jsonata && text.value.contains("{%")
            }
            _ => false,
        };
        if !computed {
            self.wrong_type("Credentials", &member.value, "an object");
            return None;
        }
        let credentials = self.template_field(fields, "Credentials")?;
        if let TemplateKind::Object(members) = &credentials.kind
            && !members.iter().any(|member| member.name == "RoleArn")
        {
            let message = "`Credentials` needs `RoleArn`";
            let diagnostic = Diagnostic::error("missing-field", member.key.span, message);
            self.report(diagnostic.label("it is missing"));
        }
        Some(credentials)
    }
}
