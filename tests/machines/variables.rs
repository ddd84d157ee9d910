//! Variables: when they change, and who sees them.

use asl::value;

use crate::{NoTasks, run};

asl::asl!("tests/machines/variables.json");

impl variables::Tasks for NoTasks {}

#[tokio::test(start_paused = true)]
async fn values_are_seen_from_the_next_state_on() {
    for (y, chosen, was) in [(5, "default", 1 + 1), (11, "rule", 1)] {
        let output = run(&variables::Machine::new(NoTasks), value!({ "y": y }))
            .await
            .unwrap();
        let own = value!({ "own": y, "outer": 2, "deep": y });
        let mine = value!({ "mine": 0, "x": 2, "literal": "$.y" });
        let expected = value!({
            "x": 2,
            "old": 1,
            "chosen": chosen,
            // The rule has put its input there, which `OutputPath` took from `$x` before it changed; the default `$x`.
            "was": was,
            "inside": y,
            "input": [own, [mine]]
        });
        assert_eq!(output, expected);
    }
}
