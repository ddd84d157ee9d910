//! Results that come from outside: task tokens, activities, executions of other machines.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::Poll;
use std::time::Duration;

use asl::engine::EngineBuilder;
use asl::testing::{Mocks, Problem};
use asl::{
    Engine, EngineError, ExecutionHandle, ExecutionStatus, MemoryStore, SkippingClock, SqliteStore,
    Store, TaskContext, TaskError, Value, WaitError, value,
};
use tokio::sync::mpsc;

asl::asl!("tests/machines/callback.json");
asl::asl!("tests/machines/callback_child.json");
asl::asl!("tests/machines/callback_start.json");
asl::asl!("tests/machines/impatient.json");

/// Hands the tokens that it is given to the test.
#[derive(Clone)]
pub(crate) struct Approvals {
    pub(crate) sent: mpsc::UnboundedSender<String>,
    /// The queue is full, so many times.
    pub(crate) busy: Arc<Mutex<u32>>,
}

impl callback::Tasks for Approvals {
    async fn sqs_send_message_wait_for_task_token(
        &self,
        input: callback::SqsSendMessageWaitForTaskTokenInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        let left = self.busy.lock().unwrap().checked_sub(1);
        if let Some(left) = left {
            *self.busy.lock().unwrap() = left;
            return Err(TaskError::new("Busy", "the queue is full"));
        }
        let token = input.message_body["token"].as_str().unwrap();
        self.sent.send(token.to_owned()).unwrap();
        Ok(value!({ "MessageId": "m1" }))
    }
}

#[derive(Clone)]
pub(crate) struct Nothing;

impl callback_child::Tasks for Nothing {}
impl callback_start::Tasks for Nothing {}
impl impatient::Tasks for Nothing {}

pub(crate) fn builder(
    store: impl Store,
    clock: SkippingClock,
) -> (EngineBuilder, mpsc::UnboundedReceiver<String>, Approvals) {
    let (sent, tokens) = mpsc::unbounded_channel();
    let approvals = Approvals {
        sent,
        busy: Arc::default(),
    };
    let builder = Engine::builder(store)
        .clock(clock)
        .machine(callback::Machine::new(approvals.clone()))
        .machine(callback_child::Machine::new(Nothing))
        .machine(callback_start::Machine::new(Nothing));
    (builder, tokens, approvals)
}

async fn start(store: impl Store) -> (Engine, mpsc::UnboundedReceiver<String>, Approvals) {
    let (builder, tokens, approvals) = builder(store, SkippingClock::default());
    (builder.start().await.unwrap(), tokens, approvals)
}

async fn order(engine: &Engine, order: &str) -> ExecutionHandle {
    let input = value!({ "order": order });
    engine
        .start_execution("callback", Some(order), &input)
        .await
        .unwrap()
}

async fn types(execution: &ExecutionHandle) -> Vec<String> {
    let history = execution.history().await.unwrap();
    let types = history
        .iter()
        .map(|event| event.event.event_type().into_owned());
    types.filter(|name| !name.contains("State")).collect()
}

