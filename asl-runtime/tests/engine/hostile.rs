//! What callers and disks should not do: they are told so, and others go on.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use asl_runtime::engine::{EngineError, ListExecutions, StartError};
use asl_runtime::{Engine, MemoryStore, SqliteStore, Store, Value, value};
use rusqlite::Connection;

use crate::machines::{Countdown, Shop, Single, Tasks};
use crate::stores::Folder;
use crate::{builder, on_each_store, order, paused};

/// Something else that the engine does meanwhile, or afterwards.
async fn goes_on(engine: &Engine) {
    let one = value!({ "count": 1 });
    let other = engine
        .start_execution("countdown", None, one)
        .await
        .unwrap();
    assert_eq!(other.outcome().await.unwrap(), value!({ "count": 0 }));
}

#[test]
fn a_token_is_for_one_answer_to_one_task() {
    on_each_store(async |store: Arc<dyn Store>| {
        let builder = builder(store).machine(Single::packing()).machine(Countdown);
        let engine = builder.start().await.unwrap();
        let mut tasks = Vec::new();
        for _ in 0..2 {
            engine
                .start_execution("packing", None, value!({}))
                .await
                .unwrap();
            tasks.push(engine.activity("pack").poll().await.unwrap());
        }
        let (first, second) = (tasks[0].token(), tasks[1].token());
        // The number of one execution with the secret of the other's task, and a secret that nobody was told.
        let mixed = [&first[..11], &second[11..]].concat();
        let guessed = [&first[..11], &"A".repeat(first.len() - 11)].concat();
        for token in [&mixed, &guessed] {
            let refused = engine.send_task_success(token, "packed").await.unwrap_err();
            assert!(matches!(refused, EngineError::TaskTimedOut), "{refused}");
        }
        for token in [
            "",
            "\0",
            "lamp",
            &"A".repeat(1 << 20),
            &first[1..],
            &format!("{first}A"),
        ] {
            let refused = engine.send_task_heartbeat(token).await.unwrap_err();
            assert!(matches!(refused, EngineError::InvalidToken), "{refused}");
        }
        engine.send_task_success(&first, "packed").await.unwrap();
        let again = engine
            .send_task_failure(&first, Some("Late"), None)
            .await
            .unwrap_err();
        assert!(matches!(again, EngineError::TaskTimedOut), "{again}");
        engine.send_task_heartbeat(&second).await.unwrap();
        goes_on(&engine).await;
    });
}

#[test]
fn inputs_of_any_size_and_depth_are_answered() {
    paused(async {
        let builder = builder(MemoryStore::new()).machine(Countdown);
        let engine = builder.start().await.unwrap();
        let huge = Value::from("x".repeat(100 << 20));
        let refused = engine
            .start_execution("countdown", None, huge)
            .await
            .unwrap_err();
        assert!(matches!(refused, StartError::Validation(_)), "{refused}");
        let nest = |depth: usize| [&"[".repeat(depth), "1", &"]".repeat(depth)].concat();
        assert!(Value::parse(nest(10_000)).is_err());
        let deep: Value = (0..10_000).fold(Value::NULL, |value, _| Value::array([value]));
        let refused = engine
            .start_execution("countdown", None, &deep)
            .await
            .unwrap_err();
        assert!(
            matches!(refused, StartError::InvalidExecutionInput(_)),
            "{refused}"
        );
        let refused = engine
            .start_sync_execution("countdown", None, &deep)
            .await
            .unwrap_err();
        assert!(
            matches!(refused, StartError::InvalidExecutionInput(_)),
            "{refused}"
        );
        let long = "x".repeat(1 << 20);
        for name in ["\0", "one\0two", "", "a b", &long] {
            let refused = engine
                .start_execution("countdown", Some(name), ())
                .await
                .unwrap_err();
            assert!(matches!(refused, StartError::InvalidName(_)), "{refused}");
        }
        for arn in ["", "\0", &long, "arn:aws:states:::execution:countdown:one"] {
            let refused = engine.describe_execution(arn).await.unwrap_err();
            assert!(
                matches!(refused, EngineError::ExecutionDoesNotExist(_)),
                "{refused}"
            );
        }
        goes_on(&engine).await;
    });
}

