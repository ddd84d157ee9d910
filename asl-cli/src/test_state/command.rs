//! `cargo asl test-state`.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use asl_codegen::inspect::{LONE_STATE, find_state, states};
use asl_codegen::suggest::did_you_mean;
use asl_codegen::{Diagnostics, Inspect, Options, SourceFile};
use serde_json::{Map, Value};

use super::request::FieldValidation;
use super::{InspectionLevel, Mock, Request, Tester, prepare};
use crate::test::{Building, Definitions, Error, Profile, Result, build, seconds};
use crate::{Outcome, Values, input, output};

/// Runs one state, as a natively compiled program, and shows every stage of its data flow.
///
/// What is printed has the members of AWS's TestState API. The file holds a machine, of which STATE is run wherever it
/// stands, or the definition of a state alone. What it calls or runs is mocked:
///
///   cargo asl test-state order.json Charge --input '{"card": "x"}' --mock '{"charge": 7}'
///   cargo asl test-state order.json Charge --input @order-1.json --mock-error 'Declined:no funds'
///
/// JSON is written as it is, or as @FILE.
///
/// The exit status is 1 where AWS would refuse the test, 2 where a file can't be read or the program can't be built.
#[derive(clap::Args)]
#[command(
    about = "Runs one state, as a natively compiled program, and shows every stage of its data flow",
    verbatim_doc_comment
)]
pub(crate) struct Arguments {
    /// The definition, JSON or YAML; `template.yaml#Machine` for a machine in a template of CloudFormation or SAM.
    file: PathBuf,
    /// The state's name, where the file has more than one state.
    state: Option<String>,
    /// The state's input; `{}` where it is left out.
    #[arg(long, value_name = "JSON")]
    input: Option<String>,
    /// The variables that have a value, an object.
    #[arg(long, value_name = "JSON")]
    variables: Option<String>,
    /// The Context Object.
    #[arg(long, value_name = "JSON")]
    context: Option<String>,
    /// The result of the Task, Parallel or Map.
    #[arg(long, value_name = "JSON", conflicts_with = "mock_error")]
    mock: Option<String>,
    /// The error of the Task, Parallel or Map.
    #[arg(long, value_name = "NAME:CAUSE")]
    mock_error: Option<String>,
    /// How the mock's result is compared with what the service returns.
    #[arg(
        long,
        value_name = "MODE",
        value_enum,
        ignore_case = true,
        default_value = "STRICT"
    )]
    field_validation_mode: FieldValidation,
    /// How much is shown.
    #[arg(
        long,
        value_name = "LEVEL",
        value_enum,
        ignore_case = true,
        default_value = "DEBUG"
    )]
    inspection_level: InspectionLevel,
    /// How often the Retrier that takes the error was used before.
    #[arg(long, value_name = "N", default_value_t = 0)]
    retrier_retry_count: u64,
    /// How many of the Map's iterations have failed.
    #[arg(long, value_name = "N", default_value_t = 0)]
    map_iteration_failure_count: u64,
    /// The state inside of the Map or Parallel in which the mock's error comes up.
    #[arg(long, value_name = "STATE")]
    error_caused_by_state: Option<String>,
    /// What the Map's ItemReader reads, an array.
    #[arg(long, value_name = "JSON")]
    map_item_reader_data: Option<String>,
    /// The role in the Context Object.
    #[arg(long, value_name = "ARN")]
    role_arn: Option<String>,
    /// How many seconds the state may take.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    time_limit: Duration,
    #[command(flatten)]
    building: Building,
    #[command(flatten)]
    values: Values,
}

/// Runs the command.
pub(crate) fn run(arguments: Arguments) -> Outcome {
    test_state(arguments).unwrap_or_else(|error| {
        eprintln!("error: {error}");
        Outcome::Unreadable
    })
}

