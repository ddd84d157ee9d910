//! Parquet: each row is an item.
//!
//! A file is read from its end, where it says what is where, and then a row group at a time, which is so in memory.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::{Buf, Bytes};
use futures_util::stream::{self, StreamExt};
use jiff::{SignedDuration, Timestamp};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::reader::{ReaderIter, TreeBuilder};
use parquet::record::{Field, Row};

use super::failed;
use super::object::{Chunks, ReadError};
use crate::buckets::Bucket;
use crate::error::{Failure, panic_text};
use crate::timestamp::print;
use crate::value::{Map, Value};

/// Behind what says what is where: its length and a mark.
const END: u64 = 8;

/// So much of the end is fetched at first, which mostly has all of that.
const TAIL: u64 = 64 * 1024;

/// How large what says what is where may be, in bytes, and a row group: as on AWS.
const FOOTER_LIMIT: u64 = 5 * 1024 * 1024;
const ROW_GROUP_LIMIT: u64 = 256 * 1024 * 1024;

/// So many rows are given out at once.
const ROWS: usize = 500;

/// Begins to read an object.
pub(super) async fn items(
    bucket: &Bucket,
    key: &str,
    version: Option<&str>,
) -> Result<Chunks, Failure> {
    let uri = bucket.uri(key);
    if version.is_some() {
        return Err(failed(format!(
            "{uri}: `VersionId` cannot be used with PARQUET"
        )));
    }
    let path = bucket
        .key(key)
        .map_err(|error| failed(error.into_cause()))?;
    let cause = |error: object_store::Error| failed(bucket.error(key, &error).into_cause());
    let length = bucket.store.head(&path).await.map_err(cause)?.size;
    let not_parquet = || ReadError::Other("it is not a Parquet file".to_owned()).of(&uri);
    if length < END {
        return Err(not_parquet());
    }
    let fetch = async |range: Range<u64>| bucket.store.get_range(&path, range).await.map_err(cause);
    let mut start = length.saturating_sub(TAIL);
    let mut tail = fetch(start..length).await?;
    let mut end = &tail[tail.len() - END as usize..];
    let footer = u64::from(end.get_u32_le());
    if end != b"PAR1" || footer > FOOTER_LIMIT || footer + END > length {
        return Err(not_parquet());
    }
    if footer + END > TAIL {
        start = length - END - footer;
        tail = fetch(start..length).await?;
    }
    let group = Arc::new(Mutex::new((0, Bytes::new())));
    let pieces = Pieces {
        length,
        tail: (start, tail),
        group: group.clone(),
    };
    let reader = decode(&uri, || SerializedFileReader::new(pieces))?;
    let file = File {
        store: bucket.store.clone(),
        path,
        uri,
        reader,
        group,
        next: 0,
        rows: None,
        names: None,
    };
    let chunks = stream::try_unfold(file, |mut file| async move {
        let rows = file.next().await?;
        Ok(rows.map(|rows| (rows, file)))
    });
    Ok(chunks.boxed())
}

/// Where the columns of a row group are.
fn place(group: &RowGroupMetaData) -> Range<u64> {
    let ranges = group.columns().iter().map(|column| column.byte_range());
    let start = ranges.clone().map(|(start, _)| start).min().unwrap_or(0);
    let end = ranges
        .map(|(start, length)| start.saturating_add(length))
        .max()
        .unwrap_or(0);
    start..end
}

/// Decodes something. The decoder panics over some files that are damaged.
fn decode<T>(uri: &str, decode: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, Failure> {
    let damaged = |problem: &dyn std::fmt::Display| {
        ReadError::Other(format!("it is not a Parquet file, or damaged: {problem}")).of(uri)
    };
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(decode)) {
        Ok(decoded) => decoded.map_err(|error| damaged(&error)),
        Err(panic) => Err(damaged(&panic_text(&*panic))),
    }
}

/// A file that is being read.
struct File {
    store: Arc<dyn ObjectStore>,
    path: Path,
    uri: String,
    reader: SerializedFileReader<Pieces>,
    /// The row group that is being read, which the reader sees.
    group: Arc<Mutex<Piece>>,
    /// The number of the one that comes next.
    next: usize,
    /// What is left of the one that is being read.
    rows: Option<ReaderIter>,
    /// The names of the columns, as soon as there is a row.
    names: Option<Map>,
}

impl File {
    async fn next(&mut self) -> Result<Option<Vec<Value>>, Failure> {
        loop {
            if let Some(rows) = &mut self.rows {
                let names = &mut self.names;
                let items = decode(&self.uri, || {
                    let rows = rows.take(ROWS);
                    rows.map(|row| Ok(item(row?, names)))
                        .collect::<Result<Vec<_>, _>>()
                })?;
                if !items.is_empty() {
                    return Ok(Some(items));
                }
            }
            if self.next == self.reader.num_row_groups() {
                return Ok(None);
            }
            self.fetch().await?;
            self.next += 1;
        }
    }

