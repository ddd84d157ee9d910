//! Expressions whose result has a type that their field never takes.

use crate::ast::{
    Amount, Condition, Items, State, StateKind, StateMachine, StringValue, TemplateKind, WaitUntil,
};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::jsonata::{Expression, Type};

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
                self.number("TimeoutSeconds", task.timeout.as_ref());
                self.number("HeartbeatSeconds", task.heartbeat.as_ref());
                if let Some(credentials) = &task.credentials
                    && let TemplateKind::Jsonata(expression) = &credentials.kind
                {
                    self.expect("Credentials", expression, &[Type::Object]);
                }
            }
            StateKind::Wait(wait) => match &wait.until {
                WaitUntil::Seconds(seconds) => self.number("Seconds", Some(seconds)),
                WaitUntil::Timestamp(timestamp) => self.string("Timestamp", Some(timestamp)),
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
                self.number("MaxConcurrency", map.max_concurrency.as_ref());
                let distributed = &map.distributed;
                self.number(
                    "ToleratedFailureCount",
                    distributed.tolerated_failure_count.as_ref(),
                );
                self.number(
                    "ToleratedFailurePercentage",
                    distributed.tolerated_failure_percentage.as_ref(),
                );
                if let Some(reader) = &distributed.item_reader {
                    self.number("MaxItems", reader.config.max_items.as_ref());
                }
                if let Some(batcher) = &distributed.item_batcher {
                    self.number("MaxItemsPerBatch", batcher.max_items_per_batch.as_ref());
                    self.number(
                        "MaxInputBytesPerBatch",
                        batcher.max_input_bytes_per_batch.as_ref(),
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

    fn number<T>(&mut self, field: &str, amount: Option<&Amount<T>>) {
        if let Some(Amount::Jsonata(expression)) = amount {
            self.expect(field, expression, &[Type::Number]);
        }
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
        let wanted: Vec<_> = wanted.iter().map(|ty| ty.described()).collect();
        let message = format!("`{field}` needs {}", wanted.join(" or "));
        let place = expression.text.span_of(expression.range.clone());
        self.diagnostics.report(
            Diagnostic::warning("jsonata-type", place, message)
                .label(format!("this always gives {}", found.described())),
        );
    }
}
