//! The order machine over a store that stops the world: from the n-th write on it refuses everything, for every n. A fresh
//! engine over what was written then ends every order as if nothing had happened, and repeats no task that is on record.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use asl::history::{Event, HistoryEvent};
use asl::store::{HistoryQuery, ListQuery, SqliteOptions, Synchronous};
use asl::{
    Engine, ExecutionHandle, ExecutionStatus, MemoryStore, SkippingClock, StartError, Store,
    TaskContext, TaskError, Value, WaitError, to_value, value,
};

use crate::generated::order::{self, errors};
use crate::stopping::StoppingStore;

/// The example's orders: two that are shipped, and one for each way to be refused.
const ORDERS: &str = include_str!("../../examples/order/orders.jsonl");

/// The services of the shop: they answer with the call's key, so that the history shows whose answer is on record.
#[derive(Clone, Default)]
struct Shop {
    calls: Arc<Mutex<Vec<String>>>,
}

impl Shop {
    async fn called(&self, cx: &TaskContext) -> String {
        let key = cx.idempotency_key();
        self.calls.lock().unwrap().push(key.clone());
        cx.sleep(Duration::from_millis(150)).await;
        key
    }

    fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }
}

impl order::Tasks for Shop {
    async fn reserve_item(
        &self,
        input: order::ReserveItemInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        let key = self.called(cx).await;
        let price = match input.sku.as_str() {
            Some("lamp") => 49.90,
            Some("desk") => 249.00,
            Some("chair") if cx.attempt() == 0 => return Err(errors::WAREHOUSE_BUSY.because(key)),
            Some("chair") => 119.50,
            _ => return Err(errors::OUT_OF_STOCK.because(key)),
        };
        Ok(value!({ "quantity": input.quantity, "price": price, "key": key }))
    }

    async fn charge_card(
        &self,
        input: order::ChargeCardInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        let key = self.called(cx).await;
        match input.card.as_str() {
            Some("4000-declined") => Err(errors::CARD_DECLINED.because(key)),
            Some("4000-slow") if cx.attempt() < 2 => Err(errors::GATEWAY_UNAVAILABLE.because(key)),
            _ => Ok(
                value!({ "payment": format!("{} {}", input.amount, input.currency), "key": key }),
            ),
        }
    }

    async fn pack_parcel(
        &self,
        input: order::PackParcelInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        let key = self.called(cx).await;
        Ok(value!({ "tracking": input.parcels, "key": key }))
    }

    async fn send_mail(
        &self,
        _: order::SendMailInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        Ok(value!({ "key": self.called(cx).await }))
    }

    async fn release_stock(
        &self,
        _: order::ReleaseStockInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        Ok(value!({ "key": self.called(cx).await }))
    }
}

/// How an order ended, and what its history holds.
#[derive(Debug, PartialEq)]
struct Ended {
    status: ExecutionStatus,
    output: Option<Value>,
    error: Option<String>,
    cause: Option<String>,
    events: Vec<String>,
}

/// What an engine did until all orders had ended or the world stopped.
struct Life {
    orders: BTreeMap<String, Ended>,
    calls: Vec<String>,
    stopped: bool,
}

async fn live(store: impl Store, clock: SkippingClock) -> Life {
    let shop = Shop::default();
    let mut life = Life {
        orders: BTreeMap::new(),
        calls: Vec::new(),
        stopped: false,
    };
    let engine = Engine::builder(store)
        .machine(order::Machine::new(shop.clone()))
        .clock(clock);
    let engine = engine.start().await.unwrap();
    let executions = start_orders(&engine).await;
    for execution in &executions {
        match execution.outcome().await {
            Err(WaitError::Engine(_)) => life.stopped = true,
            _ if life.stopped => {}
            _ => {
                let order = execution.describe().await.unwrap();
                let ended = Ended {
                    status: order.status,
                    output: order.output,
                    error: order.error,
                    cause: order.cause,
                    events: facts(&execution.history().await.unwrap()),
                };
                life.orders.insert(order.name, ended);
            }
        }
    }
    life.stopped |= executions.len() < ORDERS.lines().count();
    life.calls = shop.calls();
    life
}

/// Starts the orders, or finds them; as many as can be.
async fn start_orders(engine: &Engine) -> Vec<ExecutionHandle> {
    let mut executions = Vec::new();
    for line in ORDERS.lines() {
        let order = Value::parse(line).unwrap();
        let name = order["orderId"].as_str().unwrap();
        executions.push(
            match engine.start_execution("order", Some(name), &order).await {
                Ok(execution) => execution,
                Err(StartError::ExecutionAlreadyExists(arn)) => {
                    engine.find_execution(&arn).await.unwrap()
                }
                Err(StartError::Engine(_)) => break,
                Err(error) => panic!("{error}"),
            },
        );
    }
    executions
}

