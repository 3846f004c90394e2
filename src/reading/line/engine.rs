//! Reads one row of a page with one font.

use super::decode::{Ink, Step, best_path};
use super::font::{Font, MARGIN};
use super::matching::Scores;
use super::rows::Row;
use super::strip::{Scale, Strip};
use super::{CharReading, LineReading, confidence};
use crate::model::Rect;
use crate::raster::Gray;

/// From this many pitches on a gap is written as a space.
const SPACE: f32 = 1.6;
/// How many strip pixels two templates may be moved against each other when they are compared.
const REACH: usize = 2;

/// Reads the whole width of the page along a row.
pub(super) fn read_row(gray: &Gray, row: &Row, font: &Font, scale: Scale) -> Option<LineReading> {
    let strip = Strip::cut(gray, row, scale, 0.0, gray.width() as f32);
    let scores = Scores::of(&strip, font, 2);
    let ink = Ink::of(&strip);
    let path = without_outsiders(best_path(&scores, font, &ink), font);
    let characters: Vec<CharReading> = path.iter().map(|step| character(&strip, font, &scores, step)).collect();
    let place = characters.iter().map(|c| c.place).reduce(|a, b| a.union(&b))?;
    let confidence = confidence::of_line(&characters, unexplained(&path, font, &ink));
    Some(LineReading { text: text(&path, font), confidence, place: inside(place, gray), characters })
}

fn inside(place: Rect, gray: &Gray) -> Rect {
    place.grown(0, gray.width(), gray.height())
}

fn character(strip: &Strip, font: &Font, scores: &Scores, step: &Step) -> CharReading {
    let others = (0..font.glyphs.len()).filter(|kind| *kind != step.kind);
    let fits = others.map(|kind| (kind, scores.near(step.x, REACH, kind)));
    // The same lead means more between templates that are alike.
    let lead = |(kind, fit): (usize, f32)| (kind, (step.fit - fit) / (1.0 - font.likeness(step.kind, kind)).max(0.05));
    let (kind, margin) = fits.map(lead).min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((step.kind, 1.0));
    let x = (step.x + MARGIN) as f32;
    let symbol = |kind: usize| font.glyphs.get(kind).map_or(' ', |glyph| glyph.symbol);
    CharReading {
        symbol: symbol(step.kind),
        score: step.fit,
        runner_up: symbol(kind),
        margin,
        place: strip.place(x, (font.window - 2 * MARGIN) as f32),
    }
}

fn text(path: &[Step], font: &Font) -> String {
    let mut text = String::new();
    let mut before: Option<usize> = None;
    for step in path {
        if before.is_some_and(|x| (step.x - x) as f32 > SPACE * font.pitch) {
            text.push(' ');
        }
        text.extend(font.glyphs.get(step.kind).map(|glyph| glyph.symbol));
        before = Some(step.x);
    }
    text
}

/// Drops what the path took along at its ends from other print: groups behind a wide gap that hardly fit.
fn without_outsiders(mut path: Vec<Step>, font: &Font) -> Vec<Step> {
    let fit = |steps: &[Step]| steps.iter().map(|s| s.fit).sum::<f32>() / steps.len().max(1) as f32;
    let apart = |pair: &[Step]| (pair[1].x - pair[0].x) as f32 > 2.5 * font.pitch;
    for _ in 0..8 {
        let whole = fit(&path);
        let weak = |steps: &[Step]| fit(steps) < (whole - 0.15).min(0.7);
        let last = path.windows(2).rposition(apart).map(|at| at + 1).filter(|at| weak(&path[*at..]));
        let first = path.windows(2).position(apart).map(|at| at + 1).filter(|at| weak(&path[..*at]));
        match (last, first) {
            (Some(at), _) => path.truncate(at),
            (None, Some(at)) => {
                path.drain(..at);
            }
            (None, None) => break,
        }
    }
    path
}

/// The most ink within a character's width that no character explains, between the first and the last.
fn unexplained(path: &[Step], font: &Font, ink: &Ink) -> f32 {
    let core = font.window - 2 * MARGIN;
    let gaps = path.windows(2).map(|pair| (pair[0].x + MARGIN + core, pair[1].x + MARGIN));
    let most = |(from, to): (usize, usize)| {
        (from..to).map(|x| ink.between(x, (x + core).min(to))).fold(0.0, f32::max)
    };
    gaps.map(most).fold(0.0, f32::max)
}
