//! A task that is called at most once, through a crash, as the definition's own Catcher sees it.

use std::sync::{Arc, Mutex};

use asl::{Engine, MemoryStore, SkippingClock, TaskContext, TaskError, Value, value};

asl::asl!("tests/machines/at_most_once.json", at_most_once = [charge]);
asl::asl!("tests/machines/at_most_once.json", mod = at_least_once);

/// Notes its calls; the given task never ends.
#[derive(Clone, Default)]
struct Bank {
    hangs: &'static str,
    calls: Arc<Mutex<Vec<&'static str>>>,
}

impl Bank {
    fn that_hangs(hangs: &'static str) -> Bank {
        Bank {
            hangs,
            ..Bank::default()
        }
    }

    async fn called(&self, task: &'static str) -> Result<Value, TaskError> {
        self.calls.lock().unwrap().push(task);
        if task == self.hangs {
            std::future::pending::<()>().await;
        }
        Ok(Value::from(task))
    }

    fn calls(&self) -> Vec<&'static str> {
        self.calls.lock().unwrap().clone()
    }
}

macro_rules! tasks {
    ($($machine:ident),*) => {$(
        impl $machine::Tasks for Bank {
            async fn charge(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
                self.called("charge").await
            }

            async fn look(&self, input: Value, _: &TaskContext) -> Result<Value, TaskError> {
                assert_eq!(input["Error"], value!("Asl.TaskInterrupted"));
                self.called("look").await
            }

            async fn mail(&self, _: Value, _: &TaskContext) -> Result<Value, TaskError> {
                self.called("mail").await
            }
        }
    )*};
}
tasks!(at_most_once, at_least_once);

/// What is called by an engine before the process ends while `hangs` runs, and by the next one.
async fn cut_off_in(machine: &str, hangs: &'static str) -> (Vec<&'static str>, Vec<&'static str>) {
    let store = MemoryStore::new();
    let start = async |bank: &Bank| {
        Engine::builder(store.clone())
            .machine(at_most_once::Machine::new(bank.clone()))
            .machine(at_least_once::Machine::new(bank.clone()))
            .at_most_once("at_least_once", "charge")
            .clock(SkippingClock::default())
            .start()
            .await
            .unwrap()
    };
    let before = Bank::that_hangs(hangs);
    let engine = start(&before).await;
    let execution = engine.start_execution(machine, None, ()).await;
    let arn = execution.unwrap().arn().to_owned();
    while !before.calls().contains(&hangs) {
        tokio::task::yield_now().await;
    }
    drop(engine);
    let after = Bank::default();
    let engine = start(&after).await;
    let execution = engine.find_execution(&arn).await.unwrap();
    assert_eq!(execution.outcome().await.unwrap(), value!("mail"));
    (before.calls(), after.calls())
}

#[tokio::test(start_paused = true)]
async fn what_may_be_done_already_is_looked_at() {
    // Whether the machine says that it is called at most once, or the engine's builder.
    for machine in ["at_most_once", "at_least_once"] {
        let (before, after) = cut_off_in(machine, "charge").await;
        assert_eq!((before, after), (vec!["charge"], vec!["look", "mail"]));
    }
}

#[tokio::test(start_paused = true)]
async fn other_tasks_are_called_again() {
    for machine in ["at_most_once", "at_least_once"] {
        let (before, after) = cut_off_in(machine, "mail").await;
        assert_eq!((before, after), (vec!["charge", "mail"], vec!["mail"]));
    }
}
