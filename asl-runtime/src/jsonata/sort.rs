//! Sorting that is stable and that a failing or inconsistent comparison cannot upset.

use std::cmp::Ordering;

use super::dynamic::Any;
use super::error::{Error, shown};
use super::operand::{Operand, View};
use super::text;

/// A key to sort by: one term of `^(…)`.
#[derive(Clone, Debug)]
pub struct SortKey {
    value: Key,
    descending: bool,
}

#[derive(Clone, Debug)]
enum Key {
    Number(f64),
    Other(Any),
}

impl SortKey {
    #[inline]
    fn new(value: impl Operand, descending: bool) -> SortKey {
        let value = match value.view() {
            View::Number(number) => Key::Number(number),
            _ => Key::Other(value.into_any().collapse()),
        };
        SortKey { value, descending }
    }

    fn view(&self) -> View<'_> {
        match &self.value {
            Key::Number(number) => View::Number(*number),
            Key::Other(value) => value.view(),
        }
    }

    /// As texts of errors show it.
    fn shown(&self) -> String {
        match &self.value {
            Key::Number(number) => shown(*number),
            Key::Other(value) => shown(value),
        }
    }
}

/// A key whose least value comes first.
#[inline]
pub fn ascending(value: impl Operand) -> SortKey {
    SortKey::new(value, false)
}

/// A key whose greatest value comes first.
#[inline]
pub fn descending(value: impl Operand) -> SortKey {
    SortKey::new(value, true)
}

/// Whether what has the keys `a` belongs behind what has the keys `b`. Undefined keys come last.
pub(super) fn follows(a: &[SortKey], b: &[SortKey]) -> Result<bool, Error> {
    for (a, b) in a.iter().zip(b) {
        let order = match (a.view(), b.view()) {
            (View::Undefined, View::Undefined) => continue,
            (View::Undefined, _) => return Ok(true),
            (_, View::Undefined) => return Ok(false),
            (View::Number(a), View::Number(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
            (View::String(a), View::String(b)) => text::compare(a, b),
            (View::Number(_) | View::String(_), View::Number(_) | View::String(_)) => {
                let (a, b) = (a.shown(), b.shown());
                let message =
                    format!("Type mismatch when comparing values {a} and {b} in order-by clause");
                return Err(Error::new("T2007", message));
            }
            _ => {
                let message = "The expressions within an order-by clause must evaluate to numeric or string values";
                return Err(Error::new("T2008", message));
            }
        };
        match order {
            Ordering::Equal => {}
            order => return Ok((order == Ordering::Greater) != a.descending),
        }
    }
    Ok(false)
}

/// Items in the order that their keys give.
pub(super) fn sorted<T, const N: usize>(keyed: Vec<([SortKey; N], T)>) -> Result<Vec<T>, Error> {
    let descending = keyed.first().and_then(|(keys, _)| keys.first());
    let descending = descending.is_some_and(|key| key.descending);
    if !keyed.iter().all(|(keys, _)| number(keys).is_some()) {
        let sorted = merge_sort(keyed, |(a, _), (b, _)| follows(a, b))?;
        return Ok(sorted.into_iter().map(|(_, item)| item).collect());
    }
    // Numbers that are not NaN have an order that holds.
    let numbers = keyed.into_iter();
    let numbers = numbers.map(|(keys, item)| (number(&keys).unwrap_or_default(), item));
    let mut numbers: Vec<(f64, T)> = numbers.collect();
    let order = |a: f64, b: f64| a.partial_cmp(&b).unwrap_or(Ordering::Equal);
    match descending {
        true => numbers.sort_by(|(a, _), (b, _)| order(*b, *a)),
        false => numbers.sort_by(|(a, _), (b, _)| order(*a, *b)),
    }
    Ok(numbers.into_iter().map(|(_, item)| item).collect())
}

/// The only key, if it is a number.
fn number(keys: &[SortKey]) -> Option<f64> {
    match keys {
        [
            SortKey {
                value: Key::Number(number),
                ..
            },
        ] if !number.is_nan() => Some(*number),
        _ => None,
    }
}

/// Sorts by merging; `follows` tells whether the left one belongs behind the right one.
pub(super) fn merge_sort<T>(
    items: Vec<T>,
    mut follows: impl FnMut(&T, &T) -> Result<bool, Error>,
) -> Result<Vec<T>, Error> {
    let count = items.len();
    let mut order: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut length = 1;
    while length < count {
        for run in order.chunks(2 * length) {
            let (left, right) = run.split_at(length.min(run.len()));
            let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
            while let (Some(l), Some(r)) = (left.peek(), right.peek()) {
                match follows(&items[**l], &items[**r])? {
                    true => merged.extend(right.next()),
                    false => merged.extend(left.next()),
                }
            }
            merged.extend(left);
            merged.extend(right);
        }
        std::mem::swap(&mut order, &mut merged);
        merged.clear();
        length *= 2;
    }
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    Ok(order
        .into_iter()
        .filter_map(|at| items[at].take())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonata::Sequence;

    #[test]
    fn sorting_is_stable() {
        let items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        let sorted = merge_sort(items, |a, b| Ok(a.0 > b.0)).unwrap();
        assert_eq!(sorted, [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }

    #[test]
    fn an_inconsistent_comparison_loses_nothing() {
        let mut answer = false;
        let sorted = merge_sort((0..100).collect(), |_, _| {
            answer = !answer;
            Ok(answer)
        });
        let mut sorted = sorted.unwrap();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..100).collect::<Vec<i32>>());
    }

    #[test]
    fn undefined_keys_come_last_in_either_order() {
        let some = |number: f64| number.to_sequence();
        let none = || Sequence::None;
        assert!(follows(&[ascending(none())], &[ascending(some(1.0))]).unwrap());
        assert!(follows(&[descending(none())], &[descending(some(1.0))]).unwrap());
        assert!(!follows(&[descending(some(1.0))], &[descending(none())]).unwrap());
        let error = follows(&[ascending("a".to_sequence())], &[ascending(some(1.0))]);
        assert_eq!(error.unwrap_err().code, "T2007");
        let error = follows(&[ascending(true.to_sequence())], &[ascending(some(1.0))]);
        assert_eq!(error.unwrap_err().code, "T2008");
    }
}
