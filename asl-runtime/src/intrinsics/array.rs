//! `States.Array` and the functions over arrays.

use std::collections::HashSet;

use super::{IntrinsicError, Result, elements, integer};
use crate::value::Value;

/// `States.Array`: the arguments as an array.
pub fn array(elements: impl IntoIterator<Item = Value>) -> Result {
    Ok(elements.into_iter().collect())
}

/// `States.ArrayPartition`: arrays of `size` elements each, fewer in the last one.
pub fn array_partition(array: &Value, size: &Value) -> Result {
    let elements = elements(array)?;
    match usize::try_from(integer("size of the chunks", size)?) {
        Ok(size) if size > 0 => Ok(elements
            .chunks(size)
            .map(|chunk| Value::array(chunk.iter().cloned()))
            .collect()),
        _ => super::not("size of the chunks", "a positive number", size),
    }
}

/// `States.ArrayContains`: whether an element equals the value.
pub fn array_contains(array: &Value, value: &Value) -> Result {
    Ok(elements(array)?.contains(value).into())
}

/// `States.ArrayRange`: the numbers from `first` to `last`, in steps that may lead down.
pub fn array_range(first: &Value, last: &Value, step: &Value) -> Result {
    /// Step Functions gives no more.
    const LONGEST: i128 = 1000;
    let [first, last, step] = [
        ("first number", first),
        ("last number", last),
        ("step", step),
    ]
    .map(|(what, value)| integer(what, value).map(i128::from));
    let (first, last, step) = (first?, last?, step?);
    if step == 0 {
        return Err(IntrinsicError::new("The step must not be 0"));
    }
    let beyond = if step > 0 { last < first } else { last > first };
    let count = if beyond { 0 } else { (last - first) / step + 1 };
    if count > LONGEST {
        return Err(IntrinsicError::new(format!(
            "The range has {count} numbers, more than {LONGEST}"
        )));
    }
    Ok((0..count)
        .map(|index| Value::from(first + index * step))
        .collect())
}

/// `States.ArrayGetItem`: the element at an index from 0.
pub fn array_get_item(array: &Value, index: &Value) -> Result {
    let elements = elements(array)?;
    let item = usize::try_from(integer("index", index)?)
        .ok()
        .and_then(|index| elements.get(index));
    item.cloned().ok_or_else(|| {
        IntrinsicError::new(format!(
            "The index {index} is out of bounds for an array of length {}",
            elements.len()
        ))
    })
}

/// `States.ArrayLength`: the number of elements.
pub fn array_length(array: &Value) -> Result {
    Ok(elements(array)?.len().into())
}

/// `States.ArrayUnique`: the elements without those that equal an earlier one.
pub fn array_unique(array: &Value) -> Result {
    let mut seen = HashSet::new();
    Ok(elements(array)?
        .iter()
        .filter(|element| seen.insert(*element))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn arrays_are_made_and_taken_apart() {
        assert_eq!(
            array([1.into(), "x".into(), Value::NULL]).unwrap(),
            value!([1, "x", null])
        );
        assert_eq!(array([]).unwrap(), value!([]));
        let partition = |size: Value| array_partition(&value!([1, 2, 3, 4, 5]), &size);
        assert_eq!(partition(2.into()).unwrap(), value!([[1, 2], [3, 4], [5]]));
        assert_eq!(partition(9.into()).unwrap(), value!([[1, 2, 3, 4, 5]]));
        assert_eq!(partition(1.5.into()).unwrap(), partition(2.into()).unwrap());
        assert_eq!(array_partition(&value!([]), &2.into()).unwrap(), value!([]));
        for wrong in [value!(0), value!(-1), value!(0.2), value!("2")] {
            assert!(partition(wrong).is_err());
        }
    }

    #[test]
    fn elements_are_found_by_value_and_by_index() {
        let array = value!([1, { "a": [2] }, null]);
        assert_eq!(
            array_contains(&array, &value!({ "a": [2.0] })).unwrap(),
            true.into()
        );
        assert_eq!(array_contains(&array, &Value::NULL).unwrap(), true.into());
        assert_eq!(array_contains(&array, &"1".into()).unwrap(), false.into());
        assert_eq!(
            array_get_item(&array, &1.into()).unwrap(),
            value!({ "a": [2] })
        );
        assert_eq!(array_length(&array).unwrap(), 3.into());
        for index in [value!(3), value!(-1), value!("0"), value!(null)] {
            assert!(array_get_item(&array, &index).is_err());
        }
        let no_array = value!({ "0": 1 });
        assert!(array_contains(&no_array, &1.into()).is_err());
        assert!(array_get_item(&no_array, &0.into()).is_err());
        assert!(array_length(&no_array).is_err());
        assert!(array_unique(&no_array).is_err());
    }

    #[test]
    fn a_range_may_lead_up_and_down_and_ends() {
        let range = |first: Value, last: Value, step: Value| array_range(&first, &last, &step);
        assert_eq!(
            range(1.into(), 9.into(), 2.into()).unwrap(),
            value!([1, 3, 5, 7, 9])
        );
        assert_eq!(
            range(0.into(), 10.into(), 4.into()).unwrap(),
            value!([0, 4, 8])
        );
        assert_eq!(
            range(3.into(), 1.into(), (-1).into()).unwrap(),
            value!([3, 2, 1])
        );
        assert_eq!(range(5.into(), 5.into(), 1.into()).unwrap(), value!([5]));
        assert_eq!(range(1.into(), 5.into(), (-1).into()).unwrap(), value!([]));
        assert_eq!(
            range(0.6.into(), 3.4.into(), 1.into()).unwrap(),
            value!([1, 2, 3])
        );
        assert_eq!(
            range(1.into(), 1000.into(), 1.into())
                .unwrap()
                .as_array()
                .unwrap()
                .len(),
            1000
        );
        assert!(range(0.into(), 1000.into(), 1.into()).is_err());
        assert!(range(i64::MIN.into(), i64::MAX.into(), 1.into()).is_err());
        assert_eq!(
            range(i64::MIN.into(), i64::MAX.into(), i64::MAX.into())
                .unwrap()
                .as_array()
                .unwrap()
                .len(),
            3
        );
        assert!(range(0.into(), 1.into(), 0.into()).is_err());
        assert!(range(0.into(), "1".into(), 1.into()).is_err());
    }

    #[test]
    fn the_first_of_equal_elements_stays() {
        let array = value!([3, 1, "1", 3.0, { "a": 1, "b": [] }, null, { "b": [], "a": 1 }, null]);
        assert_eq!(
            array_unique(&array).unwrap().to_string(),
            r#"[3,1,"1",{"a":1,"b":[]},null]"#
        );
        let many = Value::array((0..100_000).map(|number| number % 50_000));
        assert_eq!(array_unique(&many).unwrap(), Value::array(0..50_000));
    }
}