/// The events without times and numbers: branches that go on after a crash need not take turns as they did before.
pub(crate) fn facts(history: &[HistoryEvent]) -> Vec<String> {
    let ids: Vec<u64> = history.iter().map(|event| event.id).collect();
    assert_eq!(ids, (1..=history.len() as u64).collect::<Vec<_>>());
    assert!(
        history
            .iter()
            .all(|event| event.previous_event_id < event.id)
    );
    let fact = |event: &HistoryEvent| {
        let mut event = to_value(event).unwrap();
        for member in ["timestamp", "id", "previousEventId"] {
            event.as_object_mut().unwrap().remove(member);
        }
        event.to_string()
    };
    let mut facts: Vec<String> = history.iter().map(fact).collect();
    facts.sort();
    facts
}

/// The keys of the calls whose answers are on record.
pub(crate) async fn answered(store: &dyn Store) -> BTreeSet<String> {
    let query = ListQuery {
        limit: 100,
        ..ListQuery::default()
    };
    let mut keys = BTreeSet::new();
    for execution in store.list(query).await.unwrap() {
        let query = HistoryQuery {
            execution: execution.id,
            after: None,
            reverse: false,
            limit: usize::MAX,
        };
        for event in store.history(query).await.unwrap() {
            let event: HistoryEvent = asl::from_value(&Value::parse(&event).unwrap()).unwrap();
            let answer = match &event.event {
                Event::LambdaFunctionSucceeded(answer) => &answer.output.0["key"],
                Event::TaskSucceeded(answer) => &answer.output.0["Payload"]["key"],
                Event::LambdaFunctionFailed(error) => &Value::from(error.cause.as_deref()),
                Event::TaskFailed(error) => &Value::from(error.cause.as_deref()),
                _ => continue,
            };
            assert!(
                keys.insert(answer.as_str().unwrap().to_owned()),
                "{answer} was answered twice"
            );
        }
    }
    keys
}

/// Stops the world at every write in turn, of a store that `open` gives.
async fn at_every_write(mut open: impl FnMut() -> Arc<dyn Store>) {
    let clock = SkippingClock::default();
    let undisturbed = live(open(), clock).await;
    assert_expected(&undisturbed);
    let mut stops = 0;
    for writes in 0.. {
        let mut ended = false;
        for late in [false, true] {
            let inner = open();
            let store = Arc::new(StoppingStore::after(writes, late, inner.clone()));
            let before = live(store.clone(), clock).await;
            ended = !store.stopped();
            if ended {
                assert!(!before.stopped);
                break;
            }
            assert!(
                before.stopped,
                "the engine does not know that write {writes} failed"
            );
            stops += 1;
            let answered = answered(&*inner).await;
            let after = live(inner, clock).await;
            for (name, order) in &undisturbed.orders {
                assert_eq!(
                    after.orders.get(name),
                    Some(order),
                    "{name} after write {writes}, late: {late}"
                );
            }
            let repeated: Vec<_> = after
                .calls
                .iter()
                .filter(|key| answered.contains(*key))
                .collect();
            assert!(
                repeated.is_empty(),
                "after write {writes}, late: {late}: {repeated:?}"
            );
            let known: BTreeSet<_> = undisturbed.calls.iter().collect();
            assert!(
                after.calls.iter().all(|key| known.contains(key)),
                "{:?}",
                after.calls
            );
        }
        if ended {
            break;
        }
    }
    // An order takes a handful of writes at least: were there less, this would test nothing.
    assert!(stops > 60, "{stops}");
}

/// The undisturbed run is what the others are compared with: it has to be right itself.
fn assert_expected(life: &Life) {
    let refused = |name: &str| {
        let order = &life.orders[name];
        assert_eq!(
            (order.status, order.error.as_deref()),
            (ExecutionStatus::Failed, Some("OrderRefused"))
        );
    };
    for name in ["A-1002", "A-1003", "A-1004", "A-1006"] {
        refused(name);
    }
    let output = |name: &str| life.orders[name].output.clone().unwrap();
    let shipped = value!({
        "orderId": "A-1001", "status": "shipped", "total": 348.8, "payment": "348.8 EUR", "tracking": 2
    });
    assert_eq!(output("A-1001"), shipped);
    let shipped = value!({
        "orderId": "A-1005",
        "status": "shipped with our thanks",
        "total": 1404.9,
        "payment": "1334.66 EUR",
        "tracking": 3
    });
    assert_eq!(output("A-1005"), shipped);
    let mut calls = life.calls.clone();
    calls.sort();
    calls.dedup();
    assert_eq!(calls.len(), life.calls.len());
}

#[tokio::test(start_paused = true)]
async fn in_memory_every_order_survives() {
    at_every_write(|| Arc::new(MemoryStore::new())).await;
}

#[tokio::test(start_paused = true)]
async fn on_disk_every_order_survives() {
    let folder = crate::Folder::new();
    let mut number = 0;
    at_every_write(|| {
        number += 1;
        // What is tested is the order of writes, not the disk.
        let options = SqliteOptions::new().synchronous(Synchronous::Normal);
        Arc::new(options.open(folder.file(&format!("{number}.db"))).unwrap())
    })
    .await;
}
