//! Codes of Choice Rules.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("choice-rule-without-condition", "a Choice Rule does not say when it holds")
        .text(
            "In JSONPath a rule has either `Variable` with one comparison (`StringEquals`, `NumericLessThan`, …) or one \
             of `And`, `Or` and `Not`; in JSONata it has `Condition`. What holds where no rule does is the Choice's \
             `Default`, not a rule without a condition.",
        )
        .example(
            r#"
"Size": {
  "Type": "Choice",
  "Choices": [{ "Variable": "$.size", "Next": "Large" }],
  "Default": "Small"
},
"Large": { "Type": "Succeed" },
"Small": { "Type": "Succeed" }
"#,
            r#"
"Size": {
  "Type": "Choice",
  "Choices": [{ "Variable": "$.size", "NumericGreaterThan": 10, "Next": "Large" }],
  "Default": "Small"
},
"Large": { "Type": "Succeed" },
"Small": { "Type": "Succeed" }
"#,
        )
        .origin(Origin::Specification("Choice State")),
    Explanation::error("choice-rule-with-two-conditions", "a Choice Rule has several conditions")
        .text(
            "A rule has exactly one comparison, or one of `And`, `Or` and `Not`. Whether several have to hold all, or \
             one of them, is what `And` and `Or` say: put each comparison into a rule of its own inside them.",
        )
        .example(
            r#"
"Size": {
  "Type": "Choice",
  "Choices": [
    { "Variable": "$.size", "NumericGreaterThan": 10, "NumericLessThan": 20, "Next": "Medium" }
  ],
  "Default": "Other"
},
"Medium": { "Type": "Succeed" },
"Other": { "Type": "Succeed" }
"#,
            r#"
"Size": {
  "Type": "Choice",
  "Choices": [
    {
      "And": [
        { "Variable": "$.size", "NumericGreaterThan": 10 },
        { "Variable": "$.size", "NumericLessThan": 20 }
      ],
      "Next": "Medium"
    }
  ],
  "Default": "Other"
},
"Medium": { "Type": "Succeed" },
"Other": { "Type": "Succeed" }
"#,
        )
        .origin(Origin::Specification("Data-test expression")),
    Explanation::warning("choice-rule-never-reached", "an earlier rule always holds where this one does")
        .text(
            "The first rule that holds is taken. One with the condition of an earlier rule is never taken, nor is \
             anything that follows a rule whose condition is `true`. Mostly the copy of a rule was not changed.",
        )
        .example(
            r#"
"Size": {
  "Type": "Choice",
  "Choices": [
    { "Variable": "$.size", "NumericGreaterThan": 10, "Next": "Large" },
    { "Variable": "$.size", "NumericGreaterThan": 10, "Next": "Medium" }
  ],
  "Default": "Medium"
},
"Large": { "Type": "Succeed" },
"Medium": { "Type": "Succeed" }
"#,
            r#"
"Size": {
  "Type": "Choice",
  "Choices": [
    { "Variable": "$.size", "NumericGreaterThan": 100, "Next": "Large" },
    { "Variable": "$.size", "NumericGreaterThan": 10, "Next": "Medium" }
  ],
  "Default": "Medium"
},
"Large": { "Type": "Succeed" },
"Medium": { "Type": "Succeed" }
"#,
        )
        .origin(Origin::Specification("Choice State")),
];
