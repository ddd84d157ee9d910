//! The compiled machines, with the services that tasks call.

use asl::{TaskContext, TaskError, Value, value};

asl::asl!("benches/express/pure.json");
asl::asl!("benches/express/tasks.json");
asl::asl!("benches/express/ladder.json");
asl::asl!("benches/express/map.json");
asl::asl!("benches/express/parallel.json");
asl::asl!("benches/express/payload.json");

pub(crate) struct Services;

impl pure::Tasks for Services {}
impl ladder::Tasks for Services {}

impl tasks::Tasks for Services {
    async fn step(&self, input: tasks::StepInput, _: &TaskContext) -> Result<Value, TaskError> {
        tokio::task::yield_now().await;
        Ok(value!({ "for": input.id, "number": input.number, "done": true }))
    }
}

impl map::Tasks for Services {
    async fn work(&self, item: Value, _: &TaskContext) -> Result<Value, TaskError> {
        tokio::task::yield_now().await;
        Ok(item)
    }
}

impl parallel::Tasks for Services {
    async fn work(&self, input: parallel::WorkInput, _: &TaskContext) -> Result<Value, TaskError> {
        tokio::task::yield_now().await;
        Ok(value!({ "id": input.id, "number": input.number }))
    }
}

impl payload::Tasks for Services {
    async fn check(&self, order: Value, _: &TaskContext) -> Result<Value, TaskError> {
        tokio::task::yield_now().await;
        Ok(value!({ "ok": order.get("items").is_some() }))
    }

    async fn ship(&self, input: payload::ShipInput, _: &TaskContext) -> Result<Value, TaskError> {
        tokio::task::yield_now().await;
        let count = input.items.as_array().map_or(0, <[Value]>::len);
        Ok(value!({ "tracking": input.id, "parcels": count }))
    }
}
