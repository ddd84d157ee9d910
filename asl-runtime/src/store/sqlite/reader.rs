//! A look into a store's file, beside the engine that has it.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{listing, open, reads, schema};
use crate::store::{ExecutionRecord, HistoryQuery, ListQuery, StoreError};

/// How many problems [`SqliteReader::check`] tells at most.
const PROBLEMS: usize = 100;

/// Reads the file of a [`SqliteStore`](super::SqliteStore), also while an engine has it. It changes nothing, and waits for
/// nobody.
///
/// # Examples
///
/// ```
/// use asl_runtime::store::{ListQuery, SqliteReader, SqliteStore};
///
/// # let folder = std::env::temp_dir().join(format!("asl-reader-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let path = folder.join("orders.db");
/// let store = SqliteStore::open(&path)?;
/// let reader = SqliteReader::open(&path)?;
/// assert!(reader.list(&ListQuery::default())?.is_empty());
/// assert!(reader.check()?.is_empty());
/// # drop((store, reader));
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SqliteReader {
    connection: Connection,
    path: PathBuf,
}

impl SqliteReader {
    /// Opens a file for reading.
    ///
    /// # Errors
    ///
    /// It does not exist, can't be read, is no store or one of another version.
    pub fn open(path: impl AsRef<Path>) -> Result<SqliteReader, StoreError> {
        let path = path.as_ref().to_owned();
        if !path.is_file() {
            return Err(StoreError::Unusable {
                path,
                what: String::from("there is no such file"),
            });
        }
        let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        let connection = connection.map_err(|error| open::error(&path, &error))?;
        let reader = SqliteReader { connection, path };
        let setup = reader.connection.busy_timeout(open::BUSY_TIMEOUT);
        setup.map_err(|error| reader.error(&error))?;
        match (
            reader.number("application_id")?,
            reader.number("user_version")?,
        ) {
            (schema::APPLICATION_ID, schema::VERSION) => Ok(reader),
            (schema::APPLICATION_ID, found) if found > schema::VERSION => {
                Err(StoreError::NewerSchema {
                    path: reader.path,
                    found,
                    supported: schema::VERSION,
                })
            }
            (schema::APPLICATION_ID, found) => Err(StoreError::Unusable {
                path: reader.path,
                what: format!(
                    "it has schema version {found}; an engine that opens it brings it up to {}",
                    schema::VERSION
                ),
            }),
            _ => Err(StoreError::OtherApplication { path: reader.path }),
        }
    }

    fn error(&self, error: &rusqlite::Error) -> StoreError {
        open::error(&self.path, error)
    }

    fn number(&self, pragma: &str) -> Result<i64, StoreError> {
        let number = self
            .connection
            .pragma_query_value(None, pragma, |row| row.get(0));
        number.map_err(|error| self.error(&error))
    }

    /// The execution of this ARN, or else the youngest one of this name.
    ///
    /// # Errors
    ///
    /// The file can't be read.
    pub fn find(&self, arn_or_name: &str) -> Result<Option<ExecutionRecord>, StoreError> {
        let found = reads::describe(&self.connection, arn_or_name);
        let found = found.and_then(|record| match record {
            Some(record) => Ok(Some(record)),
            None => reads::named(&self.connection, arn_or_name),
        });
        found.map_err(|error| self.error(&error))
    }

    /// The executions that a query asks for, the youngest first.
    ///
    /// # Errors
    ///
    /// The file can't be read.
    pub fn list(&self, query: &ListQuery) -> Result<Vec<ExecutionRecord>, StoreError> {
        listing::list(&self.connection, query).map_err(|error| self.error(&error))
    }

    /// The executions that the last engine could not run, and why: the oldest first.
    ///
    /// # Errors
    ///
    /// The file can't be read.
    pub fn set_aside(&self) -> Result<Vec<(ExecutionRecord, String)>, StoreError> {
        let found = reads::set_aside(&self.connection).and_then(|aside| {
            let records = aside.into_iter().map(|(id, reason)| {
                let record = listing::one(&self.connection, id)?;
                Ok(record.map(|record| (record, reason)))
            });
            records.filter_map(Result::transpose).collect()
        });
        found.map_err(|error| self.error(&error))
    }

