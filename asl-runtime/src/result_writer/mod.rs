//! [`ResultWriter`]: a Distributed Map's results to a bucket.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::buckets::Buckets;
use crate::error::Failure;
use crate::store::ExecutionStatus;
use crate::value::Value;

/// A `ResultWriter` of a definition, its request evaluated.
#[derive(Clone, Debug)]
pub struct ResultWriter {
    /// `Parameters` or `Arguments`: `Bucket` and `Prefix`.
    pub request: Value,
    /// `WriterConfig.OutputType`
    pub output_type: OutputType,
    /// `WriterConfig.Transformation`
    pub transformation: WriterTransformation,
    /// Whether there is a `Resource`: without one the results stay in the state's output, transformed.
    pub to_objects: bool,
}

/// How results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutputType {
    /// `JSON`: an array of them.
    #[default]
    Json,
    /// `JSONL`: one a line.
    Jsonl,
}

/// What is written of a child's result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WriterTransformation {
    /// `NONE`: its output and everything known of the execution.
    #[default]
    None,
    /// `COMPACT`: its output.
    Compact,
    /// `FLATTEN`: its output, or the elements of it if it is an array.
    Flatten,
}

/// A child execution, as a file of results tells of it.
#[derive(Clone, Debug)]
pub(crate) struct ChildResult {
    /// `ExecutionArn`
    pub(crate) execution_arn: String,
    /// `Name`
    pub(crate) name: String,
    /// `StateMachineArn`
    pub(crate) state_machine_arn: String,
    /// `Input`
    pub(crate) input: Value,
    /// `Output` of one that succeeded.
    pub(crate) output: Option<Value>,
    /// `Status`, which says which file it goes to.
    pub(crate) status: ExecutionStatus,
    /// `StartDate` of one that was started.
    pub(crate) start_date: Option<Timestamp>,
    /// `StopDate` of one that ended.
    pub(crate) stop_date: Option<Timestamp>,
    /// `Error` of one that failed.
    pub(crate) error: Option<String>,
    /// `Cause` of one that failed.
    pub(crate) cause: Option<String>,
    /// `RedriveCount`
    pub(crate) redrive_count: u32,
}

/// The files of a map run's results while they are written.
pub(crate) struct ResultFiles {}

impl ResultWriter {
    /// Begins to write the results of a map run; what an earlier attempt has written of it is written again.
    ///
    /// # Errors
    ///
    /// `States.ResultWriterFailed` if the bucket is not there or does not take them.
    pub(crate) async fn open(
        &self,
        buckets: &Buckets,
        map_run_arn: &str,
    ) -> Result<ResultFiles, Failure> {
        let _ = (buckets, map_run_arn);
        Err(failed("writing results is not built in yet"))
    }
}

impl ResultFiles {
    /// Writes a child's result. The results of one status stand in the order of the calls.
    ///
    /// # Errors
    ///
    /// `States.ResultWriterFailed` if the bucket does not take it.
    pub(crate) async fn add(&mut self, result: ChildResult) -> Result<(), Failure> {
        let _ = result;
        Err(failed("writing results is not built in yet"))
    }

    /// Writes what is left and the manifest; returns the state's result: `MapRunArn` and where the manifest is.
    ///
    /// # Errors
    ///
    /// `States.ResultWriterFailed` if the bucket does not take it.
    pub(crate) async fn finish(self) -> Result<Value, Failure> {
        Err(failed("writing results is not built in yet"))
    }
}

/// `States.ResultWriterFailed` with this cause.
fn failed(cause: impl Into<Cow<'static, str>>) -> Failure {
    Failure::new(Some("States.ResultWriterFailed".into()), Some(cause.into()))
}
