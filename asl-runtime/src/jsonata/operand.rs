//! What functions take: anything that an expression may evaluate to.

use arcstr::ArcStr;

use super::dynamic::Any;
use super::elements::Elements;
use super::sequence::{Items, Sequence};
use crate::value::{Kind, Map, Value};

/// A look at an operand: undefined, or what JSONata tells apart.
#[derive(Clone, Copy, Debug)]
pub enum View<'a> {
    /// No value at all.
    Undefined,
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number; infinite where arithmetic went out of range.
    Number(f64),
    /// A string.
    String(&'a str),
    /// An array or a sequence of several items.
    Array(Elements<'a>),
    /// An object.
    Object(&'a Map),
    /// A function.
    Function {
        /// What a condition makes of it.
        is_true: bool,
        /// What tells it from all others.
        identity: usize,
    },
}

impl<'a> View<'a> {
    /// A look at a value.
    #[inline]
    pub fn of(value: &'a Value) -> View<'a> {
        match value.kind() {
            Kind::Null => View::Null,
            Kind::Bool(bool) => View::Bool(bool),
            Kind::Int(int) => View::Number(int as f64),
            Kind::Float(float) => View::Number(float),
            Kind::String(string) => View::String(string),
            Kind::Array(array) => View::Array(Elements::Values(array)),
            Kind::Object(object) => View::Object(object),
        }
    }
}

/// Anything that an expression may evaluate to: values, sequences, Rust's own scalars, and `Option`s of them, `None`
/// being undefined.
///
/// It keeps emitted code short: `jsonata::add(jsonata::path(input, &["a"]), 1.0)`.
pub trait Operand {
    /// What it is.
    fn view(&self) -> View<'_>;

    /// Whether the context stands in for an argument that was left out.
    fn is_context(&self) -> bool {
        false
    }

    /// As a sequence; what can be shared is shared.
    fn to_sequence(&self) -> Sequence;

    /// As a sequence, without a copy where it owns what it holds.
    #[inline]
    fn into_sequence(self) -> Sequence
    where
        Self: Sized,
    {
        self.to_sequence()
    }

    /// As what a predicate or a step looks through.
    #[inline]
    fn into_items(self) -> Items
    where
        Self: Sized,
    {
        self.into_sequence().into()
    }

    /// As what may be a function too; what can be shared is shared.
    fn to_any(&self) -> Any {
        self.to_sequence().into_any()
    }

    /// As what may be a function too.
    fn into_any(self) -> Any
    where
        Self: Sized,
    {
        self.into_items().into()
    }
}

impl Operand for Value {
    #[inline]
    fn view(&self) -> View<'_> {
        View::of(self)
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        Sequence::One(self.clone())
    }

    #[inline]
    fn into_sequence(self) -> Sequence {
        Sequence::One(self)
    }
}

impl Operand for Sequence {
    #[inline]
    fn view(&self) -> View<'_> {
        match self {
            Sequence::None => View::Undefined,
            Sequence::One(value) => View::of(value),
            Sequence::Many(values) => View::Array(Elements::Values(values)),
        }
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        self.clone()
    }

    #[inline]
    fn into_sequence(self) -> Sequence {
        self
    }

    fn into_any(self) -> Any {
        match self {
            // Only `[]` leaves a single item in a sequence.
            Sequence::Many(values) if values.len() == 1 => {
                Any::from(Items::Sequence(values)).keep()
            }
            sequence => Items::from(sequence).into(),
        }
    }
}

impl Operand for Items {
    #[inline]
    fn view(&self) -> View<'_> {
        match self {
            Items::Undefined => View::Undefined,
            Items::Result(value) | Items::Item(value) => View::of(value),
            Items::Sequence(values) => match values.as_slice() {
                [] => View::Undefined,
                [single] => View::of(single),
                several => View::Array(Elements::Values(several)),
            },
        }
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        self.clone().collapse()
    }

    #[inline]
    fn into_sequence(self) -> Sequence {
        self.collapse()
    }

    #[inline]
    fn into_items(self) -> Items {
        self
    }
}

impl Operand for f64 {
    #[inline]
    fn view(&self) -> View<'_> {
        View::Number(*self)
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        Sequence::One(Value::number(*self))
    }

    fn to_any(&self) -> Any {
        match self.is_finite() {
            true => Any::Value(Value::number(*self)),
            false => Any::Number(*self),
        }
    }

    fn into_any(self) -> Any {
        self.to_any()
    }
}

impl Operand for bool {
    #[inline]
    fn view(&self) -> View<'_> {
        View::Bool(*self)
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        Sequence::One((*self).into())
    }
}

impl Operand for str {
    #[inline]
    fn view(&self) -> View<'_> {
        View::String(self)
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        Sequence::One(self.into())
    }
}

impl Operand for String {
    #[inline]
    fn view(&self) -> View<'_> {
        View::String(self)
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        Sequence::One(self.as_str().into())
    }
}

impl Operand for ArcStr {
    #[inline]
    fn view(&self) -> View<'_> {
        View::String(self)
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        Sequence::One(self.into())
    }

    #[inline]
    fn into_sequence(self) -> Sequence {
        Sequence::One(self.into())
    }
}

impl Operand for [Value] {
    #[inline]
    fn view(&self) -> View<'_> {
        View::Array(Elements::Values(self))
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        Sequence::One(self.iter().cloned().collect())
    }
}

impl<T: Operand + ?Sized> Operand for &T {
    #[inline]
    fn view(&self) -> View<'_> {
        (**self).view()
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        (**self).to_sequence()
    }

    fn to_any(&self) -> Any {
        (**self).to_any()
    }

    fn into_any(self) -> Any {
        (*self).to_any()
    }
}

impl<T: Operand> Operand for Option<T> {
    #[inline]
    fn view(&self) -> View<'_> {
        match self {
            Some(operand) => operand.view(),
            None => View::Undefined,
        }
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        match self {
            Some(operand) => operand.to_sequence(),
            None => Sequence::None,
        }
    }

    #[inline]
    fn into_sequence(self) -> Sequence {
        match self {
            Some(operand) => operand.into_sequence(),
            None => Sequence::None,
        }
    }

    fn to_any(&self) -> Any {
        match self {
            Some(operand) => operand.to_any(),
            None => Any::Undefined,
        }
    }

    fn into_any(self) -> Any {
        match self {
            Some(operand) => operand.into_any(),
            None => Any::Undefined,
        }
    }
}

/// The context as an argument that was left out: errors say so.
pub struct FromContext<T>(T);

/// The context as an argument that was left out.
pub fn from_context<T: Operand>(context: T) -> FromContext<T> {
    FromContext(context)
}

impl<T: Operand> Operand for FromContext<T> {
    #[inline]
    fn view(&self) -> View<'_> {
        self.0.view()
    }

    fn is_context(&self) -> bool {
        true
    }

    #[inline]
    fn to_sequence(&self) -> Sequence {
        self.0.to_sequence()
    }

    fn to_any(&self) -> Any {
        self.0.to_any()
    }
}
