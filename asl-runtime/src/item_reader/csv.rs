//! CSV: the first row or the definition names the columns, each other row is an item, all values are strings.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::object::{ITEM_LIMIT, Parser, ReadError};
use super::{CsvDelimiter, ReaderConfig};
use crate::value::{Map, Value};

/// Reads CSV that comes in pieces.
pub(super) struct Csv {
    reader: Reader,
    /// An object with the columns' names, as soon as they are known.
    columns: Option<Map>,
    /// The values of the row that is being read, one behind the other, and where each ends.
    text: Vec<u8>,
    ends: Vec<usize>,
    /// How much of them is filled.
    filled: usize,
    ended: usize,
    /// The line in which that row begins, from 1.
    line: u64,
    /// Whether some of that row has been read.
    begun: bool,
}

impl Csv {
    /// With the columns that the configuration names, if it does.
    pub(super) fn new(config: &ReaderConfig) -> Result<Csv, ReadError> {
        let delimiter = match config.csv_delimiter {
            CsvDelimiter::Comma => b',',
            CsvDelimiter::Pipe => b'|',
            CsvDelimiter::Semicolon => b';',
            CsvDelimiter::Space => b' ',
            CsvDelimiter::Tab => b'\t',
        };
        let columns = config
            .csv_headers
            .map(|names| columns(names.iter().copied()));
        Ok(Csv::of(delimiter, columns.transpose()?))
    }

    /// With these columns and commas.
    pub(super) fn with_columns(names: &[String]) -> Result<Csv, ReadError> {
        let columns = columns(names.iter().map(String::as_str))?;
        Ok(Csv::of(b',', Some(columns)))
    }

    fn of(delimiter: u8, columns: Option<Map>) -> Csv {
        Csv {
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            columns,
            text: vec![0; 1024],
            ends: vec![0; 32],
            filled: 0,
            ended: 0,
            line: 1,
            begun: false,
        }
    }

    /// A row has been read: the columns' names or an item.
    fn row(&mut self, items: &mut Vec<Value>) -> Result<(), ReadError> {
        let not_text = || ReadError::at_line(self.line, "is not UTF-8");
        let text = std::str::from_utf8(&self.text[..self.filled]).map_err(|_| not_text())?;
        let mut start = 0;
        let mut values = self.ends[..self.ended].iter().map(|&end| {
            // Two values that are no text may look like text one behind the other.
            let value = text.get(start..end);
            start = end;
            value
        });
        match &self.columns {
            None => {
                let names: Option<Vec<&str>> = values.collect();
                self.columns = Some(columns(names.ok_or_else(not_text)?)?);
            }
            Some(columns) => {
                let mut torn = false;
                let columns = columns.with_values(std::iter::repeat_with(|| {
                    // Short rows are filled up, long ones cut off.
                    let value = values.next().unwrap_or(Some(""));
                    torn |= value.is_none();
                    Value::from(value.unwrap_or_default())
                }));
                if torn {
                    return Err(not_text());
                }
                items.push(columns.into());
            }
        }
        Ok(())
    }

    /// More room for a row, within limits.
    fn grow(&mut self) -> Result<(), ReadError> {
        if self.text.len() >= ITEM_LIMIT || self.ends.len() >= ITEM_LIMIT {
            let problem =
                format!("begins a row of more than {ITEM_LIMIT} bytes; is a quote not closed?");
            return Err(ReadError::at_line(self.line, problem));
        }
        if self.filled * 2 > self.text.len() || self.ended < self.ends.len() {
            self.text.resize((self.text.len() * 2).min(ITEM_LIMIT), 0);
        }
        if self.ended == self.ends.len() {
            self.ends.resize((self.ends.len() * 2).min(ITEM_LIMIT), 0);
        }
        Ok(())
    }
}

impl Parser for Csv {
    fn feed(&mut self, mut bytes: &[u8], items: &mut Vec<Value>) -> Result<(), ReadError> {
        // Rows that are read share the columns' names, and those of earlier pieces are dropped elsewhere meanwhile: threads
        // that count the users of one name get in each other's way.
        self.columns = self.columns.as_ref().map(Map::with_own_names);
        // Nothing at all would say that this is the end.
        while !bytes.is_empty() {
            if !self.begun {
                let blank = bytes.iter().take_while(|byte| is_line_end(byte));
                self.line += blank.filter(|&&byte| byte == b'\n').count() as u64;
            }
            let (result, read, filled, ended) = self.reader.read_record(
                bytes,
                &mut self.text[self.filled..],
                &mut self.ends[self.ended..],
            );
            self.filled += filled;
            self.ended += ended;
            match result {
                ReadRecordResult::Record => {
                    self.row(items)?;
                    (self.filled, self.ended, self.begun) = (0, 0, false);
                    self.line = self.reader.line();
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    self.begun = true;
                    self.grow()?;
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {
                    self.begun = self.begun || !bytes[..read].iter().all(is_line_end);
                }
            }
            bytes = &bytes[read..];
        }
        Ok(())
    }

    fn end(&mut self, items: &mut Vec<Value>) -> Result<(), ReadError> {
        if !self.begun {
            return Ok(());
        }
        // The end of the line ends the row, unless it stands within quotes.
        let rows = items.len();
        let had_columns = self.columns.is_some();
        self.feed(b"\n", items)?;
        if items.len() == rows && had_columns == self.columns.is_some() {
            let problem = "begins a row with a quote that is not closed";
            return Err(ReadError::at_line(self.line, problem));
        }
        Ok(())
    }
}

fn is_line_end(byte: &u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// An object with these names.
fn columns<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Map, ReadError> {
    let mut columns = Map::new();
    for name in names {
        if columns.insert(name, Value::NULL).is_some() {
            return Err(ReadError::Exact("CSV headers cannot contain duplicates."));
        }
    }
    Ok(columns)
}
