//! `cargo asl graph`.

use std::io::Write;
use std::path::Path;

use asl_codegen::parse::Substitutions;
use asl_codegen::{Diagnostics, Options, graph};

use crate::{Outcome, input};

/// The notation of a drawing.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Format {
    /// A Mermaid flowchart, which GitHub shows.
    Mermaid,
    /// A digraph for Graphviz.
    Dot,
}

/// Prints the drawing of a file. Where the definition has errors, what could be read of it is drawn.
pub(crate) fn run(file: &Path, format: Format, substitutions: Substitutions) -> Outcome {
    let source = match input::read(file) {
        Ok(source) => source,
        Err(outcome) => return outcome,
    };
    let mut diagnostics = Diagnostics::new();
    let options = Options {
        substitutions,
        ..Options::default()
    };
    if let Some((machine, _)) = asl_codegen::read(&source, &options, &mut diagnostics) {
        let drawing = match format {
            Format::Mermaid => graph::mermaid(&machine),
            Format::Dot => graph::dot(&machine),
        };
        // A reader that wants no more, such as `head`, is not a failure.
        let _ = std::io::stdout().write_all(drawing.as_bytes());
    }
    input::report(&diagnostics, &source)
}
