//! A mock: which states need one, which can't have one, and what it has to look like.

use asl_codegen::ast::{State, StateKind};
use serde_json::{Value, json};

use super::request::FieldValidation;
use super::{Refusal, Request, shapes};

/// The mock as the program takes it, where there is one and it fits the state.
pub(super) fn check(request: &Request, state: &State) -> Result<Value, Refusal> {
    let Some(mock) = &request.mock else {
        return match &state.kind {
            StateKind::Map(_) | StateKind::Parallel(_) => Err(Refusal::new(
                "InvalidDefinition",
                "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
            )),
            StateKind::Task(_) if request.role_arn.is_none() => Err(Refusal::request(
                "RoleArn must be specified when testing a Task state",
            )),
            StateKind::Task(_) => Err(Refusal::request(
                "A mock must be specified when testing a Task state: nothing is called here",
            )),
            _ => Ok(Value::Null),
        };
    };
    if mock.result.is_some() && mock.error.is_some() {
        return Err(Refusal::request(
            "A test mock should have only one of the following fields: [result, errorOutput].",
        ));
    }
    let unmockable = match &state.kind {
        StateKind::Pass(_) => Some("Pass"),
        StateKind::Wait(_) => Some("Wait"),
        StateKind::Choice(_) => Some("Choice"),
        StateKind::Succeed(_) => Some("Succeed"),
        StateKind::Fail(_) => Some("Fail"),
        StateKind::Task(_) | StateKind::Parallel(_) | StateKind::Map(_) => None,
    };
    if let Some(state_type) = unmockable {
        return Err(Refusal::request(format!(
            "State type '{state_type}' is not supported when a mock is specified"
        )));
    }
    if let Some((error, cause)) = &mock.error {
        return Ok(json!({ "error": { "error": error, "cause": cause } }));
    }
    let text = mock.result.as_deref().unwrap_or_default();
    let result: Value = serde_json::from_str(text)
        .map_err(|_| Refusal::request("Mocked result must be valid JSON"))?;
    let not_an_array = || Refusal::request("Mocked result must be an array.");
    match &state.kind {
        StateKind::Parallel(parallel) => {
            let results = result.as_array().ok_or_else(not_an_array)?;
            if results.len() != parallel.branches.len() {
                return Err(Refusal::request(
                    "Mocked result must contain the same number of items as number of Parallel branches.",
                ));
            }
        }
        // A ResultWriter's result tells where the results are.
        StateKind::Map(map) if map.distributed.result_writer.is_none() => {
            let results = result.as_array().ok_or_else(not_an_array)?;
            if request.map_iteration_failure_count > results.len() as u64 {
                return Err(Refusal::request(
                    "Map iteration failure count must be less than or equal to the number of Map iterations",
                ));
            }
        }
        StateKind::Task(task) if mock.validation != FieldValidation::None => {
            let required = mock.validation == FieldValidation::Strict;
            shapes::check(&task.resource.value, &result, required).map_err(|problem| {
                Refusal::request(format!("Mock result schema validation error: {problem}"))
            })?;
        }
        _ => {}
    }
    Ok(json!({ "result": result }))
}
