//! Choice rules without a target, without a comparison, and with one that there is not.

asl::asl!("choice-rule.json");

struct Shop;

impl choice_rule::Tasks for Shop {}

fn main() {
    let _ = choice_rule::Machine::new(Shop).run("order-1");
}
