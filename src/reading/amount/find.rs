//! What is seen of an amount: in what was read already, and in closer looks where need be.

use super::decide::{Evidence, Sighting, Words};
use super::lines::{apart_from_words, figures_on, least_of_digits, legal_lines, words_on};
use super::places::{courtesy_places, legal_places};
use super::{courtesy, crop};
use crate::model::Rect;
use crate::reading::text::{Characters, Segmentation, Sheet, TextError, TextLine};

/// The resolutions of the closer looks.
const CLOSE_DPI: u32 = 400;
const PLAIN_DPI: u32 = 200;
/// The ways to look at figures: none reads all of them, and they err differently.
const WAYS: [(Segmentation, u32, Characters); 4] = [
    (Segmentation::Raw, CLOSE_DPI, Characters::Any),
    (Segmentation::Line, PLAIN_DPI, Characters::Any),
    (Segmentation::Line, CLOSE_DPI, Characters::Any),
    (Segmentation::Raw, CLOSE_DPI, Characters::Amount),
];
/// White paper around a tight crop, in thousandths of an inch.
const MARGIN: u32 = 60;

/// What the first reading of the sheet shows of the amount.
pub(super) fn at_first_sight(sheet: &Sheet<'_>) -> Evidence {
    let mut evidence = Evidence::default();
    let words = legal_lines(sheet);
    for line in &sheet.lines {
        let is_legal = words.iter().any(|other| other.place == line.place);
        let phrases = if is_legal { apart_from_words(line) } else { vec![line.clone()] };
        evidence.courtesy.extend(phrases.iter().filter_map(|phrase| figures_on(sheet, phrase)));
    }
    for line in words {
        add_words(&line, line.place, &mut evidence);
    }
    evidence
}

/// Reads the places of figures and words again, closer, until they agree; the figures at least once, as the engine
/// takes one digit for another without being in doubt.
pub(super) fn look_closer(sheet: &Sheet<'_>, evidence: &mut Evidence) -> Result<(), TextError> {
    for place in courtesy_places(sheet) {
        evidence.has_courtesy = true;
        look_at_figures(sheet, place, evidence)?;
        if evidence.agrees() {
            return Ok(());
        }
    }
    for place in legal_places(sheet) {
        evidence.has_legal = true;
        look_at_words(sheet, place, evidence)?;
        if evidence.agrees() {
            return Ok(());
        }
    }
    Ok(())
}

/// Reads figures cut out tightly in several ways until they agree with the words.
///
/// First as any text, which keeps a letter a letter; at last, only to confirm the words, as figures and nothing else.
fn look_at_figures(sheet: &Sheet<'_>, place: Rect, evidence: &mut Evidence) -> Result<(), TextError> {
    let Some((tight, marks)) = crop::figures(&sheet.ink, place, sheet.dpi) else { return Ok(()) };
    let picture = crop::picture(&sheet.clean, tight, &marks, sheet.mils(MARGIN));
    for (segmentation, dpi, characters) in WAYS {
        let Some(line) = sheet.line_of(&picture, dpi, segmentation, characters)? else { continue };
        let text = line.text();
        match courtesy::parse_marked(&text) {
            Some((amount, exact)) => {
                let exact = exact && characters == Characters::Any;
                let confidence = least_of_digits(&line);
                evidence.courtesy.push(Sighting { amount, confidence, exact, in_figures: true, place: tight });
            }
            None => evidence.digits.extend(courtesy::digits(&text)),
        }
        if evidence.agrees() {
            break;
        }
    }
    Ok(())
}

/// Reads words cut out tightly.
fn look_at_words(sheet: &Sheet<'_>, place: Rect, evidence: &mut Evidence) -> Result<(), TextError> {
    let Some((tight, marks)) = crop::figures(&sheet.ink, place, sheet.dpi) else { return Ok(()) };
    let picture = crop::picture(&sheet.clean, tight, &marks, sheet.mils(MARGIN));
    for dpi in [CLOSE_DPI, PLAIN_DPI] {
        if let Some(line) = sheet.line_of(&picture, dpi, Segmentation::Line, Characters::Any)? {
            add_words(&line, tight, evidence);
        }
        if evidence.agrees() {
            break;
        }
    }
    Ok(())
}

/// Words as an amount, or as what they look like.
fn add_words(line: &TextLine, place: Rect, evidence: &mut Evidence) {
    match words_on(line) {
        Some(seen) => evidence.legal.push(Sighting { place, ..seen }),
        None => evidence.words.push(Words { text: line.text(), place }),
    }
}
