//! `asl::testing`: mocked tasks, runs, reports and steps.

use std::time::Duration;

use asl::history::StateType;
use asl::testing::{self, Mocks, Problem, Report};
use asl::{ExecutionStatus, SkippingClock, TaskError, Value, value};

use crate::generated::{greeting, order, payment};
use crate::parallel::parallel;
use crate::typed::ordering;
use crate::variables::variables;

/// A payment whose steps all succeed at once.
fn paid() -> payment::MockTasks {
    let mock = payment::MockTasks::default();
    mock.state("Authorize").returns(value!({ "id": 7 }));
    mock.state("Capture").returns("captured");
    mock.on_notify_customer().returns("sent");
    mock
}

async fn pay(mock: &payment::MockTasks) -> Report {
    let input = value!({ "card": "42", "amount": 9.5, "email": "ada@example.org" });
    testing::run(&payment::Machine::new(mock.clone()), input).await
}

#[tokio::test]
async fn answers_are_given_and_requests_recorded() {
    let mock = paid();
    let report = pay(&mock).await;
    assert_eq!(report.output(), value!("sent"));
    assert_eq!(report.status(), ExecutionStatus::Succeeded);
    assert_eq!(report.path(), ["Authorize", "Capture", "Notify"]);
    let requests = report.requests().iter();
    let calls: Vec<_> = requests
        .map(|request| (request.task, request.state, request.attempt, &request.input))
        .collect();
    let authorized = value!({ "card": "42", "amount": 9.5, "capture": false });
    let captured = value!({ "card": "42", "capture": true });
    let notified = value!({ "to": "ada@example.org" });
    assert_eq!(
        calls,
        [
            ("charge", "Authorize", 0, &authorized),
            ("charge", "Capture", 0, &captured),
            ("notify_customer", "Notify", 0, &notified),
        ]
    );
    assert_eq!(mock.on_charge().requests(), report.requests()[..2]);
    assert_eq!(mock.requests(), report.requests());
    assert_eq!(report.elapsed(), Duration::ZERO);
    assert_eq!(report.visit("Notify").output, Some(value!("sent")));
    assert_eq!(
        report.event_types()[..2],
        ["ExecutionStarted", "TaskStateEntered"]
    );
}

#[tokio::test]
async fn answers_are_used_in_order_and_those_of_the_state_first() {
    let mock = paid();
    mock.state("Authorize").always_returns(value!({ "id": 8 }));
    mock.on_charge()
        .always_fails(payment::errors::DECLINED, "never used");
    assert_eq!(pay(&mock).await.output(), value!("sent"));
    mock.on_notify_customer().returns("sent");
    let report = pay(&mock).await;
    assert_eq!(report.path(), ["Authorize", "Capture", "Notify"]);
    // The task's own answer is all that is left for `Capture`.
    let error = value!({ "Error": "Declined", "Cause": "never used" });
    assert_eq!(report.visit("Notify").input["error"], error);
    assert_eq!(
        report.visit("Capture").output.as_ref(),
        Some(&report.visit("Notify").input)
    );
    assert_eq!(mock.on_charge().left(), 1);
}

#[tokio::test]
async fn retries_pass_exactly_and_at_once() {
    let mock = payment::MockTasks::default();
    mock.on_charge()
        .fails(payment::errors::BUSY, "try later")
        .hangs()
        .after_seconds(5)
        .fails("Busy", "still")
        .returns(value!({ "id": 1 }))
        .fails("Lost", "");
    let report = pay(&mock).await;
    // A delay of 2 s, 10 till a missed heartbeat, 3 of delay, 5 for the answer, 4.5 of delay.
    assert_eq!(report.elapsed(), Duration::from_millis(24_500));
    assert_eq!(report.visit("Authorize").attempts, 4);
    let attempts = report.requests().iter().map(|request| request.attempt);
    assert_eq!(attempts.collect::<Vec<_>>(), [0, 1, 2, 3, 0]);
    assert_eq!(report.status(), ExecutionStatus::Failed);
    assert_eq!(
        (report.error(), report.cause()),
        ("Lost", "the payment could not be captured")
    );
}

