//! [`Value`]: JSON data, as state machines hand it on.

mod compare;
mod convert;
mod de;
mod error;
mod handover;
pub(crate) mod json;
mod macros;
mod map;
mod names;
mod read;
mod ser;
#[cfg(test)]
mod tests;

use std::mem;
use std::ops::Index;
use std::sync::Arc;

use arcstr::ArcStr;

pub use de::from_value;
pub use error::{ConvertError, ParseError};
#[doc(hidden)]
pub use macros::__value;
pub use map::Map;
#[cfg(feature = "buckets")]
pub(crate) use read::ValueReader;
pub use ser::to_value;

/// How deep JSON text that is read, and data that goes through serde, may be nested.
///
/// It is a little less than what serde_json reads back, so that a value within a checkpoint within a record fits too.
/// Values themselves have no such limit: a machine that loops can nest data as deep as its size allows.
pub const MAX_DEPTH: usize = 100;

/// JSON data: immutable when shared, cheap to clone, members in the order they were written.
///
/// A clone shares the data. [`as_array_mut`](Value::as_array_mut) and [`as_object_mut`](Value::as_object_mut) copy the one
/// container they give access to, and only when someone else holds it too.
///
/// ```
/// use asl_runtime::{Value, value};
///
/// let order = value!({ "sku": "A-1", "quantity": 2 });
/// assert_eq!(order["sku"].as_str(), Some("A-1"));
/// assert_eq!(order.to_string(), r#"{"sku":"A-1","quantity":2}"#);
/// assert_eq!(order, Value::object([("quantity", Value::from(2.0)), ("sku", Value::from("A-1"))]));
/// ```
#[derive(Clone, Default)]
pub struct Value(Repr);

/// What a [`Value`] holds. Everything behind a pointer is behind a thin one, so that a value takes 16 bytes.
// A tag of a whole word has a value moved as two words; one of a byte leaves pieces, which cost more than the rest.
#[derive(Clone, Default)]
#[repr(u64)]
enum Repr {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    String(ArcStr),
    Array(Arc<Vec<Value>>),
    Object(Arc<Map>),
}

/// A look into a [`Value`], to match on.
#[derive(Clone, Copy, Debug)]
pub enum Kind<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number without fraction or exponent that fits.
    Int(i64),
    /// Any other number. Never infinite or not a number.
    Float(f64),
    /// A string.
    String(&'a ArcStr),
    /// An array.
    Array(&'a [Value]),
    /// An object.
    Object(&'a Map),
}

static NULL: Value = Value::NULL;

impl Value {
    /// `null`
    pub const NULL: Value = Value(Repr::Null);

    /// An object with these members; the last one of a name counts.
    pub fn object<K: Into<ArcStr>, V: Into<Value>>(
        members: impl IntoIterator<Item = (K, V)>,
    ) -> Value {
        members.into_iter().collect::<Map>().into()
    }

    /// An array of these elements.
    pub fn array<V: Into<Value>>(elements: impl IntoIterator<Item = V>) -> Value {
        elements.into_iter().collect()
    }

    /// A number: an integer if it has no fraction and is exact as one, so that it prints without `.0`.
    ///
    /// [`Value::from`] keeps an `f64` as it is instead.
    #[inline]
    pub fn number(number: f64) -> Value {
        const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
        let int = number as i64;
        if int as f64 == number && number.abs() <= EXACT {
            Value(Repr::Int(int))
        } else {
            number.into()
        }
    }

    /// What it is.
    #[inline]
    pub fn kind(&self) -> Kind<'_> {
        match &self.0 {
            Repr::Null => Kind::Null,
            Repr::Bool(bool) => Kind::Bool(*bool),
            Repr::Int(int) => Kind::Int(*int),
            Repr::Float(float) => Kind::Float(*float),
            Repr::String(string) => Kind::String(string),
            Repr::Array(array) => Kind::Array(array),
            Repr::Object(object) => Kind::Object(object),
        }
    }

    /// JSON's name of what it is: `null`, `boolean`, `number`, `string`, `array` or `object`.
    pub fn type_name(&self) -> &'static str {
        match &self.0 {
            Repr::Null => "null",
            Repr::Bool(_) => "boolean",
            Repr::Int(_) | Repr::Float(_) => "number",
            Repr::String(_) => "string",
            Repr::Array(_) => "array",
            Repr::Object(_) => "object",
        }
    }

    /// Whether it is `null`.
    #[inline]
    pub fn is_null(&self) -> bool {
        matches!(self.0, Repr::Null)
    }

    /// The Boolean, if it is one.
    #[inline]
    pub fn as_bool(&self) -> Option<bool> {
        match self.0 {
            Repr::Bool(bool) => Some(bool),
            _ => None,
        }
    }

    /// The integer, if it is one. `3.0` is none.
    #[inline]
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Int(int) => Some(int),
            _ => None,
        }
    }

    /// The number, if it is one; the nearest `f64` of a large integer.
    #[inline]
    pub fn as_f64(&self) -> Option<f64> {
        match self.0 {
            Repr::Int(int) => Some(int as f64),
            Repr::Float(float) => Some(float),
            _ => None,
        }
    }

    /// The string, if it is one.
    #[inline]
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Repr::String(string) => Some(string),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    #[inline]
    pub fn as_array(&self) -> Option<&[Value]> {
        match &self.0 {
            Repr::Array(array) => Some(array),
            _ => None,
        }
    }

    /// The members, if it is an object.
    #[inline]
    pub fn as_object(&self) -> Option<&Map> {
        match &self.0 {
            Repr::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The elements to change, if it is an array. Copied first (not what they hold) if someone else holds the array.
    pub fn as_array_mut(&mut self) -> Option<&mut Vec<Value>> {
        match &mut self.0 {
            Repr::Array(array) => Some(Arc::make_mut(array)),
            _ => None,
        }
    }

    /// The members to change, if it is an object. Copied first (not what they hold) if someone else holds the object.
    pub fn as_object_mut(&mut self) -> Option<&mut Map> {
        match &mut self.0 {
            Repr::Object(object) => Some(Arc::make_mut(object)),
            _ => None,
        }
    }

    /// The elements to keep, if it is an array, else the value itself. Copied only if someone else holds the array.
    pub fn into_array(mut self) -> Result<Vec<Value>, Value> {
        match mem::take(&mut self.0) {
            Repr::Array(array) => Ok(Arc::unwrap_or_clone(array)),
            other => Err(Value(other)),
        }
    }

    /// The members to keep, if it is an object, else the value itself. Copied only if someone else holds the object.
    pub fn into_object(mut self) -> Result<Map, Value> {
        match mem::take(&mut self.0) {
            Repr::Object(object) => Ok(Arc::unwrap_or_clone(object)),
            other => Err(Value(other)),
        }
    }

    /// The member of this name, if it is an object that has one.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_object()?.get(key)
    }

    /// The element at this index, if it is an array that has one.
    #[inline]
    pub fn at(&self, index: usize) -> Option<&Value> {
        self.as_array()?.get(index)
    }

    /// The value, `null` being left in its place.
    pub fn take(&mut self) -> Value {
        mem::take(self)
    }

    fn is_container(&self) -> bool {
        matches!(self.0, Repr::Array(_) | Repr::Object(_))
    }
}

