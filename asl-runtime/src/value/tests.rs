//! Tests of values as a whole.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::*;
use crate::value;

#[test]
fn a_value_is_small_and_crosses_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<Value>();
    assert_eq!(size_of::<Value>(), 16);
    assert_eq!(size_of::<Option<Value>>(), 16);
}

/// As deep as no call stack is.
fn nested(levels: usize) -> Value {
    (0..levels).fold(Value::NULL, |inner, level| match level % 2 {
        0 => Value::array([inner]),
        _ => Value::object([("in", inner)]),
    })
}

#[test]
fn depth_does_not_matter_to_values() {
    const LEVELS: usize = 200_000;
    let (deep, same) = (nested(LEVELS), nested(LEVELS));
    assert!(deep == same);
    assert!(deep != nested(LEVELS - 2));
    assert_eq!(deep.depth(), LEVELS);
    let json = deep.to_json_string();
    assert_eq!(json.len(), deep.json_len());
    assert_eq!(json.len(), LEVELS / 2 * 2 + LEVELS / 2 * 7 + 4);
    assert_eq!(format!("{deep:?}").len(), json.len());
    RandomState::new().hash_one(&deep);
    let shared = deep.clone();
    drop(deep);
    assert!(shared["in"].at(0).is_some());
}

#[test]
fn depth_is_limited_where_serde_recurses() {
    let fits = nested(MAX_DEPTH);
    assert_eq!(
        [fits.depth(), value!([1, {}]).depth(), Value::NULL.depth()],
        [MAX_DEPTH, 2, 0]
    );
    assert_eq!(Value::parse(fits.to_json_string()).unwrap(), fits);
    assert_eq!(serde_json::to_string(&fits).unwrap(), fits.to_json_string());
    assert_eq!(
        from_value::<serde_json::Value>(&fits)
            .map(Value::from)
            .unwrap(),
        fits
    );

    for levels in [MAX_DEPTH + 1, 100_000] {
        let deep = nested(levels);
        assert!(
            Value::parse(deep.to_json_string())
                .unwrap_err()
                .to_string()
                .contains("nested deeper than 100 levels")
        );
        assert!(serde_json::to_string(&deep).is_err());
        assert!(serde_json::Value::try_from(&deep).is_err());
        assert_eq!(
            from_value::<Value>(&to_value(&deep).unwrap()).unwrap(),
            deep
        );
    }
}

#[test]
fn json_is_printed_compactly_and_read_back() {
    for json in [
        "null",
        "true",
        "-1",
        "9223372036854775807",
        "3.0",
        "-0.5",
        "1e21",
        "5e-324",
        "\"\"",
        r#""a\"b\\c\n\r\t\b\f\u0001\u001Fé/😀""#,
        "[]",
        "{}",
        r#"[1,[],{"b":[{}],"a":null},"x"]"#,
    ] {
        let value = Value::parse(json).unwrap();
        assert_eq!(value.to_string(), json);
        assert_eq!(value.json_len(), json.len());
        assert!(value.json_len_is_within(json.len()));
        assert!(!value.json_len_is_within(json.len() - 1));
        assert!(value.json_len_is_within(6 * json.len() + 100));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(json)
                .map(Value::from)
                .unwrap(),
            value
        );
    }
    assert_eq!(
        Value::parse(" [1 , 2e2]\n").unwrap().to_string(),
        "[1,200.0]"
    );
    assert_eq!(
        Value::parse("18446744073709551615").unwrap().as_f64(),
        Some(18_446_744_073_709_551_615.0)
    );
    assert_eq!(
        Value::parse(r#"{"a":1,"b":2,"a":3}"#).unwrap().to_string(),
        r#"{"a":3,"b":2}"#
    );
}

#[test]
fn text_that_is_not_json_says_where() {
    let error = "{\n \"a\": nope }".parse::<Value>().unwrap_err();
    assert_eq!((error.line(), error.column()), (2, 8));
    assert!(Value::parse("1 2").is_err());
    assert!(Value::parse(b"\"\xff\"").is_err());
    assert!(Value::parse("").is_err());
}

#[test]
fn numbers_are_compared_exactly() {
    let equal = |a: Value, b: Value| {
        let hashes = RandomState::new();
        assert!(
            a != b || hashes.hash_one(&a) == hashes.hash_one(&b),
            "{a} and {b} are equal and hash differently"
        );
        a == b
    };
    assert!(equal(3.into(), 3.0.into()));
    assert!(equal(0.into(), (-0.0).into()));
    assert!(equal((1_i64 << 53).into(), 9_007_199_254_740_992.0.into()));
    assert!(!equal(
        ((1_i64 << 53) + 1).into(),
        9_007_199_254_740_992.0.into()
    ));
    assert!(!equal(i64::MAX.into(), 9_223_372_036_854_775_808.0.into()));
    assert!(equal(
        i64::MIN.into(),
        (-9_223_372_036_854_775_808.0).into()
    ));
    assert!(!equal(1.into(), true.into()));
}

