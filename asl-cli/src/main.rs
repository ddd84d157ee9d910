//! `cargo asl`: checks, draws, expands and tests Amazon States Language files.

use std::process::ExitCode;

fn main() -> ExitCode {
    asl_cli::main()
}
