//! [`ResultWriter`]: a Distributed Map's results to a bucket.
//!
//! Below the `Prefix` there is a folder for each map run, named by its UUID. `SUCCEEDED_0.json` has the results of the
//! children that succeeded, `FAILED_0.json` of those that failed, timed out or were aborted, `PENDING_0.json` the inputs
//! of those that were never started; `manifest.json` lists these files. They are written as the results come, and appear
//! when they are complete; who writes them again overwrites them.

mod entry;
#[cfg(feature = "buckets")]
mod file;
#[cfg(feature = "buckets")]
mod files;
#[cfg(all(test, feature = "buckets"))]
mod tests;

use std::borrow::Cow;

use crate::buckets::Buckets;
use crate::error::Failure;
use crate::value::Value;

pub(crate) use entry::ChildResult;
#[cfg(feature = "buckets")]
pub(crate) use files::ResultFiles;

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

impl ResultWriter {
    /// Begins to write the results of a map run; what an earlier attempt has written of it is written again.
    ///
    /// # Errors
    ///
    /// `States.ResultWriterFailed` if the bucket is not there.
    pub(crate) async fn open(
        &self,
        buckets: &Buckets,
        map_run_arn: &str,
    ) -> Result<ResultFiles, Failure> {
        ResultFiles::open(self, buckets, map_run_arn)
    }
}

/// The files of a map run's results, in a build that has none.
#[cfg(not(feature = "buckets"))]
pub(crate) enum ResultFiles {}

#[cfg(not(feature = "buckets"))]
impl ResultFiles {
    fn open(_: &ResultWriter, _: &Buckets, _: &str) -> Result<ResultFiles, Failure> {
        Err(failed(
            "asl-runtime was built without its feature `buckets`",
        ))
    }

    pub(crate) async fn add(&mut self, _: ChildResult) -> Result<(), Failure> {
        match *self {}
    }

    pub(crate) async fn finish(self) -> Result<Value, Failure> {
        match self {}
    }
}

/// `States.ResultWriterFailed` with this cause.
fn failed(cause: impl Into<Cow<'static, str>>) -> Failure {
    Failure::new(Some("States.ResultWriterFailed".into()), Some(cause.into()))
}
