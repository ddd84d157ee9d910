//! `cargo asl test`.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::building::Building;
use super::case::{Case, Outcome as CaseOutcome};
use super::compare::differences;
use super::definitions::{Definitions, Refused};
use super::junit::{self, Tested};
use super::lines::{self, Given};
use super::runner::{Runner, build};
use super::workspace::Profile;
use super::{Error, Result};
use crate::{Outcome, Values, input, output};

/// Runs recorded cases with mocked tasks, as natively compiled programs.
///
/// A file of cases has a JSON object a line, or an array of them:
///
///   { "id": "declined", "definition": "order.json", "input": { "card": "x" },
///     "mocks": { "Charge": [{ "throw": { "error": "Declined", "cause": "no funds" } }] },
///     "expected": { "status": "FAILED", "error": "Declined" } }
///
/// `definition` is an object, or the path of a file from the file of cases. `mocks` has the answers of
/// each state's task in order: `return`, `throw`, or `"hang": true` for a task that never answers.
/// `other_state_machines` has the definitions of machines that the case starts; what is mocked needs none.
/// `submitted` is what a job's or callback's submission is answered with, `when_input` the only input that
/// the answer is for. In `expected`, what is left out may be anything, and so may
/// `<anything in angle brackets>`; `history` compares the events too. Waits pass at once.
///
/// AWS's MockConfigFile, as Step Functions Local reads it, is such a file too: each of its test cases has
/// to succeed. With `mock_config`, `state_machine` and `test_case` in place of `mocks`, a case uses one of
/// them and says its input and what is expected.
///
/// The exit status is 1 where a case fails, 2 where a file can't be read or the program can't be built.
#[derive(clap::Args)]
#[command(
    about = "Runs recorded cases with mocked tasks, as natively compiled programs",
    verbatim_doc_comment
)]
pub(crate) struct Arguments {
    /// The files of cases.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Runs only the cases with this text in their names; may be given several times.
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,
    /// The definition of a state machine in a MockConfigFile; else it is NAME.asl.json, NAME.json or the like beside it.
    #[arg(long = "definition", value_name = "NAME=FILE", value_parser = definition)]
    definitions: Vec<(String, PathBuf)>,
    /// A file with the input of executions that have none in their files; `{}` where it is left out.
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Prints a line of JSON for each case: its name, what came of it, and where that differs.
    #[arg(long)]
    json: bool,
    /// Writes the results to this file as JUnit's XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Has rustc optimize the program, which takes longer to build.
    #[arg(long)]
    release: bool,
    #[command(flatten)]
    building: Building,
    /// How many seconds a case may take.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    time_limit: Duration,
    #[command(flatten)]
    values: Values,
}

fn definition(argument: &str) -> std::result::Result<(String, PathBuf), String> {
    match argument.split_once('=') {
        Some((name, file)) if !name.is_empty() => Ok((name.to_owned(), file.into())),
        _ => Err("expected `NAME=FILE`".to_owned()),
    }
}

pub(crate) fn seconds(text: &str) -> std::result::Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds")?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// Runs the command.
pub(crate) fn run(arguments: Arguments) -> Outcome {
    test(arguments).unwrap_or_else(|error| {
        eprintln!("error: {error}");
        Outcome::Unreadable
    })
}

fn test(arguments: Arguments) -> Result<Outcome> {
    let given = Given {
        substitutions: arguments.values.into(),
        definitions: arguments
            .definitions
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
        input: arguments.input.map(read_json).transpose()?,
    };
    let mut definitions = Definitions::new();
    let mut cases = Vec::new();
    for file in &arguments.files {
        let read = lines::read(file, &given, &mut definitions)?;
        cases.extend(
            read.into_iter()
                .map(|case| (file.display().to_string(), case)),
        );
    }
    let all = cases.len();
    cases.retain(|(_, case)| {
        let names = &arguments.filter;
        names.is_empty() || names.iter().any(|name| case.name.contains(name))
    });
    let profile = match arguments.release {
        true => Profile::Release,
        false => Profile::Dev,
    };
    let name = workspace_name(&arguments.files)?;
    let (workspace, facade) = arguments.building.workspace(&name, profile)?;
    let program = build(&mut definitions, &workspace, &facade)?;
    let mut runner = Runner::new(program, arguments.time_limit);
    let mut report = Report::new(arguments.json, all - cases.len());
    report.start(cases.len());
    for (file, case) in &cases {
        let started = Instant::now();
        let outcome = runner.run(case, &definitions)?;
        report.add(file, case, outcome, started.elapsed(), &definitions);
    }
    if let Some(file) = &arguments.junit {
        let tested: Vec<_> = report.tested.iter().map(One::as_tested).collect();
        fs::write(file, junit::report(&tested))
            .map_err(|error| Error::new(format_args!("{}: {error}", file.display())))?;
    }
    Ok(report.end())
}

/// The same files are built in the same place, and others in another.
fn workspace_name(files: &[PathBuf]) -> Result<String> {
    // It starts from the same keys each time.
    let mut hasher = DefaultHasher::new();
    for file in files {
        std::path::absolute(file)?.hash(&mut hasher);
    }
    let stem = files.first().and_then(|file| file.file_stem());
    let stem = stem.unwrap_or_default().to_string_lossy();
    Ok(format!("{stem}-{:08x}", hasher.finish() >> 32))
}

