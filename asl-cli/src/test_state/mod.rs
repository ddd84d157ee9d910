//! One state, run by itself with a given input, variables, context and mock: what `cargo asl test-state` and the conformance
//! program share. Requests and answers have the members of AWS's TestState API.

mod answer;
mod command;
mod context;
mod invalid;
mod mock;
mod request;
mod shapes;

use std::path::Path;
use std::time::Duration;

use asl_codegen::inspect::{LONE_STATE, find_state};

use asl_codegen::{Diagnostics, Inspect, Options, SourceFile, check_with, read};
use serde_json::{Value, json};

use crate::test::{Answer, Definitions, Error, Program, Refused, Result};
use answer::answer;

pub(crate) use command::{Arguments, run};
pub use request::{InspectionLevel, Mock, Request};

/// Why a state is not tested.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// AWS's name of the error.
    pub code: &'static str,
    /// AWS's text.
    pub message: String,
    /// What was found in a definition that is not valid.
    pub diagnostics: Diagnostics,
}

impl Refusal {
    fn new(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal {
            code,
            message: message.into(),
            diagnostics: Diagnostics::new(),
        }
    }

    /// Of what is wrong with the request itself.
    fn request(message: impl Into<String>) -> Refusal {
        Refusal::new("ValidationException", message)
    }
}

/// A test that is ready to be built and run.
#[derive(Clone, Debug)]
pub struct Prepared {
    definition: usize,
    question: Value,
    level: InspectionLevel,
    jsonata: bool,
}

/// Checks a request as AWS does before it runs the state, and compiles the state.
///
/// # Errors
///
/// What AWS refuses, with its texts.
pub fn prepare(
    source: &SourceFile,
    request: &Request,
    options: &Options,
    definitions: &mut Definitions,
) -> std::result::Result<Prepared, Refusal> {
    if request.state.as_deref() == Some("") {
        let message = "Parameter validation failed:\nInvalid length for parameter stateName, value: 0, valid min length: 1";
        return Err(Refusal::new("ParamValidationError", message));
    }
    let variables = request.variables.keys().cloned().collect();
    let inspect = |state| Options {
        module: Some("machine".to_owned()),
        inspect: Some(Inspect {
            state,
            variables: Clone::clone(&variables),
        }),
        ..options.clone()
    };
    let whole = inspect(None);
    let diagnostics = check_with(source, &whole);
    if diagnostics.has_errors() {
        return Err(invalid::definition(source, diagnostics));
    }
    let machine = read(source, &whole, &mut Diagnostics::new());
    let name = request.state.as_deref().unwrap_or(LONE_STATE);
    let machine = machine.map(|(machine, _)| machine);
    let find = |name: &str| {
        let found = machine
            .as_ref()
            .and_then(|machine| find_state(machine, name));
        found.ok_or_else(|| Refusal::request("State not found in definition"))
    };
    let state = find(name)?;
    if let Some(cause) = &request.error_caused_by_state {
        find(cause)?;
    }
    let mock = mock::check(request, state)?;
    if let Some(context) = &request.context {
        context::check(context)?;
    }
    let definition = definitions.add(source.clone(), &inspect(Some(name.to_owned())));
    let question = json!({
        "state": name,
        "input": request.input,
        "variables": request.variables,
        "context": request.context,
        "role_arn": request.role_arn,
        "mock": mock,
        "retrier_retry_count": request.retrier_retry_count,
        "map_iteration_failure_count": request.map_iteration_failure_count,
        "item_reader_data": request.map_item_reader_data,
    });
    Ok(Prepared {
        definition,
        question,
        level: request.inspection_level,
        jsonata: state.query_language == asl_codegen::ast::QueryLanguage::Jsonata,
    })
}

/// Runs tests of states, one after the other.
#[derive(Debug)]
pub struct Tester {
    program: Program,
}

impl Tester {
    /// Runs tests with what [`build`](crate::test::build) has built.
    pub fn new(program: &Path, time_limit: Duration) -> Tester {
        Tester {
            program: Program::new(program.to_owned(), time_limit),
        }
    }

    /// What AWS answers, all data as JSON.
    ///
    /// # Errors
    ///
    /// The state can't be compiled or run.
    pub fn test(&mut self, prepared: &Prepared, definitions: &Definitions) -> Result<Value> {
        let definition = definitions.get(prepared.definition);
        if let Some(Err(refused)) = definition.map(|it| &it.code) {
            return Err(match refused {
                Refused::Errors(codes) => format!("the state does not compile: {}", codes.join(", ")),
                Refused::Substitutions(names) => format!(
                    "substitutions have no value: {}; give them with `--substitutions`",
                    names.join(", ")
                ),
                Refused::Fault(message) => format!(
                    "the code generated from the state does not compile, which is a fault of asl-codegen: {message}"
                ),
            }
            .into());
        }
        let question =
            json!({ "definition": prepared.definition, "state_test": prepared.question });
        let line = match self.program.ask(&question.to_string())? {
            Answer::Line(line) => line,
            Answer::Crash => return Err("the program has crashed".into()),
            Answer::Hang => return Err("the state takes too long".into()),
        };
        let seen: Value = serde_json::from_str(&line).map_err(|error| {
            Error::new(format_args!("the program's answer can't be read: {error}"))
        })?;
        match seen["problem"].as_str() {
            Some(problem) => Err(problem.into()),
            None => Ok(answer(
                &seen,
                &prepared.question["input"],
                prepared.jsonata,
                prepared.level,
            )),
        }
    }
}
