//! The conditions of filters, `[?(@.price < 10 && @.name =~ /b.*/i)]`.

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use super::{Selector, find_in};
use crate::patience::{self, Growth, TooLong};
use crate::value::{Kind, Value};

/// A filter's condition.
#[derive(Clone, Copy, Debug)]
pub enum Filter<'a> {
    /// `a || b`
    Or(&'a [Filter<'a>]),
    /// `a && b`
    And(&'a [Filter<'a>]),
    /// `!a`
    Not(&'a Filter<'a>),
    /// A path on its own: whether it finds something.
    Exists(FilterPath<'a>),
    /// `a == b`
    Compare(Operand<'a>, Comparison, Operand<'a>),
}

/// A path in a filter or a function's argument.
#[derive(Clone, Copy, Debug)]
pub enum FilterPath<'a> {
    /// `@.a`, from the element at hand.
    Current(&'a [Selector<'a>]),
    /// `$.a`, from what the whole path starts at.
    Root(&'a [Selector<'a>]),
}

/// A side of a comparison, or an argument of a function.
#[derive(Clone, Copy, Debug)]
pub enum Operand<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(f64),
    /// `'text'`
    String(&'a str),
    /// `['a', 'b']`
    List(&'a [Operand<'a>]),
    /// `{'a': 1}`
    Object(&'a [(&'a str, Operand<'a>)]),
    /// `/pattern/flags`
    Pattern(&'a Pattern),
    /// What a path finds.
    Path(FilterPath<'a>),
}

/// What has to hold between the two sides of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`; a number equals the text it is written as.
    Equals,
    /// `===`: equal, and of one type.
    SameAs,
    /// `!=`
    NotEquals,
    /// `!==`
    NotSameAs,
    /// `<`
    LessThan,
    /// `<=`
    LessThanEquals,
    /// `>`
    GreaterThan,
    /// `>=`
    GreaterThanEquals,
    /// `=~`: the pattern matches the whole text.
    Matches,
    /// `in`
    In,
    /// `nin`
    NotIn,
    /// `contains`: an array's element or a part of a text.
    Contains,
    /// `all`: an array has all of these elements.
    All,
    /// `size`: an array, object or text has this length.
    Size,
    /// `empty`: an array, object or text is empty, or is not.
    Empty,
    /// `subsetof`
    SubsetOf,
    /// `anyof`
    AnyOf,
    /// `noneof`
    NoneOf,
    /// What no value fulfils: `type`, `exists` and `matches`, which compare with objects of Java.
    Never,
}

/// A regular expression of a filter, compiled when it is first used.
#[derive(Debug)]
pub struct Pattern {
    pattern: &'static str,
    flags: &'static str,
    compiled: OnceLock<Option<(Arc<regress::Regex>, Growth)>>,
}

impl Pattern {
    /// The expression `/pattern/flags`.
    pub const fn new(pattern: &'static str, flags: &'static str) -> Pattern {
        Pattern {
            pattern,
            flags,
            compiled: OnceLock::new(),
        }
    }

    /// Whether it matches the whole text; one that is no regular expression matches nothing.
    fn matches(&self, text: &str) -> Result<bool, TooLong> {
        let compiled = self.compiled.get_or_init(|| {
            // Java's way to write a flag.
            let (pattern, insensitive) = match self.pattern.strip_prefix("(?i)") {
                Some(rest) => (rest, true),
                None => (self.pattern, false),
            };
            let mut flags: String = self.flags.chars().filter(|c| "ims".contains(*c)).collect();
            if insensitive && !flags.contains('i') {
                flags.push('i');
            }
            let whole = format!("^(?:{pattern})$");
            let regex = regress::Regex::with_flags(&whole, flags.as_str()).ok()?;
            Some((Arc::new(regex), Growth::of(pattern)))
        });
        let Some((regex, growth)) = compiled else {
            return Ok(false);
        };
        if !growth.is_dangerous(text.len()) {
            return Ok(regex.find(text).is_some());
        }
        let (regex, text) = (regex.clone(), text.to_owned());
        patience::search(move || regex.find(&text).is_some())
    }
}

impl FilterPath<'_> {
    pub(super) fn value(&self, current: &Value, root: &Value) -> Result<Option<Value>, TooLong> {
        match self {
            FilterPath::Current(path) => find_in(current, path, root),
            FilterPath::Root(path) => find_in(root, path, root),
        }
    }
}

impl Operand<'_> {
    /// The value, if there is one.
    pub(super) fn value(&self, current: &Value, root: &Value) -> Result<Option<Value>, TooLong> {
        let given = |operand: &Operand<'_>| Ok(operand.value(current, root)?.unwrap_or_default());
        Ok(Some(match self {
            Operand::Null => Value::NULL,
            Operand::Bool(value) => Value::from(*value),
            Operand::Number(number) => Value::number(*number),
            Operand::String(text) => Value::from(*text),
            Operand::List(items) => items.iter().map(given).collect::<Result<Value, _>>()?,
            Operand::Object(members) => {
                let members = members.iter();
                let members = members.map(|(name, member)| Ok((*name, given(member)?)));
                members.collect::<Result<Value, _>>()?
            }
            Operand::Pattern(_) => return Ok(None),
            Operand::Path(path) => return path.value(current, root),
        }))
    }
}

