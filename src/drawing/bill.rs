//! A bill on a letter sheet: what is owed and how to pay it, and the coupon at its foot.

use super::amounts::{self, FiguresForm};
use super::canvas::{Align, Type};
use super::coupon::{self, CouponFace, CouponStyle, PRINTED_HEIGHT};
use super::fonts::{Face, Fonts};
use super::marks::{Area, Marks};
use crate::error::Result;
use crate::model::{Bill, BillType, Money};

/// The size of a bill in inches.
pub const SIZE: (f32, f32) = (8.5, 11.0);
/// The paper that stays white at either side.
const MARGINS: (f32, f32) = (0.75, 7.75);
/// Where the lines of what is owed end.
const SUMS: f32 = 5.0;
/// The member's address shows in the window of a number 10 envelope (4.5 by 1.125 inches, 0.875 from the left, 0.5 from
/// the bottom) when the sheet is folded in three, wherever it slides; nothing else that could ever show stands there.
const WINDOW: (f32, f32) = (1.0, 2.7);
/// Below the first fold.
const BODY: f32 = 3.85;
/// From one line of text to the next.
const LINE: f32 = 0.18;

const PLAIN: Type = Type::new(Face::Sans, 9.5);
const BOLD: Type = Type::new(Face::SansBold, 9.5);
const HEADING: Type = Type::new(Face::SansBold, 11.5);

/// What a bill says; every text as it stands on the paper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BillFace {
    /// What goes back with the payment; the rest of the bill says the same.
    pub coupon: CouponFace,
    /// What the bill is for.
    pub kind: String,
    /// What is owed: labels and amounts above the sum.
    pub parts: Vec<(String, String)>,
    /// The least to pay, where that is less than everything.
    pub minimum: Option<String>,
    /// What else the member must know.
    pub notes: Vec<String>,
    /// How to pay, step by step.
    pub steps: Vec<String>,
}

impl BillFace {
    /// A bill with this coupon; `others` are the ways to pay beside the mail.
    #[must_use]
    pub fn of_bill(bill: &Bill<'_>, coupon: CouponFace, others: &[String]) -> Self {
        let past_due = bill.past_due.filter(|past_due| *past_due > Money::ZERO && *past_due <= bill.amount_due);
        let parts = past_due.map(|past_due| {
            let rest = bill.amount_due.minus(past_due);
            [("Past due", past_due), ("Current charges", rest)]
                .map(|(label, amount)| (label.to_owned(), dollars(amount)))
        });
        let minimum = bill.min_due.filter(|least| *least > Money::ZERO && *least < bill.amount_due).map(dollars);
        let kind = match bill.bill_type {
            Some(BillType::Health) => "Health coverage",
            Some(BillType::Dental) => "Dental coverage",
            Some(BillType::Binder) => "First payment, starts your coverage",
            Some(BillType::Plan) => "Payment plan",
            None => "",
        };
        let notes = notes(bill, minimum.as_deref());
        let is_mailed = bill.amount_due > Money::ZERO && !bill.autopay;
        let steps = if is_mailed { steps(&coupon, others) } else { Vec::new() };
        Self { kind: kind.to_owned(), parts: parts.into_iter().flatten().collect(), minimum, notes, steps, coupon }
    }
}

fn dollars(amount: Money) -> String {
    format!("${}", amounts::figures(amount, FiguresForm::Grouped))
}

fn notes(bill: &Bill<'_>, minimum: Option<&str>) -> Vec<String> {
    let mut notes = Vec::new();
    let day = |date: jiff::civil::Date| date.strftime("%B %-d, %Y").to_string();
    if bill.amount_due == Money::ZERO {
        notes.push("Nothing is due. Please do not send a payment.".to_owned());
        return notes;
    }
    if bill.autopay {
        let when = bill.autopay_date.map(|date| format!(" on {}", day(date))).unwrap_or_default();
        notes.push(format!("You pay by automatic debit: we will take the amount due from your bank account{when}."));
        notes.push("You need not send a payment.".to_owned());
    }
    if let Some(date) = bill.termination_date {
        let least = minimum.map_or_else(|| dollars(bill.amount_due), str::to_owned);
        notes.push(format!("Your coverage ends on {} unless we have at least {least} by then.", day(date)));
    } else if let Some(date) = bill.grace_end {
        notes.push(format!("Your grace period ends on {}.", day(date)));
    }
    notes
}

fn steps(coupon: &CouponFace, others: &[String]) -> Vec<String> {
    let payee = coupon.biller.first().map_or("", String::as_str);
    let mut steps = vec![
        format!("Make your check or money order payable to {payee}."),
        format!("Write your account number, {}, on it.", coupon.account),
        "Tear off the coupon below and put both into the envelope, so that our address shows in its window.".to_owned(),
        "Please use no staples, clips or tape, and send no cash.".to_owned(),
    ];
    steps.extend(others.iter().cloned());
    steps
}