#[tokio::test]
async fn a_call_without_an_answer_ends_the_test_uncaught() {
    let mock = payment::MockTasks::default();
    mock.on_charge().returns(value!({ "id": 1 }));
    let report = pay(&mock).await;
    let Some(Problem::Unanswered(unanswered)) = report.problem() else {
        panic!("{report}");
    };
    assert_eq!((unanswered.request.state, unanswered.given), ("Capture", 1));
    assert_eq!(mock.unanswered(), std::slice::from_ref(unanswered));
    let text = panics(|| report.path().len());
    for part in [
        "there is no answer left for the task `charge`, called by the state `Capture` (attempt 0) with",
        r#"{"card":"42","capture":true}"#,
        "mock.on_charge().returns(value!({ .. }))",
        "    Authorize: {",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert_eq!(panics(|| report.status()), text);
    assert_eq!(panics(|| report.error().len()), text);

    // Elsewhere than in a test run it is an error like others.
    let result = payment::Machine::new(payment::MockTasks::default())
        .run(value!({}))
        .await;
    assert_eq!(result.unwrap_err().error.as_deref(), Some("States.Runtime"));
    let input = value!({ "card": 1, "amount": 1 });
    let result = payment::Machine::new(payment::MockTasks::default())
        .run(input)
        .await;
    let error = result.unwrap_err();
    assert_eq!(error.error.as_deref(), Some("Asl.NoMock"));
    assert!(
        error
            .cause
            .unwrap()
            .starts_with("there is no answer for the task `charge`")
    );
}

/// What `accessor` panics with.
fn panics<T>(accessor: impl FnOnce() -> T) -> String {
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(accessor));
    let panic = result.err().expect("it panics");
    panic.downcast_ref::<String>().expect("it says why").clone()
}

#[tokio::test]
async fn what_a_report_is_not_asked_for_it_tells() {
    let report = pay(&paid()).await;
    let text = panics(|| report.error().len());
    assert!(
        text.starts_with("the execution did not fail\n`payment` gave \"sent\"\n"),
        "{text}"
    );
    let text = panics(|| report.visit("Nowhere").attempts);
    assert!(text.contains("not in the state `Nowhere`"), "{text}");
    assert!(text.contains("    charge({\"card\":\"42\""), "{text}");
}

#[tokio::test]
async fn a_call_that_never_ends_is_told() {
    let mock = payment::MockTasks::default();
    mock.state("Authorize").returns(value!({ "id": 7 }));
    mock.on_charge().hangs();
    // The machine's own limit of ten minutes ends it.
    let report = pay(&mock).await;
    assert_eq!(report.status(), ExecutionStatus::TimedOut);
    assert_eq!(report.elapsed(), Duration::from_secs(600));

    let mock = ordering::MockTasks::default();
    mock.on_quote().hangs();
    let order = value!({ "sku": "lamp", "quantity": 1 });
    let report = testing::run(&ordering::Machine::new(mock), order).await;
    let text = panics(|| report.status());
    assert!(
        text.contains("task `quote`, called by the state `Quote`, never answers"),
        "{text}"
    );
}

#[tokio::test]
async fn closures_and_panics_answer_too() {
    let mock = payment::MockTasks::default();
    mock.on_charge()
        .panics("out of cards")
        .with(|request| match request.state {
            "Authorize" => Ok(value!({ "id": request.attempt })),
            _ => Err(payment::errors::EXPIRED.because("too late")),
        });
    mock.on_notify_customer().fails_with(std::fmt::Error);
    let report = pay(&mock).await;
    assert_eq!(report.error(), "Error");
    assert_eq!(
        report.visit("Capture").input["authorization"],
        value!({ "id": 1 })
    );
    assert_eq!(
        report.visit("Notify").input["error"]["Error"],
        value!("Expired")
    );
}

