//! Files of cases: one JSON object a line, an array of them, or AWS's MockConfigFile.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use asl_codegen::parse::Substitutions;
use asl_codegen::suggest::did_you_mean;
use asl_codegen::{Options, SourceFile, WorkflowType};
use serde_json::{Map, Value};

use super::case::{Case, Expected, Nested, Start};
use super::definitions::Definitions;
use super::members::{calls, expected, known, object, setup};
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
    "other_state_machines",
];
/// The members of a state machine that a case may start.
const MACHINE: &[&str] = &["definition", "mocks"];
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
        let definition = members.get("definition").unwrap_or(&Value::Null);
        let definition = self.definition(place, "a case", definition, &substitutions, express)?;
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
        case.start.mocks = self.mocks(place, definition, members)?;
        if self.starts_others(&case) {
            case.start.machines = self.machines(place, members, &substitutions)?;
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

    /// The answers that an object with `mocks` has for the states of a definition.
    fn mocks(
        &self,
        place: &str,
        definition: usize,
        members: &Map<String, Value>,
    ) -> Result<BTreeMap<String, Vec<Value>>> {
        let mut mocks = BTreeMap::new();
        for (state, answers) in object(members, "mocks") {
            self.known_state(place, definition, state)?;
            let mut answers = match answers {
                Value::Array(answers) => answers.clone(),
                answer => vec![answer.clone()],
            };
            for answer in &mut answers {
                let members = answer.as_object().ok_or_else(|| {
                    Error::new(format_args!("{place}: a mock of `{state}` is no object"))
                })?;
                known(place, "a mock", members, MOCK)?;
                if self.is_lambda_invoke(definition, state) {
                    mock_config::whole_answer(answer);
                }
            }
            mocks.insert(state.clone(), answers);
        }
        Ok(mocks)
    }

    /// The machines that a case may start besides its own: each is a definition, the path of its file, or an object with either
    /// as `definition` and with `mocks` of its own.
    fn machines(
        &mut self,
        place: &str,
        members: &Map<String, Value>,
        substitutions: &Substitutions,
    ) -> Result<BTreeMap<String, Nested>> {
        let mut machines = BTreeMap::new();
        for (name, given) in object(members, "other_state_machines") {
            let empty = Map::new();
            let (definition, members) = match given.as_object() {
                Some(members) if members.contains_key("definition") => {
                    known(place, "a state machine", members, MACHINE)?;
                    (&members["definition"], members)
                }
                _ => (given, &empty),
            };
            let what = format!("the state machine `{name}` of `other_state_machines`");
            let definition = self.definition(place, &what, definition, substitutions, false)?;
            let mocks = self.mocks(place, definition, members)?;
            machines.insert(name.clone(), Nested { definition, mocks });
        }
        Ok(machines)
    }

    /// Whether a state may start another machine: what is mocked needs no definition.
    fn starts_others(&self, case: &Case) -> bool {
        let definition = self.definitions.get(case.definition);
        definition.is_some_and(|definition| {
            let mut starting = definition.states().filter(|state| {
                let resource = definition.resource(state);
                resource.is_some_and(mock_config::is_start_execution)
            });
            starting.any(|state| !case.start.mocks.contains_key(state))
        })
    }

    /// The number of a definition that is given as an object, or as the path of its file.
    fn definition(
        &mut self,
        place: &str,
        what: &str,
        given: &Value,
        substitutions: &Substitutions,
        express: bool,
    ) -> Result<usize> {
        match given {
            Value::String(file) => {
                let file = self.folder.join(file);
                self.file(&file, substitutions, express)
                    .map_err(|error| Error::new(format_args!("{place}: {error}")))
            }
            definition @ Value::Object(_) => {
                Ok(self.inline(place, definition, substitutions, express))
            }
            _ => Err(Error::new(format_args!(
                "{place}: {what} needs a `definition`: an object, or the path of a file"
            ))),
        }
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
            self.known_state(&place, case.definition, state)?;
        }
        if let Some(definition) = self.definitions.get(case.definition) {
            mock_config::complete(case, mocks, definition);
        }
        Ok(())
    }

    fn is_lambda_invoke(&self, definition: usize, state: &str) -> bool {
        let definition = self.definitions.get(definition);
        definition
            .and_then(|definition| definition.resource(state))
            .is_some_and(mock_config::is_lambda_invoke)
    }

    fn known_state(&self, place: &str, definition: usize, state: &str) -> Result<()> {
        let Some(definition) = self.definitions.get(definition) else {
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
        workflow_type: express.then_some(WorkflowType::Express),
        ..Options::default()
    }
}
