//! The path leads to a folder.

asl::asl!("pass", mod = folder);

fn main() {}
