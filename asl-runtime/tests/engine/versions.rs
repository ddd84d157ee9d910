//! Definitions that change, and versions of a machine side by side.

use std::sync::Arc;
use std::time::Duration;

use asl_runtime::engine::ListExecutions;
use asl_runtime::macro_support::{BoxFuture, Definition, Failure, Frame, StateMachine};
use asl_runtime::{Engine, Store, Value};

use crate::machines::{Countdown, SHOP, Shop, Tasks};
use crate::{builder, live, on_each_store, order};

static SECOND: Definition = Definition {
    hash: "second",
    ..SHOP
};

fn second(tasks: &Tasks) -> Shop {
    Shop {
        tasks: tasks.clone(),
        definition: &SECOND,
    }
}

/// A version of the shop that has none of its states.
struct Impostor;

impl StateMachine for Impostor {
    fn definition(&self) -> &'static Definition {
        static DEFINITION: Definition = Definition {
            hash: "impostor",
            ..SHOP
        };
        &DEFINITION
    }

    fn run_frame<'a>(
        &'a self,
        frame: Box<Frame>,
        input: Value,
    ) -> BoxFuture<'a, Result<Value, Failure>> {
        Countdown.run_frame(frame, input)
    }
}

/// Starts an order that is left to cool, and gives its ARN.
async fn cooling(store: &Arc<dyn Store>) -> String {
    let engine = start(store, [Box::new(Shop::new(&Tasks::echo()))]).await;
    let execution = engine.start_execution("shop", None, order()).await.unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    execution.arn().to_owned()
}

async fn start<const N: usize>(store: &Arc<dyn Store>, shops: [Box<Shop>; N]) -> Engine {
    let builder = shops
        .into_iter()
        .fold(builder(store.clone()), |builder, shop| {
            builder.machine(*shop)
        });
    builder.start().await.unwrap()
}

async fn definition(engine: &Engine, arn: &str) -> String {
    engine.describe_execution(arn).await.unwrap().definition
}

#[test]
fn old_executions_go_to_their_version_and_new_ones_to_the_last() {
    on_each_store(async |store: Arc<dyn Store>| {
        let arn = cooling(&store).await;
        let (old, new) = (Tasks::echo(), Tasks::echo());
        let shops = [Box::new(Shop::new(&old)), Box::new(second(&new))];
        let engine = start(&store, shops).await;
        engine
            .find_execution(&arn)
            .await
            .unwrap()
            .outcome()
            .await
            .unwrap();
        assert_eq!((old.calls().len(), new.calls().len()), (5, 0));
        assert_eq!(definition(&engine, &arn).await, SHOP.hash);
        let execution = engine.start_execution("shop", None, order()).await.unwrap();
        execution.outcome().await.unwrap();
        assert_eq!((old.calls().len(), new.calls().len()), (5, 6));
        assert_eq!(definition(&engine, execution.arn()).await, SECOND.hash);
        // Both are executions of one machine.
        let list = ListExecutions {
            machine: Some("shop".into()),
            ..ListExecutions::default()
        };
        assert_eq!(
            engine.list_executions(list).await.unwrap().executions.len(),
            2
        );
    });
}

#[test]
fn an_execution_goes_on_with_another_definition_that_it_fits() {
    on_each_store(async |store: Arc<dyn Store>| {
        let arn = cooling(&store).await;
        let tasks = Tasks::echo();
        let engine = start(&store, [Box::new(second(&tasks))]).await;
        engine
            .find_execution(&arn)
            .await
            .unwrap()
            .outcome()
            .await
            .unwrap();
        assert_eq!(tasks.calls().len(), 5);
        // It is of this version from then on.
        assert_eq!(definition(&engine, &arn).await, SECOND.hash);
    });
}

#[test]
fn an_execution_that_does_not_fit_waits_for_a_version_that_it_fits() {
    on_each_store(async |store: Arc<dyn Store>| {
        let arn = cooling(&store).await;
        let engine = builder(store.clone())
            .machine(Impostor)
            .start()
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_secs(3700)).await;
        let description = engine.describe_execution(&arn).await.unwrap();
        assert!(
            description
                .set_aside
                .unwrap()
                .contains("it has no state `Cool` here")
        );
        assert_eq!(description.definition, SHOP.hash);
        // Whoever looks into the store sees it too.
        let [(id, reason)] = &store.all_set_aside().await.unwrap()[..] else {
            panic!("one is set aside");
        };
        assert!(reason.contains("it has no state `Cool` here"));
        store.set_aside(*id, None).await.unwrap();
        assert_eq!(store.all_set_aside().await.unwrap(), []);
        store.set_aside(*id, Some(reason.clone())).await.unwrap();
        drop(engine);

        let tasks = Tasks::echo();
        let shop = Shop::new(&tasks);
        let engine = builder(store.clone())
            .machine(shop)
            .machine(Impostor)
            .start()
            .await
            .unwrap();
        let execution = engine.find_execution(&arn).await.unwrap();
        // Its hour is over, and it waits for the next thing.
        tokio::time::sleep(Duration::from_secs(3_605)).await;
        assert_eq!(live(&store).await.len(), 1);
        assert_eq!(store.all_set_aside().await.unwrap(), []);
        execution.outcome().await.unwrap();
        assert_eq!(tasks.calls().len(), 5);
        let description = execution.describe().await.unwrap();
        assert_eq!(
            (description.set_aside, &*description.definition),
            (None, SHOP.hash)
        );
    });
}
