//! Every `tests/diagnostics/<name>.{json,yaml}` against its `<name>.txt`: what the compiler says about it.
//!
//! `UPDATE_EXPECT=1 cargo test -p asl-codegen --test diagnostics` writes the `.txt` files anew.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use asl_codegen::parse::Substitutions;
use asl_codegen::render::{RenderStyle, render};
use asl_codegen::{Diagnostics, SourceFile, check};

#[test]
fn definitions_give_these_diagnostics() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let update = std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1");
    let mut failures = String::new();
    let definitions = definitions(&folder);
    assert!(!definitions.is_empty());
    for definition in definitions {
        let name = definition.file_name().unwrap().to_str().unwrap();
        let source = SourceFile::read(&definition, name).unwrap();
        let diagnostics = check(&source, &Substitutions::new());
        assert_well_worded(name, &diagnostics);
        let found = render(&diagnostics, &source, RenderStyle::Plain);
        let expected_file = definition.with_extension("txt");
        if update {
            fs::write(&expected_file, &found).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&expected_file).unwrap_or_default();
        if expected != found {
            write!(failures, "\n=== {name}\n{}", difference(&expected, &found)).unwrap();
        }
    }
    assert!(
        failures.is_empty(),
        "{failures}\nIf this is right, run again with UPDATE_EXPECT=1."
    );
}

#[test]
fn no_expectation_is_without_its_definition() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let definitions = definitions(&folder);
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let stem = path.file_stem();
            let belongs = definitions.iter().filter(|file| file.file_stem() == stem);
            assert_eq!(belongs.count(), 1, "{} and its definition", path.display());
        }
    }
}

fn definitions(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json" || extension == "yaml")
        })
        .collect();
    found.sort();
    found
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

/// The lines from the first that differs to the last that does.
fn difference(expected: &str, found: &str) -> String {
    let expected: Vec<&str> = expected.lines().collect();
    let found: Vec<&str> = found.lines().collect();
    let pairs = expected.iter().zip(&found);
    let before = pairs.take_while(|(old, new)| old == new).count();
    let pairs = expected[before..]
        .iter()
        .rev()
        .zip(found[before..].iter().rev());
    let after = pairs.take_while(|(old, new)| old == new).count();
    let mut text = String::new();
    for line in &expected[before.saturating_sub(3)..before] {
        writeln!(text, "  {line}").unwrap();
    }
    for line in &expected[before..expected.len() - after] {
        writeln!(text, "- {line}").unwrap();
    }
    for line in &found[before..found.len() - after] {
        writeln!(text, "+ {line}").unwrap();
    }
    text
}
