//! The items of one object, from the bytes that its store gives.

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt};
use object_store::{GetOptions, GetResult, GetResultPayload};

use super::decode::Decoder;
use super::failed;
use crate::buckets::Bucket;
use crate::error::Failure;
use crate::value::Value;

/// How large an item's text may be, in bytes: it becomes a child's input, which AWS limits so.
pub(super) const ITEM_LIMIT: usize = 262_144;

/// So many bytes are parsed at once, before others get a turn.
const PIECE: usize = 64 * 1024;

/// Makes items of bytes.
pub(super) trait Parser: Send {
    /// Takes the next bytes; the items that are complete go on the list, also those before a mistake.
    fn feed(&mut self, bytes: &[u8], items: &mut Vec<Value>) -> Result<(), ReadError>;

    /// There are no more bytes.
    fn end(&mut self, items: &mut Vec<Value>) -> Result<(), ReadError>;

    /// Whether no more bytes are needed, and the end need not come.
    fn has_all(&self) -> bool {
        false
    }
}

/// What is wrong with an object.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ReadError {
    /// The cause that AWS gives, to the letter.
    Exact(&'static str),
    /// What is wrong; the object's name is added.
    Other(String),
}

impl ReadError {
    /// A line, from 1, and what is wrong with it.
    pub(super) fn at_line(line: u64, problem: impl AsRef<str>) -> ReadError {
        ReadError::Other(format!("line {line} {}", problem.as_ref()))
    }

    /// In this object.
    pub(super) fn of(self, uri: &str) -> Failure {
        match self {
            ReadError::Exact(cause) => failed(cause),
            ReadError::Other(problem) => failed(format!("{uri}: {problem}")),
        }
    }
}

/// Lists of items, or what went wrong, after which nothing comes.
pub(super) type Chunks = BoxStream<'static, Result<Vec<Value>, Failure>>;

/// Begins to read an object.
pub(super) async fn items(
    bucket: &Bucket,
    key: &str,
    version: Option<&str>,
    parser: impl Parser + 'static,
) -> Result<Chunks, Failure> {
    let bytes = bytes(bucket, key, version).await?;
    let object = Object {
        uri: bucket.uri(key),
        bytes,
        piece: Bytes::new(),
        decoder: Decoder::default(),
        parser: Box::new(parser),
        failure: None,
        ended: false,
    };
    let chunks = stream::unfold(object, |mut object| async move {
        let chunk = object.next().await?;
        Some((chunk, object))
    });
    Ok(chunks.boxed())
}

/// An object in this version, else the latest.
pub(super) async fn get(
    bucket: &Bucket,
    key: &str,
    version: Option<&str>,
) -> Result<GetResult, Failure> {
    let path = bucket
        .key(key)
        .map_err(|error| failed(error.into_cause()))?;
    let options = GetOptions {
        version: version.map(str::to_owned),
        ..GetOptions::default()
    };
    let object = bucket.store.get_opts(&path, options).await;
    let object = object.map_err(|error| failed(bucket.error(key, &error).into_cause()))?;
    if version.is_some() && object.meta.version.as_deref() != version {
        let object = bucket.uri(key);
        return Err(failed(format!(
            "{object}: the bucket's store keeps no versions, leave out `VersionId`"
        )));
    }
    Ok(object)
}

/// An object's bytes, as they come.
async fn bytes(
    bucket: &Bucket,
    key: &str,
    version: Option<&str>,
) -> Result<BoxStream<'static, Result<Bytes, Failure>>, Failure> {
    Ok(match get(bucket, key, version).await?.payload {
        GetResultPayload::File(file, _) => file_bytes(file, bucket.uri(key)).boxed(),
        GetResultPayload::Stream(bytes) => {
            let uri = bucket.uri(key);
            bytes
                .map(move |bytes| bytes.map_err(|error| failed(format!("{uri}: {error}"))))
                .boxed()
        }
    })
}

/// A file's bytes, in larger pieces than the store would read.
fn file_bytes(
    file: std::fs::File,
    uri: String,
) -> impl stream::Stream<Item = Result<Bytes, Failure>> {
    stream::try_unfold(file, move |mut file| {
        let uri = uri.clone();
        async move {
            let read = tokio::task::spawn_blocking(move || {
                use std::io::Read;
                let mut bytes = Vec::with_capacity(4 * PIECE);
                let read = (&mut file).take(4 * PIECE as u64).read_to_end(&mut bytes);
                read.map(|_| (Bytes::from(bytes), file))
            });
            let read = read
                .await
                .map_err(|error| failed(format!("{uri}: {error}")))?;
            let (bytes, file) = read.map_err(|error| failed(format!("{uri}: {error}")))?;
            Ok((!bytes.is_empty()).then_some((bytes, file)))
        }
    })
}

/// An object that is being read.
struct Object {
    uri: String,
    bytes: BoxStream<'static, Result<Bytes, Failure>>,
    /// What has come and is not parsed yet.
    piece: Bytes,
    decoder: Decoder,
    parser: Box<dyn Parser>,
    /// What went wrong behind the items that were given out.
    failure: Option<Failure>,
    ended: bool,
}

impl Object {
    /// The next items.
    async fn next(&mut self) -> Option<Result<Vec<Value>, Failure>> {
        if let Some(failure) = self.failure.take() {
            return Some(Err(failure));
        }
        let mut items = Vec::new();
        while items.is_empty() && !self.ended {
            let read = self.read(&mut items).await;
            if let Err(failure) = read {
                self.ended = true;
                if items.is_empty() {
                    return Some(Err(failure));
                }
                self.failure = Some(failure);
            }
        }
        (!items.is_empty()).then_some(Ok(items))
    }

    /// Parses the next piece.
    async fn read(&mut self, items: &mut Vec<Value>) -> Result<(), Failure> {
        let of_object = |error: ReadError| error.of(&self.uri);
        if self.piece.is_empty() {
            match self.bytes.next().await {
                Some(bytes) => self.piece = bytes?,
                None => {
                    self.ended = true;
                    let parser = &mut *self.parser;
                    self.decoder
                        .end(&mut |bytes| parser.feed(bytes, items))
                        .map_err(of_object)?;
                    return parser.end(items).map_err(of_object);
                }
            }
        }
        let piece = self.piece.split_to(self.piece.len().min(PIECE));
        let parser = &mut *self.parser;
        self.decoder
            .feed(&piece, &mut |bytes| parser.feed(bytes, items))
            .map_err(of_object)?;
        self.ended = self.ended || self.parser.has_all();
        Ok(())
    }
}