#[test]
fn an_execution_that_cannot_be_read_is_set_aside() {
    let damage = [
        "UPDATE live SET checkpoint = '{'",
        "UPDATE live SET checkpoint = replace(checkpoint, '\"visit\"', '\"visits\"')",
        "INSERT INTO frame SELECT execution, '/0/', 1, 'none' FROM live",
        "UPDATE execution SET input = '[['",
        "UPDATE live SET checkpoint = replace(checkpoint, 'Cool', char(0))",
    ];
    for damage in damage {
        let folder = Folder::new();
        let path = folder.file("store.db");
        let start = async || {
            let store = SqliteStore::open(&path).unwrap();
            let builder = builder(store).machine(Shop::new(&Tasks::echo()));
            builder.machine(Countdown).start().await.unwrap()
        };
        paused(async {
            let engine = start().await;
            for name in ["broken", "whole"] {
                engine
                    .start_execution("shop", Some(name), order())
                    .await
                    .unwrap();
            }
            tokio::time::sleep(Duration::from_secs(60)).await;
            engine.shutdown().await.unwrap();
        });
        let file = Connection::open(&path).unwrap();
        let column = if damage.contains("live") {
            "execution"
        } else {
            "id"
        };
        assert_eq!(
            file.execute(&format!("{damage} WHERE {column} = 1"), [])
                .unwrap(),
            1
        );
        drop(file);
        paused(async {
            let engine = start().await;
            let arn = |name| format!("arn:aws:states:us-east-1:000000000000:execution:shop:{name}");
            let whole = engine.find_execution(&arn("whole")).await.unwrap();
            whole.outcome().await.unwrap();
            let broken = engine.find_execution(&arn("broken")).await.unwrap();
            tokio::time::sleep(Duration::from_secs(7200)).await;
            match broken.describe().await {
                Ok(description) if damage.contains("path") => drop(description),
                Ok(description) => assert!(description.set_aside.is_some(), "{damage}"),
                Err(error) => assert!(matches!(error, EngineError::Unreadable(_)), "{error}"),
            }
            engine
                .stop_execution(broken.arn(), None, None)
                .await
                .unwrap();
            goes_on(&engine).await;
            engine.shutdown().await.unwrap();
        });
    }
}

#[test]
fn flipped_bits_are_reported_or_harmless() {
    let folder = Folder::new();
    let path = folder.file("store.db");
    let builder = |store| {
        let shop = Shop::new(&Tasks::echo());
        builder(store).machine(shop).machine(Countdown)
    };
    paused(async {
        let engine = builder(SqliteStore::open(&path).unwrap())
            .start()
            .await
            .unwrap();
        for _ in 0..10 {
            engine.start_execution("shop", None, order()).await.unwrap();
            goes_on(&engine).await;
        }
        tokio::time::sleep(Duration::from_secs(60)).await;
        engine.shutdown().await.unwrap();
    });
    let whole = fs::read(&path).unwrap();
    let (mut refused, mut harmless) = (0, 0);
    for round in 0..60usize {
        // Spread over the file, whatever its size.
        let bit = (round * 7_919_993 + round * round * 104_729) % (whole.len() * 8);
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let path = folder.file("flipped.db");
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(folder.file(&format!("flipped.db{suffix}")));
        }
        fs::write(&path, bytes).unwrap();
        paused(async {
            let outcome = async {
                let store = SqliteStore::open(&path)?;
                let engine = builder(store).start().await?;
                let list = engine.list_executions(ListExecutions::default()).await?;
                for execution in &list.executions {
                    let _ = engine.describe_execution(&execution.execution_arn).await;
                    let _ = engine.execution_history(&execution.execution_arn).await;
                }
                tokio::time::sleep(Duration::from_secs(3700)).await;
                engine.shutdown().await
            };
            let outcome: Result<(), EngineError> = outcome.await;
            match outcome {
                Ok(()) => harmless += 1,
                Err(error) => {
                    assert!(!error.to_string().is_empty());
                    refused += 1;
                }
            }
        });
    }
    assert!(refused > 0 && harmless > 0, "{refused} {harmless}");
}
