//! Functions that apply a function.

use super::arguments::borrowed_elements;
use super::error::Error;
use super::limits::Running;
use super::operand::{Operand, View};
use super::sequence::{Items, Sequence};
use crate::value::{Map, Value};

/// `$map(array, function)`
pub fn map(
    array: impl Operand,
    mut function: impl FnMut(&Value, f64, &[Value]) -> Result<Sequence, Error>,
) -> Result<Items, Error> {
    let Some(array) = borrowed_elements(array) else {
        return Ok(Items::Undefined);
    };
    let running = Running::enter();
    let mut results = Vec::with_capacity(array.len());
    for (index, element) in array.iter().enumerate() {
        running.round()?;
        results.extend(function(element, index as f64, &array)?.into_value());
    }
    Ok(Items::Sequence(results))
}

/// `$filter(array, function)`
pub fn filter(
    array: impl Operand,
    mut function: impl FnMut(&Value, f64, &[Value]) -> Result<bool, Error>,
) -> Result<Items, Error> {
    let Some(array) = borrowed_elements(array) else {
        return Ok(Items::Undefined);
    };
    let running = Running::enter();
    let mut kept = Vec::new();
    for (index, element) in array.iter().enumerate() {
        running.round()?;
        if function(element, index as f64, &array)? {
            kept.push(element.clone());
        }
    }
    Ok(Items::Sequence(kept))
}

/// `$single(array, function)`
pub fn single(
    array: impl Operand,
    mut function: impl FnMut(&Value, f64, &[Value]) -> Result<bool, Error>,
) -> Result<Sequence, Error> {
    let Some(array) = borrowed_elements(array) else {
        return Ok(Sequence::None);
    };
    let running = Running::enter();
    let mut found = None;
    for (index, element) in array.iter().enumerate() {
        running.round()?;
        if function(element, index as f64, &array)? && found.replace(element).is_some() {
            return Err(Error::too_many_matches());
        }
    }
    match found {
        Some(found) => Ok(Sequence::One(found.clone())),
        None => Err(Error::no_match()),
    }
}

/// `$reduce(array, function, start)`; without a start the first element is it.
pub fn reduce(
    array: impl Operand,
    start: Sequence,
    mut function: impl FnMut(Sequence, &Value, f64, &[Value]) -> Result<Sequence, Error>,
) -> Result<Sequence, Error> {
    let Some(array) = borrowed_elements(array) else {
        return Ok(Sequence::None);
    };
    let mut rest = array.iter().enumerate();
    let mut result = match start {
        Sequence::None => match rest.next() {
            Some((_, first)) => Sequence::One(first.clone()),
            None => return Ok(Sequence::None),
        },
        start => start,
    };
    let running = Running::enter();
    for (index, element) in rest {
        running.round()?;
        result = function(result, element, index as f64, &array)?;
    }
    Ok(result)
}

/// An object argument (`o`).
fn object(operand: impl Operand, function: &str) -> Result<Option<Value>, Error> {
    match operand.view() {
        View::Undefined => Ok(None),
        View::Object(_) => Ok(operand.into_sequence().into_value()),
        _ => Err(Error::argument(&operand, function, 1)),
    }
}

/// `$each(object, function)`
pub fn each(
    operand: impl Operand,
    mut function: impl FnMut(&Value, &str, &Value) -> Result<Sequence, Error>,
) -> Result<Items, Error> {
    let object = object(operand, "each")?;
    let running = Running::enter();
    let mut results = Vec::new();
    for (name, value) in object
        .as_ref()
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        running.round()?;
        results
            .extend(function(value, name, object.as_ref().unwrap_or(&Value::NULL))?.into_value());
    }
    Ok(Items::Sequence(results))
}

/// `$sift(object, function)`
pub fn sift(
    operand: impl Operand,
    mut function: impl FnMut(&Value, &str, &Value) -> Result<bool, Error>,
) -> Result<Option<Value>, Error> {
    let object = object(operand, "sift")?;
    let running = Running::enter();
    let mut kept = Map::new();
    for (name, value) in object
        .as_ref()
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        running.round()?;
        if function(value, name, object.as_ref().unwrap_or(&Value::NULL))? {
            kept.insert(name.clone(), value.clone());
        }
    }
    Ok((!kept.is_empty()).then(|| kept.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn undefined_results_are_dropped_and_a_single_one_is_it() {
        let mapped = map(value!([1, 2]), |value, index, all| {
            assert_eq!(all.len(), 2);
            Ok(if index > 0.0 {
                value.to_sequence()
            } else {
                Sequence::None
            })
        });
        assert_eq!(mapped.unwrap().collapse().into_value(), Some(value!(2)));
        let mapped = map(None::<Value>, |_, _, _| unreachable!());
        assert_eq!(mapped.unwrap().collapse(), Sequence::None);
    }

    #[test]
    fn reducing_starts_with_the_start_or_the_first() {
        let sum = |total: Sequence, value: &Value, _: f64, _: &[Value]| {
            Ok(crate::jsonata::add(total, value)?.into_sequence())
        };
        assert_eq!(
            reduce(value!([1, 2, 3]), Sequence::None, sum)
                .unwrap()
                .into_value(),
            Some(value!(6))
        );
        assert_eq!(
            reduce(value!([]), Sequence::None, sum).unwrap(),
            Sequence::None
        );
        assert_eq!(
            reduce(value!([1]), 10.0.into_sequence(), sum)
                .unwrap()
                .into_value(),
            Some(value!(11))
        );
    }

    #[test]
    fn exactly_one_has_to_match() {
        let is = |wanted: i64| {
            move |value: &Value, _: f64, _: &[Value]| Ok(value.as_i64() == Some(wanted))
        };
        let array = value!([1, 2, 2]);
        assert_eq!(single(&array, is(1)).unwrap().into_value(), Some(value!(1)));
        assert_eq!(single(&array, is(2)).unwrap_err().code, "D3138");
        assert_eq!(single(&array, is(3)).unwrap_err().code, "D3139");
    }

    #[test]
    fn objects_are_gone_through_by_name() {
        let object = value!({ "a": 1, "b": 2 });
        let names = each(&object, |_, name, _| Ok(name.to_sequence())).unwrap();
        assert_eq!(names.collapse().into_value(), Some(value!(["a", "b"])));
        let kept = sift(&object, |value, _, _| Ok(value.as_i64() == Some(2))).unwrap();
        assert_eq!(kept, Some(value!({ "b": 2 })));
        assert_eq!(sift(&object, |_, _, _| Ok(false)).unwrap(), None);
        assert_eq!(sift(1.0, |_, _, _| Ok(true)).unwrap_err().code, "T0410");
    }
}
