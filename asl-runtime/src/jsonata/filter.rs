//! Predicates.

use super::error::Error;
use super::limits::Running;
use super::operand::{Operand, View};
use super::operators::boolean;
use super::sequence::{Items, Sequence};
use crate::value::Value;

/// `input[test]` where the test is a Boolean for sure. Undefined is tested too: the test may fail.
pub fn filter(
    input: impl Operand,
    mut test: impl FnMut(Option<&Value>) -> Result<bool, Error>,
) -> Result<Items, Error> {
    let input = match input.into_items() {
        Items::Undefined => {
            test(None)?;
            return Ok(Items::Sequence(Vec::new()));
        }
        items => items,
    };
    let running = Running::enter();
    let input = input.as_slice();
    let mut kept = Vec::with_capacity(input.len().min(16));
    for item in input {
        running.round()?;
        if test(Some(item))? {
            kept.push(item.clone());
        }
    }
    Ok(Items::Sequence(kept))
}

/// `input[predicate]`: a number, or an array of numbers, selects by position, anything else by its truth.
pub fn select(
    input: impl Operand,
    mut predicate: impl FnMut(Option<&Value>) -> Result<Sequence, Error>,
) -> Result<Items, Error> {
    let input = match input.into_items() {
        Items::Undefined => {
            boolean(predicate(None)?)?;
            return Ok(Items::Sequence(Vec::new()));
        }
        items => items,
    };
    let input = input.as_slice();
    let running = Running::enter();
    let mut kept = Vec::new();
    for (position, item) in input.iter().enumerate() {
        running.round()?;
        let result = predicate(Some(item))?;
        match positions(&result) {
            Some(positions) => {
                let here = |number: &f64| at(*number, input.len()) == Some(position);
                let times = positions.iter().filter(|number| here(number)).count();
                kept.extend(std::iter::repeat_n(item, times).cloned());
            }
            None if boolean(result)?.unwrap_or(false) => kept.push(item.clone()),
            None => {}
        }
    }
    Ok(Items::Sequence(kept))
}

/// The positions that a predicate's result names, if all of it is numbers.
pub(super) fn positions(result: &impl Operand) -> Option<Vec<f64>> {
    match result.view() {
        View::Number(number) => Some(vec![number]),
        View::Array(elements) => elements.iter().map(Value::as_f64).collect(),
        _ => None,
    }
}

/// The index that a position means: rounded down, negative ones counted from the end.
pub(super) fn at(position: f64, length: usize) -> Option<usize> {
    let position = position.floor();
    let position = if position < 0.0 {
        position + length as f64
    } else {
        position
    };
    (position >= 0.0 && position < length as f64).then_some(position as usize)
}

/// `input[position]` with a literal position.
pub fn index(input: impl Operand, position: i64) -> Items {
    let at = |length: usize| at(position as f64, length);
    let item = match input.into_items() {
        Items::Undefined => None,
        Items::Result(value) => match value.as_array() {
            Some(elements) => at(elements.len()).map(|at| elements[at].clone()),
            None => at(1).map(|_| value),
        },
        Items::Item(value) => at(1).map(|_| value.clone()),
        Items::Sequence(values) => at(values.len()).map(|at| values[at].clone()),
    };
    match item {
        // An array that is found is the result as it is.
        Some(item) if item.as_array().is_some() => Items::Result(item),
        item => Items::Sequence(item.into_iter().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn positions_count_from_either_end_and_are_rounded_down() {
        let array = value!([10, 20, [30]]);
        let at = |position| index(&array, position).collapse().into_value();
        assert_eq!(at(0), Some(value!(10)));
        assert_eq!(at(-1), Some(value!([30])));
        assert_eq!(at(3), None);
        assert_eq!(at(-4), None);
        assert_eq!(
            index(value!("x"), 0).collapse().into_value(),
            Some(value!("x"))
        );
        let selected = select(&array, |_| Ok(1.9.into_sequence())).unwrap();
        assert_eq!(selected.collapse().into_value(), Some(value!(20)));
        let selected = select(&array, |_| Ok(value!([-3, 1, 1]).into_sequence())).unwrap();
        assert_eq!(selected.collapse().into_value(), Some(value!([10, 20, 20])));
    }

    #[test]
    fn a_predicate_runs_once_over_undefined() {
        let mut runs = 0;
        let found = filter(None::<Value>, |item| {
            runs += 1;
            Ok(item.is_none())
        });
        assert_eq!(found.unwrap().collapse(), Sequence::None);
        assert_eq!(runs, 1);
    }
}
