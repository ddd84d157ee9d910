asl::asl!("unknown-target.json");
fn main() {}