async fn all_the_way(store: impl Store) {
    let (engine, mut tokens, _) = start(store).await;
    let execution = order(&engine, "lamp").await;
    let token = tokens.recv().await.unwrap();
    engine.send_task_heartbeat(&token).await.unwrap();
    engine.send_task_success(&token, "Ann").await.unwrap();

    // It can be given once.
    let again = engine.send_task_success(&token, "Bob").await;
    assert!(matches!(again, Err(EngineError::TaskTimedOut)), "{again:?}");
    let error = again.unwrap_err().to_string();
    assert_eq!(
        error,
        "Task Timed Out: 'Provided task does not exist anymore'"
    );
    let none = engine.send_task_heartbeat("not a token").await;
    assert!(matches!(none, Err(EngineError::InvalidToken)), "{none:?}");

    let task = engine
        .activity("inspect")
        .worker("w1")
        .poll()
        .await
        .unwrap();
    assert_eq!(task.input(), &value!({ "order": "lamp" }));
    task.heartbeat().await.unwrap();
    task.succeed(value!({ "flaws": 0 })).await.unwrap();

    let output = execution.outcome().await.unwrap();
    assert_eq!(
        output,
        value!({ "approved": "Ann", "inspected": { "flaws": 0 }, "shipped": "parcel of lamp" })
    );
    assert_eq!(
        types(&execution).await,
        [
            "ExecutionStarted",
            "TaskScheduled",
            "TaskStarted",
            "TaskSubmitted",
            "TaskSucceeded",
            "ActivityScheduled",
            "ActivityStarted",
            "ActivitySucceeded",
            "TaskScheduled",
            "TaskStarted",
            "TaskSubmitted",
            "TaskSucceeded",
            "ExecutionSucceeded"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn results_come_from_outside_in_memory() {
    all_the_way(MemoryStore::new()).await;
}

#[tokio::test(start_paused = true)]
async fn results_come_from_outside_on_disk() {
    let folder = crate::Folder::new();
    all_the_way(SqliteStore::open(folder.file("callback.db")).unwrap()).await;
}

#[tokio::test(start_paused = true)]
async fn who_waits_longer_than_a_heartbeat_gives_up() {
    let (engine, mut tokens, _) = start(MemoryStore::new()).await;
    let silent = order(&engine, "silent").await;
    let token = tokens.recv().await.unwrap();
    assert_eq!(
        silent.outcome().await.unwrap(),
        Value::from("nobody answered")
    );
    let late = engine.send_task_success(&token, 1).await;
    assert!(matches!(late, Err(EngineError::TaskTimedOut)));

    // Each heartbeat gives another hour, up to the day that the Task has.
    let lively = order(&engine, "lively").await;
    let token = tokens.recv().await.unwrap();
    let mut beats = 0;
    while engine.send_task_heartbeat(&token).await.is_ok() {
        beats += 1;
        tokio::time::sleep(Duration::from_secs(3_000)).await;
    }
    assert_eq!(beats, 29);
    assert_eq!(
        lively.outcome().await.unwrap(),
        Value::from("nobody answered")
    );
}

#[tokio::test(start_paused = true)]
async fn failures_come_from_outside_too() {
    let (engine, mut tokens, approvals) = start(MemoryStore::new()).await;
    let refused = order(&engine, "refused").await;
    let token = tokens.recv().await.unwrap();
    engine
        .send_task_failure(&token, Some("Refused"), Some("too dear"))
        .await
        .unwrap();
    assert_eq!(
        refused.outcome().await.unwrap(),
        value!({ "Error": "Refused", "Cause": "too dear" })
    );
    let nameless = order(&engine, "nameless").await;
    let token = tokens.recv().await.unwrap();
    engine.send_task_failure(&token, None, None).await.unwrap();
    assert_eq!(
        nameless.outcome().await.unwrap(),
        value!({ "Error": null, "Cause": null })
    );

    // Each attempt has a token of its own, and one that was not submitted has none that counts.
    *approvals.busy.lock().unwrap() = 1;
    let retried = order(&engine, "retried").await;
    let token = tokens.recv().await.unwrap();
    engine
        .send_task_failure(&token, Some("Late"), None)
        .await
        .unwrap();
    assert_eq!(
        retried.outcome().await.unwrap(),
        value!({ "Error": "Late", "Cause": "" })
    );
}

#[tokio::test(start_paused = true)]
async fn workers_fail_and_fall_silent() {
    let (engine, mut tokens, _) = start(MemoryStore::new()).await;
    let inspect = engine.activity("arn:aws:states:us-east-1:123456789012:activity:inspect");
    let failed = order(&engine, "failed").await;
    let token = tokens.recv().await.unwrap();
    engine.send_task_success(&token, 1).await.unwrap();
    let task = inspect.poll().await.unwrap();
    task.fail("Broken", "a crack").await.unwrap();
    assert_eq!(
        failed.outcome().await.unwrap(),
        value!({ "Error": "Broken", "Cause": "a crack" })
    );

    let silent = order(&engine, "silent").await;
    let token = tokens.recv().await.unwrap();
    engine.send_task_success(&token, 1).await.unwrap();
    let task = inspect.poll().await.unwrap();
    assert_eq!(
        silent.outcome().await.unwrap(),
        value!({ "Error": "States.Timeout", "Cause": "" })
    );
    let late = task.succeed(1).await;
    assert!(matches!(late, Err(EngineError::TaskTimedOut)));
    // The second attempt waited its two hours for a worker.
    let types = types(&silent).await;
    let timed_out = types.iter().filter(|name| *name == "ActivityTimedOut");
    assert_eq!(timed_out.count(), 2, "{types:?}");
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_turns_away_leaves_the_task_to_others() {
    let (engine, mut tokens, _) = start(MemoryStore::new()).await;
    let inspect = engine.activity("inspect");
    let execution = order(&engine, "lamp").await;
    let token = tokens.recv().await.unwrap();
    engine.send_task_success(&token, 1).await.unwrap();
    let mut task = None;
    for polls in 0.. {
        // However far it has come.
        let (mut left, mut poll) = (polls, Box::pin(inspect.poll()));
        let polled = poll_fn(|context| match left {
            0 => Poll::Ready(None),
            _ => {
                left -= 1;
                poll.as_mut().poll(context).map(Some)
            }
        });
        if let Some(polled) = polled.await {
            assert!(polls > 1, "nothing was turned away from");
            task = Some(polled.unwrap());
            break;
        }
    }
    task.unwrap().succeed("done").await.unwrap();
    let output = execution.outcome().await.unwrap();
    assert_eq!(output["inspected"], value!("done"));
    let types = types(&execution).await;
    let started = types.iter().filter(|name| *name == "ActivityStarted");
    assert_eq!(started.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn waits_outlive_the_engine() {
    let folder = crate::Folder::new();
    let file = folder.file("callback.db");
    let clock = SkippingClock::default();
    let open = || builder(SqliteStore::open(&file).unwrap(), clock);
    let close = async |engine: Engine| {
        engine.shutdown().await.unwrap();
        drop(engine);
    };

    let (builder, mut tokens, _) = open();
    let engine = builder.start().await.unwrap();
    order(&engine, "lamp").await;
    let token = tokens.recv().await.unwrap();
    close(engine).await;

    let (builder, mut tokens, _) = open();
    let engine = builder.start().await.unwrap();
    engine.send_task_success(&token, "Ann").await.unwrap();
    // The request is not made again.
    assert!(tokens.try_recv().is_err());
    close(engine).await;

    // The task is offered again, and what a worker has fetched is not.
    let (builder, _, _) = open();
    let engine = builder.start().await.unwrap();
    let task = engine.activity("inspect").poll().await.unwrap();
    let token = task.token();
    close(engine).await;
    drop(task);
    let (builder, _, _) = open();
    let engine = builder.start().await.unwrap();
    let inspect = engine.activity("inspect");
    let nothing = tokio::time::timeout(Duration::from_secs(60), inspect.poll());
    assert!(nothing.await.is_err());
    drop(inspect);
    engine.send_task_success(&token, 7).await.unwrap();
    close(engine).await;

    // The child goes on by itself, and is not started twice.
    let (builder, _, _) = open();
    let engine = builder.start().await.unwrap();
    let execution = engine
        .find_execution("arn:aws:states:us-east-1:000000000000:execution:callback:lamp")
        .await
        .unwrap();
    let output = value!({ "approved": "Ann", "inspected": 7, "shipped": "parcel of lamp" });
    assert_eq!(execution.outcome().await.unwrap(), output);
    let all = engine.list_executions(Default::default()).await.unwrap();
    assert_eq!(all.executions.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_child_that_fails_is_described() {
    let (engine, mut tokens, _) = start(MemoryStore::new()).await;
    let execution = order(&engine, "lost").await;
    let token = tokens.recv().await.unwrap();
    engine.send_task_success(&token, 1).await.unwrap();
    let task = engine.activity("inspect").poll().await.unwrap();
    task.succeed(1).await.unwrap();
    let output = execution.outcome().await.unwrap();
    assert_eq!(output["Error"], value!("States.TaskFailed"));
    let cause = Value::parse(output["Cause"].as_str().unwrap()).unwrap();
    assert_eq!(cause["Error"], value!("Lost"));
    assert_eq!(cause["Cause"], value!("it fell off the truck"));
    assert_eq!(cause["Status"], value!("FAILED"));
    assert_eq!(cause["Input"], value!({ "order": "lost" }));
}

#[tokio::test(start_paused = true)]
async fn machines_start_others_in_three_ways() {
    let (engine, _, _) = start(MemoryStore::new()).await;
    let machine = "arn:aws:states:us-east-1:123456789012:stateMachine:callback_child:live";
    let run = async |machine: &str, name: &str| {
        let input = value!({ "machine": machine, "name": name });
        let execution = engine.start_execution("callback_start", None, &input);
        execution.await.unwrap().outcome().await
    };
    let output = run(machine, "first").await.unwrap();
    let arn = "arn:aws:states:us-east-1:000000000000:execution:callback_child:first";
    assert_eq!(output["started"]["ExecutionArn"], value!(arn));
    // Data comes back as text.
    assert_eq!(output["ended"]["Output"], value!("\"parcel of desk\""));
    assert_eq!(output["ended"]["Input"], value!("{\"order\":\"desk\"}"));
    let first = engine.find_execution(arn).await.unwrap();
    assert_eq!(first.outcome().await.unwrap(), value!("parcel of lamp"));

    let error = async |machine: &str, name: &str| match run(machine, name).await {
        Err(WaitError::Execution(error)) => (error.error.unwrap(), error.cause.unwrap()),
        other => panic!("{other:?}"),
    };
    let (name, cause) = error("callback_child", "first").await;
    assert_eq!(name, "StepFunctions.ExecutionAlreadyExistsException");
    assert!(
        cause.starts_with("Execution Already Exists: 'arn:"),
        "{cause}"
    );
    let (name, cause) = error("arn:aws:states:us-east-1:1:stateMachine:none", "x").await;
    assert_eq!(name, "StepFunctions.StateMachineDoesNotExistException");
    assert!(
        cause.starts_with(
            "State Machine Does Not Exist: 'arn:aws:states:us-east-1:1:stateMachine:none' (Service: AWSStepFunctions; Status Code: 400; "
        ),
        "{cause}"
    );
}

#[tokio::test(start_paused = true)]
async fn in_memory_nobody_can_answer() {
    let (sent, _tokens) = mpsc::unbounded_channel();
    let approvals = Approvals {
        sent,
        busy: Arc::default(),
    };
    let machine = callback::Machine::new(approvals);
    let output = machine.run(value!({ "order": "lamp" })).await.unwrap();
    // There is no token to send.
    assert_eq!(output["Error"], value!("States.QueryEvaluationError"));
}

#[tokio::test]
async fn mocks_answer_from_outside() {
    let mock = callback::MockTasks::default();
    mock.on_sqs_send_message_wait_for_task_token()
        .submits(value!({ "MessageId": "m1" }))
        .after_seconds(3_000)
        .returns("Ann");
    mock.task("inspect").after_seconds(60).returns("fine");
    mock.state("Ship").returns(value!({ "Output": "parcel" }));
    let machine = callback::Machine::new(mock.clone());
    let input = value!({ "order": "lamp" });
    let report = asl::testing::run(&machine, input.clone())
        .mocks(&mock)
        .await;
    assert_eq!(
        report.output(),
        value!({ "approved": "Ann", "inspected": "fine", "shipped": "parcel" })
    );
    assert_eq!(report.elapsed(), Duration::from_secs(3_060));

    // Nobody answers, and the call itself fails.
    mock.on_sqs_send_message_wait_for_task_token()
        .fails("Busy", "full")
        .hangs();
    let report = asl::testing::run(&machine, input.clone()).await;
    assert_eq!(report.output(), Value::from("nobody answered"));
    let task = mock.on_sqs_send_message_wait_for_task_token();
    let requests = task.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(requests[2].attempt, 1);

    mock.on_sqs_send_message_wait_for_task_token()
        .submits(Value::NULL)
        .fails("Refused", "too dear");
    let report = asl::testing::run(&machine, input).await;
    assert_eq!(
        report.output(),
        value!({ "Error": "Refused", "Cause": "too dear" })
    );
}

#[tokio::test]
async fn other_machines_of_a_test_are_run() {
    let (parent, child) = (
        callback_start::Machine::new(Nothing),
        callback_child::Machine::new(Nothing),
    );
    let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:callback_child";
    let input = value!({ "machine": arn, "name": "lamp-1" });
    let none = Mocks::new();
    let run = || asl::testing::run(&parent, input.clone()).machine("callback_child", &child, &none);
    let report = run().await;
    let output = report.output();
    let start = 1_704_067_200_000_i64;
    let execution = "arn:aws:states:us-east-1:123456789012:execution:callback_child:lamp-1";
    assert_eq!(
        output["started"],
        value!({ "ExecutionArn": execution, "StartDate": start })
    );
    let ended = &output["ended"];
    assert_eq!(ended["Output"], value!("\"parcel of desk\""));
    assert_eq!(ended["Input"], value!("{\"order\":\"desk\"}"));
    assert_eq!(ended["StopDate"], value!(start + 3_600_000));
    assert_eq!(ended["StateMachineArn"], value!(arn));
    assert_eq!(report.elapsed(), Duration::from_secs(3_600));
    let children = report.children();
    let outputs: Vec<_> = children.iter().map(|child| child.output()).collect();
    assert_eq!(
        outputs,
        [value!("parcel of lamp"), value!("parcel of desk")]
    );
    assert_eq!(children[1].machine(), "callback_child");
    assert_eq!(children[1].path(), ["Rest", "Which", "Done"]);
    assert_eq!(children[1].elapsed(), Duration::from_secs(3_600));
    let types = children[1].event_types();
    assert_eq!(types.last().unwrap(), "ExecutionSucceeded");

    // A mock comes first.
    let mock = Mocks::new();
    mock.state("Sync").fails("Lost", "off the truck");
    let report = run().mocks(&mock).await;
    assert_eq!(report.error(), "Lost");
    // The one that nobody waits for goes on to its end.
    assert_eq!(report.elapsed(), Duration::ZERO);
    assert_eq!(report.children()[0].output(), value!("parcel of lamp"));
}

#[tokio::test]
async fn other_machines_of_a_test_fail_as_aws_says() {
    let (parent, child) = (
        callback_start::Machine::new(Nothing),
        callback_child::Machine::new(Nothing),
    );
    let none = Mocks::new();
    let run =
        |input: Value| asl::testing::run(&parent, input).machine("callback_child", &child, &none);
    let report = run(value!({ "machine": "callback_child", "name": "not a name" })).await;
    assert_eq!(report.error(), "StepFunctions.InvalidNameException");
    assert!(
        report
            .cause()
            .starts_with("Invalid Name: 'not a name' (Service: AWSStepFunctions;")
    );
    // Nobody answers for a machine that is not there.
    let report = run(value!({ "machine": "other", "name": "x" })).await;
    assert!(matches!(report.problem(), Some(Problem::Unanswered(_))));

    let mock = callback::MockTasks::default();
    mock.on_sqs_send_message_wait_for_task_token()
        .returns("Ann");
    mock.task("inspect").returns("fine");
    let machine = callback::Machine::new(mock.clone());
    let report = asl::testing::run(&machine, value!({ "order": "lost" }))
        .mocks(&mock)
        .machine("callback_child", &child, &none)
        .await;
    let failed = &report.children()[0];
    assert_eq!(failed.status(), ExecutionStatus::Failed);
    assert_eq!(failed.cause(), "it fell off the truck");

    // The child is stopped when it is no longer waited for.
    let machine = impatient::Machine::new(Nothing);
    let report = asl::testing::run(&machine, value!({ "order": "lamp" }))
        .machine("callback_child", &child, &none)
        .await;
    assert_eq!(report.error(), "States.Timeout");
    let stopped = &report.children()[0];
    assert_eq!(stopped.status(), ExecutionStatus::Aborted);
    assert_eq!(stopped.elapsed(), Duration::from_secs(60));
    assert_eq!(stopped.event_types().last().unwrap(), "ExecutionAborted");
}

/// Answers before it has returned itself.
struct Hasty(Arc<OnceLock<Engine>>);

impl callback::Tasks for Hasty {
    async fn sqs_send_message_wait_for_task_token(
        &self,
        input: callback::SqsSendMessageWaitForTaskTokenInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        let engine = self.0.get().unwrap();
        let token = input.message_body["token"].as_str().unwrap();
        engine.send_task_success(token, "at once").await?;
        let again = engine.send_task_success(token, "again").await;
        assert!(matches!(again, Err(EngineError::TaskTimedOut)));
        Ok(value!({ "MessageId": "m1" }))
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_may_answer_itself() {
    let cell = Arc::new(OnceLock::new());
    let engine = Engine::builder(MemoryStore::new())
        .clock(SkippingClock::default())
        .machine(callback::Machine::new(Hasty(cell.clone())));
    let engine = engine.start().await.unwrap();
    assert!(cell.set(engine.clone()).is_ok());
    let execution = order(&engine, "lamp").await;
    let task = engine.activity("inspect").poll().await.unwrap();
    task.fail("Enough", "for this test").await.unwrap();
    assert_eq!(
        execution.outcome().await.unwrap()["Error"],
        value!("Enough")
    );
    let types = types(&execution).await;
    assert_eq!(
        types[1..5],
        [
            "TaskScheduled",
            "TaskStarted",
            "TaskSubmitted",
            "TaskSucceeded"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_child_that_nobody_waits_for_is_stopped() {
    let (engine, _, _) = start(MemoryStore::new()).await;
    let input = value!({ "machine": "callback_child", "name": "first" });
    let parent = engine.start_execution("callback_start", None, &input);
    let parent = parent.await.unwrap();
    // Until the second child waits, an hour long.
    let running = || async {
        let all = engine.list_executions(Default::default()).await.unwrap();
        let mut running = all.executions;
        running.retain(|execution| execution.status == ExecutionStatus::Running);
        running.len()
    };
    while running().await < 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    engine
        .stop_execution(parent.arn(), None, None)
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    // The one that was only started goes on.
    assert_eq!(running().await, 1);
    let list = engine.list_executions(Default::default()).await.unwrap();
    let aborted = list.executions.iter();
    let aborted = aborted.filter(|execution| execution.status == ExecutionStatus::Aborted);
    assert_eq!(aborted.count(), 2);
}
