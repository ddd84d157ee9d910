//! The smallest machines, and machines in a private module of their own.
#![deny(warnings, missing_docs)]

mod flows {
    asl::asl!("tests/ui/pass/no-tasks.json");
    asl::asl!("only-a-fail.json", mod = failing);
}

use flows::{failing, no_tasks};

struct Nothing;

impl no_tasks::Tasks for Nothing {}
impl failing::Tasks for Nothing {}

#[tokio::test]
async fn runs() {
    let input = asl::value!({ "as": "it is" });
    let output = no_tasks::Machine::new(Nothing).run(&input).await.unwrap();
    assert_eq!(output, input);
    failing::Machine::new(Nothing).run(input).await.unwrap_err();
}
