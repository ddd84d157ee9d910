//! Tests of parsing and checks.

mod diagnostics;
mod emission;
mod trees;

use super::Expression;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;
use crate::text::Text;

/// An expression as the text of a string without escapes that starts at 0.
fn text(source: &str) -> Text {
    let value = format!("{{%{source}%}}");
    Text {
        span: Span::new(0, value.len()),
        breaks: vec![(0, 0)],
        value,
    }
}

fn parse(source: &str) -> Expression {
    let mut diagnostics = Diagnostics::new();
    let expression = super::parse(&text(source), &mut diagnostics);
    expression.unwrap_or_else(|| panic!("{source}: {diagnostics:?}"))
}

/// What is reported for an expression that is refused.
fn refused(source: &str) -> Vec<Diagnostic> {
    let mut diagnostics = Diagnostics::new();
    let expression = super::parse(&text(source), &mut diagnostics);
    assert!(expression.is_none(), "{source}");
    diagnostics.in_order().into_iter().cloned().collect()
}
