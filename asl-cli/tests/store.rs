//! The commands that look into a store.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use asl_runtime::store::{Batch, Created, End, Epoch, EventRow, ExecutionId, NewExecution, Store};
use asl_runtime::{ExecutionStatus, SqliteStore};
use rusqlite::Connection;
use serde_json::{Value, json};

const ARN: &str = "arn:aws:states:us-east-1:000000000000:execution:order:";

/// A store with an order that has ended and one that runs.
fn store(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("store-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("orders.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(fill(&SqliteStore::open(&path).unwrap()));
    path
}

async fn fill(store: &SqliteStore) {
    let time = |second: u8| format!("2024-01-01T00:00:{second:02}Z").parse().unwrap();
    let event = |id: u64, kind: &str, details: Value| EventRow {
        id,
        json: json!({ "timestamp": "2024-01-01T00:00:01.000Z", "type": kind, "id": id,
            "previousEventId": id - 1, "stateEnteredEventDetails": details })
        .to_string(),
    };
    for (name, end) in [("A-1", true), ("A-2", false)] {
        let new = NewExecution {
            arn: format!("{ARN}{name}"),
            name: name.into(),
            machine: "order".into(),
            definition: "1".into(),
            start_date: time(1),
            input: r#"{"sku":"lamp"}"#.into(),
            parent: None,
        };
        let Created::New(execution) = store.create(new).await.unwrap() else {
            panic!("the ARN was free");
        };
        store
            .commit(batch(
                execution,
                vec![
                    event(1, "ExecutionStarted", json!({})),
                    event(2, "TaskStateEntered", json!({ "name": "Reserve" })),
                ],
            ))
            .await
            .unwrap();
        if end {
            let end = End {
                status: ExecutionStatus::Failed,
                stop_date: time(4),
                output: None,
                error: Some("OutOfStock".into()),
                cause: Some("no lamps".into()),
            };
            let last = Batch {
                end: Some(end),
                ..batch(execution, vec![event(3, "ExecutionFailed", json!({}))])
            };
            store.commit(last).await.unwrap();
        }
    }
}

fn batch(execution: ExecutionId, events: Vec<EventRow>) -> Batch {
    Batch {
        execution,
        epoch: Epoch::FIRST,
        events: events.into_iter().collect(),
        drop_below: Vec::new(),
        frames: Vec::new(),
        wake: None,
        transitions: 1,
        definition: None,
        map_runs: Default::default(),
        end: None,
        alone: true,
    }
}

fn asl(store: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-asl"));
    command.args(arguments).arg("--store").arg(store);
    command.output().unwrap()
}

fn lines(output: &Output) -> Vec<String> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text.lines().map(str::to_owned).collect()
}

fn error(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn executions_are_listed_page_by_page() {
    let store = store("list");
    let all = lines(&asl(&store, &["executions"]));
    assert_eq!(
        all,
        [
            "NAME  MACHINE  STATUS     STARTED",
            "A-2   order    RUNNING    2024-01-01T00:00:01Z",
            "A-1   order    FAILED     2024-01-01T00:00:01Z  took 3s",
        ]
    );
    let page = lines(&asl(&store, &["executions", "--limit", "1"]));
    let token = page[2].strip_prefix("there may be more: --after ").unwrap();
    let next = ["executions", "--limit", "1", "--after", token];
    assert_eq!(lines(&asl(&store, &next))[1], all[2]);
    let wrong = asl(&store, &["executions", "--after", "2"]);
    assert!(error(&wrong).contains("Invalid Token"), "{wrong:?}");
    let failed = asl(&store, &["executions", "--status", "FAILED", "--json"]);
    let failed: Value = serde_json::from_slice(&failed.stdout).unwrap();
    assert_eq!(failed["executions"].as_array().unwrap().len(), 1);
    assert_eq!(failed["executions"][0]["executionArn"], format!("{ARN}A-1"));
}

#[test]
fn executions_that_could_not_be_run_are_listed_with_the_reason() {
    let store = store("aside");
    assert_eq!(lines(&asl(&store, &["executions", "--set-aside"])), [""; 0]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let file = SqliteStore::open(&store).unwrap();
        let reason = Some("it has no state `Pay`".to_owned());
        file.set_aside(ExecutionId(2), reason).await.unwrap();
    });
    let aside = lines(&asl(&store, &["executions", "--set-aside"]));
    assert_eq!(aside, [format!("{ARN}A-2: it has no state `Pay`")]);
    let json = asl(&store, &["executions", "--set-aside", "--json"]);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["executions"][0]["setAside"], "it has no state `Pay`");
}

