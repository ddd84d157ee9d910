//! One name for a state of the machine and one of a branch.

asl::asl!("duplicate-state-name.json");

struct Shop;

impl duplicate_state_name::Tasks for Shop {}

fn main() {
    let _ = duplicate_state_name::Machine::new(Shop).run("order-1");
}
