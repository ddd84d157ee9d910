//! The fields that say what becomes of a state's data.

use crate::ast::{DataFlow, ResultPath};
use crate::diagnostic::Diagnostic;
use crate::jsonpath::PathRoot;
use crate::text::NodeKind;

use super::Parser;
use super::fields::{Field, Fields};
use super::template::Reading;

/// Of every state.
pub(super) const COMMON: &[Field] = &[
    Field::new("Type").required(),
    Field::new("Comment"),
    Field::new("QueryLanguage"),
];

/// Of the states that go on to one other.
pub(super) const TRANSITION: &[Field] = &[Field::new("Next"), Field::new("End")];

/// Of every state but Fail.
pub(super) const INPUT_OUTPUT: &[Field] = &[
    Field::json_path("InputPath"),
    Field::json_path("OutputPath"),
    Field::jsonata("Output"),
];

/// Of every state but Succeed and Fail.
pub(super) const ASSIGN: &[Field] = &[Field::new("Assign")];

/// Of the states with a result: Task, Parallel, Map.
pub(super) const RESULT: &[Field] = &[
    Field::json_path("Parameters"),
    Field::json_path("ResultSelector"),
    Field::json_path("ResultPath"),
];

impl Parser<'_> {
    /// Those of the fields that the state has.
    pub(super) fn data_flow(&mut self, fields: &Fields<'_>) -> DataFlow {
        DataFlow {
            input_path: self.optional_path(fields, "InputPath"),
            arguments: self
                .template_field(fields, "Parameters")
                .or_else(|| self.template_field(fields, "Arguments")),
            result_selector: self.template_field(fields, "ResultSelector"),
            result_path: self.result_path(fields),
            output_path: self.optional_path(fields, "OutputPath"),
            assign: self.assign(fields),
            output: fields
                .get("Output")
                .map(|output| self.template(&output.value, Reading::Jsonata)),
        }
    }

    /// `ResultPath`, of a state or a Catcher.
    pub(super) fn result_path(&mut self, fields: &Fields<'_>) -> Option<ResultPath> {
        let node = &fields.get("ResultPath")?.value;
        match node.kind {
            NodeKind::Null => return Some(ResultPath::Discard(node.span)),
            NodeKind::String(_) | NodeKind::Substitution(_) => {}
            _ => {
                self.wrong_type("ResultPath", node, "a Reference Path or null");
                return None;
            }
        }
        let path = self.reference_path("ResultPath", node)?;
        let (label, help) = match &path.root {
            PathRoot::Input => return Some(ResultPath::Path(path)),
            PathRoot::Context => (
                "the Context Object cannot be written to",
                "begin the path with one `$`",
            ),
            PathRoot::Variable(_) => (
                "a variable cannot be written to here",
                "use `Assign` to set a variable",
            ),
        };
        self.report(
            Diagnostic::error(
                "result-path-outside-input",
                path.text.span,
                "`ResultPath` must lead into the state's input",
            )
            .label(label)
            .help(help),
        );
        None
    }
}
