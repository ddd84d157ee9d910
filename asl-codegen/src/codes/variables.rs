//! Codes of variables.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("variable-name", "a variable's name is not allowed")
        .text(
            "A variable's name begins with a letter or an underscore and goes on with letters, digits and underscores, \
             as an identifier does, and has at most 80 characters. `states` is taken: `$states` holds what the machine \
             itself provides.",
        )
        .example(
            r#"
"Count": { "Type": "Pass", "Assign": { "item-count": 3 }, "End": true }
"#,
            r#"
"Count": { "Type": "Pass", "Assign": { "item_count": 3 }, "Next": "Done" },
"Done": { "Type": "Succeed", "OutputPath": "$item_count" }
"#,
        )
        .origin(Origin::Aws),
    Explanation::warning("variable-not-assigned", "a variable is read that no state has assigned")
        .text(
            "A variable exists from the state on that assigns it in `Assign`: the value is there in the states after it, \
             not in the state itself. In JSONPath `$name` is a variable, while a field of the input is `$.name`.",
        )
        .example(
            r#"
"Greet": {
  "Type": "Pass",
  "Parameters": { "greeting.$": "States.Format('Hello {}', $name)" },
  "End": true
}
"#,
            r#"
"Name": { "Type": "Pass", "Assign": { "name.$": "$.customer.name" }, "Next": "Greet" },
"Greet": {
  "Type": "Pass",
  "Parameters": { "greeting.$": "States.Format('Hello {}', $name)" },
  "End": true
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::error(
        "variable-of-outer-scope",
        "a state inside a Map or Parallel assigns a variable of the scope around it",
    )
    .text(
        "Branches and item processors run side by side, so they can read the variables of the scopes around them and not \
         assign them: which of several values would remain? A name that an outer scope uses may not be used anew inside \
         it. Take another name, and hand the value out in the output.",
    )
    .example(
        r#"
"Start": { "Type": "Pass", "Assign": { "total": 0 }, "Next": "Each" },
"Each": {
  "Type": "Map",
  "ItemProcessor": {
    "StartAt": "Add",
    "States": { "Add": { "Type": "Pass", "Assign": { "total": 1 }, "End": true } }
  },
  "End": true
}
"#,
        r#"
"Start": { "Type": "Pass", "Assign": { "total": 0 }, "Next": "Each" },
"Each": {
  "Type": "Map",
  "ItemProcessor": {
    "StartAt": "Add",
    "States": {
      "Add": { "Type": "Pass", "Assign": { "subtotal.$": "States.MathAdd($total, 1)" }, "Next": "Give" },
      "Give": { "Type": "Succeed", "OutputPath": "$subtotal" }
    }
  },
  "End": true
}
"#,
    )
    .origin(Origin::Aws),
    Explanation::warning("variable-maybe-not-assigned", "a variable has a value on some ways only")
        .text(
            "One way to this state leads through a state that assigns the variable, and another does not: a Choice goes \
             past it, or a Catcher leaves the state that would have assigned it. Read there, the variable has no value: \
             an error in JSONPath, nothing in JSONata. Ask `IsPresent` or `$exists` where that is meant.",
        )
        .example(
            r#"
"Reserve": {
  "Type": "Task",
  "Resource": "task:reserve",
  "Assign": { "reservation.$": "$.id" },
  "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Report" }],
  "Next": "Report"
},
"Report": { "Type": "Pass", "Parameters": { "id.$": "$reservation" }, "End": true }
"#,
            r#"
"Reserve": {
  "Type": "Task",
  "Resource": "task:reserve",
  "Assign": { "reservation.$": "$.id" },
  "Catch": [{ "ErrorEquals": ["States.ALL"], "Assign": { "reservation": "none" }, "Next": "Report" }],
  "Next": "Report"
},
"Report": { "Type": "Pass", "Parameters": { "id.$": "$reservation" }, "End": true }
"#,
        )
        .origin(Origin::Compiler),
    Explanation::warning("variable-unused", "a variable is assigned and never read")
        .text(
            "No state of the scope, nor of the scopes inside it, reads the variable, so assigning it does nothing. \
             Variables are forgotten at the end of their scope: what is to be seen outside belongs into the output.",
        )
        .example(
            r#"
"Count": { "Type": "Pass", "Assign": { "total.$": "$.total" }, "Next": "Done" },
"Done": { "Type": "Succeed" }
"#,
            r#"
"Count": { "Type": "Pass", "Assign": { "total.$": "$.total" }, "Next": "Done" },
"Done": { "Type": "Succeed", "OutputPath": "$total" }
"#,
        )
        .origin(Origin::Compiler),
];
