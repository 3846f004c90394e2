//! Bills printed as PDF, a page each, with coupons that can be read when they come back.

use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::LoadReport;
use crate::config::Config;
use crate::drawing::bill::{self, BillFace, SIZE};
use crate::drawing::coupon::{CouponFace, CouponStyle, LONGEST_SCANLINE};
use crate::drawing::fonts::{Curve, Face, Fonts, Glyph};
use crate::drawing::marks::{Area, DOT, Mark, Marks};
use crate::error::{Error, Result};
use crate::files;
use crate::formats::bills::{self, Rejection, Summary};
use crate::formats::pdf::{DrawnPage, DrawnPdf, PackedPage, Shape, Step};
use crate::model::{Bill, CodedField, CodedFields, Codes, CouponDefinition, Layout, Part};

/// Points of an inch.
const POINTS: f32 = 72.0;
/// Ink and toner spread: so much, in inches, a bar is printed short of either edge.
const SPREAD: f32 = 0.0005;
/// Nothing is printed smaller, in points.
const SMALLEST: f32 = 6.0;
/// The faces of a bill; a face's number in the file is its place here.
const FACES: [Face; 4] = [Face::Sans, Face::SansBold, Face::OcrA, Face::OcrB];
/// The characters beside digits that a scan line can be read with where its layout has them.
const READABLE: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ<>/-+";

/// Which bills are to be printed, and how.
#[derive(Debug, Clone, Copy)]
pub struct PrintOrder<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The coupon's name, where there are several.
    pub coupon: Option<&'a str>,
    /// The file of open bills.
    pub bills: &'a Path,
    /// The PDF to write.
    pub out: &'a Path,
}

/// What was printed.
#[derive(Debug, Default)]
pub struct PrintedBills {
    /// How many bills.
    pub pages: u64,
    /// How many were left out as they are paid or closed.
    pub settled: u64,
    /// The rows that were not printed, for whatever reason.
    pub report: LoadReport,
}

/// Prints every open bill of a file.
///
/// # Errors
/// When the settings do not say what a coupon looks like, the file of bills cannot be used at all, or the PDF cannot be
/// written; nothing is left half written.
pub fn print_bills(order: &PrintOrder<'_>) -> Result<PrintedBills> {
    let fonts = Fonts::load(&FACES)?;
    let printer = Printer::new(order, &fonts)?;
    let reader = files::open(order.bills)?;
    let mut printed = PrintedBills::default();
    let mut unusable = None;
    let written = files::write_atomic(order.out, |out| {
        let size = (SIZE.0 * POINTS, SIZE.1 * POINTS);
        let mut pdf = DrawnPdf::new(out, size)?;
        let (mut seen, mut failed) = (HashSet::new(), None);
        let read = bills::read(
            reader,
            |bill| printer.sheet(bill),
            |line, row| match row {
                Err(rejection) => printed.report.reject(rejection),
                Ok(Sheet::Settled) => printed.settled += 1,
                Ok(Sheet::Refused(reason)) => printed.report.reject(Rejection { line, column: None, reason }),
                Ok(Sheet::Page(key, _)) if !seen.insert(key) => {
                    let reason = "this bill of this account is in the file before; the first is printed".to_owned();
                    printed.report.reject(Rejection { line, column: Some("bill_id".to_owned()), reason });
                }
                Ok(Sheet::Page(_, page)) if failed.is_none() => {
                    printed.pages += 1;
                    failed = pdf.add(&page).err();
                }
                Ok(Sheet::Page(..)) => {}
            },
        );
        failed.map_or(Ok(()), Err)?;
        match read {
            Ok(Summary { rows, unknown_columns }) => {
                printed.report.rows = rows;
                printed.report.unknown_columns = unknown_columns;
            }
            Err(error) => {
                unusable = Some(Error::content(order.bills, None, error.to_string()));
                return Err(io::Error::other("the bills cannot be read"));
            }
        }
        if printed.pages == 0 {
            unusable = Some(Error::content(order.bills, None, printed.why_nothing()));
            return Err(io::Error::other("there is nothing to print"));
        }
        pdf.finish("Bills", |face, character| shape(&fonts, face, character)).map(|_| ())
    });
    match unusable {
        Some(error) => Err(error),
        None => written.map(|()| printed),
    }
}

