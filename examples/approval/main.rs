//! Results that come from outside: somebody's answer under a task token, a worker's under an activity, another machine's.
//!
//! ```text
//! cargo run --example approval
//! ```
//!
//! The token that the mail holds would go through a web page; here a task answers after a second in the manager's place.
//! All of it is durable: with a `SqliteStore`, the answer may come a week and ten restarts later.

use std::error::Error;
use std::time::Duration;

use asl::engine::Activity;
use asl::{Engine, EngineError, MemoryStore, TaskContext, TaskError, Value, WaitError, value};
use tokio::sync::mpsc;

asl::asl!("examples/approval/approval.json");
asl::asl!("examples/approval/payment.json");

/// Sends mails, which this program reads itself.
struct Mail {
    outbox: mpsc::UnboundedSender<approval::SendApprovalMailInput>,
}

impl approval::Tasks for Mail {
    async fn send_approval_mail(
        &self,
        input: approval::SendApprovalMailInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        // What is returned here is the mail service's answer; the state's result comes back under the token.
        self.outbox.send(input)?;
        Ok(value!({ "sent": true }))
    }
}

/// The payment needs no tasks.
struct NoTasks;

impl payment::Tasks for NoTasks {}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (outbox, inbox) = mpsc::unbounded_channel();
    let engine = Engine::builder(MemoryStore::new())
        .machine(approval::Machine::new(Mail { outbox }))
        .machine(payment::Machine::new(NoTasks))
        .start()
        .await?;
    tokio::spawn(manager(engine.clone(), inbox));
    tokio::spawn(bookkeeper(engine.activity("check-receipt").worker("Ada")));

    let mut executions = Vec::new();
    for (employee, amount) in [("Bob", 42), ("Eve", 250), ("Joe", 9_000)] {
        let expense = value!({ "employee": employee, "amount": amount });
        let execution = engine.start_execution("approval", Some(employee), expense);
        executions.push((employee, execution.await?));
    }
    for (employee, execution) in executions {
        match execution.outcome().await {
            Ok(paid) => println!("{employee}: {paid}"),
            Err(WaitError::Execution(error)) => println!("{employee}: {error}"),
            Err(error) => return Err(error.into()),
        }
    }
    engine.shutdown().await?;
    Ok(())
}

/// Reads the mails, and answers each after a second.
async fn manager(
    engine: Engine,
    mut inbox: mpsc::UnboundedReceiver<approval::SendApprovalMailInput>,
) -> Result<(), EngineError> {
    while let Some(mail) = inbox.recv().await {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let token = mail.token.as_str().unwrap_or_default();
        if mail.expense["amount"].as_i64() < Some(1_000) {
            let answer = value!({ "approved_by": "the manager" });
            engine.send_task_success(token, answer).await?;
        } else {
            let error = Some(approval::errors::REJECTED.as_str());
            engine
                .send_task_failure(token, error, Some("too dear"))
                .await?;
        }
    }
    Ok(())
}

/// Fetches work, and does it.
async fn bookkeeper(receipts: Activity) -> Result<(), EngineError> {
    loop {
        let task = receipts.poll().await?;
        println!("Ada checks the receipt of {}", task.input()["employee"]);
        task.heartbeat().await?;
        task.succeed("it is in order").await?;
    }
}
