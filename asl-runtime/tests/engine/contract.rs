//! What every store promises, whoever uses it.

use std::sync::Arc;

use asl_runtime::store::{
    Awaited, Batch, Claimed, Created, End, Epoch, EventRow, EventRows, ExecutionId, FrameRow,
    HistoryQuery, ListQuery, LiveQuery, NewExecution, Parent, Redrive, Wake,
};
use asl_runtime::{ExecutionStatus, Store, StoreError};
use jiff::Timestamp;

use crate::{live, on_each_store};

fn execution(name: &str) -> NewExecution {
    NewExecution {
        arn: format!("arn:{name}"),
        name: name.into(),
        machine: "shop".into(),
        definition: "1".into(),
        start_date: "2024-01-01T00:00:00Z".parse().unwrap(),
        input: "{}".into(),
        parent: None,
    }
}

pub(crate) async fn create(store: &dyn Store, name: &str) -> ExecutionId {
    match store.create(execution(name)).await.unwrap() {
        Created::New(id) => id,
        Created::Exists(record) => panic!("{record:?}"),
    }
}

pub(crate) fn batch(execution: ExecutionId, epoch: Epoch) -> Batch {
    Batch {
        execution,
        epoch,
        events: EventRows::default(),
        drop_below: Vec::new(),
        frames: Vec::new(),
        wake: None,
        transitions: 0,
        definition: None,
        map_runs: Default::default(),
        end: None,
        alone: true,
    }
}

/// Woken by a time alone.
fn waking_at(due: Option<Timestamp>) -> Option<Wake> {
    Some(Wake {
        due,
        ..Wake::default()
    })
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

async fn claim(store: &Arc<dyn Store>, id: ExecutionId) -> Option<Claimed> {
    store.claim(vec![id]).await.unwrap().pop()
}

#[test]
fn many_are_claimed_at_once() {
    on_each_store(async |store: Arc<dyn Store>| {
        let mut ids = Vec::new();
        for name in ["a", "b", "c", "d", "e"] {
            ids.push(create(&store, name).await);
        }
        for &id in &ids {
            let frames = [
                frame("/", "root"),
                frame(&format!("/1/Ship[{}]", id.0), "b"),
            ];
            let begun = Batch {
                events: [event(1)].into_iter().collect(),
                frames: frames[..id.0 as usize % 3].to_vec(),
                ..batch(id, Epoch::FIRST)
            };
            store.commit(begun).await.unwrap();
        }
        let ended = Batch {
            end: Some(end(ExecutionStatus::Aborted, 1)),
            ..batch(ids[1], Epoch::FIRST)
        };
        store.commit(ended).await.unwrap();
        let wanted = vec![ids[4], ids[0], ExecutionId(99), ids[1], ids[3]];
        let mut claimed = store.claim(wanted).await.unwrap();
        claimed.sort_by_key(|claimed| claimed.id);
        let found: Vec<ExecutionId> = claimed.iter().map(|claimed| claimed.id).collect();
        assert_eq!(found, [ids[0], ids[3], ids[4]]);
        for claimed in claimed {
            assert!(claimed.epoch > Epoch::FIRST && claimed.last_event == 1);
            assert_eq!(claimed.frames.len(), claimed.id.0 as usize % 3);
            store
                .commit(batch(claimed.id, claimed.epoch))
                .await
                .unwrap();
        }
        // Who was not asked for has its first owner still.
        store.commit(batch(ids[2], Epoch::FIRST)).await.unwrap();
        assert!(store.claim(Vec::new()).await.unwrap().is_empty());
    });
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
            events: [event(1)].into_iter().collect(),
            ..batch(id, Epoch::FIRST)
        };
        store.commit(mine.clone()).await.unwrap();

        let claimed = claim(&store, id).await.unwrap();
        assert!(claimed.epoch > Epoch::FIRST);
        assert_eq!((claimed.last_event, &*claimed.input), (1, &*record.input));
        assert_eq!(
            (&*claimed.arn, &*claimed.machine, &*claimed.definition),
            (&*record.arn, &*record.machine, &*record.definition)
        );
        assert_eq!(
            (claimed.start_date, claimed.parent, claimed.redriven),
            (record.start_date, record.parent, record.redriven)
        );
        let late = Batch {
            events: [event(2)].into_iter().collect(),
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
            events: [event(2)].into_iter().collect(),
            ..batch(id, claimed.epoch)
        };
        store.commit(theirs).await.unwrap();
        let claimed = claim(&store, id).await.unwrap();
        assert_eq!((claimed.last_event, claimed.frames.len()), (2, 0));

        // Also where those before the last have written nothing.
        let last = claim(&store, id).await.unwrap();
        assert!(last.epoch > claimed.epoch);
        for _ in 0..2 {
            let late = store.commit(batch(id, claimed.epoch)).await;
            assert!(matches!(late, Err(StoreError::NotOwner { .. })));
            store.commit(batch(id, last.epoch)).await.unwrap();
        }
        assert!(claim(&store, ExecutionId(id.0 + 1)).await.is_none());
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
        let rows = async || claim(&store, id).await.unwrap();

        // What is dropped is dropped before what is written with it.
        let changed = Batch {
            drop_below: vec!["/3/Ship[1]".into()],
            frames: vec![
                frame("/3/Ship[1]", "done"),
                frame("/3/Ship[1]/2/Box[1]", "new"),
            ],
            wake: waking_at("2024-06-01T00:00:00.001Z".parse().ok()),
            ..batch(id, Epoch::FIRST)
        };
        store.commit(changed.clone()).await.unwrap();
        let claimed = rows().await;
        assert_eq!(Some(claimed.wake), changed.wake);
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
            wake: waking_at(None),
            ..batch(id, claimed.epoch)
        };
        store.commit(root).await.unwrap();
        let claimed = rows().await;
        assert_eq!(claimed.frames, [frame("/", "here")]);
        assert_eq!(claimed.wake.due, None);
        assert_eq!(
            claim(&store, other).await.unwrap().frames.len(),
            paths.len()
        );
    });
}