fn test_state(arguments: Arguments) -> Result<Outcome> {
    let request = request(&arguments)?;
    let Arguments {
        file,
        values,
        time_limit,
        building,
        ..
    } = arguments;
    let source = match input::read(&file) {
        Ok(source) => source,
        Err(outcome) => return Ok(outcome),
    };
    let options = Options {
        substitutions: values.into(),
        ..Options::default()
    };
    let mut definitions = Definitions::new();
    let prepared = match prepare(&source, &request, &options, &mut definitions) {
        Ok(prepared) => prepared,
        Err(refusal) => {
            if refusal.diagnostics.has_errors() {
                return Ok(input::report(&refusal.diagnostics, &source));
            }
            eprintln!("error: {}", refusal.message);
            if let Some(help) = help(&request, &source, &options) {
                eprintln!("help: {help}");
            }
            return Ok(Outcome::Errors);
        }
    };
    let (workspace, facade) = building.workspace("test-state", Profile::Dev)?;
    let program = build(&mut definitions, &workspace.quiet(), &facade)?;
    let answer = Tester::new(&program, time_limit).test(&prepared, &definitions)?;
    output::print(&format!("{answer:#}"));
    Ok(Outcome::Good)
}

/// What AWS's text does not say.
fn help(request: &Request, source: &SourceFile, options: &Options) -> Option<String> {
    let options = Options {
        inspect: Some(Inspect::default()),
        ..options.clone()
    };
    let (machine, _) = asl_codegen::read(source, &options, &mut Diagnostics::new())?;
    let wanted = request.state.as_deref();
    if find_state(&machine, wanted.unwrap_or(LONE_STATE)).is_some() {
        let help =
            "nothing is called here: give what the state gets with `--mock` or `--mock-error`";
        return request.mock.is_none().then(|| help.to_owned());
    }
    let names: Vec<&str> = states(&machine).map(|state| &*state.name.value).collect();
    let similar = wanted.and_then(|name| did_you_mean(name, names.iter().copied()));
    Some(match similar {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => format!("name one of its states: `{}`", names.join("`, `")),
    })
}

fn request(arguments: &Arguments) -> Result<Request> {
    let json = |option: &str, text: &Option<String>| {
        text.as_deref().map(|text| json(option, text)).transpose()
    };
    let result = match &arguments.mock {
        Some(text) => Some(text_of("--mock", text)?),
        None => None,
    };
    let error = arguments.mock_error.as_deref().map(|error| {
        let (name, cause) = match error.split_once(':') {
            Some((name, cause)) => (name, Some(cause.trim_start().to_owned())),
            None => (error, None),
        };
        (Some(name.to_owned()), cause)
    });
    let variables = match json("--variables", &arguments.variables)? {
        None => Map::new(),
        Some(Value::Object(variables)) => variables,
        Some(_) => return Err("--variables: expected an object".into()),
    };
    Ok(Request {
        state: arguments.state.clone(),
        input: json("--input", &arguments.input)?.unwrap_or_else(|| Map::new().into()),
        variables,
        context: json("--context", &arguments.context)?,
        role_arn: arguments.role_arn.clone(),
        mock: (result.is_some() || error.is_some()).then_some(Mock {
            result,
            error,
            validation: arguments.field_validation_mode,
        }),
        inspection_level: arguments.inspection_level,
        retrier_retry_count: arguments.retrier_retry_count,
        map_iteration_failure_count: arguments.map_iteration_failure_count,
        error_caused_by_state: arguments.error_caused_by_state.clone(),
        map_item_reader_data: json("--map-item-reader-data", &arguments.map_item_reader_data)?,
    })
}

fn json(option: &str, text: &str) -> Result<Value> {
    serde_json::from_str(&text_of(option, text)?)
        .map_err(|error| Error::new(format_args!("{option}: {error}")))
}

/// The text, or that of the file that it names with an `@`.
fn text_of(option: &str, text: &str) -> Result<String> {
    match text.strip_prefix('@') {
        None => Ok(text.to_owned()),
        Some(file) => fs::read_to_string(file)
            .map_err(|error| Error::new(format_args!("{option}: {file}: {error}"))),
    }
}
