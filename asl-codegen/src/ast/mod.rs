//! A state machine as it is written: data only, every field with its place, every expression parsed.

mod expression;
mod state;

pub use expression::*;
pub use state::*;

use std::collections::HashMap;

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
    /// `Version`.
    pub version: Option<Text>,
    /// `StartAt` and `States`.
    pub body: Body,
    /// Substitutions that have no value and are no task's name.
    pub open_substitutions: Vec<OpenSubstitution>,
    /// Something could not be read because of an open substitution: rules that need the whole machine say nothing of it.
    pub incomplete: bool,
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
    /// The key `States`.
    pub states_key: Span,
}

impl Body {
    /// Where each state stands in `states`; the first of those that share a name.
    pub fn positions(&self) -> HashMap<&str, usize> {
        let mut positions = HashMap::with_capacity(self.states.len());
        for (position, state) in self.states.iter().enumerate() {
            positions.entry(&*state.name.value).or_insert(position);
        }
        positions
    }
}

/// A `${Name}` that has no value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenSubstitution {
    /// Where it stands.
    pub span: Span,
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub role: SubstitutionRole,
}

/// What an [`OpenSubstitution`] stands for, and so what its value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubstitutionRole {
    /// A string, or a part of one, that a running machine uses.
    String,
    /// A whole number that a running machine uses.
    Number,
    /// A JSON value that a running machine uses.
    Value,
    /// What has to be known to compile the machine: a path, a key, a target, an error's name.
    Definition,
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
