//! JSONata inside `{% … %}`: parsed, checked and compiled to Rust.
//!
//! What an expression means is decided by the reference implementation at 2.0.6, the version that Step Functions runs.
//! [`ast`] is its processed syntax tree; `check` finds what is wrong with it; [`emit`] writes Rust that calls the
//! functions of `asl_runtime::jsonata`.

pub mod ast;
mod bindings;
mod check;
mod emit;
mod functions;
mod lexer;
mod parser;
mod process;
mod raw;
mod signature;
mod substitutions;
mod syntax;
#[cfg(test)]
mod tests;
mod types;

use std::ops::Range;
use std::sync::Arc;

use crate::ast::SubstitutionRole;
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
    open_substitutions: Vec<((String, SubstitutionRole), Span)>,
    like_functions: Vec<(String, Span)>,
    states_fields: Vec<(StatesField, Span)>,
    context_names: Vec<Vec<(String, Span)>>,
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

    /// The substitutions in it that have no value, what they stand for, and where.
    pub fn open_substitutions(&self) -> &[((String, SubstitutionRole), Span)] {
        &self.open_substitutions
    }

    /// What it reads under the name of a built-in function without calling it, and where: a variable where the machine has
    /// one of this name.
    pub fn like_functions(&self) -> &[(String, Span)] {
        &self.like_functions
    }

    /// What it reads of `$states`, and where.
    pub fn states_fields(&self) -> Vec<(StatesField, Span)> {
        self.states_fields.clone()
    }

    /// The names that follow each `$states.context` in it, and where.
    pub fn context_names(&self) -> &[Vec<(String, Span)>] {
        &self.context_names
    }

    /// The type of what it gives, where that follows from what is written.
    pub fn result_type(&self) -> Option<Type> {
        self.result_type
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
    let raw = match has_data {
        true => parser::parse(source),
        false => parser::parse_with_substitutions(source),
    };
    let ast = match raw.and_then(process::process) {
        Ok(ast) => ast,
        Err(error) => {
            diagnostics.report(error.diagnostic(text, start));
            return None;
        }
    };
    let mut findings = check::check(&ast, source, has_data);
    let open_substitutions = open_substitutions(&mut findings, source, has_data);
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
        like_functions: placed(findings.like_functions, place),
        open_substitutions: placed(open_substitutions, place),
        states_fields: placed(findings.states_fields, place),
        context_names: findings
            .context_names
            .into_iter()
            .map(|names| placed(names, place))
            .collect(),
        result_type,
        ast: Arc::new(ast),
    })
}

fn placed<T>(all: Vec<(T, Range<usize>)>, place: impl Fn(Range<usize>) -> Span) -> Vec<(T, Span)> {
    all.into_iter()
        .map(|(what, at)| (what, place(at)))
        .collect()
}

/// The substitutions without a value, which are no variables of the machine.
fn open_substitutions(
    findings: &mut check::Findings,
    source: &str,
    has_data: bool,
) -> Vec<((String, SubstitutionRole), Range<usize>)> {
    if has_data {
        return Vec::new();
    }
    let mut open = Vec::new();
    findings.variables.retain(|(variable, at)| {
        let Some((name, role)) = substitutions::of_variable(variable) else {
            return true;
        };
        open.push(((name.to_owned(), role), at.clone()));
        false
    });
    let read = open.iter().map(|(_, at)| at.clone()).collect();
    let names = substitutions::in_names(source, read)
        .into_iter()
        .map(|(place, name)| ((name, SubstitutionRole::Definition), place));
    open.extend(names);
    open
}
