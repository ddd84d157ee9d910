//! The comparisons of a Choice state.
//!
//! They take the value of `Variable` first and what it is compared with second: a literal of the definition, or the value
//! that a `…Path` operator refers to. A comparison of values of other types than its own is false, never an error. `IsString`
//! and its like with `false` are the negation: `!is_string(value)`.
//!
//! ```
//! use asl_runtime::{choice, value};
//!
//! let order = value!({ "total": 99.5, "limit": 100, "sku": "A-17" });
//! assert!(choice::numeric_less_than(&order["total"], 100));
//! assert!(choice::numeric_less_than(&order["total"], &order["limit"]));
//! assert!(choice::string_matches(&order["sku"], "A-*"));
//! assert!(!choice::string_equals(&order["total"], "99.5"));
//! ```

use std::cmp::Ordering;

use jiff::Timestamp;

use crate::timestamp;
use crate::value::{Kind, Value};

/// Something that may be a string: a literal, or a value that a path refers to.
pub trait StringOperand {
    /// The string, if it is one.
    fn string(&self) -> Option<&str>;
}

impl StringOperand for str {
    fn string(&self) -> Option<&str> {
        Some(self)
    }
}

impl StringOperand for Value {
    fn string(&self) -> Option<&str> {
        self.as_str()
    }
}

/// Something that may be a number: a literal, or a value that a path refers to.
pub trait NumericOperand {
    /// The number, if it is one.
    fn number(&self) -> Option<Number>;
}

/// A number to compare.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// An integer.
    Int(i64),
    /// Any other number.
    Float(f64),
}

impl NumericOperand for i32 {
    fn number(&self) -> Option<Number> {
        Some(Number::Int((*self).into()))
    }
}

impl NumericOperand for i64 {
    fn number(&self) -> Option<Number> {
        Some(Number::Int(*self))
    }
}

impl NumericOperand for f64 {
    fn number(&self) -> Option<Number> {
        Some(Number::Float(*self))
    }
}

impl NumericOperand for &Value {
    fn number(&self) -> Option<Number> {
        match self.kind() {
            Kind::Int(int) => Some(Number::Int(int)),
            Kind::Float(float) => Some(Number::Float(float)),
            _ => None,
        }
    }
}

impl Number {
    fn compare(self, other: Number) -> Option<Ordering> {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
            (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b),
            (Number::Int(int), Number::Float(float)) => Some(compare_exactly(int, float)),
            (Number::Float(float), Number::Int(int)) => Some(compare_exactly(int, float).reverse()),
        }
    }
}

/// Compares without rounding the integer, which an `f64` may not hold.
fn compare_exactly(int: i64, float: f64) -> Ordering {
    // Every f64 of this size or more is beyond any i64.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if float >= BEYOND {
        return Ordering::Less;
    }
    if float < -BEYOND {
        return Ordering::Greater;
    }
    let whole = float.trunc();
    int.cmp(&(whole as i64))
        .then_with(|| whole.total_cmp(&float))
}

/// Something that may be a time stamp: a literal, or a value that a path refers to.
pub trait TimestampOperand {
    /// The instant, if it is one.
    fn timestamp(&self) -> Option<Timestamp>;
}

impl TimestampOperand for str {
    fn timestamp(&self) -> Option<Timestamp> {
        timestamp::parse(self)
    }
}

impl TimestampOperand for Timestamp {
    fn timestamp(&self) -> Option<Timestamp> {
        Some(*self)
    }
}

impl TimestampOperand for Value {
    fn timestamp(&self) -> Option<Timestamp> {
        timestamp::parse(self.as_str()?)
    }
}

/// Something that may be a Boolean: a literal, or a value that a path refers to.
pub trait BooleanOperand {
    /// The Boolean, if it is one.
    fn boolean(&self) -> Option<bool>;
}

impl BooleanOperand for bool {
    fn boolean(&self) -> Option<bool> {
        Some(*self)
    }
}

impl BooleanOperand for &Value {
    fn boolean(&self) -> Option<bool> {
        self.as_bool()
    }
}

fn compare_strings(value: &Value, other: &(impl StringOperand + ?Sized)) -> Option<Ordering> {
    // Java compares UTF-16 code units, which differs from the order of code points where surrogates are involved.
    Some(
        value
            .as_str()?
            .encode_utf16()
            .cmp(other.string()?.encode_utf16()),
    )
}

