//! Objects by their numbers, each read where it lies.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use super::syntax::{Dict, Lexer, Object, is_space};
use super::xref::{Place, Places};
use super::{PdfError, filters};

/// The first and the largest piece of a file in which an object is looked for.
const WINDOW: u64 = 4 << 10;
const LARGEST_WINDOW: u64 = 16 << 20;

/// No stream takes more packed bytes.
const MOST_PACKED: u64 = 64 << 20;

/// No stream of objects unpacks to more, and so many are kept.
const LARGEST_OBJECTS: usize = 8 << 20;
const KEPT: usize = 4;

/// All streams that are unpacked to find the objects and content of one page unpack to no more.
const MOST_WORK: usize = 192 << 20;

/// References within references go no deeper.
const DEEPEST: usize = 16;

/// How long a file is.
pub(super) fn length<R: Seek>(reader: &mut R) -> io::Result<u64> {
    reader.seek(SeekFrom::End(0))
}

/// Bytes of a file, fewer at its end.
pub(super) fn bytes<R: Read + Seek>(reader: &mut R, offset: u64, count: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.seek(SeekFrom::Start(offset))?;
    reader.take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// An open file whose objects are known by place.
pub(super) struct Source<'a, R> {
    reader: &'a mut R,
    length: u64,
    places: &'a Places,
    /// Streams of objects that were unpacked, by their numbers, the oldest to be dropped first.
    kept: Vec<(u32, Rc<Vec<u8>>)>,
    depth: usize,
    work: usize,
}

impl<'a, R: Read + Seek> Source<'a, R> {
    pub(super) fn new(reader: &'a mut R, length: u64, places: &'a Places) -> Self {
        Self { reader, length, places, kept: Vec::new(), depth: 0, work: 0 }
    }

    /// An object; one that is nowhere is null.
    pub(super) fn object(&mut self, number: u32) -> Result<Object, PdfError> {
        if self.depth == DEEPEST {
            return Err(PdfError::malformed("its references go too deep or in a circle"));
        }
        self.depth += 1;
        let object = match self.places.of(number) {
            None => Ok(Object::Null),
            Some(Place::At(offset)) => match self.object_at(offset) {
                Ok((found, object)) if found == number => Ok(object),
                Ok((found, _)) => Err(PdfError::Malformed(format!("object {found} lies where {number} should"))),
                Err(error) => Err(error),
            },
            Some(Place::Within(stream, index)) => self.object_within(stream, index),
        };
        self.depth -= 1;
        match object? {
            Object::Reference(next) if next != number => self.object(next),
            object => Ok(object),
        }
    }

    /// What a value stands for: itself, or the object that it refers to.
    pub(super) fn resolve(&mut self, value: &Object) -> Result<Object, PdfError> {
        match value {
            Object::Reference(number) => self.object(*number),
            value => Ok(value.clone()),
        }
    }

    /// A value of a dictionary, resolved; null when it is not there.
    pub(super) fn get(&mut self, dict: &Dict, key: &[u8]) -> Result<Object, PdfError> {
        dict.get(key).map_or(Ok(Object::Null), |value| self.resolve(value))
    }

    /// The object written at a place, with its number.
    pub(super) fn object_at(&mut self, offset: u64) -> Result<(u32, Object), PdfError> {
        let mut window = WINDOW;
        loop {
            let bytes = bytes(self.reader, offset, window)?;
            let whole = bytes.len() as u64 == window;
            match indirect(&bytes) {
                // What fits tightly may go on behind the window.
                Some((number, object, end)) if end + 32 < bytes.len() || !whole => {
                    return Ok((number, with_stream(object, &bytes, end, offset)));
                }
                _ if whole && window < LARGEST_WINDOW => window *= 16,
                _ => return Err(PdfError::Malformed(format!("no object begins at byte {offset}"))),
            }
        }
    }

    fn object_within(&mut self, stream: u32, index: u32) -> Result<Object, PdfError> {
        let damaged = || PdfError::Malformed(format!("object stream {stream} is damaged"));
        // A stream of objects lies in the file itself.
        let Some(Place::At(offset)) = self.places.of(stream) else { return Err(damaged()) };
        let (_, object) = self.object_at(offset)?;
        let Object::Stream(dict, _) = &object else { return Err(damaged()) };
        let first = dict.number(b"First").ok_or_else(damaged)? as usize;
        let data = match self.kept.iter().find(|(number, _)| *number == stream) {
            Some((_, data)) => Rc::clone(data),
            None => {
                let data = Rc::new(self.unpacked(&object, LARGEST_OBJECTS)?);
                if self.kept.len() == KEPT {
                    self.kept.remove(0);
                }
                self.kept.push((stream, Rc::clone(&data)));
                data
            }
        };
        let mut lexer = Lexer::new(&data);
        let mut at = None;
        for _ in 0..=index {
            at = lexer.whole().and_then(|_| lexer.whole());
        }
        let at = first.saturating_add(at.ok_or_else(damaged)? as usize);
        Lexer::new(data.get(at..).unwrap_or_default()).object().ok_or_else(damaged)
    }

