//! Values from Rust's own types and `serde_json`'s, and back.

use std::borrow::Cow;
use std::sync::Arc;

use arcstr::ArcStr;

use super::names::Names;
use super::{ConvertError, Map, Repr, Value, from_value};

impl From<bool> for Value {
    fn from(bool: bool) -> Value {
        Value(Repr::Bool(bool))
    }
}

macro_rules! from_integers {
    ($($small:ty),*; $($large:ty),*) => {
        $(impl From<$small> for Value {
            fn from(int: $small) -> Value {
                Value(Repr::Int(int.into()))
            }
        })*
        $(/// Beyond `i64` it becomes the nearest `f64`.
        impl From<$large> for Value {
            fn from(int: $large) -> Value {
                match i64::try_from(int) {
                    Ok(int) => Value(Repr::Int(int)),
                    Err(_) => Value::from(int as f64),
                }
            }
        })*
    };
}
from_integers!(i8, i16, i32, i64, u8, u16, u32; u64, isize, usize, i128, u128);

/// Stays a number with a fraction, even `3.0`; infinities and NaN, which JSON does not have, become `null`.
impl From<f64> for Value {
    fn from(float: f64) -> Value {
        if float.is_finite() {
            Value(Repr::Float(float))
        } else {
            Value::NULL
        }
    }
}

impl From<f32> for Value {
    fn from(float: f32) -> Value {
        f64::from(float).into()
    }
}

impl From<ArcStr> for Value {
    fn from(string: ArcStr) -> Value {
        Value(Repr::String(string))
    }
}

impl From<&ArcStr> for Value {
    fn from(string: &ArcStr) -> Value {
        Value(Repr::String(string.clone()))
    }
}

impl From<&str> for Value {
    fn from(string: &str) -> Value {
        Value(Repr::String(string.into()))
    }
}

impl From<String> for Value {
    fn from(string: String) -> Value {
        Value(Repr::String(string.into()))
    }
}

impl From<&String> for Value {
    fn from(string: &String) -> Value {
        Value(Repr::String(string.into()))
    }
}

impl From<Cow<'_, str>> for Value {
    fn from(string: Cow<'_, str>) -> Value {
        Value(Repr::String(string.into()))
    }
}

impl From<&Value> for Value {
    fn from(value: &Value) -> Value {
        value.clone()
    }
}

impl From<Map> for Value {
    fn from(members: Map) -> Value {
        Value(Repr::Object(Arc::new(members)))
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(elements: Vec<T>) -> Value {
        elements.into_iter().collect()
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(elements: [T; N]) -> Value {
        elements.into_iter().collect()
    }
}

/// `None` is `null`.
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::NULL, Into::into)
    }
}

impl From<()> for Value {
    fn from((): ()) -> Value {
        Value::NULL
    }
}

/// An array.
impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Value {
        Value(Repr::Array(Arc::new(
            elements.into_iter().map(Into::into).collect(),
        )))
    }
}

/// An object.
impl<K: Into<ArcStr>, V: Into<Value>> FromIterator<(K, V)> for Value {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Value {
        members.into_iter().collect::<Map>().into()
    }
}

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Value {
        converted(json, &Names::default())
    }
}

fn converted(json: serde_json::Value, names: &Names) -> Value {
    match json {
        serde_json::Value::Null => Value::NULL,
        serde_json::Value::Bool(bool) => bool.into(),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(int) => int.into(),
            None => number.as_f64().into(),
        },
        serde_json::Value::String(string) => string.into(),
        serde_json::Value::Array(elements) => {
            let elements = elements.into_iter();
            elements.map(|element| converted(element, names)).collect()
        }
        serde_json::Value::Object(members) => {
            let members = members.into_iter();
            members
                .map(|(name, member)| (names.name(&name), converted(member, names)))
                .collect()
        }
    }
}

/// Fails for data nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH), which `serde_json` could not even drop.
impl TryFrom<&Value> for serde_json::Value {
    type Error = ConvertError;

    fn try_from(value: &Value) -> Result<serde_json::Value, ConvertError> {
        from_value(value)
    }
}

/// Fails for data nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH), which `serde_json` could not even drop.
impl TryFrom<Value> for serde_json::Value {
    type Error = ConvertError;

    fn try_from(value: Value) -> Result<serde_json::Value, ConvertError> {
        from_value(&value)
    }
}
