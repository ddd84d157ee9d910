//! The subscription's ways, each with the answers that lead there.

use std::time::Duration;

use asl::{testing, value};

use super::subscription::{Machine, MockTasks, errors};

const DAY: Duration = Duration::from_secs(86_400);
const YEAR: Duration = Duration::from_secs(365 * 86_400);

/// What subscriptions start with.
fn order() -> asl::Value {
    value!({ "card": "4242", "email": "ada@example.org" })
}

#[tokio::test]
async fn a_year_later_the_customer_is_asked() {
    let mock = MockTasks::default();
    mock.on_charge()
        .returns(value!({ "id": 1 }))
        .returns(value!({ "id": 2 }));
    mock.on_ask_customer().returns("yes").returns("no");
    let report = testing::run(&Machine::new(mock), order()).await;
    assert_eq!(report.output(), value!({ "id": 2 }));
    assert_eq!(report.elapsed(), 2 * YEAR);
    let year = ["Charge", "Year", "Ask", "Renewed"];
    assert_eq!(report.path(), [&year[..], &year[..], &["Ended"]].concat());
}

#[tokio::test]
async fn a_busy_gateway_is_tried_again() {
    let mock = MockTasks::default();
    mock.on_charge()
        .fails(errors::GATEWAY_BUSY, "")
        .hangs()
        .returns(value!({ "id": 1 }));
    let report = testing::run(&Machine::new(mock), order())
        .stop_before("Year")
        .await;
    assert_eq!(report.visit("Charge").attempts, 3);
    // Two seconds, the minute that a charge may take, four seconds.
    assert_eq!(report.elapsed(), Duration::from_secs(2 + 60 + 4));
}

#[tokio::test]
async fn a_declined_card_ends_the_subscription() {
    let mock = MockTasks::default();
    mock.on_charge()
        .fails(errors::CARD_DECLINED, "the bank says no");
    mock.on_send_mail().returns(());
    let report = testing::run(&Machine::new(mock.clone()), order()).await;
    assert_eq!(report.error(), "Lapsed");
    assert_eq!(report.path(), ["Charge", "Remind", "Lapsed"]);
    let mail = &mock.on_send_mail().requests()[0].input;
    assert_eq!(
        *mail,
        value!({ "to": "ada@example.org", "why": "the bank says no" })
    );
}

#[tokio::test]
async fn the_answer_decides() {
    let mock = MockTasks::default();
    let machine = Machine::new(mock.clone());
    for (answer, next) in [("yes", "Charge"), ("no", "Ended")] {
        mock.on_ask_customer().returns(answer);
        let mut steps = testing::run(&machine, order())
            .start_at("Ask")
            .stop_before("Charge")
            .steps();
        let asked = steps.next().await.unwrap();
        assert_eq!(asked.output.unwrap()["answer"], value!(answer));
        assert_eq!(steps.next().await.unwrap().next.as_deref(), Some(next));
    }
}

#[tokio::test]
async fn who_does_not_answer_is_charged_no_more() {
    let mock = MockTasks::default();
    mock.on_charge().always_returns(value!({ "id": 1 }));
    mock.on_ask_customer().after(3 * DAY).returns("yes").hangs();
    let report = testing::run(&Machine::new(mock.clone()), order()).await;
    assert_eq!(report.output(), value!({ "id": 1 }));
    assert_eq!(report.elapsed(), YEAR + 3 * DAY + YEAR + 7 * DAY);
    assert!(
        mock.on_ask_customer().requests()[0].input["token"]
            .as_str()
            .is_some()
    );
}
