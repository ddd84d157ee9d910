//! Machines in a template of SAM: functions, substitutions, and a definition in a file of its own.

use asl::{TaskContext, TaskError, Value, value};

use crate::{NoTasks, run};

asl::asl!("tests/machines/template.yaml#OrderMachine");
asl::asl!("tests/machines/template.yaml#GreetMachine", mod = greet);
asl::asl!("template.yaml#WaitMachine");

struct Shop;

impl order_machine::Tasks for Shop {
    async fn reserve_function(
        &self,
        input: order_machine::ReserveFunctionInput,
        _: &TaskContext,
    ) -> Result<Value, TaskError> {
        Ok(value!([input.shop, input.currency, input.store]))
    }
}

#[tokio::test(start_paused = true)]
async fn functions_are_tasks_and_substitutions() {
    let currency = "CHF".into();
    let machine = order_machine::Machine::new(Shop, order_machine::Substitutions { currency });
    let output = run(&machine, value!({})).await;
    assert_eq!(output, Ok(value!(["north", "CHF", "north/CHF"])));
}

impl greet::Tasks for NoTasks {}

#[tokio::test(start_paused = true)]
async fn a_text_in_a_template_is_a_definition() {
    let output = run(&greet::Machine::new(NoTasks), value!("Ada")).await;
    assert_eq!(output, Ok(value!("Hello, Ada!")));
}

impl wait_machine::Tasks for Shop {
    async fn notify(&self, input: Value, _: &TaskContext) -> Result<Value, TaskError> {
        Ok(input)
    }
}

#[tokio::test(start_paused = true)]
async fn a_definition_may_be_beside_its_template() {
    let output = run(&wait_machine::Machine::new(Shop), value!(1)).await;
    assert_eq!(output, Ok(value!(1)));
}
