//! The MockConfigFile of Step Functions Local: test cases that name a mocked response for each state, and the responses,
//! numbered by the call they answer.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::case::Case;
use super::definitions::Definition;
use super::{Error, Result};

/// How many answers a range of calls may stand for.
const MOST_CALLS: u64 = 10_000;

/// Whether an object is a MockConfigFile.
pub(super) fn is_one(object: &Map<String, Value>) -> bool {
    object.get("StateMachines").is_some_and(Value::is_object)
}

/// The state machines with the test cases of each.
pub(super) fn names(config: &Map<String, Value>) -> Vec<(&str, &str)> {
    let machines = config.get("StateMachines").and_then(Value::as_object);
    let cases = machines.into_iter().flatten().flat_map(|(machine, it)| {
        let cases = it["TestCases"].as_object();
        let cases = cases.into_iter().flat_map(Map::keys);
        cases.map(move |case| (machine.as_str(), case.as_str()))
    });
    cases.collect()
}

/// The answers of each state in a test case, in the form of a case's `mocks`.
pub(super) fn mocks(
    config: &Map<String, Value>,
    machine: &str,
    test_case: &str,
) -> Result<BTreeMap<String, Vec<Value>>> {
    let cases = config.get("StateMachines").map(|all| &all[machine]);
    let states = cases.and_then(|machine| machine["TestCases"][test_case].as_object());
    let states = states.ok_or_else(|| {
        Error::new(format_args!(
            "there is no test case `{test_case}` of a state machine `{machine}`"
        ))
    })?;
    let mut mocks = BTreeMap::new();
    for (state, response) in states {
        let name = response.as_str().unwrap_or_default();
        let response = config
            .get("MockedResponses")
            .and_then(|all| all[name].as_object())
            .ok_or_else(|| {
                Error::new(format_args!(
                    "there is no mocked response `{name}`, which `{state}` is to have"
                ))
            })?;
        let answers = answers(response)
            .map_err(|error| Error::new(format_args!("the mocked response `{name}`: {error}")))?;
        mocks.insert(state.clone(), answers);
    }
    Ok(mocks)
}

/// A response's answers, in the order of the calls that they are for.
fn answers(response: &Map<String, Value>) -> Result<Vec<Value>> {
    let mut numbered = BTreeMap::new();
    for (calls, answer) in response {
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let (first, last) = match calls.split_once('-') {
            Some((first, last)) => (number(first), number(last)),
            None => (number(calls), number(calls)),
        };
        let (Some(first), Some(last)) = (first, last) else {
            return Err(Error::new(format_args!(
                "`{calls}` is no number of a call: write `\"0\"` or `\"1-3\"`"
            )));
        };
        if last < first || last - first >= MOST_CALLS {
            return Err(Error::new(format_args!("`{calls}` is no range of calls")));
        }
        let answer = match (answer.get("Return"), answer.get("Throw")) {
            (Some(value), None) => json!({ "return": value }),
            (None, Some(thrown)) => {
                json!({ "throw": { "error": thrown["Error"], "cause": thrown["Cause"] } })
            }
            _ => {
                return Err(Error::new(format_args!(
                    "`{calls}` needs either `Return` or `Throw`"
                )));
            }
        };
        numbered.extend((first..=last).map(|call| (call, answer.clone())));
    }
    let first_missing = (0..).zip(numbered.keys()).find(|(at, call)| at != *call);
    if let Some((missing, _)) = first_missing {
        return Err(Error::new(format_args!("the call {missing} has no answer")));
    }
    Ok(numbered.into_values().collect())
}

/// Gives a case these answers, as Step Functions Local would for its definition.
pub(super) fn complete(
    case: &mut Case,
    mocks: BTreeMap<String, Vec<Value>>,
    definition: &Definition,
) {
    for state in definition.states() {
        let Some(resource) = definition.resource(state) else {
            continue;
        };
        let Some(answers) = mocks.get(state) else {
            if is_start_execution(resource) && !case.start.machines.is_empty() {
                continue;
            }
            let note = format!(
                "`{state}` has no mock: Step Functions Local would call `{resource}`; it answers {{}} here"
            );
            case.notes.push(note);
            case.start.unmocked.push(state.to_owned());
            continue;
        };
        let mut answers = answers.clone();
        for answer in &mut answers {
            if is_lambda_invoke(resource) {
                whole_answer(answer);
            } else if is_function(resource)
                && let Some(payload) = answer["return"].get_mut("Payload")
            {
                // The file has what Lambda answers; the state's result is the function's.
                let payload = payload.take();
                answer["return"] = payload;
            }
        }
        case.start.mocks.insert(state.to_owned(), answers);
    }
}

/// Whether a `Resource` starts an execution of another machine.
pub(super) fn is_start_execution(resource: &str) -> bool {
    resource.starts_with("arn:") && resource.contains(":states:::states:startExecution")
}

/// Whether a `Resource` calls a function as an integration.
pub(super) fn is_lambda_invoke(resource: &str) -> bool {
    resource.starts_with("arn:") && resource.ends_with(":states:::lambda:invoke")
}

/// What `lambda:invoke` returns may be its whole answer, recognized by its `Payload`, or the function's result.
pub(super) fn whole_answer(answer: &mut Value) {
    if let Some(answer) = answer.as_object_mut()
        && answer
            .get("return")
            .is_some_and(|it| it.get("Payload").is_some())
        && let Some(whole) = answer.remove("return")
    {
        answer.insert("respond".to_owned(), whole);
    }
}

/// Whether a `Resource` is the ARN of a Lambda function.
fn is_function(resource: &str) -> bool {
    let mut parts = resource.split(':');
    parts.next() == Some("arn") && parts.nth(1) == Some("lambda")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(response: Value) -> Map<String, Value> {
        let config = json!({
            "StateMachines": { "Order": { "TestCases": { "Retry": { "Charge": "Response" } } } },
            "MockedResponses": { "Response": response },
        });
        config.as_object().unwrap().clone()
    }

    #[test]
    fn responses_are_numbered() {
        let config = config(json!({
            "3": { "Return": 7 },
            "0": { "Throw": { "Error": "Busy", "Cause": "later" } },
            "1-2": { "Throw": { "Error": "Slow" } },
        }));
        assert_eq!(names(&config), [("Order", "Retry")]);
        let mocks = mocks(&config, "Order", "Retry").unwrap();
        let slow = json!({ "throw": { "error": "Slow", "cause": null } });
        let expected = [
            json!({ "throw": { "error": "Busy", "cause": "later" } }),
            slow.clone(),
            slow,
            json!({ "return": 7 }),
        ];
        assert_eq!(mocks["Charge"], expected);
    }

    #[test]
    fn what_is_wrong_is_told() {
        let error = |response| {
            mocks(&config(response), "Order", "Retry")
                .unwrap_err()
                .to_string()
        };
        let answer = json!({ "Return": 1 });
        assert!(error(json!({ "first": answer })).contains("`first` is no number"));
        assert!(error(json!({ "2-1": answer })).contains("`2-1` is no range"));
        assert!(error(json!({ "1": answer })).contains("the call 0 has no answer"));
        assert!(error(json!({ "0": {} })).contains("either `Return` or `Throw`"));
        let missing = mocks(&config(json!({})), "Order", "Other").unwrap_err();
        assert!(missing.to_string().contains("no test case `Other`"));
    }

    #[test]
    fn functions_are_told_by_their_arn() {
        assert!(is_function(
            "arn:aws:lambda:us-east-1:123456789012:function:f"
        ));
        assert!(!is_function("arn:aws:states:::lambda:invoke"));
        assert!(!is_function("task:lambda"));
    }
}
