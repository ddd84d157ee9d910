//! Codes of what the compiler is told besides the definition, and of what it cannot do.

use super::Explanation;

pub(super) const CODES: &[Explanation] = &[
    Explanation::error("unknown-task", "`types` or `at_most_once` names a task that the definition does not call").text(
        "With `types`, `asl!` and build scripts are given your own types for the input and output of tasks, by the name \
         of the task's method, and for the whole execution's under `execution`; with `at_most_once` the tasks that are not \
         called again when they were cut off. A name that no state calls would have no \
         effect. The help has the methods that there are.",
    ),
];
