//! The process that is killed: an engine with so many executions, in a world that keeps a ledger.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use asl::store::{SqliteOptions, Synchronous};
use asl::{Engine, EngineError, StartError, TaskContext, TaskError, Value, value};

use crate::haste::Hasty;
use crate::ledger::{self, Fact, Ledger};

asl::asl!("src/parcel.json");

/// How many calls of tasks an execution takes: two attempts to reserve, a wrap and a label for each of two items, an approval.
pub(crate) const CALLS: usize = 7;

/// The files of a process.
pub(crate) struct Files {
    pub(crate) store: PathBuf,
    pub(crate) ledger: PathBuf,
}

impl Files {
    pub(crate) fn of(folder: &Path) -> Files {
        Files {
            store: folder.join("store.db"),
            ledger: folder.join("ledger"),
        }
    }
}

/// The services: each call is noted when it begins and when it comes back, and answers with its key between `<<` and `>>`.
#[derive(Clone)]
struct World {
    ledger: Arc<Ledger>,
    /// Nothing before it has started and once it is stopped: it holds the world.
    engine: Arc<Mutex<Option<Engine>>>,
}

/// A call's answer.
fn answer(key: &str) -> Value {
    value!({ "key": format!("<<{key}>>") })
}

impl World {
    async fn work(&self, task: &str, cx: &TaskContext) -> String {
        let (task, key) = (task.to_owned(), cx.idempotency_key());
        let called = Fact::Called {
            task: task.clone(),
            key: key.clone(),
        };
        self.ledger.note(&called);
        // Long enough that many are cut off.
        tokio::time::sleep(Duration::from_millis(3)).await;
        let done = Fact::Done {
            task,
            key: key.clone(),
        };
        self.ledger.note(&done);
        key
    }

    fn engine(&self) -> Option<Engine> {
        self.engine
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Answers under a token, in a moment.
    fn approve(&self, key: String, token: String) {
        let world = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(5)).await;
            let Some(engine) = world.engine() else {
                return;
            };
            match engine.send_task_success(&token, answer(&key)).await {
                // It was answered before the process was killed, and that is on record.
                Ok(()) | Err(EngineError::TaskTimedOut | EngineError::ShutDown) => {}
                Err(error) => panic!("{error}"),
            }
        });
    }
}

impl parcel::Tasks for World {
    async fn reserve(&self, _: Value, cx: &TaskContext) -> Result<Value, TaskError> {
        let key = self.work("reserve", cx).await;
        if cx.attempt() == 0 {
            return Err(TaskError::new("Busy", format!("<<{key}>>")));
        }
        Ok(answer(&key))
    }

    async fn wrap(&self, _: Value, cx: &TaskContext) -> Result<Value, TaskError> {
        Ok(answer(&self.work("wrap", cx).await))
    }

    async fn label(&self, _: Value, cx: &TaskContext) -> Result<Value, TaskError> {
        Ok(answer(&self.work("label", cx).await))
    }

    async fn sqs_send_message_wait_for_task_token(
        &self,
        input: parcel::SqsSendMessageWaitForTaskTokenInput,
        cx: &TaskContext,
    ) -> Result<Value, TaskError> {
        let token = input.message_body["token"].as_str().unwrap_or_default();
        let key = self.work("approve", cx).await;
        self.ledger.note(&Fact::Token {
            key: key.clone(),
            token: token.to_owned(),
        });
        self.approve(key.clone(), token.to_owned());
        Ok(answer(&key))
    }
}

/// Runs so many executions to their ends, those of before and new ones.
pub(crate) async fn run(
    files: &Files,
    executions: usize,
    synchronous: Synchronous,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let known = ledger::read(&files.ledger);
    let world = World {
        ledger: Arc::new(Ledger::open(&files.ledger)?),
        engine: Arc::default(),
    };
    let engine = Engine::builder(
        SqliteOptions::new()
            .synchronous(synchronous)
            .open(&files.store)?,
    )
    .machine(parcel::Machine::new(world.clone()))
    .clock(Hasty)
    .park_after(Duration::from_secs(2))
    .start()
    .await?;
    let hold = |engine| *world.engine.lock().unwrap_or_else(PoisonError::into_inner) = engine;
    hold(Some(engine.clone()));
    for fact in known {
        if let Fact::Token { key, token } = fact {
            world.approve(key, token);
        }
    }
    let start = (0..executions).map(|number| {
        let (engine, ledger) = (engine.clone(), world.ledger.clone());
        tokio::spawn(async move {
            let name = format!("order-{number}");
            let input = value!({ "order": name.as_str(), "items": [1, 2] });
            let started = engine.start_execution("parcel", Some(&name), &input).await;
            let execution = match started {
                Ok(execution) => execution,
                Err(StartError::ExecutionAlreadyExists(arn)) => engine.find_execution(&arn).await?,
                Err(error) => return Err(error.into()),
            };
            ledger.note(&Fact::Created(name.clone()));
            let output = execution.outcome().await?;
            assert_eq!(output, value!({ "order": name.as_str() }));
            ledger.note(&Fact::Ended(name));
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        })
    });
    for execution in start.collect::<Vec<_>>() {
        execution.await??;
    }
    engine.shutdown().await?;
    hold(None);
    Ok(())
}