    /// Fetches the next row group.
    async fn fetch(&mut self) -> Result<(), Failure> {
        let (uri, number) = (&self.uri, self.next);
        let metadata = self.reader.metadata();
        let range = decode(uri, || Ok(place(metadata.row_group(number))))?;
        if range.end.saturating_sub(range.start) > ROW_GROUP_LIMIT {
            return Err(failed(format!(
                "{uri}: row group {number} has more than {ROW_GROUP_LIMIT} bytes: write smaller ones"
            )));
        }
        let start = range.start;
        let bytes = match range.is_empty() {
            true => Bytes::new(),
            false => {
                let bytes = self.store.get_range(&self.path, range).await;
                bytes.map_err(|error| failed(format!("{uri}: {error}")))?
            }
        };
        *self.group.lock().unwrap_or_else(PoisonError::into_inner) = (start, bytes);
        let reader = &self.reader;
        self.rows = Some(decode(uri, || {
            let columns = reader.metadata().file_metadata().schema_descr_ptr();
            TreeBuilder::new().as_iter(columns, &*reader.get_row_group(number)?)
        })?);
        Ok(())
    }
}

/// Bytes of a file, and where they begin.
type Piece = (u64, Bytes);

/// The pieces of a file that have been fetched.
struct Pieces {
    length: u64,
    tail: Piece,
    group: Arc<Mutex<Piece>>,
}

impl Pieces {
    /// What has been fetched from there on.
    fn from(&self, start: u64) -> Result<Bytes, ParquetError> {
        let group = self
            .group
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let piece = [&group, &self.tail].into_iter().find_map(|(begin, bytes)| {
            let offset = usize::try_from(start.checked_sub(*begin)?).ok()?;
            (offset < bytes.len()).then(|| bytes.slice(offset..))
        });
        piece.ok_or_else(|| ParquetError::EOF(format!("nothing at byte {start}")))
    }
}

impl Length for Pieces {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Pieces {
    type T = bytes::buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(self.from(start)?.reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let bytes = self.from(start)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF(format!(
                "no {length} bytes at byte {start}"
            )));
        }
        Ok(bytes.slice(..length))
    }
}

/// A row as an item; the names of the columns are taken from the first.
fn item(row: Row, names: &mut Option<Map>) -> Value {
    let row = row.into_columns();
    let names = names.get_or_insert_with(|| {
        let names = row.iter().map(|(name, _)| (name.as_str(), Value::NULL));
        names.collect()
    });
    names
        .with_values(row.into_iter().map(|(_, field)| value(field)))
        .into()
}

/// JSON of a column's value: times are ISO 8601, decimals text that keeps all digits, bytes Base64.
fn value(field: Field) -> Value {
    match field {
        Field::Null => Value::NULL,
        Field::Bool(bool) => bool.into(),
        Field::Byte(int) => int.into(),
        Field::Short(int) => int.into(),
        Field::Int(int) => int.into(),
        Field::Long(int) => int.into(),
        Field::UByte(int) => int.into(),
        Field::UShort(int) => int.into(),
        Field::UInt(int) => int.into(),
        Field::ULong(int) => int.into(),
        Field::Float16(float) => float.to_f64().into(),
        Field::Float(float) => float.into(),
        Field::Double(float) => float.into(),
        Field::Str(text) => text.into(),
        Field::Bytes(bytes) => BASE64_STANDARD.encode(bytes.data()).into(),
        Field::Date(days) => date(days),
        Field::TimeMillis(millis) => time(SignedDuration::from_millis(millis.into())),
        Field::TimeMicros(micros) => time(SignedDuration::from_micros(micros)),
        Field::TimestampMillis(millis) => timestamp(Timestamp::from_millisecond(millis)),
        Field::TimestampMicros(micros) => timestamp(Timestamp::from_microsecond(micros)),
        decimal @ Field::Decimal(_) => decimal.to_string().into(),
        Field::Group(row) => {
            let columns = row.into_columns().into_iter();
            columns
                .map(|(name, field)| (name, value(field)))
                .collect::<Map>()
                .into()
        }
        Field::ListInternal(list) => list.elements().iter().cloned().map(value).collect(),
        Field::MapInternal(map) => {
            let entries = map.entries().iter().cloned().map(|(key, field)| {
                let key = match value(key) {
                    text if text.as_str().is_some() => text.as_str().unwrap_or_default().to_owned(),
                    other => other.to_string(),
                };
                (key, value(field))
            });
            entries.collect::<Map>().into()
        }
    }
}

