//! Any `Deserialize` type out of a value.

use std::slice;

use arcstr::ArcStr;
use serde::de::value::{StrDeserializer, UnitDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error,
    IntoDeserializer, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::{ConvertError, Kind, MAX_DEPTH, Map, Value, handover, map};

/// A Rust type out of a value. [`Value`]s in it are shared, not copied.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, ConvertError> {
    T::deserialize(FromValue { value, depth: 0 })
}

/// The deserializer whose input is a [`Value`].
#[derive(Clone, Copy)]
struct FromValue<'de> {
    value: &'de Value,
    depth: usize,
}

impl<'de> FromValue<'de> {
    fn invalid<T>(self, expected: &dyn serde::de::Expected) -> Result<T, ConvertError> {
        let found = match self.value.kind() {
            Kind::Null => Unexpected::Unit,
            Kind::Bool(bool) => Unexpected::Bool(bool),
            Kind::Int(int) => Unexpected::Signed(int),
            Kind::Float(float) => Unexpected::Float(float),
            Kind::String(string) => Unexpected::Str(string),
            Kind::Array(_) => Unexpected::Seq,
            Kind::Object(_) => Unexpected::Map,
        };
        Err(ConvertError::invalid_type(found, expected))
    }

    fn deeper(self, value: &'de Value) -> Result<FromValue<'de>, ConvertError> {
        if self.depth == MAX_DEPTH {
            return Err(ConvertError::too_deep());
        }
        Ok(FromValue {
            value,
            depth: self.depth + 1,
        })
    }

    fn visit_array<V: Visitor<'de>>(
        self,
        elements: &'de [Value],
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        let mut access = Elements {
            from: self,
            elements: elements.iter(),
            index: 0,
        };
        let data = visitor.visit_seq(&mut access)?;
        if access.elements.len() > 0 {
            let message = format!(
                "expected {} elements, found {}",
                access.index,
                elements.len()
            );
            return Err(ConvertError::new(message));
        }
        Ok(data)
    }

    fn visit_object<V: Visitor<'de>>(
        self,
        members: &'de Map,
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        visitor.visit_map(Members {
            from: self,
            members: members.iter(),
            current: None,
        })
    }
}

/// `3.0` is as good as `3` where an integer is expected: JSON does not tell them apart.
macro_rules! integers {
    ($($method:ident),*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConvertError> {
            match self.value.kind() {
                Kind::Float(float) if float.fract() == 0.0 && float.abs() < 9.2e18 => visitor.visit_i64(float as i64),
                _ => self.deserialize_any(visitor),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for FromValue<'de> {
    type Error = ConvertError;

    integers!(
        deserialize_i8,
        deserialize_i16,
        deserialize_i32,
        deserialize_i64,
        deserialize_i128,
        deserialize_u8,
        deserialize_u16,
        deserialize_u32,
        deserialize_u64,
        deserialize_u128
    );

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConvertError> {
        match self.value.kind() {
            Kind::Null => visitor.visit_unit(),
            Kind::Bool(bool) => visitor.visit_bool(bool),
            Kind::Int(int) => visitor.visit_i64(int),
            Kind::Float(float) => visitor.visit_f64(float),
            Kind::String(string) => visitor.visit_borrowed_str(string),
            Kind::Array(elements) => self.visit_array(elements, visitor),
            Kind::Object(members) => self.visit_object(members, visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConvertError> {
        if self.value.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        if name != handover::NAME {
            return visitor.visit_newtype_struct(self);
        }
        handover::give(self.value.clone());
        let data = visitor.visit_newtype_struct(UnitDeserializer::new());
        // It was taken, unless the name is a stranger's.
        handover::receive();
        data
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        match self.value.kind() {
            Kind::String(variant) => visitor.visit_enum(Variant {
                variant,
                data: None,
            }),
            Kind::Object(members) if members.len() == 1 => match members.iter().next() {
                Some((variant, data)) => visitor.visit_enum(Variant {
                    variant,
                    data: Some(self.deeper(data)?),
                }),
                None => self.invalid(&"an enum"),
            },
            _ => self.invalid(&"a string or an object with one member"),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
    }
}

/// An array's elements, one after the other.
struct Elements<'de> {
    from: FromValue<'de>,
    elements: slice::Iter<'de, Value>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = ConvertError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ConvertError> {
        let Some(element) = self.elements.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        let data = self
            .from
            .deeper(element)
            .and_then(|from| seed.deserialize(from));
        data.map(Some).map_err(|error| error.within_index(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.elements.len())
    }
}

/// An object's members, one after the other.
struct Members<'de> {
    from: FromValue<'de>,
    members: map::Iter<'de>,
    current: Option<(&'de ArcStr, &'de Value)>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = ConvertError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ConvertError> {
        self.current = self.members.next();
        match self.current {
            Some((name, _)) => seed.deserialize(FromKey(name)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, ConvertError> {
        let Some((name, value)) = self.current.take() else {
            return Err(ConvertError::new("a value was asked for before its key"));
        };
        let data = self
            .from
            .deeper(value)
            .and_then(|from| seed.deserialize(from));
        data.map_err(|error| error.within_key(name))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.members.len())
    }
}

/// A member's name: a string, or what a string can be read as where the key is of another type.
struct FromKey<'de>(&'de str);

macro_rules! read {
    ($($method:ident => $visit:ident: $type:ty),*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConvertError> {
            match self.0.parse::<$type>() {
                Ok(key) => visitor.$visit(key),
                Err(_) => Err(ConvertError::invalid_type(Unexpected::Str(self.0), &visitor)),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for FromKey<'de> {
    type Error = ConvertError;

    read! {
        deserialize_bool => visit_bool: bool, deserialize_f32 => visit_f32: f32, deserialize_f64 => visit_f64: f64,
        deserialize_i8 => visit_i8: i8, deserialize_i16 => visit_i16: i16, deserialize_i32 => visit_i32: i32,
        deserialize_i64 => visit_i64: i64, deserialize_i128 => visit_i128: i128,
        deserialize_u8 => visit_u8: u8, deserialize_u16 => visit_u16: u16, deserialize_u32 => visit_u32: u32,
        deserialize_u64 => visit_u64: u64, deserialize_u128 => visit_u128: u128
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConvertError> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ConvertError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        visitor.visit_enum(Variant {
            variant: self.0,
            data: None,
        })
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// An enum's variant: its name, and its data unless it has none.
struct Variant<'de> {
    variant: &'de str,
    data: Option<FromValue<'de>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = ConvertError;
    type Variant = Variant<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Variant<'de>), ConvertError> {
        let name: StrDeserializer<'_, ConvertError> = self.variant.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> Variant<'de> {
    fn with_data<T>(
        self,
        expected: &str,
        data: impl FnOnce(FromValue<'de>) -> Result<T, ConvertError>,
    ) -> Result<T, ConvertError> {
        match self.data {
            Some(from) => data(from).map_err(|error| error.within_key(self.variant)),
            None => Err(ConvertError::invalid_type(
                Unexpected::UnitVariant,
                &expected,
            )),
        }
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = ConvertError;

    fn unit_variant(self) -> Result<(), ConvertError> {
        match self.data {
            Some(from) => <()>::deserialize(from).map_err(|error| error.within_key(self.variant)),
            None => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, ConvertError> {
        self.with_data("a variant with data", |from| seed.deserialize(from))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        self.with_data("a variant with elements", |from| {
            from.deserialize_seq(visitor)
        })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ConvertError> {
        self.with_data("a variant with fields", |from| {
            from.deserialize_map(visitor)
        })
    }
}
