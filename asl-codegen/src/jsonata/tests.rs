//! Tests of parsing, checks and emission.
