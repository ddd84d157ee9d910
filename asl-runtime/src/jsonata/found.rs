//! What steps find in data, where it can be borrowed.

use super::elements::Elements;
use super::error::Error;
use super::filter::at;
use super::limits::Running;
use super::operand::{Operand, View};
use super::sequence::{self, Items, Sequence};
use super::sort::{self, SortKey};
use crate::value::Value;

/// What names, predicates and sorting find: values within the data that a path starts from, which nothing has changed.
///
/// It is [`Items`] without a copy, for the next step or for a function that only looks at it. As an operand it is the
/// result: a sequence of one item is that item.
#[derive(Clone, Debug)]
pub enum Found<'a> {
    /// Undefined.
    Nothing,
    /// One value; an array stands for its elements.
    Within(&'a Value),
    /// A sequence.
    Several(Vec<&'a Value>),
    /// An array of its own.
    Array(Vec<&'a Value>),
}

/// What a path may start from to be borrowed from.
pub trait Start<'a> {
    /// The value, if there is one.
    fn start(self) -> Option<&'a Value>;
}

impl<'a> Start<'a> for &'a Value {
    fn start(self) -> Option<&'a Value> {
        Some(self)
    }
}

impl<'a> Start<'a> for Option<&'a Value> {
    fn start(self) -> Option<&'a Value> {
        self
    }
}

/// What a path's steps start from, where it is data.
#[inline]
pub fn within<'a>(start: impl Start<'a>) -> Found<'a> {
    match start.start() {
        Some(value) => Found::Within(value),
        None => Found::Nothing,
    }
}

/// [`path`](super::path) for a result that is only looked at.
#[inline]
pub fn path_ref<'a>(start: impl Start<'a>, names: &[&str]) -> Found<'a> {
    match start.start() {
        Some(value) => match fields_of(value, names) {
            Ok(Some(value)) => Found::Within(value),
            Ok(None) => Found::Nothing,
            Err((value, names)) => names_within(value, names).collapsed(),
        },
        None => Found::Nothing,
    }
}

/// The names looked up one in the other as far as there are objects; what is none comes with the names that are left.
#[inline]
fn fields_of<'a, 'n>(
    value: &'a Value,
    names: &'n [&'n str],
) -> Result<Option<&'a Value>, (&'a Value, &'n [&'n str])> {
    let mut at = value;
    for (index, name) in names.iter().enumerate() {
        let Some(object) = at.as_object() else {
            return Err((at, &names[index..]));
        };
        match object.get(name) {
            Some(value) => at = value,
            None => return Ok(None),
        }
    }
    Ok(Some(at))
}

/// The names as steps from what is no object.
#[inline(never)]
fn names_within<'a>(value: &'a Value, names: &[&str]) -> Found<'a> {
    match value.as_array() {
        Some(elements) => names_of(elements.iter(), names),
        None => Found::Nothing,
    }
}

/// The names as steps through items.
pub(super) fn names_of<'a>(
    items: impl ExactSizeIterator<Item = &'a Value>,
    names: &[&str],
) -> Found<'a> {
    let Some((name, names)) = names.split_first() else {
        return Found::Several(items.collect());
    };
    let mut found = name_of(items, name);
    for name in names {
        found = name_of(found.into_iter(), name);
    }
    found
}

fn name_of<'a>(items: impl ExactSizeIterator<Item = &'a Value>, name: &str) -> Found<'a> {
    let mut results = Results::default();
    results.values.reserve(items.len());
    for item in items {
        match View::of(item) {
            View::Object(object) => {
                if let Some(value) = object.get(name) {
                    results.extend(value);
                }
            }
            View::Array(_) => results.add(field(item, name)),
            _ => {}
        }
    }
    results.finish()
}

/// A name as a step: the field of an object, or of each object in an array.
#[inline]
pub(super) fn field<'a>(item: &'a Value, name: &str) -> Found<'a> {
    match View::of(item) {
        View::Object(object) => match object.get(name) {
            Some(value) => Found::Within(value),
            None => Found::Nothing,
        },
        View::Array(array) => Found::Several(fields(array, name)).collapsed(),
        _ => Found::Nothing,
    }
}

/// The fields of all objects in an array and in the arrays within it, arrays among them put into one.
pub(super) fn fields<'a>(array: Elements<'a>, name: &str) -> Vec<&'a Value> {
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
                        Some(elements) => found.extend(elements),
                        None => found.push(value),
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// The results of a step, item by item: what [`Step`](super::sequence) is to values that are copied.
#[derive(Default)]
struct Results<'a> {
    /// The only result yet, if it is an array: it is left as it is unless another one joins it.
    array: Option<&'a Value>,
    /// Whether there has been a result that may have left nothing behind.
    joined: bool,
    values: Vec<&'a Value>,
}

impl<'a> Results<'a> {
    /// Adds a result that is data.
    #[inline]
    fn extend(&mut self, value: &'a Value) {
        if self.array.is_none() && value.as_array().is_none() {
            self.values.push(value);
        } else {
            self.join(value);
        }
    }

