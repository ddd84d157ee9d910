//! Amazon States Language compiled to typed, durable async Rust.
