//! YAML: blocks, anchors and merge keys, a comment, a substitution that names a task.
#![deny(warnings, missing_docs)]

use asl::{TaskContext, TaskError, Value, value};

asl::asl!("tests/ui/pass/yaml.yaml");

struct Shop;

impl yaml::Tasks for Shop {
    async fn charge_function(
        &self,
        input: yaml::ChargeFunctionInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        Ok(value!({ "prices": [input.amount, 1], "text": input.text }))
    }
}

#[tokio::test]
async fn runs() {
    let machine = yaml::Machine::new(Shop);
    let output = machine.run(value!({ "prices": [1, 2] })).await.unwrap();
    assert_eq!(output, value!({ "prices": [4, 1], "text": "Folded text" }));
}
