//! Golden files: what a test found against what a file says it should find.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Whether the files are to be written anew and not compared.
fn update() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1")
}

/// Compares texts with files, and tells of all that differ at once.
#[derive(Default)]
pub(crate) struct Golden {
    failures: String,
}

impl Golden {
    /// Compares `found` with the file, or writes the file where that is asked for.
    pub(crate) fn compare(&mut self, file: &Path, found: &str) {
        if update() {
            fs::write(file, found).unwrap();
            return;
        }
        let expected = fs::read_to_string(file).unwrap_or_default();
        if expected != found {
            let name = file.file_name().unwrap_or_default().display();
            write!(
                self.failures,
                "\n=== {name}\n{}",
                difference(&expected, found)
            )
            .unwrap();
        }
    }

    /// Fails where something differed.
    pub(crate) fn finish(self) {
        assert!(
            self.failures.is_empty(),
            "{}\nIf this is right, run again with UPDATE_EXPECT=1.",
            self.failures
        );
    }
}

/// The files of a folder that have one of these extensions, in order.
pub(crate) fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extensions.iter().any(|one| extension == *one))
        })
        .collect();
    found.sort();
    found
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
