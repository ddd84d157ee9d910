//! Why a store cannot be opened, or can't go on.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::ExecutionId;

/// Why a store cannot be opened, or can't go on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Another engine has the file open.
    Locked {
        /// The database file.
        path: PathBuf,
    },
    /// The file or its folder cannot be written.
    ReadOnly {
        /// The database file.
        path: PathBuf,
    },
    /// The file was written by a later version of this crate.
    NewerSchema {
        /// The database file.
        path: PathBuf,
        /// The schema's version.
        found: i64,
        /// The latest version that is understood.
        supported: i64,
    },
    /// The file is no SQLite database.
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The database holds something else.
    OtherApplication {
        /// The database file.
        path: PathBuf,
    },
    /// The file is cut short or damaged.
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The file cannot be opened or created.
    Unusable {
        /// The database file.
        path: PathBuf,
        /// What the system says.
        what: String,
    },
    /// A write to an execution that has a new owner, or has ended.
    NotOwner {
        /// The execution.
        execution: ExecutionId,
    },
    /// The store broke, and refuses everything since.
    Failed {
        /// The first error.
        what: Arc<str>,
    },
}

impl StoreError {
    /// A store that broke.
    pub fn failed(what: impl fmt::Display) -> Self {
        StoreError::Failed {
            what: what.to_string().into(),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Locked { path } => {
                write!(
                    f,
                    "the store `{}` is in use by another engine",
                    path.display()
                )
            }
            StoreError::ReadOnly { path } => {
                write!(f, "the store `{}` is read-only", path.display())
            }
            StoreError::NewerSchema {
                path,
                found,
                supported,
            } => write!(
                f,
                "the store `{}` has schema version {found}, and this version of asl-rs understands versions up to {supported}",
                path.display()
            ),
            StoreError::NotADatabase { path } => {
                write!(f, "`{}` is not a SQLite database", path.display())
            }
            StoreError::OtherApplication { path } => {
                write!(
                    f,
                    "`{}` is a SQLite database of another application",
                    path.display()
                )
            }
            StoreError::Damaged { path, what } => {
                write!(f, "the store `{}` is damaged: {what}", path.display())
            }
            StoreError::Unusable { path, what } => {
                write!(f, "the store `{}` cannot be opened: {what}", path.display())
            }
            StoreError::NotOwner { execution } => {
                write!(f, "execution {execution} has a new owner or has ended")
            }
            StoreError::Failed { what } => write!(f, "the store failed: {what}"),
        }
    }
}

impl std::error::Error for StoreError {}
