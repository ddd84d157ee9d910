//! A `StartAt` that names no state.

asl::asl!("start-at-nowhere.json");

struct Shop;

impl start_at_nowhere::Tasks for Shop {}

fn main() {
    let _ = start_at_nowhere::Machine::new(Shop).run("order-1");
}