impl PrintedBills {
    fn why_nothing(&self) -> String {
        let first = self.report.rejected.first();
        let first = first.map(|row| format!("; the first: line {}: {}", row.line, row.reason)).unwrap_or_default();
        let (rows, settled, rejects) = (self.report.rows, self.settled, self.report.rejects);
        format!("no bill can be printed: of {rows} rows {settled} are paid or closed, {rejects} not usable{first}")
    }
}

/// What becomes of one row.
enum Sheet {
    /// A page, and what tells the bill from others.
    Page([u8; 16], Box<PackedPage>),
    /// Nothing is owed any more.
    Settled,
    /// It cannot be printed so that it comes back readable.
    Refused(String),
}

/// Makes pages of bills.
struct Printer<'a> {
    fonts: &'a Fonts,
    definition: &'a CouponDefinition,
    /// All kinds of coupons that may come back.
    known: &'a [CouponDefinition],
    biller: Vec<String>,
    pay: &'a [String],
    style: CouponStyle,
}

impl<'a> Printer<'a> {
    fn new(order: &PrintOrder<'a>, fonts: &'a Fonts) -> Result<Self> {
        let biller = &order.config.biller;
        let definition = chosen(&order.config.coupons, order.coupon)?;
        check(definition)?;
        let refused = |what: &str| {
            let example = "[biller] name = \"..\", address = [\"P.O. Box ..\", \"City, ST 00000\"]";
            Error::Refused(format!("the settings do not say {what}; lockbox.toml needs {example}"))
        };
        let name = biller.name.as_ref().ok_or_else(|| refused("what the biller is called"))?;
        if biller.address.is_empty() {
            return Err(refused("where payments are sent"));
        }
        let lines: Vec<String> = std::iter::once(name).chain(&biller.address).cloned().collect();
        if let Some(text) = lines.iter().chain(&biller.pay).find(|line| unprintable(fonts, line).is_some()) {
            return Err(Error::Refused(format!("[biller] has a character that cannot be printed, in `{text}`")));
        }
        Ok(Self {
            fonts,
            definition,
            known: &order.config.coupons,
            biller: lines,
            pay: &biller.pay,
            style: CouponStyle::plain(definition.print.face),
        })
    }

    fn sheet(&self, bill: &Bill<'_>) -> Sheet {
        if !bill.is_open() {
            return Sheet::Settled;
        }
        match self.page(bill) {
            Ok(page) => Sheet::Page(key(bill), Box::new(page)),
            Err(reason) => Sheet::Refused(reason),
        }
    }

    fn page(&self, bill: &Bill<'_>) -> std::result::Result<PackedPage, String> {
        let codes = self.definition.codes(bill).map_err(|error| error.to_string())?;
        if self.definition.scanline.as_ref().is_some_and(|layout| !is_of_digits(layout, bill)) {
            return Err("its number has letters or signs: in a scan line they cannot be read with certainty".to_owned());
        }
        self.read_back(bill, &codes)?;
        let coupon = CouponFace::of_bill(bill, &self.biller, codes, self.definition.print.symbology);
        for line in &coupon.member {
            if let Some(character) = unprintable(self.fonts, line) {
                return Err(format!("`{character}` (U+{:04X}) in name or address cannot be printed", character as u32));
            }
        }
        let face = BillFace::of_bill(bill, coupon, self.pay);
        let marks = bill::plan(self.fonts, &face, &self.style).map_err(|error| error.to_string())?;
        match marks.crowded(SMALLEST) {
            Some(text) => Err(format!("`{text}` is too long for its place on the bill")),
            None => Ok(page(&marks)),
        }
    }

