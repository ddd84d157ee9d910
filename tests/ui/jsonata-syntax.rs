//! Expressions that are no JSONata.

asl::asl!("jsonata-syntax.json");

struct Shop;

impl jsonata_syntax::Tasks for Shop {}

fn main() {
    let _ = jsonata_syntax::Machine::new(Shop).run("order-1");
}