#[tokio::test]
async fn answers_may_be_for_inputs_of_tasks_or_states() {
    let mock = payment::MockTasks::default();
    mock.on_charge()
        .when_input(value!({ "card": "42", "capture": true }))
        .returns("captured")
        .when_input(value!({ "card": "42", "amount": 9.5, "email": "ada@example.org" }))
        .returns(value!({ "id": 1 }));
    mock.on_notify_customer().returns("sent");
    let report = pay(&mock).await;
    assert_eq!(report.output(), value!("sent"));
}

#[tokio::test]
async fn a_response_is_the_answer_of_lambda_as_a_whole() {
    let mock = paid();
    mock.state("Notify")
        .responds(value!({ "Payload": "sent twice", "StatusCode": 202 }));
    let report = pay(&mock).await;
    assert_eq!(report.output(), value!("sent twice"));
    let succeeded = report.history().iter().rev();
    let output = succeeded
        .filter_map(|event| match &event.event {
            asl::history::Event::TaskSucceeded(details) => Some(details.output.0.clone()),
            _ => None,
        })
        .next();
    assert_eq!(output.unwrap()["StatusCode"], value!(202));
}

#[tokio::test]
async fn types_that_can_only_be_read_or_written_build() {
    let mock = ordering::MockTasks::default();
    mock.on_quote().returns(value!({ "amount": 2.5 }));
    let input = value!({ "sku": "lamp", "quantity": 1 });
    let report = testing::run(&ordering::Machine::new(mock.clone()), input.clone()).await;
    assert_eq!(report.error(), "Asl.MockFailed");
    assert!(
        report
            .cause()
            .contains("Quote` to implement `serde::Deserialize`"),
        "{report}"
    );
    assert_eq!(mock.requests()[0].input, input);

    let input = value!({ "quote": { "amount": 2.5 } });
    let machine = ordering::Machine::new(mock.clone());
    mock.on_pay().returns(value!({ "payment": "yes" }));
    let report = testing::run(&machine, input).start_at("Pay").await;
    assert_eq!(report.error(), "Asl.MockFailed");
    // `Payment` can't be written: this is what it was read from.
    assert_eq!(mock.on_pay().requests()[0].input, value!({ "amount": 2.5 }));
}

fn shop() -> order::MockTasks {
    let mock = order::MockTasks::default();
    mock.on_reserve_item().with(|request| {
        let price = if request.input["sku"] == value!("lamp") {
            40
        } else {
            5
        };
        Ok(value!({ "price": price, "quantity": request.input["quantity"].clone() }))
    });
    mock.on_charge_card().returns(value!({ "payment": "p-1" }));
    mock.on_pack_parcel().returns(value!({ "tracking": "t-1" }));
    mock.on_send_mail().returns("sent");
    mock
}

fn lamps() -> Value {
    value!({
        "orderId": "o-1",
        "customer": { "card": "42", "email": "ada@example.org", "blocked": false },
        "items": [{ "sku": "lamp", "quantity": 2 }, { "sku": "bulb", "quantity": 4 }],
    })
}

#[tokio::test]
async fn states_inside_others_are_told_apart() {
    let report = testing::run(&order::Machine::new(shop()), lamps()).await;
    assert_eq!(report.output()["total"], value!(100));
    let path = [
        "CheckOrder",
        "ReserveStock",
        "PriceOrder",
        "ChargeCard",
        "CoolOff",
        "Fulfil",
        "Shipped",
    ];
    assert_eq!(report.path(), path);
    assert_eq!(
        report.full_path(),
        [
            "CheckOrder",
            "ReserveStock",
            "ReserveStock[0]/ReserveItem",
            "ReserveStock[1]/ReserveItem",
            "PriceOrder",
            "ChargeCard",
            "CoolOff",
            "Fulfil",
            "Fulfil[0]/PackParcel",
            "Fulfil[1]/SendMail",
            "Shipped",
        ]
    );
    assert_eq!(report.requests()[1].frame, "ReserveStock[1]/");
    let reserved = &report.visit("ReserveStock[1]/ReserveItem").output;
    assert_eq!(*reserved, Some(value!({ "price": 5, "quantity": 4 })));
    assert!(
        report.visits().iter().all(|visit| visit.output.is_some()),
        "{report}"
    );
    let fulfil = report.visit("Fulfil");
    assert_eq!(fulfil.state_type, StateType::Parallel);
    assert_eq!(fulfil.output.as_ref().unwrap()["tracking"], value!("t-1"));
    assert_eq!(fulfil.variables["total"], value!(100));
    assert_eq!(report.elapsed(), Duration::from_secs(1));
}

