//! Building generated crates: a workspace of its own in a scratch folder.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Result;

/// A place in generated code that rustc refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The file, relative to the workspace.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: u64,
    /// rustc's message.
    pub message: String,
}

/// How much work rustc puts into a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// It is built soon.
    #[default]
    Dev,
    /// It runs fast.
    Release,
}

/// A generated workspace with one program in it.
#[derive(Clone, Debug)]
pub struct Workspace {
    folder: PathBuf,
    target: PathBuf,
    program: String,
    profile: Profile,
    lock: Option<PathBuf>,
    quiet: bool,
}

impl Workspace {
    /// The workspace `name` under `scratch`, where all workspaces share what they build of the runtime.
    ///
    /// # Errors
    ///
    /// There is no current folder that a relative path could start from.
    pub fn new(scratch: &Path, name: &str, profile: Profile) -> Result<Workspace> {
        let scratch = std::path::absolute(scratch)?;
        Ok(Workspace {
            folder: scratch.join(name),
            target: scratch.join("target"),
            // Programs stand side by side in the target folder: each needs a name of its own.
            program: format!(
                "run_{}",
                name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
            ),
            profile,
            lock: None,
            quiet: false,
        })
    }

    /// Takes the versions of dependencies from this `Cargo.lock`, if it exists, when the workspace is built for the first time.
    pub fn with_lock(mut self, lock: PathBuf) -> Workspace {
        self.lock = Some(lock);
        self
    }

    /// Has cargo say nothing of its progress.
    pub fn quiet(mut self) -> Workspace {
        self.quiet = true;
        self
    }

    /// The name of the program, which is a package of the workspace.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// Writes the files, leaving those alone that are as they should be, so that they are not built anew.
    ///
    /// # Errors
    ///
    /// A file can't be written.
    pub fn write(&self, files: &BTreeMap<PathBuf, String>) -> Result<()> {
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
    ///
    /// # Errors
    ///
    /// There is no cargo, or it fails for other reasons than rustc's, which it has told on standard error.
    pub fn build(&self) -> Result<std::result::Result<PathBuf, Vec<Refusal>>> {
        let lock = self.folder.join("Cargo.lock");
        if let Some(known) = self.lock.as_ref().filter(|known| known.exists())
            && !lock.exists()
        {
            fs::copy(known, lock)?;
        }
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--keep-going", "--message-format=json"]);
        if self.quiet {
            cargo.arg("--quiet");
        }
        if self.profile == Profile::Release {
            cargo.arg("--release");
        }
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
                let profile = match self.profile {
                    Profile::Dev => "debug",
                    Profile::Release => "release",
                };
                Ok(Ok(self.target.join(profile).join(program)))
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
