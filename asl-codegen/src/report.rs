//! Diagnostics as plain data, for programs that show them: an editor, a server, a command line's machine forms.

use std::cmp::Reverse;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Label, Severity};
use crate::source::{LineCol, SourceFile, Span};
use crate::text::{self, Node, NodeKind, Object};

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
        let states = States::new(source);
        for diagnostic in diagnostics.in_order() {
            let finding = Finding::new(diagnostic, source, &states);
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

/// The parts of the text that states take, keys included, in order of position.
struct States {
    all: Vec<Part>,
}

struct Part {
    name: String,
    span: Span,
    /// The index of the part around it.
    around: Option<usize>,
}

impl States {
    fn new(source: &SourceFile) -> States {
        // What is wrong with the text is among the findings already.
        let root = text::parse(source, &mut Diagnostics::new());
        let mut all = Vec::new();
        // Of the machine, of branches and of processors.
        let mut bodies: Vec<&Node> = root.iter().collect();
        while let Some(body) = bodies.pop() {
            let states = object(body).and_then(|body| object(member(body, "States")?));
            for state in states.map_or(&[][..], |states| &states.members) {
                all.push(Part {
                    name: state.key.value.clone(),
                    span: state.key.span.to(state.value.span),
                    around: None,
                });
                let Some(fields) = object(&state.value) else {
                    continue;
                };
                for field in &fields.members {
                    match (field.key.value.as_str(), &field.value.kind) {
                        ("Branches", NodeKind::Array(branches)) => bodies.extend(branches),
                        ("ItemProcessor" | "Iterator", _) => bodies.push(&field.value),
                        _ => {}
                    }
                }
            }
        }
        all.sort_by_key(|part| (part.span.start, Reverse(part.span.end)));
        let mut open: Vec<usize> = Vec::new();
        for index in 0..all.len() {
            let start = all[index].span.start;
            while open.pop_if(|outer| all[*outer].span.end <= start).is_some() {}
            all[index].around = open.last().copied();
            open.push(index);
        }
        States { all }
    }

    /// The name of the innermost state that holds this place.
    fn around(&self, offset: usize) -> Option<&str> {
        let after = self.all.partition_point(|part| part.span.start <= offset);
        let mut candidate = after.checked_sub(1);
        while let Some(part) = candidate.map(|index| &self.all[index]) {
            if offset < part.span.end {
                return Some(&part.name);
            }
            candidate = part.around;
        }
        None
    }
}

fn object(node: &Node) -> Option<&Object> {
    match &node.kind {
        NodeKind::Object(object) => Some(object),
        _ => None,
    }
}

fn member<'a>(object: &'a Object, key: &str) -> Option<&'a Node> {
    let found = object.members.iter().find(|member| member.key.value == key);
    found.map(|member| &member.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The state around each `#`.
    fn states_around(name: &str, text: &str) -> Vec<Option<String>> {
        let source = SourceFile::new(name, text);
        let states = States::new(&source);
        let places = text.match_indices('#');
        places
            .map(|(at, _)| states.around(at).map(str::to_owned))
            .collect()
    }

    #[test]
    fn a_place_belongs_to_the_innermost_state() {
        let text = r##"{"#": 1, "States": {"A #": {"#": 1}, "M": {"Iterator": {"StartAt": "#", "States": {"I": "#",
            "P": {"Branches": [{"States": {"B1": {"#": 0}}}, {"#": 0, "States": {"B2": "#"}}], "Next": "#"}}}, "x": "#"},
            "Data": {"States": {"no state": "#"}}, "D": {"ItemProcessor": {"States": {"E": ["#"]}}}}, "Comment": "#"}"##;
        let expected = [
            "-", "A #", "A #", "M", "I", "B1", "P", "B2", "P", "M", "Data", "E", "-",
        ];
        let found = states_around("a.json", text);
        let found: Vec<&str> = found
            .iter()
            .map(|state| state.as_deref().unwrap_or("-"))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn states_are_found_in_yaml_and_in_nothing() {
        let text = "States:\n  A:\n    Type: 'Pass #'\n  B: '#'\nStartAt: '#'\n";
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(states_around("a.yaml", text), [name("A"), name("B"), None]);
        for text in ["#", "[\"#\"]", "{\"States\": [{\"A\": \"#\"}]}"] {
            assert_eq!(states_around("a.json", text), [None], "{text}");
        }
    }

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
