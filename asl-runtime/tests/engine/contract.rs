//! What every store promises, whoever uses it.

use std::sync::Arc;

use asl_runtime::store::{
    Batch, Created, End, Epoch, EventRow, ExecutionId, FrameRow, HistoryQuery, NewExecution,
};
use asl_runtime::{ExecutionStatus, Store, StoreError};

use crate::on_each_store;

fn execution(name: &str) -> NewExecution {
    NewExecution {
        arn: format!("arn:{name}"),
        name: name.into(),
        machine: "shop".into(),
        definition: "1".into(),
        start_date: "2024-01-01T00:00:00Z".parse().unwrap(),
        input: "{}".into(),
    }
}

async fn create(store: &dyn Store, name: &str) -> ExecutionId {
    match store.create(execution(name)).await.unwrap() {
        Created::New(id) => id,
        Created::Exists(record) => panic!("{record:?}"),
    }
}

fn batch(execution: ExecutionId, epoch: Epoch) -> Batch {
    Batch {
        execution,
        epoch,
        events: Vec::new(),
        drop_below: Vec::new(),
        frames: Vec::new(),
        due: None,
        end: None,
    }
}

fn frame(path: &str, json: &str) -> FrameRow {
    FrameRow {
        path: path.into(),
        finished: json == "done",
        json: json.into(),
    }
}

fn event(id: u64) -> EventRow {
    EventRow {
        id,
        json: format!("event {id}"),
    }
}

#[test]
fn only_the_last_owner_writes() {
    on_each_store(async |store: Arc<dyn Store>| {
        let id = create(&store, "first").await;
        let Created::Exists(record) = store.create(execution("first")).await.unwrap() else {
            panic!("the ARN was free");
        };
        assert_eq!(record.id, id);
        let mine = Batch {
            events: vec![event(1)],
            ..batch(id, Epoch::FIRST)
        };
        store.commit(mine.clone()).await.unwrap();

        let claimed = store.claim(id).await.unwrap().unwrap();
        assert!(claimed.epoch > Epoch::FIRST);
        assert_eq!((claimed.last_event, claimed.record), (1, *record));
        let late = Batch {
            events: vec![event(2)],
            frames: vec![frame("/", "late")],
            ..mine
        };
        let refused = store.commit(late).await.unwrap_err();
        assert!(
            matches!(refused, StoreError::NotOwner { execution } if execution == id),
            "{refused}"
        );

        // Nothing of it was written, and the new owner goes on.
        let theirs = Batch {
            events: vec![event(2)],
            ..batch(id, claimed.epoch)
        };
        store.commit(theirs).await.unwrap();
        let claimed = store.claim(id).await.unwrap().unwrap();
        assert_eq!((claimed.last_event, claimed.frames.len()), (2, 0));
        assert!(store.claim(ExecutionId(id.0 + 1)).await.unwrap().is_none());
    });
}

#[test]
fn frames_are_replaced_and_dropped_from_below() {
    on_each_store(async |store: Arc<dyn Store>| {
        let id = create(&store, "first").await;
        let other = create(&store, "other").await;
        let paths = [
            "/",
            "/3/Ship[0]",
            "/3/Ship[1]",
            "/3/Ship[1]/2/Box[0]",
            "/3/Ship[10]",
        ];
        for id in [id, other] {
            let frames = paths.iter().map(|path| frame(path, "here")).collect();
            store
                .commit(Batch {
                    frames,
                    ..batch(id, Epoch::FIRST)
                })
                .await
                .unwrap();
        }
        let rows = async || store.claim(id).await.unwrap().unwrap();

        // What is dropped is dropped before what is written with it.
        let changed = Batch {
            drop_below: vec!["/3/Ship[1]".into()],
            frames: vec![
                frame("/3/Ship[1]", "done"),
                frame("/3/Ship[1]/2/Box[1]", "new"),
            ],
            due: Some("2024-06-01T00:00:00.001Z".parse().unwrap()),
            ..batch(id, Epoch::FIRST)
        };
        store.commit(changed.clone()).await.unwrap();
        let claimed = rows().await;
        assert_eq!(claimed.due, changed.due);
        let mut frames = claimed.frames;
        frames.sort_by(|a, b| a.path.cmp(&b.path));
        assert_eq!(
            frames,
            [
                frame("/", "here"),
                frame("/3/Ship[0]", "here"),
                frame("/3/Ship[10]", "here"),
                frame("/3/Ship[1]", "done"),
                frame("/3/Ship[1]/2/Box[1]", "new"),
            ]
        );

        let root = Batch {
            drop_below: vec!["/".into()],
            ..batch(id, claimed.epoch)
        };
        store.commit(root).await.unwrap();
        let claimed = rows().await;
        assert_eq!(claimed.frames, [frame("/", "here")]);
        assert_eq!(claimed.due, None);
        assert_eq!(
            store.claim(other).await.unwrap().unwrap().frames.len(),
            paths.len()
        );
    });
}

#[test]
fn an_end_is_the_end() {
    on_each_store(async |store: Arc<dyn Store>| {
        let id = create(&store, "first").await;
        let end = End {
            status: ExecutionStatus::Failed,
            stop_date: "2024-01-02T00:00:00Z".parse().unwrap(),
            output: None,
            error: Some("Sorry".into()),
            cause: Some("\0 is no cause".into()),
        };
        let last = Batch {
            events: vec![event(1), event(2)],
            end: Some(end.clone()),
            ..batch(id, Epoch::FIRST)
        };
        store.commit(last).await.unwrap();
        assert!(store.live().await.unwrap().is_empty());
        assert!(store.claim(id).await.unwrap().is_none());
        let refused = store.commit(batch(id, Epoch::FIRST)).await;
        assert!(matches!(refused, Err(StoreError::NotOwner { .. })));
        assert_eq!(
            store.describe("arn:first").await.unwrap().unwrap().end,
            Some(end)
        );
        assert!(store.describe("arn:second").await.unwrap().is_none());
        let query = HistoryQuery {
            execution: id,
            after: None,
            reverse: true,
            limit: 9,
        };
        assert_eq!(store.history(query).await.unwrap(), ["event 2", "event 1"]);
    });
}
