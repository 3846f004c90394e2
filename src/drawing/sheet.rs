//! Sheets that are put between transactions and before batches.

use super::barcode;
use super::canvas::{Align, Canvas, Type};
use super::fonts::{Face, Fonts};
use crate::error::Result;
use crate::model::{BatchTicket, Symbology};

/// The size of a sheet in inches.
pub const SIZE: (f32, f32) = (8.5, 11.0);
/// Bars of a patch code are so wide, wide and narrow, which spaces are, too, and so long; in inches.
const PATCH: (f32, f32, f32) = (0.2, 0.08, 3.0);

/// Draws a sheet that parts transactions: a word for people, and the barcode that says it to machines.
///
/// # Errors
/// When the barcode cannot carry its text.
pub fn separator<'a>(fonts: &'a Fonts, text: &str) -> Result<Canvas<'a>> {
    let mut canvas = titled(fonts, "SEPARATOR");
    let symbol = barcode::encode(Symbology::Code39, text)?;
    for y in [3.0, 8.5] {
        barcode::draw(&mut canvas, &symbol, 2.0, y, 3, 0.8);
    }
    Ok(canvas)
}

/// Draws a sheet that parts transactions with a patch code at its top, lying across it as scanners want it.
#[must_use]
pub fn patch(fonts: &Fonts, wide: [bool; 4]) -> Canvas<'_> {
    let mut canvas = titled(fonts, "SEPARATOR");
    let mut y = 0.4;
    for wide in wide {
        let width = if wide { PATCH.0 } else { PATCH.1 };
        let left = (SIZE.0 - PATCH.2) / 2.0;
        // A rule's place is its middle.
        canvas.rule(left, left + PATCH.2, y + width / 2.0, width, 0);
        y += width + PATCH.1;
    }
    canvas
}

/// Draws the ticket that goes before a batch: what it counts, for people and as a barcode.
///
/// # Errors
/// When the barcode cannot carry its text.
pub fn ticket<'a>(fonts: &'a Fonts, ticket: &BatchTicket) -> Result<Canvas<'a>> {
    let mut canvas = titled(fonts, "BATCH TICKET");
    let symbol = barcode::encode(Symbology::Code128, &ticket.code())?;
    barcode::draw(&mut canvas, &symbol, 1.2, 3.0, 3, 0.8);
    let counts = [
        ("Documents", ticket.documents.map(|documents| documents.to_string())),
        ("Transactions", ticket.transactions.map(|transactions| transactions.to_string())),
        ("Total", ticket.total.map(|total| format!("${total}"))),
    ];
    for (at, (name, count)) in counts.into_iter().enumerate() {
        let line = format!("{name}: {}", count.unwrap_or_default());
        canvas.text_in((1.2, SIZE.0 - 1.0), 5.0 + 0.6 * at as f32, &line, Type::new(Face::Sans, 24.0), Align::Left);
    }
    Ok(canvas)
}

fn titled<'a>(fonts: &'a Fonts, title: &str) -> Canvas<'a> {
    let mut canvas = Canvas::new(fonts, SIZE.0, SIZE.1);
    canvas.text_in((0.5, SIZE.0 - 0.5), 2.2, title, Type::new(Face::SansBold, 60.0), Align::Centre);
    canvas
}
