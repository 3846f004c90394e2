//! Checks and money orders as they come in the mail.

use std::collections::BTreeMap;

use rand::Rng;

use super::backdrop::Backdrop;
use super::canvas::{Align, Canvas, Type};
use super::e13b;
use super::fonts::{Face, Fonts};
use super::form::{self, Form, Part, Side, Slot};
use super::pen::{self, Writing, pick};
use crate::model::Rect;

/// A sort of paper that pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Instrument {
    /// A person's check, 6 x 2.75 in.
    Personal,
    /// A firm's check, 8.5 x 3.5 in.
    Business,
    /// A check printed by a bank's bill-payment service.
    BillPay,
    /// A bank's own check bought by a remitter.
    Cashiers,
    /// A money order of the post office.
    PostalMoneyOrder,
    /// A money order of a private issuer.
    PrivateMoneyOrder,
}

impl Instrument {
    const fn forms(self) -> &'static [Form] {
        match self {
            Self::Personal => form::PERSONAL,
            Self::Business => form::BUSINESS,
            Self::BillPay => form::BILLPAY,
            Self::Cashiers => form::CASHIERS,
            Self::PostalMoneyOrder => form::POSTAL_MONEY_ORDER,
            Self::PrivateMoneyOrder => form::PRIVATE_MONEY_ORDER,
        }
    }

    /// Whether a machine prints date and amount even where the rest is written by hand.
    #[must_use]
    pub const fn is_sold(self) -> bool {
        matches!(self, Self::Cashiers | Self::PostalMoneyOrder | Self::PrivateMoneyOrder)
    }

    /// Whether it is printed throughout.
    #[must_use]
    pub const fn is_always_printed(self) -> bool {
        matches!(self, Self::BillPay | Self::Cashiers)
    }
}

/// What a check says; every text as it stands on the paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckFace {
    /// The payer's name and address.
    pub payer: Vec<String>,
    /// The bank's name and town.
    pub bank: Vec<String>,
    /// The check number.
    pub number: String,
    /// The routing number as a fraction.
    pub fraction: String,
    /// The date.
    pub date: String,
    /// Whom it pays.
    pub payee: String,
    /// That one's address.
    pub payee_address: Vec<String>,
    /// The amount in figures.
    pub figures: String,
    /// The amount in words.
    pub words: String,
    /// What it is for.
    pub memo: String,
    /// Who bought it.
    pub remitter: String,
    /// The buyer's address.
    pub remitter_address: Vec<String>,
    /// The name signed with; none leaves the line empty.
    pub signature: Option<String>,
    /// Whether that name is printed, as "signature on file" is.
    pub signature_printed: bool,
    /// A remark printed boldly on the face, such as another currency.
    pub remark: Option<String>,
    /// The E-13B line.
    pub micr: String,
}

/// How a check looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CheckStyle {
    /// The instrument.
    pub instrument: Instrument,
    /// Which of its forms; counted around.
    pub form: usize,
    /// What the form is printed with, plain and bold.
    pub print: (Face, Face),
    /// How payee, memo and, unless it is sold, date and amount are filled in.
    pub writing: Writing,
    /// How date and amount are filled in where it is sold.
    pub machine: Writing,
    /// The safety pattern.
    pub backdrop: Backdrop,
}

impl CheckStyle {
    /// A look by chance, filled in by hand or by machine.
    pub fn pick(fonts: &Fonts, instrument: Instrument, by_hand: bool, rng: &mut impl Rng) -> Self {
        let print =
            pick(rng, &[(Face::Sans, Face::SansBold), (Face::Serif, Face::SerifBold), (Face::Narrow, Face::SansBold)]);
        let face = pick(
            rng,
            &[
                Face::Mono,
                Face::Typewriter,
                Face::Sans,
                Face::Serif,
                Face::MonoBold,
                Face::TypewriterBold,
                Face::WideMono,
            ],
        );
        let machine = Writing::machine(face, rng.random_range(10.0..11.5));
        let measure = Canvas::new(fonts, 0.1, 0.1);
        let hand = Writing::hand(&measure, rng);
        let writing = if by_hand && !instrument.is_always_printed() { hand } else { machine };
        let form = rng.random_range(0..instrument.forms().len());
        Self { instrument, form, print, writing, machine, backdrop: Backdrop::pick(rng) }
    }
}

