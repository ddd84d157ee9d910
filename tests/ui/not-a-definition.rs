//! A file that holds other JSON, which looks like the Step Functions console exported it.

asl::asl!("not-a-definition.json");

struct Shop;

impl not_a_definition::Tasks for Shop {}

fn main() {
    let _ = not_a_definition::Machine::new(Shop).run("order-1");
}