    fn join(&mut self, value: &'a Value) {
        if self.array.is_none() && !self.joined && self.values.is_empty() {
            self.array = Some(value);
            return;
        }
        self.flatten();
        match value.as_array() {
            Some(elements) => self.values.extend(elements),
            None => self.values.push(value),
        }
    }

    fn flatten(&mut self) {
        self.joined = true;
        if let Some(elements) = self.array.take().and_then(Value::as_array) {
            self.values.extend(elements);
        }
    }

    fn add(&mut self, found: Found<'a>) {
        match found {
            Found::Nothing => {}
            Found::Within(value) => self.extend(value),
            Found::Several(values) | Found::Array(values) => {
                self.flatten();
                self.values.extend(values);
            }
        }
    }

    fn finish(self) -> Found<'a> {
        match self.array {
            Some(array) => Found::Within(array),
            None => Found::Several(self.values),
        }
    }
}

impl<'a> Found<'a> {
    /// A sequence's single item in its place.
    fn collapsed(self) -> Found<'a> {
        match self {
            Found::Several(values) => match values[..] {
                [] => Found::Nothing,
                [value] => Found::Within(value),
                _ => Found::Several(values),
            },
            found => found,
        }
    }

    /// A copy of what has been found, for steps that borrow nothing.
    pub fn items(self) -> Items {
        let owned = |values: Vec<&Value>| values.into_iter().cloned().collect();
        match self {
            Found::Nothing => Items::Undefined,
            Found::Within(value) if value.as_array().is_some() => Items::Result(value.clone()),
            Found::Within(value) => Items::Item(value.clone()),
            Found::Several(values) => Items::Sequence(owned(values)),
            Found::Array(values) => Items::Result(values.into_iter().collect()),
        }
    }

    /// The result: nothing is undefined, a single item is that item.
    pub fn collapse(self) -> Sequence {
        match self {
            Found::Within(value) => Sequence::One(value.clone()),
            found => found.items().collapse(),
        }
    }

    /// The result where `[]` keeps a single item in its array.
    pub fn keep(self) -> Sequence {
        self.items().keep()
    }

    /// Steps that are names: the fields of each item, and of each of those.
    pub fn names(self, names: &[&str]) -> Found<'a> {
        match self {
            Found::Nothing => Found::Nothing,
            Found::Within(value) => match fields_of(value, names) {
                Ok(Some(value)) => Found::Within(value),
                Err((value, names)) if value.as_array().is_some() => names_within(value, names),
                _ => Found::Several(Vec::new()),
            },
            Found::Several(values) | Found::Array(values) => names_of(values.into_iter(), names),
        }
    }

    /// A step that is a name with a position: of each item's field the element there.
    pub fn element(self, name: &str, index: i64) -> Found<'a> {
        let mut results = Results::default();
        for item in self {
            results.add(field(item, name).index(index));
        }
        results.finish()
    }

    /// `found[position]` with a literal position.
    pub fn index(self, position: i64) -> Found<'a> {
        let mut elements = self.into_iter();
        let item = at(position as f64, elements.len()).and_then(|at| elements.nth(at));
        match item {
            // An array that is found is the result as it is.
            Some(item) if item.as_array().is_some() => Found::Within(item),
            item => Found::Several(item.into_iter().collect()),
        }
    }

    /// A step that is a name with a test: of each item's field the elements that pass it. Where an item has no such
    /// field, undefined is tested: the test may fail.
    pub fn filtered(
        self,
        name: &str,
        mut test: impl FnMut(Option<&Value>) -> Result<bool, Error>,
    ) -> Result<Found<'a>, Error> {
        let mut kept = Vec::new();
        let running = Running::enter();
        for item in self {
            let elements = match field(item, name) {
                Found::Nothing => {
                    test(None)?;
                    continue;
                }
                found => found.into_iter(),
            };
            kept.reserve(elements.len().min(16));
            for element in elements {
                running.round()?;
                if test(Some(element))? {
                    kept.push(element);
                }
            }
        }
        Ok(Found::Several(kept))
    }

    /// `^(…)`: sorted by the keys of each item.
    pub fn sort<const N: usize>(
        self,
        mut keys: impl FnMut(Option<&Value>) -> Result<[SortKey; N], Error>,
    ) -> Result<Found<'a>, Error> {
        let values = self.into_iter();
        if values.len() < 2 {
            return Ok(Found::Several(values.collect()));
        }
        let running = Running::enter();
        let mut keyed = Vec::with_capacity(values.len());
        for value in values {
            running.round()?;
            keyed.push((keys(Some(value))?, value));
        }
        Ok(Found::Array(sort::sorted(keyed)?))
    }

    /// A step of any kind, evaluated for each item.
    pub fn each<R: Operand>(
        self,
        step: impl FnMut(Option<&Value>) -> Result<R, Error>,
    ) -> Result<Items, Error> {
        sequence::each_of(self.into_iter(), step)
    }

    /// A step that is an object constructor: an item that is an array is grouped.
    pub fn each_object(
        self,
        step: impl FnMut(Option<&Value>) -> Result<Value, Error>,
    ) -> Result<Items, Error> {
        sequence::objects_of(self.into_iter(), step)
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
        sequence::arrays_of(self.into_iter(), step)
    }
}

