//! Codes of values: of the wrong type, out of range, not given.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("wrong-type", "a field's value is of the wrong type")
        .text(
            "Each field takes values of one type, such as a string, a whole number or an object. Numbers and Booleans \
             stand without quotes. A number that is computed is given by the field's `…Path` form in JSONPath, and by \
             an expression in JSONata. In a payload template the value of a key that ends in `.$` is a path or an \
             intrinsic function, and thus a string.",
        )
        .example(
            r#"
"Pause": { "Type": "Wait", "Seconds": "5", "End": true }
"#,
            r#"
"Pause": { "Type": "Wait", "Seconds": 5, "End": true }
"#,
        )
        .origin(Origin::Specification("State Types")),
    Explanation::error("unknown-value", "a field's value is none of those that it can have")
        .text(
            "Some fields take one of a few words, such as `QueryLanguage` or `JitterStrategy`. The message lists them. \
             Case matters.",
        )
        .example(
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [{ "ErrorEquals": ["States.ALL"], "JitterStrategy": "Full" }],
  "End": true
}
"#,
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [{ "ErrorEquals": ["States.ALL"], "JitterStrategy": "FULL" }],
  "End": true
}
"#,
        )
        .origin(Origin::Specification("Retrying after error")),
    Explanation::error("out-of-range", "a number is smaller or larger than allowed")
        .text(
            "The numbers of a definition have limits: a timeout or a retry's interval is a whole number of seconds of \
             at least 1, a `BackoffRate` at least 1.0, and nothing is longer than 99999999 seconds. The message has \
             the field's limits.",
        )
        .example(
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "TimeoutSeconds": 0,
  "End": true
}
"#,
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "TimeoutSeconds": 1,
  "End": true
}
"#,
        )
        .origin(Origin::Specification("Task State")),
    Explanation::error("empty-array", "an array is empty that has to hold something")
        .text(
            "`Choices`, `ErrorEquals`, `And`, `Or` and the like say nothing when they are empty: a Retrier for no \
             error, a Choice without a rule. Remove the field, or say what was meant.",
        )
        .example(
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [{ "ErrorEquals": [] }],
  "End": true
}
"#,
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [{ "ErrorEquals": ["States.Timeout"] }],
  "End": true
}
"#,
        )
        .origin(Origin::Specification("Retrying after error")),
    Explanation::error("invalid-timestamp", "a text is not a time stamp")
        .text(
            "Time stamps follow RFC 3339 as ISO 8601 profiles it: date, a capital `T`, time, and a capital `Z` or an \
             offset such as `+01:00`. All of it has to be there: a date alone, or a time without a zone, does not say \
             which moment is meant.",
        )
        .example(
            r#"
"Until": { "Type": "Wait", "Timestamp": "2026-03-14 01:59:00", "End": true }
"#,
            r#"
"Until": { "Type": "Wait", "Timestamp": "2026-03-14T01:59:00Z", "End": true }
"#,
        )
        .origin(Origin::Specification("Timestamps")),
    Explanation::error("substitution-without-value", "a `${Name}` has no value")
        .text(
            "`${Name}` stands for a value that is known when a definition is deployed. As a Task's `Resource` or as a \
             function's name it names the task, and in a value that a state uses it becomes a field of the generated \
             `Substitutions`, which `Machine::new` takes. Where it decides what is compiled (a path, a key, a state's or \
             an error's name, a number of attempts) it has to be known before: `asl!` and build scripts are given it as \
             `substitutions`, `cargo asl` as `--substitutions Name=value`. So it has if it is a string in one place \
             and a number in another. Checking alone takes it for a value that fits.",
        )
        .example(
            r#"
"Notify": {
  "Type": "Task",
  "Resource": "${Notify}",
  "Parameters": { "topic.$": "$.${Topic}" },
  "End": true
}
"#,
            r#"
"Notify": {
  "Type": "Task",
  "Resource": "${Notify}",
  "Parameters": { "topic": "${Topic}" },
  "End": true
}
"#,
        ),
    Explanation::warning("unknown-substitution", "a value is given to a `${Name}` that is not there").text(
        "`asl!`, build scripts and `cargo asl` are given values of substitutions by name. One that the definition does not \
         have has no effect, which is fine where several definitions share their values; it is reported where the \
         definition has a similar name without a value.",
    ),
];
