//! Bytes to records: what stands before each record, in which character code, and where the file breaks off.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use super::layout::Layout;
use super::{ebcdic, tables};
use crate::model::RoutingNumber;

/// How many bytes of a record are read to know what it says; every field of interest lies before.
const HEAD: usize = 128;

/// Bytes of a record that has no parts of variable length.
const USUAL: u64 = 80;

/// The code of letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// EBCDIC, code page 037, as banks exchange it.
    Ebcdic,
    /// ASCII.
    Ascii,
}

impl Coding {
    /// The Latin-1 character of a byte.
    pub(super) const fn character(self, byte: u8) -> u8 {
        match self {
            Self::Ascii => byte,
            Self::Ebcdic => ebcdic::character(byte),
        }
    }

    /// The byte of a Latin-1 character.
    pub(super) const fn byte(self, character: u8) -> u8 {
        match self {
            Self::Ascii => character,
            Self::Ebcdic => ebcdic::byte(character),
        }
    }
}

/// What stands before each record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefix {
    /// Its length, highest byte first.
    Big,
    /// Its length, lowest byte first.
    Little,
    /// Nothing; lines may end after each.
    Nothing,
}

/// Whether these first bytes begin a cash letter: a file header record of a known shape, `01`, level, `T` or `P`.
pub(in crate::formats) fn looks_like_one(head: &[u8]) -> bool {
    begin(head).is_some()
}

fn begin(head: &[u8]) -> Option<(Prefix, Coding)> {
    let header = |at: usize, coding: Coding| {
        let bytes = head.get(at..at + 5)?;
        let text: Vec<u8> = bytes.iter().map(|byte| coding.character(*byte)).collect();
        let fits = text.starts_with(b"01") && text[2..4].iter().all(u8::is_ascii_digit) && b"TP".contains(&text[4]);
        fits.then_some(coding)
    };
    let coding = |at| header(at, Coding::Ebcdic).or_else(|| header(at, Coding::Ascii));
    if let Some(coding) = coding(0) {
        return Some((Prefix::Nothing, coding));
    }
    let length = <[u8; 4]>::try_from(head.get(..4)?).ok()?;
    let prefix = match length {
        [0, 0, 0, _] => Prefix::Big,
        [_, 0, 0, 0] => Prefix::Little,
        _ => return None,
    };
    Some((prefix, coding(4)?))
}

/// A record: its head as text, and where all of it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// Counted from 1.
    pub(super) number: u64,
    /// Its type, such as 25.
    pub(super) kind: u8,
    /// Where what stands before it begins: its length, or line ends.
    pub(super) before: u64,
    /// Where it begins in the file.
    pub(super) offset: u64,
    pub(super) length: u64,
    head: Vec<u8>,
}

impl Record {
    /// A field by its positions in the standard, counted from 1, both included; without the blanks around it.
    pub(super) fn field(&self, from: usize, to: usize) -> String {
        let end = to.min(self.head.len());
        let bytes = self.head.get(from - 1..end).unwrap_or_default();
        bytes.iter().map(|byte| char::from(*byte)).collect::<String>().trim().to_owned()
    }

    /// What its type is made of. Deposit tickets (61) come in two layouts, told apart by where a routing number with a
    /// good check digit stands.
    pub(super) fn layout(&self) -> Option<&'static Layout> {
        let is_routing = |from, to| RoutingNumber::new(&self.field(from, to)).is_some();
        let shifted = self.kind == 61 && is_routing(20, 28) && !is_routing(19, 27);
        if shifted { Some(&tables::CREDIT_61_B) } else { tables::of_kind(self.kind) }
    }

    /// A field by its name; empty if the record has none of that name.
    pub(super) fn get(&self, name: &str) -> String {
        let field = self.layout().and_then(|layout| layout.field(name));
        field.map(|field| self.field(field.from, field.to)).unwrap_or_default()
    }

    /// A number by the name of its field, as [`Self::number`].
    pub(super) fn number_of(&self, name: &str) -> Option<u64> {
        self.layout()?.field(name).and_then(|field| self.number(field.from, field.to))
    }

    /// A number; `None` when the field is blank or holds something else.
    pub(super) fn number(&self, from: usize, to: usize) -> Option<u64> {
        let text = self.field(from, to);
        (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
    }
}

/// Reads record after record, and skips what is long.
pub(super) struct Records<R> {
    reader: BufReader<R>,
    prefix: Prefix,
    coding: Coding,
    /// Where the next record, or its length, begins.
    at: u64,
    /// Where the file ends.
    end: u64,
    /// How many records were read.
    count: u64,
}

/// What comes next.
pub(super) enum Next {
    Record(Record),
    /// The file ends between two records.
    End,
    /// Nothing more can be found; why, in words.
    Broken(String),
}

