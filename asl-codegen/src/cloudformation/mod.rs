//! State machines in CloudFormation and SAM templates: which there are, and from a template to one's definition.
//!
//! Everything that reads a definition starts here: [`definitions`] goes from a text to the trees of the definitions in it,
//! each with what its template says of substitutions and type. A text that is no template is its one definition.

mod functions;
mod machine;
mod path;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::options::{Options, WorkflowType};
use crate::parse::{Substitutions, quoted_list};
use crate::source::{SourceFile, Span};
use crate::suggest::did_you_mean;
use crate::text::{self, MAX_BYTES, Node, NodeKind, Text, member, object};

use functions::Functions;
use machine::{Found, Machine};

pub use path::split_machine;
pub(crate) use path::{machine_of, without_machine};

/// What of a file is meant, and what another file says of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// The files that were read to get here.
    pub(crate) files: Vec<PathBuf>,
    /// What the user called it, where that is not the file's name: `template.yaml#OrderMachine`.
    pub(crate) asked: Option<String>,
    /// The machine that is meant, of those in a template.
    pub(crate) machine: Option<String>,
    /// Of the template that names this file as a definition.
    pub(crate) deployment: Option<Deployment>,
}

/// What a template says of a machine besides its definition.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deployment {
    /// `DefinitionSubstitutions` with values that are written down.
    pub(crate) substitutions: Substitutions,
    /// Its type, where that is written down.
    pub(crate) workflow_type: Option<WorkflowType>,
}

impl Deployment {
    /// Whether the definition stays small enough with its values, each of which may stand in so many places.
    fn fits(&self, places: usize) -> bool {
        let longest = self.substitutions.values().map(String::len).max();
        longest.unwrap_or_default().saturating_mul(places) <= MAX_BYTES
    }
}

/// A definition as it was found.
#[derive(Debug)]
pub(crate) struct Definition {
    /// The machine's logical id in a template.
    pub(crate) id: Option<Text>,
    /// The part of the text that speaks of the machine.
    pub(crate) span: Span,
    /// Where it is written.
    pub(crate) written: Written,
    deployment: Deployment,
    /// What is wrong with the way there, and with the definition's notation.
    pub(crate) diagnostics: Diagnostics,
    /// What AWS takes, and cannot be compiled.
    pub(crate) unsupported: Diagnostics,
}

/// Where a definition is written.
#[derive(Debug)]
pub(crate) enum Written {
    /// In the text itself.
    Here(Node),
    /// In another file, which its template names.
    File(Box<SourceFile>),
    /// Not known; that is reported.
    Lost,
}

impl Definition {
    /// The options with what the template says; the user's own count more.
    pub(crate) fn options(&self, options: &Options) -> Options {
        let mut options = options.clone();
        for (name, value) in &self.deployment.substitutions {
            let given = options.substitutions.entry(name.clone());
            given.or_insert_with(|| value.clone());
        }
        options.workflow_type = options.workflow_type.or(self.deployment.workflow_type);
        options
    }
}

/// Whether a text is a template: it has `Resources`, and nothing that a definition has.
pub(crate) fn is_template(root: &Node) -> bool {
    let Some(root) = object(root) else {
        return false;
    };
    let definition = ["StartAt", "States"].map(|key| member(root, key).is_some());
    let resources = member(root, "Resources").and_then(object);
    resources.is_some() && !definition.contains(&true)
}

/// The definitions that `source` stands for: the machine that is asked for, else all of a template. What is wrong with one
/// of them goes with it; what is wrong with the text as a whole is reported, and there are none.
pub(crate) fn definitions(source: &SourceFile, diagnostics: &mut Diagnostics) -> Vec<Definition> {
    let Some(root) = text::parse(source, diagnostics) else {
        return Vec::new();
    };
    let origin = source.origin();
    if origin.deployment.is_some() || !is_template(&root) {
        if let (None, Some(machine)) = (&origin.deployment, &origin.machine) {
            diagnostics.report(no_template(machine, &root));
            return Vec::new();
        }
        return vec![plain(root, source)];
    }
    let machines = machine::all(&root);
    let places = source.text().matches("${").count();
    let Some(wanted) = &origin.machine else {
        if machines.is_empty() {
            diagnostics.report(no_machine(&root));
        }
        let all = machines.iter();
        return all
            .map(|machine| of_template(machine, source, places))
            .collect();
    };
    match machines.iter().find(|machine| machine.id.value == *wanted) {
        Some(machine) => vec![of_template(machine, source, places)],
        None => {
            diagnostics.report(unknown_machine(wanted, &machines, &root));
            Vec::new()
        }
    }
}

/// The one definition that `source` stands for.
pub(crate) fn definition(source: &SourceFile, diagnostics: &mut Diagnostics) -> Option<Definition> {
    let mut all = definitions(source, diagnostics);
    if all.len() > 1 {
        diagnostics.report(not_named(source, &all));
        return None;
    }
    let mut found = all.pop()?;
    diagnostics.append(std::mem::take(&mut found.diagnostics));
    if let Written::File(file) = &found.written {
        let message = "the definition is in another file, which is not read here";
        let id = found.id.as_ref().map_or(Span::NOWHERE, |id| id.span);
        diagnostics.report(
            Diagnostic::error("definition-elsewhere", id, message)
                .label(format!("its definition is `{}`", file.name()))
                .help("read it with `compile_file`, or give the file itself"),
        );
    }
    Some(found)
}

