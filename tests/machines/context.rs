//! The Context Object.

use asl::{Engine, MemoryStore, SkippingClock, TaskContext, TaskError, Value, value};

use crate::Task;

asl::asl!("tests/machines/context.json");

impl<F, R> context::Tasks for Task<F>
where
    F: Fn(context::WorkInput, TaskContext) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Value, TaskError>> + Send,
{
    async fn work(&self, input: context::WorkInput, cx: &TaskContext) -> Result<Value, TaskError> {
        (self.0)(input, cx.clone()).await
    }
}

#[tokio::test(start_paused = true)]
async fn an_execution_knows_itself() {
    let task = Task(|input: context::WorkInput, cx: TaskContext| async move {
        match cx.attempt() {
            0 => Err(TaskError::new("Once", "")),
            _ => Ok(value!({ "state": input.state, "start": input.start })),
        }
    });
    let engine = Engine::builder(MemoryStore::new())
        .machine(context::Machine::new(task))
        .clock(SkippingClock::default())
        .region("eu-central-1")
        .account("123456789012")
        .role_arn("arn:aws:iam::123456789012:role/shop")
        .start()
        .await
        .unwrap();
    let input = value!({ "items": ["a"] });
    let execution = engine
        .start_execution("context", Some("first"), &input)
        .await
        .unwrap();
    let output = execution.outcome().await.unwrap();
    let start = "2024-01-01T00:00:00.000Z";
    let expected = value!({
        "context": {
            "Execution": {
                "Id": "arn:aws:states:eu-central-1:123456789012:execution:context:first",
                "Input": input,
                "Name": "first",
                "RoleArn": "arn:aws:iam::123456789012:role/shop",
                "StartTime": start,
                "RedriveCount": 0
            },
            "State": { "Name": "Whole", "EnteredTime": start },
            "StateMachine": { "Id": "arn:aws:states:eu-central-1:123456789012:stateMachine:context", "Name": "context" }
        },
        "task": { "state": { "Name": "InTask", "EnteredTime": start, "RetryCount": 1 }, "start": start },
        "map": [{ "map": { "Item": { "Index": 0, "Value": "a" } } }]
    });
    assert_eq!(output, expected);
    engine.shutdown().await.unwrap();
}
