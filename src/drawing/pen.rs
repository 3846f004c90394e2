//! What a pen does: filling in a form by hand, signing, scribbling over.

use rand::Rng;

use super::canvas::{Align, Canvas, Type};
use super::fonts::Face;
use super::marks::{Area, Marks};
use crate::model::Rect;

/// How the blanks of a form are filled in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Writing {
    /// The type; its size gives figures of the wanted height.
    pub style: Type,
    /// Whether a person writes, not a machine.
    pub hand: bool,
}

impl Writing {
    /// A machine's print.
    #[must_use]
    pub const fn machine(face: Face, size: f32) -> Self {
        Self { style: Type::new(face, size), hand: false }
    }

    /// Somebody's hand, chosen by chance: face, size, slant, pen.
    pub fn hand(canvas: &Canvas<'_>, rng: &mut impl Rng) -> Self {
        let face = pick(rng, Face::HANDS);
        Self::hand_of(canvas, face, rng)
    }

    /// A hand of a given face; its digits are as tall as people write them.
    pub fn hand_of(canvas: &Canvas<'_>, face: Face, rng: &mut impl Rng) -> Self {
        let tall = rng.random_range(0.105..0.14);
        let size = canvas.size_for_digits(face, tall);
        let shade = pick(rng, &[0, 20, 40, 60]);
        let (slant, wobble) = (rng.random_range(-0.05..0.22), rng.random_range(0.0..0.035));
        Self { style: Type { face, size, shade, slant, wobble }, hand: true }
    }

    /// Writes into a blank of the form; gives back the place.
    pub fn fill(self, canvas: &mut Canvas<'_>, ends: (f32, f32), y: f32, text: &str, align: Align) -> Rect {
        canvas.text_in(ends, y - self.lift(), text, self.style, align)
    }

    /// As [`Writing::fill`], on a page that is laid out.
    pub fn note(self, marks: &mut Marks<'_>, ends: (f32, f32), y: f32, text: &str, align: Align) -> Area {
        marks.text_in(ends, y - self.lift(), text, self.style, align)
    }

    /// How far above its line it stands.
    const fn lift(self) -> f32 {
        if self.hand { 0.02 } else { 0.03 }
    }
}

/// One of these, by chance; the list must not be empty.
pub fn pick<T: Copy>(rng: &mut impl Rng, from: &[T]) -> T {
    from[rng.random_range(0..from.len())]
}

/// Signs on a line, with the name written out or as a mere stroke of the pen; gives back the place.
pub fn sign(canvas: &mut Canvas<'_>, ends: (f32, f32), y: f32, name: &str, rng: &mut impl Rng) -> Rect {
    let shade = pick(rng, &[0, 25, 50]);
    let left = ends.0 + rng.random_range(0.05..0.3);
    let right = (left + rng.random_range(1.4..2.2)).min(ends.1);
    if rng.random_bool(0.3) {
        flourish(canvas, (left, right), y, shade, rng);
    } else {
        let face = pick(rng, Face::SIGNATURES);
        let size = canvas.size_for_digits(face, rng.random_range(0.13..0.17));
        let style = Type { face, size, shade, slant: rng.random_range(0.0..0.3), wobble: 0.01 };
        canvas.text_in((left, right), y - 0.03, name, style, Align::Left);
    }
    canvas.place(left, y - 0.25, right - left, 0.27)
}

/// A signature nobody can read: loops that run to the right.
fn flourish(canvas: &mut Canvas<'_>, (left, right): (f32, f32), y: f32, shade: u8, rng: &mut impl Rng) {
    let loops = rng.random_range(4..9);
    let (tall, phase) = (rng.random_range(0.07..0.13), rng.random_range(0.0..6.3_f32));
    let (fade, wide) = (rng.random_range(0.2..0.7), rng.random_range(0.05..0.13));
    let points: Vec<(f32, f32)> = (0..=120)
        .map(|step| {
            let share = step as f32 / 120.0;
            let turn = share * loops as f32 * std::f32::consts::TAU + phase;
            let height = tall * (1.0 - fade * share) * (0.6 + 0.4 * (turn * 0.37).sin());
            (left + (right - left - 0.1) * share + wide * turn.sin(), y - 0.1 - height * turn.cos() * 0.8)
        })
        .collect();
    canvas.stroke(&points, 0.011, shade);
}

/// Scribbles over a place until nothing there can be read.
pub fn scribble(canvas: &mut Canvas<'_>, place: Rect, rng: &mut impl Rng) {
    let dpi = canvas.dpi();
    let (x, y) = (place.x as f32 / dpi - 0.04, place.y as f32 / dpi - 0.02);
    let (wide, tall) = (place.width as f32 / dpi + 0.08, place.height as f32 / dpi + 0.04);
    for _ in 0..3 {
        let turns = (wide / 0.035).ceil() as u32;
        let points: Vec<(f32, f32)> = (0..=turns)
            .map(|turn| {
                let along = x + wide * turn as f32 / turns as f32 + rng.random_range(-0.03..0.03);
                let edge = if turn % 2 == 0 { 0.0 } else { tall };
                (along, y + edge + rng.random_range(-0.02..0.02))
            })
            .collect();
        canvas.stroke(&points, rng.random_range(0.014..0.022), 0);
    }
}

/// Spills ink over a place, dark enough that nothing below shows.
pub fn blot(canvas: &mut Canvas<'_>, place: Rect, rng: &mut impl Rng) {
    let dpi = canvas.dpi();
    let (left, top) = (place.x as f32 / dpi, place.y as f32 / dpi);
    let (wide, tall) = (place.width as f32 / dpi, place.height as f32 / dpi);
    let drops = (wide / 0.05).ceil() as u32 + 4;
    for drop in 0..=drops {
        let x = left + wide * drop as f32 / drops as f32;
        let y = top + tall * rng.random_range(0.35..0.65);
        let size = tall.max(0.12) * rng.random_range(1.0..1.35);
        canvas.stroke(&[(x - 0.01, y), (x + 0.01, y)], size, 0);
    }
}
