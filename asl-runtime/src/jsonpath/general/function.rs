//! Functions at the end of a path, `$.prices.max()`.

use super::{Operand, children, position_of};
use crate::patience::TooLong;
use crate::value::{Kind, Value};

/// A function at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `append(x)`: the array and one more element.
    Append,
    /// `avg()`
    Avg,
    /// `concat(x)`: the texts in the array and the arguments, joined.
    Concat,
    /// `first()`
    First,
    /// `index(n)`
    Index,
    /// `keys()`: an object's names.
    Keys,
    /// `last()`
    Last,
    /// `length()` and `size()`: of an array or object.
    Length,
    /// `max()`
    Max,
    /// `min()`
    Min,
    /// `stddev()`
    Stddev,
    /// `sum()`
    Sum,
}

impl Function {
    /// Its result for one value; none where it has none, as of an empty array's largest number.
    pub(super) fn of(
        self,
        value: &Value,
        operands: &[Operand<'_>],
        root: &Value,
    ) -> Result<Option<Value>, TooLong> {
        let mut arguments = Vec::with_capacity(operands.len());
        for operand in operands {
            arguments.extend(operand.value(value, root)?);
        }
        Ok(self.of_values(value, arguments))
    }

    fn of_values(self, value: &Value, arguments: Vec<Value>) -> Option<Value> {
        let elements = value.as_array();
        match self {
            Function::Length => match value.kind() {
                Kind::Array(elements) => Some(Value::from(elements.len() as u64)),
                Kind::Object(members) => Some(Value::from(members.len() as u64)),
                _ => Some(Value::NULL),
            },
            Function::Keys => value
                .as_object()
                .map(|members| members.iter().map(|(name, _)| Value::from(name)).collect()),
            Function::First => elements?.first().cloned(),
            Function::Last => elements?.last().cloned(),
            Function::Index => {
                let index = arguments.first()?.as_i64()?;
                let elements = elements?;
                elements.get(position_of(index, elements.len())?).cloned()
            }
            Function::Append => Some(elements?.iter().cloned().chain(arguments).collect()),
            Function::Concat => {
                let own = elements.unwrap_or_default().iter().cloned();
                let texts = own.chain(arguments).flat_map(items);
                let texts: String = texts
                    .filter_map(|text| text.as_str().map(str::to_owned))
                    .collect();
                Some(Value::from(texts))
            }
            Function::Avg | Function::Max | Function::Min | Function::Stddev | Function::Sum => {
                let own = elements.unwrap_or_default().iter().cloned();
                let numbers = own.chain(arguments.into_iter().flat_map(items));
                let numbers: Vec<f64> = numbers.filter_map(|number| number.as_f64()).collect();
                self.of_numbers(&numbers)
            }
        }
    }

    /// Its result for all that the path before it has found, as it is after `..`.
    pub(super) fn of_all(
        self,
        found: &[Value],
        operands: &[Operand<'_>],
        root: &Value,
    ) -> Result<Option<Value>, TooLong> {
        let all: Vec<Value> = match self {
            // It counts what is inside what was found.
            Function::Length => found.iter().flat_map(children).cloned().collect(),
            _ => found.iter().cloned().flat_map(items).collect(),
        };
        self.of(&all.into(), operands, root)
    }

    fn of_numbers(self, numbers: &[f64]) -> Option<Value> {
        if numbers.is_empty() {
            return None;
        }
        let count = numbers.len() as f64;
        let sum: f64 = numbers.iter().sum();
        let result = match self {
            Function::Avg => sum / count,
            Function::Max => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Function::Min => numbers.iter().copied().fold(f64::INFINITY, f64::min),
            Function::Stddev => {
                let squares: f64 = numbers.iter().map(|number| number * number).sum();
                (squares / count - sum * sum / count / count).sqrt()
            }
            _ => sum,
        };
        Some(Value::from(result))
    }
}

/// The elements of an array, or the one value.
fn items(value: Value) -> Vec<Value> {
    value.into_array().unwrap_or_else(|value| vec![value])
}
