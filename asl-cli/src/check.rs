//! `cargo asl check`.

use std::path::{Path, PathBuf};

use asl_codegen::parse::Substitutions;
use asl_codegen::{Diagnostics, Options, ReadError, Report, Severity, SourceFile};
use clap::ValueEnum;

use crate::output::{self, sarif::Sarif};
use crate::{Outcome, Values, input};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The files, JSON or YAML; `-` is JSON from standard input. Of a template of CloudFormation or SAM every machine is
    /// checked, or with `template.yaml#Machine` one.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The kind of workflow that the definitions are meant for, where no template says that it is EXPRESS.
    #[arg(long = "type", value_enum, default_value_t = WorkflowType::Standard)]
    workflow_type: WorkflowType,
    /// Who reads the findings.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = MessageFormat::Human)]
    message_format: MessageFormat,
    /// What is to be a failure besides errors.
    #[arg(long, value_enum)]
    deny: Vec<Deny>,
    #[command(flatten)]
    values: Values,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WorkflowType {
    /// Up to a year, each state once.
    Standard,
    /// Up to five minutes; some ways to call a task are not available.
    Express,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MessageFormat {
    /// A person: excerpts on standard error.
    Human,
    /// A program: one line of JSON for each file on standard output.
    Json,
    /// A code scanning service: one SARIF 2.1.0 log on standard output.
    Sarif,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// All warnings.
    Warnings,
}

/// Checks each file; all of them, whatever is wrong with the first.
pub(crate) fn run(arguments: Arguments) -> Outcome {
    let deny_warnings = arguments.deny.contains(&Deny::Warnings);
    let substitutions = arguments.values.into();
    let mut outcome = Outcome::Good;
    let mut explained = None;
    let mut sarif = Sarif::default();
    for file in &arguments.files {
        let (checked, ended) = check(file, arguments.workflow_type, &substitutions);
        outcome = outcome.max(ended);
        for (source, diagnostics) in &checked {
            if deny_warnings && diagnostics.count(Severity::Warning) > 0 {
                outcome = outcome.max(Outcome::Errors);
            }
            match arguments.message_format {
                MessageFormat::Human => {
                    input::show(diagnostics, source);
                    let first = diagnostics.in_order().first().map(|found| found.code);
                    explained = explained.or(first);
                }
                MessageFormat::Json => {
                    let report = Report::new(diagnostics, source);
                    output::print(&output::json::line(source.name(), &report));
                }
                MessageFormat::Sarif => {
                    sarif.add(source.name(), &Report::new(diagnostics, source));
                }
            }
        }
    }
    match arguments.message_format {
        MessageFormat::Human => {
            if let Some(code) = explained {
                eprintln!("For more on a finding, try `cargo asl explain {code}`.");
            }
        }
        MessageFormat::Json => {}
        MessageFormat::Sarif => output::print(&sarif.into_text()),
    }
    outcome
}

/// The findings in the file, and in those that it names as definitions if it is a template.
fn check(
    file: &Path,
    workflow_type: WorkflowType,
    substitutions: &Substitutions,
) -> (Vec<(SourceFile, Diagnostics)>, Outcome) {
    match input::open(file) {
        Ok(source) => {
            let options = Options {
                substitutions: substitutions.clone(),
                workflow_type: match workflow_type {
                    WorkflowType::Express => Some(asl_codegen::WorkflowType::Express),
                    WorkflowType::Standard => None,
                },
                ..Options::default()
            };
            let checked = asl_codegen::check_all(&source, &options);
            let outcome = match checked.iter().any(|(_, found)| found.has_errors()) {
                true => Outcome::Errors,
                false => Outcome::Good,
            };
            (checked, outcome)
        }
        Err(ReadError {
            source,
            diagnostics,
        }) => (vec![(source, diagnostics)], Outcome::Unreadable),
    }
}
