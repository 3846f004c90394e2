//! `index.csv`: the scanner's own order and grouping of the pages.

use std::path::Path;

use jiff::civil::Date;

use super::Finding;
use crate::error::{Error, Result};
use crate::files;
use crate::model::{Money, Side, TransactionId};

const LARGEST_FILE: u64 = 256 << 20;

const REQUIRED: [&str; 5] = ["sequence", "file", "page", "side", "transaction"];
const OPTIONAL: [&str; 2] = ["amount", "envelope_date"];

/// One row of the index: one page image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) place: String,
    pub(super) sequence: u64,
    pub(super) file: String,
    pub(super) page: u32,
    pub(super) side: Side,
    pub(super) transaction: Option<TransactionId>,
    pub(super) amount: Option<Money>,
    pub(super) envelope_date: Option<Date>,
}

/// Reads an index; rows come back in the order of their sequence. What is wrong in a row becomes a finding, and the
/// row is kept as long as it names a page.
pub(super) fn read(path: &Path) -> Result<(Vec<Row>, Vec<Finding>)> {
    let text = files::read_text(path, LARGEST_FILE)?;
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let csv_error = |error: csv::Error| {
        let line = error.position().map(csv::Position::line);
        Error::content(path, line, format!("is not a table of values separated by commas: {error}"))
    };
    let header = reader.headers().map_err(csv_error)?.clone();
    let mut findings = Vec::new();
    let columns = Columns::of(&header, &mut findings).map_err(|message| Error::content(path, Some(1), message))?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(csv_error)?;
        let line = record.position().map_or(0, csv::Position::line);
        let last = rows.last().map_or(0, |row: &Row| row.sequence);
        let mut cells = Cells { columns: &columns, record: &record, line, findings: &mut findings };
        rows.extend(cells.row(last));
    }
    rows.sort_by_key(|row| row.sequence);
    for pair in rows.windows(2).filter(|pair| pair[0].sequence == pair[1].sequence) {
        let message =
            format!("sequence {} stands there more than once; the order of the rows counts", pair[1].sequence);
        findings.push(Finding { place: pair[1].place.clone(), message });
    }
    Ok((rows, findings))
}

/// Where each known column is, counted from 0.
struct Columns([Option<usize>; 7]);

impl Columns {
    fn of(header: &csv::StringRecord, findings: &mut Vec<Finding>) -> std::result::Result<Self, String> {
        let find = |name: &str| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        if let Some(missing) = REQUIRED.iter().find(|name| find(name).is_none()) {
            return Err(format!("has no column `{missing}`; the header must be {}", REQUIRED.join(",")));
        }
        let known = |name: &str| REQUIRED.iter().chain(&OPTIONAL).any(|known| known.eq_ignore_ascii_case(name.trim()));
        for (at, name) in header.iter().enumerate().filter(|(_, name)| !known(name)) {
            let message = format!("the column `{name}` is not known and is ignored");
            findings.push(Finding { place: place(1, at), message });
        }
        let [a, b, c, d, e] = REQUIRED.map(find);
        let [f, g] = OPTIONAL.map(find);
        Ok(Self([a, b, c, d, e, f, g]))
    }
}

fn place(line: u64, column: usize) -> String {
    format!("index.csv, line {line}, column {}", column + 1)
}

