//! A shop's orders as durable executions: kill this program at any moment, start it again, and it goes on where it was.
//!
//! ```text
//! cargo run --example order                   # run the orders, or go on with them
//! cargo run --example order -- --fresh        # forget what was done, start anew
//! ```
//!
//! The executions live in `target/order/orders.db`. What the tasks did stands in `target/order/ledger.jsonl`, a line a
//! call: however often the program was killed, no key is there twice.

mod ledger;
mod shop;

use std::error::Error;
use std::path::PathBuf;

use asl::history::Event;
use asl::{Engine, SqliteStore, StartError, Value};

use ledger::Ledger;
use shop::Shop;

asl::asl!("examples/order/order.json");

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::from_arguments()?;
    if options.fresh && options.folder.exists() {
        std::fs::remove_dir_all(&options.folder)?;
    }
    std::fs::create_dir_all(&options.folder)?;

    let shop = Shop {
        ledger: Ledger::open(&options.folder.join("ledger.jsonl"))?,
    };
    let store = SqliteStore::open(options.folder.join("orders.db"))?;
    let engine = Engine::builder(store)
        .machine(order::Machine::new(shop))
        .start()
        .await?;
    show_progress(&engine);

    let mut executions = Vec::new();
    for line in std::fs::read_to_string(options.orders)?.lines() {
        let order = Value::parse(line)?;
        let name = order["orderId"].as_str().ok_or("an order has no orderId")?;
        // An execution's name makes starting it safe to repeat: one that runs is the same one.
        match engine.start_execution("order", Some(name), &order).await {
            Ok(execution) => executions.push(execution),
            Err(StartError::ExecutionAlreadyExists(arn)) => {
                executions.push(engine.find_execution(&arn).await?);
            }
            Err(error) => return Err(error.into()),
        }
    }
    for execution in &executions {
        // How it ended, well or not, is shown below.
        let _ = execution.outcome().await;
    }

    for execution in &executions {
        let order = execution.describe().await?;
        println!("\n{}  {:?}", order.name, order.status);
        match (&order.output, &order.error, &order.cause) {
            (Some(output), ..) => println!("  output {output}"),
            (None, error, cause) => println!(
                "  error  {}: {}",
                error.as_deref().unwrap_or("none"),
                cause.as_deref().unwrap_or("no cause")
            ),
        }
        for event in execution.history().await? {
            println!(
                "  {:>4} {}",
                event.id,
                describe(&event.event).unwrap_or_else(|| event.event.event_type().into_owned())
            );
        }
    }
    engine.shutdown().await?;
    Ok(())
}

/// Prints what happens, once it is durable.
fn show_progress(engine: &Engine) {
    let mut notifications = engine.subscribe();
    tokio::spawn(async move {
        while let Ok(notification) = notifications.recv().await {
            let arn = &*notification.execution_arn;
            let order = arn.rsplit(':').next().unwrap_or(arn);
            if let Some(what) = describe(&notification.event.event) {
                println!("{order}  {what}");
            }
        }
    });
}

/// The events that a reader wants to see, in a few words.
fn describe(event: &Event) -> Option<String> {
    let name = event.event_type();
    Some(match event {
        Event::StateEntered(_, state) => format!("{name} {}", state.name),
        Event::StateExited(_, state) => format!("{name} {}", state.name),
        Event::LambdaFunctionScheduled(call) => format!("{name} {}", call.resource),
        Event::LambdaFunctionFailed(error) => {
            format!("{name} {}", error.error.as_deref().unwrap_or_default())
        }
        Event::TaskFailed(error) => {
            format!("{name} {}", error.error.as_deref().unwrap_or_default())
        }
        Event::ExecutionFailed(error) => {
            format!("{name} {}", error.cause.as_deref().unwrap_or_default())
        }
        Event::ExecutionSucceeded(_) => name.into_owned(),
        _ => return None,
    })
}

/// What the command line says.
struct Options {
    fresh: bool,
    folder: PathBuf,
    orders: PathBuf,
}

impl Options {
    fn from_arguments() -> Result<Self, String> {
        let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let mut options = Options {
            fresh: false,
            folder: package.join("target/order"),
            orders: package.join("examples/order/orders.jsonl"),
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || {
                let value = arguments.next().map(PathBuf::from);
                value.ok_or_else(|| format!("`{argument}` needs a value"))
            };
            match argument.as_str() {
                "--fresh" => options.fresh = true,
                "--folder" => options.folder = value()?,
                "--orders" => options.orders = value()?,
                other => {
                    return Err(format!(
                        "unknown argument `{other}`: there are --fresh, --folder DIR and --orders FILE"
                    ));
                }
            }
        }
        Ok(options)
    }
}