#[test]
fn objects_are_equal_in_any_order() {
    let one = value!({ "a": [1, { "x": null }], "b": 2.0 });
    let other = value!({ "b": 2, "a": [1.0, { "x": null }] });
    assert_eq!(one, other);
    assert_eq!(one.as_object(), other.as_object());
    let hashes = RandomState::new();
    assert_eq!(hashes.hash_one(&one), hashes.hash_one(&other));
    assert_ne!(one, value!({ "a": [1, { "x": null }] }));
    assert_ne!(one, value!({ "a": [1, { "y": null }], "b": 2 }));
    assert_ne!(value!([1, 2]), value!([2, 1]));
}

#[test]
fn numbers_keep_their_form() {
    assert_eq!(Value::from(3.0).to_string(), "3.0");
    assert_eq!(Value::number(3.0).to_string(), "3");
    assert_eq!(Value::number(3.5).to_string(), "3.5");
    assert_eq!(Value::number(1e300).as_i64(), None);
    assert_eq!(Value::from(u64::MAX).as_i64(), None);
    assert_eq!(Value::from(f64::NAN), Value::NULL);
    assert_eq!(Value::number(f64::INFINITY), Value::NULL);
    assert_eq!(Value::from(3.0).as_i64(), None);
}

#[test]
fn changing_a_value_copies_only_what_is_shared() {
    let payload = Value::array(0..100);
    let mut one = Value::object([("payload", payload.clone()), ("n", 1.into())]);
    let other = one.clone();
    one.as_object_mut().unwrap().insert("n", 2);
    assert_eq!(other["n"], 1.into());
    assert_eq!(one["n"], 2.into());
    let address = |value: &Value| value["payload"].as_array().unwrap().as_ptr();
    assert_eq!(address(&one), address(&other));

    drop((other, payload));
    let before = address(&one);
    let mut members = one.into_object().unwrap();
    members.get_mut("payload").unwrap().as_array_mut().unwrap()[0] = Value::NULL;
    assert_eq!(
        members.get("payload").unwrap().as_array().unwrap().as_ptr(),
        before
    );
    assert!(
        Value::from("x")
            .into_array()
            .is_err_and(|other| other == "x".into())
    );
}

