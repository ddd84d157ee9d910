//! The `asl!` macro.
