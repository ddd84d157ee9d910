//! Values that a comparison cannot have.

asl::asl!("choice-operand.json");

struct Shop;

impl choice_operand::Tasks for Shop {}

fn main() {
    let _ = choice_operand::Machine::new(Shop).run("order-1");
}