/// The member of this name, or `null`.
impl Index<&str> for Value {
    type Output = Value;

    fn index(&self, key: &str) -> &Value {
        self.get(key).unwrap_or(&NULL)
    }
}

/// The element at this index, or `null`.
impl Index<usize> for Value {
    type Output = Value;

    fn index(&self, index: usize) -> &Value {
        self.at(index).unwrap_or(&NULL)
    }
}

impl Drop for Value {
    #[inline]
    fn drop(&mut self) {
        if self.is_last() {
            release(mem::take(&mut self.0));
        }
    }
}

impl Value {
    /// Whether no one else holds the elements or members. Of what others hold too there is nothing to drop; should they
    /// let go of it meanwhile, one level is dropped by recursion.
    #[inline]
    fn is_last(&self) -> bool {
        match &self.0 {
            Repr::Array(array) => Arc::strong_count(array) == 1,
            Repr::Object(object) => Arc::strong_count(object) == 1,
            _ => false,
        }
    }
}

/// How deep containers are dropped by recursion.
const DROPPED_BY_RECURSION: usize = 16;

/// Drops a container; data that a loop nested very deep would overflow the stack by recursion alone.
fn release(container: Repr) {
    let mut deeper = Vec::new();
    release_to(container, DROPPED_BY_RECURSION, &mut deeper);
    while let Some(container) = deeper.pop() {
        release_to(container, DROPPED_BY_RECURSION, &mut deeper);
    }
}

/// Drops so many levels of a container; what is deeper is put on a list.
fn release_to(container: Repr, levels: usize, deeper: &mut Vec<Repr>) {
    let mut release = |value: &mut Value| {
        if value.is_last() {
            match levels {
                0 => deeper.push(mem::take(&mut value.0)),
                _ => release_to(mem::take(&mut value.0), levels - 1, deeper),
            }
        }
    };
    // `into_inner` gives the content to exactly one of several threads that drop it at once.
    match container {
        Repr::Array(array) => {
            let elements = Arc::into_inner(array).unwrap_or_default();
            elements
                .into_iter()
                .for_each(|mut value| release(&mut value));
        }
        Repr::Object(object) => {
            let members = Arc::into_inner(object).unwrap_or_default();
            members
                .into_iter()
                .for_each(|(_, mut value)| release(&mut value));
        }
        _ => {}
    }
}