fn timestamp(timestamp: Result<Timestamp, jiff::Error>) -> Value {
    timestamp.map(print).map_or(Value::NULL, Value::from)
}

fn date(days: i32) -> Value {
    let midnight = Timestamp::from_second(i64::from(days) * 86_400);
    let text = midnight.map(print).unwrap_or_default();
    text.split('T').next().map_or(Value::NULL, Value::from)
}

/// A time of day, of what has passed since midnight.
fn time(passed: SignedDuration) -> Value {
    let text = Timestamp::UNIX_EPOCH
        .checked_add(passed)
        .map(print)
        .unwrap_or_default();
    let time = text.split(['T', 'Z']).nth(1);
    time.map_or(Value::NULL, Value::from)
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;
    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use crate::Buckets;
    use crate::item_reader::{InputType, ItemReader, ReaderConfig, ReaderResource};
    use crate::value;

    use super::*;

    /// A file of row groups with two rows each.
    fn file(groups: i64, compression: Compression) -> Vec<u8> {
        let schema = "message sales {
            required int64 id; optional binary sku (UTF8); required int32 day (DATE);
            required int64 at (TIMESTAMP(MILLIS, true)); required int32 price (DECIMAL(9, 2));
        }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .build();
        let mut writer =
            SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
        for group in 0..groups {
            let mut columns = writer.next_row_group().unwrap();
            let mut column = columns.next_column().unwrap().unwrap();
            column
                .typed::<Int64Type>()
                .write_batch(&[2 * group, 2 * group + 1], None, None)
                .unwrap();
            column.close().unwrap();
            let mut column = columns.next_column().unwrap().unwrap();
            let text = [ByteArray::from("lamp")];
            column
                .typed::<ByteArrayType>()
                .write_batch(&text, Some(&[1, 0]), None)
                .unwrap();
            column.close().unwrap();
            let mut column = columns.next_column().unwrap().unwrap();
            column
                .typed::<Int32Type>()
                .write_batch(&[20_778, 0], None, None)
                .unwrap();
            column.close().unwrap();
            let mut column = columns.next_column().unwrap().unwrap();
            column
                .typed::<Int64Type>()
                .write_batch(&[1_500, 0], None, None)
                .unwrap();
            column.close().unwrap();
            let mut column = columns.next_column().unwrap().unwrap();
            column
                .typed::<Int32Type>()
                .write_batch(&[1795, -5], None, None)
                .unwrap();
            column.close().unwrap();
            columns.close().unwrap();
        }
        writer.into_inner().unwrap()
    }

    async fn read(body: Vec<u8>) -> Result<Vec<Value>, String> {
        let buckets = Buckets::memory();
        buckets.put_object("b", "o", body).await.unwrap();
        let reader = ItemReader {
            resource: ReaderResource::GetObject,
            request: value!({ "Bucket": "b", "Key": "o" }),
            config: ReaderConfig {
                input_type: Some(InputType::Parquet),
                ..ReaderConfig::default()
            },
        };
        let cause = |failure: Failure| failure.cause().unwrap_or_default().to_owned();
        let items = reader.open(&buckets).await.map_err(cause)?;
        items.map_err(cause).try_collect().await
    }

    #[tokio::test]
    async fn rows_of_all_row_groups_are_items() {
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
            let items = read(file(1_000, compression)).await.unwrap();
            assert_eq!(items.len(), 2_000);
            let expected = value!([
                { "id": 1998, "sku": "lamp", "day": "2026-11-21", "at": "1970-01-01T00:00:01.500Z", "price": "17.95" },
                { "id": 1999, "sku": null, "day": "1970-01-01", "at": "1970-01-01T00:00:00.000Z", "price": "-0.05" },
            ]);
            assert_eq!(Value::array(items[1998..].to_vec()), expected);
        }
        assert!(
            read(file(0, Compression::UNCOMPRESSED))
                .await
                .unwrap()
                .is_empty()
        );
    }

    #[tokio::test]
    async fn what_is_no_parquet_is_named() {
        for body in [
            b"".to_vec(),
            b"a,b\n1,2\n".to_vec(),
            b"xxxx\xff\xff\0\0PAR1".to_vec(),
        ] {
            assert_eq!(
                read(body).await.unwrap_err(),
                "s3://b/o: it is not a Parquet file"
            );
        }
        let mut damaged = file(2, Compression::SNAPPY);
        damaged[8..60].fill(0xff);
        let cause = read(damaged).await.unwrap_err();
        assert!(
            cause.starts_with("s3://b/o: it is not a Parquet file, or damaged: "),
            "{cause}"
        );
    }
}
