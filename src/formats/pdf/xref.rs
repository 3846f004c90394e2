//! Where each object lies: cross-reference tables and streams, or a search through the whole file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use super::PdfError;
use super::file::{Source, bytes};
use super::syntax::{Dict, Lexer, Object, is_space};

/// No file has more objects.
const MOST_OBJECTS: usize = 2_000_000;

/// All cross-reference streams of a file unpack to no more, and no table is longer.
const LARGEST: usize = 64 << 20;

/// Changes to a file were added no more often.
const MOST_SECTIONS: usize = 4_096;

/// No longer file is searched through.
const LONGEST_SEARCH: u64 = 256 << 20;

/// Where an object lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the file.
    At(u64),
    /// In a stream of objects: the stream's number and the place in its list.
    Within(u32, u32),
}

/// Where all objects lie.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    /// `None` for one that was taken out.
    objects: BTreeMap<u32, Option<Place>>,
    /// The number of the catalog.
    pub(super) root: u32,
    pub(super) encrypted: bool,
    /// Pages as they lie in the file, for one whose list of pages is damaged; known after a search only.
    pub(super) loose_pages: Vec<u32>,
}

impl Places {
    pub(super) fn of(&self, number: u32) -> Option<Place> {
        self.objects.get(&number).copied().flatten()
    }

    /// What was said first, by the newest section, holds.
    fn add(&mut self, number: u32, place: Option<Place>) -> Result<(), PdfError> {
        if self.objects.len() == MOST_OBJECTS {
            return Err(PdfError::TooLarge(format!("it has more than {MOST_OBJECTS} objects")));
        }
        self.objects.entry(number).or_insert(place);
        Ok(())
    }

    fn take_trailer(&mut self, trailer: &Dict) {
        if self.root == 0 {
            self.root = trailer.reference(b"Root").unwrap_or(0);
        }
        self.encrypted |= !matches!(trailer.get(b"Encrypt"), None | Some(Object::Null));
    }
}

/// Follows the sections from the last one on.
pub(super) fn read<R: Read + Seek>(reader: &mut R, length: u64) -> Result<Places, PdfError> {
    let tail = bytes(reader, length.saturating_sub(2_048), 2_048)?;
    let mark = tail.windows(9).rposition(|window| window == b"startxref");
    let start = mark.and_then(|at| Lexer::new(&tail[at + 9..]).whole());
    let mut next = vec![start.ok_or_else(|| PdfError::malformed("it does not end like a PDF"))?];
    let mut places = Places::default();
    let mut seen = BTreeSet::new();
    let mut left = LARGEST;
    while let Some(at) = next.pop() {
        if !seen.insert(at) || seen.len() > MOST_SECTIONS {
            continue;
        }
        let trailer = section(reader, length, at, &mut places, &mut left)?;
        places.take_trailer(&trailer);
        let offset = |key: &[u8]| trailer.number(key).filter(|at| *at >= 0.0).map(|at| at as u64);
        next.extend(offset(b"Prev"));
        next.extend(offset(b"XRefStm"));
    }
    match places.root {
        0 => Err(PdfError::malformed("it has no catalog")),
        _ => Ok(places),
    }
}

fn section<R: Read + Seek>(
    reader: &mut R,
    length: u64,
    at: u64,
    places: &mut Places,
    left: &mut usize,
) -> Result<Dict, PdfError> {
    let damaged = || PdfError::malformed("its cross-reference table is damaged");
    let head = bytes(reader, at, 64)?;
    if Lexer::new(&head).word(b"xref").is_none() {
        let nowhere = Places::default();
        let mut source = Source::new(reader, length, &nowhere);
        let (_, object) = source.object_at(at)?;
        let data = source.unpacked(&object, *left)?;
        *left -= data.len().min(*left);
        let Object::Stream(dict, _) = object else { return Err(damaged()) };
        stream(&dict, &data, places).ok_or_else(damaged)??;
        return Ok(dict);
    }
    let mut window = 64 << 10;
    loop {
        let data = bytes(reader, at, window)?;
        let whole = data.len() as u64 == window;
        let mut lexer = Lexer::new(&data);
        if let Some(trailer) = table(&mut lexer, places)? {
            return Ok(trailer);
        }
        if !whole || window as usize >= LARGEST {
            return Err(damaged());
        }
        window *= 8;
    }
}

/// A table and its trailer; `None` when the bytes break off before its end.
fn table(lexer: &mut Lexer<'_>, places: &mut Places) -> Result<Option<Dict>, PdfError> {
    lexer.word(b"xref");
    loop {
        if lexer.word(b"trailer").is_some() {
            let trailer = lexer.object();
            return Ok(trailer.and_then(|trailer| trailer.dict().cloned()));
        }
        let Some((first, count)) = lexer.whole().zip(lexer.whole()) else { return Ok(None) };
        for number in first..first.saturating_add(count) {
            let Some((offset, _)) = lexer.whole().zip(lexer.whole()) else { return Ok(None) };
            let used = lexer.word(b"n").is_some();
            if !used && lexer.word(b"f").is_none() {
                return Ok(None);
            }
            let Ok(number) = u32::try_from(number) else { continue };
            if used {
                places.add(number, Some(Place::At(offset)))?;
            }
        }
    }
}

