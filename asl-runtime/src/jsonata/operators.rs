//! Operators.

use std::cmp::Ordering;

use super::error::{Error, shown};
use super::limits;
use super::operand::{Operand, View};
use super::sequence::Sequence;
use super::text;
use crate::value::Value;

/// A side of an arithmetic operator; `code` is the error for what is no number.
#[inline]
fn side(
    operand: &impl Operand,
    code: &'static str,
    which: &str,
    operator: &str,
) -> Result<Option<f64>, Error> {
    match operand.view() {
        View::Undefined => Ok(None),
        View::Number(number) if number.is_finite() => Ok(Some(number)),
        View::Number(number) if !number.is_nan() => Err(Error::out_of_range()),
        _ => {
            let message = format!(
                "The {which} side of the \"{operator}\" operator must evaluate to a number"
            );
            Err(Error::new(code, message))
        }
    }
}

#[inline]
fn arithmetic(
    lhs: impl Operand,
    rhs: impl Operand,
    operator: &str,
    compute: impl Fn(f64, f64) -> f64,
) -> Result<Option<f64>, Error> {
    let lhs = side(&lhs, "T2001", "left", operator)?;
    let rhs = side(&rhs, "T2002", "right", operator)?;
    Ok(lhs.zip(rhs).map(|(lhs, rhs)| compute(lhs, rhs)))
}

/// `lhs + rhs`
pub fn add(lhs: impl Operand, rhs: impl Operand) -> Result<Option<f64>, Error> {
    arithmetic(lhs, rhs, "+", |lhs, rhs| lhs + rhs)
}

/// `lhs - rhs`
pub fn subtract(lhs: impl Operand, rhs: impl Operand) -> Result<Option<f64>, Error> {
    arithmetic(lhs, rhs, "-", |lhs, rhs| lhs - rhs)
}

/// `lhs * rhs`
pub fn multiply(lhs: impl Operand, rhs: impl Operand) -> Result<Option<f64>, Error> {
    arithmetic(lhs, rhs, "*", |lhs, rhs| lhs * rhs)
}

/// `lhs / rhs`
pub fn divide(lhs: impl Operand, rhs: impl Operand) -> Result<Option<f64>, Error> {
    arithmetic(lhs, rhs, "/", |lhs, rhs| lhs / rhs)
}

/// `lhs % rhs`
pub fn remainder(lhs: impl Operand, rhs: impl Operand) -> Result<Option<f64>, Error> {
    arithmetic(lhs, rhs, "%", |lhs, rhs| lhs % rhs)
}

/// `-operand`
pub fn negate(operand: impl Operand) -> Result<Option<f64>, Error> {
    match operand.view() {
        View::Undefined => Ok(None),
        View::Number(number) if number.is_finite() => Ok(Some(-number)),
        View::Number(_) => Err(Error::out_of_range()),
        _ => {
            let message = format!("Cannot negate a non-numeric value: {}", shown(&operand));
            Err(Error::new("D1002", message))
        }
    }
}

/// `lhs = rhs`; nothing equals undefined.
pub fn equal(lhs: impl Operand, rhs: impl Operand) -> bool {
    matches!(same(&lhs, &rhs), Some(true))
}

/// `lhs != rhs`; nothing differs from undefined either.
pub fn not_equal(lhs: impl Operand, rhs: impl Operand) -> bool {
    matches!(same(&lhs, &rhs), Some(false))
}

fn same(lhs: &impl Operand, rhs: &impl Operand) -> Option<bool> {
    Some(match (lhs.view(), rhs.view()) {
        (View::Undefined, _) | (_, View::Undefined) => return None,
        (View::Null, View::Null) => true,
        (View::Bool(lhs), View::Bool(rhs)) => lhs == rhs,
        (View::Number(lhs), View::Number(rhs)) => lhs == rhs,
        (View::String(lhs), View::String(rhs)) => lhs == rhs,
        (View::Array(lhs), View::Array(rhs)) => lhs == rhs,
        (View::Object(lhs), View::Object(rhs)) => lhs == rhs,
        (View::Function { identity: lhs, .. }, View::Function { identity: rhs, .. }) => lhs == rhs,
        _ => false,
    })
}

