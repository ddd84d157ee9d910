//! Codes of JSONata.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("jsonata-syntax", "an expression is not JSONata")
        .text(
            "AWS parses every expression when a machine is created, as JSONata 2.0.6, and so does the compiler. What later \
             versions added (`??`, `?:`) is not part of it. The label marks the place where reading stopped; the note \
             has JSONata's own code and words, which its documentation explains.",
        )
        .example(
            r#"
"Sum": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% $sum($states.input.prices %}"
}
"#,
            r#"
"Sum": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% $sum($states.input.prices) %}"
}
"#,
        )
        .origin(Origin::Notation("JSONata 2.0.6")),
    Explanation::error("jsonata-delimiters", "an expression is opened and not closed, or the reverse")
        .text(
            "A string is an expression where it begins with `{%` and ends with `%}`, and is a text otherwise: there are no \
             texts with expressions in them. Join parts with `&` inside one expression.",
        )
        .example(
            r#"
"Greet": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% $states.input.name %}!"
}
"#,
            r#"
"Greet": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% $states.input.name & '!' %}"
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::warning(
        "expression-in-blanks",
        "blanks stand around an expression, so it is not evaluated",
    )
    .text(
        "A string is an expression where its first characters are `{%` and its last ones `%}`. With blanks before or after \
         them AWS takes it for a text and hands it on as it is written. In YAML, a block scalar that ends in a line end \
         has the same effect: write `|-` in place of `|`.",
    )
    .example(
        r#"
"Greet": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": " {% 'Hello ' & $states.input.name %} "
}
"#,
        r#"
"Greet": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% 'Hello ' & $states.input.name %}"
}
"#,
    )
    .origin(Origin::Aws),
    Explanation::error("jsonata-bare-name", "an expression begins with a field's name")
        .text(
            "In JSONata a bare name is a field of the data that the expression works on. Step Functions gives expressions no \
             such data: the state's input is `$states.input`, and a variable is `$name`. Inside a step, a predicate or a \
             function's body there is data, and bare names are its fields. AWS refuses the others when the machine is \
             created.",
        )
        .example(
            r#"
"Greet": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% customer.name %}"
}
"#,
            r#"
"Greet": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% $states.input.customer.name %}"
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::error("jsonata-no-context", "`$`, `*` or `**` stands where there is no data")
        .text(
            "`$` is the data that an expression works on, `*` all its fields and `**` everything inside of it. Step \
             Functions gives expressions no such data at their start: begin with `$states.input`. In the step of a path, \
             in a filter and in a sorting `$` is the item at hand.",
        )
        .example(
            r#"
"All": { "Type": "Succeed", "QueryLanguage": "JSONata", "Output": "{% $.price %}" }
"#,
            r#"
"All": { "Type": "Succeed", "QueryLanguage": "JSONata", "Output": "{% $states.input.price %}" }
"#,
        )
        .origin(Origin::Aws),
    Explanation::error("jsonata-root", "`$$` is not available")
        .text(
            "In JSONata `$$` is the whole data that an expression works on, and Step Functions gives it none. The input is \
             `$states.input`, and what JSONPath calls `$$`, the Context Object, is `$states.context`.",
        )
        .example(
            r#"
"Name": { "Type": "Succeed", "QueryLanguage": "JSONata", "Output": "{% $$.Execution.Name %}" }
"#,
            r#"
"Name": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% $states.context.Execution.Name %}"
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::error("jsonata-eval", "`$eval` is not available")
        .text(
            "JSONata's `$eval` evaluates an expression that is known only at run time. AWS has taken it out. Write the \
             expression itself; to read JSON text there is `$parse`, which only Step Functions has.",
        )
        .example(
            r#"
"Read": { "Type": "Succeed", "QueryLanguage": "JSONata", "Output": "{% $eval($states.input.body) %}" }
"#,
            r#"
"Read": { "Type": "Succeed", "QueryLanguage": "JSONata", "Output": "{% $parse($states.input.body) %}" }
"#,
        )
        .origin(Origin::Aws),
    Explanation::error("jsonata-unknown-function", "there is no function of this name")
        .text(
            "What is called is neither one of JSONata's functions, nor one that Step Functions adds (`$partition`, `$range`, \
             `$hash`, `$random`, `$uuid`, `$parse`), nor a function that the expression itself binds to the name. Names are \
             case-sensitive and begin with `$`.",
        )
        .example(
            r#"
"Shout": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% $upperCase($states.input.name) %}"
}
"#,
            r#"
