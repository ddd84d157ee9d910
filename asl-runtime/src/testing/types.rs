//! Tasks with types of the user's: a test has only values.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::TaskError;
use crate::value::{ConvertError, Value, from_value, to_value};

/// What generated code writes a task's input with, where it is of a type that can be written.
#[doc(hidden)]
#[derive(Debug)]
pub struct Input<'a, T>(pub &'a T);

impl<T: Serialize> Input<'_, T> {
    #[allow(missing_docs)]
    pub fn write(&self) -> Option<Result<Value, ConvertError>> {
        Some(to_value(self.0))
    }
}

/// What rustc falls back on where `T` does not implement `Serialize`.
#[doc(hidden)]
pub trait Unwritable {
    #[allow(missing_docs)]
    fn write(&self) -> Option<Result<Value, ConvertError>> {
        None
    }
}

impl<T> Unwritable for Input<'_, T> {}

/// What generated code reads a task's answer with: a task may return a type that can only be written.
#[doc(hidden)]
#[derive(Debug)]
pub struct Output<T>(PhantomData<T>);

impl<T> Output<T> {
    #[allow(missing_docs, clippy::new_without_default)]
    pub const fn new() -> Self {
        Output(PhantomData)
    }
}

impl<T: DeserializeOwned> Output<T> {
    #[allow(missing_docs)]
    pub fn read(&self, answer: Value) -> Result<T, TaskError> {
        from_value(&answer).map_err(|error| {
            let name = std::any::type_name::<T>();
            unreadable(format!("the answer {answer} is no `{name}`: {error}"))
        })
    }
}

/// What rustc falls back on where `T` does not implement `Deserialize`.
#[doc(hidden)]
pub trait Unreadable<T> {
    #[allow(missing_docs)]
    fn read(&self, answer: Value) -> Result<T, TaskError>;
}

impl<T> Unreadable<T> for Output<T> {
    fn read(&self, _: Value) -> Result<T, TaskError> {
        let name = std::any::type_name::<T>();
        Err(unreadable(format!(
            "an answer that is a value needs `{name}` to implement `serde::Deserialize`"
        )))
    }
}

fn unreadable(cause: String) -> TaskError {
    TaskError::new("Asl.MockFailed", cause)
}
