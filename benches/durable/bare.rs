//! The bare loop: rusqlite with the store's settings, and no engine.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, params};

/// What is written for a transition.
#[derive(Clone)]
pub(crate) struct Rows {
    /// The text of its events.
    pub(crate) events: String,
    /// The checkpoint after it. It says how many states were entered, so that no transition's is another one's: SQLite would
    /// not write a row that is what it was.
    pub(crate) checkpoint: String,
}

/// What the number of the states that were entered follows in a checkpoint.
const VISIT: &str = "\"visit\":";

/// The events of a transition from one task to the next: a result, an exit, an entry, a call.
const EVENTS: usize = 5;

impl Rows {
    /// Those of the youngest transition in a store.
    pub(crate) fn read(path: &Path) -> Rows {
        let store = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .expect("the store can be read");
        let mut history = store
            .prepare("SELECT event FROM history ORDER BY position")
            .expect("a history");
        let rows = history.query_map([], |row| row.get(0)).expect("a history");
        let rows: Vec<String> = rows.map(|row| row.expect("a row")).collect();
        let events: Vec<&str> = rows.iter().flat_map(|row| row.lines()).collect();
        let checkpoint = store.query_row("SELECT checkpoint FROM live", [], |row| row.get(0));
        Rows {
            events: events[events.len() - EVENTS..].join("\n"),
            checkpoint: checkpoint.expect("a checkpoint"),
        }
    }

    /// The checkpoint after this transition, as long as the one that was read.
    fn checkpoint(&self, transition: i64) -> String {
        let (before, after) = self
            .checkpoint
            .split_once(VISIT)
            .expect("it says which visit it is");
        let after = after.trim_start_matches(|sign: char| sign.is_ascii_digit());
        format!("{before}{VISIT}{}{after}", 10 + transition % 90)
    }
}

/// Commits the rows of so many executions at once.
pub(crate) struct Bare {
    connection: Connection,
    rows: Rows,
    event: i64,
}

impl Bare {
    pub(crate) fn new(path: &Path, rows: Rows) -> Self {
        let connection = Connection::open(path).expect("a database");
        for (pragma, value) in [("journal_mode", "WAL"), ("synchronous", "FULL")] {
            connection
                .pragma_update(None, pragma, value)
                .expect("a setting");
        }
        connection
            .execute_batch(
                "CREATE TABLE checkpoint (execution INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
                 CREATE TABLE history (
                     position INTEGER PRIMARY KEY,
                     execution INTEGER NOT NULL,
                     id INTEGER NOT NULL,
                     event TEXT NOT NULL
                 ) STRICT;
                 CREATE UNIQUE INDEX history_execution ON history (execution, id);",
            )
            .expect("tables");
        Bare {
            connection,
            rows,
            event: 0,
        }
    }

    /// One commit with a transition of each execution.
    pub(crate) fn commit(&mut self, executions: usize) {
        let transaction = self.connection.transaction().expect("a transaction");
        {
            let mut insert = transaction
                .prepare_cached("INSERT INTO history (execution, id, event) VALUES (?, ?, ?)")
                .expect("a statement");
            let mut update = transaction
                .prepare_cached(
                    "INSERT INTO checkpoint (execution, json) VALUES (?, ?)
                     ON CONFLICT DO UPDATE SET json = excluded.json",
                )
                .expect("a statement");
            self.event += 1;
            let checkpoint = self.rows.checkpoint(self.event);
            for execution in 0..executions {
                let execution = execution as i64;
                insert
                    .execute(params![execution, self.event, self.rows.events])
                    .expect("an event");
                update
                    .execute(params![execution, checkpoint])
                    .expect("a checkpoint");
            }
        }
        transaction.commit().expect("a commit");
    }
}
