//! The general way of evaluating: values that may be functions, sequences that carry the reference's marks, and streams
//! of tuples.
//!
//! Compiled code takes this way where an expression needs it and the short one everywhere else; [`any`] leads from there
//! to here. What is here follows the reference step by step.

mod array;
mod builtin;
mod cell;
mod collections;
mod function;
mod group;
mod matchers;
mod path;
mod signature;
mod transform;
mod tuple;
mod value;

pub use array::{Element, array_of, element, elements};
pub use builtin::Builtin;
pub use builtin::table as builtins;
pub use cell::{Cell, Scope};
pub use function::{apply, function, function_with, tail_call};
pub use group::{group_any, grouped_any, object_of};
pub use path::{Path, filter_any, index_any};
pub use signature::{Parameter, parameter};
pub use transform::{Change, transform};
pub use tuple::{Binding, Tuple};
pub use value::{Any, any};