impl Filter<'_> {
    pub(super) fn holds(&self, current: &Value, root: &Value) -> Result<bool, TooLong> {
        match self {
            Filter::Or(any) => is_any(any, |filter| filter.holds(current, root)),
            Filter::And(all) => Ok(!is_any(all, |filter| Ok(!filter.holds(current, root)?))?),
            Filter::Not(filter) => Ok(!filter.holds(current, root)?),
            Filter::Exists(path) => Ok(path.value(current, root)?.is_some()),
            Filter::Compare(left, comparison, right) => {
                compare(left, *comparison, right, current, root)
            }
        }
    }
}

fn compare(
    left: &Operand<'_>,
    comparison: Comparison,
    right: &Operand<'_>,
    current: &Value,
    root: &Value,
) -> Result<bool, TooLong> {
    use Comparison::*;
    if let (pattern @ Operand::Pattern(_), other) | (other, pattern @ Operand::Pattern(_)) =
        (left, right)
    {
        let (Operand::Pattern(pattern), Matches) = (pattern, comparison) else {
            return Ok(comparison == NotEquals || comparison == NotSameAs);
        };
        return match other.value(current, root)? {
            Some(value) => matches_any(pattern, &value),
            None => Ok(false),
        };
    }
    let (left, right) = (left.value(current, root)?, right.value(current, root)?);
    Ok(compare_values(left, comparison, right))
}

fn compare_values(left: Option<Value>, comparison: Comparison, right: Option<Value>) -> bool {
    use Comparison::*;
    let equals = || matches!((&left, &right), (Some(left), Some(right)) if equal(left, right));
    let same = || {
        let type_of = |value: &Option<Value>| value.as_ref().map(Value::type_name);
        type_of(&left) == type_of(&right) && equals()
    };
    match comparison {
        Equals => return equals(),
        NotEquals => return !equals(),
        SameAs => return same(),
        NotSameAs => return !same(),
        NotIn => return !is_in(&left, &right),
        In => return is_in(&left, &right),
        _ => {}
    }
    let (Some(left), Some(right)) = (left, right) else {
        return false;
    };
    let ordered = |wanted: fn(Ordering) -> bool| order(&left, &right).is_some_and(wanted);
    let lists = || left.as_array().zip(right.as_array());
    let has = |list: &[Value], value: &Value| list.iter().any(|item| equal(item, value));
    match comparison {
        LessThan => ordered(Ordering::is_lt),
        LessThanEquals => ordered(Ordering::is_le),
        GreaterThan => ordered(Ordering::is_gt),
        GreaterThanEquals => ordered(Ordering::is_ge),
        Contains => match left.kind() {
            Kind::String(text) => right.as_str().is_some_and(|part| text.contains(part)),
            Kind::Array(elements) => has(elements, &right),
            _ => false,
        },
        Size => size(&left).is_some_and(|size| right.as_f64() == Some(size as f64)),
        Empty => size(&left).is_some_and(|size| right.as_bool() == Some(size == 0)),
        All => lists().is_some_and(|(left, right)| right.iter().all(|item| has(left, item))),
        SubsetOf => lists().is_some_and(|(left, right)| left.iter().all(|item| has(right, item))),
        AnyOf => lists().is_some_and(|(left, right)| left.iter().any(|item| has(right, item))),
        NoneOf => lists().is_some_and(|(left, right)| !left.iter().any(|item| has(right, item))),
        _ => false,
    }
}

fn is_in(value: &Option<Value>, list: &Option<Value>) -> bool {
    match (value, list.as_ref().and_then(Value::as_array)) {
        (Some(value), Some(list)) => list.iter().any(|item| equal(item, value)),
        _ => false,
    }
}

/// A number equals a text that is written like it.
fn equal(left: &Value, right: &Value) -> bool {
    match (left.kind(), right.kind()) {
        (Kind::String(text), _) if right.as_f64().is_some() => **text == right.to_json_string(),
        (_, Kind::String(text)) if left.as_f64().is_some() => {
            text.parse::<f64>().ok() == left.as_f64()
        }
        _ => left == right,
    }
}

/// Numbers are compared with numbers and texts with texts only.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => left.partial_cmp(&right),
        _ => Some(
            left.as_str()?
                .encode_utf16()
                .cmp(right.as_str()?.encode_utf16()),
        ),
    }
}

fn size(value: &Value) -> Option<usize> {
    match value.kind() {
        Kind::String(text) => Some(text.encode_utf16().count()),
        Kind::Array(elements) => Some(elements.len()),
        Kind::Object(members) => Some(members.len()),
        _ => None,
    }
}

/// Whether a pattern matches a text, or one of an array's elements.
fn matches_any(pattern: &Pattern, value: &Value) -> Result<bool, TooLong> {
    let text = |value: &Value| match value.kind() {
        Kind::String(text) => pattern.matches(text),
        Kind::Null | Kind::Array(_) | Kind::Object(_) => pattern.matches(""),
        _ => pattern.matches(&value.to_json_string()),
    };
    match value.as_array() {
        Some(elements) => is_any(elements, text),
        None => text(value),
    }
}

/// Whether it holds for any of these, as far as that can be told.
fn is_any<T>(all: &[T], holds: impl Fn(&T) -> Result<bool, TooLong>) -> Result<bool, TooLong> {
    for one in all {
        if holds(one)? {
            return Ok(true);
        }
    }
    Ok(false)
}
