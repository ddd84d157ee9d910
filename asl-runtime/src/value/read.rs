//! Values out of JSON and of whatever else serde reads.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

#[cfg(feature = "buckets")]
use super::ParseError;
use super::names::Names;
use super::{ConvertError, MAX_DEPTH, Map, Value, handover};

/// Reads many JSON texts, whose objects share the names of their members.
#[cfg(feature = "buckets")]
#[derive(Default)]
pub(crate) struct ValueReader {
    names: Names,
}

#[cfg(feature = "buckets")]
impl ValueReader {
    /// Reads one text.
    pub(crate) fn read(&self, json: &[u8]) -> Result<Value, ParseError> {
        let mut text = serde_json::Deserializer::from_slice(json);
        let read = Part::new(&self.names).deserialize(&mut text);
        read.and_then(|value| text.end().map(|()| value))
            .map_err(ParseError)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_newtype_struct(handover::NAME, Part::new(&Names::default()))
    }
}

impl<'de> Deserialize<'de> for Map {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Map, D::Error> {
        Value::deserialize(deserializer)?
            .into_object()
            .map_err(|other| {
                D::Error::custom(format_args!(
                    "expected an object, found {}",
                    other.type_name()
                ))
            })
    }
}

/// Makes a value of what a deserializer says, at this depth.
#[derive(Clone, Copy)]
struct Part<'n> {
    depth: usize,
    names: &'n Names,
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'n> Part<'n> {
    fn new(names: &'n Names) -> Part<'n> {
        Part { depth: 0, names }
    }

    fn deeper<E: Error>(self) -> Result<Part<'n>, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom(ConvertError::too_deep()));
        }
        Ok(Part {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Value, D::Error> {
        match handover::receive() {
            Some(value) => Ok(value),
            None => deserializer.deserialize_any(self),
        }
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::NULL)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::NULL)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, bool: bool) -> Result<Value, E> {
        Ok(bool.into())
    }

    fn visit_i64<E>(self, int: i64) -> Result<Value, E> {
        Ok(int.into())
    }

    fn visit_u64<E>(self, int: u64) -> Result<Value, E> {
        Ok(int.into())
    }

    fn visit_f64<E>(self, float: f64) -> Result<Value, E> {
        Ok(float.into())
    }

    fn visit_str<E>(self, string: &str) -> Result<Value, E> {
        Ok(string.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let part = self.deeper()?;
        let mut elements = Vec::with_capacity(seq.size_hint().unwrap_or(0).min(1024));
        while let Some(element) = seq.next_element_seed(part)? {
            elements.push(element);
        }
        Ok(elements.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let part = self.deeper()?;
        let mut members = Map::with_capacity(access.size_hint().unwrap_or(0).min(1024));
        while let Some(name) = access.next_key_seed(self.names)? {
            members.insert(name, access.next_value_seed(part)?);
        }
        Ok(members.into())
    }
}
