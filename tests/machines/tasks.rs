//! Task: how its work is called, with what, and for how long.

use std::time::Duration;

use asl::{ExecutionError, TaskContext, TaskError, Value, value};

use crate::{failed, run};

asl::asl!(
    "tests/machines/tasks.json",
    substitutions = { Prefix = "shop" }
);

pub(crate) struct Shop;

impl tasks::Tasks for Shop {
    async fn whole(&self, input: Value, cx: &TaskContext) -> Result<Value, TaskError> {
        if let Some(message) = input["panic"].as_str() {
            panic!("{message}");
        }
        // Beats as often as the input says, then is silent for a minute.
        for _ in 0..input["beats"].as_i64().unwrap_or_default() {
            cx.sleep(Duration::from_secs(8)).await;
            cx.heartbeat();
        }
        if input["silent"].as_bool() == Some(true) {
            cx.sleep(Duration::from_secs(60)).await;
        }
        Ok(input)
    }

    async fn charge(&self, input: tasks::ChargeInput, _: &TaskContext) -> Result<Value, TaskError> {
        let tasks::ChargeInput {
            order_id,
            cents,
            r#type,
            tags,
        } = input;
        let cents: Option<i64> = cents;
        let r#type: String = r#type;
        let cents = cents.map_or(Value::NULL, Value::from);
        Ok(
            value!({ "order": order_id, "cents": cents, "type": r#type, "tags": tags.unwrap_or_default() }),
        )
    }

    async fn shop_greet(
        &self,
        input: tasks::ShopGreetInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        Ok(value!({ "hello": input.name, "state": cx.state(), "attempt": cx.attempt() }))
    }

    async fn dynamodb_put_item(
        &self,
        input: tasks::DynamodbPutItemInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        let tasks::DynamodbPutItemInput { table_name, item } = input;
        Ok(value!({ "table": table_name, "item": item }))
    }
}

async fn task(input: Value) -> Result<Value, ExecutionError> {
    run(&tasks::Machine::new(Shop), input).await
}

#[tokio::test(start_paused = true)]
async fn tasks_get_what_the_state_gives() {
    let input = value!({ "which": "Whole", "id": 5 });
    assert_eq!(task(input.clone()).await, Ok(input));
    assert_eq!(
        task(value!({ "which": "Charge", "id": "a-1" })).await,
        Ok(value!({ "order": "a-1", "cents": 250, "type": "charge", "tags": ["a", "a-1"] }))
    );
    assert_eq!(
        task(value!({ "which": "Refund", "id": "a-1" })).await,
        Ok(value!({ "order": "a-1", "cents": null, "type": "refund", "tags": null }))
    );
    assert_eq!(
        task(value!({ "which": "Service", "id": "a-1" })).await,
        Ok(value!({ "table": "orders", "item": { "id": { "S": "a-1" } } }))
    );
    let input = value!({ "which": "Shaped", "inner": { "list": [3, 4] } });
    assert_eq!(task(input).await, Ok(value!({ "first": 3, "size": 2 })));
}

#[tokio::test(start_paused = true)]
async fn lambda_invoke_has_its_envelope() {
    let payload = value!({ "hello": "Ada", "state": "Envelope", "attempt": 0 });
    assert_eq!(
        task(value!({ "which": "Envelope", "name": "Ada" })).await,
        Ok(value!({ "ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200 }))
    );
}

fn timeout() -> Result<Value, ExecutionError> {
    Err(ExecutionError {
        error: Some("States.Timeout".into()),
        cause: None,
    })
}

#[tokio::test(start_paused = true)]
async fn time_is_limited() {
    let start = tokio::time::Instant::now();
    assert_eq!(
        task(value!({ "which": "Limited", "silent": true })).await,
        timeout()
    );
    assert_eq!(start.elapsed(), Duration::from_secs(5));
    assert_eq!(
        task(value!({ "which": "LimitedPath", "silent": true, "limit": 59 })).await,
        timeout()
    );
    assert_eq!(start.elapsed(), Duration::from_secs(64));
    let input = value!({ "which": "LimitedPath", "silent": true, "limit": 61 });
    assert_eq!(task(input.clone()).await, Ok(input));
}

#[tokio::test(start_paused = true)]
async fn a_task_that_goes_silent_is_given_up() {
    let input = value!({ "which": "Alive", "beats": 5 });
    assert_eq!(task(input.clone()).await, Ok(input));
    let start = tokio::time::Instant::now();
    assert_eq!(
        task(value!({ "which": "Alive", "beats": 5, "silent": true })).await,
        timeout()
    );
    assert_eq!(start.elapsed(), Duration::from_secs(5 * 8 + 10));
    // Beating does not make the whole take longer than it may.
    let start = tokio::time::Instant::now();
    assert_eq!(
        task(value!({ "which": "Alive", "beats": 50 })).await,
        timeout()
    );
    assert_eq!(start.elapsed(), Duration::from_secs(100));
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_the_tasks_failure() {
    let result = task(value!({ "which": "Whole", "panic": "the till is stuck" })).await;
    assert_eq!(
        result,
        failed("States.TaskFailed", "the task panicked: the till is stuck")
    );
}