"Shout": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% $uppercase($states.input.name) %}"
}
"#,
        )
        .origin(Origin::Notation("JSONata 2.0.6")),
    Explanation::error("jsonata-arity", "a function is called with too few or too many arguments")
        .text(
            "The note has the function's signature: between `<` and `>` a letter for the type of each parameter, `?` after \
             those that may be left out, `+` after one that may come several times.",
        )
        .example(
            r#"
"Join": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% $join($states.input.words, ', ', 10) %}"
}
"#,
            r#"
"Join": {
  "Type": "Succeed",
  "QueryLanguage": "JSONata",
  "Output": "{% $join($states.input.words, ', ') %}"
}
"#,
        )
        .origin(Origin::Notation("JSONata 2.0.6")),
    Explanation::error("jsonata-too-large", "an expression has too many parts, or is nested too deep")
        .text(
            "Expressions of more than 10,000 parts, and such as are nested more than 100 deep, are refused: they would make \
             the Rust compiler run for long or out of stack. Data of this size belongs in a file or a variable; a long \
             computation can be spread over several states by `Assign`.",
        ),
    Explanation::error("jsonata-unknown-states-field", "`$states` has no field of this name")
        .text(
            "Step Functions gives every expression `$states.input` and `$states.context`, a Task's, Parallel's or Map's \
             `Assign` and `Output` also `$states.result`, and a Catcher `$states.errorOutput`. There are no others. A \
             variable is `$name`, without `states`.",
        )
        .example(
            r#"
"Greet": { "Type": "Succeed", "QueryLanguage": "JSONata", "Output": "{% $states.inputs.name %}" }
"#,
            r#"
"Greet": { "Type": "Succeed", "QueryLanguage": "JSONata", "Output": "{% $states.input.name %}" }
"#,
        )
        .origin(Origin::Aws),
    Explanation::error(
        "states-field-not-available",
        "`$states.result` or `$states.errorOutput` is read where there is none",
    )
    .text(
        "`$states.result` exists once a Task, Parallel or Map has run: in its own `Assign` and `Output`, not in its \
         `Arguments`, and not in a Catcher, where `$states.errorOutput` takes its place. The other types of states have \
         no result; their data is `$states.input`.",
    )
    .example(
        r#"
"Charge": {
  "Type": "Task",
  "QueryLanguage": "JSONata",
  "Resource": "task:charge",
  "Arguments": { "amount": "{% $states.result.amount %}" },
  "End": true
}
"#,
        r#"
"Charge": {
  "Type": "Task",
  "QueryLanguage": "JSONata",
  "Resource": "task:charge",
  "Arguments": { "amount": "{% $states.input.amount %}" },
  "Output": { "receipt": "{% $states.result.receipt %}" },
  "End": true
}
"#,
    )
    .origin(Origin::Aws),
    Explanation::warning("jsonata-type", "an expression always has a type that is wrong here")
        .text(
            "What literals, operators and built-in functions give is known before anything runs: here it is a type that \
             the field, the operator or the function never takes. AWS creates the machine and fails the state when it \
             gets there.",
        )
        .example(
            r#"
"Pause": {
  "Type": "Wait",
  "QueryLanguage": "JSONata",
  "Seconds": "{% $string($states.input.minutes * 60) %}",
  "End": true
}
"#,
            r#"
"Pause": {
  "Type": "Wait",
  "QueryLanguage": "JSONata",
  "Seconds": "{% $states.input.minutes * 60 %}",
  "End": true
}
"#,
        )
        .origin(Origin::Compiler),
    Explanation::warning("jsonata-value", "an expression always gives a value that its field never takes")
        .text(
            "The expression is a literal, and the field does not take it: a negative number of seconds, a text that is no time \
             stamp. AWS creates the machine and fails the state each time it gets there.",
        )
        .example(
            r#"
"Pause": { "Type": "Wait", "QueryLanguage": "JSONata", "Seconds": "{% -5 %}", "End": true }
"#,
            r#"
"Pause": { "Type": "Wait", "QueryLanguage": "JSONata", "Seconds": "{% 5 %}", "End": true }
"#,
        )
        .origin(Origin::Aws),
];
