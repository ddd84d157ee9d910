//! A Choice without `Choices`, and one whose list is empty.

asl::asl!("choice-without-rules.json");

struct Shop;

impl choice_without_rules::Tasks for Shop {}

fn main() {
    let _ = choice_without_rules::Machine::new(Shop).run("order-1");
}