#[test]
fn those_who_wait_come_in_order_page_by_page() {
    on_each_store(async |store: Arc<dyn Store>| {
        let at = |second| Timestamp::from_second(second).unwrap();
        let dues = [
            Some(at(30)),
            None,
            Some(at(10)),
            Some(Timestamp::MAX),
            Some(at(30)),
            Some(at(20)),
        ];
        let mut ids = Vec::new();
        for (number, due) in dues.into_iter().enumerate() {
            let id = create(&store, &number.to_string()).await;
            let waits = Batch {
                wake: waking_at(due),
                ..batch(id, Epoch::FIRST)
            };
            store.commit(waits).await.unwrap();
            ids.push(id);
        }
        let page = async |after, limit| {
            let waiting = LiveQuery::Waiting { after, limit };
            let live = store.live(waiting).await.unwrap();
            live.into_iter()
                .map(|execution| (execution.due.unwrap(), execution.id))
                .collect::<Vec<_>>()
        };
        let first = page(None, 3).await;
        assert_eq!(
            first,
            [(at(10), ids[2]), (at(20), ids[5]), (at(30), ids[0])]
        );
        assert_eq!(page(first.last().copied(), 3).await, [(at(30), ids[4])]);
        let busy = store.live(LiveQuery::Busy).await.unwrap();
        assert_eq!(busy.len(), 1);
        assert_eq!((busy[0].id, &*busy[0].machine), (ids[1], "shop"));
    });
}

