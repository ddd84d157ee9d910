//! A file in Latin-1.

asl::asl!("not-utf-8.json");

struct Shop;

impl not_utf_8::Tasks for Shop {}

fn main() {
    let _ = not_utf_8::Machine::new(Shop).run("order-1");
}
