//! Every `tests/diagnostics/<name>.{json,yaml}` against its `<name>.txt`: what checking it says, or compiling it where the
//! name begins with `compile-`.
//!
//! `UPDATE_EXPECT=1 cargo test -p asl-codegen --test diagnostics` writes the `.txt` files anew.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use asl_codegen::codes;
use asl_codegen::parse::Substitutions;
use asl_codegen::render::{RenderStyle, render};
use asl_codegen::{Diagnostics, Options, SourceFile, check, compile};

#[test]
fn definitions_give_these_diagnostics() {
    let mut golden = support::Golden::default();
    let definitions = definitions();
    assert!(!definitions.is_empty());
    for definition in definitions {
        let name = definition.file_name().unwrap().to_str().unwrap();
        let source = SourceFile::read(&definition, name).unwrap();
        let diagnostics = match name.starts_with("compile-") {
            true => compile(&source, &Options::default()).diagnostics,
            false => check(&source, &Substitutions::new()),
        };
        assert_well_worded(name, &diagnostics);
        let found = render(&diagnostics, &source, RenderStyle::Plain);
        golden.compare(&definition.with_extension("txt"), &found);
    }
    golden.finish();
}

#[test]
fn no_expectation_is_without_its_definition() {
    let definitions = definitions();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let stem = path.file_stem();
            let belongs = definitions.iter().filter(|file| file.file_stem() == stem);
            assert_eq!(belongs.count(), 1, "{} and its definition", path.display());
        }
    }
}

/// A code whose case is a file too large to keep: `tests/ui.rs` of the root makes it.
const WITHOUT_CASE: &[&str] = &["too-large"];

#[test]
fn every_code_has_a_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui");
    let mut texts = support::files(&folder(), &["txt"]);
    texts.extend(support::files(&root, &["stderr"]));
    assert!(texts.len() >= 120, "only {} cases", texts.len());
    let texts: String = texts
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let without: Vec<_> = codes::all()
        .map(|explanation| explanation.code)
        .filter(|code| !WITHOUT_CASE.contains(code) && !texts.contains(&format!("[{code}]")))
        .collect();
    assert!(
        without.is_empty(),
        "no case here nor in tests/ui of the root shows {without:?}"
    );
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

fn definitions() -> Vec<PathBuf> {
    support::files(&folder(), &["json", "yaml"])
}

/// A message is one sentence that starts in lower case and ends without a period; a help says something.
fn assert_well_worded(name: &str, diagnostics: &Diagnostics) {
    for found in diagnostics.in_order() {
        let message = &found.message;
        let first = message.chars().next().unwrap_or(' ');
        let second = message.chars().nth(1).unwrap_or(' ');
        // Acronyms such as JSON may come first.
        let lower = !first.is_uppercase() || second.is_uppercase();
        assert!(
            lower && !message.ends_with('.'),
            "{name}: the message {message:?}"
        );
        for help in [&found.help, &found.note].into_iter().flatten() {
            assert!(
                !help.is_empty() && !help.ends_with('.'),
                "{name}: the help {help:?}"
            );
        }
    }
}
