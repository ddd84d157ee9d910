//! What comes of a map run: the state's result.

use std::collections::BTreeMap;

use crate::buckets::Buckets;
use crate::error::Failure;
use crate::result_writer::{ChildResult, ResultFiles, ResultWriter, WriterTransformation};
use crate::store::ExecutionStatus;
use crate::value::Value;

use super::keeper::ChildEnd;
use super::map_run::MapRunId;

/// The results of a map run's children, as they come in.
pub(crate) struct Results<'a> {
    map_run: &'a MapRunId,
    to: To,
}

enum To {
    /// The state's result.
    State {
        /// By the child's number, as the writer shapes them.
        values: BTreeMap<u64, Vec<Value>>,
        shape: WriterTransformation,
        bytes: usize,
        /// How many bytes the result may have.
        limit: Option<usize>,
    },
    /// Files.
    Files(Box<ResultFiles>),
}

impl<'a> Results<'a> {
    pub(crate) async fn open(
        writer: Option<&ResultWriter>,
        buckets: Option<&Buckets>,
        limit: Option<usize>,
        map_run: &'a MapRunId,
    ) -> Result<Self, Failure> {
        let to = match writer {
            Some(writer) if writer.to_objects => {
                let buckets = buckets.ok_or_else(|| no_buckets("States.ResultWriterFailed"))?;
                To::Files(Box::new(writer.open(buckets, &map_run.arn).await?))
            }
            writer => To::State {
                values: BTreeMap::new(),
                shape: writer.map_or(WriterTransformation::Compact, |it| it.transformation),
                bytes: 0,
                limit,
            },
        };
        Ok(Results { map_run, to })
    }

    /// Whether the children's inputs are needed.
    pub(crate) fn want_inputs(&self) -> bool {
        match &self.to {
            To::State { shape, .. } => *shape == WriterTransformation::None,
            To::Files(_) => true,
        }
    }

    /// Adds what came of a child.
    pub(crate) async fn add(
        &mut self,
        index: u64,
        input: Option<Value>,
        end: ChildEnd,
    ) -> Result<(), Failure> {
        let map_run = self.map_run;
        match &mut self.to {
            To::State {
                values,
                shape,
                bytes,
                limit,
            } => {
                if end.status != ExecutionStatus::Succeeded {
                    return Ok(());
                }
                let shaped = match shape {
                    WriterTransformation::Compact => vec![end.output.unwrap_or_default()],
                    shape => {
                        let result = result(map_run, index, input.unwrap_or_default(), end);
                        let mut shaped = Vec::new();
                        result.entries(*shape, |entry| shaped.push(entry.clone()));
                        shaped
                    }
                };
                // Each with a comma or bracket.
                *bytes += shaped
                    .iter()
                    .map(|value| value.json_len() + 1)
                    .sum::<usize>();
                // It will be refused as a whole: of no use to keep.
                if limit.is_none_or(|limit| *bytes <= limit.saturating_add(2)) {
                    values.insert(index, shaped);
                }
                Ok(())
            }
            To::Files(files) => {
                files
                    .add(result(map_run, index, input.unwrap_or_default(), end))
                    .await
            }
        }
    }

    /// The state's result, when nothing is to be added any more; none where it is too large.
    pub(crate) async fn finish(self) -> Result<Option<Value>, Failure> {
        match self.to {
            To::Files(files) => files.finish().await.map(Some),
            To::State { bytes, limit, .. } if limit.is_some_and(|limit| bytes + 1 > limit) => {
                Ok(None)
            }
            To::State { values, .. } => Ok(Some(values.into_values().flatten().collect())),
        }
    }
}

fn result(map_run: &MapRunId, index: u64, input: Value, end: ChildEnd) -> ChildResult {
    let name = map_run.child_name(index);
    ChildResult {
        execution_arn: map_run.child_arn(&name),
        name,
        state_machine_arn: map_run.machine_arn(),
        input,
        output: end.output,
        status: end.status,
        start_date: Some(end.start_date),
        stop_date: Some(end.stop_date),
        error: end.error,
        cause: end.cause,
        redrive_count: 0,
    }
}

/// What is to be read or written is in no bucket that the host knows.
pub(crate) fn no_buckets(error: &'static str) -> Failure {
    let cause = "There are no buckets to read from and to write to. Give the engine or the run its buckets.";
    Failure::new(Some(error.into()), Some(cause.into()))
}
