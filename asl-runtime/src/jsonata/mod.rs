//! What compiled JSONata expressions call.
//!
//! Functions take any [`Operand`] and do what the reference does at 2.0.6: undefined is [`Sequence::None`] (or a `None`),
//! errors have its codes and texts. Two things of one name: `filter` is a predicate, `filter_by` is `$filter`.

mod arguments;
mod base_format;
mod collections;
mod date_parse;
mod date_picture;
mod date_time;
mod dynamic;
mod elements;
mod error;
mod filter;
mod found;
mod higher_order;
mod integer_format;
mod limits;
mod number_format;
mod number_picture;
mod numbers;
mod numerals;
mod operand;
mod operators;
mod regex;
mod scratch;
mod sequence;
mod sort;
mod states;
mod strings;
mod text;
mod urls;

pub use arcstr::ArcStr;
/// A text that is written in an expression: static, so that nothing is allocated for it.
pub use arcstr::literal;
pub use base_format::{format_base, format_base_with};
pub use collections::{
    Part, append, count, distinct, exists, group, keys, lookup, merge, reverse, sort, sort_by,
    spread,
};
pub use date_time::{from_millis, now_with, to_millis, to_millis_with};
pub use dynamic::{
    Any, Binding, Builtin, Cell, Change, Element, Parameter, Path, Scope, Tuple, any, apply,
    array_of, builtins, element, elements, filter_any, function, function_with, group_any,
    grouped_any, index_any, object_of, parameter, tail_call, transform,
};
pub use elements::Elements;
pub use error::Error;
pub use filter::{filter, index, select};
pub use found::{Found, Start, path_ref, within};
pub use higher_order::{each, filter as filter_by, map, reduce, sift, single};
pub use integer_format::{format_integer, parse_integer};
pub use number_format::{format_number, format_number_with};
pub use numbers::{
    abs, average, ceil, floor, max, min, number, power, round, round_with, sqrt, sum,
};
pub use operand::{FromContext, Operand, View, from_context};
pub use operators::{
    add, boolean, divide, equal, greater, greater_or_equal, includes, less, less_or_equal,
    multiply, negate, not, not_equal, range_of, remainder, subtract, truthy,
};
pub use regex::{Regex, contains_match, match_of, matches, replace_by, replace_matches, split_by};
pub use sequence::{
    Items, Sequence, array, descendants, field, grouped, in_context, in_data, items, object, path,
    spread_out, whole, wildcard,
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
pub use text::{concat, string, string_with, text};
pub use urls::{decode_url, decode_url_component, encode_url, encode_url_component};

use crate::value::Value;

/// `null`
pub const NULL: Value = Value::NULL;

/// What is undefined.
pub const UNDEFINED: Sequence = Sequence::None;
