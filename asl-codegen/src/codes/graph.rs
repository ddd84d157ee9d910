//! Codes of states as a graph: names, targets, ways through.

use super::{Explanation, Origin};

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("start-at-not-found", "`StartAt` names a state that does not exist")
        .text(
            "`StartAt` is the name of one of the states in the `States` beside it, letter by letter: case and blanks \
             count. In a branch or an item processor it is one of that scope's own states.",
        )
        .example(
            r#"
{
  "StartAt": "done",
  "States": { "Done": { "Type": "Succeed" } }
}
"#,
            r#"
{
  "StartAt": "Done",
  "States": { "Done": { "Type": "Succeed" } }
}
"#,
        )
        .origin(Origin::Specification("Top-level fields")),
    Explanation::error("next-not-found", "a transition names a state that does not exist")
        .text(
            "`Next` and `Default` name a state in the `States` that the state itself stands in, letter by letter: case \
             and blanks count. The states of a branch or of a Map cannot go out of it, nor can others go in: the inner \
             way ends with `\"End\": true`, and the Parallel or Map has a `Next` of its own.",
        )
        .example(
            r#"
"Pause": { "Type": "Wait", "Seconds": 5, "Next": "Dnoe" },
"Done": { "Type": "Succeed" }
"#,
            r#"
"Pause": { "Type": "Wait", "Seconds": 5, "Next": "Done" },
"Done": { "Type": "Succeed" }
"#,
        )
        .origin(Origin::Specification("Transitions")),
    Explanation::error("state-unreachable", "no way leads to a state")
        .text(
            "No `Next`, `Default` or Catcher of a state that is itself reached from `StartAt` names this state, so it \
             would never run. AWS refuses it. Mostly a `Next` somewhere names another state than was meant, or the \
             state is a leftover.",
        )
        .example(
            r#"
"Reserve": { "Type": "Task", "Resource": "task:reserve", "Next": "Done" },
"Charge": { "Type": "Task", "Resource": "task:charge", "Next": "Done" },
"Done": { "Type": "Succeed" }
"#,
            r#"
"Reserve": { "Type": "Task", "Resource": "task:reserve", "Next": "Charge" },
"Charge": { "Type": "Task", "Resource": "task:charge", "Next": "Done" },
"Done": { "Type": "Succeed" }
"#,
        )
        .origin(Origin::Aws),
    Explanation::error("no-end", "no state of a `States` ends")
        .text(
            "A machine, a branch and an item processor each need a way to an end: a Succeed, a Fail, or a state with \
             `\"End\": true`. Otherwise they would go round for ever.",
        )
        .example(
            r#"
"Poll": { "Type": "Task", "Resource": "task:poll", "Next": "Pause" },
"Pause": { "Type": "Wait", "Seconds": 30, "Next": "Poll" }
"#,
            r#"
"Poll": { "Type": "Task", "Resource": "task:poll", "Next": "Finished" },
"Finished": {
  "Type": "Choice",
  "Choices": [{ "Variable": "$.finished", "BooleanEquals": true, "Next": "Done" }],
  "Default": "Pause"
},
"Pause": { "Type": "Wait", "Seconds": 30, "Next": "Poll" },
"Done": { "Type": "Succeed" }
"#,
        )
        .origin(Origin::Specification("Transitions")),
    Explanation::error("duplicate-state-name", "two states have the same name")
        .text(
            "Names of states are unique in the whole machine, with all its branches and Maps, not only in one `States`: \
             histories and logs tell states by their name alone.",
        )
        .example(
            r#"
"Both": {
  "Type": "Parallel",
  "Branches": [
    { "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } } },
    { "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } } }
  ],
  "End": true
}
"#,
            r#"
"Both": {
  "Type": "Parallel",
  "Branches": [
    { "StartAt": "Packed", "States": { "Packed": { "Type": "Succeed" } } },
    { "StartAt": "Charged", "States": { "Charged": { "Type": "Succeed" } } }
  ],
  "End": true
}
"#,
        )
        .origin(Origin::Specification("States")),
    Explanation::error("state-name-too-long", "a state's name has more than 80 characters")
        .text(
            "A name is what histories, logs and metrics show. Say in `Comment` what does not fit into 80 characters.",
        )
        .example(
            r#"
"Charge the customer's card, and where that fails for want of money try the other one": {
  "Type": "Task",
  "Resource": "task:charge",
  "End": true
}
"#,
            r#"
"Charge": {
  "Type": "Task",
  "Comment": "The customer's card, and where that fails for want of money the other one.",
  "Resource": "task:charge",
  "End": true
}
"#,
        )
        .origin(Origin::Specification("States")),
    Explanation::error("state-name-empty", "a state has no name")
        .text(
            "The key of a state in `States` is its name, which `Next` and the like refer to, and which histories, logs and \
             metrics show. It has 1 to 80 characters.",
        )
        .example(
            r#"
{
  "StartAt": "",
  "States": {
    "": { "Type": "Succeed" }
  }
}
"#,
            r#"
{
  "StartAt": "Done",
  "States": {
    "Done": { "Type": "Succeed" }
  }
}
"#,
        )
        .origin(Origin::Aws),
    Explanation::warning("endless-loop", "a loop has no way out, and nothing in it takes time")
        .text(
            "Every state of the loop goes on to the next one at once, whatever its data is: there is no Choice that \
             could leave it, and no Wait or Task that could make it slow. It runs until the execution has as many \
             events as its history can hold, and fails.",
        )
        .example(
            r#"
"Which?": {
  "Type": "Choice",
  "Choices": [{ "Variable": "$.again", "BooleanEquals": true, "Next": "Count" }],
  "Default": "Done"
},
"Count": { "Type": "Pass", "Next": "Note" },
"Note": { "Type": "Pass", "Next": "Count" },
"Done": { "Type": "Succeed" }
"#,
            r#"
"Which?": {
  "Type": "Choice",
  "Choices": [{ "Variable": "$.again", "BooleanEquals": true, "Next": "Count" }],
  "Default": "Done"
},
"Count": { "Type": "Pass", "Next": "Note" },
"Note": { "Type": "Pass", "Next": "Which?" },
"Done": { "Type": "Succeed" }
"#,
        )
        .origin(Origin::Compiler),
    Explanation::warning("no-way-to-an-end", "no way leads from a state to an end")
        .text(
            "The scope can end, but not from here: every way from this state leads back to states like it. That may be \
             meant, for a machine that polls for ever; mostly a `Next` names another state than it should.",
        )
        .example(
            r#"
"Which?": {
  "Type": "Choice",
  "Choices": [{ "Variable": "$.poll", "BooleanEquals": true, "Next": "Poll" }],
  "Default": "Done"
},
"Poll": { "Type": "Task", "Resource": "task:poll", "Next": "Pause" },
"Pause": { "Type": "Wait", "Seconds": 30, "Next": "Poll" },
"Done": { "Type": "Succeed" }
"#,
            r#"
"Which?": {
  "Type": "Choice",
  "Choices": [{ "Variable": "$.poll", "BooleanEquals": true, "Next": "Poll" }],
  "Default": "Done"
},
"Poll": { "Type": "Task", "Resource": "task:poll", "Next": "Pause" },
"Pause": { "Type": "Wait", "Seconds": 30, "Next": "Which?" },
"Done": { "Type": "Succeed" }
"#,
        )
        .origin(Origin::Compiler),
];
