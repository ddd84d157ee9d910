//! Where generated programs find `asl-rs`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::{Error, Result};

/// A dependency on `asl-rs`. It prints as the value of a `Cargo.toml`'s dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facade {
    /// The released version.
    Version(String),
    /// A folder.
    Path(PathBuf),
    /// A commit of a repository.
    Git {
        /// Where it is.
        url: String,
        /// Which commit.
        revision: String,
    },
}

/// The package that `cargo` is called in, as far as it matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// The `asl-rs` that it depends on.
    pub facade: Option<Facade>,
    /// Its `Cargo.lock`.
    pub lock: Option<PathBuf>,
    /// Its target folder.
    pub target: Option<PathBuf>,
}

impl Facade {
    /// The release that belongs to this program: it was made from the same compiler.
    pub fn of_this_program() -> Facade {
        Facade::Version(env!("CARGO_PKG_VERSION").to_owned())
    }
}

impl Facade {
    /// As the facade prints, with features.
    pub(super) fn with_features(&self, features: &[&str]) -> String {
        let text = self.to_string();
        match features {
            [] => text,
            _ => format!(
                "{}, features = {features:?} }}",
                text.trim_end_matches(" }")
            ),
        }
    }
}

impl fmt::Display for Facade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match self {
            Facade::Version(version) => format!("version = {:?}", format!("={version}")),
            Facade::Path(path) => format!("path = {path:?}"),
            Facade::Git { url, revision } => format!("git = {url:?}, rev = {revision:?}"),
        };
        write!(f, "{{ {source}, default-features = false }}")
    }
}

impl Project {
    /// The project around the current folder; an empty one where there is none.
    ///
    /// # Errors
    ///
    /// cargo can't read it; it depends on an `asl-rs` that this program does not generate code for.
    pub fn here() -> Result<Project> {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["metadata", "--format-version=1"]);
        let output = cargo.output()?;
        if !output.status.success() {
            let told = String::from_utf8_lossy(&output.stderr);
            return match told.contains("could not find `Cargo.toml`") {
                true => Ok(Project::default()),
                false => Err(Error::new(told.trim_start_matches("error: ").trim_end())),
            };
        }
        let metadata = serde_json::from_slice(&output.stdout).map_err(Error::new)?;
        Project::from_metadata(&metadata)
    }

    fn from_metadata(metadata: &Value) -> Result<Project> {
        let path = |member: &str| metadata[member].as_str().map(PathBuf::from);
        let packages = metadata["packages"].as_array();
        let mut facades = packages
            .into_iter()
            .flatten()
            .filter(|package| package["name"] == "asl-rs");
        let facade = facades.next().map(Facade::of_package).transpose()?;
        Ok(Project {
            facade: facade.flatten(),
            lock: path("workspace_root").map(|root| root.join("Cargo.lock")),
            target: path("target_directory"),
        })
    }
}

impl Facade {
    fn of_package(package: &Value) -> Result<Option<Facade>> {
        let version = package["version"].as_str().unwrap_or_default();
        let own = env!("CARGO_PKG_VERSION");
        if compatible(version) != compatible(own) {
            return Err(Error::new(format_args!(
                "this `cargo asl` is made for asl-rs {own}, and the project uses {version}: install `asl-cli` {version}"
            )));
        }
        let Some(source) = package["source"].as_str() else {
            let manifest = package["manifest_path"].as_str().map(Path::new);
            return Ok(manifest
                .and_then(Path::parent)
                .map(|folder| Facade::Path(folder.to_path_buf())));
        };
        let git = source.strip_prefix("git+").and_then(|git| {
            let (url, revision) = git.rsplit_once('#')?;
            let url = url.split('?').next().unwrap_or(url);
            Some(Facade::Git {
                url: url.to_owned(),
                revision: revision.to_owned(),
            })
        });
        Ok(Some(
            git.unwrap_or_else(|| Facade::Version(version.to_owned())),
        ))
    }
}

/// The part of a version that compatible ones share.
fn compatible(version: &str) -> &str {
    let parts = if version.starts_with("0.") { 2 } else { 1 };
    let end = version.match_indices('.').nth(parts - 1);
    &version[..end.map_or(version.len(), |(end, _)| end)]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn facade(version: &str, source: Value) -> Result<Option<Facade>> {
        let package = json!({ "name": "asl-rs", "version": version, "source": source, "manifest_path": "/asl/Cargo.toml" });
        let other = json!({ "name": "serde", "version": "1.0.0", "source": null });
        let metadata = json!({ "packages": [other, package], "workspace_root": "/w", "target_directory": "/t" });
        Project::from_metadata(&metadata).map(|project| project.facade)
    }

    #[test]
    fn the_library_is_the_one_that_the_project_uses() {
        let own = env!("CARGO_PKG_VERSION");
        let path = facade(own, Value::Null).unwrap().unwrap();
        assert_eq!(
            path.to_string(),
            "{ path = \"/asl\", default-features = false }"
        );
        let registry = "registry+https://github.com/rust-lang/crates.io-index";
        let version = facade(own, registry.into()).unwrap();
        assert_eq!(version, Some(Facade::of_this_program()));
        let git = facade(
            own,
            "git+https://example.org/asl?branch=main#0123abc".into(),
        );
        let git = git.unwrap().unwrap().to_string();
        assert!(
            git.contains("git = \"https://example.org/asl\", rev = \"0123abc\""),
            "{git}"
        );
    }

    #[test]
    fn a_library_of_another_version_is_refused() {
        let error = facade("99.1.0", Value::Null).unwrap_err().to_string();
        assert!(error.contains("99.1.0"), "{error}");
    }

    #[test]
    fn versions_are_compatible_as_cargo_says() {
        assert_eq!(compatible("0.1.7"), "0.1");
        assert_eq!(compatible("1.2.3"), "1");
    }
}
