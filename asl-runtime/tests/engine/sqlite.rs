//! The SQLite store's file: what it refuses to open, and that it leaves it as it is.

use std::fs;
use std::path::Path;
use std::time::Duration;

use asl_runtime::store::{Batch, Epoch, SqliteOptions, Synchronous};
use asl_runtime::{Engine, SqliteStore, Store, StoreError, value};
use futures_util::future::try_join_all;
use rusqlite::Connection;

use crate::builder;
use crate::contract::{batch, create};
use crate::machines::Countdown;
use crate::stores::{Folder, contents};

/// A store with a few executions in it, closed.
fn filled(folder: &Folder) -> std::path::PathBuf {
    let path = folder.file("store.db");
    crate::paused(async {
        let engine = builder(SqliteStore::open(&path).unwrap())
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        for _ in 0..20 {
            let execution = engine
                .start_execution("countdown", None, value!({ "count": 10 }))
                .await
                .unwrap();
            execution.outcome().await.unwrap();
        }
        engine.shutdown().await.unwrap();
    });
    path
}

fn refused(path: &Path) -> StoreError {
    let before = contents(path.parent().unwrap());
    let Err(error) = SqliteStore::open(path) else {
        panic!("it was opened")
    };
    let after = contents(path.parent().unwrap());
    assert!(after == before, "the files were changed: {error}");
    error
}

fn change(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_file_has_one_engine() {
    let folder = Folder::new();
    let path = folder.file("store.db");
    let store = SqliteStore::open(&path).unwrap();
    assert!(matches!(refused(&path), StoreError::Locked { .. }));
    #[cfg(unix)]
    {
        let link = folder.file("link.db");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(matches!(refused(&link), StoreError::Locked { .. }));
    }
    drop(store);
    SqliteOptions::new()
        .synchronous(Synchronous::Normal)
        .open(&path)
        .unwrap();
}

#[test]
fn what_is_no_store_is_refused_and_left_alone() {
    let folder = Folder::new();
    let missing = folder.file("missing").join("store.db");
    let Err(error) = SqliteStore::open(missing) else {
        panic!("it was opened")
    };
    assert!(error.to_string().contains("does not exist"), "{error}");
    let Err(error) = SqliteStore::open(folder.file("")) else {
        panic!("it was opened")
    };
    assert!(matches!(error, StoreError::Unusable { .. }), "{error}");

    let text = folder.file("text.db");
    fs::write(&text, "an order for a lamp\n".repeat(100)).unwrap();
    assert!(matches!(refused(&text), StoreError::NotADatabase { .. }));

    let other = folder.file("other.db");
    change(&other, "CREATE TABLE lamp (watts INTEGER)");
    assert!(matches!(
        refused(&other),
        StoreError::OtherApplication { .. }
    ));
}

#[test]
fn a_read_only_file_is_refused() {
    let folder = Folder::new();
    let path = filled(&folder);
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert!(matches!(refused(&path), StoreError::ReadOnly { .. }));
}

#[test]
fn a_newer_or_incomplete_schema_is_refused() {
    let folder = Folder::new();
    let path = filled(&folder);
    let version = Connection::open(&path)
        .unwrap()
        .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
        .unwrap();
    change(&path, "PRAGMA user_version = 999");
    let error = refused(&path);
    assert!(
        matches!(
            error,
            StoreError::NewerSchema {
                found: 999,
                supported,
                ..
            } if supported == version
        ),
        "{error}"
    );
    change(
        &path,
        &format!("PRAGMA user_version = {version}; ALTER TABLE frame RENAME TO window"),
    );
    let error = refused(&path);
    assert!(
        error
            .to_string()
            .ends_with("is damaged: it has no table `frame`"),
        "{error}"
    );
}

#[test]
fn a_file_that_was_cut_short_is_refused() {
    let folder = Folder::new();
    let path = filled(&folder);
    let whole = fs::read(&path).unwrap();
    for length in [
        1,
        15,
        50,
        99,
        100,
        4096,
        5000,
        whole.len() - 4096,
        whole.len() - 1,
    ] {
        fs::write(&path, &whole[..length]).unwrap();
        let error = refused(&path);
        assert!(
            matches!(error, StoreError::Damaged { .. }),
            "{length}: {error}"
        );
    }
    // An empty file is a new one, but not if it has a log.
    fs::write(&path, "").unwrap();
    fs::write(folder.file("store.db-wal"), "what is left").unwrap();
    assert!(matches!(refused(&path), StoreError::Damaged { .. }));
    fs::remove_file(&path).unwrap();
    assert!(matches!(refused(&path), StoreError::Damaged { .. }));
}

#[test]
fn the_log_of_a_killed_process_is_read() {
    let folder = Folder::new();
    let copy = Folder::new();
    crate::paused(async {
        let path = folder.file("store.db");
        let engine = builder(SqliteStore::open(&path).unwrap())
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let input = value!({ "count": 10 });
        let execution = engine
            .start_execution("countdown", None, &input)
            .await
            .unwrap();
        execution.outcome().await.unwrap();
        // The files as they are while the store is open are those that a kill leaves.
        for (name, bytes) in contents(path.parent().unwrap()) {
            fs::write(copy.file(&name), bytes).unwrap();
        }
        assert!(fs::metadata(copy.file("store.db-wal")).unwrap().len() > 0);
        let engine = builder(SqliteStore::open(copy.file("store.db")).unwrap())
            .start()
            .await
            .unwrap();
        let description = engine.describe_execution(execution.arn()).await.unwrap();
        assert_eq!(description, execution.describe().await.unwrap());
        assert!(description.output.is_some());
    });
}

#[test]
fn damage_that_is_met_later_stops_the_engine() {
    let folder = Folder::new();
    let path = filled(&folder);
    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    for page in 2..pages {
        bytes[page * 4096..page * 4096 + 64].fill(0xff);
    }
    fs::write(&path, bytes).unwrap();
    crate::paused(async {
        // It may be found at once or with the first write.
        let Ok(store) = SqliteStore::open(&path) else {
            return;
        };
        let Ok(engine) = builder(store).machine(Countdown).start().await else {
            return;
        };
        let error = engine
            .start_execution("countdown", None, value!({ "count": 1 }))
            .await
            .unwrap_err();
        assert!(error.to_string().contains("malformed"), "{error}");
        assert_eq!(
            engine
                .list_executions(Default::default())
                .await
                .unwrap_err()
                .to_string(),
            error.to_string()
        );
    });
}

#[test]
fn many_executions_share_commits() {
    let folder = Folder::new();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(4).enable_time().build().unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(folder.file("store.db")).unwrap();
        let engine = Engine::builder(store)
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let before = commits(&folder.file("store.db-wal"));
        let executions: Vec<_> = (0..200)
            .map(|_| {
                let engine = engine.clone();
                tokio::spawn(async move {
                    let input = value!({ "count": 1 });
                    let execution = engine
                        .start_execution("countdown", None, input)
                        .await
                        .unwrap();
                    execution.outcome().await.unwrap()
                })
            })
            .collect();
        for execution in executions {
            assert_eq!(execution.await.unwrap(), value!({ "count": 0 }));
        }
        // Each started and ended: 400 writes.
        let commits = commits(&folder.file("store.db-wal")) - before;
        assert!((2..200).contains(&commits), "{commits} commits");
        engine.shutdown().await.unwrap();
    });
}

