//! Results: undefined, one value, or a sequence of several.

use arcstr::ArcStr;

use super::error::Error;
use super::found::{Found, path_ref};
use super::limits::{self, Running};
use super::operand::{Operand, View};
use super::sort::{self, SortKey};
use crate::value::{Map, Value};

/// What a node evaluates to.
///
/// A sequence is an array that a path or a function has put together. Having one item it is that item; an array that
/// is data (`One` of an array) stays one even if it has a single element.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Sequence {
    /// Undefined.
    #[default]
    None,
    /// One value, be it an array.
    One(Value),
    /// Several values, or one that `[]` keeps in its array.
    Many(Vec<Value>),
}

impl Sequence {
    /// The value, if it is not undefined.
    #[inline]
    pub fn into_value(self) -> Option<Value> {
        match self {
            Sequence::None => None,
            Sequence::One(value) => Some(value),
            Sequence::Many(values) => Some(values.into()),
        }
    }
}

/// A result of which a single item has not been taken out of its sequence yet: what steps and predicates hand on.
#[derive(Clone, Debug, PartialEq)]
pub enum Items {
    /// Undefined.
    Undefined,
    /// A result that is no sequence.
    Result(Value),
    /// A sequence of one item.
    Item(Value),
    /// A sequence of any length.
    Sequence(Vec<Value>),
}

impl From<Sequence> for Items {
    fn from(sequence: Sequence) -> Items {
        match sequence {
            Sequence::None => Items::Undefined,
            Sequence::One(value) => Items::Result(value),
            Sequence::Many(values) => Items::Sequence(values),
        }
    }
}

/// What a path's steps start from: a node's result as the result of a step.
pub fn items(result: impl Operand) -> Items {
    match result.into_items() {
        Items::Result(value) if value.as_array().is_none() => Items::Item(value),
        items => items,
    }
}

impl Items {
    /// An array's elements, a sequence's items, or the one value.
    pub(super) fn into_values(self) -> Vec<Value> {
        match self {
            Items::Undefined => Vec::new(),
            Items::Result(value) => value.into_array().unwrap_or_else(|value| vec![value]),
            Items::Item(value) => vec![value],
            Items::Sequence(values) => values,
        }
    }

    /// The same, borrowed.
    pub(super) fn as_slice(&self) -> &[Value] {
        match self {
            Items::Undefined => &[],
            Items::Result(value) => match value.as_array() {
                Some(elements) => elements,
                None => std::slice::from_ref(value),
            },
            Items::Item(value) => std::slice::from_ref(value),
            Items::Sequence(values) => values,
        }
    }

    /// The result: nothing is undefined, a single item is that item.
    pub fn collapse(self) -> Sequence {
        match self {
            Items::Undefined => Sequence::None,
            Items::Result(value) | Items::Item(value) => Sequence::One(value),
            Items::Sequence(mut values) => match values.len() {
                0 => Sequence::None,
                1 => values.pop().map_or(Sequence::None, Sequence::One),
                _ => Sequence::Many(values),
            },
        }
    }

    /// The result where `[]` keeps a single item in its array.
    pub fn keep(self) -> Sequence {
        match self {
            Items::Undefined => Sequence::None,
            Items::Result(value) => Sequence::One(value),
            Items::Item(value) => Sequence::Many(vec![value]),
            Items::Sequence(values) if values.is_empty() => Sequence::None,
            Items::Sequence(values) => Sequence::Many(values),
        }
    }

    /// The result where a function ends with it: a sequence of any length is an array.
    pub fn into_array(self) -> Sequence {
        match self {
            Items::Undefined => Sequence::None,
            Items::Result(value) => Sequence::One(value),
            Items::Item(value) => Sequence::One([value].into()),
            Items::Sequence(values) => Sequence::One(values.into()),
        }
    }