#[tokio::test]
async fn a_part_of_a_machine_is_run() {
    let mock = order::MockTasks::default();
    let machine = order::Machine::new(mock.clone());
    mock.on_charge_card().fails("CardDeclined", "no");
    let input = value!({ "orderId": "o-2", "card": "42", "reserved": [1, 2] });
    let declined = testing::run(&machine, input.clone())
        .start_at("ChargeCard")
        .variable("total", 1000)
        .stop_before("Refuse");
    mock.on_release_stock().returns(());
    let report = declined.await;
    assert_eq!(report.path(), ["ChargeCard", "ReleaseStock", "Refuse"]);
    assert_eq!(report.status(), ExecutionStatus::Running);
    assert_eq!(report.requests()[0].input["amount"], value!(950));
    assert_eq!(
        report.event_types()[..2],
        ["ExecutionStarted", "TaskStateEntered"]
    );
    assert_eq!(
        report.visit("Refuse").input["error"]["Error"],
        value!("CardDeclined")
    );

    let nowhere = testing::run(&machine, input.clone())
        .start_at("Nowhere")
        .await;
    let text = panics(|| nowhere.status());
    assert!(text.contains("no state `Nowhere`"), "{text}");
    let unknown = testing::run(&machine, input.clone())
        .start_at("ChargeCard")
        .variable("sum", 1)
        .await;
    let text = panics(|| unknown.status());
    assert!(text.contains("no variable `$sum`"), "{text}");
    let early = testing::run(&machine, input).variable("total", 1).await;
    assert!(panics(|| early.status()).contains("`start_at`"));
}

#[tokio::test]
async fn steps_stop_before_each_side_effect() {
    let mock = order::MockTasks::default();
    let machine = order::Machine::new(mock.clone());
    let mut steps = testing::run(&machine, lamps()).steps();
    let check = steps.next().await.unwrap();
    assert_eq!(
        (check.state.as_str(), check.state_type),
        ("CheckOrder", StateType::Choice)
    );
    assert_eq!(check.next.as_deref(), Some("ReserveStock"));
    assert_eq!(mock.requests(), []);
    mock.on_reserve_item()
        .always_returns(value!({ "price": 1, "quantity": 1 }));
    let reserve = steps.next().await.unwrap();
    assert_eq!(
        reserve.output.unwrap()["reserved"][1],
        value!({ "price": 1, "quantity": 1 })
    );
    let price = steps.next().await.unwrap();
    assert_eq!(price.variables["total"], value!(2));
    assert_eq!(mock.requests().len(), 2);
    // Known now what is to be charged.
    mock.on_charge_card()
        .fails("GatewayUnavailable", "")
        .returns(value!({ "payment": "p" }));
    let charge = steps.next().await.unwrap();
    assert_eq!(
        (charge.attempts, charge.variables["payment"].clone()),
        (2, value!("p"))
    );
    assert_eq!(steps.next().await.unwrap().state, "CoolOff");
    mock.on_pack_parcel().fails("Lost", "in the warehouse");
    mock.on_send_mail().hangs();
    let fulfil = steps.next().await.unwrap();
    assert_eq!(
        (fulfil.error.as_deref(), fulfil.output, fulfil.next),
        (Some("Lost"), None, None)
    );
    assert_eq!(steps.next().await, None);
    let report = steps.finish().await;
    assert_eq!(
        (report.error(), report.cause()),
        ("Lost", "in the warehouse")
    );
}

