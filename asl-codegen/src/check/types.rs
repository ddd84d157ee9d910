//! Expressions whose result has a type that their field never takes, or is a value that it never takes.

use crate::ast::{
    Amount, Condition, Items, State, StateKind, StateMachine, StringValue, TemplateKind, WaitUntil,
};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::jsonata::{Expression, Type};
use crate::parse::is_timestamp;

use super::walk::states;

/// AWS finds out when the state runs, and fails it.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    for state in states(machine) {
        let mut fields = Fields { diagnostics };
        fields.check(state);
    }
}

struct Fields<'d> {
    diagnostics: &'d mut Diagnostics,
}

impl Fields<'_> {
    fn check(&mut self, state: &State) {
        match &state.kind {
            StateKind::Task(task) => {
                self.number("TimeoutSeconds", task.timeout.as_ref(), 1.0);
                self.number("HeartbeatSeconds", task.heartbeat.as_ref(), 1.0);
                if let Some(credentials) = &task.credentials
                    && let TemplateKind::Jsonata(expression) = &credentials.kind
                {
                    self.expect("Credentials", expression, &[Type::Object]);
                }
            }
            StateKind::Wait(wait) => match &wait.until {
                WaitUntil::Seconds(seconds) => self.number("Seconds", Some(seconds), 0.0),
                WaitUntil::Timestamp(timestamp) => self.timestamp(timestamp),
            },
            StateKind::Choice(choice) => {
                for rule in &choice.rules {
                    if let Condition::Jsonata(expression) = &rule.condition {
                        self.expect("Condition", expression, &[Type::Boolean]);
                    }
                }
            }
            StateKind::Map(map) => {
                if let Some(Items::Template(items)) = &map.items
                    && let TemplateKind::Jsonata(expression) = &items.kind
                {
                    self.expect("Items", expression, &[Type::Array, Type::Object]);
                }
                self.number("MaxConcurrency", map.max_concurrency.as_ref(), 0.0);
                let distributed = &map.distributed;
                self.number(
                    "ToleratedFailureCount",
                    distributed.tolerated_failure_count.as_ref(),
                    0.0,
                );
                self.number(
                    "ToleratedFailurePercentage",
                    distributed.tolerated_failure_percentage.as_ref(),
                    0.0,
                );
                if let Some(reader) = &distributed.item_reader {
                    self.number("MaxItems", reader.config.max_items.as_ref(), 0.0);
                }
                if let Some(batcher) = &distributed.item_batcher {
                    let items = batcher.max_items_per_batch.as_ref();
                    self.number("MaxItemsPerBatch", items, 0.0);
                    self.number(
                        "MaxInputBytesPerBatch",
                        batcher.max_input_bytes_per_batch.as_ref(),
                        0.0,
                    );
                }
            }
            StateKind::Fail(fail) => {
                self.string("Error", fail.error.as_ref());
                self.string("Cause", fail.cause.as_ref());
            }
            StateKind::Pass(_) | StateKind::Parallel(_) | StateKind::Succeed(_) => {}
        }
    }

    fn number<T>(&mut self, field: &str, amount: Option<&Amount<T>>, least: f64) {
        let Some(Amount::Jsonata(expression)) = amount else {
            return;
        };
        self.expect(field, expression, &[Type::Number]);
        // A number that is written out needs no expression, and may be one by mistake.
        let number = expression.source().parse::<f64>();
        if number.is_ok_and(|number| number < least) {
            let message = format!("`{field}` must be at least {least}");
            self.never(expression, message, format!("less than {least}"));
        }
    }

    fn timestamp(&mut self, value: &StringValue) {
        self.string("Timestamp", Some(value));
        let StringValue::Jsonata(expression) = value else {
            return;
        };
        let source = expression.source();
        let written = ['"', '\'']
            .into_iter()
            .find_map(|quote| source.strip_prefix(quote)?.strip_suffix(quote));
        let plain = |text: &&str| !text.contains(['"', '\'', '\\']);
        if let Some(text) = written.filter(plain)
            && !is_timestamp(text)
        {
            let message = "`Timestamp` must be an RFC 3339 time stamp".to_owned();
            self.never(expression, message, "not such a time stamp".to_owned());
        }
    }

    fn never(&mut self, expression: &Expression, message: String, label: String) {
        let place = expression.text.span_of(expression.range.clone());
        self.diagnostics
            .report(Diagnostic::warning("jsonata-value", place, message).label(label));
    }

    fn string(&mut self, field: &str, value: Option<&StringValue>) {
        if let Some(StringValue::Jsonata(expression)) = value {
            self.expect(field, expression, &[Type::String]);
        }
    }

    fn expect(&mut self, field: &str, expression: &Expression, wanted: &[Type]) {
        let Some(found) = expression.result_type().filter(|ty| !wanted.contains(ty)) else {
            return;
        };
        let help = match (wanted, found) {
            (_, Type::Function) => Some("call it"),
            ([Type::Boolean], _) => Some("compare it with something, or write `$boolean(…)`"),
            ([Type::Number], Type::String | Type::Boolean) => {
                Some("`$number(…)` makes a number of it")
            }
            ([Type::String], _) => Some("`$string(…)` makes a text of it"),
            _ => None,
        };
        let wanted: Vec<_> = wanted.iter().map(|ty| ty.described()).collect();
        let message = format!("`{field}` needs {}", wanted.join(" or "));
        let place = expression.text.span_of(expression.range.clone());
        self.diagnostics.report(
            Diagnostic::warning("jsonata-type", place, message)
                .label(format!("this always gives {}", found.described()))
                .maybe_help(help.map(str::to_owned)),
        );
    }
}
