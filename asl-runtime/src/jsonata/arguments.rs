//! Arguments, checked as the reference checks them against a function's signature.

use super::error::Error;
use super::operand::{Operand, View};
use super::sequence::Sequence;
use crate::value::Value;

/// A string (`s`).
pub(super) fn string<'a>(
    argument: &'a impl Operand,
    function: &str,
    index: usize,
) -> Result<Option<&'a str>, Error> {
    match argument.view() {
        View::Undefined => Ok(None),
        View::String(string) => Ok(Some(string)),
        _ => Err(Error::argument(argument, function, index)),
    }
}

/// A number (`n`).
pub(super) fn number(
    argument: &impl Operand,
    function: &str,
    index: usize,
) -> Result<Option<f64>, Error> {
    match argument.view() {
        View::Undefined => Ok(None),
        View::Number(number) => Ok(Some(number)),
        _ => Err(Error::argument(argument, function, index)),
    }
}

/// An array of numbers (`a<n>`); one number counts as one.
pub(super) fn numbers(
    argument: &impl Operand,
    function: &str,
    index: usize,
) -> Result<Option<Vec<f64>>, Error> {
    let numbers = match argument.view() {
        View::Undefined => return Ok(None),
        View::Number(number) => Some(vec![number]),
        View::Array(elements) => elements.iter().map(Value::as_f64).collect(),
        _ => None,
    };
    match numbers {
        Some(numbers) => Ok(Some(numbers)),
        None => Err(Error::array_of(function, index, "numbers")),
    }
}

/// An array of anything (`a`), to be looked at.
pub(super) struct Elements(Sequence);

impl std::ops::Deref for Elements {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        match &self.0 {
            Sequence::None => &[],
            Sequence::One(value) => match value.as_array() {
                Some(elements) => elements,
                None => std::slice::from_ref(value),
            },
            Sequence::Many(values) => values,
        }
    }
}

/// [`elements`] without a copy of those that others hold too.
pub(super) fn borrowed_elements(argument: impl Operand) -> Option<Elements> {
    match argument.into_sequence() {
        Sequence::None => None,
        sequence => Some(Elements(sequence)),
    }
}

/// An array of anything (`a`); anything else counts as an array of itself.
pub(super) fn elements(argument: impl Operand) -> Option<Vec<Value>> {
    match argument.into_sequence() {
        Sequence::None => None,
        Sequence::One(value) => Some(value.into_array().unwrap_or_else(|value| vec![value])),
        Sequence::Many(values) => Some(values),
    }
}
