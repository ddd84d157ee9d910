//! Equality of values, and the hash that goes with it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use arcstr::ArcStr;

use super::{Map, Repr, Value};

impl Value {
    /// Whether both are one and the same data, as clones are. Equal ones may not be; scalars never are.
    pub(crate) fn is_same(&self, other: &Value) -> bool {
        match (&self.0, &other.0) {
            (Repr::String(one), Repr::String(other)) => ArcStr::ptr_eq(one, other),
            (Repr::Array(one), Repr::Array(other)) => Arc::ptr_eq(one, other),
            (Repr::Object(one), Repr::Object(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

/// Numbers by their value (`3` is `3.0`), objects without regard to order.
impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        // Containers within wait in a list, so that the depth of the data does not matter.
        let mut inner = Vec::new();
        let mut next = Some((self, other));
        while let Some((left, right)) = next {
            match (&left.0, &right.0) {
                (Repr::Array(a), Repr::Array(b)) if Arc::ptr_eq(a, b) => {}
                (Repr::Object(a), Repr::Object(b)) if Arc::ptr_eq(a, b) => {}
                (Repr::Array(a), Repr::Array(b)) => {
                    if a.len() != b.len()
                        || !a.iter().zip(b.iter()).all(|pair| same(pair, &mut inner))
                    {
                        return false;
                    }
                }
                (Repr::Object(a), Repr::Object(b)) => {
                    if a.len() != b.len() || !same_members(a, b, &mut inner) {
                        return false;
                    }
                }
                _ => {
                    if !same_scalars(left, right) {
                        return false;
                    }
                }
            }
            next = inner.pop();
        }
        true
    }
}

// Equality is total because a value is never NaN.
impl Eq for Value {}

/// Members in any order.
impl PartialEq for Map {
    fn eq(&self, other: &Map) -> bool {
        let mut inner = Vec::new();
        self.len() == other.len()
            && same_members(self, other, &mut inner)
            && inner.into_iter().all(|(left, right)| left == right)
    }
}

impl Eq for Map {}

/// Whether two scalars are equal. Containers go on the list, to be compared later.
fn same<'a>(
    (left, right): (&'a Value, &'a Value),
    inner: &mut Vec<(&'a Value, &'a Value)>,
) -> bool {
    if left.is_container() && right.is_container() {
        inner.push((left, right));
        return true;
    }
    same_scalars(left, right)
}

fn same_members<'a>(
    left: &'a Map,
    right: &'a Map,
    inner: &mut Vec<(&'a Value, &'a Value)>,
) -> bool {
    left.iter().all(|(name, value)| {
        right
            .get(name)
            .is_some_and(|other| same((value, other), inner))
    })
}

fn same_scalars(left: &Value, right: &Value) -> bool {
    match (&left.0, &right.0) {
        (Repr::Null, Repr::Null) => true,
        (Repr::Bool(a), Repr::Bool(b)) => a == b,
        (Repr::Int(a), Repr::Int(b)) => a == b,
        (Repr::Float(a), Repr::Float(b)) => a == b,
        (Repr::Int(int), Repr::Float(float)) | (Repr::Float(float), Repr::Int(int)) => {
            same_number(*int, *float)
        }
        (Repr::String(a), Repr::String(b)) => a == b,
        _ => false,
    }
}

/// Exact: an integer that is rounded on its way to `f64` equals no `f64`.
fn same_number(int: i64, float: f64) -> bool {
    // 2^63 is the one f64 that becomes a different integer (the largest i64).
    int as f64 == float && float as i64 == int && float != 9_223_372_036_854_775_808.0
}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash(self, 0, state);
    }
}

/// Equal values hash equally. What lies deeper than a few levels is left out: that only costs a comparison.
fn hash<H: Hasher>(value: &Value, depth: usize, state: &mut H) {
    const LEVELS: usize = 4;
    match &value.0 {
        Repr::Null => 0_u8.hash(state),
        Repr::Bool(bool) => bool.hash(state),
        Repr::Int(int) => hash_number(*int as f64, state),
        Repr::Float(float) => hash_number(*float, state),
        Repr::String(string) => string.hash(state),
        Repr::Array(elements) => {
            elements.len().hash(state);
            if depth < LEVELS {
                elements
                    .iter()
                    .for_each(|element| hash(element, depth + 1, state));
            }
        }
        Repr::Object(members) => {
            members.len().hash(state);
            if depth < LEVELS {
                // A sum, because order does not matter.
                let sum = members.iter().fold(0_u64, |sum, (name, member)| {
                    let mut own = DefaultHasher::new();
                    name.hash(&mut own);
                    hash(member, depth + 1, &mut own);
                    sum.wrapping_add(own.finish())
                });
                sum.hash(state);
            }
        }
    }
}

fn hash_number<H: Hasher>(number: f64, state: &mut H) {
    // -0.0 and 0.0 are equal and differ in their bits; adding 0.0 makes both 0.0.
    (number + 0.0).to_bits().hash(state);
}
