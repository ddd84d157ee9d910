//! What `lambda:invoke` calls a function with when its payload is missing, null or a text, as on AWS.

use asl::history::Event;
use asl::{TaskContext, TaskError, Value, value};

use crate::run_with_history;

asl::asl!("tests/machines/payload.json");

struct Echo;

impl payload::Tasks for Echo {
    async fn bare(&self, input: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(input)
    }

    async fn given(&self, input: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(input)
    }
}

#[tokio::test(start_paused = true)]
async fn a_function_is_called_with_an_object_at_least() {
    let machine = payload::Machine::new(Echo);
    let nothing = Value::object::<&str, Value>([]);
    for (payload, given) in [
        (Value::NULL, nothing.clone()),
        (value!("0"), value!(0)),
        (value!("no JSON"), value!("no JSON")),
        (value!([1]), value!([1])),
    ] {
        let input = value!({ "payload": payload.clone() });
        let (output, history) = run_with_history(&machine, input).await;
        let expected = value!({ "bare": nothing.clone(), "given": given });
        assert_eq!(output.unwrap(), expected);
        // The history has the request as it was made.
        let requests = history.iter().filter_map(|event| match &event.event {
            Event::TaskScheduled(details) => Some(details.parameters.0.clone()),
            _ => None,
        });
        assert_eq!(
            requests.collect::<Vec<_>>(),
            [
                value!({ "FunctionName": "bare" }),
                value!({ "FunctionName": "given", "Payload": payload })
            ]
        );
    }
}