/// A drawn check and where its parts stand.
#[derive(Debug, Clone)]
pub struct CheckDrawing<'a> {
    /// The page.
    pub canvas: Canvas<'a>,
    /// The parts that carry text.
    pub places: BTreeMap<Part, Rect>,
    /// The E-13B line.
    pub micr: Rect,
}

/// Draws a check.
pub fn draw<'a>(fonts: &'a Fonts, face: &CheckFace, style: &CheckStyle, rng: &mut impl Rng) -> CheckDrawing<'a> {
    let forms = style.instrument.forms();
    let form = forms[style.form % forms.len()];
    let mut canvas = Canvas::new(fonts, form.width, form.height);
    style.backdrop.lay(&mut canvas, rng);
    let mut places = BTreeMap::new();
    for (x, y, size, text) in form.printed {
        let bold = if *size > 8.0 { style.print.1 } else { style.print.0 };
        canvas.text(*x, *y, text, Type::new(bold, *size));
    }
    for slot in form.slots {
        mark(&mut canvas, slot, style);
        if let Some(place) = fill(&mut canvas, slot, face, style, rng) {
            places.insert(slot.part, place);
        }
    }
    if let Some(remark) = &face.remark {
        let middle = form.height * 0.6;
        canvas.text_in(
            (form.width * 0.45, form.width - 0.4),
            middle,
            remark,
            Type::new(style.print.1, 9.0),
            Align::Centre,
        );
    }
    let micr = e13b::draw_line(&mut canvas, &face.micr, 0);
    CheckDrawing { canvas, places, micr }
}

/// Rule, box and label of a blank.
fn mark(canvas: &mut Canvas<'_>, slot: &Slot, style: &CheckStyle) {
    let (left, right) = slot.ends;
    if slot.ruled {
        canvas.rule(left, right, slot.y, 0.007, 60);
    }
    let mut top = slot.y - 0.2;
    if slot.boxed > 0.0 {
        top = slot.y + 0.05 - slot.boxed;
        canvas.paint(left - 0.04, top, right - left + 0.08, slot.boxed, 252);
        canvas.frame(left - 0.04, top, right - left + 0.08, slot.boxed, 0.008, 40);
    }
    let size = if slot.label == "$" { 13.0 } else { 6.0 };
    let small = Type::new(style.print.0, size).gray(20);
    let lines: Vec<&str> = slot.label.split('\n').collect();
    for (at, line) in lines.iter().enumerate() {
        let up = 0.085 * (lines.len() - 1 - at) as f32;
        let wide = canvas.measure(line, small);
        match slot.side {
            Side::Left => {
                let widest = lines.iter().map(|l| canvas.measure(l, small)).fold(0.0, f32::max);
                canvas.text(left - 0.07 - widest, slot.y - up, line, small);
            }
            Side::Right => _ = canvas.text(right + 0.06, slot.y, line, small),
            Side::Above => _ = canvas.text(left, top - 0.02, line, small),
            Side::Below => _ = canvas.text((left + right - wide) / 2.0, slot.y + 0.075, line, small.sized(5.0)),
        }
    }
}

fn fill(
    canvas: &mut Canvas<'_>,
    slot: &Slot,
    face: &CheckFace,
    style: &CheckStyle,
    rng: &mut impl Rng,
) -> Option<Rect> {
    let amounts = if style.instrument.is_sold() { style.machine } else { style.writing };
    let printed = |canvas: &mut Canvas<'_>, lines: &[String]| print_block(canvas, slot, style, lines);
    let one = |text: &String| -> Vec<String> { if text.is_empty() { vec![] } else { vec![text.clone()] } };
    match slot.part {
        Part::Payer => printed(canvas, &face.payer),
        Part::Bank => printed(canvas, &face.bank),
        Part::Number => printed(canvas, &one(&face.number)),
        Part::Fraction => printed(canvas, &one(&face.fraction)),
        Part::PayeeAddress => printed(canvas, &face.payee_address),
        Part::RemitterAddress => write(canvas, slot, style.writing, &face.remitter_address.join(", ")),
        Part::Date => write(canvas, slot, amounts, &face.date),
        Part::Figures => write(canvas, slot, amounts, &face.figures),
        Part::Words => write_words(canvas, slot, amounts, &face.words),
        Part::Payee => write(canvas, slot, style.writing, &face.payee),
        Part::Memo => write(canvas, slot, style.writing, &face.memo),
        Part::Remitter => write(canvas, slot, style.writing, &face.remitter),
        Part::Signature => {
            let name = face.signature.as_ref()?;
            if face.signature_printed {
                return write(canvas, slot, Writing::machine(Face::SerifItalic, 11.0), name);
            }
            Some(pen::sign(canvas, slot.ends, slot.y, name, rng))
        }
    }
}