/// The file that has the definition: `source` itself, or the one that its template names.
pub(crate) fn file_with_definition(source: SourceFile) -> SourceFile {
    let elsewhere = machine::ELSEWHERE.iter();
    if !elsewhere.clone().any(|key| source.text().contains(key)) {
        return source;
    }
    match definition(&source, &mut Diagnostics::new()).map(|found| found.written) {
        Some(Written::File(file)) => *file,
        _ => source,
    }
}

/// A text that is a definition itself.
fn plain(root: Node, source: &SourceFile) -> Definition {
    let mut diagnostics = Diagnostics::new();
    let span = root.span;
    let root = Functions::of_tags(source.text(), &mut diagnostics).resolved(root);
    Definition {
        id: None,
        span,
        written: Written::Here(root),
        deployment: source.origin().deployment.clone().unwrap_or_default(),
        unsupported: diagnostics.split_off(functions::UNSUPPORTED),
        diagnostics,
    }
}

/// A machine of a template in which `${` stands so many times.
fn of_template(machine: &Machine<'_>, source: &SourceFile, places: usize) -> Definition {
    let mut diagnostics = Diagnostics::new();
    let deployment = machine.deployment(source.text());
    let written = match machine.definition(source.text(), &mut diagnostics) {
        Some(Found::Node(_)) if !deployment.fits(places) => {
            diagnostics.report(functions::too_large(machine.id.span));
            Written::Lost
        }
        Some(Found::Node(node)) => Written::Here(node),
        Some(Found::Path(path)) => {
            match path::beside(source, &path, &machine.id.value, &deployment) {
                Ok(file) => Written::File(Box::new(file)),
                Err(problem) => {
                    diagnostics.report(*problem);
                    Written::Lost
                }
            }
        }
        None => Written::Lost,
    };
    Definition {
        id: Some(machine.id.clone()),
        span: machine.span,
        written,
        deployment,
        unsupported: diagnostics.split_off(functions::UNSUPPORTED),
        diagnostics,
    }
}

/// A message names no more machines than this.
const MOST_NAMED: usize = 8;

fn no_template(machine: &str, root: &Node) -> Diagnostic {
    let message = format!("`#{machine}` names a machine in a template, and this is no template");
    Diagnostic::error("unknown-machine", beginning(root), message)
        .label("no `Resources` at the top")
        .help(format!("leave out `#{machine}`"))
}

fn no_machine(root: &Node) -> Diagnostic {
    let message = "the template holds no state machine";
    Diagnostic::error("no-machine", resources_key(root), message)
        .label("none of type `AWS::StepFunctions::StateMachine` or `AWS::Serverless::StateMachine`")
        .help("give the template that has it, or the file of its definition")
}

fn unknown_machine(wanted: &str, machines: &[Machine<'_>], root: &Node) -> Diagnostic {
    let names: Vec<&str> = machines.iter().map(|m| m.id.value.as_str()).collect();
    let message = format!("the template holds no state machine `{wanted}`");
    let listed = match &names[..names.len().min(MOST_NAMED)] {
        [] => "it holds none at all".to_owned(),
        [only] => format!("it holds `{only}`"),
        names => format!("it holds {}", quoted_list(names, "and")),
    };
    let help = match did_you_mean(wanted, names) {
        Some(near) => format!("did you mean `{near}`? {listed}"),
        None => listed,
    };
    let is_resource = resource(root, wanted).map(|(key, _)| key.span);
    let found = Diagnostic::error(
        "unknown-machine",
        is_resource.unwrap_or_else(|| resources_key(root)),
        message,
    );
    match is_resource {
        Some(_) => found.label("a resource of another type"),
        None => found.label("none of its resources has this name"),
    }
    .help(help)
}

fn not_named(source: &SourceFile, definitions: &[Definition]) -> Diagnostic {
    let ids = || definitions.iter().filter_map(|found| found.id.as_ref());
    let first = ids().next();
    let message = "the template holds several state machines, and none of them is named";
    let mut found = Diagnostic::error(
        "machine-not-named",
        first.map_or(Span::NOWHERE, |id| id.span),
        message,
    )
    .label("one of them");
    for id in ids().take(MOST_NAMED).skip(1) {
        found = found.also(id.span, "another one");
    }
    let asked: Vec<String> = ids()
        .take(MOST_NAMED)
        .map(|id| format!("{}#{}", source.asked(), id.value))
        .collect();
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    found.help(format!(
        "name one behind the path: {}",
        quoted_list(&asked, "or")
    ))
}

fn resource<'n>(root: &'n Node, name: &str) -> Option<(&'n Text, &'n Node)> {
    let resources = member(object(root)?, "Resources").and_then(object)?;
    let found = resources.members.iter().find(|m| m.key.value == name)?;
    Some((&found.key, &found.value))
}

fn resources_key(root: &Node) -> Span {
    let members = object(root).map_or(&[][..], |root| &root.members);
    let key = members.iter().find(|m| m.key.value == "Resources");
    key.map_or(Span::default(), |member| member.key.span)
}

/// The first character of a tree, for what is about all of it.
fn beginning(root: &Node) -> Span {
    Span::new(root.span.start, root.span.end.min(root.span.start + 1))
}

fn string(node: &Node) -> Option<&Text> {
    match &node.kind {
        NodeKind::String(text) => Some(text),
        _ => None,
    }
}
