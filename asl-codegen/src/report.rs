//! Diagnostics as plain data, for programs that show them: an editor, a server, a command line's machine forms.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Label, Severity};
use crate::source::{LineCol, SourceFile, Span};
use crate::states::States;

/// What was found in a definition, in order of position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What keeps it from being compiled.
    pub errors: Vec<Finding>,
    /// What compiles, and does not do what it seems to.
    pub warnings: Vec<Finding>,
}

/// A [`Diagnostic`] whose places are lines and columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Error or warning.
    pub severity: Severity,
    /// The stable name; [`codes::explain`](crate::codes::explain) has more on it.
    pub code: Code,
    /// What is wrong: one sentence in lower case, without a final period.
    pub message: String,
    /// Where, and what is wrong there. What is about the whole file stands at its start.
    pub place: Place,
    /// Other places that explain it.
    pub related: Vec<Place>,
    /// The name of the innermost state around the place; none for what stands outside of states, and where the text could
    /// not be read.
    pub state: Option<String>,
    /// The logical id of the state machine around the place, in a template.
    pub machine: Option<String>,
    /// What to write instead.
    pub help: Option<String>,
    /// Why: the rule and where it is written.
    pub note: Option<String>,
}

/// A part of the text, with a few words on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where it starts.
    pub start: LineCol,
    /// Where what follows it starts.
    pub end: LineCol,
    /// The words; empty where there is nothing to say.
    pub label: String,
}

impl Report {
    /// The findings on `source`, with their places.
    ///
    /// ```
    /// use asl_codegen::{Report, SourceFile, check};
    ///
    /// let text = r#"{ "StartAt": "Done", "States": { "Done": { "Type": "Suceed" } } }"#;
    /// let source = SourceFile::new("done.json", text);
    /// let report = Report::new(&check(&source, &Default::default()), &source);
    /// let error = &report.errors[0];
    /// assert_eq!(error.code, "unknown-state-type");
    /// assert_eq!((error.place.start.line, error.place.start.column), (1, 52));
    /// assert_eq!(error.state.as_deref(), Some("Done"));
    /// ```
    pub fn new(diagnostics: &Diagnostics, source: &SourceFile) -> Report {
        let mut report = Report::default();
        if diagnostics.is_empty() {
            return report;
        }
        let states = source.states();
        for diagnostic in diagnostics.in_order() {
            let finding = Finding::new(diagnostic, source, states);
            match diagnostic.severity {
                Severity::Error => report.errors.push(finding),
                Severity::Warning => report.warnings.push(finding),
            }
        }
        report
    }

    /// Errors, then warnings.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        self.errors.iter().chain(&self.warnings)
    }
}

impl Finding {
    fn new(diagnostic: &Diagnostic, source: &SourceFile, states: &States) -> Finding {
        let state = states.around(diagnostic.primary.span.start);
        Finding {
            severity: diagnostic.severity,
            code: diagnostic.code,
            message: diagnostic.message.clone(),
            place: Place::new(&diagnostic.primary, source),
            related: diagnostic
                .labels
                .iter()
                .map(|label| Place::new(label, source))
                .collect(),
            state: state.map(str::to_owned),
            machine: states.machine(diagnostic.primary.span.start),
            help: diagnostic.help.clone(),
            note: diagnostic.note.clone(),
        }
    }
}

impl Place {
    fn new(label: &Label, source: &SourceFile) -> Place {
        let span = match label.span {
            Span::NOWHERE => Span::default(),
            span => span,
        };
        Place {
            start: source.line_col(span.start),
            end: source.line_col(span.end.max(span.start)),
            label: label.text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_the_whole_file_stands_at_its_start() {
        let source = SourceFile::new("a.json", "{\n  \"ä\": 1\n}");
        let mut diagnostics = Diagnostics::new();
        assert_eq!(Report::new(&diagnostics, &source), Report::default());
        diagnostics.report(Diagnostic::warning("w", Span::NOWHERE, "about the file"));
        diagnostics.report(
            Diagnostic::error("e", Span::new(4, 8), "about a place")
                .label("here")
                .also(Span::new(10, 11), "there"),
        );
        let report = Report::new(&diagnostics, &source);
        let place = |place: &Place| {
            let Place { start, end, label } = place;
            (
                start.line,
                start.column,
                end.line,
                end.column,
                label.clone(),
            )
        };
        assert_eq!(
            place(&report.warnings[0].place),
            (1, 1, 1, 1, String::new())
        );
        assert_eq!(place(&report.errors[0].place), (2, 3, 2, 6, "here".into()));
        assert_eq!(place(&report.errors[0].related[0]).0, 2);
        assert_eq!(report.all().count(), 2);
    }
}
