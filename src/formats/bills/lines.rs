//! CSV rows cut out of a stream by lines.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

use csv::StringRecord;

/// No row of open bills is longer.
const LONGEST_LINE: u64 = 1 << 20;
/// A quoted cell may hold so many line ends; a quote that stays open longer is a stray one.
const MOST_LINES_PER_ROW: usize = 5;

/// One row, with its line in the file.
#[derive(Debug)]
pub(super) struct RawRow {
    pub(super) line: u64,
    /// The row with its line end, or why it is none.
    pub(super) bytes: Result<Vec<u8>, String>,
}

/// Rows of a CSV stream; blank lines are passed over.
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    /// Lines that were read ahead.
    ahead: VecDeque<Vec<u8>>,
    line: u64,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(1 << 16, reader), ahead: VecDeque::new(), line: 0 }
    }

    pub(super) fn next_row(&mut self) -> io::Result<Option<RawRow>> {
        loop {
            let Some(mut line) = self.take()? else { return Ok(None) };
            self.line += 1;
            if self.line == 1 && line.starts_with(b"\xef\xbb\xbf") {
                line.drain(..3);
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            return self.row(line).map(Some);
        }
    }

    /// So many rows, fewer only at the end.
    pub(super) fn next_rows(&mut self, count: usize) -> io::Result<Vec<RawRow>> {
        let mut rows = Vec::with_capacity(count);
        while rows.len() < count {
            let Some(row) = self.next_row()? else { break };
            rows.push(row);
        }
        Ok(rows)
    }

    fn row(&mut self, first: Vec<u8>) -> io::Result<RawRow> {
        let line = self.line;
        if first.len() as u64 >= LONGEST_LINE {
            return Ok(RawRow { line, bytes: Err("the row is longer than a megabyte".to_owned()) });
        }
        let mut whole = first;
        let mut more = 0;
        while quotes(&whole) == Quotes::Open && more + 1 < MOST_LINES_PER_ROW && self.peek(more)? {
            whole.extend_from_slice(&self.ahead[more]);
            more += 1;
        }
        // The lines after a stray quote stay rows of their own.
        match quotes(&whole) {
            Quotes::Closed => {}
            Quotes::Open => return Ok(RawRow { line, bytes: Err("a quote is opened and never closed".to_owned()) }),
            Quotes::Stray => return Ok(RawRow { line, bytes: Err("a quote ends in the middle of a cell".to_owned()) }),
        }
        self.ahead.drain(..more);
        self.line += more as u64;
        Ok(RawRow { line, bytes: Ok(whole) })
    }

    fn take(&mut self) -> io::Result<Option<Vec<u8>>> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.read(),
        }
    }

    /// Whether there is a line `at` places ahead.
    fn peek(&mut self, at: usize) -> io::Result<bool> {
        while self.ahead.len() <= at {
            match self.read()? {
                Some(line) => self.ahead.push_back(line),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// A line with its end, cut at the longest that is allowed; the rest of a longer one is passed over.
    fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if line.len() as u64 == LONGEST_LINE && line.last() != Some(&b'\n') {
            self.reader.skip_until(b'\n')?;
        }
        Ok((!line.is_empty()).then_some(line))
    }
}

/// How the quotes of a row stand at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Closed,
    Open,
    /// One was closed where no cell ends.
    Stray,
}

/// A quote counts only at the start of a cell; inside quotes a doubled one stands for itself.
fn quotes(row: &[u8]) -> Quotes {
    let mut quoted = false;
    let mut at = 0;
    while let Some(byte) = row.get(at) {
        let next = row.get(at + 1);
        match (*byte, quoted, next) {
            (b'"', false, _) => quoted = at == 0 || row[at - 1] == b',',
            (b'"', true, Some(b'"')) => at += 1,
            (b'"', true, None | Some(b',' | b'\r' | b'\n')) => quoted = false,
            (b'"', true, _) => return Quotes::Stray,
            _ => {}
        }
        at += 1;
    }
    if quoted { Quotes::Open } else { Quotes::Closed }
}

/// The cells of a row without the blanks around them, or why they cannot be told.
pub(super) fn cells(row: &[u8]) -> Result<Vec<Cow<'_, str>>, String> {
    let text = std::str::from_utf8(row).map_err(|_| "the row is not UTF-8 text".to_owned())?;
    if !row.contains(&b'"') {
        return Ok(text.trim_end_matches(['\r', '\n']).split(',').map(|cell| Cow::Borrowed(cell.trim())).collect());
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).buffer_capacity(row.len()).trim(csv::Trim::All).from_reader(row);
    let mut record = StringRecord::new();
    reader.read_record(&mut record).map_err(|error| error.to_string())?;
    Ok(record.iter().map(|cell| Cow::Owned(cell.to_owned())).collect())
}
