//! Any text as an expression.
#![cfg_attr(feature = "libfuzzer", no_main)]

#[cfg(feature = "libfuzzer")]
libfuzzer_sys::fuzz_target!(|data: &[u8]| asl_codegen_fuzz::jsonata(data));

#[cfg(not(feature = "libfuzzer"))]
fn main() -> std::process::ExitCode {
    asl_codegen_fuzz::replay(asl_codegen_fuzz::jsonata)
}
