//! Reads one row of a page with one font.

use super::decode::{Ink, Step, best_path};
use super::font::{Font, Glyph, MARGIN};
use super::matching::{Scores, Statistics};
use super::rows::Row;
use super::scale::Print;
use super::strip::{SLACK, Strip};
use super::{CharReading, LineReading, confidence};
use crate::model::Rect;
use crate::raster::Gray;

/// From this many pitches on a gap is written as a space.
const SPACE: f32 = 1.6;
/// How many strip pixels two templates may be moved against each other when they are compared.
const REACH: usize = 2;
/// How far above and below the line characters are looked for.
const LIFTS: usize = 2;

/// Reads the whole width of the page along a row.
pub(super) fn read_row(gray: &Gray, row: &Row, font: &Font, print: Print) -> Option<LineReading> {
    let t0 = std::time::Instant::now();
    let strip = Strip::cut(gray, row, print.scale, -row.height, gray.width() as f32 + row.height);
    if std::env::var("DBG").is_ok() {
        eprintln!(
            "print {print:?} h {} blobs {:?}",
            row.height,
            row.blobs.iter().map(|b| (b.x, b.y, b.width, b.height)).collect::<Vec<_>>()
        );
    }
    let t1 = t0.elapsed();
    let levels: Vec<Statistics> =
        (SLACK - LIFTS..=SLACK + LIFTS).map(|lift| Statistics::of(&strip, font.window, lift)).collect();
    let scores = Scores::of(&strip, &levels, font, print.weight);
    let t2 = t0.elapsed();
    let ink = Ink::of(&strip);
    if std::env::var("DBG").is_ok() {
        let p = best_path(&scores, font, &ink);
        for s in &p {
            eprint!("{}@{}:{:.2} ", font.symbol(s.kind), s.x, s.fit);
        }
        eprintln!();
    }
    let path = without_outsiders(best_path(&scores, font, &ink), font);
    let t3 = t0.elapsed();
    let characters: Vec<CharReading> = path.iter().map(|step| character(&strip, &levels, font, step)).collect();
    if std::env::var("T").is_ok() {
        eprintln!("cut {:?} scores {:?} path {:?} rescoring {:?}", t1, t2 - t1, t3 - t2, t0.elapsed() - t3);
    }
    let place = characters.iter().map(|c| c.place).reduce(|a, b| a.union(&b))?;
    let confidence = confidence::of_line(&characters, unexplained(&path, font, &ink));
    Some(LineReading { text: text(&path, &characters, font), confidence, place: inside(place, gray), characters })
}

fn inside(place: Rect, gray: &Gray) -> Rect {
    place.grown(0, gray.width(), gray.height())
}

/// Looks at one place of the path again, with every variant of every template.
fn character(strip: &Strip, levels: &[Statistics], font: &Font, step: &Step) -> CharReading {
    let columns = step.x.saturating_sub(REACH)..=step.x + REACH;
    let places: Vec<(usize, &Statistics)> = columns.flat_map(|x| levels.iter().map(move |level| (x, level))).collect();
    let best = |(kind, variants): (usize, &Vec<Glyph>)| {
        // Where the character stands hardly depends on the variant: find that first.
        let fits = places.iter().flat_map(|(x, level)| {
            font.weights.get(1).and_then(|w| w.get(kind)).map(|g| (level.fit(strip, g, *x), *x, *level))
        });
        let Some((fit, x, level)) = fits.max_by(|a, b| a.0.total_cmp(&b.0)) else { return 0.0 };
        let near = x.saturating_sub(1)..=x + 1;
        let fits = variants.iter().flat_map(|glyph| near.clone().map(move |x| level.fit(strip, glyph, x)));
        fits.fold(fit, f32::max)
    };
    let fits: Vec<f32> = font.variants.iter().enumerate().map(best).collect();
    let kind = (0..fits.len()).max_by(|a, b| fits[*a].total_cmp(&fits[*b])).unwrap_or(step.kind);
    // The same lead means more between templates that are alike.
    let lead = |other: usize| (other, (fits[kind] - fits[other]) / (1.0 - font.likeness(kind, other)).max(0.05));
    let others = (0..fits.len()).filter(|other| *other != kind).map(lead);
    let (runner_up, margin) = others.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((kind, 1.0));
    CharReading {
        symbol: font.symbol(kind),
        score: fits[kind],
        runner_up: font.symbol(runner_up),
        margin,
        place: strip.place(step.x + MARGIN, font.window - 2 * MARGIN),
    }
}

fn text(path: &[Step], characters: &[CharReading], font: &Font) -> String {
    let mut text = String::new();
    let mut before: Option<usize> = None;
    for (step, character) in path.iter().zip(characters) {
        if before.is_some_and(|x| (step.x - x) as f32 > SPACE * font.pitch) {
            text.push(' ');
        }
        text.push(character.symbol);
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
    let most = |(from, to): (usize, usize)| (from..to).map(|x| ink.between(x, (x + core).min(to))).fold(0.0, f32::max);
    gaps.map(most).fold(0.0, f32::max)
}