fn write(canvas: &mut Canvas<'_>, slot: &Slot, writing: Writing, text: &str) -> Option<Rect> {
    let inset = (slot.ends.0 + 0.04, slot.ends.1 - 0.02);
    (!text.is_empty()).then(|| writing.fill(canvas, inset, slot.y, text, slot.align))
}

/// The amount in words, and the line that keeps others from adding to it.
fn write_words(canvas: &mut Canvas<'_>, slot: &Slot, writing: Writing, text: &str) -> Option<Rect> {
    let place = write(canvas, slot, writing, text)?;
    let end = place.right() as f32 / canvas.dpi() + 0.08;
    if writing.hand && end + 0.3 < slot.ends.1 {
        let y = slot.y - 0.07;
        canvas.stroke(&[(end, y), (slot.ends.1 - 0.1, y + 0.015)], 0.009, writing.style.shade);
    }
    Some(place)
}

/// Printed lines from the baseline down, the first one bold.
fn print_block(canvas: &mut Canvas<'_>, slot: &Slot, style: &CheckStyle, lines: &[String]) -> Option<Rect> {
    let mut whole: Option<Rect> = None;
    for (at, line) in lines.iter().enumerate() {
        let face = if at == 0 { style.print.1 } else { style.print.0 };
        let size = if at == 0 { slot.size } else { slot.size - 1.0 };
        let y = slot.y + at as f32 * slot.size * 1.15 / 72.0;
        let place = canvas.text_in(slot.ends, y, line, Type::new(face, size), slot.align);
        whole = Some(whole.map_or(place, |whole| whole.union(&place)));
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    const INSTRUMENTS: [Instrument; 6] = [
        Instrument::Personal,
        Instrument::Business,
        Instrument::BillPay,
        Instrument::Cashiers,
        Instrument::PostalMoneyOrder,
        Instrument::PrivateMoneyOrder,
    ];

    fn face() -> CheckFace {
        let text = str::to_owned;
        CheckFace {
            payer: vec![text("Marguerite Vandermeer"), text("1204 Old Quarry Road"), text("Springfield, MA 01105")],
            bank: vec![text("Merrimack Valley Savings Bank"), text("Lowell, MA")],
            number: text("104711"),
            fraction: text("53-13/110"),
            date: text("November 20, 2026"),
            payee: text("Bay State Health Exchange"),
            payee_address: vec![text("P.O. Box 412612"), text("Boston, MA 02241-2612")],
            figures: text("1,116.57"),
            words: text("One thousand one hundred sixteen and 57/100"),
            memo: text("Acct 7123456784"),
            remitter: text("Marguerite Vandermeer"),
            remitter_address: vec![text("1204 Old Quarry Road"), text("Springfield, MA 01105")],
            signature: Some(text("Marguerite Vandermeer")),
            micr: text("⑈104711⑈ ⑆011000138⑆ 781059751534⑈"),
            ..CheckFace::default()
        }
    }

    /// Parts overlap if they share more than a sliver.
    fn overlap(a: &Rect, b: &Rect) -> bool {
        let across = a.right().min(b.right()).saturating_sub(a.x.max(b.x));
        let down = a.bottom().min(b.bottom()).saturating_sub(a.y.max(b.y));
        across > 4 && down > 4
    }

    #[test]
    fn parts_keep_apart_and_out_of_the_clear_band() {
        let fonts = Fonts::all().unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for instrument in INSTRUMENTS {
            for form in 0..instrument.forms().len() {
                let style = CheckStyle { form, ..CheckStyle::pick(&fonts, instrument, false, &mut rng) };
                let drawn = draw(&fonts, &face(), &style, &mut rng);
                let places: Vec<_> = drawn.places.iter().collect();
                for (at, (part, place)) in places.iter().enumerate() {
                    for (other, there) in &places[at + 1..] {
                        assert!(!overlap(place, there), "{instrument:?} {form}: {part:?} on {other:?}");
                    }
                }
                let gray = drawn.canvas.into_gray();
                let rows = gray.height() - 120..drawn.micr.y - 2;
                let inked = rows.clone().any(|y| (0..gray.width()).any(|x| gray.get(x, y) < 150));
                assert!(!inked, "{instrument:?} {form}: ink above the line, rows {rows:?}");
            }
        }
    }
}
