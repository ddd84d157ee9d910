//! A case: what is run, with which answers, and what is to come of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::definitions::Refused;

/// A recorded case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// Where it stands: a file, and a line where the file has several.
    pub place: String,
    /// The number of its definition.
    pub definition: usize,
    /// What the execution is started with.
    pub start: Start,
    /// What is to come of it.
    pub expected: Expected,
    /// What a person should know of it.
    pub notes: Vec<String>,
}

impl Case {
    /// The numbers of the definitions that it takes: its own, and those of the machines that it may start.
    pub fn definitions(&self) -> impl Iterator<Item = usize> {
        let others = self.start.machines.values();
        std::iter::once(self.definition).chain(others.map(|it| it.definition))
    }
}

/// What an execution is started with, and the world around it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Start {
    /// Its input.
    pub input: Value,
    /// The answers of each state's task, in order.
    pub mocks: BTreeMap<String, Vec<Value>>,
    /// The states whose tasks answer `{}`, however often they are called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmocked: Vec<String>,
    /// The machines that its states may start with `states:startExecution`, where they are not mocked.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub machines: BTreeMap<String, Nested>,
    /// What callers do while it runs: `SendTask…`, `StopExecution`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Value>,
    /// What is put into buckets before: `create_bucket` and `put_object` of S3.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub setup: Vec<Value>,
    /// When it starts; now where that is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<String>,
    /// The account in its ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// It is an Express workflow's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub express: bool,
}

/// A machine that executions of another one may start.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Nested {
    /// The number of its definition.
    pub definition: usize,
    /// The answers of each state's task, in order.
    pub mocks: BTreeMap<String, Vec<Value>>,
}

/// What is to come of a case. What it does not mention may be anything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    /// The status; `FAILED` where an error is expected, else `SUCCEEDED`.
    pub status: String,
    /// The output.
    pub output: Option<Value>,
    /// The error's name; null for none.
    pub error: Option<Value>,
    /// The cause; null for none.
    pub cause: Option<Value>,
    /// The events.
    pub history: Option<Vec<Value>>,
    /// The members whose values do not matter, such as `output.id`.
    pub volatile: Vec<String>,
    /// Whole values that stand for any other.
    pub words: Vec<String>,
}

impl Expected {
    /// Reads the member `expected` of a case.
    pub fn from_members(members: &Map<String, Value>) -> Expected {
        let failed = members.contains_key("error") || members.contains_key("cause");
        let default = if failed { "FAILED" } else { "SUCCEEDED" };
        let status = members.get("status").and_then(Value::as_str);
        Expected {
            status: status.unwrap_or(default).to_owned(),
            output: members.get("output").cloned(),
            error: members.get("error").cloned(),
            cause: members.get("cause").cloned(),
            history: members.get("history").and_then(Value::as_array).cloned(),
            volatile: Vec::new(),
            words: Vec::new(),
        }
    }
}

/// What came of a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The execution's status; `REFUSED` where its definition does not compile, `INCOMPLETE` where the case lacks something
    /// that the execution needs to end, `CRASHED` where the program died of it, `HANGS` where it took too long.
    pub status: String,
    /// The output.
    pub output: Value,
    /// The error's name.
    pub error: Option<String>,
    /// The cause.
    pub cause: Option<String>,
    /// The events, their data as parsed JSON.
    #[serde(default)]
    pub history: Vec<Value>,
    /// What the case lacks: a call that no mock is left for, a task that never answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// The codes of the errors in the definition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// How long the execution took, in microseconds, where it ran: with mocked tasks and its history, waits skipped.
    #[serde(default, skip_serializing)]
    pub micros: Option<f64>,
}

impl Outcome {
    pub(super) fn of_status(status: &str) -> Outcome {
        Outcome {
            status: status.to_owned(),
            ..Outcome::default()
        }
    }

    pub(super) fn refused(refused: &Refused) -> Outcome {
        let (codes, cause) = match refused {
            Refused::Errors(codes) => (codes.iter().map(|code| (*code).to_owned()).collect(), None),
            Refused::Substitutions(names) => (
                vec!["substitution-without-value".to_owned()],
                Some(format!("without a value: {}", names.join(", "))),
            ),
            Refused::Fault(message) => (vec!["rustc".to_owned()], Some(message.clone())),
        };
        Outcome {
            status: "REFUSED".to_owned(),
            cause,
            codes,
            ..Outcome::default()
        }
    }

    /// The states that were entered, in order.
    pub fn states(&self) -> Vec<&str> {
        let entered = self.history.iter();
        entered
            .filter_map(|event| event["stateEnteredEventDetails"]["name"].as_str())
            .collect()
    }
}
