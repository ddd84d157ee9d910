//! Every code that a diagnostic can have, with what there is to say about it.

mod choice;
mod context;
mod errors;
mod fields;
mod files;
mod graph;
mod jsonata;
mod map;
mod options;
mod paths;
mod resources;
mod templates;
#[cfg(test)]
mod tests;
mod values;
mod variables;

use crate::diagnostic::{Code, Severity};

/// The families, each as it is in its file.
const FAMILIES: &[&[Explanation]] = &[
    files::CODES,
    templates::CODES,
    fields::CODES,
    values::CODES,
    graph::CODES,
    errors::CODES,
    choice::CODES,
    resources::CODES,
    map::CODES,
    paths::CODES,
    context::CODES,
    jsonata::CODES,
    variables::CODES,
    options::CODES,
];

/// What a code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// Whether it keeps a definition from being compiled.
    pub severity: Severity,
    /// What is wrong, in a few words.
    pub summary: &'static str,
    /// The rule and the reason for it: a paragraph.
    pub text: &'static str,
    /// How it looks; none for what is not about a definition's text.
    pub example: Option<Example>,
    /// Whose rule it is.
    pub origin: Origin,
}

/// A mistake and the same put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// A definition, or some of the states of one, with the mistake and no other.
    pub wrong: &'static str,
    /// The same without it.
    pub right: &'static str,
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A section of the Amazon States Language's specification.
    Specification(&'static str),
    /// AWS Step Functions, beyond the specification.
    Aws,
    /// The notation: JSON, YAML or JSONata.
    Notation(&'static str),
    /// This compiler.
    Compiler,
}

/// All codes, those of one family together.
pub fn all() -> impl Iterator<Item = &'static Explanation> {
    FAMILIES.iter().copied().flatten()
}

/// What there is to say about a code.
///
/// ```
/// let explanation = asl_codegen::codes::explain("next-not-found").unwrap();
/// assert!(explanation.markdown().contains("\"Next\""));
/// assert!(asl_codegen::codes::explain("nothing").is_none());
/// ```
pub fn explain(code: &str) -> Option<&'static Explanation> {
    all().find(|explanation| explanation.code == code)
}

impl Explanation {
    const fn error(code: Code, summary: &'static str) -> Self {
        Explanation {
            code,
            severity: Severity::Error,
            summary,
            text: "",
            example: None,
            origin: Origin::Compiler,
        }
    }

    const fn warning(code: Code, summary: &'static str) -> Self {
        let mut explanation = Explanation::error(code, summary);
        explanation.severity = Severity::Warning;
        explanation
    }

    const fn text(mut self, text: &'static str) -> Self {
        self.text = text;
        self
    }

    const fn example(mut self, wrong: &'static str, right: &'static str) -> Self {
        self.example = Some(Example { wrong, right });
        self
    }

    const fn origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// All of it, as Markdown that also reads well in a terminal.
    pub fn markdown(&self) -> String {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let mut text = format!("{severity}[{}]: {}\n\n", self.code, self.summary);
        text.push_str(&wrapped(self.text));
        if let Some(Example { wrong, right }) = self.example {
            for (title, example) in [("Wrong", wrong), ("Right", right)] {
                let example = example.trim();
                let notation = notation(example);
                text.push_str(&format!("\n{title}:\n\n```{notation}\n{example}\n```\n"));
            }
        }
        let origin = match self.origin {
            Origin::Specification(section) => {
                format!("the specification of the Amazon States Language, section \"{section}\"")
            }
            Origin::Aws => "AWS Step Functions; the specification does not say it".to_owned(),
            Origin::Notation(notation) => format!("the grammar of {notation}"),
            Origin::Compiler => "this compiler".to_owned(),
        };
        text.push_str(&format!("\nWhose rule: {origin}.\n"));
        text
    }
}

/// The extension of an example's file: JSON begins with a bracket, and some states with the first one's name.
fn notation(example: &str) -> &'static str {
    match example.chars().next() {
        Some('{' | '[' | '"') => "json",
        _ => "yaml",
    }
}

/// The paragraph in lines that a terminal shows whole.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 80;
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 {
            let separator = if width + 1 + length > WIDTH {
                width = 0;
                '\n'
            } else {
                width += 1;
                ' '
            };
            lines.push(separator);
        }
        lines.push_str(word);
        width += length;
    }
    lines.push('\n');
    lines
}