#[test]
fn an_execution_is_described_and_its_history_printed() {
    let store = store("describe");
    let described = asl(&store, &["describe", "A-1", "--json"]);
    let described: Value = serde_json::from_slice(&described.stdout).unwrap();
    assert_eq!(described["cause"], "no lamps");
    assert_eq!(described["input"], r#"{"sku":"lamp"}"#);
    let text = lines(&asl(&store, &["describe", "A-1"]));
    assert!(
        text.contains(&"error               OutOfStock".to_owned()),
        "{text:?}"
    );

    let history = lines(&asl(&store, &["history", &format!("{ARN}A-1")]));
    assert_eq!(history.len(), 3);
    assert_eq!(
        history[1],
        "    2  2024-01-01T00:00:01.000Z  TaskStateEntered  Reserve"
    );
    let last = lines(&asl(
        &store,
        &["history", "A-1", "--reverse", "--limit", "1"],
    ));
    assert_eq!(last, history[2..]);
    // It has ended: there is nothing to wait for.
    assert_eq!(
        lines(&asl(&store, &["history", "A-1", "--follow"])),
        history
    );
    let missing = error(&asl(&store, &["describe", "A-9"]));
    assert!(missing.contains("there is no execution `A-9`"), "{missing}");
}

#[test]
fn executions_are_stopped_and_redriven() {
    let path = store("stop");
    let stop = ["stop", "A-2", "--cause", "by hand"];
    let open = SqliteStore::open(&path).unwrap();
    let busy = error(&asl(&path, &stop));
    assert!(busy.contains("is in use by another engine"), "{busy}");
    // Reading goes on beside it.
    assert_eq!(lines(&asl(&path, &["executions"])).len(), 3);
    drop(open);
    lines(&asl(&path, &stop));
    let text = lines(&asl(&path, &["describe", "A-2"]));
    assert!(
        text.contains(&"cause               by hand".to_owned()),
        "{text:?}"
    );
    let again = error(&asl(&path, &stop));
    assert!(again.contains("it has ended already: ABORTED"), "{again}");
    // It was started long ago.
    let refused = error(&asl(&path, &["redrive", "A-2"]));
    assert!(refused.contains("Execution Not Redrivable"), "{refused}");
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let file = Connection::open(&path).unwrap();
    let now = since.unwrap().as_millis() as i64;
    file.execute("UPDATE execution SET start_date = ?", [now])
        .unwrap();
    drop(file);
    lines(&asl(&path, &["redrive", "A-2"]));
    let running = lines(&asl(&path, &["executions", "--status", "RUNNING"]));
    assert_eq!(running.len(), 2);
    assert_eq!(lines(&asl(&path, &["check-store"])), ["all fits together"]);
}

#[test]
fn what_does_not_fit_together_is_found() {
    let store = store("check");
    assert_eq!(lines(&asl(&store, &["check-store"])), ["all fits together"]);
    let file = Connection::open(&store).unwrap();
    for (change, problem) in [
        (
            "INSERT INTO live (execution, machine, epoch, last_event) VALUES (1, 1, 1, 3)",
            "execution 1: it has ended, and is still to be run",
        ),
        ("DELETE FROM live WHERE execution = 1", ""),
        (
            "UPDATE live SET last_event = 7 WHERE execution = 2",
            "execution 2: its history ends with event 2, and not 7",
        ),
        (
            "DELETE FROM live WHERE execution = 2",
            "execution 2: it has not ended, and nothing will run it",
        ),
        (
            "INSERT INTO frame VALUES (9, '/', 0, '{}')",
            "execution 9: frames are left of it that nobody will ask for",
        ),
    ] {
        file.pragma_update(None, "foreign_keys", "OFF").unwrap();
        file.execute(change, []).unwrap();
        let output = asl(&store, &["check-store", "--json"]);
        let found: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = found["problems"].to_string();
        assert_eq!(output.status.code(), Some(i32::from(found != "[]")));
        assert!(found.contains(problem), "{found}");
    }
    let nothing = error(&asl(Path::new("nowhere.db"), &["check-store"]));
    assert!(nothing.contains("there is no such file"), "{nothing}");
}
