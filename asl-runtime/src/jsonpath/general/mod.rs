//! Paths that find any number of values: wildcards, `..`, slices, filters, unions, functions.
//!
//! They mean what they mean in Jayway's JSONPath, the library that Step Functions uses: a path that may find several values
//! gives an array of them, which is empty where nothing is there.

mod filter;
mod function;

pub use filter::{Comparison, Filter, FilterPath, Operand, Pattern};
pub use function::Function;

use super::position_of;
use crate::error::Failure;
use crate::patience::TooLong;
use crate::value::{Map, Value};

/// A step of a path that is more than a Reference Path.
///
/// ```
/// use asl_runtime::jsonpath::{self, Selector};
/// use asl_runtime::value;
///
/// let input = value!({ "lines": [{ "sku": "A" }, { "sku": "B" }] });
/// let path = [Selector::Key("lines"), Selector::Wildcard, Selector::Key("sku")];
/// assert_eq!(jsonpath::find(&input, &path).unwrap(), Some(value!(["A", "B"])));
/// let nothing = [Selector::Key("items"), Selector::Wildcard];
/// assert_eq!(jsonpath::find(&input, &nothing).unwrap(), Some(value!([])));
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
///
/// # Errors
///
/// `States.Runtime` where a filter's regular expression has found no answer after seconds.
pub fn find(root: &Value, path: &[Selector<'_>]) -> Result<Option<Value>, Failure> {
    let too_long = |too_long| Failure::runtime(format!("The filter of a path {too_long}."));
    find_in(root, path, root).map_err(too_long)
}

/// [`find`], where the `$` of filters is another value than the path starts at.
fn find_in(start: &Value, path: &[Selector<'_>], root: &Value) -> Result<Option<Value>, TooLong> {
    if let [
        Descendants,
        before @ ..,
        Selector::Function(function, operands),
    ] = path
    {
        let found = all(start, &path[..=before.len()], root)?;
        return function.of_all(&found, operands, root);
    }
    let mut found = all(start, path, root)?;
    Ok(match is_definite(path) {
        true => found.pop(),
        false => Some(found.into()),
    })
}

fn all(start: &Value, path: &[Selector<'_>], root: &Value) -> Result<Vec<Value>, TooLong> {
    let mut search = Search {
        root,
        found: Vec::new(),
    };
    search.take(start, path)?;
    Ok(search.found)
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
    fn take(&mut self, value: &Value, path: &[Selector<'_>]) -> Result<(), TooLong> {
        let Some((step, rest)) = path.split_first() else {
            self.found.push(value.clone());
            return Ok(());
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
                Ok(())
            }
            Keys(names) => self.take_all(names.iter().filter_map(|name| value.get(name)), rest),
            Indices(indices) => self.elements(value, indices.iter().copied(), rest),
            Slice(from, to) => {
                let length = value.as_array().map_or(0, <[Value]>::len);
                self.elements(value, slice(*from, *to, length), rest)
            }
            Selector::Filter(filter) => {
                let tested = match value.as_array() {
                    Some(elements) => elements,
                    None if value.as_object().is_some() => std::slice::from_ref(value),
                    None => &[],
                };
                for value in tested {
                    if filter.holds(value, self.root)? {
                        self.take(value, rest)?;
                    }
                }
                Ok(())
            }
            Selector::Function(function, operands) => {
                let result = function.of(value, operands, self.root)?;
                self.take_all(&result, rest)
            }
        }
    }

    fn take_all<'a>(
        &mut self,
        values: impl IntoIterator<Item = &'a Value>,
        path: &[Selector<'_>],
    ) -> Result<(), TooLong> {
        let mut values = values.into_iter();
        values.try_for_each(|value| self.take(value, path))
    }

    fn elements(
        &mut self,
        value: &Value,
        mut indices: impl Iterator<Item = i64>,
        rest: &[Selector<'_>],
    ) -> Result<(), TooLong> {
        indices.try_for_each(|index| self.element(value, index, rest))
    }

    fn element(&mut self, value: &Value, index: i64, rest: &[Selector<'_>]) -> Result<(), TooLong> {
        let elements = value.as_array().unwrap_or_default();
        let position = position_of(index, elements.len());
        self.take_all(position.and_then(|position| elements.get(position)), rest)
    }

    /// A value before those inside it, which nest no deeper than any value does.
    fn descend(&mut self, value: &Value, rest: &[Selector<'_>]) -> Result<(), TooLong> {
        self.take(value, rest)?;
        for child in children(value) {
            if child.as_array().is_some() || child.as_object().is_some() {
                self.descend(child, rest)?;
            }
        }
        Ok(())
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
