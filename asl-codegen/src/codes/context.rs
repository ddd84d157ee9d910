//! Codes of the Context Object, and of texts that only look like paths.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
    Explanation::warning("unknown-context-field", "the Context Object has no field of this name")
        .text(
            "The Context Object, `$$` in JSONPath and `$states.context` in JSONata, holds what the machine knows of the \
             execution: `Execution`, `State`, `StateMachine`, and at some places `Map` and `Task`, each with a few fields. \
             AWS accepts other names; reading one fails a state in JSONPath, and finds nothing in JSONata.",
        )
        .example(
            r#"
"Name": { "Type": "Pass", "Parameters": { "name.$": "$$.Execution.Nmae" }, "End": true }
"#,
            r#"
"Name": { "Type": "Pass", "Parameters": { "name.$": "$$.Execution.Name" }, "End": true }
"#,
        )
        .origin(Origin::Aws),
    Explanation::warning(
        "context-field-not-available",
        "a part of the Context Object is read where it does not exist",
    )
    .text(
        "`Map` holds the item at hand and exists in a Map only, and `Task` holds the token of a Task that waits for it to \
         come back, whose `Resource` ends with `.waitForTaskToken`. Anywhere else AWS accepts the names and finds nothing.",
    )
    .example(
        r#"
"Ask": {
  "Type": "Task",
  "Resource": "arn:aws:states:::sqs:sendMessage",
  "Parameters": {
    "QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/questions",
    "MessageBody": { "token.$": "$$.Task.Token" }
  },
  "End": true
}
"#,
        r#"
"Ask": {
  "Type": "Task",
  "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  "Parameters": {
    "QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/questions",
    "MessageBody": { "token.$": "$$.Task.Token" }
  },
  "End": true
}
"#,
    )
    .origin(Origin::Aws),
    Explanation::warning("text-not-evaluated", "a text looks like a path or an expression, and is none")
        .text(
            "In JSONPath only the value of a key that ends with `.$` is computed, in JSONata only what stands in `{%` and \
             `%}`, and in a `Result` nothing is. Any other text is passed on as it stands, so that `$.name` gives these six \
             characters. That is allowed, and almost never meant.",
        )
        .example(
            r#"
"Greet": { "Type": "Pass", "Parameters": { "name": "$.customer.name" }, "End": true }
"#,
            r#"
"Greet": { "Type": "Pass", "Parameters": { "name.$": "$.customer.name" }, "End": true }
"#,
        )
        .origin(Origin::Specification("Payload Template")),
];
