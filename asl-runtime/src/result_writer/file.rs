//! The files of one kind, `SUCCEEDED_0.json` and so on.

use std::fmt::Write;
use std::sync::Arc;

use bytes::Bytes;
use object_store::ObjectStore;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use tokio::io::AsyncWriteExt;

use super::OutputType;
use crate::value::Value;

/// So much is collected before it goes to the store's writer.
const PIECE: usize = 64 * 1024;

/// The store's writer sends parts of this size: at least 5 MiB for S3, which takes 10,000 of them for a file.
const PART: usize = 8 * 1024 * 1024;

/// How many parts are under way at once.
const PARTS: usize = 2;

/// A file ends when it has this size, in bytes; AWS splits there too.
pub(super) const FILE: u64 = 5 * 1_000_000_000;

/// A file that is complete.
pub(super) struct Written {
    pub(super) key: String,
    pub(super) size: u64,
}

/// Writes entries of one kind to files.
pub(super) struct FileWriter {
    store: Arc<dyn ObjectStore>,
    /// `prefix/uuid/SUCCEEDED`
    stem: String,
    output_type: OutputType,
    /// Files split at this size.
    limit: u64,
    written: Vec<Written>,
    open: Option<Open>,
    /// Entries that wait for more.
    text: String,
}

/// The file that entries go to.
struct Open {
    writer: BufWriter,
    key: String,
    /// With what waits.
    size: u64,
}

impl FileWriter {
    pub(super) fn new(
        store: Arc<dyn ObjectStore>,
        stem: String,
        output_type: OutputType,
        limit: u64,
    ) -> FileWriter {
        FileWriter {
            store,
            stem,
            output_type,
            limit,
            written: Vec::new(),
            open: None,
            text: String::new(),
        }
    }

    /// Takes an entry; [`flush`](FileWriter::flush) is to follow.
    pub(super) fn put(&mut self, entry: &Value) {
        let begun = self.text.len();
        let first = self.open.is_none();
        let separator = match self.output_type {
            OutputType::Json if first => "[",
            OutputType::Json => ",",
            OutputType::Jsonl => "",
        };
        self.text.push_str(separator);
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{entry}");
        if self.output_type == OutputType::Jsonl {
            self.text.push('\n');
        }
        let open = self.open.get_or_insert_with(|| {
            let ending = match self.output_type {
                OutputType::Json => "json",
                OutputType::Jsonl => "jsonl",
            };
            let key = format!("{}_{}.{ending}", self.stem, self.written.len());
            let writer =
                BufWriter::with_capacity(self.store.clone(), Path::from(key.as_str()), PART);
            Open {
                writer: writer.with_max_concurrency(PARTS),
                key,
                size: 0,
            }
        });
        open.size += (self.text.len() - begun) as u64;
    }

    /// Hands entries on when they are enough, and ends the file when it is.
    pub(super) async fn flush(&mut self) -> object_store::Result<()> {
        // What is not `Sync` must not be borrowed while something is awaited.
        match self.open.as_ref().map(|open| open.size) {
            Some(size) if size >= self.limit => self.end().await,
            Some(_) if self.text.len() >= PIECE => self.hand_on().await,
            _ => Ok(()),
        }
    }

    async fn hand_on(&mut self) -> object_store::Result<()> {
        if let Some(open) = &mut self.open {
            let text = std::mem::replace(&mut self.text, String::with_capacity(2 * PIECE));
            open.writer.put(Bytes::from(text)).await?;
        }
        Ok(())
    }

    /// Ends the file, if there is one.
    async fn end(&mut self) -> object_store::Result<()> {
        if self.output_type == OutputType::Json
            && let Some(open) = &mut self.open
        {
            self.text.push(']');
            open.size += 1;
        }
        self.hand_on().await?;
        if let Some(mut open) = self.open.take() {
            let ended = open.writer.shutdown().await;
            ended.map_err(|error| object_store::Error::Generic {
                store: "bucket",
                source: error.into(),
            })?;
            self.written.push(Written {
                key: open.key,
                size: open.size,
            });
        }
        Ok(())
    }

    /// Ends the last file: all there are.
    pub(super) async fn finish(mut self) -> object_store::Result<Vec<Written>> {
        self.end().await?;
        Ok(self.written)
    }
}
