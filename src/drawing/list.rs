//! Lists of payments, as banks send them beside one check for several members.

use rand::Rng;

use super::canvas::{Align, Canvas, Type};
use super::fonts::{Face, Fonts};
use super::pen::pick;
use crate::model::Money;

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The account.
    pub account: String,
    /// The member.
    pub name: String,
    /// What is paid.
    pub amount: Money,
}

/// Draws a list on a letter sheet: who pays, a table, its total.
pub fn draw<'a>(fonts: &'a Fonts, payer: &str, date: &str, rows: &[ListRow], rng: &mut impl Rng) -> Canvas<'a> {
    let mut canvas = Canvas::new(fonts, 8.5, 11.0);
    let face = pick(rng, &[Face::Sans, Face::Serif, Face::Typewriter]);
    let (style, bold) = (Type::new(face, 10.5), Type::new(Face::SansBold, 11.0));
    canvas.text(0.9, 1.0, payer, Type::new(Face::SansBold, 14.0));
    canvas.text(0.9, 1.35, &format!("Payments enclosed, {date}"), style);
    for (x, title) in [(0.9, "Account"), (2.8, "Member"), (6.2, "Amount")] {
        canvas.text(x, 1.9, title, bold);
    }
    canvas.rule(0.9, 7.4, 1.98, 0.01, 60);
    let (mut y, step) = (2.25, pick(rng, &[0.25, 0.3]));
    for row in rows {
        canvas.text(0.9, y, &row.account, style);
        canvas.text(2.8, y, &row.name, style);
        canvas.text_in((5.6, 7.3), y, &money(row.amount), style, Align::Right);
        y += step;
    }
    canvas.rule(0.9, 7.4, y - step / 2.0, 0.01, 60);
    canvas.text(0.9, y + 0.1, "Total", bold);
    canvas.text_in((5.6, 7.3), y + 0.1, &money(rows.iter().map(|row| row.amount).sum()), bold, Align::Right);
    canvas
}

/// With commas between thousands.
fn money(amount: Money) -> String {
    let text = amount.to_string();
    let (dollars, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let digits: Vec<char> = dollars.chars().collect();
    let mut grouped = String::new();
    for (at, digit) in digits.iter().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(*digit);
    }
    format!("${grouped}.{cents}")
}
