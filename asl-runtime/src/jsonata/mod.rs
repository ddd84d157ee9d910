//! What compiled JSONata expressions call.
//!
//! Functions take any [`Operand`] and do what the reference does at 2.0.6: undefined is [`Sequence::None`] (or a `None`),
//! errors have its codes and texts. Two things of one name: `filter` is a predicate, `filter_by` is `$filter`.

mod arguments;
mod collections;
mod error;
mod filter;
mod higher_order;
mod numbers;
mod operand;
mod operators;
mod sequence;
mod sort;
mod states;
mod strings;
mod text;

pub use collections::{
    Part, append, count, distinct, exists, group, keys, lookup, merge, reverse, sort, spread,
};
pub use error::Error;
pub use filter::{filter, index, select};
pub use higher_order::{each, filter as filter_by, map, reduce, sift, single};
pub use numbers::{
    abs, average, ceil, floor, max, min, number, power, round, round_with, sqrt, sum,
};
pub use operand::{FromContext, Operand, View, from_context};
pub use operators::{
    add, boolean, divide, equal, greater, greater_or_equal, includes, less, less_or_equal,
    multiply, negate, not, not_equal, range_of, remainder, subtract, truthy,
};
pub use sequence::{
    Items, Sequence, array, descendants, field, grouped, in_context, items, object, path,
    spread_out, wildcard,
};
pub use sort::{SortKey, ascending, descending};
pub use states::{
    Evaluation, hash, millis, now, parse, partition, random, random_with, range, sequence, uuid,
    value,
};
pub use strings::{
    assert, assert_with, base64_decode, base64_encode, contains, error, error_with, join,
    join_with, length, lowercase, pad, pad_with, replace, replace_with, split, split_with,
    substring, substring_after, substring_before, substring_with, trim, type_of, uppercase,
};
pub use text::{string, string_with, text};

use crate::value::Value;

/// `null`
pub const NULL: Value = Value::NULL;

/// What is undefined.
pub const UNDEFINED: Sequence = Sequence::None;