fn compare_numbers(value: &Value, other: impl NumericOperand) -> Option<Ordering> {
    value.number()?.compare(other.number()?)
}

fn compare_timestamps(value: &Value, other: &(impl TimestampOperand + ?Sized)) -> Option<Ordering> {
    Some(value.timestamp()?.cmp(&other.timestamp()?))
}

/// `StringEquals`, `StringEqualsPath`
pub fn string_equals(value: &Value, other: &(impl StringOperand + ?Sized)) -> bool {
    value
        .as_str()
        .is_some_and(|string| other.string() == Some(string))
}

/// `StringLessThan`, `StringLessThanPath`
pub fn string_less_than(value: &Value, other: &(impl StringOperand + ?Sized)) -> bool {
    compare_strings(value, other).is_some_and(Ordering::is_lt)
}

/// `StringLessThanEquals`, `StringLessThanEqualsPath`
pub fn string_less_than_equals(value: &Value, other: &(impl StringOperand + ?Sized)) -> bool {
    compare_strings(value, other).is_some_and(Ordering::is_le)
}

/// `StringGreaterThan`, `StringGreaterThanPath`
pub fn string_greater_than(value: &Value, other: &(impl StringOperand + ?Sized)) -> bool {
    compare_strings(value, other).is_some_and(Ordering::is_gt)
}

/// `StringGreaterThanEquals`, `StringGreaterThanEqualsPath`
pub fn string_greater_than_equals(value: &Value, other: &(impl StringOperand + ?Sized)) -> bool {
    compare_strings(value, other).is_some_and(Ordering::is_ge)
}

/// `StringMatches`: `*` stands for any characters or none, `\*` for a star and `\\` for a backslash.
pub fn string_matches(value: &Value, pattern: &str) -> bool {
    value
        .as_str()
        .is_some_and(|string| matches_pattern(string, pattern))
}

fn matches_pattern(string: &str, pattern: &str) -> bool {
    let pieces = split_at_stars(pattern);
    let Some((first, rest)) = pieces.split_first() else {
        return string.is_empty();
    };
    let Some(string) = string.strip_prefix(first.as_str()) else {
        return false;
    };
    let Some((last, middle)) = rest.split_last() else {
        return string.is_empty();
    };
    let Some(mut string) = string.strip_suffix(last.as_str()) else {
        return false;
    };
    // The first place where a piece fits leaves the most for those behind it, so that there is nothing to try again.
    for piece in middle {
        match string.split_once(piece.as_str()) {
            Some((_, behind)) => string = behind,
            None => return false,
        }
    }
    true
}

/// What stands between the stars of a pattern, escapes resolved.
fn split_at_stars(pattern: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        let literal = match character {
            '*' => {
                pieces.push(String::new());
                continue;
            }
            '\\' => characters
                .next_if(|next| matches!(next, '*' | '\\'))
                .unwrap_or('\\'),
            other => other,
        };
        if let Some(piece) = pieces.last_mut() {
            piece.push(literal);
        }
    }
    pieces
}

/// `NumericEquals`, `NumericEqualsPath`
pub fn numeric_equals(value: &Value, other: impl NumericOperand) -> bool {
    compare_numbers(value, other).is_some_and(Ordering::is_eq)
}

/// `NumericLessThan`, `NumericLessThanPath`
pub fn numeric_less_than(value: &Value, other: impl NumericOperand) -> bool {
    compare_numbers(value, other).is_some_and(Ordering::is_lt)
}

/// `NumericLessThanEquals`, `NumericLessThanEqualsPath`
pub fn numeric_less_than_equals(value: &Value, other: impl NumericOperand) -> bool {
    compare_numbers(value, other).is_some_and(Ordering::is_le)
}

/// `NumericGreaterThan`, `NumericGreaterThanPath`
pub fn numeric_greater_than(value: &Value, other: impl NumericOperand) -> bool {
    compare_numbers(value, other).is_some_and(Ordering::is_gt)
}

/// `NumericGreaterThanEquals`, `NumericGreaterThanEqualsPath`
pub fn numeric_greater_than_equals(value: &Value, other: impl NumericOperand) -> bool {
    compare_numbers(value, other).is_some_and(Ordering::is_ge)
}

