//! JSONata inside `{% … %}`: parsed, checked and compiled to Rust.

use crate::text::Text;

/// A parsed expression.
#[derive(Clone, Debug)]
pub struct Expression {
    /// The whole string, `{%` and `%}` included.
    pub text: Text,
}
