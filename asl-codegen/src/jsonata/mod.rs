//! JSONata inside `{% … %}`: parsed, checked and compiled to Rust.
//!
//! What an expression means is decided by the reference implementation at 2.0.6, the version that Step Functions runs.
//! [`ast`] is its processed syntax tree; `check` finds what cannot be compiled; [`emit`] writes Rust that calls the
//! functions of `asl_runtime::jsonata`.

pub mod ast;
mod check;
mod emit;
mod functions;
mod lexer;
mod parser;
mod process;
mod raw;
mod signature;
mod syntax;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;
use crate::text::Text;

pub use ast::Ast;
pub use check::StatesField;
pub use emit::{Emitted, Environment, Shape, emit, emit_operand, emit_with_data};
pub use signature::{Parameter, Signature};

/// A parsed expression.
#[derive(Clone, Debug)]
pub struct Expression {
    /// The whole string, `{%` and `%}` included.
    pub text: Text,
    /// Where in the string the expression stands, without the blanks around it.
    pub range: Range<usize>,
    /// What it is.
    pub ast: Arc<Ast>,
    variables: Vec<(String, Span)>,
    states_fields: Vec<(StatesField, Span)>,
}

impl Expression {
    /// The expression as it is written, without `{%` and `%}` and the blanks around it.
    pub fn source(&self) -> &str {
        &self.text.value[self.range.clone()]
    }

    /// The machine's variables that it reads, and where; `$states` is none of them.
    pub fn variables(&self) -> Vec<(String, Span)> {
        self.variables.clone()
    }

    /// What it reads of `$states`, and where.
    pub fn states_fields(&self) -> Vec<(StatesField, Span)> {
        self.states_fields.clone()
    }
}

/// Parses the text of an expression, without `{%` and `%}`. Fails with the reference's code, or one of ours, and
/// the bytes that are wrong.
pub fn parse_ast(source: &str) -> Result<Ast, (&'static str, Range<usize>)> {
    let parsed = parser::parse(source).and_then(process::process);
    parsed.map_err(|error| (error.code, error.span))
}

/// Parses and checks the expression in a string of the form `{% … %}`; what is wrong with it is reported.
pub fn parse(text: &Text, diagnostics: &mut Diagnostics) -> Option<Expression> {
    parse_in(text, false, diagnostics)
}

/// The same for an expression that is evaluated over data of its own, as the reference's are: names at its start are
/// fields of the data.
pub fn parse_with_data(text: &Text, diagnostics: &mut Diagnostics) -> Option<Expression> {
    parse_in(text, true, diagnostics)
}

fn parse_in(text: &Text, has_data: bool, diagnostics: &mut Diagnostics) -> Option<Expression> {
    let Some(inner) = text
        .value
        .strip_prefix("{%")
        .and_then(|s| s.strip_suffix("%}"))
    else {
        let message = "an expression has to be enclosed in `{%` and `%}`";
        diagnostics.report(Diagnostic::error("jsonata-delimiters", text.span, message));
        return None;
    };
    let start = 2 + inner.len() - inner.trim_start().len();
    let range = start..(2 + inner.trim_end().len()).max(start);
    let source = &text.value[range.clone()];
    if source.is_empty() {
        let diagnostic = Diagnostic::error("jsonata-syntax", text.span, "an expression is missing")
            .label("nothing between `{%` and `%}`");
        diagnostics.report(diagnostic);
        return None;
    }
    let ast = match parser::parse(source).and_then(process::process) {
        Ok(ast) => ast,
        Err(error) => {
            let diagnostic = match substitution(source) {
                Some(at) => unresolved(text, start + at.start..start + at.end),
                None => error.diagnostic(text, start),
            };
            diagnostics.report(diagnostic);
            return None;
        }
    };
    let findings = check::check(&ast, source, has_data);
    let place = |at: Range<usize>| text.span_of(start + at.start..start + at.end);
    let expression = Expression {
        text: text.clone(),
        range,
        variables: placed(findings.variables, place),
        states_fields: placed(findings.states_fields, place),
        ast: Arc::new(ast),
    };
    if findings.problems.is_empty() {
        return Some(expression);
    }
    for problem in findings.problems {
        diagnostics.report(problem.diagnostic(place));
    }
    None
}

fn placed<T>(all: Vec<(T, Range<usize>)>, place: impl Fn(Range<usize>) -> Span) -> Vec<(T, Span)> {
    all.into_iter()
        .map(|(what, at)| (what, place(at)))
        .collect()
}

/// Where `${Name}` stands, which deploying a machine would have replaced, and which is never JSONata.
fn substitution(source: &str) -> Option<Range<usize>> {
    source.match_indices("${").find_map(|(at, _)| {
        let name = &source[at + 2..];
        let length = name.find('}')?;
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-');
        (length > 0 && name[..length].chars().all(valid)).then(|| at..at + 3 + length)
    })
}

fn unresolved(text: &Text, at: Range<usize>) -> Diagnostic {
    let name = &text.value[at.clone()];
    Diagnostic::error(
        "jsonata-substitution",
        text.span_of(at.clone()),
        format!("the substitution `{name}` stands in an expression and has no value"),
    )
    .help("give its value where the definition is compiled, or put it into a variable or the input")
}
