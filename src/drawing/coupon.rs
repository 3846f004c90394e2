//! The part of a bill that the payer sends back.

use rand::Rng;

use super::amounts::{self, FiguresForm};
use super::barcode::{self, Symbology};
use super::canvas::{Align, Canvas, Type};
use super::fonts::{Face, Fonts};
use super::pen::{Writing, pick};
use crate::error::Result;
use crate::model::{Bill, CodedFields, CouponDefinition, Layout, Rect};
use crate::raster::Bits;

/// From character to character of a scan line, in inches.
pub const SCANLINE_PITCH: f32 = 0.1;
/// The size in points at which OCR-A and OCR-B have ten characters an inch.
pub const SCANLINE_SIZE: f32 = 10.0;
/// The size of a coupon in inches.
pub const SIZE: (f32, f32) = (8.5, 3.5);

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
    /// The coupon of a bill as its definition wants it. A code whose fields the bill lacks or that do not fit is left
    /// out.
    #[must_use]
    pub fn of_bill(bill: &Bill<'_>, definition: &CouponDefinition, biller: &[String], symbology: Symbology) -> Self {
        let fields = CodedFields {
            definition: definition.name.clone(),
            account: Some(bill.account.clone()),
            bill: Some(bill.id.clone()),
            amount_due: Some(bill.amount_due),
            due_date: Some(bill.due_date),
            period: bill.period,
            ..CodedFields::default()
        };
        let code = |layout: &Option<Layout>| layout.as_ref().and_then(|layout| layout.format(&fields));
        let member = [&bill.member_name, &bill.address, &bill.zip];
        Self {
            biller: biller.to_vec(),
            member: member.into_iter().flatten().map(ToString::to_string).collect(),
            account: bill.account.to_string(),
            bill: bill.id.to_string(),
            due_date: bill.due_date.strftime("%m/%d/%Y").to_string(),
            amount_due: format!("${}", amounts::figures(bill.amount_due, FiguresForm::Grouped)),
            period: bill.due_date.strftime("%B %Y").to_string(),
            enclosed: None,
            scanline: code(&definition.scanline),
            barcode: code(&definition.barcode).map(|text| (symbology, text)),
        }
    }
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
    pub const fn plain(scan_face: Face) -> Self {
        let print = (Face::Sans, Face::SansBold);
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

/// Where the parts of one arrangement stand: left end and top baseline in inches.
struct Arrangement {
    biller: (f32, f32),
    member: (f32, f32),
    table: (f32, f32),
    barcode: (f32, f32),
}

const ARRANGEMENTS: [Arrangement; FORMS] = [
    Arrangement { biller: (0.5, 1.75), member: (0.5, 0.75), table: (4.6, 0.62), barcode: (4.6, 2.05) },
    Arrangement { biller: (4.9, 2.0), member: (0.6, 1.85), table: (4.6, 0.55), barcode: (0.45, 0.75) },
    Arrangement { biller: (0.6, 0.72), member: (0.6, 1.75), table: (4.7, 0.6), barcode: (4.7, 2.05) },
];

/// Draws a coupon.
///
/// # Errors
/// When the barcode cannot carry its text.
pub fn draw<'a>(fonts: &'a Fonts, face: &CouponFace, style: &CouponStyle) -> Result<CouponDrawing<'a>> {
    let symbol = match &face.barcode {
        Some((symbology, text)) => Some((*symbology, barcode::encode(*symbology, text)?)),
        None => None,
    };
    let mut canvas = Canvas::new(fonts, SIZE.0, SIZE.1);
    let form = &ARRANGEMENTS[style.form % FORMS];
    let (plain, bold) = (Type::new(style.print.0, 9.0), Type::new(style.print.1, 9.0));
    heading(&mut canvas, style);
    block(&mut canvas, form.member, &face.member, plain, plain);
    block(&mut canvas, form.biller, &face.biller, plain, bold);
    let numbers = table(&mut canvas, form.table, face, style);
    let barcode = symbol.map(|(symbology, symbol)| place_barcode(&mut canvas, form.barcode, symbology, &symbol));
    let scanline = face.scanline.as_ref().map(|line| {
        let right = SIZE.0 - 0.5;
        canvas.text_pitched(right, SIZE.1 - 0.36, line, Type::new(style.scan_face, SCANLINE_SIZE), SCANLINE_PITCH)
    });
    Ok(CouponDrawing { canvas, scanline, barcode, numbers })
}

fn heading(canvas: &mut Canvas<'_>, style: &CouponStyle) {
    canvas.dashes(0.0, SIZE.0, 0.12, 90);
    let small = Type::new(style.print.0, 7.0);
    let text = [
        "Detach here and return this part with your payment",
        "PLEASE RETURN THIS PORTION WITH YOUR CHECK",
        "Return this stub with your payment",
    ];
    canvas.text_in((0.5, SIZE.0 - 0.5), 0.27, text[style.form % FORMS], small, Align::Centre);
}

fn block(canvas: &mut Canvas<'_>, (x, y): (f32, f32), lines: &[String], plain: Type, first: Type) {
    for (at, line) in lines.iter().enumerate() {
        canvas.text_in((x, x + 3.6), y + 0.15 * at as f32, line, if at == 0 { first } else { plain }, Align::Left);
    }
}

/// The table of what is owed, and the box for what is enclosed; gives back the place of the
/// account and bill numbers.
fn table(canvas: &mut Canvas<'_>, (x, y): (f32, f32), face: &CouponFace, style: &CouponStyle) -> Rect {
    let right = x + 3.3;
    let (plain, bold) = (Type::new(style.print.0, 9.0), Type::new(style.print.1, 9.5));
    let rows = [
        ("Account Number", &face.account),
        ("Bill Number", &face.bill),
        ("Coverage Month", &face.period),
        ("Due Date", &face.due_date),
        ("Amount Due", &face.amount_due),
    ];
    let mut numbers: Option<Rect> = None;
    for (at, (label, value)) in rows.into_iter().filter(|(_, value)| !value.is_empty()).enumerate() {
        let line = y + 0.19 * at as f32;
        canvas.text(x, line, label, plain);
        let place = canvas.text_in((x + 1.5, right), line, value, bold, Align::Right);
        canvas.rule(x, right, line + 0.055, 0.005, 170);
        if *value == face.account || *value == face.bill {
            numbers = Some(numbers.map_or(place, |numbers| numbers.union(&place)));
        }
    }
    let line = y + 1.1;
    canvas.text(x, line, "Amount Enclosed  $", plain);
    canvas.frame(x + 1.5, line - 0.2, 1.8, 0.28, 0.01, 0);
    if let Some(enclosed) = &face.enclosed {
        style.hand.fill(canvas, (x + 1.58, right - 0.05), line + 0.02, enclosed, Align::Left);
    }
    numbers.unwrap_or_default()
}

fn place_barcode(canvas: &mut Canvas<'_>, (x, y): (f32, f32), symbology: Symbology, symbol: &Bits) -> Rect {
    let (module, height) = match symbology {
        Symbology::Code128 => (3, 0.45),
        Symbology::Itf | Symbology::Code39 => (2, 0.45),
        Symbology::QrCode | Symbology::DataMatrix => (5, 0.0),
        Symbology::Pdf417 => (3, 0.0),
    };
    let wide = (symbol.width() * module) as f32 / canvas.dpi();
    let fits = (SIZE.0 - 0.4 - wide).max(0.3);
    barcode::draw(canvas, symbol, x.min(fits), y, module, height)
}
