//! [`ItemReader`]: a Distributed Map's items from a bucket.
//!
//! What is read streams: of an object a piece at a time is in memory, and its items. A parser is fed pieces of bytes as
//! the store gives them, and puts the items that are complete on a list.

#[cfg(feature = "buckets")]
mod csv;
#[cfg(feature = "buckets")]
mod decode;
#[cfg(feature = "buckets")]
mod json;
#[cfg(feature = "buckets")]
mod json_span;
#[cfg(feature = "buckets")]
mod jsonl;
#[cfg(feature = "buckets")]
mod listing;
#[cfg(feature = "buckets")]
mod manifest;
#[cfg(feature = "buckets")]
mod object;
#[cfg(feature = "buckets")]
mod open;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(all(test, feature = "buckets"))]
mod tests;

use std::borrow::Cow;

use futures_util::stream::BoxStream;

use crate::buckets::Buckets;
use crate::error::Failure;
use crate::value::Value;

/// An `ItemReader` of a definition, its request evaluated.
#[derive(Clone, Debug)]
pub struct ItemReader {
    /// What `Resource` names.
    pub resource: ReaderResource,
    /// `Parameters` or `Arguments`: `Bucket`, `Key`, `Prefix`, ...
    pub request: Value,
    /// `ReaderConfig`.
    pub config: ReaderConfig,
}

/// The calls of S3 that an `ItemReader` can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReaderResource {
    /// `arn:aws:states:::s3:getObject`: the items are in an object.
    GetObject,
    /// `arn:aws:states:::s3:listObjectsV2`: the items are the objects of a bucket.
    ListObjectsV2,
}

/// A `ReaderConfig`: how an [`ItemReader`] reads.
#[derive(Clone, Debug, Default)]
pub struct ReaderConfig {
    /// `InputType`
    pub input_type: Option<InputType>,
    /// `Transformation`
    pub transformation: ReaderTransformation,
    /// `ManifestType`
    pub manifest_type: Option<ManifestType>,
    /// `CSVDelimiter`
    pub csv_delimiter: CsvDelimiter,
    /// `CSVHeaderLocation`
    pub csv_header_location: Option<CsvHeaderLocation>,
    /// `CSVHeaders`
    pub csv_headers: Option<&'static [&'static str]>,
    /// `ItemsPointer`, a JSON Pointer.
    pub items_pointer: Option<&'static str>,
    /// `MaxItems` or `MaxItemsPath`, evaluated; 0 and none are no limit.
    pub max_items: Option<i64>,
}

/// What an object holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputType {
    /// `CSV`: a row an item, all values strings.
    Csv,
    /// `JSON`: an array of items, or an object of them.
    Json,
    /// `JSONL`: an item a line.
    Jsonl,
    /// `MANIFEST`: a list of objects that have the items, or are them.
    Manifest,
    /// `PARQUET`: a row an item.
    Parquet,
}

/// What becomes of the objects that are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReaderTransformation {
    /// `NONE`: an object's description is an item.
    #[default]
    None,
    /// `LOAD_AND_FLATTEN`: each object is read, and what it holds are the items.
    LoadAndFlatten,
}

/// Whose manifest it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManifestType {
    /// `ATHENA_DATA`: the files that an `UNLOAD` of Athena wrote.
    AthenaData,
    /// `S3_INVENTORY`: an inventory of a bucket.
    S3Inventory,
}

/// What separates the columns of CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvDelimiter {
    /// `,`
    #[default]
    Comma,
    /// `|`
    Pipe,
    /// `;`
    Semicolon,
    /// A blank.
    Space,
    /// A tab.
    Tab,
}

/// Where the names of a CSV's columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CsvHeaderLocation {
    /// `FIRST_ROW`: in the first row.
    FirstRow,
    /// `GIVEN`: in `CSVHeaders`.
    Given,
}

impl ItemReader {
    /// Begins to read: the items in order, the same order each time.
    ///
    /// ```
    /// use asl_runtime::item_reader::{InputType, ItemReader, ReaderConfig, ReaderResource};
    /// use asl_runtime::{Buckets, Value, value};
    /// use futures_util::TryStreamExt;
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let buckets = Buckets::memory();
    /// buckets.put_object("sales", "2026.jsonl", "{\"sku\": \"lamp\"}\n").await.unwrap();
    /// let reader = ItemReader {
    ///     resource: ReaderResource::GetObject,
    ///     request: value!({ "Bucket": "sales", "Key": "2026.jsonl" }),
    ///     config: ReaderConfig { input_type: Some(InputType::Jsonl), ..ReaderConfig::default() },
    /// };
    /// let items: Vec<Value> = reader.open(&buckets).await?.try_collect().await?;
    /// assert_eq!(items, [value!({ "sku": "lamp" })]);
    /// # Ok::<(), asl_runtime::Failure>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// `States.ItemReaderFailed`, here or among the items, after which there are no more.
    pub async fn open(
        &self,
        buckets: &Buckets,
    ) -> Result<BoxStream<'static, Result<Value, Failure>>, Failure> {
        #[cfg(feature = "buckets")]
        return open::items(self, buckets).await;
        #[cfg(not(feature = "buckets"))]
        {
            let _ = (self, buckets);
            Err(failed(
                "asl-runtime was built without its feature `buckets`",
            ))
        }
    }
}

/// `States.ItemReaderFailed` with this cause.
fn failed(cause: impl Into<Cow<'static, str>>) -> Failure {
    Failure::new(Some("States.ItemReaderFailed".into()), Some(cause.into()))
}