    /// Steps that are names: the fields of each item, and of each of those.
    pub fn names(self, names: &[&str]) -> Items {
        match self {
            Items::Undefined => Items::Undefined,
            Items::Result(value) => match value.as_array() {
                Some(elements) => names_of(elements, names),
                None => names_of(std::slice::from_ref(&value), names),
            },
            Items::Item(value) => match path_ref(&value, names) {
                Found::Nothing => Items::Sequence(Vec::new()),
                Found::Within(value) if value.as_array().is_some() => Items::Result(value.clone()),
                Found::Within(value) => Items::Item(value.clone()),
                Found::Collected(_) => names_of(std::slice::from_ref(&value), names),
            },
            Items::Sequence(values) => names_of(&values, names),
        }
    }

    /// A step that is a name with a position: of each item's field the element there.
    pub fn element(self, name: &str, index: i64) -> Items {
        let mut step = Step::default();
        for item in self.as_slice() {
            step.add(super::index(field(Some(item), name), index));
        }
        step.finish()
    }

    /// A step of any kind, evaluated for each item.
    pub fn each<R: Into<Items>>(
        self,
        mut step: impl FnMut(Option<&Value>) -> Result<R, Error>,
    ) -> Result<Items, Error> {
        let running = Running::enter();
        let mut results = Step::default();
        let items = self.as_slice();
        if items.len() > 1 {
            results.values.reserve(items.len());
        }
        for item in items {
            running.round()?;
            results.add(step(Some(item))?.into());
        }
        Ok(results.finish())
    }

    /// A step that is an object constructor: an item that is an array is grouped.
    pub fn each_object(
        self,
        mut step: impl FnMut(Option<&Value>) -> Result<Value, Error>,
    ) -> Result<Items, Error> {
        let running = Running::enter();
        let mut results = Vec::new();
        for item in self.as_slice() {
            running.round()?;
            results.push(grouped(Some(item), &mut step)?);
        }
        Ok(Items::Sequence(results))
    }

    /// A last step that is an array constructor: its arrays are not put into each other.
    pub fn construct(
        self,
        step: impl FnMut(Option<&Value>) -> Result<Sequence, Error>,
    ) -> Result<Items, Error> {
        Ok(match self.construct_within(step)? {
            Items::Sequence(mut arrays) if arrays.len() == 1 => match arrays.pop() {
                Some(array) => Items::Result(array),
                None => Items::Sequence(arrays),
            },
            items => items,
        })
    }

    /// A step that is an array constructor and not the last one.
    pub fn construct_within(
        self,
        mut step: impl FnMut(Option<&Value>) -> Result<Sequence, Error>,
    ) -> Result<Items, Error> {
        let running = Running::enter();
        let mut arrays = Vec::new();
        for item in self.as_slice() {
            running.round()?;
            arrays.extend(step(Some(item))?.into_value());
        }
        Ok(Items::Sequence(arrays))
    }

    /// `^(…)`: sorted by the keys of each item.
    pub fn sort<const N: usize>(
        self,
        mut keys: impl FnMut(Option<&Value>) -> Result<[SortKey; N], Error>,
    ) -> Result<Items, Error> {
        let values = self.as_slice();
        if values.len() < 2 {
            return Ok(Items::Sequence(values.to_vec()));
        }
        let running = Running::enter();
        let mut keyed = Vec::with_capacity(values.len());
        for value in values {
            running.round()?;
            keyed.push(keys(Some(value))?);
        }
        let order = sort::order(&keyed)?;
        Ok(Items::Result(
            order.into_iter().map(|at| values[at].clone()).collect(),
        ))
    }
}

/// A path's first step, evaluated for each item of the context; for an undefined one it is evaluated as well.
pub fn in_context<R: Into<Items>>(
    context: Option<&Value>,
    mut step: impl FnMut(Option<&Value>) -> Result<R, Error>,
) -> Result<Items, Error> {
    let Some(value) = context else {
        return Ok(items(step(None)?.into()));
    };
    items(value).each(step)
}

/// The data that an expression is evaluated over as what a path's first step goes through: one item, be it an array.
pub fn whole(data: Option<&Value>) -> Items {
    match data {
        Some(value) => Items::Item(value.clone()),
        None => Items::Undefined,
    }
}

