//! The tables of the SQLite store.

use rusqlite::Connection;

/// Says in the file's header whose file it is: `asl1`.
pub(super) const APPLICATION_ID: i64 = 0x6173_6c31;

/// The version of the schema, in the file's header.
pub(super) const VERSION: i64 = 1;

/// The tables, without which a file of this version is damaged.
pub(super) const TABLES: [&str; 5] = ["machine", "execution", "live", "frame", "history"];

/// Creates the tables, in one transaction with the header's marks.
pub(super) fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

// What never changes is in `execution`, with what is written once at the end; what every batch changes is in `live`, whose
// rows are small, and exist only until the end: that is all that opening reads. The history is in the order it was
// written, so that a commit appends to few pages however many executions write. Times are milliseconds since 1970.
const SCHEMA: &str = "
CREATE TABLE machine (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    UNIQUE (name, definition)
) STRICT;

CREATE TABLE execution (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    arn TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    machine INTEGER NOT NULL REFERENCES machine,
    start_date INTEGER NOT NULL,
    input TEXT NOT NULL,
    status TEXT NOT NULL,
    stop_date INTEGER,
    output TEXT,
    error TEXT,
    cause TEXT
) STRICT;

CREATE INDEX execution_machine ON execution (machine, status);

CREATE TABLE live (
    execution INTEGER PRIMARY KEY REFERENCES execution,
    machine INTEGER NOT NULL REFERENCES machine,
    epoch INTEGER NOT NULL,
    last_event INTEGER NOT NULL,
    due INTEGER
) STRICT;

CREATE TABLE frame (
    execution INTEGER NOT NULL REFERENCES live,
    path TEXT NOT NULL,
    finished INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (execution, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
    position INTEGER PRIMARY KEY,
    execution INTEGER NOT NULL REFERENCES execution,
    id INTEGER NOT NULL,
    event TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX history_execution ON history (execution, id);
";
