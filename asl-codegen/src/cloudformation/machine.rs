//! A state machine among the resources of a template.

use super::functions::{Functions, call};
use super::{Deployment, string};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::options::WorkflowType;
use crate::parse::{Substitutions, is_substitution, quoted_list};
use crate::source::Span;
use crate::suggest::did_you_mean;
use crate::text::{Node, NodeKind, Object, Text, embedded, member, object};

const TYPES: [&str; 2] = [
    "AWS::StepFunctions::StateMachine",
    "AWS::Serverless::StateMachine",
];

/// The properties that hold a definition.
const HERE: [&str; 2] = ["Definition", "DefinitionString"];

/// The properties that name the file of a definition.
pub(super) const ELSEWHERE: [&str; 2] = ["DefinitionUri", "DefinitionS3Location"];

/// A resource that is a state machine.
pub(super) struct Machine<'n> {
    /// Its logical id.
    pub(super) id: &'n Text,
    /// The resource, id included.
    pub(super) span: Span,
    properties: &'n [crate::text::Member],
}

/// Where a machine's definition is written.
pub(super) enum Found {
    /// In the template.
    Node(Node),
    /// In the file of this path.
    Path(Text),
}

/// The machines of a template, in order.
pub(super) fn all(root: &Node) -> Vec<Machine<'_>> {
    let resources = object(root).and_then(|root| object(member(root, "Resources")?));
    let resources = resources.map_or(&[][..], |resources| &resources.members);
    let machine = |resource: &'_ crate::text::Member| {
        let body = object(&resource.value)?;
        let kind = string(member(body, "Type")?)?;
        TYPES.contains(&kind.value.as_str()).then_some(())?;
        Some(())
    };
    resources
        .iter()
        .filter(|resource| machine(resource).is_some())
        .map(|resource| {
            let properties = object(&resource.value).and_then(|body| member(body, "Properties"));
            Machine {
                id: &resource.key,
                span: resource.key.span.to(resource.value.span),
                properties: properties
                    .and_then(object)
                    .map_or(&[][..], |properties: &Object| &properties.members),
            }
        })
        .collect()
}

impl<'n> Machine<'n> {
    fn property(&self, names: &[&str]) -> Option<&'n crate::text::Member> {
        let mut properties = self.properties.iter();
        properties.find(|property| names.contains(&property.key.value.as_str()))
    }

    /// What the template says of the machine besides its definition.
    pub(super) fn deployment(&self, source: &str) -> Deployment {
        let kind = self.property(&["StateMachineType", "Type"]);
        let workflow_type = match kind.map(|kind| string(&kind.value)) {
            // CloudFormation's default.
            None => Some(WorkflowType::Standard),
            Some(Some(kind)) => match kind.value.as_str() {
                "STANDARD" => Some(WorkflowType::Standard),
                "EXPRESS" => Some(WorkflowType::Express),
                _ => None,
            },
            // What a function gives is known when it is deployed.
            Some(None) => None,
        };
        let given = self.property(&["DefinitionSubstitutions"]);
        let given = given.and_then(|given| object(&given.value));
        let given = given.map_or(&[][..], |given| &given.members);
        let mut substitutions = Substitutions::new();
        for substitution in given {
            // What is only known when it is deployed stays open, under the definition's own name for it.
            if let Some(value) = written_down(&substitution.value, source) {
                substitutions.insert(substitution.key.value.clone(), value);
            }
        }
        Deployment {
            substitutions,
            workflow_type,
        }
    }

    /// The definition; what is wrong on the way to it is reported.
    pub(super) fn definition(&self, source: &str, diagnostics: &mut Diagnostics) -> Option<Found> {
        let all = [HERE, ELSEWHERE].concat();
        let Some(property) = self.property(&all) else {
            diagnostics.report(self.missing());
            return None;
        };
        let (key, value) = (&property.key, &property.value);
        if ELSEWHERE.contains(&key.value.as_str()) {
            return match string(value) {
                Some(path) if is_local(&path.value) => Some(Found::Path(path.clone())),
                _ => {
                    diagnostics.report(elsewhere(key, value.span, "in no file of this project"));
                    None
                }
            };
        }
        let mut functions = Functions::new(source, diagnostics);
        let function = call(value);
        let text = match (&value.kind, function) {
            (_, Some(("Fn::ToJsonString", node))) => {
                return Some(Found::Node(functions.resolved(node.clone())));
            }
            (_, Some(("Fn::Transform", _))) => {
                diagnostics.report(elsewhere(key, value.span, "included on deployment"));
                return None;
            }
            (NodeKind::Object(_), None) if key.value == "Definition" => {
                return Some(Found::Node(functions.resolved(value.clone())));
            }
            (NodeKind::String(_), _) | (_, Some(_)) => functions.text(value)?,
            _ => {
                diagnostics.report(wrong_type(key, value));
                return None;
            }
        };
        if is_substitution(text.value.trim()) {
            diagnostics.report(elsewhere(key, value.span, "known on deployment only"));
            return None;
        }
        if text.value.trim().is_empty() {
            diagnostics.report(self.missing().also(value.span, "this is empty"));
            return None;
        }
        embedded(&text, source, diagnostics).map(Found::Node)
    }

    fn missing(&self) -> Diagnostic {
        let all = [HERE, ELSEWHERE].concat();
        let message = format!(
            "the state machine `{}` needs one of {}",
            self.id.value,
            quoted_list(&all, "and")
        );
        let keys = self.properties.iter().map(|property| &property.key);
        let misspelt = keys.filter_map(|key| Some((key, did_you_mean(&key.value, all.clone())?)));
        let found =
            Diagnostic::error("missing-field", self.id.span, message).label("none is given");
        match misspelt.into_iter().next() {
            Some((key, meant)) => found
                .also(key.span, "no property of a state machine")
                .help(format!("did you mean `{meant}`?")),
            None => found,
        }
    }
}

/// A value of `DefinitionSubstitutions` that is the same wherever the template is deployed.
fn written_down(value: &Node, source: &str) -> Option<String> {
    let text = Functions::new(source, &mut Diagnostics::new()).text(value)?;
    (call(value).is_none() || !text.value.contains("${")).then_some(text.value)
}

/// Whether a file of the project is meant.
fn is_local(path: &str) -> bool {
    !path.contains("://") && !path.contains("${") && !path.is_empty()
}

fn elsewhere(key: &Text, value: Span, label: &str) -> Diagnostic {
    Diagnostic::error(
        "definition-elsewhere",
        value,
        "the definition is not in the template",
    )
    .label(label)
    .help(format!(
        "in place of `{}` write `Definition` or `DefinitionString`, or the path of a local file in `DefinitionUri`",
        key.value
    ))
}

fn wrong_type(key: &Text, value: &Node) -> Diagnostic {
    let (message, help) = match key.value.as_str() {
        "Definition" => ("`Definition` must be an object", None),
        _ => (
            "`DefinitionString` must be a string",
            Some("a definition that is not written as a string stands in `Definition`"),
        ),
    };
    let span = match value.kind {
        NodeKind::Object(_) | NodeKind::Array(_) => key.span,
        _ => value.span,
    };
    Diagnostic::error("wrong-type", span, message)
        .label("its value is something else")
        .maybe_help(help.map(str::to_owned))
}
