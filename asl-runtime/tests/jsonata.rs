//! Compiled expressions against what the reference implementation says.
//!
//! The code is what the compiler makes of `asl-codegen/tests/jsonata_cases.txt`; its own tests see to it that it is.

#![deny(warnings)]

use asl_runtime::random::Random;
use asl_runtime::{Value, jsonata, value};

/// What the expressions see.
struct Scope<'a> {
    input: Value,
    result: Value,
    error_output: Value,
    context: Value,
    variables: Value,
    evaluation: jsonata::Evaluation<'a>,
}

/// A compiled expression.
type Case = fn(&mut Scope<'_>) -> Result<Option<Value>, jsonata::Error>;

mod cases {
    use super::{Case, Scope, Value, jsonata};

    include!("../../asl-codegen/tests/generated/jsonata_cases.rs");
}

fn scope(random: &mut Random) -> Scope<'_> {
    Scope {
        input: value!({
            "name": "Ann", "n": 3, "big": 9007199254740993_i64, "f": 2.5, "zero": 0, "empty": "", "none": null, "yes": true,
            "list": [1, 2, 3], "one": [7], "nothing": [], "nested": [[1, 2], [3]], "text": "a-b-c",
            "order": {
                "id": "o-1",
                "total": 120.5,
                "tags": ["x", "y"],
                "lines": [
                    { "sku": "A", "price": 10, "qty": 2 },
                    { "sku": "B", "price": 5.5, "qty": 1, "gift": true },
                    { "sku": "C", "price": 10, "qty": 0 },
                ],
            },
            "people": [
                { "name": "Bo", "age": 30, "pets": ["cat"] },
                { "name": "Cy", "age": 25, "pets": ["dog", "eel"] },
                { "name": "Di", "age": 30 },
            ],
            "single": [{ "name": "Ed", "pets": ["fox"] }],
            "a b": { "c": 1 },
        }),
        result: value!({ "Payload": { "ok": true, "items": [1, 2] } }),
        error_output: value!({ "Error": "Oops", "Cause": "{\"code\":7}" }),
        context: value!({ "Execution": { "Name": "run-1" }, "State": { "RetryCount": 2 } }),
        variables: value!({
            "total": 40, "who": "Eve", "rates": [0.1, 0.2], "input": "mine", "item": 5, "fooBar": 1, "foo_bar": 2,
        }),
        evaluation: jsonata::Evaluation::new(
            "2024-05-06T07:08:09.120034Z".parse().unwrap(),
            random,
        ),
    }
}

#[test]
fn expressions_have_the_results_of_the_reference() {
    let expected = include_str!("../../asl-codegen/tests/jsonata_cases.txt");
    let expected: Vec<_> = expected
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert_eq!(
        expected.len(),
        cases::CASES.len(),
        "asl-codegen's tests have not been run"
    );
    let mut random = Random::new(1);
    let mut scope = scope(&mut random);
    let mut wrong = String::new();
    for (line, case) in expected.into_iter().zip(cases::CASES) {
        let (_, expected) = line.split_once(" => ").unwrap();
        let result = case(&mut scope);
        let right = match (&result, expected.strip_prefix("error ")) {
            (Err(error), Some(expected)) => error.to_string() == expected,
            (Ok(Some(value)), None) => {
                Value::parse(expected).is_ok_and(|expected| *value == expected)
            }
            (Ok(None), None) => expected == "undefined",
            _ => false,
        };
        if !right {
            wrong += &format!("{line}\n    but was {result:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn large_integers_stay_exact_on_their_way_through() {
    let input = value!({ "id": 9007199254740993_i64 });
    let found = jsonata::path(&input, &["id"]).into_value().unwrap();
    assert_eq!(found.as_i64(), Some(9007199254740993));
    let sum = jsonata::add(2.0, value!(1))
        .unwrap()
        .map(jsonata::value)
        .unwrap();
    assert_eq!(sum.to_string(), "3");
}

#[test]
fn data_of_any_depth_is_walked_without_recursion() {
    let mut deep = value!({ "a": 1 });
    for _ in 0..200_000 {
        deep = Value::array([deep]);
    }
    assert_eq!(jsonata::path(&deep, &["a"]).into_value(), Some(value!(1)));
    assert!(jsonata::truthy(&deep).unwrap());
    assert_eq!(jsonata::text(&deep).unwrap().len(), 400_007);
    assert_eq!(
        jsonata::descendants(&deep).collapse().into_value(),
        Some(value!([{ "a": 1 }, 1]))
    );
    assert_eq!(
        jsonata::keys(&deep).collapse().into_value(),
        Some(value!("a"))
    );
    assert!(jsonata::equal(&deep, deep.clone()));
}
