//! Values that may be functions.

use std::cell::OnceCell;
use std::rc::Rc;

use arcstr::ArcStr;

use super::array::Array;
use super::function::{Function, TailCall};
use super::tuple::Tuple;
use crate::jsonata::elements::Elements;
use crate::jsonata::error::Error;
use crate::jsonata::limits;
use crate::jsonata::operand::{Operand, View};
use crate::jsonata::sequence::{Items, Sequence};
use crate::value::{Map, Value};

/// Anything that an expression may evaluate to, functions included.
#[derive(Clone, Debug, Default)]
pub enum Any {
    /// No value at all.
    #[default]
    Undefined,
    /// JSON.
    Value(Value),
    /// A number that JSON does not have: infinite, or none.
    Number(f64),
    /// An array that JSON cannot tell all about.
    Array(Rc<Array>),
    /// An object with a function in it.
    Object(Rc<Object>),
    /// A function.
    Function(Function),
    /// What a path hands on that a path around it asks for the parents of.
    Tuples(Rc<Vec<Tuple>>),
    /// A function's last call, which is made when it has returned.
    TailCall(Rc<TailCall>),
}

/// An object whose members may be functions.
#[derive(Clone, Debug, Default)]
pub struct Object {
    pub(super) members: Vec<(ArcStr, Any)>,
    json: OnceCell<Value>,
}

/// As deep as functions within functions may be.
impl Drop for Object {
    fn drop(&mut self) {
        let members = std::mem::take(&mut self.members);
        limits::with_stack(|| drop(members));
    }
}

impl Object {
    pub(super) fn get(&self, name: &str) -> Option<&Any> {
        let found = self.members.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value)
    }

    fn json(&self) -> &Value {
        self.json.get_or_init(|| {
            let members = self.members.iter();
            let members = members.filter_map(|(key, value)| Some((key.clone(), value.json()?)));
            Value::object(members)
        })
    }
}

/// Anything as an [`Any`].
pub fn any(operand: impl Operand) -> Any {
    operand.into_any()
}

impl Any {
    /// The value of an expression.
    ///
    /// # Errors
    ///
    /// A function is no value, nor is what holds one.
    pub fn into_value(self) -> Result<Option<Value>, Error> {
        if self.holds_function() {
            return Err(Error::unsupported_result());
        }
        Ok(self.json())
    }

    pub(super) fn holds_function(&self) -> bool {
        limits::with_stack(|| match self {
            Any::Function(_) | Any::TailCall(_) => true,
            Any::Array(array) => array.items.iter().any(Any::holds_function),
            Any::Object(object) => object
                .members
                .iter()
                .any(|(_, member)| member.holds_function()),
            _ => false,
        })
    }

    /// As JSON: what is undefined in an array is `null`, and a function has no text.
    pub(super) fn json(&self) -> Option<Value> {
        limits::with_stack(|| {
            Some(match self {
                Any::Undefined => return None,
                Any::Value(value) => value.clone(),
                Any::Number(_) => Value::NULL,
                Any::Array(array) => array.json().to_vec().into(),
                Any::Object(object) => object.json().clone(),
                // No JSON is a function: whoever asks for it has seen to that, or takes it for a text.
                Any::Function(_) | Any::TailCall(_) => "".into(),
                Any::Tuples(tuples) => {
                    let values = tuples.iter();
                    let values = values.map(|tuple| tuple.context.json().unwrap_or_default());
                    values.collect()
                }
            })
        })
    }

    /// An object of members; what is undefined is left out.
    pub(super) fn object(members: Vec<(ArcStr, Any)>) -> Any {
        if members
            .iter()
            .any(|(_, value)| !matches!(value, Any::Value(_) | Any::Undefined))
        {
            let defined = members.into_iter();
            let members = defined.filter(|(_, value)| !value.is_undefined()).collect();
            return Any::Object(Rc::new(Object {
                members,
                json: OnceCell::new(),
            }));
        }
        let members = members.into_iter().filter_map(|(key, value)| match value {
            Any::Value(value) => Some((key, value)),
            _ => None,
        });
        Any::Value(members.collect::<Map>().into())
    }

    /// Whether there is no value.
    pub fn is_undefined(&self) -> bool {
        matches!(self, Any::Undefined)
    }

