//! The outside world of the example: a file in which every task notes what it has done, for anyone to see.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

use asl::Value;
use serde::{Deserialize, Serialize};

/// What a task did, under its idempotency key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The call that it was done for.
    pub(crate) key: String,
    /// The task.
    pub(crate) task: String,
    /// What it returned.
    pub(crate) result: Value,
}

/// The file, and what it holds.
///
/// A payment provider or a warehouse works the same way: it takes an idempotency key with every request, and answers a
/// key that it has seen with what it said then. A task that a crash cut off between its work and the engine's note of it
/// is called again with the same key, and so does its work once.
pub(crate) struct Ledger {
    inner: Mutex<Inner>,
}

struct Inner {
    file: File,
    entries: HashMap<String, Entry>,
}

impl Ledger {
    /// Opens the file, and reads what it holds.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let mut entries = HashMap::new();
        for line in text.lines() {
            let entry: Entry = serde_json::from_str(line)?;
            entries.insert(entry.key.clone(), entry);
        }
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Ledger {
            inner: Mutex::new(Inner { file, entries }),
        })
    }

    /// Notes what was done under `key`, unless it was done before: then returns what came of it then.
    pub(crate) fn once(
        &self,
        key: &str,
        task: &str,
        work: impl FnOnce() -> Value,
    ) -> io::Result<Value> {
        let mut inner = self
            .inner
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(entry) = inner.entries.get(key) {
            return Ok(entry.result.clone());
        }
        let entry = Entry {
            key: key.to_owned(),
            task: task.to_owned(),
            result: work(),
        };
        let mut line = serde_json::to_string(&entry)?;
        line.push('\n');
        inner.file.write_all(line.as_bytes())?;
        inner.entries.insert(entry.key.clone(), entry.clone());
        Ok(entry.result)
    }
}
