//! The part of a bill that the payer sends back.

use rand::Rng;

use super::amounts::{self, FiguresForm};
use super::barcode;
use super::canvas::{Align, Canvas, Type};
use super::fonts::{Face, Fonts};
use super::marks::{Area, Marks, symbol_area};
use super::pen::{Writing, pick};
use crate::error::{Error, Result};
use crate::model::{Bill, Codes, Rect, ScanFace, Symbology};
use crate::raster::Bits;

/// From character to character of a scan line, in inches.
pub const SCANLINE_PITCH: f32 = 0.1;
/// The size in points at which OCR-A and OCR-B have ten characters an inch.
pub const SCANLINE_SIZE: f32 = 10.0;
/// Coupons are so wide, in inches.
pub const WIDTH: f32 = 8.5;
/// No scan line may have more characters: half an inch stays clear at either end.
pub const LONGEST_SCANLINE: usize = 75;
/// From the baseline of the scan line to the edge below it, and from its last character to the right edge.
const SCANLINE_EDGES: (f32, f32) = (0.36, 0.5);

/// What a coupon says; every text as it stands on the paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CouponFace {
    /// The biller's name and address, where the payment goes.
    pub biller: Vec<String>,
    /// The member's name and address.
    pub member: Vec<String>,
    /// The account number.
    pub account: String,
    /// The bill's number.
    pub bill: String,
    /// The due date.
    pub due_date: String,
    /// The amount due.
    pub amount_due: String,
    /// The month of coverage.
    pub period: String,
    /// The amount the member wrote into the box.
    pub enclosed: Option<String>,
    /// The scan line.
    pub scanline: Option<String>,
    /// What the barcode says.
    pub barcode: Option<(Symbology, String)>,
}

impl CouponFace {
    /// The coupon of a bill with these codes.
    #[must_use]
    pub fn of_bill(bill: &Bill<'_>, biller: &[String], codes: Codes, symbology: Symbology) -> Self {
        Self {
            biller: biller.to_vec(),
            member: member(bill),
            account: bill.account.to_string(),
            bill: bill.id.to_string(),
            due_date: bill.due_date.strftime("%m/%d/%Y").to_string(),
            amount_due: format!("${}", amounts::figures(bill.amount_due, FiguresForm::Grouped)),
            period: bill.period.map(|period| period.first_day().strftime("%B %Y").to_string()).unwrap_or_default(),
            enclosed: None,
            scanline: codes.scanline,
            barcode: codes.barcode.map(|text| (symbology, text)),
        }
    }
}

/// The member's name and address, as far as the bill knows them. A town stands in the address, behind a comma, or is told
/// by the ZIP code alone.
fn member(bill: &Bill<'_>) -> Vec<String> {
    let mut lines: Vec<String> = bill.member_name.iter().map(|name| spaced(name)).collect();
    let zip = bill.zip.as_deref().map(spaced).unwrap_or_default();
    let address = bill.address.as_deref().map(spaced).unwrap_or_default();
    match address.split_once(',') {
        Some((street, town)) => lines.extend([street.trim().to_owned(), format!("{} {zip}", town.trim())]),
        None => lines.extend([address, zip]),
    }
    lines.into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// With one space between words.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How a coupon looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CouponStyle {
    /// Which arrangement; counted around.
    pub form: usize,
    /// What it is printed with, plain and bold.
    pub print: (Face, Face),
    /// What the scan line is printed with: OCR-A or OCR-B.
    pub scan_face: Face,
    /// How the enclosed amount is written.
    pub hand: Writing,
}

/// How many arrangements there are.
const FORMS: usize = 3;

impl CouponStyle {
    /// The look of printed bills.
    #[must_use]
    pub const fn plain(scan_face: ScanFace) -> Self {
        let print = (Face::Sans, Face::SansBold);
        let scan_face = match scan_face {
            ScanFace::OcrA => Face::OcrA,
            ScanFace::OcrB => Face::OcrB,
        };
        Self { form: 0, print, scan_face, hand: Writing::machine(Face::Mono, 11.0) }
    }

    /// A look by chance.
    pub fn pick(fonts: &Fonts, scan_face: Face, rng: &mut impl Rng) -> Self {
        let print = pick(rng, &[(Face::Sans, Face::SansBold), (Face::Serif, Face::SerifBold)]);
        let hand = Writing::hand(&Canvas::new(fonts, 0.1, 0.1), rng);
        Self { form: rng.random_range(0..FORMS), print, scan_face, hand }
    }
}

/// A drawn coupon and where its codes stand.
#[derive(Debug, Clone)]
pub struct CouponDrawing<'a> {
    /// The page.
    pub canvas: Canvas<'a>,
    /// The scan line.
    pub scanline: Option<Rect>,
    /// The barcode.
    pub barcode: Option<Rect>,
    /// The account and bill numbers in human text.
    pub numbers: Rect,
}