/// Events are given singly, however they were written.
#[test]
fn histories_are_paged_in_both_directions() {
    on_each_store(async |store: Arc<dyn Store>| {
        let id = create(&store, "first").await;
        let other = create(&store, "other").await;
        let mut last = 0;
        for events in [3, 1, 4] {
            for id in [id, other] {
                let events = (last + 1..=last + events).map(event).collect();
                let batch = Batch {
                    events,
                    ..batch(id, Epoch::FIRST)
                };
                store.commit(batch).await.unwrap();
            }
            last += events;
        }
        let all: Vec<String> = (1..=8).map(|id| event(id).json).collect();
        for limit in [1, 2, 3, 9] {
            for reverse in [false, true] {
                let (mut pages, mut after) = (Vec::new(), None);
                loop {
                    let query = HistoryQuery {
                        execution: id,
                        after,
                        reverse,
                        limit,
                    };
                    let page = store.history(query).await.unwrap();
                    assert!(page.len() <= limit);
                    let Some(end) = page.last() else { break };
                    after = end.strip_prefix("event ").map(|id| id.parse().unwrap());
                    pages.extend(page);
                }
                if reverse {
                    pages.reverse();
                }
                assert_eq!(pages, all, "pages of {limit}, reverse: {reverse}");
            }
        }
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
            events: [event(1), event(2)].into_iter().collect(),
            end: Some(end.clone()),
            ..batch(id, Epoch::FIRST)
        };
        store.commit(last).await.unwrap();
        assert!(live(&store).await.is_empty());
        assert!(claim(&store, id).await.is_none());
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

/// An end of this status, so many days after the start.
fn end(status: ExecutionStatus, days: i64) -> End {
    let start: Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
    End {
        status,
        stop_date: start + jiff::SignedDuration::from_hours(24 * days),
        output: None,
        error: None,
        cause: None,
    }
}

#[test]
fn what_failed_goes_on_from_its_frames() {
    on_each_store(async |store: Arc<dyn Store>| {
        let id = create(&store, "first").await;
        let redrive = |count| {
            store.redrive(Redrive {
                execution: id,
                count,
                date: end(ExecutionStatus::Failed, 2 + count as i64).stop_date,
                event: event(2 + count),
                client_token: Some(format!("token {count}")),
            })
        };
        assert!(redrive(0).await.unwrap().is_none(), "it has not ended");
        let failed = Batch {
            events: [event(1)].into_iter().collect(),
            drop_below: vec!["/3/Ship[0]".into()],
            frames: vec![frame("/", "here"), frame("/3/Ship[0]", "there")],
            end: Some(end(ExecutionStatus::Failed, 1)),
            ..batch(id, Epoch::FIRST)
        };
        store.commit(failed.clone()).await.unwrap();
        assert!(
            redrive(1).await.unwrap().is_none(),
            "it was redriven less often"
        );

        let under = async |token: &str| store.redriven_under(id, token).await.unwrap();
        assert_eq!(under("token 0").await, None);
        let claimed = redrive(0).await.unwrap().unwrap();
        assert_eq!(under("token 0").await, claimed.redriven.map(|it| it.date));
        assert_eq!(
            store
                .redriven_under(ExecutionId(9), "token 0")
                .await
                .unwrap(),
            None
        );
        assert_eq!((claimed.last_event, claimed.wake.due), (2, None));
        assert_eq!(claimed.frames.len(), 2);
        let redriven = claimed.redriven.unwrap();
        assert_eq!((redriven.count, redriven.event), (1, 2));
        assert_eq!(live(&store).await.len(), 1);
        assert!(redrive(0).await.unwrap().is_none(), "once is enough");
        // Whoever had it before its end does not get it back.
        let refused = store.commit(failed).await;
        assert!(matches!(refused, Err(StoreError::NotOwner { .. })));

        let done = Batch {
            end: Some(end(ExecutionStatus::Succeeded, 3)),
            ..batch(id, claimed.epoch)
        };
        store.commit(done).await.unwrap();
        let claimed = redrive(1).await.unwrap().unwrap();
        assert_eq!(claimed.frames, [], "what has succeeded keeps no frames");

        let mut epoch = claimed.epoch;
        for count in 2..12 {
            let failed = Batch {
                end: Some(end(ExecutionStatus::Failed, 3)),
                ..batch(id, epoch)
            };
            store.commit(failed).await.unwrap();
            epoch = redrive(count).await.unwrap().unwrap().epoch;
        }
        assert_eq!(
            (under("token 0").await, under("token 1").await),
            (None, None)
        );
        for count in 2..12 {
            assert!(under(&format!("token {count}")).await.is_some(), "{count}");
        }
    });
}

#[test]
fn what_ended_long_ago_is_purged_in_small_steps() {
    on_each_store(async |store: Arc<dyn Store>| {
        for (name, days) in [("old", 1), ("older", 0), ("young", 9)] {
            let id = create(&store, name).await;
            let ended = Batch {
                events: [event(1), event(2), event(3)].into_iter().collect(),
                frames: vec![frame("/", "here")],
                end: Some(end(ExecutionStatus::Failed, days)),
                ..batch(id, Epoch::FIRST)
            };
            store.commit(ended).await.unwrap();
        }
        create(&store, "running").await;
        let before = end(ExecutionStatus::Failed, 5).stop_date;
        let mut steps = 0;
        let mut gone = 0;
        loop {
            let purged = store.purge(before, 2).await.unwrap();
            gone += purged.executions;
            steps += 1;
            assert!(steps < 20);
            if purged.oldest_end.is_none_or(|end| end >= before) {
                assert_eq!(
                    purged.oldest_end,
                    Some(end(ExecutionStatus::Failed, 9).stop_date)
                );
                break;
            }
        }
        assert!(gone == 2 && steps > 1, "{gone} in {steps} steps");
        assert!(store.describe("arn:old").await.unwrap().is_none());
        let left = store
            .list(ListQuery {
                limit: 9,
                ..ListQuery::default()
            })
            .await
            .unwrap();
        let left: Vec<_> = left.iter().map(|record| &*record.name).collect();
        assert_eq!(left, ["running", "young"]);
        // Its name is free, its number is not.
        assert_eq!(create(&store, "old").await, ExecutionId(5));
        let all = store.purge(Timestamp::MAX, 100).await.unwrap();
        assert_eq!((all.executions, all.oldest_end), (1, None));
    });
}

#[test]
fn children_transitions_and_definitions_are_kept() {
    on_each_store(async |store: Arc<dyn Store>| {
        let parent = create(&store, "parent").await;
        let child = NewExecution {
            parent: Some(Parent {
                id: parent,
                arn: "arn:parent".into(),
            }),
            start_date: "2024-01-02T00:00:00Z".parse().unwrap(),
            ..execution("child")
        };
        let Created::New(child) = store.create(child).await.unwrap() else {
            panic!("the ARN was free");
        };
        let waiting = Batch {
            wake: Some(Wake {
                due: Some(Timestamp::MAX),
                awaited: Awaited {
                    child: true,
                    activities: vec!["pack".into(), "weigh".into()],
                },
            }),
            transitions: 3,
            definition: Some("2".into()),
            ..batch(parent, Epoch::FIRST)
        };
        store.commit(waiting).await.unwrap();
        let of_parent = async || {
            let live = store.live(LiveQuery::Busy).await.unwrap();
            live.into_iter().find(|live| live.id == parent).unwrap()
        };
        let live = of_parent().await;
        assert_eq!((live.due.is_some(), live.activities.len()), (true, 2));
        let list = async |query: ListQuery| {
            let records = store.list(ListQuery { limit: 9, ..query }).await.unwrap();
            records
                .into_iter()
                .map(|record| record.id)
                .collect::<Vec<_>>()
        };
        let children = ListQuery {
            parent: Some(parent),
            ..ListQuery::default()
        };
        assert_eq!(list(children).await, [child]);
        let time = Some("2024-01-02T00:00:00Z".parse().unwrap());
        let from = ListQuery {
            started_from: time,
            ..ListQuery::default()
        };
        assert_eq!(list(from).await, [child]);
        let before = ListQuery {
            started_before: time,
            ..ListQuery::default()
        };
        assert_eq!(list(before).await, [parent]);

        let done = Batch {
            transitions: 4,
            end: Some(end(ExecutionStatus::Succeeded, 3)),
            ..batch(child, Epoch::FIRST)
        };
        store.commit(done).await.unwrap();
        assert_eq!(of_parent().await.due, None, "its child has ended");
        let record = store.describe("arn:child").await.unwrap().unwrap();
        assert_eq!(record.parent.unwrap().arn, "arn:parent");
        let record = store.describe("arn:parent").await.unwrap().unwrap();
        assert_eq!((&*record.machine, &*record.definition), ("shop", "2"));
        assert_eq!(
            store.machine(parent).await.unwrap().as_deref(),
            Some("shop")
        );
        assert_eq!(store.machine(child).await.unwrap(), None);
        assert_eq!(store.transitions().await.unwrap(), [("shop".to_owned(), 7)]);
    });
}