fn read_json(file: PathBuf) -> Result<Value> {
    let name = file.display();
    let text =
        fs::read_to_string(&file).map_err(|error| Error::new(format_args!("{name}: {error}")))?;
    serde_json::from_str(&text).map_err(|error| Error::new(format_args!("{name}: {error}")))
}

/// What is printed, as `cargo test` prints it.
struct Report {
    json: bool,
    filtered: usize,
    started: Instant,
    tested: Vec<One>,
    /// Definitions whose diagnostics were shown.
    shown: Vec<usize>,
}

struct One {
    file: String,
    name: String,
    place: String,
    took: Duration,
    failure: Option<String>,
}

impl One {
    fn as_tested(&self) -> Tested<'_> {
        Tested {
            file: &self.file,
            name: &self.name,
            took: self.took,
            failure: self.failure.as_deref(),
        }
    }
}

impl Report {
    fn new(json: bool, filtered: usize) -> Self {
        Report {
            json,
            filtered,
            started: Instant::now(),
            tested: Vec::new(),
            shown: Vec::new(),
        }
    }

    fn start(&self, cases: usize) {
        if !self.json {
            let plural = if cases == 1 { "" } else { "s" };
            output::print(&format!("running {cases} case{plural}"));
        }
    }

    fn add(
        &mut self,
        file: &str,
        case: &Case,
        outcome: CaseOutcome,
        took: Duration,
        definitions: &Definitions,
    ) {
        let found = differences(&case.expected, &outcome);
        let failed = !found.is_empty();
        let failure = failed.then(|| self.failure(case, &outcome, definitions));
        if self.json {
            let differences: Vec<_> = found
                .iter()
                .map(
                    |it| json!({ "place": it.place, "expected": it.expected, "actual": it.actual }),
                )
                .collect();
            let line = json!({
                "name": case.name,
                "place": case.place,
                "ok": !failed,
                "differences": differences,
                "notes": case.notes,
                "outcome": outcome,
            });
            output::print(&line.to_string());
        } else {
            let result = if failed { "FAILED" } else { "ok" };
            output::print(&format!("case {} ... {result}", case.name));
            for note in &case.notes {
                output::print(&format!("  note: {note}"));
            }
        }
        self.tested.push(One {
            file: file.to_owned(),
            name: case.name.clone(),
            place: case.place.clone(),
            took,
            failure,
        });
    }

    /// Why a case has failed, in words.
    fn failure(&mut self, case: &Case, outcome: &CaseOutcome, definitions: &Definitions) -> String {
        for number in case.definitions() {
            if let Some(definition) = definitions.get(number)
                && let Err(refused) = &definition.code
            {
                if !self.shown.contains(&number) {
                    self.shown.push(number);
                    input::show(&definition.diagnostics, &definition.source);
                }
                return refusal(definition.source.asked(), refused);
            }
        }
        const SHOWN: usize = 10;
        let found = differences(&case.expected, outcome);
        let mut lines: Vec<String> = found.iter().take(SHOWN).map(ToString::to_string).collect();
        if found.len() > SHOWN {
            lines.push(format!("and {} more differences", found.len() - SHOWN));
        }
        let status_differs = outcome.status != case.expected.status;
        if status_differs && (outcome.error.is_some() || outcome.cause.is_some()) {
            let error = outcome
                .error
                .as_deref()
                .unwrap_or("an error without a name");
            let cause = outcome.cause.as_deref().unwrap_or("no cause");
            lines.push(format!("it failed with {error}: {cause}"));
        }
        if status_differs && outcome.status == "SUCCEEDED" {
            lines.push(format!("its output is {}", outcome.output));
        }
        lines.extend(outcome.problem.clone());
        let states = outcome.states();
        if !states.is_empty() {
            lines.push(format!("states entered: {}", states.join(", ")));
        }
        lines.join("\n")
    }

    fn end(self) -> Outcome {
        let failed: Vec<_> = self
            .tested
            .iter()
            .filter(|it| it.failure.is_some())
            .collect();
        let outcome = match failed.is_empty() {
            true => Outcome::Good,
            false => Outcome::Errors,
        };
        if self.json {
            return outcome;
        }
        if !failed.is_empty() {
            output::print("\nfailures:");
        }
        for one in &failed {
            let failure = one.failure.as_deref().unwrap_or_default();
            output::print(&format!(
                "\n---- {} ({}) ----\n{failure}",
                one.name, one.place
            ));
        }
        let result = if failed.is_empty() { "ok" } else { "FAILED" };
        output::print(&format!(
            "\ntest result: {result}. {} passed; {} failed; {} filtered out; finished in {:.2}s",
            self.tested.len() - failed.len(),
            failed.len(),
            self.filtered,
            self.started.elapsed().as_secs_f64(),
        ));
        outcome
    }
}

/// Why a definition has no code.
fn refusal(name: &str, refused: &Refused) -> String {
    match refused {
        Refused::Errors(codes) => format!("`{name}` does not compile: {}", codes.join(", ")),
        Refused::Substitutions(names) => format!(
            "`{name}` has substitutions without a value: {}; give them with `--substitutions`, or as the case's `substitutions`",
            names.join(", ")
        ),
        Refused::Fault(message) => format!(
            "the code generated from `{name}` does not compile, which is a fault of asl-codegen: {message}"
        ),
    }
}
