//! Functions of arrays and objects whose items may be anything.

use arcstr::ArcStr;

use super::array::append;
use super::function::Function;
use super::value::Any;
use crate::jsonata::elements::Elements;
use crate::jsonata::error::Error;
use crate::jsonata::found;
use crate::jsonata::limits::{self, Running};
use crate::jsonata::operand::{Operand, View};
use crate::jsonata::sort::merge_sort;
use crate::jsonata::{Evaluation, equal};

/// The items of an array argument; none for an undefined one.
fn items(array: Any) -> Option<Vec<Any>> {
    (!array.is_undefined()).then(|| array.into_items_or_self())
}

fn function(argument: &Any) -> Result<&Function, Error> {
    match argument {
        Any::Function(function) => Ok(function),
        _ => Err(Error::new("T1006", "Attempted to invoke a non-function")),
    }
}

pub(super) fn count(array: &Any) -> f64 {
    match array {
        Any::Undefined => 0.0,
        Any::Array(array) => array.items.len() as f64,
        other => crate::jsonata::count(other),
    }
}

pub(super) fn map(array: Any, callee: &Any, cx: &mut Evaluation<'_>) -> Result<Any, Error> {
    let whole = array.clone();
    let Some(items) = items(array) else {
        return Ok(Any::Undefined);
    };
    let (callee, running) = (function(callee)?, Running::enter());
    let mut results = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        running.round()?;
        let index = (index as f64).into_any();
        let result = callee.apply_some([item, index, whole.clone()], "map", cx)?;
        if !result.is_undefined() {
            results.push(result);
        }
    }
    Ok(Any::sequence(results))
}

pub(super) fn filter(array: Any, callee: &Any, cx: &mut Evaluation<'_>) -> Result<Any, Error> {
    let whole = array.clone();
    let Some(items) = items(array) else {
        return Ok(Any::Undefined);
    };
    let (callee, running) = (function(callee)?, Running::enter());
    let mut kept = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        running.round()?;
        let index = (index as f64).into_any();
        let result = callee.apply_some([item.clone(), index, whole.clone()], "filter", cx)?;
        if result.is_true()?.unwrap_or(false) {
            kept.push(item);
        }
    }
    Ok(Any::sequence(kept))
}

pub(super) fn single(array: Any, callee: &Any, cx: &mut Evaluation<'_>) -> Result<Any, Error> {
    let whole = array.clone();
    let Some(items) = items(array) else {
        return Ok(Any::Undefined);
    };
    let running = Running::enter();
    let mut found = None;
    for (index, item) in items.into_iter().enumerate() {
        running.round()?;
        let matches = match callee {
            Any::Undefined => true,
            callee => {
                let index = (index as f64).into_any();
                let arguments = [item.clone(), index, whole.clone()];
                let result = function(callee)?.apply_some(arguments, "single", cx)?;
                result.is_true()?.unwrap_or(false)
            }
        };
        if matches && found.replace(item).is_some() {
            return Err(Error::too_many_matches());
        }
    }
    found.ok_or_else(Error::no_match)
}

pub(super) fn reduce(
    array: Any,
    callee: &Any,
    start: Any,
    cx: &mut Evaluation<'_>,
) -> Result<Any, Error> {
    let whole = array.clone();
    let Some(items) = items(array) else {
        return Ok(Any::Undefined);
    };
    let (callee, running) = (function(callee)?, Running::enter());
    if callee.arity() < 2 {
        let message =
            "The second argument of reduce function must be a function with at least two arguments";
        return Err(Error::new("D3050", message));
    }
    let mut rest = items.into_iter().enumerate();
    let mut result = match start {
        Any::Undefined => rest.next().map_or(Any::Undefined, |(_, first)| first),
        start => start,
    };
    for (index, item) in rest {
        running.round()?;
        let index = (index as f64).into_any();
        result = callee.apply_some([result, item, index, whole.clone()], "reduce", cx)?;
    }
    Ok(result)
}

/// The members of an object.
fn members(object: &Any) -> Vec<(ArcStr, Any)> {
    match object {
        Any::Object(object) => object.members.clone(),
        other => match other.view() {
            View::Object(map) => {
                let members = map.iter();
                members
                    .map(|(name, value)| (name.clone(), Any::Value(value.clone())))
                    .collect()
            }
            _ => Vec::new(),
        },
    }
}

pub(super) fn each(object: &Any, callee: &Any, cx: &mut Evaluation<'_>) -> Result<Any, Error> {
    let running = Running::enter();
    let mut results = Vec::new();
    for (name, value) in members(object) {
        running.round()?;
        let arguments = [value, name.into_any(), object.clone()];
        let result = function(callee)?.apply_some(arguments, "each", cx)?;
        if !result.is_undefined() {
            results.push(result);
        }
    }
    Ok(Any::sequence(results))
}

pub(super) fn sift(object: &Any, callee: &Any, cx: &mut Evaluation<'_>) -> Result<Any, Error> {
    let running = Running::enter();
    let mut kept = Vec::new();
    for (name, value) in members(object) {
        running.round()?;
        let arguments = [value.clone(), (&name).into_any(), object.clone()];
        let result = function(callee)?.apply_some(arguments, "sift", cx)?;
        if result.is_true()?.unwrap_or(false) {
            kept.push((name, value));
        }
    }
    Ok(match kept.is_empty() {
        true => Any::Undefined,
        false => Any::object(kept),
    })
}