#[test]
fn a_map_keeps_order_at_any_size() {
    for size in [0, 1, 16, 17, 18, 1_000] {
        let mut map: Map = (0..size).map(|i| (format!("k{i}"), i)).collect();
        assert_eq!(map.len(), size);
        assert_eq!(map.insert("k0", "again").is_some(), size > 0);
        assert!(
            map.iter()
                .map(|(name, _)| name.as_str())
                .eq(map.keys().map(|name| name.as_str()))
        );
        if size > 2 {
            assert_eq!(map.remove("k1"), Some(1.into()));
            assert_eq!(map.remove("k1"), None);
            assert_eq!(map.insert("k1", -1), None);
        }
        for (position, (name, value)) in map.iter().enumerate() {
            assert_eq!(map.get(name), Some(value));
            let expected = match position {
                0 => "k0".into(),
                last if size > 2 && last == size - 1 => "k1".into(),
                other if size > 2 => format!("k{}", other + 1),
                other => format!("k{other}"),
            };
            assert_eq!(*name, expected);
        }
        assert!(!map.contains_key("no"));
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    id: u64,
    lines: Vec<Line>,
    note: Option<String>,
    #[serde(default)]
    labels: BTreeMap<u8, bool>,
    payload: Value,
    state: State,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    sku: String,
    weight: f64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum State {
    Open,
    Paid(Value),
    Sent { to: (String, u32) },
    Lost(char, ()),
}

#[test]
fn rust_types_become_values_and_come_back() {
    for state in [
        State::Open,
        State::Paid(value!({ "by": ["card"] })),
        State::Sent {
            to: ("B".into(), 7),
        },
        State::Lost('?', ()),
    ] {
        let order = Order {
            id: 1,
            lines: vec![Line {
                sku: "A".into(),
                weight: 2.0,
            }],
            note: None,
            labels: [(3, true)].into(),
            payload: value!([1, { "x": 2.5 }]),
            state,
        };
        let value = to_value(&order).unwrap();
        assert_eq!(value, Value::from(serde_json::to_value(&order).unwrap()));
        assert_eq!(
            value,
            Value::parse(serde_json::to_string(&order).unwrap()).unwrap()
        );
        assert_eq!(from_value::<Order>(&value).unwrap(), order);
        assert_eq!(
            serde_json::from_str::<Order>(&value.to_string()).unwrap(),
            order
        );
    }
}

#[test]
fn values_within_rust_types_are_shared() {
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Transparent(Value);

    #[derive(Serialize, Deserialize)]
    struct Checkpoint {
        one: Option<Value>,
        other: Vec<Transparent>,
    }

    let payload = value!({ "much": "data" });
    let address = |value: &Value| std::ptr::from_ref(value.as_object().unwrap());
    let checkpoint = Checkpoint {
        one: Some(payload.clone()),
        other: vec![Transparent(payload.clone())],
    };
    let value = to_value(&checkpoint).unwrap();
    assert_eq!(address(&value["one"]), address(&payload));
    assert_eq!(address(&value["other"][0]), address(&payload));
    let back: Checkpoint = from_value(&value).unwrap();
    assert_eq!(address(back.one.as_ref().unwrap()), address(&payload));
    assert_eq!(address(&back.other[0].0), address(&payload));
    assert_eq!(address(&to_value(&payload).unwrap()), address(&payload));
}

#[test]
fn a_stranger_with_the_name_of_the_handover_does_no_harm() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    #[serde(rename = "$asl_runtime::Value")]
    struct Stranger((u8, Option<Value>));

    let stranger = Stranger((1, Some(value!(["x"]))));
    assert_eq!(to_value(&stranger).unwrap(), value!([1, ["x"]]));
    // It finds nothing in what it takes for its own, which is an error and no more.
    assert!(from_value::<Stranger>(&value!([1, ["x"]])).is_err());
    assert_eq!(from_value::<Value>(&value!(2)).unwrap(), value!(2));
    assert_eq!(serde_json::from_str::<Value>("3").unwrap(), value!(3));
}

#[test]
fn an_untagged_enum_may_hold_a_value() {
    #[derive(Deserialize, Debug, PartialEq)]
    #[serde(untagged)]
    enum Either {
        Number(u8),
        Any(Value),
    }
    assert_eq!(
        from_value::<Vec<Either>>(&value!([1, [2, {}]])).unwrap(),
        [Either::Number(1), Either::Any(value!([2, {}]))]
    );
}

#[test]
fn integers_without_fraction_are_integers() {
    assert_eq!(from_value::<u8>(&Value::from(3.0)).unwrap(), 3);
    assert_eq!(from_value::<f64>(&Value::from(3)).unwrap(), 3.0);
    assert_eq!(
        from_value::<u8>(&Value::from(3.5)).unwrap_err().to_string(),
        "expected u8, found floating point `3.5`"
    );
    assert!(from_value::<u8>(&Value::from(300)).is_err());
    assert!(from_value::<u64>(&Value::from(-1.0)).is_err());
}

#[test]
fn a_misfit_says_where_and_what_was_expected() {
    let misfit = |value: Value| from_value::<Order>(&value).unwrap_err().to_string();
    let order = |lines: Value, state: Value| {
        misfit(Value::object([
            ("id", Value::from(1)),
            ("payload", Value::NULL),
            ("lines", lines),
            ("state", state),
        ]))
    };
    assert_eq!(misfit(Value::NULL), "expected struct Order, found null");
    assert_eq!(
        misfit(value!({ "id": "x" })),
        "id: expected u64, found string \"x\""
    );
    assert_eq!(
        order(
            value!([{ "sku": "A", "weight": 1 }, { "sku": [] }]),
            Value::NULL
        ),
        "lines[1].sku: expected a string, found an array"
    );
    assert_eq!(
        order(value!([{ "sku": "A" }]), Value::NULL),
        "lines[0]: missing field `weight`"
    );
    assert_eq!(
        order(value!([]), value!({ "Sent": { "to": ["x", "y"] } })),
        "state.Sent.to[1]: expected u32, found string \"y\""
    );
    assert_eq!(
        order(value!([]), value!({ "Sent": { "to": ["x", 1, 2] } })),
        "state.Sent.to: expected 2 elements, found 3"
    );
    assert!(order(value!([]), value!("Gone")).starts_with("state: unknown variant `Gone`"));
    assert_eq!(
        order(value!([]), value!(1)),
        "state: expected a string or an object with one member, found integer `1`"
    );

    let long = "x".repeat(100_000);
    assert!(misfit(Value::object([("id", long)])).len() < 150);

    let odd = BTreeMap::from([("a b", BTreeMap::from([(vec![1], 2)]))]);
    assert!(
        to_value(&odd)
            .unwrap_err()
            .to_string()
            .starts_with("[\"a b\"]: the key of a map")
    );
}

#[test]
fn many_threads_may_drop_the_same_data_at_once() {
    for _ in 0..50 {
        let deep = Arc::new(nested(1_000));
        let parts: Vec<Value> = (0..4).map(|_| Value::clone(&deep)).collect();
        drop(deep);
        std::thread::scope(|scope| {
            for part in parts {
                scope.spawn(move || drop(part));
            }
        });
    }
}
