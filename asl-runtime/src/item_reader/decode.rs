//! What an object's bytes stand for: unpacks gzip, and takes a byte order mark away.

use std::io::Write;

use flate2::write::MultiGzDecoder;

use super::object::ReadError;

/// Unpacks what begins as gzip, and passes on the rest as it is.
///
/// The content decides, not the key's ending: the files of an inventory and of Athena are packed whatever their names.
#[derive(Default)]
pub(super) struct Decoder {
    packing: Packing,
    text: TextStart,
}

#[derive(Default)]
enum Packing {
    /// The first bytes, while they are too few to tell.
    Unknown(Vec<u8>),
    None,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    #[default]
    Fresh,
}

/// Where the bytes go.
type Sink<'s> = dyn FnMut(&[u8]) -> Result<(), ReadError> + 's;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// So many packed bytes are unpacked at once. They become a thousand times as many at most.
const STEP: usize = 1024;

impl Decoder {
    pub(super) fn feed(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), ReadError> {
        match &mut self.packing {
            Packing::None => self.text.feed(bytes, sink),
            Packing::Gzip(gzip) => unpack(gzip, bytes, &mut self.text, sink),
            Packing::Fresh if bytes.len() >= ZSTD.len() => {
                self.packing = Packing::of(bytes)?;
                self.feed(bytes, sink)
            }
            Packing::Fresh => {
                self.packing = Packing::Unknown(bytes.to_vec());
                Ok(())
            }
            Packing::Unknown(first) => {
                first.extend_from_slice(bytes);
                if first.len() < ZSTD.len() {
                    return Ok(());
                }
                self.settle(sink)
            }
        }
    }

    /// Decides by what has come.
    fn settle(&mut self, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        let Packing::Unknown(first) = &mut self.packing else {
            return Ok(());
        };
        let first = std::mem::take(first);
        self.packing = Packing::of(&first)?;
        self.feed(&first, sink)
    }

    pub(super) fn end(&mut self, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        self.settle(sink)?;
        if let Packing::Gzip(gzip) = &mut self.packing {
            gzip.try_finish().map_err(|_| {
                ReadError::Other("the gzip data ends in the middle or is damaged".to_owned())
            })?;
            self.text.feed(gzip.get_ref(), sink)?;
        }
        self.text.end(sink)
    }
}

impl Packing {
    fn of(first: &[u8]) -> Result<Packing, ReadError> {
        if first.starts_with(ZSTD) {
            return Err(ReadError::Other(
                "it is packed with zstd, which is not read: pack it with gzip".to_owned(),
            ));
        }
        Ok(match first.starts_with(GZIP) {
            true => Packing::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))),
            false => Packing::None,
        })
    }
}

fn unpack(
    gzip: &mut MultiGzDecoder<Vec<u8>>,
    bytes: &[u8],
    text: &mut TextStart,
    sink: &mut Sink<'_>,
) -> Result<(), ReadError> {
    for step in bytes.chunks(STEP) {
        let unpacked = gzip.write_all(step);
        unpacked.map_err(|error| ReadError::Other(format!("the gzip data is damaged: {error}")))?;
        let unpacked = std::mem::take(gzip.get_mut());
        text.feed(&unpacked, sink)?;
        let mut emptied = unpacked;
        emptied.clear();
        *gzip.get_mut() = emptied;
    }
    Ok(())
}

/// Takes away the byte order mark that some programs put before text.
#[derive(Default)]
struct TextStart {
    first: Vec<u8>,
    passed: bool,
}

impl TextStart {
    fn feed(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), ReadError> {
        if self.passed {
            return sink(bytes);
        }
        self.first.extend_from_slice(bytes);
        match self.first.len() < BYTE_ORDER_MARK.len() {
            true => Ok(()),
            false => self.end(sink),
        }
    }

    fn end(&mut self, sink: &mut Sink<'_>) -> Result<(), ReadError> {
        self.passed = true;
        let first = std::mem::take(&mut self.first);
        sink(first.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&first))
    }
}
