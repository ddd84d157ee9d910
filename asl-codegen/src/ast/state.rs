//! The eight state types, with every field of both query languages.

use super::{Amount, Body, OptionalPath, PayloadTemplate, QueryLanguage, StringValue};
use crate::jsonata::Expression;
use crate::jsonpath::Path;
use crate::source::{Span, Spanned};
use crate::text::Text;

/// One state.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name, where it is defined.
    pub name: Text,
    /// The whole object.
    pub span: Span,
    /// Its own `QueryLanguage`, else the machine's.
    pub query_language: QueryLanguage,
    /// `Comment`.
    pub comment: Option<String>,
    /// `Type` and what belongs to it.
    pub kind: StateKind,
}

impl State {
    /// `Next` or `End`, of the types that have it.
    pub fn transition(&self) -> Option<&Transition> {
        match &self.kind {
            StateKind::Task(task) => Some(&task.transition),
            StateKind::Pass(pass) => Some(&pass.transition),
            StateKind::Wait(wait) => Some(&wait.transition),
            StateKind::Parallel(parallel) => Some(&parallel.transition),
            StateKind::Map(map) => Some(&map.transition),
            StateKind::Choice(_) | StateKind::Succeed(_) | StateKind::Fail(_) => None,
        }
    }
}

/// A state's `Type` with its fields.
#[derive(Clone, Debug)]
pub enum StateKind {
    /// Work done outside of the machine.
    Task(Box<Task>),
    /// Passes its input on, or makes something of it.
    Pass(Box<Pass>),
    /// Chooses the next state.
    Choice(Box<Choice>),
    /// Waits.
    Wait(Box<Wait>),
    /// Runs branches side by side.
    Parallel(Box<Parallel>),
    /// Runs one processor for each item.
    Map(Box<Map>),
    /// Ends well.
    Succeed(Box<Succeed>),
    /// Ends with an error.
    Fail(Box<Fail>),
}

/// `Next` or `End`.
#[derive(Clone, Debug)]
pub enum Transition {
    /// To a state of the same scope.
    Next(Text),
    /// `"End": true`
    End(Span),
}

/// The fields that say what becomes of a state's data. A type or query language that has no such field leaves it empty.
#[derive(Clone, Debug, Default)]
pub struct DataFlow {
    /// `InputPath`.
    pub input_path: Option<OptionalPath>,
    /// `Parameters` (JSONPath) or `Arguments` (JSONata); a Map's goes to `item_selector`.
    pub arguments: Option<PayloadTemplate>,
    /// `ResultSelector`.
    pub result_selector: Option<PayloadTemplate>,
    /// `ResultPath`.
    pub result_path: Option<ResultPath>,
    /// `OutputPath`.
    pub output_path: Option<OptionalPath>,
    /// `Assign`.
    pub assign: Option<Assign>,
    /// `Output`.
    pub output: Option<PayloadTemplate>,
}

/// `Assign`: variables and their values, in document order.
#[derive(Clone, Debug)]
pub struct Assign {
    /// The assignments.
    pub variables: Vec<Assignment>,
    /// The object.
    pub span: Span,
}

/// One variable of an `Assign`.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The key as it is written, `.$` included.
    pub key: Text,
    /// The variable, without `.$`.
    pub name: String,
    /// Its value.
    pub value: PayloadTemplate,
}

/// `ResultPath`: where the result goes in the input.
#[derive(Clone, Debug)]
pub enum ResultPath {
    /// `null`: the result is dropped, the input goes on.
    Discard(Span),
    /// A Reference Path.
    Path(Path),
}

/// A Task.
#[derive(Clone, Debug)]
pub struct Task {
    /// `Resource`.
    pub resource: Text,
    /// The data's way.
    pub data: DataFlow,
    /// `Next` or `End`.
    pub transition: Transition,
    /// `Retry`.
    pub retry: Vec<Retrier>,
    /// `Catch`.
    pub catch: Vec<Catcher>,
    /// `TimeoutSeconds` or `TimeoutSecondsPath`.
    pub timeout: Option<Amount>,
    /// `HeartbeatSeconds` or `HeartbeatSecondsPath`.
    pub heartbeat: Option<Amount>,
    /// `Credentials`.
    pub credentials: Option<PayloadTemplate>,
}

/// A Pass.
#[derive(Clone, Debug)]
pub struct Pass {
    /// `Result`.
    pub result: Option<PayloadTemplate>,
    /// The data's way.
    pub data: DataFlow,
    /// `Next` or `End`.
    pub transition: Transition,
}

/// A Wait.
#[derive(Clone, Debug)]
pub struct Wait {
    /// How long.
    pub until: WaitUntil,
    /// The data's way.
    pub data: DataFlow,
    /// `Next` or `End`.
    pub transition: Transition,
}

/// How long a Wait waits.
#[derive(Clone, Debug)]
pub enum WaitUntil {
    /// `Seconds` or `SecondsPath`.
    Seconds(Amount),
    /// `Timestamp` or `TimestampPath`.
    Timestamp(StringValue),
}

