//! Where a command builds its program, and with which `asl-rs`.

use std::path::PathBuf;

use super::Result;
use super::facade::{Facade, Project};
use super::workspace::{Profile, Workspace};

/// The arguments of commands that build a program.
#[derive(clap::Args)]
pub(crate) struct Building {
    /// The folder of asl-rs to build with; else it is what the project around the current folder uses, else the release
    /// of the same version as this program.
    #[arg(long, value_name = "FOLDER")]
    asl_path: Option<PathBuf>,
    /// Where the program is built: the project's target folder, else `target`.
    #[arg(long, value_name = "FOLDER", env = "CARGO_TARGET_DIR")]
    target_dir: Option<PathBuf>,
}

impl Building {
    /// The workspace of this name, and what it builds with.
    ///
    /// # Errors
    ///
    /// The project depends on an `asl-rs` that this program does not generate code for.
    pub(crate) fn workspace(self, name: &str, profile: Profile) -> Result<(Workspace, Facade)> {
        let project = Project::here()?;
        let facade = match self.asl_path {
            Some(path) => Facade::Path(std::path::absolute(path)?),
            None => project.facade.unwrap_or_else(Facade::of_this_program),
        };
        let target = self.target_dir.or(project.target);
        let scratch = target.unwrap_or_else(|| "target".into()).join("asl-test");
        let workspace = Workspace::new(&scratch, name, profile)?;
        let beside = match &facade {
            Facade::Path(path) => Some(path.join("Cargo.lock")),
            _ => None,
        };
        let workspace = match project.lock.or(beside) {
            Some(lock) => workspace.with_lock(lock),
            None => workspace,
        };
        Ok((workspace, facade))
    }
}
