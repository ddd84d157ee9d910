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
mod types;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;
use crate::text::Text;

pub use ast::Ast;
pub use check::StatesField;
pub use emit::{Emitted, Environment, Shape, emit, emit_operand, emit_with_data};
pub use signature::{Parameter, Signature};
pub use types::Type;

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
    unsupported: Vec<(String, Span)>,
    result_type: Option<Type>,
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

    /// The type of what it gives, where that follows from what is written.
    pub fn result_type(&self) -> Option<Type> {
        self.result_type
    }

    /// What of it cannot be compiled yet, and where.
    pub fn unsupported(&self) -> &[(String, Span)] {
        &self.unsupported
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
    // What a substitution without a value will be is not known: a variable of its length is read in its place.
    let masked = mask_substitutions(source);
    let ast = match parser::parse(&masked).and_then(process::process) {
        Ok(ast) => ast,
        Err(error) => {
            diagnostics.report(error.diagnostic(text, start));
            return None;
        }
    };
    let mut findings = check::check(&ast, &masked, has_data);
    findings
        .variables
        .retain(|(_, at)| !source[at.clone()].starts_with("${"));
    let place = |at: Range<usize>| text.span_of(start + at.start..start + at.end);
    if !findings.problems.is_empty() {
        for problem in findings.problems {
            diagnostics.report(problem.diagnostic(place));
        }
        return None;
    }
    let (result_type, mismatches) = types::infer(&ast);
    for mismatch in mismatches {
        let found = mismatch.found.described();
        diagnostics.report(
            Diagnostic::warning("jsonata-type", place(mismatch.at), mismatch.message)
                .label(format!("this is {found}")),
        );
    }
    Some(Expression {
        text: text.clone(),
        range,
        variables: placed(findings.variables, place),
        states_fields: placed(findings.states_fields, place),
        unsupported: placed(findings.unsupported, place),
        result_type,
        ast: Arc::new(ast),
    })
}

fn placed<T>(all: Vec<(T, Range<usize>)>, place: impl Fn(Range<usize>) -> Span) -> Vec<(T, Span)> {
    all.into_iter()
        .map(|(what, at)| (what, place(at)))
        .collect()
}

/// The expression with each `${Name}` as a variable of the same length. Deploying a machine would have replaced it, and
/// JSONata it is never.
fn mask_substitutions(source: &str) -> Cow<'_, str> {
    let mut masked = Cow::Borrowed(source);
    for (place, _) in crate::parse::find_substitutions(source) {
        let variable = format!("${}", "_".repeat(place.len() - 1));
        masked.to_mut().replace_range(place, &variable);
    }
    masked
}