    /// The numbers of the objects in a stream of objects.
    pub(super) fn numbers_within(&mut self, object: &Object) -> Result<Vec<u32>, PdfError> {
        let count = object.dict().and_then(|dict| dict.number(b"N")).unwrap_or(0.0) as usize;
        let data = self.unpacked(object, LARGEST_OBJECTS)?;
        let mut lexer = Lexer::new(&data);
        let pair = |_| lexer.whole().zip(lexer.whole()).and_then(|(number, _)| u32::try_from(number).ok());
        Ok((0..count).map_while(pair).collect())
    }

    /// The bytes of a stream as they lie in the file.
    pub(super) fn packed(&mut self, dict: &Dict, offset: u64) -> Result<Vec<u8>, PdfError> {
        let said = self.get(dict, b"Length")?.number().filter(|length| *length >= 0.0).map(|length| length as u64);
        let fits = |said: &u64| offset.checked_add(*said).is_some_and(|end| end <= self.length);
        if let Some(said) = said.filter(fits) {
            if said > MOST_PACKED {
                return Err(PdfError::TooLarge(format!("a stream of {said} bytes")));
            }
            let mut data = bytes(self.reader, offset, said + 16)?;
            let after = data.get(said as usize..).unwrap_or_default();
            if Lexer::new(after).word(b"endstream").is_some() {
                data.truncate(said as usize);
                return Ok(data);
            }
        }
        // The length is wrong: the stream reaches to its end mark, or to the end of the file.
        let mut data = bytes(self.reader, offset, MOST_PACKED)?;
        self.spend(data.len())?;
        let end = data.windows(9).position(|window| window == b"endstream").unwrap_or(data.len());
        data.truncate(end);
        while data.pop_if(|byte| matches!(byte, b'\r' | b'\n')).is_some() {}
        Ok(data)
    }

    /// The bytes of a stream that is no image.
    pub(super) fn unpacked(&mut self, object: &Object, most: usize) -> Result<Vec<u8>, PdfError> {
        let Object::Stream(dict, offset) = object else { return Ok(Vec::new()) };
        let data = self.packed(dict, *offset)?;
        let steps = filters::steps(self, dict)?;
        let data = filters::unpack(data, &steps, most)?;
        self.spend(data.len())?;
        Ok(data)
    }

    fn spend(&mut self, bytes: usize) -> Result<(), PdfError> {
        self.work = self.work.saturating_add(bytes);
        match self.work {
            ..=MOST_WORK => Ok(()),
            _ => Err(PdfError::TooLarge("it takes more work than any scan".to_owned())),
        }
    }

    /// A dictionary whose values are all resolved, one level deep.
    pub(super) fn resolved(&mut self, value: &Object) -> Result<BTreeMap<Vec<u8>, Object>, PdfError> {
        let object = self.resolve(value)?;
        let Some(dict) = object.dict() else { return Ok(BTreeMap::new()) };
        dict.entries().map(|(key, value)| Ok((key.to_vec(), self.resolve(value)?))).collect()
    }
}

/// `7 0 obj`, an object, and where it ends.
fn indirect(bytes: &[u8]) -> Option<(u32, Object, usize)> {
    let mut lexer = Lexer::new(bytes);
    let number = u32::try_from(lexer.whole()?).ok()?;
    lexer.whole()?;
    lexer.word(b"obj")?;
    let object = lexer.object()?;
    Some((number, object, lexer.at))
}

/// Makes a stream of a dictionary that the word `stream` follows.
fn with_stream(object: Object, bytes: &[u8], end: usize, offset: u64) -> Object {
    let Object::Dict(dict) = object else { return object };
    let mut lexer = Lexer::new(bytes);
    lexer.at = end;
    if lexer.word(b"stream").is_none() {
        return Object::Dict(dict);
    }
    let line_end = match lexer.rest() {
        [b'\r', b'\n', ..] => 2,
        [byte, ..] if is_space(*byte) => 1,
        _ => 0,
    };
    Object::Stream(dict, offset + (lexer.at + line_end) as u64)
}
