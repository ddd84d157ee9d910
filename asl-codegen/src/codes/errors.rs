//! Codes of `Retry` and `Catch`.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("states-all-not-alone", "`States.ALL` stands beside other error names")
        .text(
            "`States.ALL` matches every error, so other names in the same `ErrorEquals` say nothing, and it may not \
             stand with them. Give the other names a Retrier or Catcher of their own before it, where they are to be \
             treated differently, or remove them.",
        )
        .example(
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [{ "ErrorEquals": ["States.Timeout", "States.ALL"] }],
  "End": true
}
"#,
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [{ "ErrorEquals": ["States.ALL"] }],
  "End": true
}
"#,
        )
        .origin(Origin::Specification("Retrying after error")),
    Explanation::error("states-all-not-last", "entries stand after that of `States.ALL`")
        .text(
            "Retriers and Catchers are tried in order, and the first that matches counts. One for `States.ALL` matches \
             every error, so those after it would never be tried: it has to be the last.",
        )
        .example(
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [
    { "ErrorEquals": ["States.ALL"], "MaxAttempts": 5 },
    { "ErrorEquals": ["CardRefused"], "MaxAttempts": 0 }
  ],
  "End": true
}
"#,
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [
    { "ErrorEquals": ["CardRefused"], "MaxAttempts": 0 },
    { "ErrorEquals": ["States.ALL"], "MaxAttempts": 5 }
  ],
  "End": true
}
"#,
        )
        .origin(Origin::Specification("Retrying after error")),
    Explanation::warning("error-never-matches", "an error name stands here that never arrives")
        .text(
            "AWS accepts the name, and it does nothing. `States.Runtime`, what comes of a path that leads nowhere and \
             the like, can neither be retried nor caught, not even by name: it ends the execution. Check the data \
             before, with a Choice that asks `IsPresent`.",
        )
        .example(
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Catch": [{ "ErrorEquals": ["States.Runtime"], "Next": "Refund" }],
  "Next": "Done"
},
"Refund": { "Type": "Fail", "Error": "NotCharged" },
"Done": { "Type": "Succeed" }
"#,
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Catch": [{ "ErrorEquals": ["States.TaskFailed"], "Next": "Refund" }],
  "Next": "Done"
},
"Refund": { "Type": "Fail", "Error": "NotCharged" },
"Done": { "Type": "Succeed" }
"#,
        )
        .origin(Origin::Aws),
    Explanation::warning("unknown-reserved-error", "an error name looks like a reserved one and is none")
        .text(
            "Names that begin with `States.` are the machine's own, and there is none of this name; or the name is one \
             letter or two away from such a name. AWS accepts it, and it matches only where a task gives this very \
             name, so that the error that was meant is neither retried nor caught.",
        )
        .example(
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [{ "ErrorEquals": ["States.TimeOut"] }],
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
        .origin(Origin::Specification("Appendix A: Predefined Error Codes")),
    Explanation::error(
        "max-delay-not-above-interval",
        "`MaxDelaySeconds` is not greater than `IntervalSeconds`",
    )
    .text(
        "`IntervalSeconds` is how long the first retry waits, and `MaxDelaySeconds` up to what the wait may grow. A limit \
         that the first wait already reaches leaves nothing to grow. `IntervalSeconds` is 1 where it is left out.",
    )
    .example(
        r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 10, "MaxDelaySeconds": 5 }],
  "End": true
}
"#,
        r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 5, "MaxDelaySeconds": 60 }],
  "End": true
}
"#,
    )
    .origin(Origin::Aws),
    Explanation::warning("error-already-taken", "an earlier entry takes the error")
        .text(
            "Retriers and Catchers are tried in order, and the first that names an error takes it, a Retrier also when \
             its attempts are used up. A name that stood before, or in a Task any name of its own after \
             `States.TaskFailed`, never gets to a later entry.",
        )
        .example(
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [
    { "ErrorEquals": ["States.TaskFailed"], "MaxAttempts": 5 },
    { "ErrorEquals": ["CardRefused"], "MaxAttempts": 0 }
  ],
  "End": true
}
"#,
            r#"
"Charge": {
  "Type": "Task",
  "Resource": "task:charge",
  "Retry": [
    { "ErrorEquals": ["CardRefused"], "MaxAttempts": 0 },
    { "ErrorEquals": ["States.TaskFailed"], "MaxAttempts": 5 }
  ],
  "End": true
}
"#,
        )
        .origin(Origin::Specification("Retrying after error")),
];
