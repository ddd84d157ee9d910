//! Sorting that is stable and that a failing or inconsistent comparison cannot upset.

use std::cmp::Ordering;

use super::error::{Error, shown};
use super::operand::{Operand, View};
use super::sequence::Sequence;
use super::text;

/// A key to sort by: one term of `^(…)`.
#[derive(Clone, Debug)]
pub struct SortKey {
    value: Sequence,
    descending: bool,
}

/// A key whose least value comes first.
pub fn ascending(value: Sequence) -> SortKey {
    SortKey {
        value,
        descending: false,
    }
}

/// A key whose greatest value comes first.
pub fn descending(value: Sequence) -> SortKey {
    SortKey {
        value,
        descending: true,
    }
}

/// Whether what has the keys `a` belongs behind what has the keys `b`. Undefined keys come last.
pub(super) fn follows(a: &[SortKey], b: &[SortKey]) -> Result<bool, Error> {
    for (a, b) in a.iter().zip(b) {
        let order = match (a.value.view(), b.value.view()) {
            (View::Undefined, View::Undefined) => continue,
            (View::Undefined, _) => return Ok(true),
            (_, View::Undefined) => return Ok(false),
            (View::Number(a), View::Number(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
            (View::String(a), View::String(b)) => text::compare(a, b),
            (View::Number(_) | View::String(_), View::Number(_) | View::String(_)) => {
                let (a, b) = (shown(&a.value), shown(&b.value));
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

/// Sorts by merging; `follows` tells whether the left one belongs behind the right one.
pub(super) fn merge_sort<T>(
    items: Vec<T>,
    mut follows: impl FnMut(&T, &T) -> Result<bool, Error>,
) -> Result<Vec<T>, Error> {
    let mut runs: Vec<Vec<T>> = items.into_iter().map(|item| vec![item]).collect();
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
        let mut pairs = runs.into_iter();
        while let Some(left) = pairs.next() {
            match pairs.next() {
                Some(right) => merged.push(merge(left, right, &mut follows)?),
                None => merged.push(left),
            }
        }
        runs = merged;
    }
    Ok(runs.pop().unwrap_or_default())
}

fn merge<T>(
    left: Vec<T>,
    right: Vec<T>,
    follows: &mut impl FnMut(&T, &T) -> Result<bool, Error>,
) -> Result<Vec<T>, Error> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(l), Some(r)) = (left.peek(), right.peek()) {
        match follows(l, r)? {
            true => merged.extend(right.next()),
            false => merged.extend(left.next()),
        }
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

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