/// Lays out a bill.
///
/// # Errors
/// When a code of its coupon cannot be printed.
pub fn plan<'a>(fonts: &'a Fonts, face: &BillFace, style: &CouponStyle) -> Result<Marks<'a>> {
    let mut marks = Marks::new(fonts);
    sender(&mut marks, face);
    summary(&mut marks, face);
    for (at, line) in face.coupon.member.iter().enumerate() {
        let style = PLAIN.sized(10.0);
        marks.text_in((WINDOW.0, WINDOW.0 + 3.25), WINDOW.1 + 0.15 * at as f32, line, style, Align::Left);
    }
    let y = owed(&mut marks, face, BODY);
    let y = paragraphs(&mut marks, &face.notes, y + 0.08, BOLD);
    if !face.steps.is_empty() {
        heading(&mut marks, "How to pay", y + 0.28, MARGINS.1);
        paragraphs(&mut marks, &face.steps, y + 0.54, PLAIN);
    }
    marks.add_below(coupon::plan(fonts, &face.coupon, style)?.marks, SIZE.1 - PRINTED_HEIGHT);
    Ok(marks)
}

fn sender(marks: &mut Marks<'_>, face: &BillFace) {
    for (at, line) in face.coupon.biller.iter().enumerate() {
        let (style, y) = if at == 0 { (BOLD.sized(15.0), 0.85) } else { (PLAIN.sized(9.0), 0.9 + 0.15 * at as f32) };
        marks.text_in((MARGINS.0, 4.5), y, line, style, Align::Left);
    }
}

/// The box at the right: which bill it is, what to pay, until when.
fn summary(marks: &mut Marks<'_>, face: &BillFace) {
    let (left, right) = (4.6, MARGINS.1);
    marks.text_in((left, right), 0.87, "BILL", BOLD.sized(15.0), Align::Right);
    let rows = [
        ("Account number", &face.coupon.account),
        ("Bill number", &face.coupon.bill),
        ("Coverage month", &face.coupon.period),
        ("For", &face.kind),
    ];
    let mut y = 1.2;
    for (label, value) in rows.into_iter().filter(|(_, value)| !value.is_empty()) {
        marks.text(left, y, label, PLAIN.sized(9.0));
        marks.text_in((left + 1.05, right), y, value, PLAIN.sized(9.0), Align::Right);
        y += 0.2;
    }
    let left = 5.5;
    let place = Area { x: left, y: 2.05, width: right - left, height: 0.8 };
    marks.fill(place.x, place.y, place.width, place.height, 236);
    for (baseline, label, value, size) in
        [(2.35, "Amount due", &face.coupon.amount_due, 15.0), (2.68, "Due date", &face.coupon.due_date, 11.5)]
    {
        marks.text(left + 0.12, baseline, label, BOLD.sized(9.5));
        marks.text_in((left + 0.98, right - 0.12), baseline, value, BOLD.sized(size), Align::Right);
    }
}

/// What is owed, line by line; gives back where it ends.
fn owed(marks: &mut Marks<'_>, face: &BillFace, y: f32) -> f32 {
    heading(marks, "What you owe", y, SUMS);
    let mut y = y + 0.26;
    let mut row = |label: &str, amount: &str, style: Type| {
        marks.text(MARGINS.0, y, label, style);
        marks.text_in((SUMS - 1.4, SUMS), y, amount, style, Align::Right);
        marks.rule(MARGINS.0, SUMS, y + 0.07, 0.005, 190);
        y += 0.22;
    };
    for (label, amount) in &face.parts {
        row(label, amount, PLAIN);
    }
    row(&format!("Amount due by {}", face.coupon.due_date), &face.coupon.amount_due, BOLD);
    if let Some(minimum) = &face.minimum {
        row("The least that keeps your coverage", minimum, PLAIN);
    }
    y
}

fn heading(marks: &mut Marks<'_>, text: &str, y: f32, right: f32) {
    marks.text(MARGINS.0, y, text, HEADING);
    marks.rule(MARGINS.0, right, y + 0.08, 0.012, 60);
}

/// Lines of text below each other; gives back where they end.
fn paragraphs(marks: &mut Marks<'_>, lines: &[String], y: f32, style: Type) -> f32 {
    let baseline = |at: usize| y + LINE * at as f32;
    for (at, line) in lines.iter().enumerate() {
        marks.text_in(MARGINS, baseline(at), line, style, Align::Left);
    }
    baseline(lines.len())
}