/// A Succeed.
#[derive(Clone, Debug)]
pub struct Succeed {
    /// The data's way.
    pub data: DataFlow,
}

/// A Fail.
#[derive(Clone, Debug)]
pub struct Fail {
    /// `Error` or `ErrorPath`.
    pub error: Option<StringValue>,
    /// `Cause` or `CausePath`.
    pub cause: Option<StringValue>,
}

/// A Choice.
#[derive(Clone, Debug)]
pub struct Choice {
    /// `Choices`.
    pub rules: Vec<ChoiceRule>,
    /// `Default`.
    pub default: Option<Text>,
    /// The data's way; `Assign` and `Output` here belong to `Default`.
    pub data: DataFlow,
}

/// One of a Choice's `Choices`.
#[derive(Clone, Debug)]
pub struct ChoiceRule {
    /// When it holds.
    pub condition: Condition,
    /// `Next`.
    pub next: Text,
    /// `Assign` of the rule.
    pub assign: Option<Assign>,
    /// `Output` of the rule (JSONata).
    pub output: Option<PayloadTemplate>,
    /// `Comment`.
    pub comment: Option<String>,
    /// The whole rule.
    pub span: Span,
}

/// When a [`ChoiceRule`] holds.
#[derive(Clone, Debug)]
pub enum Condition {
    /// `And`; of nothing it holds: `"Condition": true`.
    And(Vec<Condition>),
    /// `Or`; of nothing it does not hold: `"Condition": false`.
    Or(Vec<Condition>),
    /// `Not`
    Not(Box<Condition>),
    /// `Variable` and a comparison operator.
    Test(DataTest),
    /// `Condition`, a JSONata expression.
    Jsonata(Expression),
}

/// A comparison of a [`ChoiceRule`].
#[derive(Clone, Debug)]
pub struct DataTest {
    /// `Variable`.
    pub variable: Path,
    /// The operator without its `Path`, where that stands.
    pub operator: Spanned<Operator>,
    /// What it compares with.
    pub operand: Operand,
}

/// The comparison operators of a Choice in JSONPath.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // The specification's names, which it explains.
pub enum Operator {
    StringEquals,
    StringLessThan,
    StringGreaterThan,
    StringLessThanEquals,
    StringGreaterThanEquals,
    StringMatches,
    NumericEquals,
    NumericLessThan,
    NumericGreaterThan,
    NumericLessThanEquals,
    NumericGreaterThanEquals,
    BooleanEquals,
    TimestampEquals,
    TimestampLessThan,
    TimestampGreaterThan,
    TimestampLessThanEquals,
    TimestampGreaterThanEquals,
    IsNull,
    IsPresent,
    IsNumeric,
    IsString,
    IsBoolean,
    IsTimestamp,
}

/// What a [`DataTest`] compares with.
#[derive(Clone, Debug)]
pub enum Operand {
    /// A string, or a time stamp's text.
    String(Text),
    /// A number, as it is written.
    Number(Spanned<String>),
    /// A Boolean.
    Bool(Spanned<bool>),
    /// By the operator's `…Path` form.
    Path(Path),
}

/// A Parallel.
#[derive(Clone, Debug)]
pub struct Parallel {
    /// `Branches`.
    pub branches: Vec<Body>,
    /// The data's way.
    pub data: DataFlow,
    /// `Next` or `End`.
    pub transition: Transition,
    /// `Retry`.
    pub retry: Vec<Retrier>,
    /// `Catch`.
    pub catch: Vec<Catcher>,
}

/// A Map.
#[derive(Clone, Debug)]
pub struct Map {
    /// `ItemProcessor`, or the older `Iterator`.
    pub processor: Body,
    /// `ItemProcessor.ProcessorConfig`.
    pub processor_config: Option<ProcessorConfig>,
    /// `ItemsPath` or `Items`.
    pub items: Option<Items>,
    /// `ItemSelector`, or the older `Parameters`.
    pub item_selector: Option<PayloadTemplate>,
    /// `MaxConcurrency` or `MaxConcurrencyPath`; 0 and absence mean no limit.
    pub max_concurrency: Option<Amount>,
    /// The Distributed Map's fields.
    pub distributed: Distributed,
    /// The data's way.
    pub data: DataFlow,
    /// `Next` or `End`.
    pub transition: Transition,
    /// `Retry`.
    pub retry: Vec<Retrier>,
    /// `Catch`.
    pub catch: Vec<Catcher>,
}

impl Map {
    /// Whether its children are executions of their own.
    pub fn is_distributed(&self) -> bool {
        let config = self.processor_config.as_ref();
        let mode = config.and_then(|config| config.mode.as_ref());
        mode.is_some_and(|mode| mode.value == "DISTRIBUTED")
    }
}

/// A Map's `ProcessorConfig`.
#[derive(Clone, Debug)]
pub struct ProcessorConfig {
    /// `Mode`: `INLINE` or `DISTRIBUTED`.
    pub mode: Option<Text>,
    /// `ExecutionType`: `STANDARD` or `EXPRESS`.
    pub execution_type: Option<Text>,
    /// The object.
    pub span: Span,
}

