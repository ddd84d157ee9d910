//! Lists of executions: whatever is asked for, in the order of their start, page by page.

use std::sync::Arc;

use asl_runtime::store::{
    Batch, Created, End, Epoch, ExecutionId, ExecutionRecord, ListPosition, ListQuery,
    NewExecution, Parent,
};
use asl_runtime::{ExecutionStatus, Store};
use jiff::{SignedDuration, Timestamp};

use crate::contract::batch;
use crate::on_each_store;

const MACHINES: [(&str, &str); 4] = [
    ("shop", "1"),
    ("shop", "2"),
    ("mill", "1"),
    ("shop/Pack", "1"),
];

/// Milliseconds of which several executions start in one, and which go back and forth as a clock that is set does.
fn start(number: i64) -> Timestamp {
    let millis = 1_704_067_200_000 + (number * 7 % 23) / 2;
    Timestamp::from_millisecond(millis).unwrap()
}

async fn fill(store: &dyn Store) -> ExecutionId {
    use ExecutionStatus::{Aborted, Failed, Running, Succeeded, TimedOut};
    let statuses = [
        Running, Succeeded, Failed, Running, TimedOut, Failed, Aborted,
    ];
    let mut parent = None;
    for number in 0..60 {
        let (machine, definition) = MACHINES[number % MACHINES.len()];
        let start_date = start(number as i64);
        let new = NewExecution {
            arn: format!("arn:{number}"),
            name: number.to_string(),
            machine: machine.into(),
            definition: definition.into(),
            start_date,
            input: "{}".into(),
            parent: parent.clone().filter(|_| number % 5 == 0),
        };
        let Created::New(id) = store.create(new).await.unwrap() else {
            panic!("the ARN was free");
        };
        parent.get_or_insert_with(|| Parent {
            id,
            arn: "arn:0".into(),
        });
        let status = statuses[number % statuses.len()];
        if status != Running {
            let end = End {
                status,
                stop_date: start_date,
                output: None,
                error: None,
                cause: None,
            };
            let batch = Batch {
                end: Some(end),
                ..batch(id, Epoch::FIRST)
            };
            store.commit(batch).await.unwrap();
        }
    }
    parent.unwrap().id
}

/// All pages of so many.
async fn pages(store: &dyn Store, query: &ListQuery, limit: usize) -> Vec<ExecutionRecord> {
    let mut all: Vec<ExecutionRecord> = Vec::new();
    loop {
        let page = store.list(ListQuery {
            before: all.last().map(ListPosition::of),
            limit,
            ..query.clone()
        });
        let page = page.await.unwrap();
        let is_last = page.len() < limit;
        all.extend(page);
        if is_last {
            return all;
        }
    }
}

#[test]
fn every_question_has_its_answer() {
    on_each_store(async |store: Arc<dyn Store>| {
        let parent = fill(&*store).await;
        let everything = pages(&*store, &ListQuery::default(), 100).await;
        assert_eq!(everything.len(), 60);
        let positions = everything.iter().map(ListPosition::of);
        assert!(positions.rev().is_sorted(), "the youngest are first");
        let machines = [
            None,
            Some("shop"),
            Some("mill"),
            Some("shop/Pack"),
            Some("tower"),
        ];
        let statuses = [None, Some("RUNNING"), Some("FAILED"), Some("ABORTED")];
        let times = [
            None,
            Some(start(3)),
            Some(start(5) - SignedDuration::from_micros(1)),
        ];
        let mut asked = 0;
        for machine in machines {
            for status in statuses {
                for parent in [None, Some(parent)] {
                    for (started_from, started_before) in times
                        .iter()
                        .flat_map(|from| times.map(|before| (*from, before)))
                    {
                        let query = ListQuery {
                            machine: machine.map(str::to_owned),
                            status: status.and_then(ExecutionStatus::parse),
                            parent,
                            started_from,
                            started_before,
                            ..ListQuery::default()
                        };
                        let wanted = everything.iter().filter(|record| {
                            machine.is_none_or(|machine| record.machine == machine)
                                && query.status.is_none_or(|status| record.status() == status)
                                && (parent.is_none()
                                    || record.parent.as_ref().map(|parent| parent.id) == parent)
                                && started_from.is_none_or(|from| record.start_date >= from)
                                && started_before.is_none_or(|before| record.start_date < before)
                        });
                        let wanted: Vec<_> = wanted.cloned().collect();
                        for limit in [1, 7, 100] {
                            assert_eq!(pages(&*store, &query, limit).await, wanted, "{query:?}");
                            asked += 1;
                        }
                    }
                }
            }
        }
        assert_eq!(asked, 5 * 4 * 2 * 9 * 3);
    });
}
