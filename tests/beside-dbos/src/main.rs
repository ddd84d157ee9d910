//! The same work on two engines, in turns: 100 executions at once of 20 tasks each, which do nothing with a state of 500 bytes.
//!
//! Both are as they are by default, dbos with more connections too: each transition is durable before the next task starts,
//! ours in a SQLite file and theirs in PostgreSQL, on the same disk. What counts is the median of the rounds.

use std::path::PathBuf;
use std::time::Instant;

use asl::{Engine, SqliteStore, TaskContext, TaskError, Value};
use dbos::{Config, DBOS, WorkflowRef};
use serde_json::json;

asl::asl!("../../benches/durable/chain.json");

/// The tasks of an execution.
const TASKS: usize = 20;

/// The executions at once.
const EXECUTIONS: usize = 100;

/// The connections of dbos: its default, and as many as half the executions.
const CONNECTIONS: [u32; 2] = [10, 50];

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(url), Some(rounds)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("usage: beside-dbos FOLDER URL ROUNDS; tests/beside-dbos.sh knows them".into());
    };
    let rounds: usize = rounds.parse()?;
    let ours = Ours::new(folder.into()).await?;
    let mut theirs = Vec::new();
    for connections in CONNECTIONS {
        theirs.push(Theirs::new(&url, connections).await?);
    }
    let (mut our_rates, mut their_rates) = (Vec::new(), vec![Vec::new(); theirs.len()]);
    // The first round warms up.
    for round in 0..=rounds {
        let our_rate = ours.round().await?;
        let mut rates = Vec::with_capacity(theirs.len());
        for theirs in &theirs {
            rates.push(theirs.round().await?);
        }
        if round > 0 {
            our_rates.push(our_rate);
            their_rates
                .iter_mut()
                .zip(rates)
                .for_each(|(all, rate)| all.push(rate));
        }
    }
    ours.engine.shutdown().await?;
    let mut best: f64 = 0.0;
    for (theirs, rates) in theirs.iter().zip(their_rates) {
        theirs.dbos.shutdown().await;
        let rate = median(rates);
        println!(
            "dbos with {} connections: {rate:.1} executions/s",
            theirs.connections
        );
        best = best.max(rate);
    }
    let ours = median(our_rates);
    println!(
        "dbos: ours {ours:.1} executions/s, dbos {best:.1} executions/s, ratio {:.2}",
        ours / best
    );
    Ok(())
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Executions a second since `start`.
fn rate(start: Instant) -> f64 {
    EXECUTIONS as f64 / start.elapsed().as_secs_f64()
}

/// A state of 500 bytes.
fn state() -> serde_json::Value {
    let state = json!({
        "orderId": "o-1001",
        "customer": { "id": 4711, "name": "Ann Example", "mail": "ann@example.org" },
        "items": [{ "sku": "lamp", "quantity": 2, "price": 49.9 }, { "sku": "desk", "quantity": 1, "price": 249 }],
        "total": 348.8,
        "note": "x".repeat(296),
    });
    assert_eq!(state.to_string().len(), 500);
    state
}

struct Ours {
    engine: Engine,
}

impl Ours {
    async fn new(folder: PathBuf) -> Result<Ours, Failure> {
        let engine = Engine::builder(SqliteStore::open(folder.join("ours.db"))?)
            .machine(chain::Machine::new(NoOp));
        Ok(Ours {
            engine: engine.start().await?,
        })
    }

    async fn round(&self) -> Result<f64, Failure> {
        let start = Instant::now();
        let executions = (0..EXECUTIONS).map(|_| {
            let engine = self.engine.clone();
            tokio::spawn(async move {
                let state = Value::from(state());
                let execution = engine.start_execution("chain", None, &state).await?;
                assert_eq!(execution.outcome().await?, state);
                Ok::<_, Failure>(())
            })
        });
        for execution in executions.collect::<Vec<_>>() {
            execution.await??;
        }
        Ok(rate(start))
    }
}

struct NoOp;

impl chain::Tasks for NoOp {
    async fn work(&self, state: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(state)
    }
}

struct Theirs {
    dbos: DBOS,
    workflow: WorkflowRef<serde_json::Value, serde_json::Value>,
    connections: u32,
}

impl Theirs {
    async fn new(url: &str, connections: u32) -> Result<Theirs, Failure> {
        let dbos = DBOS::new(Config {
            // Each is an application of its own, with a version that no other has.
            app_version: Some(format!("with-{connections}")),
            max_connections: connections,
            ..Config::new(format!("beside-{connections}"), url)
        });
        let workflow = dbos.register_workflow("chain", chain)?;
        dbos.launch().await?;
        Ok(Theirs {
            dbos,
            workflow,
            connections,
        })
    }

    async fn round(&self) -> Result<f64, Failure> {
        let start = Instant::now();
        let workflows = (0..EXECUTIONS).map(|_| {
            let workflow = self.workflow.clone();
            tokio::spawn(async move {
                assert_eq!(workflow.run(state()).await?, state());
                Ok::<_, Failure>(())
            })
        });
        for workflow in workflows.collect::<Vec<_>>() {
            workflow.await??;
        }
        Ok(rate(start))
    }
}

async fn chain(mut state: serde_json::Value) -> dbos::Result<serde_json::Value> {
    for _ in 0..TASKS {
        let input = state.clone();
        state = dbos::step("work", move || {
            std::future::ready(Ok::<_, dbos::Error>(input.clone()))
        })
        .await?;
    }
    Ok(state)
}
