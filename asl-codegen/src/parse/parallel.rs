//! Parallel states.

use crate::ast::{Parallel, StateKind};

use super::Parser;
use super::data_flow::{ASSIGN, COMMON, INPUT_OUTPUT, RESULT, TRANSITION};
use super::error_handling::ERRORS;
use super::fields::{Field, Fields, Schema};

pub(super) const SCHEMA: Schema = Schema {
    owner: "a Parallel",
    fields: &[
        COMMON,
        &[
            Field::new("Branches").required(),
            Field::jsonata("Arguments"),
        ],
        TRANSITION,
        INPUT_OUTPUT,
        ASSIGN,
        RESULT,
        ERRORS,
    ],
    hints: &[],
};

const BRANCH: Schema = Schema {
    owner: "a branch",
    fields: &[&[
        Field::new("StartAt").required(),
        Field::new("States").required(),
        Field::new("Comment"),
    ]],
    hints: &[(
        "QueryLanguage",
        "the machine and each state may have one, a branch may not",
    )],
};

impl Parser<'_> {
    pub(super) fn parallel(&mut self, fields: &Fields<'_>) -> Option<StateKind> {
        let branches = fields
            .get("Branches")
            .and_then(|branches| self.filled_array("Branches", &branches.value));
        let branches = branches.map(|branches| {
            let bodies = branches.iter().filter_map(|branch| {
                let fields = self.fields(branch, &BRANCH, None, fields.language)?;
                self.comment(&fields);
                self.inner_body(&fields, branch.span)
            });
            bodies.collect()
        });
        let parallel = Parallel {
            data: self.data_flow(fields),
            transition: self.transition(fields),
            retry: self.retry(fields),
            catch: self.catch(fields),
            branches: branches?,
        };
        Some(StateKind::Parallel(Box::new(parallel)))
    }
}
