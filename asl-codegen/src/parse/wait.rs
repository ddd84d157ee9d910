//! Wait states.

use crate::ast::{StateKind, StringValue, Wait, WaitUntil};
use crate::diagnostic::Diagnostic;
use crate::text::{Member, Text};

use super::Parser;
use super::data_flow::{ASSIGN, COMMON, INPUT_OUTPUT, TRANSITION};
use super::fields::{Field, Fields, Schema};
use super::substitution::has_substitution;
use super::timestamp::is_timestamp;
use super::value::MAX_SECONDS;

pub(super) const SCHEMA: Schema = Schema {
    owner: "a Wait",
    fields: &[
        COMMON,
        &[
            Field::new("Seconds"),
            Field::json_path("SecondsPath"),
            Field::new("Timestamp"),
            Field::json_path("TimestampPath"),
        ],
        TRANSITION,
        INPUT_OUTPUT,
        ASSIGN,
    ],
    hints: &[("TimeoutSeconds", "give the duration in `Seconds`")],
};

const TIMES: &[&str] = &["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];

impl Parser<'_> {
    pub(super) fn wait(&mut self, fields: &Fields<'_>) -> Option<StateKind> {
        let time = self.one_of(fields, TIMES, true);
        let until = time.and_then(|(name, member)| self.wait_until(fields, name, member));
        let wait = Wait {
            data: self.data_flow(fields),
            transition: self.transition(fields),
            until: until?,
        };
        Some(StateKind::Wait(Box::new(wait)))
    }

    fn wait_until(
        &mut self,
        fields: &Fields<'_>,
        name: &'static str,
        member: &Member,
    ) -> Option<WaitUntil> {
        let node = &member.value;
        match name {
            "Seconds" => {
                let amount = self.literal_amount(name, node, fields.language, |parser, node| {
                    parser.integer(name, node, 0..=MAX_SECONDS)
                })?;
                Some(WaitUntil::Seconds(amount))
            }
            "Timestamp" => {
                let value = self.literal_string_value(name, node, fields.language)?;
                if let StringValue::Literal(text) = &value {
                    self.timestamp(name, text)?;
                }
                Some(WaitUntil::Timestamp(value))
            }
            "SecondsPath" => {
                use crate::ast::Amount::Path;
                Some(WaitUntil::Seconds(
                    self.reference_path(name, node).map(Path)?,
                ))
            }
            _ => {
                let path = self.reference_path(name, node)?;
                Some(WaitUntil::Timestamp(StringValue::Path(path)))
            }
        }
    }

    /// Reports a time stamp that is none.
    pub(super) fn timestamp(&mut self, name: &str, text: &Text) -> Option<()> {
        if is_timestamp(&text.value) || has_substitution(&text.value) {
            return Some(());
        }
        let message = format!("`{name}` must be an RFC 3339 time stamp");
        self.report(
            Diagnostic::error("invalid-timestamp", text.span, message)
                .label("not such a time stamp")
                .help("write it like `2026-03-14T01:59:00Z`, or with an offset, `2026-03-14T01:59:00+01:00`"),
        );
        None
    }
}
