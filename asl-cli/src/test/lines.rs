//! Files of cases: one JSON object a line, an array of them, or AWS's MockConfigFile.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use asl_codegen::parse::Substitutions;
use asl_codegen::suggest::did_you_mean;
use asl_codegen::{Options, SourceFile};
use serde_json::{Map, Value, json};

use super::case::{Case, Expected, Start};
use super::definitions::Definitions;
use super::{Error, Result, mock_config};

/// The members of a case.
const CASE: &[&str] = &[
    "id",
    "name",
    "definition",
    "type",
    "substitutions",
    "input",
    "start_time",
    "account",
    "mocks",
    "expected",
    "history",
    "history_deterministic",
    "volatile",
    "volatile_words",
    "mock_config",
    "state_machine",
    "test_case",
    "external_calls",
    "setup",
];
/// The members of `expected`.
const EXPECTED: &[&str] = &["status", "output", "error", "cause", "history"];
/// The members of a mock.
const MOCK: &[&str] = &[
    "return",
    "throw",
    "hang",
    "submitted",
    "when_input",
    "worker",
    "request",
];

/// What is known of all cases of a run besides their files.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Values for `${Name}`.
    pub substitutions: Substitutions,
    /// The files of the state machines that a MockConfigFile names.
    pub definitions: BTreeMap<String, PathBuf>,
    /// The input of executions whose file has none for them; `{}` where it is left out.
    pub input: Option<Value>,
}

/// Reads the cases of a file and compiles their definitions.
///
/// # Errors
///
/// A file that can't be read or has no cases, with the place.
pub fn read(file: &Path, given: &Given, definitions: &mut Definitions) -> Result<Vec<Case>> {
    let name = file.display().to_string();
    let text =
        fs::read_to_string(file).map_err(|error| Error::new(format_args!("{name}: {error}")))?;
    let mut reader = Reader {
        folder: file.parent().unwrap_or(Path::new("")),
        given,
        definitions,
    };
    let cases = match serde_json::from_str::<Value>(&text) {
        Ok(Value::Object(config)) if mock_config::is_one(&config) => {
            reader.config(&name, &config)?
        }
        Ok(Value::Array(cases)) => {
            let mut read = Vec::with_capacity(cases.len());
            for (index, case) in cases.iter().enumerate() {
                read.push(reader.case(&format!("{name}[{index}]"), case)?);
            }
            read
        }
        Ok(case) => vec![reader.case(&name, &case)?],
        Err(_) if has_lines(file, &text) => reader.lines(&name, &text)?,
        Err(error) => return Err(Error::new(format_args!("{name}: {error}"))),
    };
    if cases.is_empty() {
        return Err(Error::new(format_args!("{name}: there are no cases in it")));
    }
    Ok(cases)
}

/// Whether a text that is no JSON as a whole is meant to be lines of it.
fn has_lines(file: &Path, text: &str) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str());
    let first = text.lines().find(|line| !line.trim().is_empty());
    matches!(ending, Some("jsonl" | "ndjson"))
        || first.is_none_or(|line| serde_json::from_str::<Value>(line).is_ok())
}

struct Reader<'a> {
    folder: &'a Path,
    given: &'a Given,
    definitions: &'a mut Definitions,
}

