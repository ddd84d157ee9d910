//! Variables that no state assigns, or only one that is out of reach: a warning, which a crate can deny.
#![deny(warnings)]

asl::asl!("variable-never-assigned.json");

struct Shop;

impl variable_never_assigned::Tasks for Shop {}

fn main() {
    let _ = variable_never_assigned::Machine::new(Shop).run("order-1");
}
