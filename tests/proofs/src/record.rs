//! What a store has on record, read with nothing but SQLite.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::ledger::Fact;

/// The events that tell of a call's result.
const RESULTS: [&str; 5] = [
    "LambdaFunctionSucceeded",
    "LambdaFunctionFailed",
    "TaskSubmitted",
    "TaskSucceeded",
    "TaskFailed",
];

/// What is on record.
#[derive(Default)]
pub(crate) struct Record {
    /// The executions by name, and their status.
    pub(crate) executions: BTreeMap<String, String>,
    /// The keys of the calls whose results are there.
    pub(crate) results: BTreeSet<String>,
    /// What is left of executions: frames and rows of those that have not ended.
    pub(crate) left: usize,
}

impl Record {
    /// Reads a store; there is nothing where there is no store yet.
    pub(crate) fn read(path: &Path) -> rusqlite::Result<Record> {
        let mut record = Record::default();
        if !path.exists() {
            return Ok(record);
        }
        // It may have to be rolled back before it can be read. Its log is left for the engine to recover.
        let store = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let count = |sql: &str| store.query_row(sql, [], |row| row.get::<_, i64>(0));
        if count("SELECT count(*) FROM sqlite_schema WHERE name = 'history'")? == 0 {
            return Ok(record);
        }
        let mut executions = store.prepare("SELECT name, status FROM execution")?;
        let rows = executions.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        record.executions = rows.collect::<Result<_, _>>()?;
        let mut history = store.prepare("SELECT event FROM history")?;
        let mut rows = history.query([])?;
        while let Some(row) = rows.next()? {
            let events = row.get_ref(0)?.as_str()?.lines();
            let results = events.filter(|event| RESULTS.iter().any(|name| event.contains(name)));
            record
                .results
                .extend(results.filter_map(key).map(str::to_owned));
        }
        let left = count("SELECT (SELECT count(*) FROM frame) + (SELECT count(*) FROM live)")?;
        record.left = left.unsigned_abs() as usize;
        Ok(record)
    }

    /// Which of some facts the store does not bear out.
    pub(crate) fn missing(&self, facts: &[Fact]) -> Vec<String> {
        let is = |name: &str, status: &[&str]| {
            let found = self.executions.get(name);
            found.is_some_and(|found| status.contains(&&**found))
        };
        // A task is called when the results of the tasks before it are durable.
        let mut done: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
        let mut missing = Vec::new();
        for fact in facts {
            match fact {
                Fact::Created(name) if !is(name, &["RUNNING", "SUCCEEDED"]) => {
                    missing.push(format!("{name} was started"));
                }
                Fact::Ended(name) if !is(name, &["SUCCEEDED"]) => {
                    missing.push(format!("{name} had ended"));
                }
                Fact::Done { task, key } => {
                    done.entry(arn(key))
                        .or_default()
                        .push((rank(task, key), key));
                }
                Fact::Called { task, key } => {
                    let before = done.get(arn(key)).into_iter().flatten();
                    let before = before.filter(|(earlier, _)| *earlier < rank(task, key));
                    for (_, earlier) in before {
                        if !self.results.contains(*earlier) {
                            missing.push(format!("{earlier} was done when {key} was called"));
                        }
                    }
                }
                _ => {}
            }
        }
        missing
    }
}

/// The key that an event's text shows.
fn key(event: &str) -> Option<&str> {
    let (_, key) = event.split_once("<<")?;
    Some(key.split_once(">>")?.0)
}

/// The execution of a call.
fn arn(key: &str) -> &str {
    key.split('#').next().unwrap_or(key)
}

/// The place of a call among those of its execution.
fn rank(task: &str, key: &str) -> usize {
    match task {
        "reserve" => usize::from(!key.ends_with(".0")),
        "approve" => 3,
        _ => 2,
    }
}
