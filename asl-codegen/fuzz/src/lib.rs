//! What the fuzz targets share: the invariants of the property tests, and a main function for when no fuzzer is linked.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use asl_codegen::SourceFile;

#[path = "../../tests/support/invariants.rs"]
mod invariants;

/// A definition in JSON or, after a first byte `Y`, in YAML.
pub fn check(data: &[u8]) {
    let (name, text) = match data {
        [b'Y', text @ ..] => ("fuzz.yaml", text),
        text => ("fuzz.json", text),
    };
    invariants::definition(&SourceFile::new(name, String::from_utf8_lossy(text)));
}

/// An expression in JSONata, or a path or intrinsic function.
pub fn jsonata(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    invariants::jsonata(&text);
    invariants::path(&text);
}

/// Gives a target the contents of the files, or of the folders' files, that the command line names.
pub fn replay(target: fn(&[u8])) -> ExitCode {
    let mut number = 0;
    for path in std::env::args_os().skip(1) {
        for file in files(Path::new(&path)) {
            match std::fs::read(&file) {
                Ok(data) => target(&data),
                Err(error) => {
                    eprintln!("{}: {error}", file.display());
                    return ExitCode::FAILURE;
                }
            }
            number += 1;
        }
    }
    println!("{number} inputs, and nothing found");
    ExitCode::SUCCESS
}

fn files(path: &Path) -> Vec<PathBuf> {
    match path.read_dir() {
        Ok(entries) => {
            let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
            files.sort();
            files
        }
        Err(_) => vec![path.to_owned()],
    }
}
