//! What a test of a state is asked for.

use serde_json::{Map, Value};

use super::Refusal;

/// A request of the TestState API, without the definition.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `stateName`; without it the definition is a state alone.
    pub state: Option<String>,
    /// `input`.
    pub input: Value,
    /// `variables`.
    pub variables: Map<String, Value>,
    /// `context`; one like AWS's where it is left out.
    pub context: Option<Value>,
    /// `roleArn`.
    pub role_arn: Option<String>,
    /// `mock`.
    pub mock: Option<Mock>,
    /// `inspectionLevel`.
    pub inspection_level: InspectionLevel,
    /// `stateConfiguration.retrierRetryCount`.
    pub retrier_retry_count: u64,
    /// `stateConfiguration.mapIterationFailureCount`.
    pub map_iteration_failure_count: u64,
    /// `stateConfiguration.errorCausedByState`.
    pub error_caused_by_state: Option<String>,
    /// `stateConfiguration.mapItemReaderData`.
    pub map_item_reader_data: Option<Value>,
}

/// How much of a state's data flow an answer shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InspectionLevel {
    /// The output, or the error.
    #[default]
    Info,
    /// Every stage of the data flow too.
    Debug,
    /// What AWS shows besides of a call over HTTP, which a mock does not make: as DEBUG.
    Trace,
}

/// What is given in place of what the state calls or runs.
#[derive(Clone, Debug, Default)]
pub struct Mock {
    /// `result`, JSON text.
    pub result: Option<String>,
    /// `errorOutput`: the error's name and cause.
    pub error: Option<(Option<String>, Option<String>)>,
    /// `fieldValidationMode`.
    pub validation: FieldValidation,
}

/// How a mock's result is compared with what the service returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FieldValidation {
    /// Fields that the service always gives have to be there, and all have their types.
    #[default]
    Strict,
    /// Those that are there have their types.
    Present,
    /// Not at all.
    None,
}

impl Request {
    /// Reads the members of the API's request; data may be JSON text, as in the API, or JSON.
    ///
    /// # Errors
    ///
    /// A member of the wrong type.
    pub fn from_members(members: &Value) -> Result<Request, Refusal> {
        let text = |member: &Value| member.as_str().map(str::to_owned);
        let configuration = &members["stateConfiguration"];
        let count = |member: &str| configuration[member].as_u64().unwrap_or_default();
        let mock = &members["mock"];
        let error = &mock["errorOutput"];
        let mock = mock.is_object().then(|| Mock {
            result: match &mock["result"] {
                Value::Null => None,
                Value::String(text) => Some(text.clone()),
                result => Some(result.to_string()),
            },
            error: error
                .is_object()
                .then(|| (text(&error["error"]), text(&error["cause"]))),
            validation: match mock["fieldValidationMode"].as_str() {
                Some("PRESENT") => FieldValidation::Present,
                Some("NONE") => FieldValidation::None,
                _ => FieldValidation::Strict,
            },
        });
        Ok(Request {
            state: text(&members["stateName"]),
            input: match &members["input"] {
                Value::Null => Value::Object(Map::new()),
                // A string that is no JSON text is the input itself.
                input => data("input", input).unwrap_or_else(|_| input.clone()),
            },
            variables: match data("variables", &members["variables"])? {
                Value::Object(variables) => variables,
                Value::Null => Map::new(),
                _ => return Err(Refusal::request("Variables must be a JSON object")),
            },
            context: match data("context", &members["context"])? {
                Value::Null => None,
                context => Some(context),
            },
            role_arn: text(&members["roleArn"]),
            mock,
            inspection_level: match members["inspectionLevel"].as_str() {
                Some("DEBUG") => InspectionLevel::Debug,
                Some("TRACE") => InspectionLevel::Trace,
                _ => InspectionLevel::Info,
            },
            retrier_retry_count: count("retrierRetryCount"),
            map_iteration_failure_count: count("mapIterationFailureCount"),
            error_caused_by_state: text(&configuration["errorCausedByState"]),
            map_item_reader_data: match data(
                "mapItemReaderData",
                &configuration["mapItemReaderData"],
            )? {
                Value::Null => None,
                data => Some(data),
            },
        })
    }
}

/// JSON, which may be JSON text.
fn data(member: &str, value: &Value) -> Result<Value, Refusal> {
    let Value::String(text) = value else {
        return Ok(value.clone());
    };
    serde_json::from_str(text)
        .map_err(|error| Refusal::request(format!("Invalid JSON in {member}: {error}")))
}
