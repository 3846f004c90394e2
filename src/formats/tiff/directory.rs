//! The container: byte order, the chain of directories (one per page), and the values of their tags.

use std::io::{Read, Seek, SeekFrom};

use super::TiffError;

/// Tags that are read or written, by their numbers in TIFF 6.0.
pub(super) mod tag {
    pub(crate) const WIDTH: u16 = 256;
    pub(crate) const HEIGHT: u16 = 257;
    pub(crate) const BITS_PER_SAMPLE: u16 = 258;
    pub(crate) const COMPRESSION: u16 = 259;
    pub(crate) const PHOTOMETRIC: u16 = 262;
    pub(crate) const FILL_ORDER: u16 = 266;
    pub(crate) const STRIP_OFFSETS: u16 = 273;
    pub(crate) const ORIENTATION: u16 = 274;
    pub(crate) const SAMPLES_PER_PIXEL: u16 = 277;
    pub(crate) const ROWS_PER_STRIP: u16 = 278;
    pub(crate) const STRIP_BYTE_COUNTS: u16 = 279;
    pub(crate) const X_RESOLUTION: u16 = 282;
    pub(crate) const Y_RESOLUTION: u16 = 283;
    pub(crate) const PLANAR: u16 = 284;
    pub(crate) const T4_OPTIONS: u16 = 292;
    pub(crate) const RESOLUTION_UNIT: u16 = 296;
    pub(crate) const PREDICTOR: u16 = 317;
    pub(crate) const COLOR_MAP: u16 = 320;
    pub(crate) const TILE_WIDTH: u16 = 322;
    pub(crate) const TILE_HEIGHT: u16 = 323;
    pub(crate) const TILE_OFFSETS: u16 = 324;
    pub(crate) const TILE_BYTE_COUNTS: u16 = 325;
    pub(crate) const SAMPLE_FORMAT: u16 = 339;
    pub(crate) const JPEG_TABLES: u16 = 347;
}

/// A file never has more pages.
const MOST_PAGES: usize = 65_535;

/// No directory has more entries.
const MOST_ENTRIES: u16 = 4_096;

/// No tag has more values: a 20,000 row page of one-row strips needs 20,000, its palette 196,608.
const MOST_VALUES: u32 = 1 << 20;

/// Which byte of a number comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

impl Order {
    pub(super) fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }

    /// A number of 1, 2 or 4 bytes.
    fn number(self, bytes: &[u8]) -> u32 {
        match *bytes {
            [a] => u32::from(a),
            [a, b] => u32::from(self.u16([a, b])),
            [a, b, c, d] => self.u32([a, b, c, d]),
            _ => 0,
        }
    }
}

/// An open file with its byte order and length.
pub(super) struct Source<R> {
    reader: R,
    pub(super) order: Order,
    length: u64,
    first: u32,
}

impl<R: Read + Seek> Source<R> {
    /// Reads the eight bytes of the header.
    pub(super) fn open(mut reader: R) -> Result<Self, TiffError> {
        let length = reader.seek(SeekFrom::End(0))?;
        reader.seek(SeekFrom::Start(0))?;
        let mut header = [0; 8];
        if length < 8 {
            return Err(TiffError::malformed("the file is too short for a TIFF"));
        }
        reader.read_exact(&mut header)?;
        let order = match &header[..2] {
            b"II" => Order::Little,
            b"MM" => Order::Big,
            _ => return Err(TiffError::malformed("it does not start like a TIFF")),
        };
        match order.number(&header[2..4]) {
            42 => {}
            43 => return Err(TiffError::unsupported("BigTIFF; save it as a classic TIFF")),
            _ => return Err(TiffError::malformed("it does not start like a TIFF")),
        }
        Ok(Self { reader, order, length, first: order.number(&header[4..]) })
    }