#[tokio::test]
async fn a_test_may_take_steps_and_run_the_rest() {
    let mock = shop();
    let machine = order::Machine::new(mock.clone());
    let mut steps = testing::run(&machine, lamps())
        .stop_before("CoolOff")
        .steps();
    assert_eq!(steps.next().await.unwrap().state, "CheckOrder");
    let report = steps.finish().await;
    assert_eq!(report.path().last(), Some(&"CoolOff"));
    assert_eq!(report.elapsed(), Duration::ZERO);

    let more = async move {
        let mut steps = testing::run(&machine, lamps()).steps();
        while steps.next().await.is_some() {}
    };
    let text = match tokio::spawn(more).await {
        Err(error) => error.into_panic().downcast_ref::<String>().unwrap().clone(),
        Ok(()) => panic!("a step without an answer"),
    };
    assert!(
        text.starts_with("there is no answer left for the task `charge_card`"),
        "{text}"
    );
}

#[tokio::test]
async fn the_last_step_has_the_variables_it_sets() {
    let machine = variables::Machine::new(variables::MockTasks::default());
    let mut steps = testing::run(&machine, value!({ "y": 5 })).steps();
    let mut last = steps.next().await.unwrap();
    assert_eq!(
        (last.variables["x"].clone(), last.variables.get("old")),
        (value!(1), None)
    );
    while let Some(step) = steps.next().await {
        last = step;
    }
    assert_eq!((last.state.as_str(), last.next), ("Show", None));
    assert_eq!(last.variables["inside"], value!(5));
}

#[tokio::test]
async fn siblings_of_what_fails_are_cancelled() {
    let mock = parallel::MockTasks::default();
    mock.on_work().with(|request| match request.state {
        "Steady" => Ok(value!("done")),
        _ => Err(TaskError::new("Always", "broken")),
    });
    let machine = parallel::Machine::new(mock.clone());
    let report = testing::run(&machine, value!({ "error": null })).await;
    assert_eq!(report.path(), ["Which", "Guarded", "Caught"]);
    assert_eq!(report.visit("Guarded").attempts, 3);
    assert_eq!(report.elapsed(), Duration::from_secs(20));
    assert_eq!(mock.on_work().requests().len(), 6);
}

#[tokio::test]
async fn the_context_is_the_tests() {
    use crate::context::context;
    let mock = context::MockTasks::from(Mocks::new());
    mock.on_work()
        .with(|request| Ok(request.input["start"].clone()));
    let machine = context::Machine::new(mock);
    let report = testing::run(&machine, value!({ "items": [] }))
        .execution_name("first")
        .start_time("2030-05-01T12:00:00Z".parse().unwrap())
        .context(|execution| execution.role_arn = "arn:aws:iam::1:role/mine".to_owned())
        .await;
    let output = report.output();
    assert_eq!(output["task"], value!("2030-05-01T12:00:00.000Z"));
    let execution = &output["context"]["Execution"];
    assert_eq!(execution["Name"], value!("first"));
    assert_eq!(execution["RoleArn"], value!("arn:aws:iam::1:role/mine"));
    let arn = "arn:aws:states:us-east-1:123456789012:execution:context:first";
    assert_eq!(execution["Id"], value!(arn));
}

#[tokio::test(start_paused = true)]
async fn another_clock_may_be_given() {
    let machine = greeting::Machine::new(greeting::MockTasks::default());
    let input = value!({ "name": "Ada", "seconds": 3 });
    let start = tokio::time::Instant::now();
    let report = testing::run(&machine, input.clone())
        .clock(SkippingClock::default())
        .await;
    assert_eq!(report.elapsed(), Duration::from_secs(3));
    assert_eq!(start.elapsed(), Duration::from_secs(3));
    let report = testing::run(&machine, input).await;
    assert_eq!(report.elapsed(), Duration::from_secs(3));
    assert_eq!(start.elapsed(), Duration::from_secs(3));
}