impl Reader<'_> {
    fn lines(&mut self, name: &str, text: &str) -> Result<Vec<Case>> {
        let mut cases = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let place = format!("{name}:{}", index + 1);
            let case = serde_json::from_str(line)
                .map_err(|error| Error::new(format_args!("{place}: {error}")))?;
            cases.push(self.case(&place, &case)?);
        }
        Ok(cases)
    }

    fn config(&mut self, name: &str, config: &Map<String, Value>) -> Result<Vec<Case>> {
        let mut cases = Vec::new();
        for (machine, test_case) in mock_config::names(config) {
            let file = self.definition_file(name, machine)?;
            let definition = self.file(&file, &self.given.substitutions.clone(), false)?;
            let input = self.given.input.clone();
            let mut case = Case {
                name: format!("{machine}/{test_case}"),
                place: name.to_owned(),
                definition,
                start: Start {
                    input: input.unwrap_or_else(|| Value::Object(Map::new())),
                    ..Start::default()
                },
                expected: Expected::from_members(&Map::new()),
                notes: Vec::new(),
            };
            self.answer(&mut case, config, machine, test_case)?;
            cases.push(case);
        }
        Ok(cases)
    }

    /// The file of a state machine that a MockConfigFile names.
    fn definition_file(&self, config: &str, machine: &str) -> Result<PathBuf> {
        if let Some(file) = self.given.definitions.get(machine) {
            return Ok(file.clone());
        }
        const ENDINGS: &[&str] = &[
            "asl.json", "asl.yaml", "asl.yml", "asl", "json", "yaml", "yml",
        ];
        let mut files = ENDINGS
            .iter()
            .map(|ending| self.folder.join(format!("{machine}.{ending}")));
        files.find(|file| file.is_file()).ok_or_else(|| {
            Error::new(format_args!(
                "{config}: there is no `{machine}.asl.json` beside it: say where the definition is with `--definition {machine}=FILE`"
            ))
        })
    }

    fn case(&mut self, place: &str, case: &Value) -> Result<Case> {
        let at = |message: &dyn std::fmt::Display| Error::new(format_args!("{place}: {message}"));
        let members = case
            .as_object()
            .ok_or_else(|| at(&"a case is a JSON object"))?;
        known(place, "a case", members, CASE)?;
        let text = |member: &str| members.get(member).and_then(Value::as_str);
        let mut substitutions = self.given.substitutions.clone();
        for (name, value) in object(members, "substitutions") {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            substitutions.insert(name.clone(), value);
        }
        let express = text("type") == Some("EXPRESS");
        let definition = match members.get("definition") {
            Some(Value::String(file)) => {
                let file = self.folder.join(file);
                self.file(&file, &substitutions, express)
                    .map_err(|error| at(&error))?
            }
            Some(definition @ Value::Object(_)) => {
                self.inline(place, definition, &substitutions, express)
            }
            _ => {
                return Err(at(
                    &"a case needs a `definition`: an object, or the path of a file",
                ));
            }
        };
        let name = match members.get("id").or(members.get("name")) {
            Some(Value::String(name)) => name.clone(),
            Some(name) => name.to_string(),
            None => place.to_owned(),
        };
        let input = members.get("input").or(self.given.input.as_ref());
        let mut case = Case {
            name,
            place: place.to_owned(),
            definition,
            start: Start {
                input: input.cloned().unwrap_or_else(|| Value::Object(Map::new())),
                calls: calls(members),
                setup: setup(place, members)?,
                start_time: text("start_time").map(str::to_owned),
                account: text("account").map(str::to_owned),
                express,
                ..Start::default()
            },
            expected: expected(place, members)?,
            notes: Vec::new(),
        };
        let empty = Map::new();
        let mocks = members.get("mocks").and_then(Value::as_object);
        for (state, answers) in mocks.unwrap_or(&empty) {
            self.known_state(&case, state)?;
            let answers = match answers {
                Value::Array(answers) => answers.clone(),
                answer => vec![answer.clone()],
            };
            for answer in &answers {
                let members = answer
                    .as_object()
                    .ok_or_else(|| at(&format_args!("a mock of `{state}` is no object")))?;
                known(place, "a mock", members, MOCK)?;
            }
            let answers = answers.into_iter().map(|mut answer| {
                if self.is_lambda_invoke(&case, state) {
                    mock_config::whole_answer(&mut answer);
                }
                answer
            });
            let answers = answers.collect();
            case.start.mocks.insert(state.clone(), answers);
        }
        match members.get("mock_config") {
            None | Some(Value::Null) => {}
            Some(config) => {
                let (Some(machine), Some(test_case)) = (text("state_machine"), text("test_case"))
                else {
                    return Err(at(&"`mock_config` needs `state_machine` and `test_case`"));
                };
                let config = self.mock_config(config).map_err(|error| at(&error))?;
                self.answer(&mut case, &config, machine, test_case)?;
            }
        }
        Ok(case)
    }

    fn mock_config(&self, config: &Value) -> Result<Map<String, Value>> {
        let read = match config {
            Value::String(file) => {
                let file = self.folder.join(file);
                let text = fs::read_to_string(&file)
                    .map_err(|error| format!("{}: {error}", file.display()))?;
                serde_json::from_str(&text)
                    .map_err(|error| format!("{}: {error}", file.display()))?
            }
            config => config.clone(),
        };
        match read {
            Value::Object(config) => Ok(config),
            _ => Err("`mock_config` is an object, or the path of a file".into()),
        }
    }

    /// Gives the case the answers of a test case of a MockConfigFile.
    fn answer(
        &self,
        case: &mut Case,
        config: &Map<String, Value>,
        machine: &str,
        test_case: &str,
    ) -> Result<()> {
        let place = case.place.clone();
        let mocks = mock_config::mocks(config, machine, test_case)
            .map_err(|error| Error::new(format_args!("{place}: {error}")))?;
        for state in mocks.keys() {
            self.known_state(case, state)?;
        }
        if let Some(definition) = self.definitions.get(case.definition) {
            mock_config::complete(case, mocks, definition);
        }
        Ok(())
    }

    fn is_lambda_invoke(&self, case: &Case, state: &str) -> bool {
        let definition = self.definitions.get(case.definition);
        definition
            .and_then(|definition| definition.resource(state))
            .is_some_and(mock_config::is_lambda_invoke)
    }

    fn known_state(&self, case: &Case, state: &str) -> Result<()> {
        let Some(definition) = self.definitions.get(case.definition) else {
            return Ok(());
        };
        // What could not be compiled may not have been read as a whole.
        if definition.has_state(state) || definition.code.is_err() {
            return Ok(());
        }
        let help = match did_you_mean(state, definition.states()) {
            Some(similar) => format!(": did you mean `{similar}`?"),
            None => String::new(),
        };
        let place = &case.place;
        Err(Error::new(format_args!(
            "{place}: the definition has no state `{state}` that could be mocked{help}"
        )))
    }

    fn file(&mut self, file: &Path, substitutions: &Substitutions, express: bool) -> Result<usize> {
        let source = SourceFile::read(file, &file.to_string_lossy())
            .map_err(|error| Error::new(error.to_string().trim_end()))?;
        let options = options(substitutions, express);
        Ok(self.definitions.add(source.into_definition(), &options))
    }

    fn inline(
        &mut self,
        place: &str,
        definition: &Value,
        substitutions: &Substitutions,
        express: bool,
    ) -> usize {
        // Laid out anew, so that excerpts of it fit a line.
        let text = format!("{definition:#}\n");
        let options = Options {
            module: Some("machine".to_owned()),
            ..options(substitutions, express)
        };
        self.definitions.add(SourceFile::new(place, text), &options)
    }
}

fn options(substitutions: &Substitutions, express: bool) -> Options {
    Options {
        substitutions: substitutions.clone(),
        express,
        ..Options::default()
    }
}

fn expected(place: &str, members: &Map<String, Value>) -> Result<Expected> {
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
fn calls(members: &Map<String, Value>) -> Vec<Value> {
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
fn setup(place: &str, members: &Map<String, Value>) -> Result<Vec<Value>> {
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
fn known(place: &str, what: &str, members: &Map<String, Value>, names: &[&str]) -> Result<()> {
    for name in members.keys().filter(|name| !names.contains(&&***name)) {
        if let Some(similar) = did_you_mean(name, names.iter().copied()) {
            return Err(Error::new(format_args!(
                "{place}: {what} has no member `{name}`: did you mean `{similar}`?"
            )));
        }
    }
    Ok(())
}

fn object<'a>(
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
