//! Paths that find any number of values: wildcards, `..`, slices, filters, unions, functions.
//!
//! They mean what they mean in Jayway's JSONPath, the library that Step Functions uses: a path that may find several values
//! gives an array of them, which is empty where nothing is there.

mod filter;
mod function;

pub use filter::{Comparison, Filter, FilterPath, Operand, Pattern};
pub use function::Function;

use super::position_of;
use crate::value::{Map, Value};

/// A step of a path that is more than a Reference Path.
///
/// ```
/// use asl_runtime::jsonpath::{self, Selector};
/// use asl_runtime::value;
///
/// let input = value!({ "lines": [{ "sku": "A" }, { "sku": "B" }] });
/// let path = [Selector::Key("lines"), Selector::Wildcard, Selector::Key("sku")];
/// assert_eq!(jsonpath::find(&input, &path), Some(value!(["A", "B"])));
/// let nothing = [Selector::Key("items"), Selector::Wildcard];
/// assert_eq!(jsonpath::find(&input, &nothing), Some(value!([])));
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Selector<'a> {
    /// `.name` or `['name']`
    Key(&'a str),
    /// `[0]`; a negative index counts from the end.
    Index(i64),
    /// `.*` or `[*]`: all members or elements.
    Wildcard,
    /// `..`: the rest of the path is taken from the value and from all values inside it.
    Descendants,
    /// `['a', 'b']`: as the last step an object of these members, else the members one by one.
    Keys(&'a [&'a str]),
    /// `[0, 2]`
    Indices(&'a [i64]),
    /// `[1:3]`
    Slice(Option<i64>, Option<i64>),
    /// `[?(…)]`: the elements that it holds for, or the object if it holds for that.
    Filter(Filter<'a>),
    /// `.length()` and others.
    Function(Function, &'a [Operand<'a>]),
}

use Selector::{Descendants, Indices, Key, Keys, Slice, Wildcard};

/// What a path finds: an array where it may find several values; none where it means one value that is not there.
pub fn find(root: &Value, path: &[Selector<'_>]) -> Option<Value> {
    find_in(root, path, root)
}

/// [`find`], where the `$` of filters is another value than the path starts at.
fn find_in(start: &Value, path: &[Selector<'_>], root: &Value) -> Option<Value> {
    if let [
        Descendants,
        before @ ..,
        Selector::Function(function, operands),
    ] = path
    {
        return function.of_all(&all(start, &path[..=before.len()], root), operands, root);
    }
    let mut found = all(start, path, root);
    match is_definite(path) {
        true => found.pop(),
        false => Some(found.into()),
    }
}

fn all(start: &Value, path: &[Selector<'_>], root: &Value) -> Vec<Value> {
    let mut search = Search {
        root,
        found: Vec::new(),
    };
    search.take(start, path);
    search.found
}

/// Whether a path means one value.
fn is_definite(path: &[Selector<'_>]) -> bool {
    let last = path.len().wrapping_sub(1);
    path.iter().enumerate().all(|(position, step)| match step {
        Key(_) | Selector::Index(_) | Selector::Function(..) => true,
        Keys(_) => position == last,
        Wildcard | Descendants | Indices(_) | Slice(..) | Selector::Filter(_) => false,
    })
}

struct Search<'v> {
    root: &'v Value,
    found: Vec<Value>,
}

impl Search<'_> {
    /// Takes the first step of `path` from `value`, and the rest from what that finds.
    fn take(&mut self, value: &Value, path: &[Selector<'_>]) {
        let Some((step, rest)) = path.split_first() else {
            self.found.push(value.clone());
            return;
        };
        match step {
            Key(name) => self.take_all(value.get(name), rest),
            Selector::Index(index) => self.element(value, *index, rest),
            Wildcard => self.take_all(children(value), rest),
            Descendants => self.descend(value, rest),
            Keys(names) if rest.is_empty() => {
                if let Some(members) = value.as_object() {
                    self.found.push(picked(members, names));
                }
            }
            Keys(names) => self.take_all(names.iter().filter_map(|name| value.get(name)), rest),
            Indices(indices) => {
                for index in *indices {
                    self.element(value, *index, rest);
                }
            }
            Slice(from, to) => {
                for index in slice(*from, *to, value.as_array().map_or(0, <[Value]>::len)) {
                    self.element(value, index, rest);
                }
            }
            Selector::Filter(filter) => match value.as_array() {
                Some(elements) => {
                    for element in elements {
                        if filter.holds(element, self.root) {
                            self.take(element, rest);
                        }
                    }
                }
                None if value.as_object().is_some() && filter.holds(value, self.root) => {
                    self.take(value, rest);
                }
                None => {}
            },
            Selector::Function(function, operands) => {
                if let Some(result) = function.of(value, operands, self.root) {
                    self.take(&result, rest);
                }
            }
        }
    }

    fn take_all<'a>(&mut self, values: impl IntoIterator<Item = &'a Value>, path: &[Selector<'_>]) {
        for value in values {
            self.take(value, path);
        }
    }

    fn element(&mut self, value: &Value, index: i64, rest: &[Selector<'_>]) {
        if let Some(elements) = value.as_array() {
            let position = position_of(index, elements.len());
            self.take_all(position.and_then(|position| elements.get(position)), rest);
        }
    }

    /// A value before those inside it, which nest no deeper than any value does.
    fn descend(&mut self, value: &Value, rest: &[Selector<'_>]) {
        self.take(value, rest);
        for child in children(value) {
            if child.as_array().is_some() || child.as_object().is_some() {
                self.descend(child, rest);
            }
        }
    }
}

/// The elements of an array, the members of an object.
fn children(value: &Value) -> impl Iterator<Item = &Value> {
    let elements = value.as_array().unwrap_or_default();
    let members = value
        .as_object()
        .into_iter()
        .flat_map(|members| members.iter());
    elements.iter().chain(members.map(|(_, member)| member))
}

/// An object of those of the members that are there.
fn picked(members: &Map, names: &[&str]) -> Value {
    let mut picked = Map::new();
    for name in names {
        if let Some(member) = members.get(name) {
            picked.insert(*name, member);
        }
    }
    picked.into()
}

/// The indices of a slice. One with both bounds counts up from the first to the second even if the first is negative, as
/// Jayway's does; a negative second bound is then never reached.
fn slice(from: Option<i64>, to: Option<i64>, len: usize) -> std::ops::Range<i64> {
    // Values fit into memory, so the length of an array fits.
    let len = i64::try_from(len).unwrap_or(i64::MAX);
    let from_the_end = |bound: i64| if bound < 0 { len + bound } else { bound };
    match (from, to) {
        (Some(from), Some(to)) => from.max(-len)..to.min(len),
        (Some(from), None) => from_the_end(from).max(0)..len,
        (None, to) => 0..from_the_end(to.unwrap_or(len)).min(len),
    }
}

#[cfg(test)]
mod tests;
