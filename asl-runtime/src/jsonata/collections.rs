//! Functions of arrays and objects.

use super::arguments::elements;
use super::error::Error;
use super::found;
use super::limits::{self, Running};
use super::operand::{Operand, View};
use super::sequence::{self, Items, Sequence};
use super::sort::merge_sort;
use super::text;
use crate::value::{Map, Value};

/// `$count(array)`
pub fn count(operand: impl Operand) -> f64 {
    match operand.view() {
        View::Undefined => 0.0,
        View::Array(elements) => elements.len() as f64,
        _ => 1.0,
    }
}

/// `$exists(operand)`
pub fn exists(operand: impl Operand) -> bool {
    !matches!(operand.view(), View::Undefined)
}

/// `$append(first, second)`
pub fn append(first: impl Operand, second: impl Operand) -> Sequence {
    match (first.into_sequence(), second.into_sequence()) {
        (Sequence::None, other) | (other, Sequence::None) => other,
        (first, second) => {
            let mut all = elements(first).unwrap_or_default();
            all.extend(elements(second).unwrap_or_default());
            limits::charge(all.len());
            Sequence::One(all.into())
        }
    }
}

/// `$reverse(array)`
pub fn reverse(operand: impl Operand) -> Sequence {
    match operand.into_sequence() {
        Sequence::One(value) => {
            let mut elements = value.into_array().unwrap_or_else(|value| vec![value]);
            elements.reverse();
            Sequence::One(elements.into())
        }
        Sequence::Many(mut values) if values.len() > 1 => {
            values.reverse();
            Sequence::One(values.into())
        }
        sequence => sequence,
    }
}

/// `$distinct(array)`
pub fn distinct(operand: impl Operand) -> Items {
    match operand.into_sequence() {
        Sequence::None => Items::Undefined,
        Sequence::Many(values) => {
            // One item that `[]` keeps stays in its array.
            let kept = values.len() == 1;
            let values = without_repeats(values);
            if kept {
                Items::Result(values.into())
            } else {
                Items::Sequence(values)
            }
        }
        Sequence::One(value) => match value.into_array() {
            Ok(elements) => Items::Result(without_repeats(elements).into()),
            Err(value) => Items::Result(value),
        },
    }
}

fn without_repeats(values: Vec<Value>) -> Vec<Value> {
    let mut seen = std::collections::HashSet::with_capacity(values.len());
    values
        .into_iter()
        .filter(|value| seen.insert(value.clone()))
        .collect()
}

/// The elements to be sorted, or the result where there are not several.
fn to_sort(operand: impl Operand) -> Result<Vec<Value>, Sequence> {
    let sequence = operand.into_sequence();
    let several = matches!(sequence.view(), View::Array(elements) if elements.len() > 1);
    match sequence {
        sequence if several => Ok(elements(sequence).unwrap_or_default()),
        Sequence::One(value) if value.as_array().is_none() => Err(Sequence::One([value].into())),
        sequence => Err(sequence),
    }
}

/// `$sort(array)`
pub fn sort(operand: impl Operand) -> Result<Sequence, Error> {
    let elements = match to_sort(operand) {
        Ok(elements) => elements,
        Err(result) => return Ok(result),
    };
    let sorted = if elements.iter().all(|element| element.as_f64().is_some()) {
        merge_sort(elements, |a, b| Ok(a.as_f64() > b.as_f64()))?
    } else if elements.iter().all(|element| element.as_str().is_some()) {
        merge_sort(elements, |a, b| {
            let (a, b) = (
                a.as_str().unwrap_or_default(),
                b.as_str().unwrap_or_default(),
            );
            Ok(text::compare(a, b).is_gt())
        })?
    } else {
        let message = "The single argument form of the sort function can only be applied to an array of strings or an array of numbers.  Use the second argument to specify a comparison function";
        return Err(Error::new("D3070", message));
    };
    Ok(Sequence::One(sorted.into()))
}

/// `$sort(array, function)`; the function tells whether the first one belongs behind the second one.
pub fn sort_by(
    operand: impl Operand,
    mut follows: impl FnMut(&Value, &Value) -> Result<bool, Error>,
) -> Result<Sequence, Error> {
    let elements = match to_sort(operand) {
        Ok(elements) => elements,
        Err(result) => return Ok(result),
    };
    let running = Running::enter();
    let sorted = merge_sort(elements, |a, b| {
        running.round()?;
        follows(a, b)
    })?;
    Ok(Sequence::One(sorted.into()))
}

