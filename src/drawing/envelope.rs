//! Reply envelopes.

use super::barcode;
use super::canvas::{Align, Canvas, Type};
use super::fonts::{Face, Fonts};
use crate::error::Result;

/// The size of a reply envelope (number 9) in inches.
pub const SIZE: (f32, f32) = (8.875, 3.875);

/// What an envelope says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnvelopeFace {
    /// Who sends it.
    pub sender: Vec<String>,
    /// Where it goes.
    pub recipient: Vec<String>,
    /// The digits of its Intelligent Mail barcode: tracking and routing code.
    pub mail: (String, String),
}

/// Draws the front of a reply envelope with the barcode that mail is sorted by above the address.
///
/// # Errors
/// When the barcode cannot carry its digits.
pub fn draw<'a>(fonts: &'a Fonts, face: &EnvelopeFace) -> Result<Canvas<'a>> {
    let mut canvas = Canvas::new(fonts, SIZE.0, SIZE.1);
    let small = Type::new(Face::Sans, 8.0);
    for (at, line) in face.sender.iter().enumerate() {
        canvas.text_in((0.4, 3.4), 0.45 + 0.15 * at as f32, line, small, Align::Left);
    }
    canvas.frame(SIZE.0 - 1.25, 0.3, 0.9, 0.95, 0.01, 60);
    for (at, line) in ["PLACE", "STAMP", "HERE"].into_iter().enumerate() {
        canvas.text_in((SIZE.0 - 1.2, SIZE.0 - 0.4), 0.6 + 0.2 * at as f32, line, small, Align::Centre);
    }
    barcode::draw_mail(&mut canvas, &face.mail.0, &face.mail.1, 3.6, 1.9)?;
    for (at, line) in face.recipient.iter().enumerate() {
        canvas.text_in((3.6, 8.0), 2.25 + 0.2 * at as f32, line, Type::new(Face::Sans, 11.0), Align::Left);
    }
    Ok(canvas)
}
