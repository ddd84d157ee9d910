//! Choice: each rule is an `if` that returns.

use proc_macro2::TokenStream;
use quote::quote;

use super::flow::with_input;
use crate::ast::{self, Condition, DataTest, Operand, Operator, PayloadTemplate};
use crate::emit::assign::assign;
use crate::emit::code;
use crate::emit::data::Place;
use crate::emit::function::ScopeEmitter;
use crate::ir::Step;

pub(super) fn body(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    choice: &ast::Choice,
) -> TokenStream {
    let place = Place::start(emitter.workflow, emitter.index);
    let rules = choice.rules.iter().enumerate().map(|(index, rule)| {
        let within = format!("Choices[{index}]/");
        let condition = condition(&rule.condition, &within, &place, true);
        let (assign, output) = (rule.assign.as_ref(), rule.output.as_ref());
        let (before, go) = transition(
            emitter,
            step,
            (&within, &place),
            assign,
            output,
            choice,
            &rule.next.value,
        );
        quote! { if #condition { #before return #go; } }
    });
    let default = match &choice.default {
        Some(default) => {
            let (assign, output) = (choice.data.assign.as_ref(), choice.data.output.as_ref());
            let (before, go) = transition(
                emitter,
                step,
                ("", &place),
                assign,
                output,
                choice,
                &default.value,
            );
            quote! { #before #go }
        }
        None => quote! { Err(data::no_choice_matched()) },
    };
    with_input(step, &choice.data, &place, quote! { #(#rules)* #default })
}

/// What a rule (or the default) does before its transition, and the transition.
fn transition(
    emitter: &ScopeEmitter<'_, '_>,
    step: &Step<'_>,
    (within, place): (&str, &Place<'_, '_>),
    assigned: Option<&ast::Assign>,
    output: Option<&PayloadTemplate>,
    choice: &ast::Choice,
    next: &str,
) -> (TokenStream, TokenStream) {
    let assigned = assign(assigned, within, place);
    let (compute, store) = (assigned.compute, assigned.store);
    let output = match (output, &choice.data.output_path) {
        (Some(output), _) => {
            let location = format!("{within}Output");
            let output = place.template(output, &location).into_value();
            quote! { let output = #output; }
        }
        (None, Some(path)) => {
            let output = place.select(path);
            quote! { let output = #output; }
        }
        (None, None) => TokenStream::new(),
    };
    let name = if output.is_empty() {
        quote! { input }
    } else {
        quote! { output }
    };
    let go = emitter.go(step, Some(next), &name);
    (quote! { #compute #output #store }, go)
}

/// A condition's code; `outermost` needs no parentheses.
fn condition(
    condition: &Condition,
    within: &str,
    place: &Place<'_, '_>,
    outermost: bool,
) -> TokenStream {
    let joined = |conditions: &[Condition], operator: TokenStream| {
        let last = conditions.len().saturating_sub(1);
        let parts = conditions.iter().enumerate().map(|(index, part)| {
            let part = self::condition(part, within, place, last == 0 && outermost);
            if index == 0 {
                part
            } else {
                quote! { #operator #part }
            }
        });
        let all = quote! { #(#parts)* };
        if outermost || last == 0 {
            all
        } else {
            quote! { (#all) }
        }
    };
    match condition {
        // `"Condition": true` and `false`, written as what they mean.
        Condition::And(none) if none.is_empty() => quote! { true },
        Condition::Or(none) if none.is_empty() => quote! { false },
        Condition::And(conditions) => joined(conditions, quote! { && }),
        Condition::Or(conditions) => joined(conditions, quote! { || }),
        Condition::Not(inner) => {
            let inner = self::condition(inner, within, place, false);
            quote! { !#inner }
        }
        Condition::Test(test) => self::test(test, place),
        Condition::Jsonata(expression) => {
            place.condition(expression, &format!("{within}Condition"))
        }
    }
}

fn test(test: &DataTest, place: &Place<'_, '_>) -> TokenStream {
    let operator = code::name(function(test.operator.value));
    let path = &test.variable.text.value;
    let found = place.lookup(&test.variable);
    let variable = quote! { data::choice_variable(#found, #path)? };
    let (value, is) = match &test.operand {
        Operand::Bool(value) => (value.value, quote! { #operator }),
        _ => (true, TokenStream::new()),
    };
    match (test.operator.value, &test.operand) {
        // `"IsNull": false` is the negation of `"IsNull": true`.
        (Operator::IsPresent, _) => negate_unless(value, quote! { choice::#is(#found) }),
        (
            Operator::IsNull
            | Operator::IsNumeric
            | Operator::IsString
            | Operator::IsBoolean
            | Operator::IsTimestamp,
            _,
        ) => negate_unless(value, quote! { choice::#is(#variable) }),
        (_, Operand::Bool(_)) => quote! { choice::#operator(#variable, #value) },
        (_, Operand::String(text)) => {
            let text = place.string(&text.value).into_str();
            quote! { choice::#operator(#variable, #text) }
        }
        (_, Operand::Number(number)) => {
            let number = code::number(&number.value).tokens;
            quote! { choice::#operator(#variable, #number) }
        }
        (_, Operand::Path(other)) => {
            let text = &other.text.value;
            let found = place.lookup(other);
            quote! { choice::#operator(#variable, data::choice_variable(#found, #text)?) }
        }
    }
}

fn negate_unless(value: bool, test: TokenStream) -> TokenStream {
    if value {
        test
    } else {
        quote! { !#test }
    }
}

/// The runtime's function for an operator.
fn function(operator: Operator) -> &'static str {
    match operator {
        Operator::StringEquals => "string_equals",
        Operator::StringLessThan => "string_less_than",
        Operator::StringGreaterThan => "string_greater_than",
        Operator::StringLessThanEquals => "string_less_than_equals",
        Operator::StringGreaterThanEquals => "string_greater_than_equals",
        Operator::StringMatches => "string_matches",
        Operator::NumericEquals => "numeric_equals",
        Operator::NumericLessThan => "numeric_less_than",
        Operator::NumericGreaterThan => "numeric_greater_than",
        Operator::NumericLessThanEquals => "numeric_less_than_equals",
        Operator::NumericGreaterThanEquals => "numeric_greater_than_equals",
        Operator::BooleanEquals => "boolean_equals",
        Operator::TimestampEquals => "timestamp_equals",
        Operator::TimestampLessThan => "timestamp_less_than",
        Operator::TimestampGreaterThan => "timestamp_greater_than",
        Operator::TimestampLessThanEquals => "timestamp_less_than_equals",
        Operator::TimestampGreaterThanEquals => "timestamp_greater_than_equals",
        Operator::IsNull => "is_null",
        Operator::IsPresent => "is_present",
        Operator::IsNumeric => "is_numeric",
        Operator::IsString => "is_string",
        Operator::IsBoolean => "is_boolean",
        Operator::IsTimestamp => "is_timestamp",
    }
}
