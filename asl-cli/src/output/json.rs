//! A file's findings as one line of JSON.

use asl_codegen::{Finding, Report};
use serde::Serialize;

#[derive(Serialize)]
struct File<'a> {
    file: &'a str,
    errors: Vec<Item<'a>>,
    warnings: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'a str,
    message: &'a str,
    line: usize,
    column: usize,
    state: Option<&'a str>,
    /// In a template.
    #[serde(skip_serializing_if = "Option::is_none")]
    machine: Option<&'a str>,
    help: Option<&'a str>,
}

/// The line, without its end.
pub(crate) fn line(file: &str, report: &Report) -> String {
    let file = File {
        file,
        errors: report.errors.iter().map(Item::from).collect(),
        warnings: report.warnings.iter().map(Item::from).collect(),
    };
    // Strings and numbers: there is nothing in it that could fail.
    serde_json::to_string(&file).unwrap_or_default()
}

impl<'a> From<&'a Finding> for Item<'a> {
    fn from(finding: &'a Finding) -> Self {
        Item {
            code: finding.code,
            message: &finding.message,
            line: finding.place.start.line,
            column: finding.place.start.column,
            state: finding.state.as_deref(),
            machine: finding.machine.as_deref(),
            help: finding.help.as_deref(),
        }
    }
}
