//! A field twice in one state, and a state twice in `States`.

asl::asl!("duplicate-key.json");

struct Shop;

impl duplicate_key::Tasks for Shop {}

fn main() {
    let _ = duplicate_key::Machine::new(Shop).run("order-1");
}
