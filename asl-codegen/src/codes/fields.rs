//! Codes of fields: which an object has, needs and cannot have.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("unknown-field", "an object has a field that its kind does not have")
        .text(
            "Each state type, and each of the objects in it (Retriers, Catchers, Choice Rules, …), has a fixed set of \
             fields. A field that is not among them would do nothing, so it is a misspelling or stands in the wrong \
             object; AWS refuses it too. Words for the reader belong in `Comment`.",
        )
        .example(
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "TimeoutSecond": 30,
  "End": true
}
"#,
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "TimeoutSeconds": 30,
  "End": true
}
"#,
        )
        .origin(Origin::Specification("Table of State Types and Fields")),
    Explanation::error("missing-field", "an object lacks a field that it needs")
        .text(
            "Without this field it is not defined what the state or the object does. Where one of several fields will \
             do, such as `Seconds` or `Timestamp` of a Wait, the message names them all. A state that neither ends nor \
             goes on needs `Next` or `\"End\": true`.",
        )
        .example(
            r#"
"Pause": { "Type": "Wait", "Seconds": 5 }
"#,
            r#"
"Pause": { "Type": "Wait", "Seconds": 5, "End": true }
"#,
        )
        .origin(Origin::Specification("Table of State Types and Fields")),
    Explanation::error("exclusive-fields", "two fields stand together that exclude each other")
        .text(
            "Both fields say the same thing in different ways, such as `TimeoutSeconds` and `TimeoutSecondsPath`, or \
             contradict each other, such as `Next` and `\"End\": true`. Only one of them can hold.",
        )
        .example(
            r#"
"Pause": {
  "Type": "Wait",
  "Seconds": 5,
  "SecondsPath": "$.pause",
  "End": true
}
"#,
            r#"
"Pause": {
  "Type": "Wait",
  "SecondsPath": "$.pause",
  "End": true
}
"#,
        )
        .origin(Origin::Specification("State Types")),
    Explanation::error("unknown-state-type", "a state's `Type` is none of the eight")
        .text(
            "The types are `Task`, `Pass`, `Choice`, `Wait`, `Parallel`, `Map`, `Succeed` and `Fail`, written with a \
             capital.",
        )
        .example(
            r#"
"Done": { "Type": "Success" }
"#,
            r#"
"Done": { "Type": "Succeed" }
"#,
        )
        .origin(Origin::Specification("State Types")),
    Explanation::error(
        "wrong-query-language",
        "a state has fields of the query language that it is not in",
    )
    .text(
        "A state is either in JSONPath (`Parameters`, `ResultPath`, `InputPath`, …) or in JSONata (`Arguments`, \
         `Output`, `Condition`, …), as its own `QueryLanguage` says, or else the machine's; without either it is in \
         JSONPath. A field of the other language would have no meaning. A Map's or Parallel's own `QueryLanguage` does \
         not reach the states inside it.",
    )
    .example(
        r#"
"Greet": {
  "Type": "Pass",
  "Output": { "greeting": "{% 'Hello ' & $states.input.name %}" },
  "End": true
}
"#,
        r#"
"Greet": {
  "Type": "Pass",
  "QueryLanguage": "JSONata",
  "Output": { "greeting": "{% 'Hello ' & $states.input.name %}" },
  "End": true
}
"#,
    )
    .origin(Origin::Aws),
    Explanation::error(
        "query-language-downgrade",
        "a state is in JSONPath in a machine that is in JSONata",
    )
    .text(
        "A machine in JSONPath may have some states in JSONata, which is how one is moved to JSONata step by step. The \
         other way round is not allowed: where the machine's `QueryLanguage` is JSONata, every state is in JSONata.",
    )
    .example(
        r#"
{
  "QueryLanguage": "JSONata",
  "StartAt": "Done",
  "States": {
    "Done": { "Type": "Succeed", "QueryLanguage": "JSONPath" }
  }
}
"#,
        r#"
{
  "QueryLanguage": "JSONata",
  "StartAt": "Done",
  "States": {
    "Done": { "Type": "Succeed" }
  }
}
"#,
    )
    .origin(Origin::Aws),
];
