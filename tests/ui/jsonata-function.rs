//! Functions that JSONata does not have, or Step Functions forbids, or with the wrong arguments.

asl::asl!("jsonata-function.json");

struct Shop;

impl jsonata_function::Tasks for Shop {}

fn main() {
    let _ = jsonata_function::Machine::new(Shop).run("order-1");
}
