//! Writes the container: pages with their tags, strips and the chain between them.

use super::directory::tag;

/// The values of a tag.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Bytes(Vec<u8>),
    Short(Vec<u16>),
    Long(Vec<u32>),
    Rational(u32, u32),
}

impl Value {
    fn kind(&self) -> u16 {
        match self {
            Self::Bytes(_) => 7,
            Self::Short(_) => 3,
            Self::Long(_) => 4,
            Self::Rational(..) => 5,
        }
    }

    fn count(&self) -> u32 {
        match self {
            Self::Bytes(values) => values.len() as u32,
            Self::Short(values) => values.len() as u32,
            Self::Long(values) => values.len() as u32,
            Self::Rational(..) => 1,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Bytes(values) => values.clone(),
            Self::Short(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            Self::Long(values) => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            Self::Rational(number, parts) => [number.to_le_bytes(), parts.to_le_bytes()].concat(),
        }
    }
}

/// A little-endian TIFF in the making, of less than 4 GB.
pub(super) struct Container {
    bytes: Vec<u8>,
    /// Where the offset of the next directory is to be written.
    link: usize,
}

impl Container {
    pub(super) fn new() -> Self {
        Self { bytes: vec![b'I', b'I', 42, 0, 0, 0, 0, 0], link: 4 }
    }

    /// Adds a page of strips, or of tiles if the tags name a tile width. The places of the data are added to the tags
    /// unless they are there.
    pub(super) fn page(&mut self, mut tags: Vec<(u16, Value)>, chunks: &[&[u8]]) {
        let mut offsets = Vec::new();
        for chunk in chunks {
            self.align();
            offsets.push(self.bytes.len() as u32);
            self.bytes.extend_from_slice(chunk);
        }
        let lengths = chunks.iter().map(|chunk| chunk.len() as u32).collect();
        let tiled = tags.iter().any(|(tag, _)| *tag == tag::TILE_WIDTH);
        let (offsets_tag, lengths_tag) = if tiled {
            (tag::TILE_OFFSETS, tag::TILE_BYTE_COUNTS)
        } else {
            (tag::STRIP_OFFSETS, tag::STRIP_BYTE_COUNTS)
        };
        for (tag, value) in [(offsets_tag, Value::Long(offsets)), (lengths_tag, Value::Long(lengths))] {
            if tags.iter().all(|(known, _)| *known != tag) {
                tags.push((tag, value));
            }
        }
        tags.sort_by_key(|(tag, _)| *tag);
        self.directory(&tags);
    }

    fn directory(&mut self, tags: &[(u16, Value)]) {
        let mut entries = Vec::with_capacity(tags.len() * 12);
        for (tag, value) in tags {
            entries.extend_from_slice(&tag.to_le_bytes());
            entries.extend_from_slice(&value.kind().to_le_bytes());
            entries.extend_from_slice(&value.count().to_le_bytes());
            let mut bytes = value.bytes();
            if bytes.len() > 4 {
                self.align();
                let at = self.bytes.len() as u32;
                self.bytes.extend_from_slice(&bytes);
                bytes = at.to_le_bytes().to_vec();
            }
            bytes.resize(4, 0);
            entries.extend_from_slice(&bytes);
        }
        self.align();
        let at = (self.bytes.len() as u32).to_le_bytes();
        self.bytes[self.link..self.link + 4].copy_from_slice(&at);
        self.bytes.extend_from_slice(&(tags.len() as u16).to_le_bytes());
        self.bytes.extend_from_slice(&entries);
        self.link = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
    }

    fn align(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(2), 0);
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