/// `$merge(objects)`
pub fn merge(operand: impl Operand) -> Result<Option<Value>, Error> {
    let Some(objects) = elements(operand) else {
        return Ok(None);
    };
    let mut objects = objects.into_iter().map(Value::into_object);
    let wrong = |_| Error::array_of("merge", 1, "objects");
    let mut merged = match objects.next() {
        Some(first) => first.map_err(wrong)?,
        None => Map::new(),
    };
    for object in objects {
        merged.extend(object.map_err(wrong)?);
    }
    Ok(Some(merged.into()))
}

/// `$keys(operand)`: an object's, or those of all objects in an array.
pub fn keys(operand: impl Operand) -> Items {
    let mut keys = Map::new();
    match operand.view() {
        View::Object(object) => return Items::Sequence(object.keys().map(Value::from).collect()),
        View::Array(elements) => {
            let mut open = vec![elements.iter()];
            while let Some(elements) = open.last_mut() {
                match elements.next().map(View::of) {
                    None => drop(open.pop()),
                    Some(View::Array(inner)) => open.push(inner.iter()),
                    Some(View::Object(object)) => {
                        keys.extend(object.keys().map(|key| (key.clone(), Value::NULL)));
                    }
                    Some(_) => {}
                }
            }
        }
        _ => {}
    }
    Items::Sequence(keys.keys().map(Value::from).collect())
}

/// `$lookup(operand, key)`
pub fn lookup(operand: impl Operand, key: impl Operand) -> Result<Items, Error> {
    let key = super::arguments::string(&key, "lookup", 2)?;
    Ok(match (operand.view(), key) {
        (View::Object(object), Some(key)) => match object.get(key) {
            Some(value) => Items::Result(value.clone()),
            None => Items::Undefined,
        },
        (View::Array(array), Some(key)) => {
            Items::Sequence(found::fields(array, key).into_iter().cloned().collect())
        }
        _ => Items::Undefined,
    })
}

/// `$spread(operand)`: an object's fields as objects of one field each.
pub fn spread(operand: impl Operand) -> Items {
    let fields = |object: &Map, found: &mut Vec<Value>| {
        found.extend(
            object
                .iter()
                .map(|(name, value)| Value::object([(name.clone(), value.clone())])),
        );
    };
    let mut found = Vec::new();
    match operand.view() {
        View::Object(object) => fields(object, &mut found),
        View::Array(elements) => {
            let mut open = vec![elements.iter()];
            while let Some(elements) = open.last_mut() {
                match elements.next() {
                    None => drop(open.pop()),
                    Some(element) => match View::of(element) {
                        View::Array(inner) => open.push(inner.iter()),
                        View::Object(object) => fields(object, &mut found),
                        _ => found.push(element.clone()),
                    },
                }
            }
        }
        _ => return operand.into_items(),
    }
    Items::Sequence(found)
}

/// What [`group`] asks for: the key or the value of one of the pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The key of the pair of this index.
    Key(usize),
    /// The value of the pair of this index.
    Value(usize),
}

/// `input{key: value, …}`: each item is put under the key that it gives, and each key's value is evaluated for all
/// that is under it.
pub fn group(
    input: impl Operand,
    pairs: usize,
    mut evaluate: impl FnMut(Part, Option<&Value>) -> Result<Sequence, Error>,
) -> Result<Value, Error> {
    let items: Vec<Option<Value>> = match input.into_items() {
        Items::Undefined => vec![None],
        items => match items.into_values() {
            values if values.is_empty() => vec![None],
            values => values.into_iter().map(Some).collect(),
        },
    };
    let mut groups: Vec<Group> = Vec::new();
    let mut known = std::collections::HashMap::new();
    let running = Running::enter();
    for item in &items {
        for pair in 0..pairs {
            running.round()?;
            let key = evaluate(Part::Key(pair), item.as_ref())?;
            let key = match key.view() {
                View::Undefined => continue,
                View::String(key) => key.to_owned(),
                _ => return Err(Error::key_is_no_string(&key)),
            };
            let at = *known.entry(key.clone()).or_insert(groups.len());
            match groups.get_mut(at) {
                Some(group) if group.pair != pair => return Err(Error::repeated_key(&key)),
                Some(group) => group.items.extend(item.clone()),
                None => groups.push(Group {
                    key,
                    pair,
                    items: item.clone().into_iter().collect(),
                }),
            }
        }
    }
    let mut object = Map::with_capacity(groups.len());
    for group in groups {
        let context = group.context();
        let value = evaluate(Part::Value(group.pair), context.as_ref())?;
        if let Some(value) = value.into_value() {
            object.insert(group.key, value);
        }
    }
    Ok(object.into())
}

