//! Objects from keys and values that are computed.

use std::collections::HashMap;
use std::rc::Rc;

use arcstr::ArcStr;

use super::array::append;
use super::tuple::Tuple;
use super::value::Any;
use crate::jsonata::collections::Part;
use crate::jsonata::error::Error;
use crate::jsonata::limits::Running;
use crate::jsonata::operand::Operand;

/// An object of members; what is undefined is left out.
pub fn object_of<const N: usize>(members: [(ArcStr, Any); N]) -> Any {
    Any::object(members.into_iter().collect())
}

/// An object constructor whose keys are all known: its context, were it an array, is grouped under each of them.
pub fn grouped_any<R: Operand>(
    context: impl Operand,
    object: impl FnOnce(&Any) -> Result<R, Error>,
) -> Result<Any, Error> {
    let context = match context.into_any() {
        context if context.is_array() => appended(context.into_items_or_self())?,
        context => context,
    };
    Ok(object(&context)?.into_any())
}

struct Group {
    key: ArcStr,
    pair: usize,
    items: Vec<Tuple>,
}

/// `input{key: value, …}`
pub fn group_any<R: Operand>(
    input: impl Operand,
    pairs: usize,
    mut evaluate: impl FnMut(Part, &Any, &Tuple) -> Result<R, Error>,
) -> Result<Any, Error> {
    let running = Running::enter();
    let mut items: Vec<Tuple> = match input.into_any() {
        Any::Tuples(tuples) if tuples.is_empty() => {
            return Err(Error::without_code(
                "Cannot read properties of undefined (reading '@')",
            ));
        }
        Any::Tuples(tuples) => Rc::unwrap_or_clone(tuples),
        input => input
            .into_items_or_self()
            .into_iter()
            .map(Tuple::of)
            .collect(),
    };
    if items.is_empty() {
        items.push(Tuple::default());
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<ArcStr, usize> = HashMap::new();
    for item in &items {
        for pair in 0..pairs {
            running.round()?;
            let key = evaluate(Part::Key(pair), &item.context, item)?.into_any();
            if key.is_undefined() {
                continue;
            }
            let Some(key) = key.as_str() else {
                return Err(Error::key_is_no_string(&key));
            };
            let at = known.get(key).copied();
            match at {
                None => {
                    let key = ArcStr::from(key);
                    known.insert(key.clone(), groups.len());
                    let items = vec![item.clone()];
                    groups.push(Group { key, pair, items });
                }
                Some(at) if groups[at].pair != pair => return Err(Error::repeated_key(key)),
                Some(at) => groups[at].items.push(item.clone()),
            }
        }
    }
    let mut members = Vec::with_capacity(groups.len());
    for group in groups {
        let tuple = joined(group.items)?;
        let value = evaluate(Part::Value(group.pair), &tuple.context, &tuple)?;
        members.push((group.key, value.into_any()));
    }
    Ok(Any::object(members))
}

/// One tuple of several: of each variable, and of the context, an array of them.
fn joined(items: Vec<Tuple>) -> Result<Tuple, Error> {
    let mut items = items.into_iter();
    let Some(mut joined) = items.next() else {
        return Ok(Tuple::default());
    };
    let mut contexts = vec![joined.context.clone()];
    let mut variables: Vec<(&'static str, Vec<Any>)> = Vec::new();
    for (name, value) in joined.variables.iter() {
        variables.push((name, vec![value.clone()]));
    }
    for item in items {
        for (name, value) in item.variables.iter() {
            match variables.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) => values.push(value.clone()),
                None => variables.push((name, vec![value.clone()])),
            }
        }
        contexts.push(item.context);
    }
    joined.context = appended(contexts)?;
    for (name, values) in variables {
        joined.set(name, appended(values)?);
    }
    Ok(joined)
}

/// All values appended to the first one.
fn appended(values: Vec<Any>) -> Result<Any, Error> {
    let mut values = values.into_iter().filter(|value| !value.is_undefined());
    let first = values.next().unwrap_or_default();
    let Some(second) = values.next() else {
        return Ok(first);
    };
    let mut rest = Vec::new();
    for value in std::iter::once(second).chain(values) {
        rest.extend(value.into_items_or_self());
    }
    append(first, Any::plain_array(rest))
}
