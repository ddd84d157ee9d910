//! Codes of JSONPath: paths and intrinsic functions.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("invalid-path", "a text is not a path")
        .text(
            "A path begins with `$` for the state's input, `$$` for the Context Object, or `$name` for a variable, and \
             goes on with names (`.order`, `['my order']`), indices (`[0]`) and the like. In a payload template every \
             key that ends in `.$` takes its value for a path or an intrinsic function: for a fixed text leave the `.$` \
             away.",
        )
        .example(
            r#"
"Pack": { "Type": "Pass", "Parameters": { "sku.$": "order.sku" }, "End": true }
"#,
            r#"
"Pack": { "Type": "Pass", "Parameters": { "sku.$": "$.order.sku" }, "End": true }
"#,
        )
        .origin(Origin::Specification("Paths")),
    Explanation::error("not-a-reference-path", "a path could find several values where it may find one only")
        .text(
            "Where a path says where to put a value, or which single value to take, it has to be a Reference Path: names \
             and single indices only, without `*`, `..`, slices, unions and filters, all of which could find any number \
             of places.",
        )
        .example(
            r#"
"Pack": { "Type": "Pass", "ResultPath": "$.items[*].packed", "End": true }
"#,
            r#"
"Pack": { "Type": "Pass", "ResultPath": "$.items[0].packed", "End": true }
"#,
        )
        .origin(Origin::Specification("Reference Paths")),
    Explanation::error("result-path-outside-input", "`ResultPath` leads out of the state's input")
        .text(
            "`ResultPath` says where in the state's input its result is put. The Context Object (`$$`) cannot be written, \
             and variables are set by `Assign`.",
        )
        .example(
            r#"
"Charge": { "Type": "Task", "Resource": "task:charge", "ResultPath": "$$.receipt", "End": true }
"#,
            r#"
"Charge": { "Type": "Task", "Resource": "task:charge", "ResultPath": "$.receipt", "End": true }
"#,
        )
        .origin(Origin::Specification(
            "Using InputPath, Parameters, ResultSelector, ResultPath and OutputPath",
        )),
    Explanation::error("invalid-intrinsic", "a text is not a call of an intrinsic function")
        .text(
            "A call is the function's name, right behind it its arguments in parentheses, and nothing after them. \
             Arguments are strings in single quotes, numbers, `true`, `false`, `null`, paths, and further calls. Within \
             a string `\\'` is a quote and `\\\\` a backslash; in JSON each of these backslashes is written twice.",
        )
        .example(
            r#"
"Greet": {
  "Type": "Pass",
  "Parameters": { "greeting.$": "States.Format(\"Hello {}\", $.name)" },
  "End": true
}
"#,
            r#"
"Greet": {
  "Type": "Pass",
  "Parameters": { "greeting.$": "States.Format('Hello {}', $.name)" },
  "End": true
}
"#,
        )
        .origin(Origin::Specification("Intrinsic Functions")),
    Explanation::error("unknown-intrinsic", "there is no intrinsic function of this name")
        .text(
            "All intrinsic functions begin with `States.`, and their names are case-sensitive. AWS has a fixed set of \
             them, which the help lists where no name is near. Other work belongs in a Task, or in a state in JSONata.",
        )
        .example(
            r#"
"Count": {
  "Type": "Pass",
  "Parameters": { "count.$": "States.ArrayLenght($.items)" },
  "End": true
}
"#,
            r#"
"Count": {
  "Type": "Pass",
  "Parameters": { "count.$": "States.ArrayLength($.items)" },
  "End": true
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::error(
        "intrinsic-arguments",
        "an intrinsic function is called with too few or too many arguments",
    )
    .text(
        "Each intrinsic function takes a fixed number of arguments, and some of them one more that may be left out. \
         `States.Format` takes one value for each `{}` in its template; braces that are text are written `\\\\{` and \
         `\\\\}` in JSON.",
    )
    .example(
        r#"
"Greet": {
  "Type": "Pass",
  "Parameters": { "greeting.$": "States.Format('Hello {} {}', $.name)" },
  "End": true
}
"#,
        r#"
"Greet": {
  "Type": "Pass",
  "Parameters": { "greeting.$": "States.Format('Hello {}', $.name)" },
  "End": true
}
"#,
    )
    .origin(Origin::Specification("Intrinsic Functions")),
    Explanation::error(
        "intrinsic-argument-type",
        "an argument of an intrinsic function can only be of the wrong type",
    )
    .text(
        "The argument is a literal of another type than the function takes, and AWS refuses the definition. Arrays and \
         objects have no literal form: they are given by a path, or made by another function. A path is not checked: its \
         value is known only when the machine runs.",
    )
    .example(
        r#"
"Next": { "Type": "Pass", "Parameters": { "next.$": "States.MathAdd($.number, '1')" }, "End": true }
"#,
        r#"
"Next": { "Type": "Pass", "Parameters": { "next.$": "States.MathAdd($.number, 1)" }, "End": true }
"#,
    )
    .origin(Origin::Specification("Intrinsic Functions")),
    Explanation::warning(
        "intrinsic-always-fails",
        "a call of an intrinsic function can never give a result",
    )
    .text(
        "AWS accepts the call, and each time it is evaluated the state fails with `States.IntrinsicFailure`: an inner \
         function gives another type than the outer one takes, or a literal is none of the values that the function knows, \
         such as the name of a hash algorithm.",
    )
    .example(
        r#"
"Next": { "Type": "Pass", "Parameters": { "next.$": "States.MathAdd(States.Format('{}', $.number), 1)" }, "End": true }
"#,
        r#"
"Next": { "Type": "Pass", "Parameters": { "next.$": "States.MathAdd($.number, 1)" }, "End": true }
"#,
    )
    .origin(Origin::Aws),
    Explanation::error(
        "intrinsic-not-a-string",
        "a field takes a string, and the intrinsic function gives something else",
    )
    .text(
        "`ErrorPath` and `CausePath` may call an intrinsic function where its result is a string: `States.Format`, \
         `States.JsonToString`, `States.ArrayGetItem`, `States.Base64Encode`, `States.Base64Decode`, `States.Hash` and \
         `States.UUID`.",
    )
    .example(
        r#"
"Refused": { "Type": "Fail", "CausePath": "States.Array($.reason)" }
"#,
        r#"
"Refused": { "Type": "Fail", "CausePath": "States.Format('refused: {}', $.reason)" }
"#,
    )
    .origin(Origin::Aws),
    Explanation::error("intrinsic-too-deep", "calls of intrinsic functions are nested too deep")
        .text(
            "Calls may stand up to ten deep in each other. Compute a part in a Pass before, or write the state in JSONata.",
        )
        .example(
            r#"
"Nest": {
  "Type": "Pass",
  "Parameters": {
    "a.$": "States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(States.Array(1))))))))))))"
  },
  "End": true
}
"#,
            r#"
"Nest": {
  "Type": "Pass",
  "Parameters": { "a.$": "States.Array(States.Array(States.Array(1)))" },
  "End": true
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::warning(
        "filter-text-without-quotes",
        "a text in a path's filter stands without quotes",
    )
    .text(
        "In a filter, `[?(@.kind == box)]`, a word without quotes is taken for a text, as AWS takes it. A reader takes it \
         for the name of something, and a misspelt `true` or a forgotten `@.` looks the same: put it in single quotes, \
         or write what was meant.",
    )
    .example(
        r#"
"Boxes": { "Type": "Pass", "InputPath": "$.items[?(@.kind == box)]", "End": true }
"#,
        r#"
"Boxes": { "Type": "Pass", "InputPath": "$.items[?(@.kind == 'box')]", "End": true }
"#,
    )
    .origin(Origin::Aws),
];