/// A coupon laid out, and where its codes stand.
#[derive(Debug, Clone)]
pub struct CouponPlan<'a> {
    /// All that is on it.
    pub marks: Marks<'a>,
    /// The scan line.
    pub scanline: Option<Area>,
    /// The barcode.
    pub barcode: Option<Area>,
    /// The account and bill numbers in human text.
    pub numbers: Area,
}

/// Where the parts of one arrangement stand: left end and top baseline in inches.
struct Arrangement {
    /// Whether it is that of printed bills.
    printed: bool,
    height: f32,
    /// Where it is torn off, and the baseline of what says so.
    perforation: (f32, f32),
    biller: (f32, f32),
    member: (f32, f32),
    table: (f32, f32),
    barcode: (f32, f32),
}

/// The height of the coupon of a printed bill: the bottom third of a letter sheet, in whole dots.
pub const PRINTED_HEIGHT: f32 = 3.665;
const HEIGHT: f32 = 3.5;

/// The first is that of printed bills. Its biller's address is what shows in the window of a number 9 envelope (4.5 by
/// 1.125 inches, 0.875 from the left, 0.5 from the bottom) wherever the coupon slides, with an eighth of an inch around;
/// of the rest only the end of a long scan line, or a label under a wide barcode, can ever be seen there. Around the scan line more than half an inch is clear.
const ARRANGEMENTS: [Arrangement; FORMS] = [
    Arrangement {
        printed: true,
        height: PRINTED_HEIGHT,
        perforation: (0.0, 0.2),
        biller: (1.0, 2.48),
        member: (0.5, 1.35),
        table: (4.6, 0.62),
        barcode: (0.5, 0.4),
    },
    Arrangement {
        printed: false,
        height: HEIGHT,
        perforation: (0.12, 0.27),
        biller: (4.9, 2.0),
        member: (0.6, 1.85),
        table: (4.6, 0.55),
        barcode: (0.45, 0.75),
    },
    Arrangement {
        printed: false,
        height: HEIGHT,
        perforation: (0.12, 0.27),
        biller: (0.6, 0.72),
        member: (0.6, 1.75),
        table: (4.7, 0.6),
        barcode: (4.7, 2.05),
    },
];

/// Lays out a coupon.
///
/// # Errors
/// When the barcode cannot carry its text, or a code has no room.
pub fn plan<'a>(fonts: &'a Fonts, face: &CouponFace, style: &CouponStyle) -> Result<CouponPlan<'a>> {
    let form = &ARRANGEMENTS[style.form % FORMS];
    let code = match &face.barcode {
        Some((symbology, text)) => Some(place_barcode(form, *symbology, barcode::encode(*symbology, text)?)?),
        None => None,
    };
    // A barcode that reaches into the table stands above it.
    let lowered = code.as_ref().is_some_and(|code| form.printed && code.place.width > BESIDE_TABLE);
    let lower = if lowered { 0.48 } else { 0.0 };
    let mut marks = Marks::new(fonts);
    let (plain, bold) = (Type::new(style.print.0, 9.0), Type::new(style.print.1, 9.0));
    heading(&mut marks, form, style);
    let pitch = if form.printed { 0.14 } else { 0.15 };
    block(&mut marks, form.member, pitch, &face.member, (plain, plain));
    block(&mut marks, form.biller, pitch, &face.biller, (bold, plain));
    let numbers = table(&mut marks, (form.table.0, form.table.1 + lower), face, style);
    let barcode = code.map(|Code { place, symbol, dots }| marks.symbol(place.x, place.y, symbol, dots, place.height));
    let scanline = face.scanline.as_ref().map(|line| {
        let (right, baseline) = (WIDTH - SCANLINE_EDGES.1, form.height - SCANLINE_EDGES.0);
        marks.text_pitched(right, baseline, line, Type::new(style.scan_face, SCANLINE_SIZE), SCANLINE_PITCH)
    });
    if face.scanline.as_ref().is_some_and(|line| line.chars().count() > LONGEST_SCANLINE) {
        return Err(Error::Refused(format!("a scan line has room for {LONGEST_SCANLINE} characters")));
    }
    Ok(CouponPlan { marks, scanline, barcode, numbers })
}

/// Draws a coupon as a page of its own.
///
/// # Errors
/// As [`plan`].
pub fn draw<'a>(fonts: &'a Fonts, face: &CouponFace, style: &CouponStyle) -> Result<CouponDrawing<'a>> {
    let CouponPlan { marks, scanline, barcode, numbers } = plan(fonts, face, style)?;
    let mut canvas = Canvas::new(fonts, WIDTH, ARRANGEMENTS[style.form % FORMS].height);
    canvas.print(&marks);
    let place = |area: Area| canvas.place(area.x, area.y, area.width, area.height);
    let (scanline, barcode, numbers) = (scanline.map(place), barcode.map(place), place(numbers));
    Ok(CouponDrawing { canvas, scanline, barcode, numbers })
}

