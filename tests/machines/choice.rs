//! Choice: every operator of JSONPath, `And`, `Or`, `Not`.

use asl::{Value, value};

use crate::{NoTasks, run};

asl::asl!("tests/machines/choice.json");

impl choice::Tasks for NoTasks {}

async fn choose(op: impl Into<Value>, value: &Value, other: &Value) -> Value {
    let input = value!({ "op": op.into(), "value": value.clone(), "other": other.clone() });
    run(&choice::Machine::new(NoTasks), input).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn comparisons_draw_their_lines() {
    let types = [
        (
            "String",
            value!("m"),
            [value!("a"), value!("m"), value!("z")],
        ),
        ("Numeric", value!(5), [value!(-7.5), value!(5.0), value!(6)]),
        (
            "Timestamp",
            value!("2024-03-01T00:00:00Z"),
            [
                value!("2024-02-29T23:59:59Z"),
                value!("2024-03-01T01:00:00+01:00"),
                value!("2024-03-01T00:00:00.001Z"),
            ],
        ),
    ];
    let operators = [
        ("Equals", [false, true, false]),
        ("LessThan", [true, false, false]),
        ("GreaterThan", [false, false, true]),
        ("LessThanEquals", [true, true, false]),
        ("GreaterThanEquals", [false, true, true]),
    ];
    for (kind, line, values) in &types {
        for (operator, expected) in operators {
            for path in ["", "Path"] {
                let operator = format!("{kind}{operator}{path}");
                for (value, expected) in values.iter().zip(expected) {
                    let chosen = choose(operator.as_str(), value, line).await;
                    assert_eq!(chosen, value!(expected), "{value} {operator} {line}");
                }
                // Another type compares false with everything.
                assert_eq!(
                    choose(operator.as_str(), &value!([5]), line).await,
                    value!(false),
                    "{operator}"
                );
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn booleans_and_patterns_match() {
    for (value, expected) in [
        (value!(true), true),
        (value!(false), false),
        (value!("true"), false),
    ] {
        assert_eq!(
            choose("BooleanEquals", &value, &value!(null)).await,
            value!(expected)
        );
        assert_eq!(
            choose("BooleanEqualsPath", &value, &value!(true)).await,
            value!(expected)
        );
    }
    for (text, expected) in [
        ("log-2024.*", true),
        ("log-.*", true),
        ("log-2024.txt", false),
        ("a log-1.*", false),
    ] {
        assert_eq!(
            choose("StringMatches", &value!(text), &value!(null)).await,
            value!(expected),
            "{text}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn types_are_told_apart() {
    let values = [
        (value!(null), "IsNull"),
        (value!(1.5), "IsNumeric"),
        (value!("x"), "IsString"),
        (value!(false), "IsBoolean"),
        (value!("2024-03-01T00:00:00Z"), "IsTimestamp"),
        (value!({}), "none of them"),
    ];
    for operator in [
        "IsNull",
        "IsPresent",
        "IsNumeric",
        "IsString",
        "IsBoolean",
        "IsTimestamp",
    ] {
        for (value, is) in &values {
            let time_is_text = operator == "IsString" && *is == "IsTimestamp";
            let expected = operator == "IsPresent" || operator == *is || time_is_text;
            assert_eq!(
                choose(operator, value, &value!(null)).await,
                value!(expected),
                "{operator} of {value}"
            );
            let negated = format!("not {operator}");
            assert_eq!(
                choose(negated.as_str(), value, &value!(null)).await,
                value!(!expected),
                "{negated} of {value}"
            );
        }
    }
    for (operator, expected) in [("IsPresent", false), ("not IsPresent", true)] {
        let chosen = run(&choice::Machine::new(NoTasks), value!({ "op": operator })).await;
        assert_eq!(chosen, Ok(value!(expected)));
    }
}

#[tokio::test(start_paused = true)]
async fn conditions_combine() {
    let cases = [
        (1, false, true),
        (1, true, true),
        (2, false, true),
        (2, true, false),
        (3, false, false),
    ];
    for (value, other, expected) in cases {
        let chosen = choose("both and not", &value!(value), &value!(other)).await;
        assert_eq!(chosen, value!(expected), "{value}, {other}");
    }
    // The last rule; those before it see another type in `op`, which is no error.
    assert_eq!(choose(5, &value!(null), &value!(null)).await, value!("odd"));
}
