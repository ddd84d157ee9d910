//! Arrays that carry what the reference keeps with them.

use std::cell::OnceCell;
use std::rc::Rc;

use super::value::Any;
use crate::jsonata::error::Error;
use crate::jsonata::limits;
use crate::jsonata::operand::Operand;
use crate::value::Value;

/// An array whose items may be undefined or functions, with the reference's marks.
#[derive(Clone, Debug)]
pub struct Array {
    pub(super) items: Vec<Any>,
    /// A path or a function has put it together: a single item stands for it.
    pub(super) sequence: bool,
    /// `[]`: not even then.
    pub(super) keep_singleton: bool,
    /// A constructor that is a step: it is not put into the sequence around it.
    pub(super) constructed: bool,
    /// The items as JSON.
    json: OnceCell<Vec<Value>>,
}

impl Array {
    pub(super) fn new(items: Vec<Any>) -> Array {
        Array {
            items,
            sequence: false,
            keep_singleton: false,
            constructed: false,
            json: OnceCell::new(),
        }
    }

    pub(super) fn json(&self) -> &[Value] {
        self.json.get_or_init(|| {
            let items = self.items.iter();
            items.map(|item| item.json().unwrap_or_default()).collect()
        })
    }

    pub(super) fn kept(mut self) -> Array {
        self.keep_singleton = true;
        self
    }
}

/// Without recursion, as arrays may be nested deep.
impl Drop for Array {
    fn drop(&mut self) {
        let mut open = std::mem::take(&mut self.items);
        while let Some(item) = open.pop() {
            if let Any::Array(array) = item
                && let Ok(mut array) = Rc::try_unwrap(array)
            {
                open.append(&mut array.items);
            }
        }
    }
}

impl Any {
    /// A sequence of items.
    pub(super) fn sequence(items: Vec<Any>) -> Any {
        let mut array = Array::new(items);
        array.sequence = true;
        Any::Array(Rc::new(array))
    }

    /// An array, of JSON alone if possible.
    pub(super) fn plain_array(items: Vec<Any>) -> Any {
        if items.iter().any(|item| !matches!(item, Any::Value(_))) {
            return Any::Array(Rc::new(Array::new(items)));
        }
        let items = items.into_iter().filter_map(|item| match item {
            Any::Value(value) => Some(value),
            _ => None,
        });
        Any::Value(items.collect())
    }

    /// A constructor's array as a step's result.
    pub fn constructed(self) -> Any {
        let mut array = Array::new(self.into_items_or_self());
        array.constructed = true;
        Any::Array(Rc::new(array))
    }

    pub(super) fn is_sequence(&self) -> bool {
        matches!(self, Any::Array(array) if array.sequence)
    }

    pub(super) fn is_constructed(&self) -> bool {
        matches!(self, Any::Array(array) if array.constructed)
    }
}

/// `$append(first, second)`
pub(super) fn append(first: Any, second: Any) -> Result<Any, Error> {
    match (first, second) {
        (Any::Undefined, other) | (other, Any::Undefined) => Ok(other),
        (first, second) => {
            let mut items = first.into_items_or_self();
            let more = second.into_items_or_self();
            limits::work(items.len() + more.len())?;
            items.extend(more);
            Ok(Any::plain_array(items))
        }
    }
}

/// A part of an array constructor.
pub struct Element {
    value: Any,
    whole: bool,
}

/// A part of an array constructor that is one element.
pub fn element(value: impl Operand) -> Element {
    let value = value.into_any();
    Element { value, whole: true }
}

/// A part of an array constructor: an array's elements one by one.
pub fn elements(value: impl Operand) -> Element {
    let value = value.into_any();
    Element {
        value,
        whole: false,
    }
}

/// `[a, b]`. One part that is an array stays what it is.
pub fn array_of<const N: usize>(parts: [Element; N]) -> Result<Any, Error> {
    let mut items = Vec::with_capacity(N);
    for Element { value, whole } in parts {
        match value {
            Any::Undefined => {}
            value if whole => items.push(value),
            value => items.extend(value.into_items_or_self()),
        }
    }
    limits::work(items.len())?;
    Ok(Any::plain_array(items))
}
