//! Letters and the backs of checks.

use rand::Rng;

use super::canvas::{Align, Canvas, Type};
use super::fonts::{Face, Fonts};
use super::pen::{self, Writing, pick};

const SENTENCES: [&str; 10] = [
    "I moved at the beginning of the month and would like you to note my new address.",
    "Please send the next statement to the address above.",
    "My last statement shows a balance that I do not understand.",
    "Could someone call me in the evening to explain the increase?",
    "My spouse is no longer on the plan since she has coverage through work.",
    "I am writing because I have not received a card for my daughter.",
    "Kindly confirm in writing that the change has been made.",
    "I have tried the telephone line twice without success.",
    "Thank you for your help with this matter.",
    "Please tell me which papers you still need from us.",
];

/// A letter on a sheet of paper, from its sender.
pub fn letter<'a>(
    fonts: &'a Fonts,
    sender: &[String],
    recipient: &[String],
    date: &str,
    rng: &mut impl Rng,
) -> Canvas<'a> {
    let mut canvas = Canvas::new(fonts, 8.5, 11.0);
    let writing = if rng.random_bool(0.4) {
        Writing::hand(&canvas, rng)
    } else {
        Writing::machine(pick(rng, &[Face::Serif, Face::Sans, Face::Typewriter]), 11.5)
    };
    let mut y = 1.1;
    let mut line = |canvas: &mut Canvas<'a>, text: &str, gap: f32| {
        writing.fill(canvas, (1.0, 7.6), y, text, Align::Left);
        y += gap;
    };
    for text in sender {
        line(&mut canvas, text, 0.22);
    }
    line(&mut canvas, "", 0.2);
    line(&mut canvas, date, 0.45);
    for text in recipient {
        line(&mut canvas, text, 0.22);
    }
    line(&mut canvas, "", 0.25);
    line(&mut canvas, "Dear Sir or Madam,", 0.4);
    let first = rng.random_range(0..SENTENCES.len());
    for at in 0..rng.random_range(4..8) {
        line(&mut canvas, SENTENCES[(first + at * 3) % SENTENCES.len()], 0.3);
    }
    line(&mut canvas, "", 0.3);
    line(&mut canvas, "Sincerely,", 0.5);
    let name = sender.first().map_or("", String::as_str);
    pen::sign(&mut canvas, (1.0, 3.4), y + 0.1, name, rng);
    canvas
}

/// The back of a check of that size: where to endorse, and a stamp at times.
pub fn back<'a>(fonts: &'a Fonts, width: f32, height: f32, stamp: &[String], rng: &mut impl Rng) -> Canvas<'a> {
    let mut canvas = Canvas::new(fonts, width, height);
    let small = Type::new(Face::Sans, 6.0).gray(70);
    canvas.text(0.25, 0.25, "ENDORSE HERE", small);
    for row in 0..3 {
        canvas.rule(0.25, 2.3, 0.5 + 0.25 * row as f32, 0.006, 110);
    }
    canvas.text(0.25, 1.2, "DO NOT WRITE, STAMP OR SIGN BELOW THIS LINE", small);
    canvas.rule(0.25, 2.6, 1.25, 0.006, 110);
    canvas.text(width - 2.4, height - 0.75, "Security features: microprint border, chemical stain", small.gray(140));
    if rng.random_bool(0.5) {
        let style = Type::new(pick(rng, &[Face::SansBold, Face::Mono]), 8.0).gray(60);
        for (at, text) in stamp.iter().enumerate() {
            canvas.text(0.35, 0.48 + 0.14 * at as f32, text, style);
        }
    }
    canvas
}
