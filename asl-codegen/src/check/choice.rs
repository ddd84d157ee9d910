//! Choice Rules that nothing ever gets to.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::ast::{Choice, Condition, Operand, StateKind, StateMachine};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

use super::walk::states;

/// The first rule that holds is taken: one with the condition of an earlier one never is, nor what follows one that always
/// holds.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Diagnostics) {
    for state in states(machine) {
        if let StateKind::Choice(choice) = &state.kind {
            check_choice(choice, diagnostics);
        }
    }
}

fn check_choice(choice: &Choice, diagnostics: &mut Diagnostics) {
    let mut earlier: HashMap<String, Span> = HashMap::new();
    let mut always: Option<Span> = None;
    for rule in &choice.rules {
        let first = Span::new(rule.span.start, rule.span.start + 1);
        if let Some(always) = always {
            let message = "no way leads to this Choice Rule";
            diagnostics.report(never(first, message).also(always, "this rule always holds"));
            return;
        }
        let mut key = String::new();
        write_key(&rule.condition, &mut key);
        match earlier.entry(key) {
            Entry::Occupied(earlier) => {
                let message = "this Choice Rule repeats the condition of an earlier one";
                diagnostics.report(never(first, message).also(*earlier.get(), "the earlier rule"));
            }
            Entry::Vacant(new) => {
                new.insert(first);
            }
        }
        let holds = match &rule.condition {
            Condition::And(all) => all.is_empty(),
            Condition::Jsonata(expression) => expression.source() == "true",
            _ => false,
        };
        if holds {
            always = Some(first);
        }
    }
    if let (Some(always), Some(default)) = (always, &choice.default) {
        let message = "no way leads to `Default`";
        diagnostics.report(never(default.span, message).also(always, "this rule always holds"));
    }
}

fn never(span: Span, message: &str) -> Diagnostic {
    Diagnostic::warning("choice-rule-never-reached", span, message)
        .label("never taken")
        .help("the first rule that holds is taken; change the condition or remove it")
}

/// Writes what a condition says, without where it says it.
fn write_key(condition: &Condition, key: &mut String) {
    match condition {
        Condition::And(inner) | Condition::Or(inner) => {
            key.push_str(match condition {
                Condition::And(_) => "and(",
                _ => "or(",
            });
            for condition in inner {
                write_key(condition, key);
                key.push(',');
            }
            key.push(')');
        }
        Condition::Not(inner) => {
            key.push_str("not(");
            write_key(inner, key);
            key.push(')');
        }
        Condition::Test(test) => {
            let operand = match &test.operand {
                Operand::String(text) => format!("{:?}", text.value),
                Operand::Number(number) => number.value.clone(),
                Operand::Bool(value) => value.value.to_string(),
                Operand::Path(path) => path.text.value.clone(),
            };
            let variable = &test.variable.text.value;
            key.push_str(&format!("{variable} {:?} {operand}", test.operator.value));
        }
        Condition::Jsonata(expression) => key.push_str(expression.source()),
    }
}
