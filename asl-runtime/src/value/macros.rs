//! The `value!` macro.

use serde::Serialize;

use super::{Value, to_value};

/// A [`Value`](crate::Value) written as JSON with Rust expressions in it, as `serde_json::json!` has it.
///
/// Expressions are of any type that serializes, a `Value` is taken as it is. The names of members cost nothing where they
/// are literals; they may be other expressions too.
///
/// ```
/// use asl_runtime::value;
///
/// let (id, key) = ("o-1001", String::from("total"));
/// let order = value!({ "id": id, key: 2 + 3, "items": [1, null, { "gift": true }] });
/// assert_eq!(order.to_string(), r#"{"id":"o-1001","total":5,"items":[1,null,{"gift":true}]}"#);
/// ```
///
/// # Panics
///
/// Where an expression's own `Serialize` fails, or it is a map whose keys are no strings, as in `serde_json::json!`.
#[macro_export]
macro_rules! value {
    (null) => { $crate::Value::NULL };
    ([$($elements:tt)*]) => { $crate::__elements!([] $($elements)*) };
    ({$($members:tt)*}) => { $crate::__members!([] [] $($members)*) };
    ($other:expr) => { $crate::value::__value(&$other) };
}

/// The elements of an array that [`value!`](crate::value!) has read, and those that are left.
#[doc(hidden)]
#[macro_export]
macro_rules! __elements {
    ([$($done:expr,)*]) => { $crate::Value::array::<$crate::Value>([$($done,)*]) };
    ([$($done:expr,)*] null $(, $($rest:tt)*)?) => {
        $crate::__elements!([$($done,)* $crate::Value::NULL,] $($($rest)*)?)
    };
    ([$($done:expr,)*] [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $crate::__elements!([$($done,)* $crate::value!([$($inner)*]),] $($($rest)*)?)
    };
    ([$($done:expr,)*] {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $crate::__elements!([$($done,)* $crate::value!({$($inner)*}),] $($($rest)*)?)
    };
    ([$($done:expr,)*] $next:expr $(, $($rest:tt)*)?) => {
        $crate::__elements!([$($done,)* $crate::value!($next),] $($($rest)*)?)
    };
}

/// The members of an object that [`value!`](crate::value!) has read, what it has read of the next one's name, and what is
/// left.
#[doc(hidden)]
#[macro_export]
macro_rules! __members {
    ([$($done:expr,)*] []) => {
        $crate::macro_support::data::object([$($done,)*])
    };
    ([$($done:expr,)*] [$($name:tt)+] : null $(, $($rest:tt)*)?) => {
        $crate::__members!([$($done,)* ($crate::__name!($($name)+), $crate::Value::NULL),] [] $($($rest)*)?)
    };
    ([$($done:expr,)*] [$($name:tt)+] : [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $crate::__members!([$($done,)* ($crate::__name!($($name)+), $crate::value!([$($inner)*])),] [] $($($rest)*)?)
    };
    ([$($done:expr,)*] [$($name:tt)+] : {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $crate::__members!([$($done,)* ($crate::__name!($($name)+), $crate::value!({$($inner)*})),] [] $($($rest)*)?)
    };
    ([$($done:expr,)*] [$($name:tt)+] : $next:expr $(, $($rest:tt)*)?) => {
        $crate::__members!([$($done,)* ($crate::__name!($($name)+), $crate::value!($next)),] [] $($($rest)*)?)
    };
    ([$($done:expr,)*] [$($name:tt)*] $next:tt $($rest:tt)*) => {
        $crate::__members!([$($done,)*] [$($name)* $next] $($rest)*)
    };
}

/// The name of a member in [`value!`](crate::value!).
#[doc(hidden)]
#[macro_export]
macro_rules! __name {
    ($name:literal) => {
        $crate::macro_support::text!($name)
    };
    ($name:expr) => {
        $crate::macro_support::ArcStr::from($name)
    };
}

/// What stands for an expression in [`value!`](crate::value!).
#[doc(hidden)]
pub fn __value(value: &impl Serialize) -> Value {
    // As the macro's documentation says: it is for what serializes.
    to_value(value).unwrap_or_else(|error| panic!("value!: {error}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::value::Value;

    #[test]
    fn it_reads_what_json_does() {
        let list = [1, 2];
        let map = BTreeMap::from([("k", 0.5)]);
        let shared = value!({ "deep": [[], {}] });
        let name = String::from("own");
        let all = value!({
            "null": null, "true": true, "text": "t", "negative": -1, "sum": 1 + 2 * 3,
            "array": [null, [list[0], list[1]], { "a": null, }, list.len(), Some("x"), None::<i32>,],
            "list": list, "map": map, "shared": shared.clone(), name.clone(): { "in": (1, "two") },
        });
        let text = r#"{"null":null,"true":true,"text":"t","negative":-1,"sum":7,
            "array":[null,[1,2],{"a":null},2,"x",null],
            "list":[1,2],"map":{"k":0.5},"shared":{"deep":[[],{}]},"own":{"in":[1,"two"]}}"#;
        assert_eq!(all, Value::parse(text).unwrap());
        assert_eq!(value!(null), Value::NULL);
        assert_eq!(value!([]), Value::parse("[]").unwrap());
        assert_eq!(value!({ "last": 1, "last": 2 }), value!({ "last": 2 }));
    }
}
