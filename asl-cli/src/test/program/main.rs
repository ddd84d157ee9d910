//! Answers a line with a case, a definition's number and what an execution is started with, with a line of what came of it.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use asl::history::HistoryEvent;
use asl::testing::{Mocks, Problem, Report, Request, StateTest};
use asl::{
    Clock, Engine, MemoryStore, SkippingClock, StateMachine, SystemClock, TaskError, Value,
};

/// Gives the machine of a definition's number, with these tasks.
type Library = fn(usize, Mocks) -> Option<Arc<dyn StateMachine>>;

#[derive(serde::Deserialize)]
struct Question {
    definition: usize,
    /// An execution is run as a whole,
    start: Option<Start>,
    /// or one state by itself.
    state_test: Option<StateTest>,
}

/// What an execution is started with.
#[derive(serde::Deserialize)]
struct Start {
    input: Value,
    mocks: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    unmocked: Vec<String>,
    #[serde(default)]
    machines: BTreeMap<String, Nested>,
    start_time: Option<String>,
    account: Option<String>,
    #[serde(default)]
    calls: Vec<Value>,
    #[serde(default)]
    setup: Vec<Value>,
    #[serde(default)]
    express: bool,
}

/// A machine that executions may start.
#[derive(serde::Deserialize)]
struct Nested {
    definition: usize,
    mocks: BTreeMap<String, Vec<Value>>,
}

#[derive(serde::Serialize)]
struct Outcome {
    status: &'static str,
    output: Value,
    error: Option<String>,
    cause: Option<String>,
    history: Vec<Value>,
    problem: Option<String>,
    /// How long the machine took, in microseconds of this program's own time.
    micros: Option<f64>,
}

fn main() {
    // What a panicking machine says is in its outcome.
    std::panic::set_hook(Box::new(|_| {}));
    // On this runtime time jumps to the next thing to do whenever there is nothing to do now.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let question: Question = serde_json::from_str(&line).expect("a question");
        let answer = runtime.block_on(reply(question));
        let mut output = std::io::stdout().lock();
        writeln!(output, "{answer}")
            .and_then(|()| output.flush())
            .expect("someone listens");
    }
}

/// The answer, JSON text.
async fn reply(question: Question) -> String {
    let Question { definition, start, state_test } = question;
    if let Some(test) = state_test {
        let machine = machine(definition, &Mocks::new());
        return asl::testing::inspect(&*machine, test).await.to_json_string();
    }
    let outcome = answer(definition, start.expect("what is run")).await;
    serde_json::to_string(&outcome).expect("an answer")
}

impl Nested {
    fn mocked(&self) -> (Arc<dyn StateMachine>, Mocks) {
        let mocks = mocks(&self.mocks, &[]);
        (machine(self.definition, &mocks), mocks)
    }
}

fn machine(definition: usize, mocks: &Mocks) -> Arc<dyn StateMachine> {
    let machine = LIBRARIES.iter().find_map(|machine| machine(definition, mocks.clone()));
    machine.expect("a machine of this number")
}

async fn answer(definition: usize, start: Start) -> Outcome {
    let mocked = mocks(&start.mocks, &start.unmocked);
    let machine = machine(definition, &mocked);
    let nested: Vec<_> = start.machines.iter().map(|(name, it)| (name, it.mocked())).collect();
    let start_time = start.start_time.and_then(|time| time.parse().ok());
    let start_time = start_time.unwrap_or_else(|| SystemClock.now());
    let stop = start.calls.iter().find(|call| call["op"].as_str() == Some("stop_execution"));
    if let Some(stop) = stop {
        if !nested.is_empty() {
            let problem = "what starts other machines can't be stopped here: mock the states that start them";
            return refused(problem.to_owned());
        }
        let clock = SkippingClock::starting_at(start_time);
        let stopped = stopped(machine, start.input, clock, &stop["params"]).await;
        return stopped.expect("an engine in memory does not fail");
    }
    let mut run = asl::testing::run(&*machine, start.input).start_time(start_time);
    for (name, (machine, mocks)) in &nested {
        run = run.machine(*name, &**machine, mocks);
    }
    // An activity that nothing is said of does not exist.
    if !start.mocks.is_empty() {
        run = run.mocks(&mocked);
    }
    match buckets(&start.setup).await {
        Ok(Some(buckets)) => run = run.buckets(&buckets),
        Ok(None) => {}
        Err(error) => return refused(error),
    }
    let Start { account, express, .. } = start;
    let run = run.context(move |execution| {
        if let Some(account) = &account {
            let arns = [&mut execution.arn, &mut execution.state_machine_arn, &mut execution.role_arn];
            for arn in arns {
                let mut parts: Vec<&str> = arn.split(':').collect();
                parts[4] = account;
                *arn = parts.join(":");
            }
        }
        if express {
            // Names may be used again there.
            execution.arn = execution.arn.replacen(":execution:", ":express:", 1) + ":1";
        }
    });
    let begun = Instant::now();
    let report = run.await;
    let micros = begun.elapsed().as_secs_f64() * 1e6;
    Outcome { micros: Some(micros), ..outcome(&report) }
}

