//! Begins to read what an [`ItemReader`] asks for.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_util::stream::{self, BoxStream, Stream, StreamExt};

use super::csv::Csv;
use super::json::Json;
use super::jsonl::Jsonl;
use super::manifest::Listed;
use super::object::{Chunks, ReadError};
use super::{
    CsvHeaderLocation, InputType, ItemReader, ManifestType, ReaderConfig, ReaderResource,
    ReaderTransformation, failed, listing, manifest, object,
};
use crate::buckets::{Bucket, Buckets};
use crate::error::Failure;
use crate::value::Value;

/// The items of a reader.
pub(super) async fn items(
    reader: &ItemReader,
    buckets: &Buckets,
) -> Result<BoxStream<'static, Result<Value, Failure>>, Failure> {
    let limit = match reader.config.max_items {
        Some(limit) if limit < 0 => return Err(failed("field MaxItems must be positive")),
        None | Some(0) => u64::MAX,
        Some(limit) => limit.unsigned_abs(),
    };
    let chunks = match reader.resource {
        ReaderResource::ListObjectsV2 => listed(reader, buckets).await?,
        ReaderResource::GetObject => found(reader, buckets).await?,
    };
    let items = Items {
        ready: Vec::new().into_iter(),
        chunks,
        left: limit,
    };
    Ok(items.boxed())
}

/// `s3:listObjectsV2`
async fn listed(reader: &ItemReader, buckets: &Buckets) -> Result<Chunks, Failure> {
    let bucket = bucket_of(buckets, text(&reader.request, "Bucket")?)?;
    let prefix = reader.request["Prefix"].as_str().unwrap_or_default();
    let objects = listing::objects(&bucket, prefix)?;
    if reader.config.transformation == ReaderTransformation::None {
        return Ok(listing::items(objects));
    }
    let format = Format::new(&reader.config)?;
    let state = (bucket, objects, format);
    let each = stream::unfold(state, |(bucket, mut objects, format)| async move {
        let chunks = loop {
            match objects.next().await? {
                Err(failure) => break Err(failure),
                // What marks a folder.
                Ok(object) if object.size == 0 => continue,
                Ok(object) => {
                    break format.read(&bucket, object.location.as_ref(), None).await;
                }
            }
        };
        Some((chunks, (bucket, objects, format)))
    });
    Ok(flattened(each))
}

/// `s3:getObject`
async fn found(reader: &ItemReader, buckets: &Buckets) -> Result<Chunks, Failure> {
    let (request, config) = (&reader.request, &reader.config);
    let bucket = bucket_of(buckets, text(request, "Bucket")?)?;
    let key = text(request, "Key")?;
    let version = request["VersionId"].as_str();
    let whose = match (config.manifest_type, config.input_type) {
        (Some(whose), _) => whose,
        (None, Some(InputType::Manifest)) => ManifestType::S3Inventory,
        (None, _) => return Format::new(config)?.read(&bucket, key, version).await,
    };
    let in_manifest = |error: ReadError| error.of(&bucket.uri(key));
    // What cannot be read is said before the manifest is.
    let data = match whose {
        ManifestType::S3Inventory => None,
        ManifestType::AthenaData => Some(Format::new(config)?),
    };
    let text = manifest::read(&bucket, key, version).await?;
    let (format, files) = match data {
        None => {
            let (columns, files) = manifest::inventory(&text, &bucket.name).map_err(in_manifest)?;
            (Format::Columns(columns), files)
        }
        Some(format) => (format, manifest::athena(&text).map_err(in_manifest)?),
    };
    let state = (buckets.clone(), VecDeque::from(files), format);
    let each = stream::unfold(state, |(buckets, mut files, format)| async move {
        let Listed { bucket: name, key } = files.pop_front()?;
        let chunks = match bucket_of(&buckets, &name) {
            Ok(bucket) => format.read(&bucket, &key, None).await,
            Err(failure) => Err(failure),
        };
        Some((chunks, (buckets, files, format)))
    });
    Ok(flattened(each))
}

/// The items of several objects, one behind the other.
fn flattened(each: impl Stream<Item = Result<Chunks, Failure>> + Send + 'static) -> Chunks {
    each.flat_map(|chunks| chunks.unwrap_or_else(|failure| stream::iter([Err(failure)]).boxed()))
        .boxed()
}

/// How the objects that have the items are read.
enum Format {
    Csv(ReaderConfig),
    /// CSV without a first row of names.
    Columns(Vec<String>),
    Json(Option<&'static str>),
    Jsonl,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    fn new(config: &ReaderConfig) -> Result<Format, Failure> {
        match config.input_type {
            // JSON is what AWS reads where the definition leaves it open.
            None | Some(InputType::Json) => Ok(Format::Json(config.items_pointer)),
            Some(InputType::Jsonl) => Ok(Format::Jsonl),
            Some(InputType::Csv) => {
                let mut config = config.clone();
                match config.csv_header_location {
                    Some(CsvHeaderLocation::Given) => {}
                    Some(CsvHeaderLocation::FirstRow) | None => config.csv_headers = None,
                }
                Ok(Format::Csv(config))
            }
            #[cfg(feature = "parquet")]
            Some(InputType::Parquet) => Ok(Format::Parquet),
            #[cfg(not(feature = "parquet"))]
            Some(InputType::Parquet) => Err(failed(
                "the InputType PARQUET cannot be read: asl-runtime was built without its feature `parquet`",
            )),
            Some(InputType::Manifest) => Err(failed(
                "the InputType MANIFEST says nothing of the objects' content: give CSV, JSON or JSONL",
            )),
        }
    }

    async fn read(
        &self,
        bucket: &Bucket,
        key: &str,
        version: Option<&str>,
    ) -> Result<Chunks, Failure> {
        let in_object = |error: ReadError| error.of(&bucket.uri(key));
        match self {
            Format::Csv(config) => {
                let csv = Csv::new(config).map_err(in_object)?;
                object::items(bucket, key, version, csv).await
            }
            Format::Columns(names) => {
                let csv = Csv::with_columns(names).map_err(in_object)?;
                object::items(bucket, key, version, csv).await
            }
            Format::Json(pointer) => {
                let json = Json::new(*pointer).map_err(in_object)?;
                object::items(bucket, key, version, json).await
            }
            Format::Jsonl => object::items(bucket, key, version, Jsonl::default()).await,
            #[cfg(feature = "parquet")]
            Format::Parquet => super::parquet::items(bucket, key, version).await,
        }
    }
}

fn bucket_of(buckets: &Buckets, name: &str) -> Result<Bucket, Failure> {
    buckets
        .find(name)
        .map_err(|error| failed(error.into_cause()))
}

/// A string of the request.
fn text<'r>(request: &'r Value, name: &str) -> Result<&'r str, Failure> {
    let text = request[name].as_str();
    text.ok_or_else(|| failed(format!("the ItemReader's request has no string `{name}`")))
}

/// The items of lists, up to a limit.
struct Items {
    ready: vec::IntoIter<Value>,
    chunks: Chunks,
    /// How many may still come.
    left: u64,
}

impl Stream for Items {
    type Item = Result<Value, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        loop {
            if let Some(item) = self.ready.next() {
                self.left -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.chunks.poll_next_unpin(cx)) {
                Some(Ok(chunk)) => self.ready = chunk.into_iter(),
                Some(Err(failure)) => {
                    self.left = 0;
                    return Poll::Ready(Some(Err(failure)));
                }
                None => {
                    self.left = 0;
                    return Poll::Ready(None);
                }
            }
        }
    }
}
