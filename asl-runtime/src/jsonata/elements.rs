//! The elements of an array as functions look at them.

use crate::value::Value;

/// The elements of an array, or the items of a sequence that were found here and there in data.
#[derive(Clone, Copy, Debug)]
pub enum Elements<'a> {
    /// Those of an array.
    Values(&'a [Value]),
    /// Those that were found.
    Found(&'a [&'a Value]),
}

impl<'a> Elements<'a> {
    /// How many there are.
    #[inline]
    pub fn len(self) -> usize {
        match self {
            Elements::Values(values) => values.len(),
            Elements::Found(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// One after the other.
    #[inline]
    pub fn iter(self) -> Iter<'a> {
        match self {
            Elements::Values(values) => Iter::Values(values.iter()),
            Elements::Found(values) => Iter::Found(values.iter()),
        }
    }

    /// Whether it is the same array, not only an equal one. Empty ones have no place in memory to be told apart by.
    pub(super) fn is_same(self, other: Elements<'_>) -> bool {
        match (self, other) {
            (Elements::Values(a), Elements::Values(b)) => !a.is_empty() && std::ptr::eq(a, b),
            _ => false,
        }
    }
}

/// [`Elements`] one after the other.
#[derive(Clone, Debug)]
pub enum Iter<'a> {
    /// Those of an array.
    Values(std::slice::Iter<'a, Value>),
    /// Those that were found.
    Found(std::slice::Iter<'a, &'a Value>),
}

impl<'a> Iterator for Iter<'a> {
    type Item = &'a Value;

    #[inline]
    fn next(&mut self) -> Option<&'a Value> {
        match self {
            Iter::Values(values) => values.next(),
            Iter::Found(values) => values.next().copied(),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Iter::Values(values) => values.size_hint(),
            Iter::Found(values) => values.size_hint(),
        }
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        match self {
            Iter::Values(values) => values.next_back(),
            Iter::Found(values) => values.next_back().copied(),
        }
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl PartialEq for Elements<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}