fn order(
    lhs: impl Operand,
    rhs: impl Operand,
    operator: &str,
    holds: fn(Ordering) -> bool,
) -> Result<Option<bool>, Error> {
    let comparable = |view| matches!(view, View::Undefined | View::Number(_) | View::String(_));
    let ordering = match (lhs.view(), rhs.view()) {
        (a, b) if !comparable(a) || !comparable(b) => {
            let message = format!(
                "The expressions either side of operator \"{operator}\" must evaluate to numeric or string values"
            );
            return Err(Error::new("T2010", message));
        }
        (View::Undefined, _) | (_, View::Undefined) => return Ok(None),
        (View::Number(a), View::Number(b)) => a.partial_cmp(&b),
        (View::String(a), View::String(b)) => Some(text::compare(a, b)),
        _ => {
            let message = format!(
                "The values {} and {} either side of operator \"{operator}\" must be of the same data type",
                shown(&lhs),
                shown(&rhs)
            );
            return Err(Error::new("T2009", message));
        }
    };
    Ok(Some(ordering.is_some_and(holds)))
}

/// `lhs < rhs`
pub fn less(lhs: impl Operand, rhs: impl Operand) -> Result<Option<bool>, Error> {
    order(lhs, rhs, "<", Ordering::is_lt)
}

/// `lhs <= rhs`
pub fn less_or_equal(lhs: impl Operand, rhs: impl Operand) -> Result<Option<bool>, Error> {
    order(lhs, rhs, "<=", Ordering::is_le)
}

/// `lhs > rhs`
pub fn greater(lhs: impl Operand, rhs: impl Operand) -> Result<Option<bool>, Error> {
    order(lhs, rhs, ">", Ordering::is_gt)
}

/// `lhs >= rhs`
pub fn greater_or_equal(lhs: impl Operand, rhs: impl Operand) -> Result<Option<bool>, Error> {
    order(lhs, rhs, ">=", Ordering::is_ge)
}

/// `lhs in rhs`: whether it is one of the elements. Arrays and objects are in an array only as themselves, not as
/// equal ones; what is shared counts as itself.
pub fn includes(lhs: impl Operand, rhs: impl Operand) -> bool {
    let identical = |element: View<'_>| match (lhs.view(), element) {
        (View::Array(a), View::Array(b)) => a.is_same(b),
        (View::Object(a), View::Object(b)) => std::ptr::eq(a, b),
        (View::Undefined, _) => false,
        (a, b) => same_scalars(a, b),
    };
    match rhs.view() {
        View::Undefined => false,
        View::Array(elements) => elements.iter().any(|element| identical(View::of(element))),
        single => identical(single),
    }
}

fn same_scalars(lhs: View<'_>, rhs: View<'_>) -> bool {
    match (lhs, rhs) {
        (View::Null, View::Null) => true,
        (View::Bool(lhs), View::Bool(rhs)) => lhs == rhs,
        (View::Number(lhs), View::Number(rhs)) => lhs == rhs,
        (View::String(lhs), View::String(rhs)) => lhs == rhs,
        _ => false,
    }
}

/// How many items a range may have.
const LONGEST_RANGE: f64 = 1e7;

/// `from .. to`
pub fn range_of(from: impl Operand, to: impl Operand) -> Result<Sequence, Error> {
    let end = |operand: &dyn Operand, code, which: &str| match operand.view() {
        View::Undefined => Ok(None),
        View::Number(number) if number.fract() == 0.0 => Ok(Some(number)),
        _ => {
            let message =
                format!("The {which} side of the range operator (..) must evaluate to an integer");
            Err(Error::new(code, message))
        }
    };
    let (from, to) = (end(&from, "T2003", "left")?, end(&to, "T2004", "right")?);
    let (Some(from), Some(to)) = (from, to) else {
        return Ok(Sequence::None);
    };
    let size = to - from + 1.0;
    if size > LONGEST_RANGE {
        let message = format!(
            "The size of the sequence allocated by the range operator (..) must not exceed 1e6.  Attempted to allocate {}.",
            shown(size)
        );
        return Err(Error::new("D2014", message));
    }
    limits::work(size.max(0.0) as usize)?;
    // Adding to the start keeps numbers apart that are too large to be counted through.
    let items = (0..size.max(0.0) as u64).map(|offset| Value::number(from + offset as f64));
    Ok(super::Items::Sequence(items.collect()).collapse())
}

/// Whether a condition holds: undefined does not.
pub fn truthy(condition: impl Operand) -> Result<bool, Error> {
    Ok(boolean(condition)?.unwrap_or(false))
}

/// `$boolean(operand)`
pub fn boolean(operand: impl Operand) -> Result<Option<bool>, Error> {
    let view = operand.view();
    match view {
        View::Undefined => Ok(None),
        View::Number(number) if number.is_infinite() => Err(Error::out_of_range()),
        _ => Ok(Some(is_true(view))),
    }
}

