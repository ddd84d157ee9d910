//! A field of the input without `$states.input`.

asl::asl!("jsonata-top-level-field.json");

struct Shop;

impl jsonata_top_level_field::Tasks for Shop {}

fn main() {
    let _ = jsonata_top_level_field::Machine::new(Shop).run("order-1");
}
