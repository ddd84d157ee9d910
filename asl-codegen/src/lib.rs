//! The compiler: Amazon States Language text in, diagnostics or Rust out.

pub mod ast;
mod diagnostic;
pub mod jsonata;
pub mod jsonpath;
mod source;
pub mod text;

pub use diagnostic::{Code, Diagnostic, Diagnostics, Label, Severity};
pub use source::{Format, LineCol, SourceFile, Span, Spanned};
