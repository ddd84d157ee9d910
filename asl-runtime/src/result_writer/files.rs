//! The folder of a map run's results.

use object_store::ObjectStoreExt;

use super::entry::ChildResult;
use super::file::{FILE, FileWriter, Written};
use super::{ResultWriter, WriterTransformation, failed};
use crate::buckets::{Bucket, Buckets};
use crate::error::Failure;
use crate::store::ExecutionStatus;
use crate::value::{Map, Value};

/// The files of a map run's results while they are written.
pub(crate) struct ResultFiles {
    bucket: Bucket,
    map_run_arn: String,
    /// `prefix/uuid/`
    folder: String,
    transformation: WriterTransformation,
    succeeded: FileWriter,
    failed: FileWriter,
    pending: FileWriter,
}

impl ResultFiles {
    pub(super) fn open(
        writer: &ResultWriter,
        buckets: &Buckets,
        map_run_arn: &str,
    ) -> Result<ResultFiles, Failure> {
        ResultFiles::open_with(writer, buckets, map_run_arn, FILE)
    }

    /// [`open`](ResultFiles::open) with files of this size.
    pub(super) fn open_with(
        writer: &ResultWriter,
        buckets: &Buckets,
        map_run_arn: &str,
        limit: u64,
    ) -> Result<ResultFiles, Failure> {
        let bucket = writer.request["Bucket"].as_str();
        let bucket =
            bucket.ok_or_else(|| failed("the ResultWriter's request has no string `Bucket`"))?;
        let bucket = buckets
            .find(bucket)
            .map_err(|error| failed(error.into_cause()))?;
        let prefix = writer.request["Prefix"].as_str().unwrap_or_default();
        let slash = match prefix.is_empty() || prefix.ends_with('/') {
            true => "",
            false => "/",
        };
        let uuid = map_run_arn.rsplit(':').next().unwrap_or_default();
        let folder = format!("{prefix}{slash}{uuid}/");
        bucket
            .key(&format!("{folder}manifest.json"))
            .map_err(|error| failed(error.into_cause()))?;
        let files = |status| {
            let stem = format!("{folder}{status}");
            FileWriter::new(bucket.store.clone(), stem, writer.output_type, limit)
        };
        Ok(ResultFiles {
            succeeded: files("SUCCEEDED"),
            failed: files("FAILED"),
            pending: files("PENDING"),
            map_run_arn: map_run_arn.to_owned(),
            transformation: writer.transformation,
            folder,
            bucket,
        })
    }

    /// Writes a child's result. The results of one status stand in the order of the calls.
    ///
    /// # Errors
    ///
    /// `States.ResultWriterFailed` if the bucket does not take it.
    pub(crate) async fn add(&mut self, result: ChildResult) -> Result<(), Failure> {
        let files = match result.status {
            ExecutionStatus::Succeeded => &mut self.succeeded,
            ExecutionStatus::Running => &mut self.pending,
            ExecutionStatus::Failed | ExecutionStatus::TimedOut | ExecutionStatus::Aborted => {
                &mut self.failed
            }
        };
        result.entries(self.transformation, |entry| files.put(entry));
        let flushed = files.flush().await;
        flushed.map_err(|error| refused(&self.bucket, &self.folder, &error))
    }

    /// Writes what is left and the manifest; returns the state's result: `MapRunArn` and where the manifest is.
    ///
    /// # Errors
    ///
    /// `States.ResultWriterFailed` if the bucket does not take it.
    pub(crate) async fn finish(self) -> Result<Value, Failure> {
        let (bucket, folder) = (self.bucket, self.folder);
        let mut files = Map::with_capacity(3);
        let written = [
            ("FAILED", self.failed),
            ("PENDING", self.pending),
            ("SUCCEEDED", self.succeeded),
        ];
        for (status, written) in written {
            let written = written.finish().await;
            let written = written.map_err(|error| refused(&bucket, &folder, &error))?;
            files.insert(status, Value::array(written.into_iter().map(described)));
        }
        let manifest = Value::object([
            ("DestinationBucket", Value::from(bucket.name.as_str())),
            ("MapRunArn", Value::from(self.map_run_arn.as_str())),
            ("ResultFiles", files.into()),
        ]);
        let key = format!("{folder}manifest.json");
        let path = bucket
            .key(&key)
            .map_err(|error| failed(error.into_cause()))?;
        let put = bucket
            .store
            .put(&path, manifest.to_json_string().into())
            .await;
        put.map_err(|error| refused(&bucket, &key, &error))?;
        let place = [("Bucket", bucket.name), ("Key", key)];
        Ok(Value::object([
            ("MapRunArn", Value::from(self.map_run_arn)),
            ("ResultWriterDetails", Value::object(place)),
        ]))
    }
}

fn described(file: Written) -> Value {
    Value::object([("Key", Value::from(file.key)), ("Size", file.size.into())])
}

fn refused(bucket: &Bucket, key: &str, error: &object_store::Error) -> Failure {
    failed(bucket.error(key, error).into_cause())
}