/// A path's first step, evaluated for the data as a whole.
pub fn in_data<R: Into<Items>>(
    data: Option<&Value>,
    step: impl FnOnce(Option<&Value>) -> Result<R, Error>,
) -> Result<Items, Error> {
    let mut results = Step::default();
    results.add(step(data)?.into());
    Ok(results.finish())
}

/// The results of a step, item by item.
#[derive(Default)]
struct Step {
    /// The only result yet, if it is an array that is data: it is left as it is unless another one joins it.
    array: Option<Value>,
    count: usize,
    values: Vec<Value>,
}

impl Step {
    #[inline]
    fn add(&mut self, result: Items) {
        match result {
            Items::Undefined => return,
            Items::Result(value) if self.count == 0 && value.as_array().is_some() => {
                self.array = Some(value);
            }
            result => {
                self.flatten_array();
                match result {
                    Items::Result(value) => match value.into_array() {
                        Ok(elements) => self.values.extend(elements),
                        Err(value) => self.values.push(value),
                    },
                    Items::Undefined => {}
                    Items::Item(value) => self.values.push(value),
                    Items::Sequence(values) if self.values.is_empty() => self.values = values,
                    Items::Sequence(values) => self.values.extend(values),
                }
            }
        }
        self.count += 1;
    }

    /// Adds a value that is data.
    #[inline]
    fn extend(&mut self, value: Option<&Value>) {
        match value {
            None => {}
            Some(value) if self.array.is_some() || value.as_array().is_some() => {
                self.add(Items::Result(value.clone()));
            }
            Some(value) => {
                self.values.push(value.clone());
                self.count += 1;
            }
        }
    }

    fn flatten_array(&mut self) {
        if let Some(Ok(elements)) = self.array.take().map(Value::into_array) {
            self.values = elements;
        }
    }

    fn finish(self) -> Items {
        match self.array {
            Some(array) => Items::Result(array),
            None => Items::Sequence(self.values),
        }
    }
}

fn names_of(items: &[Value], names: &[&str]) -> Items {
    let mut names = names.iter();
    let mut found = match names.next() {
        Some(name) => name_of(items, name),
        None => return Items::Sequence(items.to_vec()),
    };
    for name in names {
        found = match &found {
            Items::Result(value) => name_of(value.as_array().unwrap_or_default(), name),
            Items::Item(value) => name_of(std::slice::from_ref(value), name),
            Items::Sequence(values) => name_of(values, name),
            Items::Undefined => return Items::Undefined,
        };
    }
    found
}

fn name_of(items: &[Value], name: &str) -> Items {
    let mut step = Step::default();
    step.values.reserve(items.len());
    for item in items {
        match View::of(item) {
            View::Object(object) => step.extend(object.get(name)),
            _ => step.add(field(Some(item), name).into()),
        }
    }
    step.finish()
}

/// A path of names from a node's result.
pub fn path(root: impl Operand, names: &[&str]) -> Sequence {
    // As long as no array is on the way, all there is to do is to look the names up.
    let mut at = root.view();
    for (index, name) in names.iter().enumerate() {
        at = match at {
            View::Object(object) => match object.get(name) {
                Some(value) if index + 1 == names.len() => return Sequence::One(value.clone()),
                Some(value) => View::of(value),
                None => return Sequence::None,
            },
            View::Array(elements) => return names_of(elements, &names[index..]).collapse(),
            _ => return Sequence::None,
        };
    }
    root.to_sequence()
}

/// A name as a step: the field of an object, or of each object in an array.
pub fn field(item: Option<&Value>, name: &str) -> Sequence {
    match item.map(View::of) {
        Some(View::Object(object)) => match object.get(name) {
            Some(value) => Sequence::One(value.clone()),
            None => Sequence::None,
        },
        Some(View::Array(array)) => Items::Sequence(fields(array, name)).collapse(),
        _ => Sequence::None,
    }
}

