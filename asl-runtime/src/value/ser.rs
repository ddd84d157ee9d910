//! Values into serde, and any `Serialize` type into a value.

use arcstr::ArcStr;
use serde::ser::{
    Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct,
    SerializeStructVariant, SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
    Serializer,
};

use super::{ConvertError, Kind, MAX_DEPTH, Map, Value, handover};

/// The value of any type that serde can serialize. [`Value`]s in it are shared, not copied.
pub fn to_value<T: Serialize + ?Sized>(data: &T) -> Result<Value, ConvertError> {
    data.serialize(ToValue { depth: 0 })
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(handover::NAME, &Whole(self))
    }
}

impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

/// What the newtype holds for a serializer that asks for it.
struct Whole<'a>(&'a Value);

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if handover::answer(self.0) {
            serializer.serialize_unit()
        } else {
            Part {
                value: self.0,
                depth: 0,
            }
            .serialize(serializer)
        }
    }
}

/// A value within another for a serializer that is told what is in it.
struct Part<'a> {
    value: &'a Value,
    depth: usize,
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.depth > MAX_DEPTH {
            return Err(S::Error::custom(ConvertError::too_deep()));
        }
        let part = |value| Part {
            value,
            depth: self.depth + 1,
        };
        match self.value.kind() {
            Kind::Null => serializer.serialize_unit(),
            Kind::Bool(bool) => serializer.serialize_bool(bool),
            Kind::Int(int) => serializer.serialize_i64(int),
            Kind::Float(float) => serializer.serialize_f64(float),
            Kind::String(string) => serializer.serialize_str(string),
            Kind::Array(elements) => serializer.collect_seq(elements.iter().map(part)),
            Kind::Object(members) => serializer.collect_map(
                members
                    .iter()
                    .map(|(name, value)| (name.as_str(), part(value))),
            ),
        }
    }
}

/// The serializer whose output is a [`Value`].
#[derive(Clone, Copy)]
struct ToValue {
    depth: usize,
}

impl ToValue {
    /// For what is one level deeper.
    fn deeper(self) -> Result<ToValue, ConvertError> {
        if self.depth == MAX_DEPTH {
            return Err(ConvertError::too_deep());
        }
        Ok(ToValue {
            depth: self.depth + 1,
        })
    }
}

macro_rules! scalars {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, data: $type) -> Result<Value, ConvertError> {
            Ok(Value::from(data))
        })*
    };
}

impl Serializer for ToValue {
    type Ok = Value;
    type Error = ConvertError;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Elements;
    type SerializeTupleVariant = Elements;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Members;

    scalars! {
        serialize_bool: bool, serialize_str: &str, serialize_f32: f32, serialize_f64: f64,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128
    }

    fn serialize_char(self, data: char) -> Result<Value, ConvertError> {
        Ok(Value::from(&*data.encode_utf8(&mut [0; 4])))
    }

    fn serialize_bytes(self, data: &[u8]) -> Result<Value, ConvertError> {
        Ok(data.iter().copied().collect())
    }