    pub(super) fn is_array(&self) -> bool {
        match self {
            Any::Array(_) | Any::Tuples(_) => true,
            Any::Value(value) => value.as_array().is_some(),
            _ => false,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Any::Value(value) => value.as_str(),
            _ => None,
        }
    }

    /// The number that it is.
    pub(super) fn as_f64(&self) -> Option<f64> {
        match self {
            Any::Value(value) => value.as_f64(),
            Any::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The function that it is.
    pub(super) fn as_function(&self) -> Option<&Function> {
        match self {
            Any::Function(function) => Some(function),
            _ => None,
        }
    }

    /// A member of an object.
    pub(super) fn member(&self, name: &str) -> Any {
        match self {
            Any::Value(value) => value
                .get(name)
                .map_or(Any::Undefined, |value| Any::Value(value.clone())),
            Any::Object(object) => object.get(name).cloned().unwrap_or_default(),
            _ => Any::Undefined,
        }
    }

    /// An array's items; anything else is one item.
    pub(super) fn into_items_or_self(self) -> Vec<Any> {
        match self {
            Any::Value(value) => match value.into_array() {
                Ok(elements) => elements.into_iter().map(Any::Value).collect(),
                Err(value) => vec![Any::Value(value)],
            },
            Any::Array(array) => match Rc::try_unwrap(array) {
                Ok(mut array) => std::mem::take(&mut array.items),
                Err(array) => array.items.clone(),
            },
            other => vec![other],
        }
    }

    /// The result of a node: a sequence of nothing is undefined, and one of a single item is that item.
    pub fn collapse(self) -> Any {
        match self {
            Any::Array(array) if array.sequence && array.items.len() < 2 => {
                if array.items.is_empty() {
                    Any::Undefined
                } else if array.keep_singleton {
                    Any::Array(array)
                } else {
                    array.items[0].clone()
                }
            }
            other => other,
        }
    }

    /// The result of a node where `[]` keeps a single item in its array.
    pub fn keep(self) -> Any {
        self.keep_singleton().collapse()
    }

    pub(super) fn keep_singleton(self) -> Any {
        match self {
            Any::Array(array) if array.sequence => {
                let array = Rc::unwrap_or_clone(array);
                Any::Array(Rc::new(array.kept()))
            }
            other => other,
        }
    }

    pub(super) fn is_true(&self) -> Result<Option<bool>, Error> {
        crate::jsonata::boolean(self)
    }
}

impl Operand for Any {
    fn view(&self) -> View<'_> {
        match self {
            Any::Undefined => View::Undefined,
            Any::Value(value) => View::of(value),
            Any::Number(number) => View::Number(*number),
            Any::Array(array) => View::Array(Elements::Values(array.json())),
            Any::Object(object) => match object.json().as_object() {
                Some(map) => View::Object(map),
                None => View::Undefined,
            },
            Any::Function(function) => View::Function {
                is_true: function.is_true(),
                identity: function.identity(),
            },
            Any::TailCall(call) => View::Function {
                is_true: true,
                identity: Rc::as_ptr(call).addr(),
            },
            Any::Tuples(_) => View::Undefined,
        }
    }

    fn to_sequence(&self) -> Sequence {
        match self {
            Any::Array(array) if array.sequence => Sequence::Many(array.json().to_vec()),
            other => match other.json() {
                Some(value) => Sequence::One(value),
                None => Sequence::None,
            },
        }
    }

    fn into_items(self) -> Items {
        match &self {
            Any::Array(array) if array.sequence => Items::Sequence(array.json().to_vec()),
            other => other.json().map_or(Items::Undefined, Items::Result),
        }
    }

    fn into_any(self) -> Any {
        self
    }

    fn to_any(&self) -> Any {
        self.clone()
    }
}

impl From<Items> for Any {
    fn from(items: Items) -> Any {
        let sequence =
            |values: Vec<Value>| Any::sequence(values.into_iter().map(Any::Value).collect());
        match items {
            Items::Undefined => Any::Undefined,
            Items::Result(value) => Any::Value(value),
            Items::Item(value) => sequence(vec![value]),
            Items::Sequence(values) => sequence(values),
        }
    }
}