pub(super) fn sort(array: Any, callee: &Any, cx: &mut Evaluation<'_>) -> Result<Any, Error> {
    if array.is_undefined() || count(&array) <= 1.0 {
        return Ok(array);
    }
    let callee = match callee {
        Any::Undefined => return Ok(crate::jsonata::sort(array)?.into_any()),
        callee => function(callee)?.clone(),
    };
    let running = Running::enter();
    let sorted = merge_sort(array.into_items_or_self(), |a, b| {
        running.round()?;
        let result = callee.apply(vec![a.clone(), b.clone()], "sort", cx)?;
        // JavaScript's idea of truth: an array or an object always is true.
        Ok(match result.view() {
            View::Undefined | View::Null => false,
            View::Bool(bool) => bool,
            View::Number(number) => number != 0.0 && !number.is_nan(),
            View::String(string) => !string.is_empty(),
            View::Array(_) | View::Object(_) | View::Function { .. } => true,
        })
    })?;
    Ok(Any::plain_array(sorted))
}

pub(super) fn reverse(array: Any) -> Any {
    match count(&array) {
        0.0..=1.0 => array,
        _ => {
            let mut items = array.into_items_or_self();
            items.reverse();
            Any::plain_array(items)
        }
    }
}

pub(super) fn shuffle(array: Any, cx: &mut Evaluation<'_>) -> Any {
    match count(&array) {
        0.0..=1.0 => array,
        _ => {
            let mut items = array.into_items_or_self();
            for last in (1..items.len()).rev() {
                let other = (cx.random.unit() * (last + 1) as f64) as usize;
                items.swap(last, other.min(last));
            }
            Any::plain_array(items)
        }
    }
}

pub(super) fn distinct(array: Any) -> Result<Any, Error> {
    let Any::Array(array) = array else {
        if matches!(array, Any::Function(_) | Any::Object(_)) {
            return Ok(array);
        }
        return Ok(crate::jsonata::distinct(array).into_any());
    };
    if array.items.len() <= 1 {
        return Ok(Any::Array(array));
    }
    let mut seen = std::collections::HashSet::new();
    let mut kept: Vec<Any> = Vec::new();
    for item in &array.items {
        limits::work(1)?;
        let is_new = match item {
            Any::Value(value) => seen.insert(value.clone()),
            Any::Undefined => !kept.iter().any(Any::is_undefined),
            other => {
                limits::work(kept.len())?;
                !kept.iter().any(|known| equal(known, other))
            }
        };
        if is_new {
            kept.push(item.clone());
        }
    }
    Ok(match array.sequence {
        true => Any::sequence(kept),
        false => Any::plain_array(kept),
    })
}

/// `$lookup(operand, key)`, and a name as a step.
pub(super) fn lookup(input: &Any, key: &str) -> Any {
    match input {
        Any::Object(object) => object.get(key).cloned().unwrap_or_default(),
        Any::Value(value) if value.as_array().is_none() => input.member(key),
        Any::Value(value) => {
            let elements = Elements::Values(value.as_array().unwrap_or_default());
            let found = found::fields(elements, key).into_iter();
            Any::sequence(found.map(|value| Any::Value(value.clone())).collect())
        }
        Any::Array(array) => limits::with_stack(|| {
            let mut found = Vec::new();
            for item in &array.items {
                match lookup(item, key) {
                    Any::Undefined => {}
                    value => found.extend(value.into_items_or_self()),
                }
            }
            Any::sequence(found)
        }),
        _ => Any::Undefined,
    }
}

pub(super) fn keys(input: &Any) -> Any {
    crate::jsonata::keys(input).into_any()
}

pub(super) fn spread(input: Any) -> Result<Any, Error> {
    match &input {
        Any::Object(object) => {
            let fields = object.members.iter();
            let fields =
                fields.map(|(name, value)| Any::object(vec![(name.clone(), value.clone())]));
            Ok(Any::sequence(fields.collect()))
        }
        Any::Array(array) => limits::with_stack(|| {
            let mut result = Any::sequence(Vec::new());
            for item in &array.items {
                result = append(result, spread(item.clone())?)?;
            }
            Ok(result)
        }),
        _ => Ok(crate::jsonata::spread(input).into_any()),
    }
}

pub(super) fn merge(objects: Any) -> Result<Any, Error> {
    let Some(objects) = items(objects) else {
        return Ok(Any::Undefined);
    };
    let mut merged: Vec<(ArcStr, Any)> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for object in objects {
        for (name, value) in members(&object) {
            limits::work(1)?;
            match known.get(&name) {
                Some(at) => {
                    let (_, member): &mut (ArcStr, Any) = &mut merged[*at];
                    *member = value;
                }
                None => {
                    known.insert(name.clone(), merged.len());
                    merged.push((name, value));
                }
            }
        }
    }
    Ok(Any::object(merged))
}

pub(super) fn zip(arrays: Vec<Any>) -> Result<Any, Error> {
    let lengths = arrays.iter().map(|array| match array.is_array() {
        true => count(array) as usize,
        false => 0,
    });
    let length = lengths.min().unwrap_or(0);
    limits::work(length * arrays.len())?;
    let arrays: Vec<_> = arrays.into_iter().map(Any::into_items_or_self).collect();
    let tuples = (0..length).map(|at| {
        let tuple = arrays.iter().map(|array| array[at].clone());
        Any::plain_array(tuple.collect())
    });
    Ok(Any::plain_array(tuples.collect()))
}