/// The fields that only have a meaning in a Distributed Map.
#[derive(Clone, Debug, Default)]
pub struct Distributed {
    /// The keys of those that are given, in document order.
    pub given: Vec<Text>,
    /// `ItemReader`.
    pub item_reader: Option<ItemReader>,
    /// `ItemBatcher`.
    pub item_batcher: Option<ItemBatcher>,
    /// `ResultWriter`.
    pub result_writer: Option<ResultWriter>,
    /// `Label`.
    pub label: Option<Text>,
    /// `ToleratedFailureCount` or `ToleratedFailureCountPath`.
    pub tolerated_failure_count: Option<Amount>,
    /// `ToleratedFailurePercentage` or `ToleratedFailurePercentagePath`.
    pub tolerated_failure_percentage: Option<Amount<f64>>,
}

/// `ItemReader`: a Distributed Map's items come from elsewhere.
#[derive(Clone, Debug)]
pub struct ItemReader {
    /// `Resource`.
    pub resource: Text,
    /// `Parameters` or `Arguments`.
    pub arguments: Option<PayloadTemplate>,
    /// `ReaderConfig`.
    pub config: ReaderConfig,
}

/// `ReaderConfig`: how an [`ItemReader`] reads.
#[derive(Clone, Debug, Default)]
pub struct ReaderConfig {
    /// `InputType`: `CSV`, `JSON`, `JSONL`, `MANIFEST` or `PARQUET`.
    pub input_type: Option<Text>,
    /// `Transformation`: `NONE` or `LOAD_AND_FLATTEN`.
    pub transformation: Option<Text>,
    /// `ManifestType`: `ATHENA_DATA` or `S3_INVENTORY`.
    pub manifest_type: Option<Text>,
    /// `CSVDelimiter`: `COMMA`, `PIPE`, `SEMICOLON`, `SPACE` or `TAB`.
    pub csv_delimiter: Option<Text>,
    /// `CSVHeaderLocation`: `FIRST_ROW` or `GIVEN`.
    pub csv_header_location: Option<Text>,
    /// `CSVHeaders`.
    pub csv_headers: Option<Vec<Text>>,
    /// `ItemsPointer`: a JSON Pointer to the array inside a JSON file.
    pub items_pointer: Option<Text>,
    /// `MaxItems` or `MaxItemsPath`.
    pub max_items: Option<Amount>,
}

/// `ItemBatcher`: several items go to one child.
#[derive(Clone, Debug)]
pub struct ItemBatcher {
    /// `BatchInput`.
    pub batch_input: Option<PayloadTemplate>,
    /// `MaxItemsPerBatch` or `MaxItemsPerBatchPath`.
    pub max_items_per_batch: Option<Amount>,
    /// `MaxInputBytesPerBatch` or `MaxInputBytesPerBatchPath`.
    pub max_input_bytes_per_batch: Option<Amount>,
}

/// `ResultWriter`: where a Distributed Map's results go.
#[derive(Clone, Debug)]
pub struct ResultWriter {
    /// `Resource`; without one the results stay in the state's output.
    pub resource: Option<Text>,
    /// `Parameters` or `Arguments`.
    pub arguments: Option<PayloadTemplate>,
    /// `WriterConfig.Transformation`: `NONE`, `COMPACT` or `FLATTEN`.
    pub transformation: Option<Text>,
    /// `WriterConfig.OutputType`: `JSON` or `JSONL`.
    pub output_type: Option<Text>,
}

/// What a Map maps over.
#[derive(Clone, Debug)]
pub enum Items {
    /// `ItemsPath`.
    Path(Path),
    /// `Items`: an array of values, or an expression.
    Template(PayloadTemplate),
}

/// One entry of `Retry`.
#[derive(Clone, Debug)]
pub struct Retrier {
    /// `ErrorEquals`.
    pub error_equals: Vec<Text>,
    /// `IntervalSeconds`, 1 where it is left out.
    pub interval_seconds: u64,
    /// `MaxAttempts`, 3 where it is left out.
    pub max_attempts: u64,
    /// `BackoffRate`, 2 where it is left out.
    pub backoff_rate: f64,
    /// `MaxDelaySeconds`.
    pub max_delay_seconds: Option<u64>,
    /// `JitterStrategy` is `FULL`.
    pub full_jitter: bool,
    /// The whole entry.
    pub span: Span,
}

/// One entry of `Catch`.
#[derive(Clone, Debug)]
pub struct Catcher {
    /// `ErrorEquals`.
    pub error_equals: Vec<Text>,
    /// `Next`.
    pub next: Text,
    /// `ResultPath` (JSONPath).
    pub result_path: Option<ResultPath>,
    /// `Assign`.
    pub assign: Option<Assign>,
    /// `Output` (JSONata).
    pub output: Option<PayloadTemplate>,
    /// The whole entry.
    pub span: Span,
}