    /// Reads the codes as they will be read when the coupon comes back.
    fn read_back(&self, bill: &Bill<'_>, codes: &Codes) -> std::result::Result<(), String> {
        type Way<'a> = (&'static str, Option<&'a String>, fn(&CouponDefinition) -> Option<&Layout>);
        let ways: [Way<'_>; 2] = [
            ("scan line", codes.scanline.as_ref(), |definition| definition.scanline.as_ref()),
            ("barcode", codes.barcode.as_ref(), |definition| definition.barcode.as_ref()),
        ];
        for (name, text, layout) in ways {
            let Some(text) = text else { continue };
            let first = self.known.iter().find_map(|known| layout(known)?.parse(&known.name, text));
            let Some(fields) = first else { return Err(format!("its {name} would be `{text}`, which says nothing")) };
            if !is_of(&fields, bill) {
                let other = fields.definition;
                return Err(format!("its {name} would come back as a coupon `{other}` that says something else"));
            }
        }
        Ok(())
    }
}

/// Whether what a code says is true of the bill. A code without an account or a bill is judged by what it has.
fn is_of(fields: &CodedFields, bill: &Bill<'_>) -> bool {
    let fits = |read: Option<bool>| read.unwrap_or(true);
    fits(fields.account.as_ref().map(|account| same_number(account.as_str(), bill.account.as_str())))
        && fits(fields.bill.as_ref().map(|id| same_number(id.as_str(), bill.id.as_str())))
        && fits(fields.amount_due.map(|amount| amount == bill.amount_due))
        && fits(fields.due_date.map(|date| date == bill.due_date))
        && fits(fields.period.map(|period| Some(period) == bill.period))
}

/// Whether the numbers that a layout holds are of digits alone.
fn is_of_digits(layout: &Layout, bill: &Bill<'_>) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    layout.parts().iter().all(|part| match part {
        Part::Field(CodedField::Account, _) => digits(bill.account.as_str()),
        Part::Field(CodedField::Bill, _) => digits(bill.id.as_str()),
        _ => true,
    })
}

/// Codes fill numbers up with zeros.
fn same_number(read: &str, number: &str) -> bool {
    read.len() >= number.len() && read.trim_start_matches('0') == number.trim_start_matches('0')
}

/// The coupon of that name, or the only one.
fn chosen<'a>(coupons: &'a [CouponDefinition], name: Option<&str>) -> Result<&'a CouponDefinition> {
    let known = || coupons.iter().map(|coupon| coupon.name.as_ref()).collect::<Vec<_>>().join(", ");
    let refused = |text: String| Err(Error::Refused(text));
    match (name, coupons) {
        (_, []) => {
            refused("the settings have no [[coupon]]; lockbox.toml says with one what its codes hold".to_owned())
        }
        (Some(name), _) => match coupons.iter().find(|coupon| *coupon.name == *name) {
            Some(coupon) => Ok(coupon),
            None => refused(format!("there is no [[coupon]] `{name}`; there are {}", known())),
        },
        (None, [only]) => Ok(only),
        (None, _) => refused(format!("there are several [[coupon]]s: choose one with --coupon: {}", known())),
    }
}

/// What is wrong with a coupon whatever the bill.
fn check(definition: &CouponDefinition) -> Result<()> {
    let name: &Arc<str> = &definition.name;
    let refused = |text: String| Err(Error::Refused(format!("[[coupon]] `{name}` {text}")));
    if definition.scanline.is_none() && definition.barcode.is_none() {
        return refused("has neither a scan line nor a barcode: nothing on it could be read".to_owned());
    }
    let Some(layout) = &definition.scanline else { return Ok(()) };
    let literal = |part: &Part| match part {
        Part::Literal(c) if !c.is_ascii_digit() && !READABLE.contains(*c) => Some(*c),
        _ => None,
    };
    if let Some(character) = layout.parts().iter().find_map(literal) {
        return refused(format!("has a `{character}` in its scan line, which is not read; use digits and {READABLE}"));
    }
    let length = layout.width() + layout.gaps().len();
    if length > LONGEST_SCANLINE {
        return refused(format!("has a scan line of {length} characters; a coupon has room for {LONGEST_SCANLINE}"));
    }
    Ok(())
}