    fn serialize_none(self) -> Result<Value, ConvertError> {
        Ok(Value::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, data: &T) -> Result<Value, ConvertError> {
        data.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, ConvertError> {
        Ok(Value::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, ConvertError> {
        Ok(Value::NULL)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, ConvertError> {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        data: &T,
    ) -> Result<Value, ConvertError> {
        if name != handover::NAME {
            return data.serialize(self);
        }
        handover::ask();
        let described = data.serialize(self);
        handover::receive().map_or(described, Ok)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        data: &T,
    ) -> Result<Value, ConvertError> {
        let data = data
            .serialize(self.deeper()?)
            .map_err(|error| error.within_key(variant))?;
        Ok(Value::object([(variant, data)]))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Elements, ConvertError> {
        Elements::new(self, None, len.unwrap_or(0))
    }

    fn serialize_tuple(self, len: usize) -> Result<Elements, ConvertError> {
        Elements::new(self, None, len)
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Elements, ConvertError> {
        Elements::new(self, None, len)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Elements, ConvertError> {
        Elements::new(self.deeper()?, Some(variant), len)
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Members, ConvertError> {
        Members::new(self, None, len.unwrap_or(0))
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Members, ConvertError> {
        Members::new(self, None, len)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Members, ConvertError> {
        Members::new(self.deeper()?, Some(variant), len)
    }
}

/// An array that is being filled, perhaps for an enum's variant.
struct Elements {
    serializer: ToValue,
    variant: Option<&'static str>,
    elements: Vec<Value>,
}

impl Elements {
    fn new(
        serializer: ToValue,
        variant: Option<&'static str>,
        len: usize,
    ) -> Result<Elements, ConvertError> {
        // A length that is only a hint may be wrong: it must not decide how much memory is taken.
        let elements = Vec::with_capacity(len.min(1024));
        Ok(Elements {
            serializer: serializer.deeper()?,
            variant,
            elements,
        })
    }

    fn push<T: Serialize + ?Sized>(&mut self, data: &T) -> Result<(), ConvertError> {
        let element = data
            .serialize(self.serializer)
            .map_err(|error| error.within_index(self.elements.len()))?;
        self.elements.push(element);
        Ok(())
    }

    fn finish(self) -> Result<Value, ConvertError> {
        Ok(in_variant(self.variant, self.elements.into()))
    }
}

/// An object that is being filled, perhaps for an enum's variant.
struct Members {
    serializer: ToValue,
    variant: Option<&'static str>,
    members: Map,
    key: ArcStr,
}

impl Members {
    fn new(
        serializer: ToValue,
        variant: Option<&'static str>,
        len: usize,
    ) -> Result<Members, ConvertError> {
        let members = Map::with_capacity(len.min(1024));
        Ok(Members {
            serializer: serializer.deeper()?,
            variant,
            members,
            key: ArcStr::new(),
        })
    }

    fn put<T: Serialize + ?Sized>(&mut self, key: ArcStr, data: &T) -> Result<(), ConvertError> {
        let member = data
            .serialize(self.serializer)
            .map_err(|error| error.within_key(&key))?;
        self.members.insert(key, member);
        Ok(())
    }

    fn finish(self) -> Result<Value, ConvertError> {
        Ok(in_variant(self.variant, self.members.into()))
    }
}

fn in_variant(variant: Option<&'static str>, data: Value) -> Value {
    match variant {
        Some(variant) => Value::object([(variant, data)]),
        None => data,
    }
}

macro_rules! elements {
    ($($trait:ident::$method:ident),*) => {
        $(impl $trait for Elements {
            type Ok = Value;
            type Error = ConvertError;

            fn $method<T: Serialize + ?Sized>(&mut self, data: &T) -> Result<(), ConvertError> {
                self.push(data)
            }

            fn end(self) -> Result<Value, ConvertError> {
                self.finish()
            }
        })*
    };
}
elements!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

macro_rules! members {
    ($($trait:ident),*) => {
        $(impl $trait for Members {
            type Ok = Value;
            type Error = ConvertError;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, data: &T) -> Result<(), ConvertError> {
                self.put(key.into(), data)
            }

            fn end(self) -> Result<Value, ConvertError> {
                self.finish()
            }
        })*
    };
}
members!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Members {
    type Ok = Value;
    type Error = ConvertError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ConvertError> {
        self.key = key.serialize(ToKey)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, data: &T) -> Result<(), ConvertError> {
        let key = std::mem::take(&mut self.key);
        self.put(key, data)
    }

    fn end(self) -> Result<Value, ConvertError> {
        self.finish()
    }
}

/// The serializer of a map's keys: scalars become strings.
struct ToKey;

fn not_a_key<T>() -> Result<T, ConvertError> {
    Err(ConvertError::new(
        "the key of a map is neither a string nor a number, a Boolean or a character",
    ))
}

macro_rules! printed {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, key: $type) -> Result<ArcStr, ConvertError> {
            Ok(key.to_string().into())
        })*
    };
}

impl Serializer for ToKey {
    type Ok = ArcStr;
    type Error = ConvertError;
    type SerializeSeq = Impossible<ArcStr, ConvertError>;
    type SerializeTuple = Impossible<ArcStr, ConvertError>;
    type SerializeTupleStruct = Impossible<ArcStr, ConvertError>;
    type SerializeTupleVariant = Impossible<ArcStr, ConvertError>;
    type SerializeMap = Impossible<ArcStr, ConvertError>;
    type SerializeStruct = Impossible<ArcStr, ConvertError>;
    type SerializeStructVariant = Impossible<ArcStr, ConvertError>;

    printed! {
        serialize_bool: bool, serialize_char: char, serialize_f32: f32, serialize_f64: f64,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128
    }

    fn serialize_str(self, key: &str) -> Result<ArcStr, ConvertError> {
        Ok(key.into())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<ArcStr, ConvertError> {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        key: &T,
    ) -> Result<ArcStr, ConvertError> {
        key.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, key: &T) -> Result<ArcStr, ConvertError> {
        key.serialize(self)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<ArcStr, ConvertError> {
        not_a_key()
    }

    fn serialize_none(self) -> Result<ArcStr, ConvertError> {
        not_a_key()
    }

    fn serialize_unit(self) -> Result<ArcStr, ConvertError> {
        not_a_key()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<ArcStr, ConvertError> {
        not_a_key()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<ArcStr, ConvertError> {
        not_a_key()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, ConvertError> {
        not_a_key()
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, ConvertError> {
        not_a_key()
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, ConvertError> {
        not_a_key()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, ConvertError> {
        not_a_key()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, ConvertError> {
        not_a_key()
    }

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, ConvertError> {
        not_a_key()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, ConvertError> {
        not_a_key()
    }
}
