//! JSON Lines: each line that is not blank is an item.

use super::object::{ITEM_LIMIT, Parser, ReadError};
use crate::value::{Value, ValueReader};

/// Reads JSON Lines that come in pieces.
#[derive(Default)]
pub(super) struct Jsonl {
    values: ValueReader,
    /// The beginning of a line whose end has not come yet.
    begun: Vec<u8>,
    /// How many lines were read.
    lines: u64,
}

impl Jsonl {
    fn line(&mut self, line: &[u8], items: &mut Vec<Value>) -> Result<(), ReadError> {
        self.lines += 1;
        if line.len() > ITEM_LIMIT {
            return Err(self.too_long());
        }
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        let item = self
            .values
            .read(line)
            .map_err(|error| ReadError::at_line(self.lines, format!("is not JSON: {error}")))?;
        items.push(item);
        Ok(())
    }

    fn too_long(&self) -> ReadError {
        let problem = format!("is longer than {ITEM_LIMIT} bytes");
        ReadError::at_line(self.lines, problem)
    }
}

impl Parser for Jsonl {
    fn feed(&mut self, mut bytes: &[u8], items: &mut Vec<Value>) -> Result<(), ReadError> {
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            if self.begun.is_empty() {
                self.line(&bytes[..end], items)?;
            } else {
                let mut line = std::mem::take(&mut self.begun);
                line.extend_from_slice(&bytes[..end]);
                self.line(&line, items)?;
                line.clear();
                self.begun = line;
            }
            bytes = &bytes[end + 1..];
        }
        self.begun.extend_from_slice(bytes);
        if self.begun.len() > ITEM_LIMIT {
            self.lines += 1;
            return Err(self.too_long());
        }
        Ok(())
    }

    fn end(&mut self, items: &mut Vec<Value>) -> Result<(), ReadError> {
        let line = std::mem::take(&mut self.begun);
        self.line(&line, items)
    }
}
