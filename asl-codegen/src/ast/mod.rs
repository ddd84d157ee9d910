//! A state machine as it is written: data only, every field with its place, every expression parsed.

mod expression;
mod state;

pub use expression::*;
pub use state::*;

use crate::source::{Span, Spanned};
use crate::text::Text;

/// A whole definition.
#[derive(Clone, Debug)]
pub struct StateMachine {
    /// `Comment`.
    pub comment: Option<String>,
    /// `QueryLanguage`; JSONPath where it is left out.
    pub query_language: QueryLanguage,
    /// `TimeoutSeconds` of the execution.
    pub timeout_seconds: Option<Spanned<u64>>,
    /// `StartAt` and `States`.
    pub body: Body,
}

/// `StartAt` and `States`: of the machine, of a Parallel's branch, of a Map's processor. A scope of targets and of variables.
#[derive(Clone, Debug)]
pub struct Body {
    /// `StartAt`.
    pub start_at: Text,
    /// `States`, in document order.
    pub states: Vec<State>,
    /// Names of states that could not be read, and why is reported; empty where no error is.
    pub unreadable: Vec<Text>,
    /// The object that holds both.
    pub span: Span,
}

/// The language of paths and expressions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueryLanguage {
    /// Paths, payload templates and intrinsic functions.
    #[default]
    JsonPath,
    /// `{% … %}` expressions.
    Jsonata,
}
