//! A document into elements, one at a time.

use std::io::{self, BufRead};

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

/// No document nests deeper.
const DEEPEST: usize = 64;

/// No text is longer, in bytes.
const LONGEST: usize = 64 * 1024;

/// Why a file cannot be read as a document of ISO 20022.
#[derive(Debug, thiserror::Error)]
pub enum CamtError {
    /// The disk, mostly.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is something else, or broken where nothing after it can be told apart.
    #[error("byte {offset}: {problem}")]
    NotCamt {
        /// Where, in bytes from the start.
        offset: u64,
        /// What is wrong.
        problem: String,
    },
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// An element begins; [`Elements::path`] ends with it.
    Open,
    /// An element ends; [`Elements::path`] still ends with it, [`Elements::text`] is what stood in it.
    Close,
    /// The document ends.
    End,
}

/// The elements of a document.
pub(super) struct Elements<R: BufRead> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    /// The names of the open elements, joined by `/`.
    path: String,
    /// Where each of them begins in the path.
    starts: Vec<usize>,
    /// The element that the last step closed is still in the path.
    closed: bool,
    text: String,
    currency: Option<String>,
    namespace: String,
}

impl<R: BufRead> Elements<R> {
    pub(super) fn new(reader: R) -> Self {
        let mut reader = Reader::from_reader(reader);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            path: String::new(),
            starts: Vec::new(),
            closed: false,
            text: String::new(),
            currency: None,
            namespace: String::new(),
        }
    }

    /// The names of the open elements, joined by `/`.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The text since the last element began or ended, without blanks at its ends.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The currency of the element, where it has one.
    pub(super) fn currency(&self) -> Option<&str> {
        self.currency.as_deref()
    }

    /// The namespace of the document.
    pub(super) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Where the reader is, in bytes.
    pub(super) fn offset(&self) -> u64 {
        self.reader.buffer_position()
    }

    /// Goes on to where the next element begins or ends.
    ///
    /// # Errors
    /// When reading fails, or what follows is no XML that a bank would send.
    pub(super) fn next(&mut self) -> Result<Step, CamtError> {
        if self.closed {
            self.leave();
        }
        loop {
            self.buffer.clear();
            let offset = self.reader.buffer_position();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| broken(offset, error))?;
            let text = match event {
                Event::Start(start) => {
                    let (name, currency, namespace) = opened(&start, offset)?;
                    return self.enter(&name, currency, namespace, offset);
                }
                Event::End(_) => {
                    self.closed = true;
                    return Ok(Step::Close);
                }
                Event::Eof if self.starts.is_empty() => return Ok(Step::End),
                Event::Eof => return Err(not_camt(offset, format!("the file ends within {}", self.path))),
                Event::Text(text) => text.xml10_content().into_owned(),
                Event::CData(text) => text.xml10_content().into_owned(),
                Event::GeneralRef(reference) => entity(&reference, offset)?,
                Event::DocType(_) => return Err(not_camt(offset, "it has a document type of its own".to_owned())),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            };
            if self.text.len() + text.len() > LONGEST {
                return Err(not_camt(offset, format!("a text is longer than {LONGEST} bytes")));
            }
            self.text.push_str(&text);
        }
    }

    fn enter(
        &mut self,
        name: &str,
        currency: Option<String>,
        namespace: Option<String>,
        offset: u64,
    ) -> Result<Step, CamtError> {
        if self.starts.len() == DEEPEST {
            return Err(not_camt(offset, format!("elements nest deeper than {DEEPEST}")));
        }
        if self.starts.is_empty() {
            self.namespace = namespace.unwrap_or_default();
        }
        self.starts.push(self.path.len());
        if !self.path.is_empty() {
            self.path.push('/');
        }
        self.path.push_str(name);
        self.currency = currency;
        self.text.clear();
        Ok(Step::Open)
    }

    fn leave(&mut self) {
        self.closed = false;
        self.path.truncate(self.starts.pop().unwrap_or_default());
        self.currency = None;
        self.text.clear();
    }
}

/// An element's name, currency and namespace.
type Opened = (String, Option<String>, Option<String>);

fn opened(start: &BytesStart<'_>, offset: u64) -> Result<Opened, CamtError> {
    let attribute = |name: &str| {
        let found = start.try_get_attribute(name).map_err(|error| broken(offset, error.into()))?;
        Ok::<_, CamtError>(found.map(|attribute| attribute.value.into_owned()))
    };
    let name = start.local_name().into_inner().to_owned();
    let namespace = if name == "Document" { attribute("xmlns")? } else { None };
    Ok((name, attribute("Ccy")?, namespace))
}

/// The character that a reference stands for.
fn entity(reference: &quick_xml::events::BytesRef<'_>, offset: u64) -> Result<String, CamtError> {
    if let Some(character) = reference.resolve_char_ref().map_err(|error| broken(offset, error))? {
        return Ok(character.to_string());
    }
    let known = resolve_xml_entity(reference);
    known.map(str::to_owned).ok_or_else(|| not_camt(offset, format!("`&{};` is not known", &**reference)))
}

fn broken(offset: u64, error: quick_xml::Error) -> CamtError {
    match error {
        quick_xml::Error::Io(error) => CamtError::Io(io::Error::new(error.kind(), error.to_string())),
        other => not_camt(offset, format!("it is no well-formed XML: {other}")),
    }
}

const fn not_camt(offset: u64, problem: String) -> CamtError {
    CamtError::NotCamt { offset, problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Result<Vec<String>, CamtError> {
        let mut elements = Elements::new(text.as_bytes());
        let mut told = Vec::new();
        loop {
            match elements.next()? {
                Step::Open => told.push(format!("+{}", elements.path())),
                Step::Close => told.push(format!("-{}={}", elements.path(), elements.text())),
                Step::End => return Ok(told),
            }
        }
    }

    #[test]
    fn elements_come_with_path_and_text() {
        let text = "<?xml version=\"1.0\"?>\n<Document><p:A> x &amp; &#233;<![CDATA[<]]> </p:A><B/></Document>\n";
        let told = steps(text).unwrap();
        assert_eq!(
            told,
            ["+Document", "+Document/A", "-Document/A=x & é<", "+Document/B", "-Document/B=", "-Document="]
        );
    }

    #[test]
    fn what_no_bank_sends_is_refused() {
        for (text, says) in [
            ("<A><B></A>", "no well-formed XML"),
            ("<A>", "the file ends within A"),
            ("<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", "document type"),
            ("<A>&b;</A>", "`&b;` is not known"),
            (&"<A>".repeat(65), "nest deeper"),
            (&format!("<A>{}</A>", "x".repeat(70_000)), "longer than"),
        ] {
            let refused = steps(text).unwrap_err().to_string();
            assert!(refused.contains(says), "{refused}");
        }
    }
}
