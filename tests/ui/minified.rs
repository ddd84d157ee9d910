//! A mistake in the middle of a file of one long line.

asl::asl!("minified.json");

struct Shop;

impl minified::Tasks for Shop {}

fn main() {
    let _ = minified::Machine::new(Shop).run("order-1");
}
