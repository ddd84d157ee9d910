//! Codes of Maps.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
Explanation::error(
    "invalid-label",
    "a Map's `Label` has characters or a length that it cannot have",
)
.text(
    "The `Label` of a Distributed Map becomes a part of its Map Runs' ARNs. It has 1 to 40 characters, and none that \
     means something there or would have to be escaped: no white space, no wildcards, no brackets, no colons and \
     semicolons, no double quotes. Letters, digits, `-` and `_` always do.",
)
.example(
    r#"
"Each": {
  "Type": "Map",
  "Label": "each order",
  "ItemProcessor": {
    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
    "StartAt": "Done",
    "States": { "Done": { "Type": "Succeed" } }
  },
  "End": true
}
"#,
    r#"
"Each": {
  "Type": "Map",
  "Label": "each-order",
  "ItemProcessor": {
    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
    "StartAt": "Done",
    "States": { "Done": { "Type": "Succeed" } }
  },
  "End": true
}
"#,
)
.origin(Origin::Aws),
    Explanation::warning("field-without-effect", "a field of the Distributed Map stands in an inline Map")
        .text(
            "AWS accepts the fields of a Distributed Map (`ItemReader`, `ItemBatcher`, `ResultWriter`, `Label`, \
             `Tolerated…`) in an inline Map too, and ignores them there. A Map is inline unless the `Mode` in its \
             `ProcessorConfig` is `DISTRIBUTED`.",
        )
        .example(
            r#"
"Each": {
  "Type": "Map",
  "ToleratedFailureCount": 3,
  "ItemProcessor": { "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } } },
  "End": true
}
"#,
            r#"
"Each": {
  "Type": "Map",
  "ToleratedFailureCount": 3,
  "ItemProcessor": {
    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
    "StartAt": "Done",
    "States": { "Done": { "Type": "Succeed" } }
  },
  "End": true
}
"#,
        )
        .origin(Origin::Aws),
];