    /// The bytes from `offset` on, fewer than `count` at the end of the file.
    pub(super) fn bytes(&mut self, offset: u64, count: u64) -> Result<Vec<u8>, TiffError> {
        let mut bytes = Vec::new();
        if offset < self.length {
            self.reader.seek(SeekFrom::Start(offset))?;
            self.reader.by_ref().take(count.min(self.length - offset)).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }

    /// How many bytes the file has after `offset`.
    pub(super) fn rest(&self, offset: u64) -> u64 {
        self.length.saturating_sub(offset)
    }

    /// Where the directories of all pages are, and why the chain breaks off, if it does.
    pub(super) fn chain(&mut self) -> Result<(Vec<u32>, Option<String>), TiffError> {
        let mut pages: Vec<u32> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        let mut at = self.first;
        let fault = loop {
            if at == 0 {
                break None;
            }
            if !seen.insert(at) {
                break Some("the list of pages runs in a circle".to_owned());
            }
            if pages.len() == MOST_PAGES {
                break Some(format!("it has more than {MOST_PAGES} pages"));
            }
            let Some(next) = self.next_of(at)? else {
                break Some("the file is cut short or damaged there".to_owned());
            };
            pages.push(at);
            at = next;
        };
        Ok((pages, fault))
    }

    /// The offset of the directory after the one at `at`; `None` if no whole directory is there.
    fn next_of(&mut self, at: u32) -> Result<Option<u32>, TiffError> {
        let Ok(count) = <[u8; 2]>::try_from(self.bytes(u64::from(at), 2)?) else { return Ok(None) };
        let count = self.order.u16(count);
        if count == 0 || count > MOST_ENTRIES {
            return Ok(None);
        }
        let next = self.bytes(u64::from(at) + 2 + u64::from(count) * 12, 4)?;
        Ok(<[u8; 4]>::try_from(next).ok().map(|next| self.order.u32(next)))
    }
}

struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    value: [u8; 4],
}

/// The directory of one page.
pub(super) struct Directory(Vec<Entry>);

impl Directory {
    /// Reads the directory at `at`.
    pub(super) fn read<R: Read + Seek>(source: &mut Source<R>, at: u32) -> Result<Self, TiffError> {
        let order = source.order;
        let count = source.bytes(u64::from(at), 2)?;
        let count = order.number(&count);
        let bytes = source.bytes(u64::from(at) + 2, u64::from(count) * 12)?;
        let entry = |bytes: &[u8; 12]| Entry {
            tag: order.u16([bytes[0], bytes[1]]),
            kind: order.u16([bytes[2], bytes[3]]),
            count: order.number(&bytes[4..8]),
            value: [bytes[8], bytes[9], bytes[10], bytes[11]],
        };
        Ok(Self(bytes.as_chunks().0.iter().map(entry).collect()))
    }

    /// All values of a tag; a rational counts as two. Empty when the tag is absent or of a kind that holds no numbers.
    pub(super) fn numbers<R: Read + Seek>(&self, source: &mut Source<R>, tag: u16) -> Result<Vec<u32>, TiffError> {
        let Some(entry) = self.0.iter().find(|entry| entry.tag == tag) else { return Ok(Vec::new()) };
        let (width, each) = match entry.kind {
            1 | 2 | 6 | 7 => (1, 1),
            3 | 8 => (2, 1),
            4 | 9 => (4, 1),
            5 | 10 => (4, 2),
            _ => return Ok(Vec::new()),
        };
        let size = u64::from(entry.count.min(MOST_VALUES)) * each * width as u64;
        let bytes = if size <= 4 {
            entry.value[..size as usize].to_vec()
        } else {
            source.bytes(u64::from(source.order.number(&entry.value)), size)?
        };
        Ok(bytes.chunks_exact(width).map(|number| source.order.number(number)).collect())
    }

    /// The first value of a tag.
    pub(super) fn number<R: Read + Seek>(&self, source: &mut Source<R>, tag: u16) -> Result<Option<u32>, TiffError> {
        Ok(self.numbers(source, tag)?.first().copied())
    }

    /// Whether the tag is there.
    pub(super) fn has(&self, tag: u16) -> bool {
        self.0.iter().any(|entry| entry.tag == tag)
    }
}