/// The first character that would not be printed as it should: one that the fonts lack, that joins with its neighbours
/// or that runs from right to left.
fn unprintable(fonts: &Fonts, text: &str) -> Option<char> {
    let plain = |c: char| {
        matches!(c, ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}'
            | '\u{1e00}'..='\u{1fff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{214f}')
    };
    text.chars().find(|c| !plain(*c) || !fonts.has(Face::Sans, *c) || !fonts.has(Face::SansBold, *c))
}

/// What tells a bill from all others, short enough to remember every one.
fn key(bill: &Bill<'_>) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(bill.account.as_str());
    hash.update([0]);
    hash.update(bill.id.as_str());
    let mut key = [0; 16];
    key.copy_from_slice(&hash.finalize()[..16]);
    key
}

/// A page as marks to a page in points, from the bottom up.
fn page(marks: &Marks<'_>) -> PackedPage {
    let mut page = DrawnPage::new();
    let up = |y: f32| (SIZE.1 - y) * POINTS;
    for mark in marks.list() {
        match mark {
            Mark::Text { x, y, text, style } => {
                page.text(number(style.face), style.size, (x * POINTS, up(*y)), style.shade, text);
            }
            Mark::Pitched { right, y, text, style, pitch } => {
                let start = right - pitch * text.chars().count() as f32;
                for (at, character) in text.chars().enumerate().filter(|(_, c)| *c != ' ') {
                    let spare = (pitch - marks.fonts().measure(character.encode_utf8(&mut [0; 4]), *style)) / 2.0;
                    let x = start + pitch * at as f32 + spare;
                    page.text(
                        number(style.face),
                        style.size,
                        (x * POINTS, up(*y)),
                        style.shade,
                        &character.to_string(),
                    );
                }
            }
            Mark::Fill { area: Area { x, y, width, height }, shade } => {
                page.fill([[x * POINTS, up(y + height), width * POINTS, height * POINTS]], *shade);
            }
            Mark::Symbol { x, y, symbol, dots, height } => {
                let module = *dots as f32 * DOT;
                let tall = if symbol.height() == 1 { *height } else { module };
                let mut boxes = Vec::new();
                for row in 0..symbol.height() {
                    let bottom = up(y + tall * (row + 1) as f32);
                    symbol.each_run(row, |from, to| {
                        let (left, width) =
                            (x + module * from as f32 + SPREAD, module * (to - from) as f32 - 2.0 * SPREAD);
                        boxes.push([left * POINTS, bottom, width * POINTS, tall * POINTS]);
                    });
                }
                page.fill(boxes, 0);
            }
        }
    }
    page.pack()
}

/// A face's number in the file.
fn number(face: Face) -> u8 {
    FACES.iter().position(|known| *known == face).unwrap_or(0) as u8
}

fn shape(fonts: &Fonts, face: u8, character: char) -> Shape {
    let face = FACES.get(usize::from(face)).copied().unwrap_or(Face::Sans);
    let Glyph { advance, curves } = fonts.glyph(face, character);
    let mut shape = Shape { advance, contours: Vec::new() };
    let mut end = None;
    for curve in curves {
        let (from, step, to) = match curve {
            Curve::Line(from, to) => (from, Step::Line(to), to),
            Curve::Cubic(from, one, other, to) => (from, Step::Curve(one, other, to), to),
        };
        if end != Some(from) {
            shape.contours.push((from, Vec::new()));
        }
        if let Some((_, steps)) = shape.contours.last_mut() {
            steps.push(step);
        }
        end = Some(to);
    }
    shape
}