/// The case can't be run.
fn refused(problem: String) -> Outcome {
    Outcome {
        status: "INCOMPLETE",
        output: Value::NULL,
        error: None,
        cause: None,
        history: Vec::new(),
        problem: Some(problem),
        micros: None,
    }
}

/// What comes of an execution that is stopped when it waits for the first time.
async fn stopped(
    machine: Arc<dyn StateMachine>,
    input: Value,
    clock: SkippingClock,
    params: &Value,
) -> Result<Outcome, Box<dyn std::error::Error>> {
    let name = machine.definition().name;
    let engine = Engine::builder(MemoryStore::new()).clock(clock).machine(machine);
    let engine = engine.start().await?;
    let execution = engine.start_execution(name, None, input).await?;
    // The clock gets on when everything waits.
    tokio::time::sleep(Duration::from_millis(1)).await;
    let (error, cause) = (params["error"].as_str(), params["cause"].as_str());
    engine.stop_execution(execution.arn(), error, cause).await?;
    let description = engine.describe_execution(execution.arn()).await?;
    Ok(Outcome {
        status: description.status.as_str(),
        output: description.output.unwrap_or_default(),
        error: description.error,
        cause: description.cause,
        history: execution.history().await?.iter().map(event).collect(),
        problem: None,
        micros: None,
    })
}

fn outcome(report: &Report) -> Outcome {
    let mut outcome = Outcome {
        status: "",
        output: Value::NULL,
        error: None,
        cause: None,
        history: report.history().iter().map(event).collect(),
        problem: report.problem().map(|problem| words(problem)),
        micros: None,
    };
    if report.problem().is_some() {
        outcome.status = "INCOMPLETE";
        return outcome;
    }
    match report.result() {
        None => outcome.status = "INCOMPLETE",
        Some(Ok(output)) => {
            outcome.status = "SUCCEEDED";
            outcome.output = output.clone();
        }
        Some(Err(error)) => {
            let last = report.history().last();
            outcome.status = match last.map(|last| last.event.event_type()) {
                Some(kind) if kind == "ExecutionTimedOut" => "TIMED_OUT",
                _ => "FAILED",
            };
            outcome.error = error.error.clone();
            outcome.cause = error.cause.clone();
        }
    }
    outcome
}

/// Why a run has no end. The problem's own words are for tests in Rust.
fn words(problem: &Problem) -> String {
    match problem {
        Problem::Unanswered(call) => {
            let Request { state, frame, attempt, input, .. } = &call.request;
            let else_run = match call.request.task.starts_with("startExecution") {
                true => ", and `other_state_machines` has no machine of that name",
                false => "",
            };
            format!("no mock is left for the state `{frame}{state}` (attempt {attempt}), which calls its task with {input}{else_run}")
        }
        Problem::InExecutionOf { machine, problem, .. } => {
            format!("in an execution of `{machine}`: {}", words(problem))
        }
        problem => problem.to_string(),
    }
}

/// The tasks that answer as the case says.
fn mocks(answers: &BTreeMap<String, Vec<Value>>, unmocked: &[String]) -> Mocks {
    let mocks = Mocks::new();
    for (state, answers) in answers {
        for answer in answers {
            add(&mocks, state, answer);
        }
    }
    for state in unmocked {
        mocks.state(state).always_returns(Value::object::<&str, Value>([]));
    }
    mocks
}

fn add(mocks: &Mocks, state: &str, answer: &Value) {
    let mut script = mocks.state(state);
    if let Some(input) = answer.get("when_input") {
        script = script.when_input(input.clone());
    }
    if let Some(submission) = answer.get("submitted") {
        script = script.submits(submission.clone());
    }
    if let Some(worker) = answer.get("worker").and_then(Value::as_str) {
        script = script.by_worker(worker);
    }
    let is = |member: &str| answer.get(member).is_some_and(|it| it.as_bool() == Some(true));
    if is("hang") {
        script.hangs();
    } else if let Some(thrown) = answer.get("throw") {
        let text = |member: &str| Some(thrown.get(member)?.as_str()?.to_owned());
        script.fails_with(TaskError::from_parts(text("error"), text("cause")));
    } else if let Some(whole) = answer.get("respond") {
        script.responds(whole.clone());
    } else {
        script.returns(answer.get("return").cloned().unwrap_or_default());
    }
}

/// An event, objects and arrays of data as parsed JSON.
fn event(event: &HistoryEvent) -> Value {
    let mut event = asl::to_value(event).unwrap_or_default();
    if let Some(members) = event.as_object_mut() {
        let names: Vec<String> = members.keys().map(|name| name.to_string()).collect();
        for name in names {
            if let Some(details) = members.get_mut(&name).filter(|it| it.as_object().is_some()) {
                parse_data(details);
            }
        }
    }
    event
}

fn parse_data(details: &mut Value) {
    for name in ["input", "output", "parameters"] {
        let text = details.get(name).and_then(Value::as_str).filter(|text| text.starts_with(['{', '[']));
        let data = text.and_then(|text| Value::parse(text).ok());
        if let (Some(data), Some(members)) = (data, details.as_object_mut()) {
            members.insert(name, data);
        }
    }
}
