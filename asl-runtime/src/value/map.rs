//! The members of an object, in order.

use std::collections::HashMap;
use std::sync::Arc;
use std::{slice, vec};

use arcstr::ArcStr;

use super::Value;

/// The members of an object, in the order in which they were first inserted.
///
/// Small objects, nearly all there are, are searched through; larger ones keep an index by name.
#[derive(Default)]
pub struct Map {
    members: Vec<(ArcStr, Value)>,
    /// Copies share it until one of them gets other names.
    index: Option<Arc<HashMap<ArcStr, usize>>>,
}

/// Up to so many members comparing names is faster than hashing them.
const SEARCHED: usize = 16;

impl Map {
    /// Without members.
    pub fn new() -> Map {
        Map::default()
    }

    /// Without members, with room for so many.
    pub fn with_capacity(capacity: usize) -> Map {
        Map {
            members: Vec::with_capacity(capacity),
            index: None,
        }
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    #[inline]
    fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            None => self.members.iter().position(|(name, _)| name == key),
            Some(index) => index.get(key).copied(),
        }
    }

    /// The member of this name.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&Value> {
        Some(&self.members[self.position(key)?].1)
    }

    /// The member of this name, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let position = self.position(key)?;
        Some(&mut self.members[position].1)
    }

    /// Whether there is a member of this name.
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Puts a member at the end, or in the place of the one of this name, which is returned.
    pub fn insert(&mut self, key: impl Into<ArcStr>, value: impl Into<Value>) -> Option<Value> {
        self.put(key.into(), value.into())
    }

    /// [`insert`](Map::insert), compiled once.
    fn put(&mut self, key: ArcStr, value: Value) -> Option<Value> {
        if let Some(position) = self.position(&key) {
            return Some(std::mem::replace(&mut self.members[position].1, value));
        }
        self.push(key, value);
        None
    }

    /// Puts a member at the end, whose name there is none of yet.
    pub(crate) fn push(&mut self, key: ArcStr, value: Value) {
        if let Some(index) = &mut self.index {
            Arc::make_mut(index).insert(key.clone(), self.members.len());
        }
        self.members.push((key, value));
        if self.index.is_none() && self.members.len() > SEARCHED {
            let names = self.members.iter().enumerate();
            self.index = Some(Arc::new(
                names
                    .map(|(position, (name, _))| (name.clone(), position))
                    .collect(),
            ));
        }
    }

    /// An object of the same names in the same order, with other values: what a table's rows are.
    #[cfg(feature = "buckets")]
    pub(crate) fn with_values(&self, values: impl IntoIterator<Item = Value>) -> Map {
        let names = self.members.iter().map(|(name, _)| name.clone());
        Map {
            members: names.zip(values).collect(),
            index: self.index.clone(),
        }
    }

    /// The same members under names that nobody else shares.
    #[cfg(feature = "buckets")]
    pub(crate) fn with_own_names(&self) -> Map {
        let members = self.members.iter();
        Map {
            members: members
                .map(|(name, value)| (ArcStr::from(name.as_str()), value.clone()))
                .collect(),
            index: self.index.clone(),
        }
    }

    /// Takes the member of this name out; those behind it move up.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let position = self.position(key)?;
        if let Some(index) = &mut self.index {
            let index = Arc::make_mut(index);
            index.remove(key);
            for behind in index.values_mut().filter(|behind| **behind > position) {
                *behind -= 1;
            }
        }
        Some(self.members.remove(position).1)
    }

    /// The members in order.
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.members.iter())
    }

    /// The names in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &ArcStr> + DoubleEndedIterator {
        self.members.iter().map(|(name, _)| name)
    }

    /// The members' values in order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> + DoubleEndedIterator {
        self.members.iter().map(|(_, value)| value)
    }

    /// The members' values in order, to change.
    pub fn values_mut(
        &mut self,
    ) -> impl ExactSizeIterator<Item = &mut Value> + DoubleEndedIterator {
        self.members.iter_mut().map(|(_, value)| value)
    }
}

/// Members in this order; the last one of a name counts.
impl From<Vec<(ArcStr, Value)>> for Map {
    fn from(members: Vec<(ArcStr, Value)>) -> Map {
        let behind = members.iter().enumerate().skip(1);
        let mut behind = behind.map(|(index, (name, _))| (&members[..index], name));
        let is_name = |(before, name): (&[(ArcStr, Value)], &ArcStr)| {
            before.iter().any(|(other, _)| other == name)
        };
        if members.len() > SEARCHED || behind.any(is_name) {
            return members.into_iter().collect();
        }
        Map {
            members,
            index: None,
        }
    }
}

/// A map is copied where it is about to be changed: there is room for a few members more.
impl Clone for Map {
    fn clone(&self) -> Map {
        const MORE: usize = 4;
        let mut members = Vec::with_capacity(self.members.len() + MORE);
        members.extend_from_slice(&self.members);
        Map {
            members,
            index: self.index.clone(),
        }
    }
}

/// The members of a [`Map`] in order.
#[derive(Clone)]
pub struct Iter<'a>(slice::Iter<'a, (ArcStr, Value)>);

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a ArcStr, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (name, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Map {
    type Item = (&'a ArcStr, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl IntoIterator for Map {
    type Item = (ArcStr, Value);
    type IntoIter = vec::IntoIter<(ArcStr, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

impl<K: Into<ArcStr>, V: Into<Value>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Map {
        let members = members.into_iter();
        let mut map = Map::with_capacity(members.size_hint().0);
        map.extend(members);
        map
    }
}

impl<K: Into<ArcStr>, V: Into<Value>> Extend<(K, V)> for Map {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, members: I) {
        for (name, value) in members {
            self.insert(name, value);
        }
    }
}