/// `$not(operand)`
pub fn not(operand: impl Operand) -> Result<Option<bool>, Error> {
    Ok(boolean(operand)?.map(|boolean| !boolean))
}

/// An array is true if anything in it is, at any depth.
fn is_true(view: View<'_>) -> bool {
    let mut open = vec![view];
    while let Some(view) = open.pop() {
        let holds = match view {
            View::Undefined | View::Null => false,
            View::Bool(bool) => bool,
            View::Number(number) => number != 0.0 && !number.is_nan(),
            View::String(string) => !string.is_empty(),
            View::Object(object) => !object.is_empty(),
            View::Function { is_true, .. } => is_true,
            View::Array(elements) => {
                open.extend(elements.iter().map(View::of));
                false
            }
        };
        if holds {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    const NOTHING: Option<Value> = None;

    #[test]
    fn arithmetic_wants_numbers_and_passes_undefined_on() {
        assert_eq!(add(1.0, value!(2)).unwrap(), Some(3.0));
        assert_eq!(add(NOTHING, 1.0).unwrap(), None);
        assert_eq!(remainder(-7.0, 3.0).unwrap(), Some(-1.0));
        assert_eq!(divide(1.0, 0.0).unwrap(), Some(f64::INFINITY));
        let error = add("1", NOTHING).unwrap_err();
        let message = "The left side of the \"+\" operator must evaluate to a number";
        assert_eq!((error.code, &*error.message), ("T2001", message));
        assert_eq!(multiply(1.0, value!([2])).unwrap_err().code, "T2002");
        assert_eq!(add(f64::INFINITY, 1.0).unwrap_err().code, "D1001");
        assert_eq!(
            negate(value!("a")).unwrap_err().message,
            "Cannot negate a non-numeric value: \"a\""
        );
    }

    #[test]
    fn undefined_neither_equals_nor_differs() {
        assert!(equal(
            value!({ "a": 1, "b": [2] }),
            value!({ "b": [2.0], "a": 1 })
        ));
        assert!(!equal(NOTHING, NOTHING) && !not_equal(NOTHING, 1.0));
        assert!(not_equal("1", 1.0));
    }

    #[test]
    fn comparison_wants_two_numbers_or_two_strings() {
        assert_eq!(less(1.0, value!(1.5)).unwrap(), Some(true));
        assert_eq!(greater_or_equal("b", "a").unwrap(), Some(true));
        assert_eq!(less(NOTHING, 1.0).unwrap(), None);
        assert_eq!(less(NOTHING, value!(null)).unwrap_err().code, "T2010");
        let error = less(value!(1), "a").unwrap_err();
        let message =
            "The values 1 and \"a\" either side of operator \"<\" must be of the same data type";
        assert_eq!((error.code, &*error.message), ("T2009", message));
    }

    #[test]
    fn inclusion_is_by_identity() {
        let array = value!([1, "a", null, { "x": 1 }]);
        assert!(includes("a", &array) && includes(1.0, &array) && includes(value!(null), &array));
        assert!(!includes(value!({ "x": 1 }), &array) && !includes(NOTHING, &array));
        assert!(includes(&array[3], &array));
        assert!(includes(2.0, 2.0));
    }

    #[test]
    fn ranges_are_bounded() {
        assert_eq!(
            range_of(1.0, 3.0).unwrap().into_value(),
            Some(value!([1, 2, 3]))
        );
        assert_eq!(range_of(2.0, 1.0).unwrap(), Sequence::None);
        assert_eq!(range_of(1.5, NOTHING).unwrap_err().code, "T2003");
        assert_eq!(range_of(1.0, "a").unwrap_err().code, "T2004");
        assert_eq!(range_of(1.0, 1e9).unwrap_err().code, "D2014");
    }

    #[test]
    fn truth_of_everything() {
        for falsy in [
            value!(null),
            value!(0),
            value!(""),
            value!([]),
            value!({}),
            value!([0, [""]]),
        ] {
            assert!(!truthy(&falsy).unwrap(), "{falsy}");
        }
        for true_value in [
            value!("a"),
            value!(-1),
            value!({ "a": 0 }),
            value!([0, [1]]),
        ] {
            assert!(truthy(&true_value).unwrap(), "{true_value}");
        }
        assert_eq!(boolean(NOTHING).unwrap(), None);
        assert_eq!(not(value!([])).unwrap(), Some(true));
        assert_eq!(truthy(f64::INFINITY).unwrap_err().code, "D1001");
    }
}
