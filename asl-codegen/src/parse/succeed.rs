//! Succeed states.

use crate::ast::{StateKind, Succeed};

use super::Parser;
use super::data_flow::{COMMON, INPUT_OUTPUT};
use super::fields::{Fields, Schema};

pub(super) const SCHEMA: Schema = Schema {
    owner: "a Succeed",
    fields: &[COMMON, INPUT_OUTPUT],
    hints: &[
        (
            "Next",
            "a Succeed ends the machine or branch, nothing comes after it",
        ),
        ("End", "a Succeed always ends, without saying so"),
    ],
};

impl Parser<'_> {
    pub(super) fn succeed(&mut self, fields: &Fields<'_>) -> StateKind {
        let data = self.data_flow(fields);
        StateKind::Succeed(Box::new(Succeed { data }))
    }
}