/// The entries of a cross-reference stream; `None` when it does not say how they are written.
fn stream(dict: &Dict, data: &[u8], places: &mut Places) -> Option<Result<(), PdfError>> {
    let widths: Vec<usize> = dict.get(b"W")?.array().iter().filter_map(Object::number).map(|w| w as usize).collect();
    let [kind_width, second, third] = *widths else { return None };
    if kind_width > 8 || second > 8 || third > 8 || kind_width + second + third == 0 {
        return None;
    }
    let size = dict.number(b"Size").unwrap_or(0.0);
    let index: Vec<f64> = dict.get(b"Index").map_or(&[][..], Object::array).iter().filter_map(Object::number).collect();
    let index = if index.is_empty() { vec![0.0, size] } else { index };
    let numbers = index.as_chunks::<2>().0.iter().flat_map(|[first, count]| {
        let first = *first as u64;
        first..first.saturating_add(*count as u64)
    });
    for (number, entry) in numbers.zip(data.chunks_exact(kind_width + second + third)) {
        let field = |bytes: &[u8]| bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let (kind, rest) = entry.split_at(kind_width);
        let (a, b) = rest.split_at(second);
        let kind = if kind_width == 0 { 1 } else { field(kind) };
        let place = match kind {
            1 => Some(Place::At(field(a))),
            2 => u32::try_from(field(a)).ok().zip(u32::try_from(field(b)).ok()).map(|(s, at)| Place::Within(s, at)),
            _ => None,
        };
        let Ok(number) = u32::try_from(number) else { continue };
        if place.is_some()
            && let Err(error) = places.add(number, place)
        {
            return Some(Err(error));
        }
    }
    Some(Ok(()))
}

/// Searches the whole file for objects; the last of a number is the newest.
pub(super) fn rebuild<R: Read + Seek>(reader: &mut R, length: u64) -> Result<Places, PdfError> {
    if length > LONGEST_SEARCH {
        return Err(PdfError::TooLarge(
            "its cross-reference table is damaged, and it is too long to search".to_owned(),
        ));
    }
    let mut places = Places::default();
    let mut streams = Vec::new();
    const PIECE: u64 = 1 << 20;
    const OVERLAP: u64 = 1 << 10;
    let mut start = 0;
    while start < length {
        let piece = bytes(reader, start, PIECE + OVERLAP)?;
        let here = piece.len().min(PIECE as usize);
        for at in 0..here {
            let rest = &piece[at..];
            if rest.starts_with(b"trailer") {
                if let Some(Object::Dict(trailer)) = Lexer::new(&rest[7..]).object() {
                    places.root = trailer.reference(b"Root").unwrap_or(places.root);
                    places.take_trailer(&trailer);
                }
            } else if rest[0].is_ascii_digit()
                && (at == 0 || !piece[at - 1].is_ascii_digit())
                && let Some((number, head)) = begins_object(rest)
            {
                places.objects.insert(number, Some(Place::At(start + at as u64)));
                if places.objects.len() > MOST_OBJECTS {
                    return Err(PdfError::TooLarge(format!("it has more than {MOST_OBJECTS} objects")));
                }
                match head {
                    Head::Catalog => places.root = number,
                    Head::Page => places.loose_pages.push(number),
                    Head::Objects => streams.push((number, start + at as u64)),
                    Head::Other => {}
                }
            }
        }
        start += PIECE;
    }
    within_streams(reader, length, &mut places, &streams)?;
    Ok(places)
}

/// Adds the objects that lie in streams of objects, unless they lie in the file itself.
fn within_streams<R: Read + Seek>(
    reader: &mut R,
    length: u64,
    places: &mut Places,
    streams: &[(u32, u64)],
) -> Result<(), PdfError> {
    let nowhere = Places::default();
    let mut source = Source::new(reader, length, &nowhere);
    let mut found = Vec::new();
    for (stream, offset) in streams.iter().rev() {
        let Ok((_, object)) = source.object_at(*offset) else { continue };
        let numbers = match source.numbers_within(&object) {
            Err(error @ (PdfError::Io(_) | PdfError::TooLarge(_))) => return Err(error),
            numbers => numbers.unwrap_or_default(),
        };
        for (index, number) in (0..).zip(numbers) {
            places.add(number, Some(Place::Within(*stream, index)))?;
            found.push(number);
        }
    }
    // The catalog may be among them.
    if places.root == 0 {
        let known = places.clone();
        let mut source = Source::new(reader, length, &known);
        let mut is_catalog = |number: &u32| {
            let object = source.object(*number).unwrap_or_default();
            object.dict().and_then(|dict| dict.name(b"Type")) == Some(b"Catalog")
        };
        places.root = found.into_iter().find(|number| is_catalog(number)).unwrap_or(0);
    }
    Ok(())
}

/// What an object looks like from its first bytes.
enum Head {
    Catalog,
    Page,
    Objects,
    Other,
}

/// The number of the object that begins here, if one does.
fn begins_object(bytes: &[u8]) -> Option<(u32, Head)> {
    let bytes = &bytes[..bytes.len().min(512)];
    let mut lexer = Lexer::new(bytes);
    let number = lexer.whole()?;
    lexer.rest().first().filter(|byte| is_space(**byte))?;
    lexer.whole()?;
    lexer.word(b"obj")?;
    let head = lexer.rest();
    let head = &head[..head.windows(6).position(|window| window == b"endobj").unwrap_or(head.len())];
    let has_type = |name: &[u8]| {
        let mut lexer = Lexer::new(head);
        while let Some(at) = lexer.rest().windows(5).position(|window| window == b"/Type") {
            lexer.at += at + 5;
            if let Some(Object::Name(found)) = Lexer::new(lexer.rest()).object()
                && found == name
            {
                return true;
            }
        }
        false
    };
    let kind = if has_type(b"Catalog") {
        Head::Catalog
    } else if has_type(b"ObjStm") {
        Head::Objects
    } else if has_type(b"Page") {
        Head::Page
    } else {
        Head::Other
    };
    Some((u32::try_from(number).ok()?, kind))
}
