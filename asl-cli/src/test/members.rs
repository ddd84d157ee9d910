//! The members of a case.

use asl_codegen::suggest::did_you_mean;
use serde_json::{Map, Value, json};

use super::case::Expected;
use super::{Error, Result};

/// The members of `expected`.
const EXPECTED: &[&str] = &["status", "output", "error", "cause", "history"];

/// What is to come of a case.
pub(super) fn expected(place: &str, members: &Map<String, Value>) -> Result<Expected> {
    let given = members.get("expected").and_then(Value::as_object);
    let empty = Map::new();
    let given = given.unwrap_or(&empty);
    known(place, "`expected`", given, EXPECTED)?;
    let mut expected = Expected::from_members(given);
    let recorded = members.get("history").and_then(Value::as_array);
    let recorded = recorded.filter(|events| !events.is_empty());
    if expected.history.is_none() && members.get("history_deterministic") != Some(&false.into()) {
        expected.history = recorded.cloned();
    }
    let texts = |member| {
        let texts = array(members, member).iter().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    };
    expected.volatile = texts("volatile");
    expected.words = texts("volatile_words");
    Ok(expected)
}

/// What callers do while the execution runs. Where a recording only says that it was stopped, that is such a call too.
pub(super) fn calls(members: &Map<String, Value>) -> Vec<Value> {
    let mut calls = array(members, "external_calls").to_vec();
    if array(members, "needs")
        .iter()
        .any(|it| it == "external-stop")
    {
        calls.push(json!({ "op": "stop_execution", "params": {} }));
    }
    // Executions of Express workflows can't be stopped.
    let express = members.get("type").is_some_and(|it| it == "EXPRESS");
    calls.retain(|call| !(express && call["op"] == "stop_execution"));
    calls
}

/// What is in buckets before the execution starts. Other services' calls are what tasks do, which are mocked.
pub(super) fn setup(place: &str, members: &Map<String, Value>) -> Result<Vec<Value>> {
    let mut setup = array(members, "setup").to_vec();
    setup.retain(|call| call["service"] == "s3");
    for call in &setup {
        let needed: &[&str] = match call["op"].as_str() {
            Some("create_bucket") => &["Bucket"],
            Some("put_object") => &["Bucket", "Key", "Body"],
            _ => {
                return Err(Error::new(format_args!(
                    "{place}: the `op` of a `setup` of s3 is `create_bucket` or `put_object`"
                )));
            }
        };
        if let Some(missing) = needed.iter().find(|it| !call["params"][**it].is_string()) {
            return Err(Error::new(format_args!(
                "{place}: a `setup` lacks the text `{missing}` in its `params`"
            )));
        }
    }
    Ok(setup)
}

/// Misspelt members are told: a case would pass for the wrong reason. Others may be notes of the user's own.
pub(super) fn known(
    place: &str,
    what: &str,
    members: &Map<String, Value>,
    names: &[&str],
) -> Result<()> {
    for name in members.keys().filter(|name| !names.contains(&&***name)) {
        if let Some(similar) = did_you_mean(name, names.iter().copied()) {
            return Err(Error::new(format_args!(
                "{place}: {what} has no member `{name}`: did you mean `{similar}`?"
            )));
        }
    }
    Ok(())
}

/// The members of a member that is an object.
pub(super) fn object<'a>(
    members: &'a Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let object = members.get(name).and_then(Value::as_object);
    object.into_iter().flatten()
}

fn array<'a>(members: &'a Map<String, Value>, name: &str) -> &'a [Value] {
    let array = members.get(name).and_then(Value::as_array);
    array.map_or(&[], Vec::as_slice)
}
