-- A store of schema version 6: an execution that has ended, and one that cools for an hour.
PRAGMA application_id = 1634954289;
PRAGMA user_version = 6;

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

INSERT INTO machine VALUES (1, 'shop', '1');
INSERT INTO execution VALUES
    (1, 'arn:aws:states:us-east-1:000000000000:execution:shop:old', 'old', 1, 1704067200000, '{}', 'FAILED', 1704067201000, NULL, 'Sorry', 'none left'),
    (2, 'arn:aws:states:us-east-1:000000000000:execution:shop:cool', 'cool', 1, 1704067200000, '{"sku":"lamp","cool":3600,"items":["a"]}', 'RUNNING', NULL, NULL, NULL, NULL);
INSERT INTO live VALUES (2, 1, 1, 2, 1704070800000);
INSERT INTO frame VALUES
    (2, '/', 0, '{"state":{"Cool":{"sku":"lamp","cool":3600,"items":["a"],"reserved":"lamp"}},"variables":{"count":1},"progress":{"visit":3,"entered_event":2,"entered_after":1,"entered_at":"2024-01-01T00:00:00Z","last_event":2,"now":"2024-01-01T00:00:00Z","attempt":0,"due":"2024-01-01T01:00:00Z"}}');
INSERT INTO history VALUES
    (1, 2, 1, '{"timestamp":"2024-01-01T00:00:00.000Z","type":"ExecutionStarted","id":1,"previousEventId":0,"executionStartedEventDetails":{"input":"{}","inputDetails":{"truncated":false},"roleArn":"arn:aws:iam::000000000000:role/asl-rs"}}'),
    (2, 2, 2, '{"timestamp":"2024-01-01T00:00:00.000Z","type":"WaitStateEntered","id":2,"previousEventId":1,"stateEnteredEventDetails":{"name":"Cool","input":"{}","inputDetails":{"truncated":false}}}');

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
CREATE INDEX live_due ON live (due, execution);
CREATE INDEX live_awaits ON live (execution) WHERE child = 1 OR activities IS NOT NULL;
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
ALTER TABLE live ADD COLUMN checkpoint TEXT;
UPDATE live SET checkpoint = (SELECT json FROM frame WHERE frame.execution = live.execution AND path = '/');
DELETE FROM frame WHERE path = '/' AND execution IN (SELECT execution FROM live);
