//! Results: undefined, one value, or a sequence of several.

use arcstr::ArcStr;

use super::error::Error;
use super::found::{self, Found, path_ref};
use super::limits::{self, Running};
use super::operand::{Operand, View};
use super::sort::SortKey;
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
    #[inline]
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
    #[inline]
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

    /// What it is, to be borrowed from.
    fn found(&self) -> Found<'_> {
        match self {
            Items::Undefined => Found::Nothing,
            Items::Result(value) => Found::Within(value),
            Items::Item(value) if value.as_array().is_none() => Found::Within(value),
            Items::Item(value) => Found::Several(vec![value]),
            Items::Sequence(values) => Found::Several(values.iter().collect()),
        }
    }

    /// Steps that are names: the fields of each item, and of each of those.
    pub fn names(self, names: &[&str]) -> Items {
        self.found().names(names).items()
    }

    /// A step that is a name with a position: of each item's field the element there.
    pub fn element(self, name: &str, index: i64) -> Items {
        self.found().element(name, index).items()
    }

    /// A step that is a name with a test: of each item's field the elements that pass it.
    pub fn filtered(
        self,
        name: &str,
        test: impl FnMut(Option<&Value>) -> Result<bool, Error>,
    ) -> Result<Items, Error> {
        Ok(self.found().filtered(name, test)?.items())
    }

    /// `^(…)`: sorted by the keys of each item.
    pub fn sort<const N: usize>(
        self,
        keys: impl FnMut(Option<&Value>) -> Result<[SortKey; N], Error>,
    ) -> Result<Items, Error> {
        Ok(self.found().sort(keys)?.items())
    }

    /// A step of any kind, evaluated for each item.
    pub fn each<R: Operand>(
        self,
        step: impl FnMut(Option<&Value>) -> Result<R, Error>,
    ) -> Result<Items, Error> {
        each_of(self.as_slice().iter(), step)
    }

    /// A step that is an object constructor: an item that is an array is grouped.
    pub fn each_object(
        self,
        step: impl FnMut(Option<&Value>) -> Result<Value, Error>,
    ) -> Result<Items, Error> {
        objects_of(self.as_slice().iter(), step)
    }

    /// A last step that is an array constructor: its arrays are not put into each other.
    pub fn construct(
        self,
        step: impl FnMut(Option<&Value>) -> Result<Sequence, Error>,
    ) -> Result<Items, Error> {
        Ok(self.construct_within(step)?.unless_single())
    }

    /// A step that is an array constructor and not the last one.
    pub fn construct_within(
        self,
        step: impl FnMut(Option<&Value>) -> Result<Sequence, Error>,
    ) -> Result<Items, Error> {
        arrays_of(self.as_slice().iter(), step)
    }

    /// A sequence of one array as that array.
    pub(super) fn unless_single(self) -> Items {
        match self {
            Items::Sequence(mut arrays) if arrays.len() == 1 => match arrays.pop() {
                Some(array) => Items::Result(array),
                None => Items::Sequence(arrays),
            },
            items => items,
        }
    }
}

/// [`Items::each`]
pub(super) fn each_of<'a, R: Operand>(
    items: impl ExactSizeIterator<Item = &'a Value>,
    mut step: impl FnMut(Option<&Value>) -> Result<R, Error>,
) -> Result<Items, Error> {
    let running = Running::enter();
    let mut results = Step::default();
    if items.len() > 1 {
        results.values.reserve(items.len());
    }
    for item in items {
        running.round()?;
        results.add(step(Some(item))?.into_items());
    }
    Ok(results.finish())
}

/// [`Items::each_object`]
pub(super) fn objects_of<'a>(
    items: impl ExactSizeIterator<Item = &'a Value>,
    mut step: impl FnMut(Option<&Value>) -> Result<Value, Error>,
) -> Result<Items, Error> {
    let running = Running::enter();
    let mut results = Vec::with_capacity(items.len());
    for item in items {
        running.round()?;
        results.push(grouped(Some(item), &mut step)?);
    }
    Ok(Items::Sequence(results))
}

/// [`Items::construct_within`]
pub(super) fn arrays_of<'a>(
    items: impl ExactSizeIterator<Item = &'a Value>,
    mut step: impl FnMut(Option<&Value>) -> Result<Sequence, Error>,
) -> Result<Items, Error> {
    let running = Running::enter();
    let mut arrays = Vec::with_capacity(items.len());
    for item in items {
        running.round()?;
        arrays.extend(step(Some(item))?.into_value());
    }
    Ok(Items::Sequence(arrays))
}

/// A path's first step, evaluated for each item of the context; for an undefined one it is evaluated as well.
pub fn in_context<R: Operand>(
    context: Option<&Value>,
    mut step: impl FnMut(Option<&Value>) -> Result<R, Error>,
) -> Result<Items, Error> {
    let Some(value) = context else {
        return Ok(items(step(None)?.into_items()));
    };
    found::within(value).each(step)
}

/// The data that an expression is evaluated over as what a path's first step goes through: one item, be it an array.
pub fn whole(data: Option<&Value>) -> Items {
    match data {
        Some(value) => Items::Item(value.clone()),
        None => Items::Undefined,
    }
}

/// A path's first step, evaluated for the data as a whole.
pub fn in_data<R: Operand>(
    data: Option<&Value>,
    step: impl FnOnce(Option<&Value>) -> Result<R, Error>,
) -> Result<Items, Error> {
    let mut results = Step::default();
    results.add(step(data)?.into_items());
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
            Items::Result(value) if self.array.is_none() && value.as_array().is_none() => {
                self.values.push(value);
            }
            Items::Result(value) if self.count == 0 => self.array = Some(value),
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

/// A path of names from a node's result.
pub fn path(root: impl Operand, names: &[&str]) -> Sequence {
    let (Some((name, rest)), root) = (names.split_first(), root.view()) else {
        return root.to_sequence();
    };
    match root {
        View::Object(object) => path_ref(object.get(name), rest).collapse(),
        View::Array(elements) => found::names_of(elements.iter(), names).collapse(),
        _ => Sequence::None,
    }
}

/// A name as a step: the field of an object, or of each object in an array.
pub fn field(item: Option<&Value>, name: &str) -> Sequence {
    match item {
        Some(item) => found::field(item, name).collapse(),
        None => Sequence::None,
    }
}

/// `*`: the values of an object's fields, arrays flattened.
pub fn wildcard(item: impl Operand) -> Items {
    let values: Vec<Value> = match item.view() {
        View::Object(object) => object.iter().map(|(_, value)| value.clone()).collect(),
        View::Array(array) => array.iter().cloned().collect(),
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

/// An object of fields, no two of one name; what is undefined is left out.
pub fn object<const N: usize>(members: [(ArcStr, Sequence); N]) -> Value {
    let mut object = Map::with_capacity(N);
    for (name, value) in members {
        if let Some(value) = value.into_value() {
            object.push(name, value);
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