struct Group {
    key: String,
    pair: usize,
    items: Vec<Value>,
}

impl Group {
    /// The item, or an array of several and of the elements of those that are arrays.
    fn context(&self) -> Option<Value> {
        match self.items.as_slice() {
            [] => None,
            [single] => Some(single.clone()),
            several => Some(sequence::concatenated(several)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    const NOTHING: Option<Value> = None;

    #[test]
    fn appending_makes_arrays() {
        let appended = |a: Value, b: Value| append(a, b).into_value().unwrap();
        assert_eq!(appended(value!(1), value!([2, [3]])), value!([1, 2, [3]]));
        assert_eq!(append(NOTHING, 1.0).into_value(), Some(value!(1)));
        assert_eq!(append(value!([]), NOTHING).into_value(), Some(value!([])));
    }

    #[test]
    fn only_a_sequence_of_one_distinct_item_is_that_item() {
        let twice = vec![value!("a"), value!("a")];
        assert_eq!(
            distinct(Sequence::Many(twice)).collapse().into_value(),
            Some(value!("a"))
        );
        assert_eq!(
            distinct(value!(["a", "a"])).collapse().into_value(),
            Some(value!(["a"]))
        );
        let numbers = distinct(value!([1, 1.0, "1", { "a": 1 }, { "a": 1 }]));
        assert_eq!(
            numbers.collapse().into_value(),
            Some(value!([1, "1", { "a": 1 }]))
        );
    }

    #[test]
    fn sorting_without_a_function() {
        assert_eq!(
            sort(value!([3, 1, 2.5])).unwrap().into_value(),
            Some(value!([1, 2.5, 3]))
        );
        assert_eq!(
            sort(value!(["b", "a"])).unwrap().into_value(),
            Some(value!(["a", "b"]))
        );
        assert_eq!(sort(value!([1, "a"])).unwrap_err().code, "D3070");
        assert_eq!(sort(1.0).unwrap().into_value(), Some(value!([1])));
    }

    #[test]
    fn objects_merged_and_looked_into() {
        let merged = merge(value!([{ "a": 1, "b": 2 }, { "b": 3 }])).unwrap();
        assert_eq!(merged, Some(value!({ "a": 1, "b": 3 })));
        assert_eq!(merge(value!([])).unwrap(), Some(value!({})));
        assert_eq!(merge(value!([{}, 1])).unwrap_err().code, "T0412");
        let found = keys(value!([{ "a": 1 }, { "b": 1, "a": 2 }])).collapse();
        assert_eq!(found.into_value(), Some(value!(["a", "b"])));
        assert_eq!(
            keys(value!({ "a": 1 })).collapse().into_value(),
            Some(value!("a"))
        );
        let found = lookup(value!([{ "a": [1] }, { "a": 2 }]), "a").unwrap();
        assert_eq!(found.collapse().into_value(), Some(value!([1, 2])));
        assert_eq!(lookup(value!({}), 1.0).unwrap_err().code, "T0410");
        let spread = spread(value!({ "a": 1, "b": 2 })).collapse().into_value();
        assert_eq!(spread, Some(value!([{ "a": 1 }, { "b": 2 }])));
    }

    #[test]
    fn groups_collect_what_has_the_same_key() {
        let items = value!([{ "k": "x", "v": 1 }, { "k": "y", "v": 2 }, { "k": "x", "v": 3 }]);
        let by_key = |part, item: Option<&Value>| {
            Ok(match part {
                Part::Key(_) => sequence::field(item, "k"),
                Part::Value(_) => sequence::path(item, &["v"]),
            })
        };
        assert_eq!(
            group(&items, 1, by_key).unwrap(),
            value!({ "x": [1, 3], "y": 2 })
        );
        assert_eq!(group(&items, 2, by_key).unwrap_err().code, "D1009");
        let wrong = group(&items, 1, |_, _| Ok(1.0.into_sequence())).unwrap_err();
        assert_eq!(
            wrong.message,
            "Key in object structure must evaluate to a string; got: 1"
        );
    }
}