#[test]
fn no_runtime_is_needed() {
    let mock = payment::MockTasks::default();
    mock.on_charge().hangs().always_returns(value!({ "id": 1 }));
    mock.on_notify_customer().returns("sent");
    let mut run = Box::pin(async { pay(&mock).await });
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    for _ in 0..100 {
        if let std::task::Poll::Ready(report) = run.as_mut().poll(&mut cx) {
            assert_eq!(report.elapsed(), Duration::from_secs(12));
            return;
        }
    }
    panic!("it does not end");
}

asl::asl!("examples/testing/subscription.json");

#[tokio::test]
async fn the_page_shows_what_a_report_says() {
    let mock = subscription::MockTasks::default();
    mock.on_charge().fails("CardDeclined", "the bank says no");
    let input = value!({ "card": "4000", "email": "ada@example.org" });
    let report = testing::run(&subscription::Machine::new(mock), input).await;
    let text = panics(|| report.status());
    let page = include_str!("../../src/testing.md");
    assert!(page.contains(&format!("```text\n{text}```\n")), "{text}");
}

#[tokio::test]
async fn a_loop_ends() {
    let mock = subscription::MockTasks::default();
    mock.on_charge().always_returns(());
    mock.on_ask_customer().always_returns("yes");
    let input = value!({ "card": "4242", "email": "ada@example.org" });
    let report = testing::run(&subscription::Machine::new(mock), input).await;
    assert_eq!(report.problem(), Some(&Problem::TooLong));
    assert!(panics(|| report.output()).contains("25000 events"));
}

#[tokio::test]
async fn what_comes_from_outside_is_mocked_too() {
    use crate::callback::callback;
    let mocks = Mocks::new();
    let machine = callback::Machine::new(callback::MockTasks::from(mocks.clone()));
    let order = value!({ "order": "lamp" });
    let run = || testing::run(&machine, order.clone()).mocks(&mocks);
    mocks
        .state("Ask")
        .fails("Busy", "the queue is full")
        .submits(value!({ "MessageId": "m1" }))
        .after_seconds(1800)
        .returns("Ann");
    mocks.task("inspect").returns(value!({ "flaws": 0 }));
    mocks
        .state("Ship")
        .returns(value!({ "Output": "a parcel" }));
    let report = run().await;
    let expected =
        value!({ "approved": "Ann", "inspected": { "flaws": 0 }, "shipped": "a parcel" });
    assert_eq!(report.output(), expected);
    assert_eq!(report.visit("Ask").attempts, 2);
    assert_eq!(report.elapsed(), Duration::from_secs(1801));
    let types = report.event_types();
    let count = |name: &str| types.iter().filter(|found| *found == name).count();
    // The execution that `Ship` starts is submitted too.
    assert_eq!(count("TaskSubmitted"), 2);
    assert_eq!(count("ActivityStarted"), 1);

    // An error after the submission is the answer; none at all is too late after the hour that a heartbeat may take.
    mocks
        .state("Ask")
        .submits(())
        .fails("Rejected", "by Bob")
        .hangs();
    let report = run().await;
    assert_eq!(
        report.output(),
        value!({ "Error": "Rejected", "Cause": "by Bob" })
    );
    let report = run().await;
    assert_eq!(report.output(), value!("nobody answered"));
    assert_eq!(report.elapsed(), Duration::from_secs(3600));
}

#[tokio::test]
async fn many_iterations_run_side_by_side() {
    use crate::map::map;
    let mock = map::MockTasks::default();
    // The later an iteration begins the sooner it ends.
    for number in 0..40 {
        let script = mock.on_work().when_input(number);
        script.after_seconds(40 - number).returns(number * 2);
    }
    let items: Vec<u64> = (0..40).collect();
    let machine = map::Machine::new(mock.clone());
    let report = testing::run(&machine, value!({ "items": items, "limit": 0 })).await;
    let doubled: Vec<u64> = (0..40).map(|number| number * 2).collect();
    assert_eq!(report.output(), value!(doubled));
    assert_eq!(report.elapsed(), Duration::from_secs(40));
}
