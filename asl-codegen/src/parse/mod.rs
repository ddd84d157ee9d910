//! From the text's tree to the syntax tree: known fields, their types, and every expression parsed.
//!
//! What a field means to other fields and states is the business of [`check`](mod@crate::check).

mod body;
mod choice;
mod data_flow;
mod distributed;
mod error_handling;
mod expression;
mod fail;
mod fields;
mod help_on_type;
mod language;
mod map;
mod parallel;
mod pass;
mod substitution;
mod succeed;
mod task;
mod template;
mod timestamp;
mod value;
mod wait;

use std::collections::BTreeMap;

use crate::ast::{OpenSubstitution, QueryLanguage, StateMachine};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;
use crate::text::{Node, NodeKind};
use fields::{Field, Schema};
use value::MAX_SECONDS;

pub(crate) use distributed::{LONGEST_LABEL, in_label};
pub(crate) use fields::list as quoted_list;
pub(crate) use substitution::{
    Piece, find as find_substitutions, has_substitution, is_substitution, leading_substitution,
    pieces,
};
pub(crate) use timestamp::is_timestamp;

/// The values of `${Name}` in the definition, by name.
pub type Substitutions = BTreeMap<String, String>;

/// Reads a definition. Where errors are reported there may still be a machine: what could be read of it, for the
/// checks that can do with a part.
pub fn state_machine(
    node: &Node,
    substitutions: &Substitutions,
    diagnostics: &mut Diagnostics,
) -> Option<StateMachine> {
    let mut parser = Parser {
        diagnostics,
        substitutions,
        machine_language: QueryLanguage::default(),
        task_name_at: None,
        open_substitutions: Vec::new(),
        incomplete: false,
        depth: 0,
    };
    parser.state_machine(&substitution::filled(node, substitutions))
}

const MACHINE: Schema = Schema {
    owner: "a state machine",
    fields: &[&[
        Field::new("StartAt").required(),
        Field::new("States").required(),
        Field::new("Comment"),
        Field::new("Version"),
        Field::new("QueryLanguage"),
        Field::new("TimeoutSeconds"),
    ]],
    hints: &[],
};

/// What all functions of this stage share.
struct Parser<'p> {
    diagnostics: &'p mut Diagnostics,
    substitutions: &'p Substitutions,
    /// Of the whole machine: states in a Map or Parallel inherit it, not their parent's.
    machine_language: QueryLanguage,
    /// The string that names a task besides `Resource`: a substitution without a value may stay in it.
    task_name_at: Option<Span>,
    /// See [`StateMachine::open_substitutions`].
    open_substitutions: Vec<OpenSubstitution>,
    /// See [`StateMachine::incomplete`].
    incomplete: bool,
    /// How many Maps and Parallels are around.
    depth: usize,
}

impl Parser<'_> {
    fn state_machine(&mut self, node: &Node) -> Option<StateMachine> {
        let NodeKind::Object(object) = &node.kind else {
            self.report_wrong_type(MACHINE.owner, node, "an object");
            return None;
        };
        self.machine_language = self.language_of_machine(object);
        let fields = self.fields(node, &MACHINE, None, self.machine_language)?;
        let timeout_seconds = fields
            .get("TimeoutSeconds")
            .and_then(|member| self.integer("TimeoutSeconds", &member.value, 1..=MAX_SECONDS));
        let version = fields
            .get("Version")
            .and_then(|version| self.string("Version", &version.value));
        if let Some(version) = &version {
            self.one_of_values("Version", version, &["1.0"]);
        }
        let comment = self.comment(&fields);
        let body = self.body(&fields, node.span)?;
        // A string may be looked at more than once; what has to be known to compile has to be known.
        let mut open_substitutions = std::mem::take(&mut self.open_substitutions);
        open_substitutions
            .sort_by(|a, b| (a.span, &a.name, b.role).cmp(&(b.span, &b.name, a.role)));
        open_substitutions.dedup_by(|a, b| (a.span, &a.name) == (b.span, &b.name));
        Some(StateMachine {
            comment,
            version,
            query_language: self.machine_language,
            timeout_seconds,
            body,
            open_substitutions,
            incomplete: self.incomplete,
        })
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.report(diagnostic);
    }
}

#[cfg(test)]
mod mutation_tests;
#[cfg(test)]
pub(crate) mod tests;
