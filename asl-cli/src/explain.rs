//! `cargo asl explain`: what a diagnostic's code stands for.

use asl_codegen::codes::{self, Explanation};
use asl_codegen::suggest::did_you_mean;

use crate::{Outcome, output};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The code, as it stands in brackets: `next-not-found`.
    #[arg(required_unless_present = "list")]
    code: Option<String>,
    /// Lists all codes.
    #[arg(long, conflicts_with = "code")]
    list: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let Some(code) = &arguments.code else {
        output::print(&list());
        return Outcome::Good;
    };
    match codes::explain(code) {
        Some(explanation) => {
            output::print(explanation.markdown().trim_end());
            Outcome::Good
        }
        None => {
            let known = codes::all().map(|explanation| explanation.code);
            let help = match did_you_mean(code, known) {
                Some(similar) => format!("did you mean `{similar}`?"),
                None => "`cargo asl explain --list` lists all codes".to_owned(),
            };
            eprintln!("error: there is no code `{code}`\n = help: {help}");
            Outcome::Unreadable
        }
    }
}

/// A line for each code, in the order of the alphabet.
fn list() -> String {
    let mut all: Vec<&Explanation> = codes::all().collect();
    all.sort_by_key(|explanation| explanation.code);
    let width = all.iter().map(|explanation| explanation.code.len()).max();
    let width = width.unwrap_or_default();
    let line = |explanation: &&Explanation| {
        format!("{:width$}  {}", explanation.code, explanation.summary)
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}