fn heading(marks: &mut Marks<'_>, form: &Arrangement, style: &CouponStyle) {
    let (perforation, baseline) = form.perforation;
    marks.dashes(0.0, WIDTH, perforation, 90);
    let small = Type::new(style.print.0, 7.0);
    let text = [
        "Detach here and return this part with your payment",
        "PLEASE RETURN THIS PORTION WITH YOUR CHECK",
        "Return this stub with your payment",
    ];
    marks.text_in((0.5, WIDTH - 0.5), baseline, text[style.form % FORMS], small, Align::Centre);
}

fn block(marks: &mut Marks<'_>, (x, y): (f32, f32), pitch: f32, lines: &[String], (first, others): (Type, Type)) {
    for (at, line) in lines.iter().enumerate() {
        let style = if at == 0 { first } else { others };
        marks.text_in((x, x + 3.4), y + pitch * at as f32, line, style, Align::Left);
    }
}

/// The table of what is owed, and the box for what is enclosed; gives back the place of the
/// account and bill numbers.
fn table(marks: &mut Marks<'_>, (x, y): (f32, f32), face: &CouponFace, style: &CouponStyle) -> Area {
    let right = x + 3.3;
    let (plain, bold) = (Type::new(style.print.0, 9.0), Type::new(style.print.1, 9.5));
    let rows = [
        ("Account Number", &face.account),
        ("Bill Number", &face.bill),
        ("Coverage Month", &face.period),
        ("Due Date", &face.due_date),
        ("Amount Due", &face.amount_due),
    ];
    let mut numbers: Option<Area> = None;
    for (at, (label, value)) in rows.into_iter().filter(|(_, value)| !value.is_empty()).enumerate() {
        let line = y + 0.19 * at as f32;
        marks.text(x, line, label, plain);
        let place = marks.text_in((x + 1.5, right), line, value, bold, Align::Right);
        marks.rule(x, right, line + 0.055, 0.005, 170);
        if *value == face.account || *value == face.bill {
            numbers = Some(numbers.map_or(place, |numbers| numbers.union(&place)));
        }
    }
    let line = y + 1.1;
    marks.text(x, line, "Amount Enclosed  $", plain);
    marks.frame(Area { x: x + 1.5, y: line - 0.2, width: 1.8, height: 0.28 }, 0.01, 0);
    if let Some(enclosed) = &face.enclosed {
        style.hand.note(marks, (x + 1.58, right - 0.05), line + 0.02, enclosed, Align::Left);
    }
    numbers.unwrap_or_default()
}

/// A barcode and where it goes.
struct Code {
    place: Area,
    symbol: Bits,
    dots: u32,
}

/// The bars of linear codes are so high, in inches; other codes are so high at most.
const BARS: f32 = 0.45;
const MATRIX: f32 = 0.75;
/// A printed bill's barcode that is no wider stands beside the table.
const BESIDE_TABLE: f32 = 3.8;
/// White paper that a wide barcode keeps at its right.
const QUIET: f32 = 0.4;

fn place_barcode(form: &Arrangement, symbology: Symbology, symbol: Bits) -> Result<Code> {
    let (x, y) = form.barcode;
    if !form.printed {
        let (dots, height) = match symbology {
            Symbology::Code128 => (3, BARS),
            Symbology::Itf | Symbology::Code39 => (2, BARS),
            Symbology::QrCode | Symbology::DataMatrix => (5, 0.0),
            Symbology::Pdf417 => (3, 0.0),
        };
        let place = symbol_area(x, y, &symbol, dots, height);
        let fits = (WIDTH - QUIET - place.width).max(0.3);
        return Ok(Code { place: Area { x: x.min(fits), ..place }, symbol, dots });
    }
    let most = match symbology {
        Symbology::QrCode | Symbology::DataMatrix => 5,
        _ => 3,
    };
    let room = if symbology.is_linear() { WIDTH - QUIET - x } else { BESIDE_TABLE };
    // Modules of less than two dots are not read.
    let mut sizes = (2..=most).rev().map(|dots| (dots, symbol_area(x, y, &symbol, dots, BARS)));
    let largest = sizes.find(|(_, place)| place.width <= room && place.height <= MATRIX);
    let (dots, place) = largest.ok_or_else(|| {
        let text =
            format!("a {symbology} barcode of so many characters has no room on a coupon; choose another symbology");
        Error::Refused(text)
    })?;
    Ok(Code { place, symbol, dots })
}

#[cfg(test)]
mod tests;
