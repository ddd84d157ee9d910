//! `cargo asl`: checks, draws, expands and tests Amazon States Language files.
#![doc = include_str!("../README.md")]

mod check;
mod expand;
mod explain;
mod graph;
mod input;
mod output;
mod store;
pub mod test;
pub mod test_state;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// How a command ends. The numbers are the process's exit codes; the larger one of several files' counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// All is well.
    Good = 0,
    /// A definition has errors, or a store has.
    Errors = 1,
    /// A file could not be read, or a command is used wrongly, for which clap uses the same.
    Unreadable = 2,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome as u8)
    }
}

/// Tools for Amazon States Language files.
#[derive(Parser)]
#[command(name = "cargo-asl", bin_name = "cargo asl", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Says what is wrong with definitions.
    Check(check::Arguments),
    /// Explains a finding's code: the rule, a wrong and a right example.
    Explain(explain::Arguments),
    /// Prints the Rust that a definition becomes.
    Expand {
        /// The file, JSON or YAML; `template.yaml#Machine` for a machine in a template of CloudFormation or SAM.
        file: PathBuf,
        /// The generated module's name; the file's, or the machine's in a template, where it is left out.
        #[arg(long = "mod", value_name = "NAME")]
        module: Option<String>,
        #[command(flatten)]
        values: Values,
    },
    /// Draws a definition.
    Graph {
        /// The file, JSON or YAML; `template.yaml#Machine` for a machine in a template of CloudFormation or SAM.
        file: PathBuf,
        /// The notation.
        #[arg(long, value_enum, default_value_t = graph::Format::Mermaid)]
        format: graph::Format,
        #[command(flatten)]
        values: Values,
    },
    Test(test::Arguments),
    TestState(test_state::Arguments),
    #[command(flatten)]
    Store(store::Command),
}

/// What stands for `${Name}` in a definition.
#[derive(Args)]
struct Values {
    /// A value for `${NAME}`; may be given several times.
    #[arg(long = "substitutions", value_name = "NAME=VALUE", value_parser = input::substitution)]
    substitutions: Vec<(String, String)>,
}

/// The program `cargo-asl`.
pub fn main() -> ExitCode {
    let outcome = match Cli::parse_from(arguments()).command {
        Command::Check(arguments) => check::run(arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Expand {
            file,
            module,
            values,
        } => expand::run(&file, module, values.into()),
        Command::Graph {
            file,
            format,
            values,
        } => graph::run(&file, format, values.into()),
        Command::Test(arguments) => test::run(arguments),
        Command::TestState(arguments) => test_state::run(arguments),
        Command::Store(command) => store::run(command),
    };
    outcome.into()
}

/// The arguments without the name of the subcommand that cargo passes on.
fn arguments() -> impl Iterator<Item = OsString> {
    let mut arguments = std::env::args_os().peekable();
    let program = arguments.next();
    arguments.next_if(|first| first == "asl");
    program.into_iter().chain(arguments)
}