#[test]
fn writes_of_what_goes_on_meanwhile_share_commits() {
    let folder = Folder::new();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_time().build().unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(folder.file("store.db")).unwrap();
        let execution = create(&store, "one").await;
        // Until the writer has nothing to do: then a caller may write itself.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let before = commits(&folder.file("store.db-wal"));
        // As the children of a map run end: none of them waits for what another one has to write.
        let writes = (0..200_u64).map(|number| {
            store.commit(Batch {
                transitions: number,
                alone: false,
                ..batch(execution, Epoch::FIRST)
            })
        });
        try_join_all(writes).await.unwrap();
        let commits = commits(&folder.file("store.db-wal")) - before;
        assert!((1..100).contains(&commits), "{commits} commits");
    });
}

/// How many transactions a write-ahead log of 4096-byte pages holds: their last frames give the size of the database.
fn commits(log: &Path) -> usize {
    let log = fs::read(log).unwrap();
    let frames = log.get(32..).unwrap_or_default().chunks(24 + 4096);
    frames.filter(|frame| frame[4..8] != [0; 4]).count()
}

#[test]
fn to_take_over_writes_nothing() {
    let folder = Folder::new();
    let path = folder.file("store.db");
    crate::paused(async {
        let open = || -> std::sync::Arc<dyn Store> {
            std::sync::Arc::new(SqliteStore::open(&path).unwrap())
        };
        let store = open();
        let id = create(&store, "first").await;
        store.commit(batch(id, Epoch::FIRST)).await.unwrap();
        let before = contents(path.parent().unwrap());
        let mine = store.claim(vec![id]).await.unwrap().remove(0);
        assert!(contents(path.parent().unwrap()) == before);
        let late = store.commit(batch(id, Epoch::FIRST)).await;
        assert!(matches!(late, Err(StoreError::NotOwner { .. })));
        // The next process finds the epoch of whoever has written last.
        drop(store);
        let store = open();
        let theirs = store.claim(vec![id]).await.unwrap().remove(0);
        assert!(mine.epoch > Epoch::FIRST && theirs.epoch > Epoch::FIRST);
        store.commit(batch(id, theirs.epoch)).await.unwrap();
        drop(store);
        let next = open().claim(vec![id]).await.unwrap().remove(0);
        assert!(next.epoch > theirs.epoch);
    });
}
