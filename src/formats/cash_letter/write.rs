//! Writes checks as an image cash letter.

use std::io::{self, Write};

use super::framing::Coding;
use crate::model::Money;

/// Items of one bundle; banks take no more.
const BUNDLE: usize = 300;

/// Which of the forms that are about is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flavour {
    /// X9.37 DSTU-2003 or X9.100-187-2016.
    pub dstu: bool,
    /// EBCDIC, as banks exchange it, or ASCII.
    pub ebcdic: bool,
    /// Four bytes of length before each record.
    pub prefixed: bool,
}

impl Flavour {
    /// What banks exchange.
    pub const USUAL: Self = Self { dstu: false, ebcdic: true, prefixed: true };
}

/// A check to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The auxiliary on-us field, or nothing.
    pub auxiliary_on_us: String,
    /// The routing number with its check digit; blank when it was not read.
    pub routing: String,
    /// The on-us field, `/` for the on-us symbol.
    pub on_us: String,
    /// The amount.
    pub amount: Money,
    /// The front as a TIFF or JPEG.
    pub front: Vec<u8>,
    /// The back as a TIFF or JPEG.
    pub back: Option<Vec<u8>>,
}

/// Writes a letter of one cash letter, in bundles. `day` is the business day as YYYYMMDD, `bank` the depositary bank.
///
/// # Errors
/// When `out` takes no more.
pub fn write(out: &mut dyn Write, checks: &[Check], flavour: Flavour, day: &str, bank: &str) -> io::Result<()> {
    let coding = if flavour.ebcdic { Coding::Ebcdic } else { Coding::Ascii };
    let mut letter = Writer { out, coding, prefixed: flavour.prefixed, records: 0 };
    let level = if flavour.dstu { "03" } else { "35" };
    letter.text(&format!("01{level}T{bank:9}{bank:9}{day:8}0800N{:18}{:18}A{:2}{:5}", "", "", "US", ""))?;
    letter.text(&format!("1001{bank:9}{bank:9}{day:8}{day:8}0800IG{:8}{:14}{:10}C{:3}", "00000001", "", "", ""))?;
    for (at, bundle) in checks.chunks(BUNDLE).enumerate() {
        let number = at + 1;
        letter.text(&format!("2001{bank:9}{bank:9}{day:8}{day:8}{number:<10}{number:<4}01{:26}", ""))?;
        for (place, check) in bundle.iter().enumerate() {
            letter.check(check, at * BUNDLE + place + 1, day, bank)?;
        }
        let sum = sum(bundle);
        letter.text(&format!("70{:04}{sum:012}{sum:012}{:05}{:20}{:25}", bundle.len(), images(bundle), "", ""))?;
    }
    let (bundles, count, sum, images) = (checks.len().div_ceil(BUNDLE), checks.len(), sum(checks), images(checks));
    letter.text(&format!("90{bundles:06}{count:08}{sum:014}{images:09}{:18}{:8}{:15}", "", "", ""))?;
    let records = letter.records + 1;
    letter.text(&format!("99{:06}{records:08}{count:08}{sum:016}{:14}{:10}{:16}", 1, "", "", ""))
}

fn sum(checks: &[Check]) -> i64 {
    checks.iter().map(|check| check.amount.cents()).sum()
}

fn images(checks: &[Check]) -> usize {
    checks.iter().map(|check| 1 + usize::from(check.back.is_some())).sum()
}

struct Writer<'a> {
    out: &'a mut dyn Write,
    coding: Coding,
    prefixed: bool,
    records: u64,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) -> io::Result<()> {
        self.record(text, &[])
    }

    /// A record: its text, then bytes that are in no character code.
    fn record(&mut self, text: &str, bytes: &[u8]) -> io::Result<()> {
        self.records += 1;
        if self.prefixed {
            let length = u32::try_from(text.len() + bytes.len()).map_err(io::Error::other)?;
            self.out.write_all(&length.to_be_bytes())?;
        }
        let coded: Vec<u8> = text.bytes().map(|byte| self.coding.byte(byte)).collect();
        self.out.write_all(&coded)?;
        self.out.write_all(bytes)
    }

    fn check(&mut self, check: &Check, sequence: usize, day: &str, bank: &str) -> io::Result<()> {
        let Check { auxiliary_on_us, routing, on_us, amount, .. } = check;
        let (cents, good) = (amount.cents(), if routing.is_empty() { 4 } else { 1 });
        let routing = if routing.is_empty() { " ".repeat(9) } else { format!("{routing:0>9}") };
        self.text(&format!("25{auxiliary_on_us:>15} {routing}{on_us:>20}{cents:010}{sequence:<15}G {good}Y000 "))?;
        let front = Some((0, &check.front));
        for (side, image) in front.into_iter().chain(check.back.as_ref().map(|back| (1, back))) {
            let format = if image.starts_with(b"\xff\xd8") { "0101" } else { "0000" };
            let length = image.len();
            self.text(&format!("501{bank:9}{day:8}{format}{length:07}{side}000{:45}", ""))?;
            let keys = format!("{:48}0{:16}", "", "");
            let head = format!("52{bank:9}{day:8}01{sequence:<15}{keys}0000{:05}{length:07}", 0);
            self.record(&head, image)?;
        }
        Ok(())
    }
}
