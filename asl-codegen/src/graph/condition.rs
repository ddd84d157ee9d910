//! A Choice's conditions in short form, for the edges of a drawing.

use super::shortened;
use crate::ast::{Condition, DataTest, Operand, Operator};

/// The condition, cut to a label's length.
pub(super) fn short(condition: &Condition) -> String {
    shortened(&whole(condition, false))
}

/// The expression between `{%` and `%}`.
pub(super) fn inside(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix("{%").unwrap_or(text);
    text.strip_suffix("%}").unwrap_or(text).trim()
}

/// The condition, in parentheses where it is `nested` in another one and has parts.
fn whole(condition: &Condition, nested: bool) -> String {
    let joined = |parts: &[Condition], word: &str| {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| whole(part, parts.len() > 1))
            .collect();
        let text = parts.join(word);
        if nested && parts.len() > 1 {
            format!("({text})")
        } else {
            text
        }
    };
    match condition {
        Condition::And(parts) => joined(parts, " and "),
        Condition::Or(parts) => joined(parts, " or "),
        Condition::Not(part) => format!("not {}", whole(part, true)),
        Condition::Test(test) => data_test(test),
        Condition::Jsonata(expression) => inside(&expression.text.value).to_string(),
    }
}

fn data_test(test: &DataTest) -> String {
    use Operator::*;
    let variable = &test.variable.text.value;
    let is = |what: &str| match &test.operand {
        Operand::Bool(expected) if expected.value => format!("{variable} is {what}"),
        _ => format!("{variable} is not {what}"),
    };
    let sign = match test.operator.value {
        StringEquals | NumericEquals | BooleanEquals | TimestampEquals => "=",
        StringLessThan | NumericLessThan | TimestampLessThan => "<",
        StringGreaterThan | NumericGreaterThan | TimestampGreaterThan => ">",
        StringLessThanEquals | NumericLessThanEquals | TimestampLessThanEquals => "<=",
        StringGreaterThanEquals | NumericGreaterThanEquals | TimestampGreaterThanEquals => ">=",
        StringMatches => "matches",
        IsNull => return is("null"),
        IsPresent => return is("present"),
        IsNumeric => return is("a number"),
        IsString => return is("a string"),
        IsBoolean => return is("a Boolean"),
        IsTimestamp => return is("a timestamp"),
    };
    let operand = match &test.operand {
        Operand::String(text) => format!("\"{}\"", text.value),
        Operand::Number(number) => number.value.clone(),
        Operand::Bool(value) => value.value.to_string(),
        Operand::Path(path) => path.text.value.clone(),
    };
    format!("{variable} {sign} {operand}")
}
