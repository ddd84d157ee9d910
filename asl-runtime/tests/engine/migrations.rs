//! Files of older versions of the SQLite store: what was begun under them goes on.

use asl_runtime::{ExecutionStatus, SkippingClock, SqliteStore, value};
use rusqlite::Connection;

use crate::builder;
use crate::machines::{Shop, Tasks};
use crate::stores::Folder;

/// A file of each version before the present one, by its number: `schemas/<version>.sql` makes it, and never changes.
const OLDER: [&str; 6] = [
    include_str!("schemas/1.sql"),
    include_str!("schemas/2.sql"),
    include_str!("schemas/3.sql"),
    include_str!("schemas/4.sql"),
    include_str!("schemas/5.sql"),
    include_str!("schemas/6.sql"),
];

fn version(connection: &Connection) -> i64 {
    let read = connection.pragma_query_value(None, "user_version", |row| row.get(0));
    read.unwrap()
}

#[test]
fn executions_of_every_older_version_go_on() {
    for (sql, number) in OLDER.iter().zip(1..) {
        let folder = Folder::new();
        let path = folder.file("old.db");
        let file = Connection::open(&path).unwrap();
        file.execute_batch(sql).unwrap();
        assert_eq!(version(&file), number);
        drop(file);
        crate::paused(async {
            let engine = builder(SqliteStore::open(&path).unwrap())
                .machine(Shop::new(&Tasks::echo()))
                .clock(SkippingClock::default())
                .start()
                .await
                .unwrap();
            let arn = |name| format!("arn:aws:states:us-east-1:000000000000:execution:shop:{name}");
            let old = engine.describe_execution(&arn("old")).await.unwrap();
            assert_eq!(old.status, ExecutionStatus::Failed);
            assert_eq!(old.cause.as_deref(), Some("none left"));
            let cool = engine.find_execution(&arn("cool")).await.unwrap();
            let output = cool.outcome().await.unwrap();
            assert_eq!(output["shipped"], value!(["a"]));
            let history = cool.history().await.unwrap();
            assert!(history.iter().zip(1..).all(|(event, id)| event.id == id));
            engine.shutdown().await.unwrap();
        });
        let file = Connection::open(&path).unwrap();
        let fresh = folder.file("fresh.db");
        drop(SqliteStore::open(&fresh).unwrap());
        let fresh = Connection::open(&fresh).unwrap();
        assert_eq!(version(&file), version(&fresh));
        assert_eq!(columns(&file), columns(&fresh));
        assert_eq!(
            version(&fresh),
            OLDER.len() as i64 + 1,
            "a file is missing in `OLDER`"
        );
    }
}

/// All columns and indexes of a database.
fn columns(file: &Connection) -> Vec<String> {
    let mut columns = file
        .prepare(
            "SELECT s.type || ' ' || s.name || ' ' || coalesce(c.name || ' ' || c.type, '')
             FROM sqlite_schema s LEFT JOIN pragma_table_info(s.name) c ORDER BY 1",
        )
        .unwrap();
    let names = columns.query_map([], |row| row.get(0)).unwrap();
    names.collect::<Result<_, _>>().unwrap()
}