/// The fields of all objects in an array and in the arrays within it, arrays among them put into one.
pub(super) fn fields(array: &[Value], name: &str) -> Vec<Value> {
    let mut found = Vec::new();
    // Arrays within wait in a list, so that no depth of the data overflows the stack.
    let mut open = vec![array.iter()];
    while let Some(elements) = open.last_mut() {
        let Some(element) = elements.next() else {
            open.pop();
            continue;
        };
        match View::of(element) {
            View::Array(inner) => open.push(inner.iter()),
            View::Object(object) => {
                if let Some(value) = object.get(name) {
                    match value.as_array() {
                        Some(elements) => found.extend_from_slice(elements),
                        None => found.push(value.clone()),
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// `*`: the values of an object's fields, arrays flattened.
pub fn wildcard(item: impl Operand) -> Items {
    let values: Vec<Value> = match item.view() {
        View::Object(object) => object.iter().map(|(_, value)| value.clone()).collect(),
        View::Array(array) => array.to_vec(),
        _ => return Items::Sequence(Vec::new()),
    };
    let has_array = values.iter().any(|value| value.as_array().is_some());
    let mut flat = Vec::with_capacity(values.len());
    for value in &values {
        flatten(value, &mut flat);
    }
    // With an array among the fields the result is an array, as if it were data.
    match has_array {
        true => Items::Result(flat.into()),
        false => Items::Sequence(flat),
    }
}

fn flatten(value: &Value, flat: &mut Vec<Value>) {
    let mut open = vec![std::slice::from_ref(value).iter()];
    while let Some(values) = open.last_mut() {
        match values.next() {
            None => drop(open.pop()),
            Some(value) => match value.as_array() {
                Some(elements) => open.push(elements.iter()),
                None => flat.push(value.clone()),
            },
        }
    }
}

/// `**`: the value itself and all within it but arrays, which stand for their elements.
pub fn descendants(item: impl Operand) -> Items {
    let Some(value) = item.into_sequence().into_value() else {
        return Items::Sequence(Vec::new());
    };
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match View::of(&value) {
            View::Array(elements) => open.extend(elements.iter().rev().cloned()),
            View::Object(object) => {
                let first = open.len();
                open.extend(object.iter().map(|(_, member)| member.clone()));
                open[first..].reverse();
                found.push(value);
            }
            _ => found.push(value),
        }
    }
    Items::Sequence(found)
}

/// An object constructor whose keys are all known: its context, were it an array, is grouped under each of them.
pub fn grouped(
    context: Option<&Value>,
    mut object: impl FnMut(Option<&Value>) -> Result<Value, Error>,
) -> Result<Value, Error> {
    match context.and_then(Value::as_array) {
        None => object(context),
        Some([]) => object(None),
        Some([single]) => object(Some(single)),
        Some(several) => object(Some(&concatenated(several))),
    }
}

/// An array of all values, arrays among them put into it.
pub(super) fn concatenated(values: &[Value]) -> Value {
    let mut all = Vec::with_capacity(values.len());
    for value in values {
        match value.as_array() {
            Some(elements) => all.extend_from_slice(elements),
            None => all.push(value.clone()),
        }
    }
    all.into()
}

/// An object of fields; what is undefined is left out.
pub fn object<const N: usize>(members: [(ArcStr, Sequence); N]) -> Value {
    let mut object = Map::with_capacity(N);
    for (name, value) in members {
        if let Some(value) = value.into_value() {
            object.insert(name, value);
        }
    }
    object.into()
}

/// An array of the items of all parts.
pub fn array<const N: usize>(parts: [Sequence; N]) -> Value {
    let mut array = Vec::with_capacity(N);
    for part in parts {
        match part {
            Sequence::None => {}
            Sequence::One(value) => array.push(value),
            Sequence::Many(values) => array.extend(values),
        }
    }
    limits::charge(array.len());
    array.into()
}

/// Part of an array constructor: an array's elements one by one.
pub fn spread_out(part: impl Operand) -> Sequence {
    match part.into_sequence() {
        Sequence::One(value) => match value.into_array() {
            Ok(elements) => Sequence::Many(elements),
            Err(value) => Sequence::One(value),
        },
        sequence => sequence,
    }
}
