//! Manifests: lists of objects that have the items.

use bytes::Bytes;
use serde::Deserialize;

use super::csv::Csv;
use super::failed;
use super::object::{Parser, ReadError, get};
use crate::buckets::Bucket;
use crate::error::Failure;
use crate::value::Value;

/// How large a manifest may be, in bytes: one of S3 names a few thousand files.
const LIMIT: u64 = 16 * 1024 * 1024;

/// An object that has items.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) bucket: String,
    pub(super) key: String,
}

/// The `manifest.json` of an inventory of S3.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inventory {
    #[serde(default)]
    destination_bucket: Option<String>,
    file_format: String,
    file_schema: String,
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    key: String,
}

/// Reads a manifest, all of it.
pub(super) async fn read(
    bucket: &Bucket,
    key: &str,
    version: Option<&str>,
) -> Result<Bytes, Failure> {
    let object = get(bucket, key, version).await?;
    if object.meta.size > LIMIT {
        let uri = bucket.uri(key);
        return Err(failed(format!(
            "{uri}: a manifest of more than {LIMIT} bytes is not read"
        )));
    }
    let bytes = object.bytes().await;
    bytes.map_err(|error| failed(bucket.error(key, &error).into_cause()))
}

/// The columns of an inventory, and its files.
pub(super) fn inventory(
    json: &[u8],
    bucket: &str,
) -> Result<(Vec<String>, Vec<Listed>), ReadError> {
    let inventory: Inventory = serde_json::from_slice(json).map_err(|error| {
        ReadError::Other(format!(
            "it is not the `manifest.json` of an S3 inventory: {error}"
        ))
    })?;
    if inventory.file_format != "CSV" {
        let format = inventory.file_format;
        return Err(ReadError::Other(format!(
            "an inventory in the format `{format}` is not read, only one in `CSV`"
        )));
    }
    let columns = inventory
        .file_schema
        .split(',')
        .map(|name| name.trim().to_owned());
    // `arn:aws:s3:::bucket`
    let destination = inventory.destination_bucket.as_deref();
    let destination = destination.and_then(|arn| arn.rsplit(':').next());
    let bucket = destination
        .filter(|name| !name.is_empty())
        .unwrap_or(bucket);
    let files = inventory.files.into_iter().map(|file| Listed {
        bucket: bucket.to_owned(),
        key: file.key,
    });
    Ok((columns.collect(), files.collect()))
}

/// The files that an `UNLOAD` of Athena has written: one a line, `s3://bucket/key`.
pub(super) fn athena(csv: &[u8]) -> Result<Vec<Listed>, ReadError> {
    let mut rows = Vec::new();
    let mut parser = Csv::with_columns(&["file".to_owned()])?;
    parser.feed(csv, &mut rows)?;
    parser.end(&mut rows)?;
    let listed = rows
        .iter()
        .enumerate()
        .map(|(index, row): (usize, &Value)| {
            let uri = row["file"].as_str().unwrap_or_default().trim();
            let place = uri
                .strip_prefix("s3://")
                .and_then(|place| place.split_once('/'));
            let (bucket, key) = place.ok_or_else(|| {
                ReadError::at_line(
                    index as u64 + 1,
                    format!("is not `s3://bucket/key`: `{uri}`"),
                )
            })?;
            Ok(Listed {
                bucket: bucket.to_owned(),
                key: key.to_owned(),
            })
        });
    listed.collect()
}
