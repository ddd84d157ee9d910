//! What generated code calls, and what runs it.
