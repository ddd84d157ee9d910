//! Pass and Succeed: what they make of their input.

use asl::value;

use crate::{NoTasks, run};

asl::asl!("tests/machines/pass.json");

impl pass::Tasks for NoTasks {}

#[tokio::test(start_paused = true)]
async fn each_field_does_its_part() {
    let input = value!({ "name": "Ada", "order": { "id": 7, "lines": [1, 2] } });
    let outputs = run(&pass::Machine::new(NoTasks), input.clone())
        .await
        .unwrap();
    let expected = [
        ("nothing", input.clone()),
        (
            "Result",
            value!({ "fixed": [1, null, 1.5], "name.$": "$.name" }),
        ),
        (
            "Parameters",
            value!({ "who": "Ada", "one": 1, "deep": { "list": [{ "id": 7 }, "$.name"] }, "all": input }),
        ),
        (
            "ResultPath",
            value!({ "name": "Ada", "order": { "id": 7, "lines": [1, 2], "count": 5 } }),
        ),
        (
            "a new ResultPath",
            value!({ "name": "Ada", "order": { "id": 7, "lines": [1, 2] }, "a": { "b": "new" } }),
        ),
        ("ResultPath null", input.clone()),
        (
            "InputPath",
            value!({ "name": "Ada", "order": { "id": 7, "lines": [1, 2] }, "picked": { "id": 7, "lines": [1, 2] } }),
        ),
        ("InputPath null", value!({})),
        ("a path into the Context Object", value!([1, 2])),
        ("OutputPath", value!(2)),
        ("OutputPath null", value!({})),
        ("Succeed", value!(7)),
    ];
    let outputs = outputs.into_array().unwrap();
    assert_eq!(outputs.len(), expected.len());
    for (output, (what, expected)) in outputs.iter().zip(&expected) {
        assert_eq!(output, expected, "{what}");
    }
}
