//! What a path of names leads to, where it can be borrowed.

use super::operand::{Operand, View};
use super::sequence::{self, Sequence};
use crate::value::Value;

/// The result of a path that is only looked at: a function's argument.
#[derive(Debug)]
pub enum Found<'a> {
    /// Undefined.
    Nothing,
    /// A value within what the path starts from.
    Within(&'a Value),
    /// What had to be put together.
    Collected(Sequence),
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

/// [`path`](sequence::path) for a result that is only looked at.
#[inline]
pub fn path_ref<'a>(start: impl Start<'a>, names: &[&str]) -> Found<'a> {
    let Some(mut at) = start.start() else {
        return Found::Nothing;
    };
    for (index, name) in names.iter().enumerate() {
        at = match View::of(at) {
            View::Object(object) => match object.get(name) {
                Some(value) => value,
                None => return Found::Nothing,
            },
            View::Array(_) => return Found::Collected(sequence::path(at, &names[index..])),
            _ => return Found::Nothing,
        };
    }
    Found::Within(at)
}

impl Operand for Found<'_> {
    #[inline]
    fn view(&self) -> View<'_> {
        match self {
            Found::Nothing => View::Undefined,
            Found::Within(value) => View::of(value),
            Found::Collected(sequence) => sequence.view(),
        }
    }

    fn to_sequence(&self) -> Sequence {
        match self {
            Found::Nothing => Sequence::None,
            Found::Within(value) => value.to_sequence(),
            Found::Collected(sequence) => sequence.clone(),
        }
    }

    fn into_sequence(self) -> Sequence {
        match self {
            Found::Collected(sequence) => sequence,
            found => found.to_sequence(),
        }
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
        assert!(matches!(path_ref(None, &["a"]), Found::Nothing));
    }
}
