//! Pass states.

use crate::ast::{Pass, StateKind};

use super::Parser;
use super::data_flow::{ASSIGN, COMMON, INPUT_OUTPUT, TRANSITION};
use super::fields::{Field, Fields, Schema};
use super::template::Reading;

pub(super) const SCHEMA: Schema = Schema {
    owner: "a Pass",
    fields: &[
        COMMON,
        &[
            Field::json_path("Result"),
            Field::json_path("ResultPath"),
            Field::json_path("Parameters"),
        ],
        TRANSITION,
        INPUT_OUTPUT,
        ASSIGN,
    ],
    hints: &[("Arguments", "write what the Pass gives in `Output`")],
};

impl Parser<'_> {
    pub(super) fn pass(&mut self, fields: &Fields<'_>) -> StateKind {
        let result = fields.get("Result");
        StateKind::Pass(Box::new(Pass {
            result: result.map(|result| self.template(&result.value, Reading::Literal)),
            data: self.data_flow(fields),
            transition: self.transition(fields),
        }))
    }
}
