//! Fail states.

use crate::ast::{Fail, StateKind};

use super::Parser;
use super::data_flow::COMMON;
use super::fields::{Field, Fields, Schema};

pub(super) const SCHEMA: Schema = Schema {
    owner: "a Fail",
    fields: &[
        COMMON,
        &[
            Field::new("Error"),
            Field::json_path("ErrorPath"),
            Field::new("Cause"),
            Field::json_path("CausePath"),
        ],
    ],
    hints: &[
        (
            "Next",
            "a Fail ends the machine or branch, nothing comes after it",
        ),
        ("End", "a Fail always ends, without saying so"),
    ],
};

impl Parser<'_> {
    pub(super) fn fail(&mut self, fields: &Fields<'_>) -> StateKind {
        StateKind::Fail(Box::new(Fail {
            error: self.string_value(fields, "Error", "ErrorPath"),
            cause: self.string_value(fields, "Cause", "CausePath"),
        }))
    }
}