/// An array's elements, or the one value.
fn elements_of(value: &Value) -> &[Value] {
    match value.as_array() {
        Some(elements) => elements,
        None => std::slice::from_ref(value),
    }
}

impl<'a> IntoIterator for Found<'a> {
    type Item = &'a Value;
    type IntoIter = IntoIter<'a>;

    /// An array's elements, a sequence's items, or the one value.
    fn into_iter(self) -> IntoIter<'a> {
        match self {
            Found::Nothing => IntoIter::Values([].iter()),
            Found::Within(value) => IntoIter::Values(elements_of(value).iter()),
            Found::Several(values) | Found::Array(values) => IntoIter::Found(values.into_iter()),
        }
    }
}

/// The items of a [`Found`].
#[derive(Debug)]
pub enum IntoIter<'a> {
    /// Those of an array, or the one value.
    Values(std::slice::Iter<'a, Value>),
    /// Those of a sequence.
    Found(std::vec::IntoIter<&'a Value>),
}

impl<'a> Iterator for IntoIter<'a> {
    type Item = &'a Value;

    #[inline]
    fn next(&mut self) -> Option<&'a Value> {
        match self {
            IntoIter::Values(values) => values.next(),
            IntoIter::Found(values) => values.next(),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            IntoIter::Values(values) => values.size_hint(),
            IntoIter::Found(values) => values.size_hint(),
        }
    }
}

impl ExactSizeIterator for IntoIter<'_> {}

impl Operand for Found<'_> {
    #[inline]
    fn view(&self) -> View<'_> {
        match self {
            Found::Nothing => View::Undefined,
            Found::Within(value) => View::of(value),
            Found::Several(values) => match &values[..] {
                [] => View::Undefined,
                [value] => View::of(value),
                several => View::Array(Elements::Found(several)),
            },
            Found::Array(values) => View::Array(Elements::Found(values)),
        }
    }

    fn to_sequence(&self) -> Sequence {
        self.clone().collapse()
    }

    fn into_sequence(self) -> Sequence {
        self.collapse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value;

    #[test]
    fn it_is_what_the_path_gives() {
        let data = value!({ "a": { "b": [1, 2], "c": null }, "d": [{ "e": 1 }, { "e": [2] }], "f": [{ "e": 3 }] });
        for names in [
            &["a", "b"][..],
            &["a", "c"],
            &["a", "c", "x"],
            &["a", "x"],
            &["d", "e"],
            &["f", "e"],
            &["f", "x"],
            &[],
        ] {
            let found = path_ref(&data, names).into_sequence();
            assert_eq!(found, sequence::path(&data, names), "{names:?}");
        }
        assert!(matches!(path_ref(&data, &["a", "b"]), Found::Within(_)));
        assert!(matches!(path_ref(&data, &["d", "e"]), Found::Several(_)));
        assert!(matches!(path_ref(None, &["a"]), Found::Nothing));
    }

    #[test]
    fn steps_borrow_and_find_what_steps_over_copies_find() {
        let data = value!([
            { "a": [1, 2, 3], "b": 4 },
            { "a": 5, "b": [[6]] },
            { "b": 7 },
            [{ "a": [8] }],
            null
        ]);
        let big = |item: Option<&Value>| Ok(item.and_then(Value::as_f64) > Some(1.0));
        let key = |item: Option<&Value>| Ok([sort::descending(item.cloned())]);
        for name in ["a", "b", "c"] {
            let (found, items) = (|| within(&data), || sequence::items(&data));
            for names in [&[name][..], &["a", name], &[]] {
                assert_eq!(found().names(names).items(), items().names(names));
            }
            assert_eq!(found().element(name, 0).items(), items().element(name, 0));
            let kept = found().filtered(name, big).unwrap().items();
            assert_eq!(kept, items().filtered(name, big).unwrap());
        }
        let sorted = within(&data["x"]).sort(key).unwrap().items();
        assert_eq!(sorted, Items::Sequence(vec![value!(null)]));
        let sorted = within(&data[0]).names(&["a"]).sort(key).unwrap();
        assert_eq!(sorted.clone().items(), Items::Result(value!([3, 2, 1])));
        assert_eq!(sorted.index(-1).collapse().into_value(), Some(value!(1)));
    }

    #[test]
    fn undefined_is_tested_where_there_is_no_such_field() {
        let mut tested = Vec::new();
        let data = value!([{ "a": 1 }, {}, { "a": [] }]);
        let kept = within(&data).filtered("a", |item| {
            tested.push(item.cloned());
            Ok(true)
        });
        assert_eq!(kept.unwrap().collapse().into_value(), Some(value!(1)));
        assert_eq!(tested, [Some(value!(1)), None]);
    }
}
