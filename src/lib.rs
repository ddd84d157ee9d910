//! Amazon States Language compiled to typed, durable async Rust.
#![doc = include_str!("../README.md")]

#[cfg(feature = "macros")]
pub use asl_macro::asl;
pub use asl_runtime::*;
