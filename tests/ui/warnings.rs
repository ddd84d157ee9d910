//! What compiles, and most likely does not do what it seems to: a warning, which a crate can deny.
#![deny(warnings)]

asl::asl!("warnings.json");

fn main() {}
