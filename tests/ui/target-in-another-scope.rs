//! Transitions into a branch and out of one.

asl::asl!("target-in-another-scope.json");

struct Shop;

impl target_in_another_scope::Tasks for Shop {}

fn main() {
    let _ = target_in_another_scope::Machine::new(Shop).run("order-1");
}
