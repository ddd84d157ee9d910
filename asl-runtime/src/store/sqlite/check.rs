//! What can be told of a database file before SQLite touches it.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::store::StoreError;

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Fails if the file is not a SQLite database or lacks a part of what its header says there is.
///
/// SQLite opens a database that was cut short, and finds out when it comes to what is missing, or never.
pub(super) fn check(path: &Path) -> Result<(), StoreError> {
    let unusable = |error: io::Error| StoreError::Unusable {
        path: path.to_owned(),
        what: error.to_string(),
    };
    let damaged = |what: &str| StoreError::Damaged {
        path: path.to_owned(),
        what: what.to_owned(),
    };
    let wal = with_suffix(path, "-wal");
    let wal_length = std::fs::metadata(&wal).map_or(0, |wal| wal.len());

    let mut file = match File::open(path) {
        Ok(file) => file,
        // SQLite would take the log for a left-over of another database, and delete it.
        Err(error) if error.kind() == io::ErrorKind::NotFound && wal_length > 0 => {
            return Err(damaged(
                "the database file is gone, its write-ahead log is still there",
            ));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unusable(error)),
    };
    let length = file.metadata().map_err(unusable)?.len();
    if length == 0 {
        return if wal_length > 0 {
            Err(damaged("the file is empty, its write-ahead log is not"))
        } else {
            Ok(())
        };
    }
    let mut header = [0; 100];
    let read = read_up_to(&mut file, &mut header).map_err(unusable)?;
    if !header[..read.min(16)].starts_with(&MAGIC[..read.min(16)]) {
        return Err(StoreError::NotADatabase {
            path: path.to_owned(),
        });
    }
    if read < header.len() {
        return Err(damaged("the file is cut short"));
    }

    let page_size = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size if size.is_power_of_two() && size >= 512 => u32::from(size),
        _ => return Err(damaged("its header gives no valid page size")),
    };
    let pages = big_endian(&header[28..]);
    let present = length / u64::from(page_size);
    if present < u64::from(pages) {
        // What a crash during a checkpoint leaves out is still in the log.
        let logged = pages_in_wal(&wal, page_size).unwrap_or_default();
        if let Some(missing) = (present + 1..=u64::from(pages)).find(|page| !logged.contains(page))
        {
            return Err(damaged(&format!(
                "the file is cut short: page {missing} of {pages} is missing"
            )));
        }
    }
    Ok(())
}

/// The numbers of the pages that a write-ahead log holds.
fn pages_in_wal(wal: &Path, page_size: u32) -> io::Result<HashSet<u64>> {
    let mut wal = BufReader::new(File::open(wal)?);
    let mut header = [0; 32];
    wal.read_exact(&mut header)?;
    let mut pages = HashSet::new();
    let mut frame = [0; 24];
    // Frames of the log's present round carry its two salts.
    while read_up_to(&mut wal, &mut frame)? == frame.len() && frame[8..16] == header[16..24] {
        pages.insert(u64::from(big_endian(&frame)));
        wal.seek(SeekFrom::Current(i64::from(page_size)))?;
    }
    Ok(pages)
}

fn big_endian(bytes: &[u8]) -> u32 {
    bytes[..4]
        .iter()
        .fold(0, |number, &byte| number << 8 | u32::from(byte))
}

fn read_up_to(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match source.read(&mut buffer[read..])? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

/// The file beside `path` whose name has `suffix` added.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