/// `BooleanEquals`, `BooleanEqualsPath`
pub fn boolean_equals(value: &Value, other: impl BooleanOperand) -> bool {
    value
        .as_bool()
        .is_some_and(|bool| other.boolean() == Some(bool))
}

/// `TimestampEquals`, `TimestampEqualsPath`
pub fn timestamp_equals(value: &Value, other: &(impl TimestampOperand + ?Sized)) -> bool {
    compare_timestamps(value, other).is_some_and(Ordering::is_eq)
}

/// `TimestampLessThan`, `TimestampLessThanPath`
pub fn timestamp_less_than(value: &Value, other: &(impl TimestampOperand + ?Sized)) -> bool {
    compare_timestamps(value, other).is_some_and(Ordering::is_lt)
}

/// `TimestampLessThanEquals`, `TimestampLessThanEqualsPath`
pub fn timestamp_less_than_equals(value: &Value, other: &(impl TimestampOperand + ?Sized)) -> bool {
    compare_timestamps(value, other).is_some_and(Ordering::is_le)
}

/// `TimestampGreaterThan`, `TimestampGreaterThanPath`
pub fn timestamp_greater_than(value: &Value, other: &(impl TimestampOperand + ?Sized)) -> bool {
    compare_timestamps(value, other).is_some_and(Ordering::is_gt)
}

/// `TimestampGreaterThanEquals`, `TimestampGreaterThanEqualsPath`
pub fn timestamp_greater_than_equals(
    value: &Value,
    other: &(impl TimestampOperand + ?Sized),
) -> bool {
    compare_timestamps(value, other).is_some_and(Ordering::is_ge)
}

/// `IsNull`
pub fn is_null(value: &Value) -> bool {
    value.is_null()
}

/// `IsPresent`: whether the path finds something, be it `null`.
pub fn is_present(value: Option<&Value>) -> bool {
    value.is_some()
}

/// `IsNumeric`
pub fn is_numeric(value: &Value) -> bool {
    matches!(value.kind(), Kind::Int(_) | Kind::Float(_))
}

/// `IsString`
pub fn is_string(value: &Value) -> bool {
    matches!(value.kind(), Kind::String(_))
}

/// `IsBoolean`
pub fn is_boolean(value: &Value) -> bool {
    matches!(value.kind(), Kind::Bool(_))
}