impl<R: Read + Seek> Records<R> {
    /// Looks at the first bytes; `None` when it is no cash letter.
    pub(super) fn open(mut reader: R) -> io::Result<Option<Self>> {
        let end = reader.seek(SeekFrom::End(0))?;
        reader.seek(SeekFrom::Start(0))?;
        let mut head = Vec::new();
        reader.by_ref().take(16).read_to_end(&mut head)?;
        reader.seek(SeekFrom::Start(0))?;
        let begun = begin(&head);
        Ok(begun.map(|(prefix, coding)| Self { reader: BufReader::new(reader), prefix, coding, at: 0, end, count: 0 }))
    }

    /// Bytes of a record as text, from a place within it.
    pub(super) fn text(&mut self, record: &Record, from: u64, count: u64) -> io::Result<String> {
        let from = from.min(record.length);
        let bytes = self.bytes(record.offset + from, count.min(record.length - from))?;
        Ok(bytes.iter().map(|byte| char::from(self.coding.character(*byte))).collect())
    }

    /// The form of the file, in words.
    pub(super) fn form(&self) -> String {
        let coding = if self.coding == Coding::Ebcdic { "EBCDIC" } else { "ASCII" };
        let prefix = match self.prefix {
            Prefix::Big => "a length before each record",
            Prefix::Little => "a length before each record, its lowest byte first",
            Prefix::Nothing => "no lengths between records",
        };
        format!("{coding}, {prefix}")
    }

    /// The code of its letters and digits.
    pub(super) const fn coding(&self) -> Coding {
        self.coding
    }

    /// Where the next record would begin.
    pub(super) const fn at(&self) -> u64 {
        self.at
    }

    /// Where the file ends.
    pub(super) const fn end(&self) -> u64 {
        self.end
    }

    /// Copies bytes from one place up to another as they are.
    pub(super) fn copy(&mut self, from: u64, to: u64, out: &mut dyn Write) -> io::Result<()> {
        self.seek(from)?;
        io::copy(&mut self.reader.by_ref().take(to.saturating_sub(from)), out).map(drop)
    }

    fn seek(&mut self, offset: u64) -> io::Result<()> {
        let here = self.reader.stream_position()?;
        // A move within the buffer keeps it.
        self.reader.seek_relative(offset as i64 - here as i64)
    }

    /// Bytes of the file as they are, fewer where it ends.
    pub(super) fn bytes(&mut self, offset: u64, count: u64) -> io::Result<Vec<u8>> {
        self.seek(offset)?;
        let mut bytes = Vec::new();
        self.reader.by_ref().take(count).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn next(&mut self) -> io::Result<Next> {
        let before = self.count;
        let broken = |why: &str| Ok(Next::Broken(format!("after record {before} {why}")));
        let start = self.at;
        let (offset, said) = match self.prefix {
            Prefix::Nothing => {
                self.skip_line_end()?;
                (self.at, None)
            }
            _ if self.at >= self.end => return Ok(Next::End),
            prefix => {
                let Ok(length) = <[u8; 4]>::try_from(self.bytes(self.at, 4)?) else {
                    return broken("the file is cut short");
                };
                let length =
                    if prefix == Prefix::Big { u32::from_be_bytes(length) } else { u32::from_le_bytes(length) };
                (self.at + 4, Some(u64::from(length)))
            }
        };
        if offset >= self.end && said.is_none() {
            return Ok(Next::End);
        }
        let rest = self.end.saturating_sub(offset);
        let head = self.bytes(offset, said.unwrap_or(rest).min(HEAD as u64))?;
        let head: Vec<u8> = head.iter().map(|byte| self.coding.character(*byte)).collect();
        let [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] = *head.as_slice() else {
            return broken("no record begins: the file is damaged there");
        };
        let kind = (tens - b'0') * 10 + (ones - b'0');
        let mut record = Record { number: before + 1, kind, before: start, offset, length: rest, head };
        record.length = match said {
            Some(length) => length,
            None => self.natural_length(&record)?,
        };
        if record.length > rest {
            return broken("the file is cut short");
        }
        record.head.truncate(record.length as usize);
        self.at = offset + record.length;
        self.count += 1;
        Ok(Next::Record(record))
    }

    /// How long a record is by its own fields.
    fn natural_length(&mut self, record: &Record) -> io::Result<u64> {
        Ok(match record.kind {
            52 => super::view::parts(self, record)?.map_or(u64::MAX, |parts| parts.length),
            27 | 34 => 46 + record.number_of("key length").unwrap_or(0),
            62 => 100,
            68 => 45 + record.number_of("data length").unwrap_or(0),
            _ => USUAL,
        })
    }

    fn skip_line_end(&mut self) -> io::Result<()> {
        let bytes = self.bytes(self.at, 2)?;
        let ends = bytes.iter().take_while(|byte| b"\r\n\x85".contains(&self.coding.character(**byte))).count();
        self.at += ends as u64;
        Ok(())
    }
}