    /// The events that a query asks for, each as JSON text.
    ///
    /// # Errors
    ///
    /// The file can't be read.
    pub fn history(&self, query: &HistoryQuery) -> Result<Vec<String>, StoreError> {
        reads::history(&self.connection, query).map_err(|error| self.error(&error))
    }

    /// What does not fit together, a sentence each, a hundred at most: pages and indexes that are damaged, executions that
    /// have ended and are still to be run or the reverse, frames that nobody will ask for, histories with gaps.
    ///
    /// # Errors
    ///
    /// The file can't be read.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        self.problems().map_err(|error| self.error(&error))
    }

    fn problems(&self) -> rusqlite::Result<Vec<String>> {
        // One moment for all of it, whatever an engine writes meanwhile.
        let store = self.connection.unchecked_transaction()?;
        let mut problems = Vec::new();
        let mut texts = |sql: &str| -> rusqlite::Result<()> {
            let mut statement = store.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            for text in rows {
                problems.push(text?);
            }
            Ok(())
        };
        texts(&format!(
            "SELECT 'damaged: ' || integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT {PROBLEMS}"
        ))?;
        for (what, from) in RULES {
            texts(&format!(
                "SELECT format('execution %d: {what}', id) FROM ({from}) LIMIT {PROBLEMS}"
            ))?;
        }
        self.gaps(&mut problems)?;
        problems.truncate(PROBLEMS);
        Ok(problems)
    }

    /// Each row of a history begins where the one before ends. What is being removed has lost its beginning.
    fn gaps(&self, problems: &mut Vec<String>) -> rusqlite::Result<()> {
        let mut rows = self.connection.prepare(
            "SELECT history.execution, history.id, length(event) - length(replace(event, char(10), '')),
                 live.last_event, live.execution IS NULL
             FROM history LEFT JOIN live ON live.execution = history.execution
             ORDER BY history.execution, history.id",
        )?;
        let mut rows = rows.query([])?;
        let mut before: Option<(i64, i64, Option<i64>)> = None;
        let close = |problems: &mut Vec<String>, before: Option<(i64, i64, Option<i64>)>| {
            if let Some((id, last, Some(expected))) = before
                && last != expected
                && problems.len() < PROBLEMS
            {
                problems.push(format!(
                    "execution {id}: its history ends with event {last}, and not {expected}"
                ));
            }
        };
        while let Some(row) = rows.next()? {
            let (id, first, more): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (live, ended): (Option<i64>, bool) = (row.get(3)?, row.get(4)?);
            let expected = match before {
                Some((execution, last, _)) if execution == id => last + 1,
                _ => {
                    close(problems, before.take());
                    if ended { first } else { 1 }
                }
            };
            if first != expected && problems.len() < PROBLEMS {
                problems.push(format!(
                    "execution {id}: its history goes on with event {first}, and not {expected}"
                ));
            }
            before = Some((id, first + more, live));
        }
        close(problems, before);
        Ok(())
    }
}

/// What must not be, and the ids of the executions of which it is true.
const RULES: [(&str, &str); 5] = [
    (
        "it has ended, and is still to be run",
        "SELECT id FROM execution JOIN live ON live.execution = id WHERE stop_date IS NOT NULL",
    ),
    (
        "it has not ended, and nothing will run it",
        "SELECT id FROM execution WHERE stop_date IS NULL AND id NOT IN (SELECT execution FROM live)",
    ),
    (
        "it is to be run, and nothing else is known of it",
        "SELECT execution AS id FROM live WHERE execution NOT IN (SELECT id FROM execution)",
    ),
    (
        "its status says otherwise than whether it has ended",
        "SELECT id FROM execution WHERE (status = 'RUNNING') <> (stop_date IS NULL)",
    ),
    (
        "frames are left of it that nobody will ask for",
        "SELECT DISTINCT execution AS id FROM frame WHERE execution NOT IN
             (SELECT id FROM execution WHERE status <> 'SUCCEEDED')",
    ),
];
