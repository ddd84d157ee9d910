//! `Retry` and `Catch`.

use crate::ast::{Catcher, Retrier};
use crate::diagnostic::Diagnostic;
use crate::text::{Node, NodeKind, Text};

use super::Parser;
use super::fields::{Field, Fields, Schema};
use super::template::Reading;
use super::value::MAX_SECONDS;

/// Of the states that can fail and be tried again: Task, Parallel, Map.
pub(super) const ERRORS: &[Field] = &[Field::new("Retry"), Field::new("Catch")];

const RETRIER: Schema = Schema {
    owner: "a Retrier",
    fields: &[&[
        Field::new("ErrorEquals").required(),
        Field::new("IntervalSeconds"),
        Field::new("MaxAttempts"),
        Field::new("BackoffRate"),
        Field::new("MaxDelaySeconds"),
        Field::new("JitterStrategy"),
        Field::new("Comment"),
    ]],
    hints: &[(
        "Next",
        "a Retrier tries the state again; going on elsewhere is what `Catch` does",
    )],
};

const CATCHER: Schema = Schema {
    owner: "a Catcher",
    fields: &[&[
        Field::new("ErrorEquals").required(),
        Field::new("Next").required(),
        Field::new("Assign"),
        Field::new("Comment"),
        Field::json_path("ResultPath"),
        Field::jsonata("Output"),
    ]],
    hints: &[],
};

/// The longest delay that AWS takes: 366 days.
const MAX_DELAY: u64 = 31_622_400;

impl Parser<'_> {
    /// `Retry`.
    pub(super) fn retry(&mut self, fields: &Fields<'_>) -> Vec<Retrier> {
        let Some(member) = fields.get("Retry") else {
            return Vec::new();
        };
        let items = self.array("Retry", &member.value).unwrap_or_default();
        items
            .iter()
            .filter_map(|item| self.retrier(item, fields))
            .collect()
    }

    /// `Catch`.
    pub(super) fn catch(&mut self, fields: &Fields<'_>) -> Vec<Catcher> {
        let Some(member) = fields.get("Catch") else {
            return Vec::new();
        };
        let items = self.array("Catch", &member.value).unwrap_or_default();
        items
            .iter()
            .filter_map(|item| self.catcher(item, fields))
            .collect()
    }

    fn retrier(&mut self, node: &Node, state: &Fields<'_>) -> Option<Retrier> {
        let fields = self.fields(node, &RETRIER, None, state.language)?;
        let mut integer = |name, least, most| {
            let node = &fields.get(name)?.value;
            self.integer(name, node, least..=most)
        };
        let interval = integer("IntervalSeconds", 1, MAX_SECONDS);
        let attempts = integer("MaxAttempts", 0, MAX_SECONDS);
        let max_delay = integer("MaxDelaySeconds", 1, MAX_DELAY);
        let interval_seconds = interval.map_or(1, |interval| interval.value);
        if let Some(max_delay) = max_delay
            && max_delay.value <= interval_seconds
        {
            let message = "`MaxDelaySeconds` must be greater than `IntervalSeconds`";
            let mut diagnostic =
                Diagnostic::error("max-delay-not-above-interval", max_delay.span, message)
                    .label(format!("not more than {interval_seconds}"));
            if let Some(interval) = interval {
                diagnostic = diagnostic.also(interval.span, "the first delay");
            }
            self.report(diagnostic);
        }
        let backoff_rate = fields
            .get("BackoffRate")
            .and_then(|rate| self.fraction("BackoffRate", &rate.value, 1.0..=f64::MAX));
        let full_jitter = self.full_jitter(&fields);
        Some(Retrier {
            error_equals: self.error_equals(&fields)?,
            interval_seconds,
            max_attempts: attempts.map_or(3, |attempts| attempts.value),
            backoff_rate: backoff_rate.map_or(2.0, |rate| rate.value),
            max_delay_seconds: max_delay.map(|delay| delay.value),
            full_jitter: full_jitter.unwrap_or(false),
            span: node.span,
        })
    }

    fn full_jitter(&mut self, fields: &Fields<'_>) -> Option<bool> {
        let node = &fields.get("JitterStrategy")?.value;
        let written = self.string("JitterStrategy", node)?;
        let index = self.one_of_values("JitterStrategy", &written, &["FULL", "NONE"])?;
        Some(index == 0)
    }

    fn catcher(&mut self, node: &Node, state: &Fields<'_>) -> Option<Catcher> {
        let fields = self.fields(node, &CATCHER, None, state.language)?;
        let error_equals = self.error_equals(&fields);
        let next = fields
            .get("Next")
            .and_then(|next| self.string("Next", &next.value));
        let output = fields.get("Output");
        Some(Catcher {
            result_path: self.result_path(&fields),
            assign: self.assign(&fields),
            output: output.map(|output| self.template(&output.value, Reading::Jsonata)),
            error_equals: error_equals?,
            next: next?,
            span: node.span,
        })
    }

    fn error_equals(&mut self, fields: &Fields<'_>) -> Option<Vec<Text>> {
        let items = self.filled_array("ErrorEquals", &fields.get("ErrorEquals")?.value)?;
        let mut names = Vec::new();
        for item in items {
            match &item.kind {
                NodeKind::String(text) | NodeKind::Substitution(text) => {
                    names.push(self.substituted(text))
                }
                _ => self.wrong_type("an error name", item, "a string"),
            }
        }
        Some(names)
    }
}
