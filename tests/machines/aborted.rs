//! A branch or an iteration fails: the history says which states the others were in.

use asl::testing::{self, Report};
use asl::{Value, value};

asl::asl!("tests/machines/aborted.json", mocks);

async fn report(mock: &aborted::MockTasks, input: Value) -> Report {
    testing::run(&aborted::Machine::new(mock.clone()), input).await
}

/// The events from the first of this name on, with what they follow.
fn events_from(report: &Report, first: &str) -> Vec<(String, u64)> {
    let events = report.history().iter();
    let events = events.map(|it| (it.event.event_type().into_owned(), it.previous_event_id));
    let mut rest: Vec<_> = events.skip_while(|(name, _)| name != first).collect();
    // The Catcher and what follows are not of interest.
    rest.truncate(rest.len() - 4);
    rest
}

fn events<const N: usize>(events: [(&str, u64); N]) -> Vec<(String, u64)> {
    events
        .map(|(name, previous)| (name.to_owned(), previous))
        .to_vec()
}

#[tokio::test]
async fn branches_are_given_up_where_they_are() {
    let mock = aborted::MockTasks::default();
    mock.on_work().hangs();
    let report = report(&mock, value!("")).await;
    assert_eq!(report.path(), ["Which", "Branches", "Caught"]);
    let id = |name: &str| {
        let mut events = report.history().iter();
        events.rfind(|it| it.event.event_type() == name).unwrap().id
    };
    let failed = id("FailStateEntered");
    assert_eq!(
        events_from(&report, "FailStateEntered"),
        events([
            ("FailStateEntered", failed - 1),
            // Each follows the last event of its own branch.
            ("WaitStateAborted", 6),
            ("TaskStateAborted", id("LambdaFunctionStarted")),
            ("ParallelStateAborted", 8),
            ("ParallelStateFailed", failed),
        ])
    );
}

#[tokio::test]
async fn iterations_are_given_up_where_they_are() {
    let mock = aborted::MockTasks::default();
    mock.on_work().when_input(0).hangs();
    mock.on_work().when_input(1).returns("done");
    mock.on_work().when_input(2).hangs();
    mock.on_work()
        .when_input(3)
        .after_seconds(5)
        .fails("Broken", "for good");
    let report = report(&mock, value!([0, 1, 2, 3])).await;
    assert_eq!(report.path(), ["Which", "Items", "Caught"]);
    let started: Vec<u64> = report
        .history()
        .iter()
        .filter(|it| it.event.event_type() == "LambdaFunctionStarted")
        .map(|it| it.id)
        .collect();
    let failed = report
        .history()
        .iter()
        .find(|it| it.event.event_type() == "LambdaFunctionFailed");
    let failed = failed.unwrap().id;
    assert_eq!(
        events_from(&report, "LambdaFunctionFailed"),
        events([
            ("LambdaFunctionFailed", started[3]),
            ("MapIterationFailed", failed),
            ("TaskStateAborted", started[0]),
            ("MapIterationAborted", started[0]),
            ("TaskStateAborted", started[2]),
            ("MapIterationAborted", started[2]),
            ("MapStateFailed", failed),
        ])
    );
}

#[tokio::test]
async fn an_error_that_nothing_catches_ends_the_execution_at_once() {
    let mock = aborted::MockTasks::default();
    let report = report(&mock, value!([null, {}])).await;
    assert_eq!(report.error(), "States.Runtime");
    let events = report.event_types();
    let last = &events[events.len() - 2..];
    assert_eq!(last, ["PassStateEntered", "ExecutionFailed"]);
}