struct Cells<'a> {
    columns: &'a Columns,
    record: &'a csv::StringRecord,
    line: u64,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Cells<'a> {
    fn cell(&self, column: usize) -> &'a str {
        self.columns.0[column].and_then(|at| self.record.get(at)).unwrap_or_default()
    }

    fn finding(&mut self, column: usize, message: String) {
        let place = place(self.line, self.columns.0[column].unwrap_or_default());
        self.findings.push(Finding { place, message });
    }

    /// The row, if it names a page; `last` is the sequence of the row before.
    fn row(&mut self, last: u64) -> Option<Row> {
        if self.record.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        let file = self.cell(1).trim().replace('\\', "/");
        let file = file.strip_prefix("./").unwrap_or(&file).to_owned();
        if file.is_empty() {
            self.finding(1, "the row names no file and is left out; its page is taken at the end".to_owned());
            return None;
        }
        let Ok(page @ 1..) = self.cell(2).trim().parse() else {
            let message =
                format!("`{}` is not a page number; the row is left out, its page is taken at the end", self.cell(2));
            self.finding(2, message);
            return None;
        };
        let transaction = self.cell(4);
        Some(Row {
            place: format!("index.csv, line {}", self.line),
            sequence: self.sequence(last),
            file,
            page,
            side: self.side(),
            transaction: (!transaction.trim().is_empty()).then(|| TransactionId(transaction.to_owned())),
            amount: self.amount(),
            envelope_date: self.envelope_date(),
        })
    }

    fn sequence(&mut self, last: u64) -> u64 {
        let text = self.cell(0);
        text.trim().parse().unwrap_or_else(|_| {
            self.finding(0, format!("`{text}` is not a sequence number; the page follows the one in the row before"));
            last
        })
    }

    fn side(&mut self) -> Side {
        let text = self.cell(3).trim().to_ascii_lowercase();
        if text.is_empty() {
            return Side::Front;
        }
        Side::from_word(&text).unwrap_or_else(|| {
            self.finding(3, format!("`{text}` is neither front nor back; the page is taken as a front"));
            Side::Front
        })
    }

    fn amount(&mut self) -> Option<Money> {
        let text = self.cell(5).trim();
        if text.is_empty() {
            return None;
        }
        match text.parse::<Money>() {
            Ok(amount) if amount >= Money::ZERO => Some(amount),
            Ok(_) => {
                self.finding(5, format!("the amount `{text}` is less than nothing and is ignored"));
                None
            }
            Err(error) => {
                self.finding(5, format!("{error}; the amount is ignored"));
                None
            }
        }
    }

    fn envelope_date(&mut self) -> Option<Date> {
        let text = self.cell(6).trim();
        if text.is_empty() {
            return None;
        }
        let date = text.parse().ok();
        if date.is_none() {
            self.finding(6, format!("`{text}` is not a date such as 2026-11-24 and is ignored"));
        }
        date
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<(Vec<Row>, Vec<Finding>)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.csv");
        files::write_atomic(&path, |out| out.write_all(text.as_bytes())).unwrap();
        read(&path)
    }

    #[test]
    fn rows_come_in_sequence_with_all_their_cells() {
        let text = "\u{feff}Sequence,file,page,side,transaction,amount,envelope_date,speed\n\
                    2,sub\\b.tif,1,back,T 1,,,9\n1,./a.tif,3,Front,T 1,12.50,2026-11-20,9\n\n";
        let (rows, findings) = of(text).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].file.as_str(), rows[0].page, rows[0].side), ("a.tif", 3, Side::Front));
        assert_eq!(rows[0].amount, Some(Money::from_cents(1250)));
        assert_eq!(rows[0].envelope_date, Some(jiff::civil::date(2026, 11, 20)));
        assert_eq!((rows[1].file.as_str(), rows[1].side), ("sub/b.tif", Side::Back));
        assert_eq!(rows[1].transaction, Some(TransactionId("T 1".to_owned())));
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].place, "index.csv, line 1, column 8");
    }

    #[test]
    fn bad_cells_are_findings_and_the_page_stays() {
        let text = "sequence,file,page,side,transaction,amount,envelope_date\n\
                    5,a.tif,1,front,1,$5,soon\nx,b.tif,1,left,1\n6,c.tif,zero,front,2\n7,,1,front,2\n6,d.tif,1,,\n6,d.tif,2,,\n";
        let (rows, findings) = of(text).unwrap();
        let files: Vec<_> = rows.iter().map(|row| row.file.as_str()).collect();
        assert_eq!(files, ["a.tif", "b.tif", "d.tif", "d.tif"]);
        let places: Vec<_> = findings.iter().map(|finding| finding.place.trim_start_matches("index.csv, ")).collect();
        let wanted = [
            "line 2, column 6",
            "line 2, column 7",
            "line 3, column 1",
            "line 3, column 4",
            "line 4, column 3",
            "line 5, column 2",
            "line 3",
            "line 7",
        ];
        assert_eq!(places, wanted);
    }

    #[test]
    fn a_header_without_its_columns_is_refused() {
        let error = of("sequence;file;page;side;transaction\n1;a.tif;1;front;1\n").unwrap_err().to_string();
        assert!(error.contains("line 1") && error.contains("sequence,file,page,side,transaction"), "{error}");
    }
}
