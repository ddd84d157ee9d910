//! Changes of status, as EventBridge has them.

use std::sync::Arc;

use asl_runtime::{Store, to_value, value};

use crate::machines::{Countdown, Shop, Tasks};
use crate::{builder, on_each_store};

#[test]
fn changes_of_status_are_told_as_eventbridge_does() {
    on_each_store(async |store: Arc<dyn Store>| {
        let tasks = Tasks::new(|_, _, _| async {
            Err(asl_runtime::ErrorName::new("Jam").because("stuck"))
        });
        let engine = builder(store)
            .region("eu-west-1")
            .machine(Shop::new(&tasks))
            .machine(Countdown)
            .start()
            .await
            .unwrap();
        let mut changes = engine.status_changes();
        let one = value!({ "count": 1 });
        let execution = engine
            .start_execution("countdown", Some("one"), one)
            .await
            .unwrap();
        execution.outcome().await.unwrap();
        let mut events = Vec::new();
        for _ in 0..2 {
            let mut event = to_value(&changes.recv().await.unwrap()).unwrap();
            let id = event.as_object_mut().unwrap().remove("id").unwrap();
            assert_eq!(id.as_str().unwrap().len(), 36);
            events.push(event);
        }
        let arn = "arn:aws:states:eu-west-1:000000000000:execution:countdown:one";
        let start = 1_704_067_200_000i64;
        let machine = "arn:aws:states:eu-west-1:000000000000:stateMachine:countdown";
        let change = |status: &str| {
            value!({
                "version": "0",
                "detail-type": "Step Functions Execution Status Change",
                "source": "aws.states",
                "account": "000000000000",
                "time": "2024-01-01T00:00:00Z",
                "region": "eu-west-1",
                "resources": [arn],
                "detail": {
                    "executionArn": arn,
                    "stateMachineArn": machine,
                    "name": "one",
                    "status": status,
                    "startDate": start,
                    "stopDate": null,
                    "inputDetails": { "included": true },
                    "outputDetails": null,
                    "input": "{\"count\":1}",
                    "output": null,
                    "stateMachineVersionArn": null,
                    "stateMachineAliasArn": null,
                    "redriveCount": 0,
                    "redriveDate": null,
                    "redriveStatus": "NOT_REDRIVABLE",
                    "redriveStatusReason": format!("Execution is {status} and cannot be redriven"),
                    "error": null,
                    "cause": null
                }
            })
        };
        assert_eq!(events[0], change("RUNNING"));
        let mut ended = change("SUCCEEDED");
        let detail = ended.as_object_mut().unwrap().get_mut("detail").unwrap();
        let detail = detail.as_object_mut().unwrap();
        detail.insert("stopDate", start);
        detail.insert("outputDetails", value!({ "included": true }));
        detail.insert("output", "{\"count\":0}");
        assert_eq!(events[1], ended);

        let failing = engine
            .start_execution("shop", None, value!({}))
            .await
            .unwrap();
        failing.outcome().await.unwrap_err();
        engine.redrive_execution(failing.arn()).await.unwrap();
        failing.outcome().await.unwrap_err();
        let mut seen = Vec::new();
        for _ in 0..4 {
            let change = changes.recv().await.unwrap().execution;
            seen.push((
                change.status.as_str(),
                change.redrive_count,
                change.redrive_status.as_str(),
            ));
        }
        assert_eq!(
            seen,
            [
                ("RUNNING", 0, "NOT_REDRIVABLE"),
                ("FAILED", 0, "REDRIVABLE"),
                ("RUNNING", 1, "NOT_REDRIVABLE"),
                ("FAILED", 1, "REDRIVABLE")
            ]
        );
    });
}
