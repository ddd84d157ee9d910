//! The tables of the SQLite store, and the steps that led to them.

use rusqlite::{Connection, TransactionBehavior};

/// Says in the file's header whose file it is: `asl1`.
pub(super) const APPLICATION_ID: i64 = 0x6173_6c31;

/// The version of the schema, in the file's header: so many steps were made.
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// From one version of the schema to the next.
struct Step {
    sql: &'static str,
    /// The tables that it adds, without which a file of its version or a later one is damaged.
    tables: &'static [&'static str],
}

/// The tables of a file of this version.
pub(super) fn tables(version: i64) -> impl Iterator<Item = &'static str> {
    let steps = STEPS.iter().take(usize::try_from(version).unwrap_or(0));
    steps.flat_map(|step| step.tables).copied()
}

/// Brings a file of this version, 0 for an empty one, to the present one. Each step is one transaction with the header's
/// marks, so that a crash leaves a file of one version or the next.
pub(super) fn migrate(connection: &mut Connection, version: i64) -> rusqlite::Result<()> {
    let made = usize::try_from(version).unwrap_or(0);
    for (step, version) in STEPS.iter().zip(1i64..).skip(made) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(step.sql)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(())
}

// A step that was released is never changed: a new one follows it, with a test that opens a file of the version before.
const STEPS: [Step; 7] = [
    Step {
        sql: FIRST,
        tables: &["machine", "execution", "live", "frame", "history"],
    },
    Step {
        sql: LINKS,
        tables: &[],
    },
    Step {
        sql: WAITING,
        tables: &[],
    },
    Step {
        sql: MAP_RUNS,
        tables: &["map_run", "map_result"],
    },
    Step {
        sql: LISTED,
        tables: &["client_token"],
    },
    Step {
        sql: ROOT_FRAMES,
        tables: &[],
    },
    Step {
        sql: SET_ASIDE,
        tables: &[],
    },
];

// What never changes is in `execution`, with what is written once at the end; what every batch changes is in `live`, whose
// rows are small, and exist only until the end: that is all that opening reads. The history is in the order it was
// written, so that a commit appends to few pages however many executions write. Times are milliseconds since 1970.
const FIRST: &str = "
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

// Who started an execution, how often it was redriven, when what has ended may be removed; what an execution out of memory
// waits for besides a time (`activities` are names, a line each); how many transitions were made: of those that run in
// `live`, of those that have ended in `machine`. Frames of an execution that can be redriven outlive its row in `live`.
const LINKS: &str = "
ALTER TABLE machine ADD COLUMN transitions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE execution ADD COLUMN parent INTEGER;
ALTER TABLE execution ADD COLUMN redrive_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE execution ADD COLUMN redrive_date INTEGER;
ALTER TABLE execution ADD COLUMN redrive_event INTEGER;
ALTER TABLE live ADD COLUMN transitions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE live ADD COLUMN child INTEGER NOT NULL DEFAULT 0;
ALTER TABLE live ADD COLUMN activities TEXT;
CREATE TABLE kept (
    execution INTEGER NOT NULL REFERENCES execution,
    path TEXT NOT NULL,
    finished INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (execution, path)
) STRICT, WITHOUT ROWID;
INSERT INTO kept SELECT * FROM frame;
DROP TABLE frame;
ALTER TABLE kept RENAME TO frame;
CREATE INDEX execution_parent ON execution (parent) WHERE parent IS NOT NULL;
CREATE INDEX execution_stop ON execution (stop_date) WHERE stop_date IS NOT NULL;
";

// Opening reads those that have something to do, and the first of those that wait, whatever else is there. A row of the
// history holds the events of a batch, a line each, and the first one's id; those of older versions hold one each.
const WAITING: &str = "
CREATE INDEX live_due ON live (due, execution);
CREATE INDEX live_awaits ON live (execution) WHERE child = 1 OR activities IS NOT NULL;
";

// A map run's children are no rows but those whose results are still wanted, and those no longer than that.
const MAP_RUNS: &str = "
CREATE TABLE map_run (
    id INTEGER PRIMARY KEY,
    execution INTEGER NOT NULL REFERENCES execution,
    arn TEXT NOT NULL UNIQUE,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX map_run_execution ON map_run (execution);
CREATE TABLE map_result (
    map_run INTEGER NOT NULL REFERENCES map_run,
    child INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (map_run, child)
) STRICT, WITHOUT ROWID;
";

// Executions are listed by the time of their start, the youngest first. The last client tokens under which an execution was
// redriven are kept as long as it is: few are redriven.
const LISTED: &str = "
DROP INDEX execution_machine;
CREATE INDEX execution_listed ON execution (machine, status, start_date);
DROP INDEX execution_parent;
CREATE INDEX execution_children ON execution (parent, start_date) WHERE parent IS NOT NULL;
CREATE TABLE client_token (
    execution INTEGER NOT NULL REFERENCES execution,
    token TEXT NOT NULL,
    date INTEGER NOT NULL,
    PRIMARY KEY (execution, token)
) STRICT, WITHOUT ROWID;
";

// Where the root frame stands is in its execution's row of `live`, which every batch changes anyway: a page and a statement
// less. In `frame` are those below, and the root frame of an execution that has ended and can be redriven.
const ROOT_FRAMES: &str = "
ALTER TABLE live ADD COLUMN checkpoint TEXT;
UPDATE live SET checkpoint = (SELECT json FROM frame WHERE frame.execution = live.execution AND path = '/');
DELETE FROM frame WHERE path = '/' AND execution IN (SELECT execution FROM live);
";

// Why an execution can't be run is there for those who look into the file; the index has those few.
const SET_ASIDE: &str = "
ALTER TABLE live ADD COLUMN set_aside TEXT;
CREATE INDEX live_set_aside ON live (execution) WHERE set_aside IS NOT NULL;
";