/// `IsTimestamp`: whether it is a string that is a time stamp.
pub fn is_timestamp(value: &Value) -> bool {
    value.timestamp().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn values_of_other_types_compare_false() {
        for value in [
            value!(null),
            value!(true),
            value!(1),
            value!("x"),
            value!([]),
            value!({}),
        ] {
            let other = value!([value, "x", 1, true]);
            assert_eq!(string_equals(&value, "x"), is_string(&value));
            assert_eq!(string_equals(&value, &other[1]), is_string(&value));
            assert_eq!(
                string_less_than_equals(&value, &other[1]),
                is_string(&value)
            );
            assert_eq!(numeric_equals(&value, 1), is_numeric(&value));
            assert_eq!(
                numeric_greater_than_equals(&value, &other[2]),
                is_numeric(&value)
            );
            assert_eq!(boolean_equals(&value, true), is_boolean(&value));
            assert_eq!(boolean_equals(&value, &other[3]), is_boolean(&value));
            assert!(!timestamp_equals(&value, &value));
            assert!(!timestamp_less_than_equals(&value, "2024-05-01T12:00:00Z"));
            assert!(!string_equals(&value, &other));
            assert!(!numeric_less_than(&value, &other));
            assert!(!boolean_equals(&value, &other));
        }
        assert!(is_null(&Value::NULL) && is_present(Some(&Value::NULL)) && !is_present(None));
    }

    #[test]
    fn each_comparison_draws_its_line_where_its_name_says() {
        for (left, less, equal) in [(1, true, false), (2, false, true), (3, false, false)] {
            let value = Value::from(left);
            assert_eq!(numeric_equals(&value, 2.0), equal);
            assert_eq!(numeric_less_than(&value, 2), less);
            assert_eq!(numeric_less_than_equals(&value, 2_i64), less || equal);
            assert_eq!(
                numeric_greater_than(&value, &Value::from(2.0)),
                !less && !equal
            );
            assert_eq!(numeric_greater_than_equals(&value, 2), !less);

            let text = Value::from(left.to_string());
            assert_eq!(string_equals(&text, "2"), equal);
            assert_eq!(string_less_than(&text, "2"), less);
            assert_eq!(string_less_than_equals(&text, "2"), less || equal);
            assert_eq!(string_greater_than(&text, "2"), !less && !equal);
            assert_eq!(string_greater_than_equals(&text, "2"), !less);

            let time = Value::from(format!("2024-05-01T0{left}:00:00Z"));
            let other = "2024-05-01T03:00:00+01:00";
            assert_eq!(timestamp_equals(&time, other), equal);
            assert_eq!(
                timestamp_less_than(&time, &timestamp::parse(other).unwrap()),
                less
            );
            assert_eq!(timestamp_less_than_equals(&time, other), less || equal);
            assert_eq!(
                timestamp_greater_than(&time, &Value::from(other)),
                !less && !equal
            );
            assert_eq!(timestamp_greater_than_equals(&time, other), !less);
            assert!(is_timestamp(&time) && !is_timestamp(&text));
        }
    }

    #[test]
    fn numbers_are_compared_exactly() {
        let value = |number: f64| Value::from(number);
        assert!(numeric_equals(&value(-0.0), 0));
        assert!(numeric_greater_than(&value(1.5), 1) && numeric_less_than(&value(1.5), 2));
        assert!(numeric_less_than(&value(-1.5), -1) && numeric_greater_than(&value(-1.5), -2));
        assert!(numeric_less_than(
            &Value::from(i64::MAX),
            9_223_372_036_854_775_808.0
        ));
        assert!(numeric_equals(
            &value(-9_223_372_036_854_775_808.0),
            i64::MIN
        ));
        assert!(numeric_greater_than(
            &Value::from((1_i64 << 53) + 1),
            9_007_199_254_740_992.0
        ));
        assert!(
            numeric_greater_than(&value(1e300), i64::MAX)
                && numeric_less_than(&value(-1e300), i64::MIN)
        );
    }

    #[test]
    fn strings_are_ordered_as_java_orders_them() {
        assert!(string_less_than(&"Z".into(), "a"));
        assert!(string_less_than(&"a".into(), "aa"));
        assert!(string_less_than(&"\u{1F600}".into(), "\u{FF5E}"));
    }

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, fits, does_not) in [
            (
                "foo*.log",
                vec!["foo23.log", "foo.log", "foo.log.log"],
                vec!["foo.lo", "xfoo.log", "fo.log"],
            ),
            ("*.log", vec![".log", "zebra.log"], vec!["log", ".log2"]),
            ("foo*.*", vec!["foobar.zebra", "foo."], vec!["foo"]),
            ("a*a", vec!["aa", "aba"], vec!["a"]),
            ("*a*b*", vec!["ab", "xaxxbx"], vec!["ba", "a"]),
            ("", vec![""], vec!["a"]),
            ("*", vec!["", "a"], vec![]),
            ("a", vec!["a"], vec!["", "aa"]),
            (r"a\*", vec!["a*"], vec!["ab", r"a\*"]),
            (r"a\\*", vec![r"a\", r"a\b"], vec!["a*"]),
            (r"a\b", vec![r"a\b"], vec!["ab"]),
            ("é*😀", vec!["é😀", "éx😀"], vec!["é"]),
        ] {
            for string in fits {
                assert!(
                    string_matches(&string.into(), pattern),
                    "{pattern} {string}"
                );
            }
            for string in does_not {
                assert!(
                    !string_matches(&string.into(), pattern),
                    "{pattern} {string}"
                );
            }
        }
        assert!(!string_matches(&Value::from(1), "*"));
    }

    #[test]
    fn a_hostile_pattern_takes_no_time() {
        let string = Value::from("a".repeat(100_000));
        assert!(!string_matches(
            &string,
            &format!("{}b", "*a".repeat(1_000))
        ));
        assert!(!string_matches(
            &string,
            &format!("{}b*", "a*".repeat(1_000))
        ));
    }
}
