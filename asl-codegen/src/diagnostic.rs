//! What the compiler has to say about a definition, and the sink that every stage reports to.

use crate::source::Span;

/// A diagnostic's stable name, such as `next-not-found`.
pub type Code = &'static str;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The definition cannot be compiled.
    Error,
    /// It compiles, and does not do what it seems to.
    Warning,
}

/// A place in the source with a few words on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The words; empty to only underline.
    pub text: String,
}

/// One finding: a message, the place it is about, and what to write instead.
///
/// The message is one sentence in lower case without a final period, with JSON names in backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The stable name.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// Where, and what is wrong there.
    pub primary: Label,
    /// Other places that explain it.
    pub labels: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
    /// Why: the rule and where it is written.
    pub note: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic::new(Severity::Error, code, span, message)
    }

    /// A warning at `span`.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic::new(Severity::Warning, code, span, message)
    }

    fn new(severity: Severity, code: Code, span: Span, message: impl Into<String>) -> Self {
        let primary = Label {
            span,
            text: String::new(),
        };
        Diagnostic {
            severity,
            code,
            message: message.into(),
            primary,
            labels: Vec::new(),
            help: None,
            note: None,
        }
    }

    /// What is wrong at the primary place.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Another place that explains it.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// What to write instead.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// What to write instead, where that is known.
    pub fn maybe_help(mut self, text: Option<String>) -> Self {
        self.help = text.or(self.help);
        self
    }

    /// Why: the rule and where it is written.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.note = Some(text.into());
        self
    }
}

/// The sink that stages report to, and in the end what a compilation has to say.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.all.push(diagnostic);
    }

    /// Takes over the findings of another sink.
    pub fn append(&mut self, other: Diagnostics) {
        self.all.extend(other.all);
    }

    /// Takes over the findings of another sink that are not known yet.
    pub(crate) fn append_new(&mut self, other: Diagnostics) {
        let mut new = other.all;
        new.retain(|found| !self.all.contains(found));
        self.all.extend(new);
    }

    /// Takes the findings of this code out.
    pub(crate) fn split_off(&mut self, code: Code) -> Diagnostics {
        let all = std::mem::take(&mut self.all).into_iter();
        let (taken, rest) = all.partition(|found| found.code == code);
        self.all = rest;
        Diagnostics { all: taken }
    }

    /// The findings, each changed.
    pub(crate) fn map(self, change: impl FnMut(Diagnostic) -> Diagnostic) -> Diagnostics {
        let all = self.all.into_iter().map(change).collect();
        Diagnostics { all }
    }

    /// Whether an error is among the findings.
    pub fn has_errors(&self) -> bool {
        self.all
            .iter()
            .any(|found| found.severity == Severity::Error)
    }

    /// How many findings are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.all
            .iter()
            .filter(|found| found.severity == severity)
            .count()
    }

    /// The findings in order of position.
    pub fn in_order(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<_> = self.all.iter().collect();
        all.sort_by_key(|found| found.primary.span);
        all
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}
