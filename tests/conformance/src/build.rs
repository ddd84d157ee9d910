//! Building generated crates: a workspace in a scratch folder, without optimization.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Result;

/// A place in generated code that rustc refuses.
pub(crate) struct Refusal {
    /// The file, relative to the scratch folder.
    pub(crate) file: PathBuf,
    /// The line, counted from 1.
    pub(crate) line: u64,
    /// rustc's message.
    pub(crate) message: String,
}

/// A generated workspace.
pub(crate) struct Workspace {
    folder: PathBuf,
    target: PathBuf,
    program: String,
}

impl Workspace {
    /// The workspace `name` under `scratch`, or under the target folder that this program was built into. All of them
    /// share what they build of the runtime.
    pub(crate) fn new(scratch: Option<&Path>, name: &str) -> Result<Workspace> {
        let scratch = match scratch {
            Some(scratch) => std::path::absolute(scratch)?,
            None => {
                let program = std::env::current_exe()?;
                let profile = program.ancestors().nth(1);
                let target = profile.and_then(Path::parent).ok_or("no target folder")?;
                target.join("conformance")
            }
        };
        Ok(Workspace {
            folder: scratch.join(name),
            target: scratch.join("target"),
            // Programs stand side by side in the target folder: each needs a name of its own.
            program: format!(
                "run_{}",
                name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
            ),
        })
    }

    /// The name of the program, which is a package of the workspace.
    pub(crate) fn program(&self) -> &str {
        &self.program
    }

    /// Writes the files, leaving those alone that are as they should be, so that they are not built anew.
    pub(crate) fn write(&self, files: &BTreeMap<PathBuf, String>) -> Result<()> {
        for (path, text) in files {
            let path = self.folder.join(path);
            if fs::read_to_string(&path).is_ok_and(|old| old == *text) {
                continue;
            }
            fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
            fs::write(path, text)?;
        }
        Ok(())
    }

    /// Builds the program; gives its path, or what rustc refuses.
    pub(crate) fn build(&self) -> Result<std::result::Result<PathBuf, Vec<Refusal>>> {
        // The versions that the repository has been tested with, which are at hand.
        let lock = self.folder.join("Cargo.lock");
        if !lock.exists() {
            fs::copy(repository().join("Cargo.lock"), lock)?;
        }
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--keep-going", "--message-format=json", "--quiet"]);
        cargo.current_dir(&self.folder);
        cargo.env("CARGO_TARGET_DIR", &self.target);
        // Expressions may be nested deep.
        cargo.env("RUST_MIN_STACK", (256 << 20).to_string());
        let mut cargo = cargo.stdout(Stdio::piped()).spawn()?;
        let output = cargo.stdout.take().ok_or("no output of cargo")?;
        let mut refusals = Vec::new();
        for line in BufReader::new(output).lines() {
            if let Ok(message) = serde_json::from_str(&line?) {
                refusals.extend(refusal(&message));
            }
        }
        let built = cargo.wait()?.success();
        match (built, refusals.is_empty()) {
            (true, _) => {
                let program = format!("{}{}", self.program, std::env::consts::EXE_SUFFIX);
                Ok(Ok(self.target.join("debug").join(program)))
            }
            (false, true) => Err("cargo could not build the generated code".into()),
            (false, false) => Ok(Err(refusals)),
        }
    }
}

/// The error of one of cargo's messages, if it is about a place.
fn refusal(message: &serde_json::Value) -> Option<Refusal> {
    let message = message.get("message")?;
    if message["level"] != "error" {
        return None;
    }
    let spans = message["spans"].as_array()?;
    let span = spans.iter().find(|span| span["is_primary"] == true)?;
    Some(Refusal {
        file: span["file_name"].as_str()?.into(),
        line: span["line_start"].as_u64()?,
        message: message["message"].as_str()?.to_owned(),
    })
}

/// The root of this repository.
pub(crate) fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_places() {
        let message = serde_json::json!({ "reason": "compiler-message", "message": {
            "level": "error", "message": "mismatched types",
            "spans": [
                { "is_primary": false, "file_name": "x.rs", "line_start": 1 },
                { "is_primary": true, "file_name": "cases_00/src/lib.rs", "line_start": 7 },
            ],
        }});
        let refusal = refusal(&message).unwrap();
        assert_eq!(refusal.file, Path::new("cases_00/src/lib.rs"));
        assert_eq!((refusal.line, &*refusal.message), (7, "mismatched types"));
        assert!(super::refusal(&serde_json::json!({ "reason": "build-finished" })).is_none());
    }
}
