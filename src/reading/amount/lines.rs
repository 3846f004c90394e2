//! What the lines that were read say of an amount.

use super::decide::Sighting;
use super::{courtesy, legal};
use crate::model::Rect;
use crate::reading::text::{Sheet, TextLine, Word};

/// Where the figures may stand, as parts of the page's width and height.
const COURTESY_LEFT: f32 = 0.5;
const COURTESY_TOP: f32 = 0.10;
const COURTESY_BOTTOM: f32 = 0.62;
/// Where the words may stand.
const LEGAL_TOP: f32 = 0.15;
const LEGAL_BOTTOM: f32 = 0.80;
/// Figures are at most this many words: `$`, `1,`, `234`, `56/100`.
const MOST_WORDS: usize = 4;

/// Whether figures of an amount may stand here.
pub(super) fn in_courtesy_zone(sheet: &Sheet<'_>, place: &Rect) -> bool {
    let (x, y) = sheet.position(place);
    x > COURTESY_LEFT && (COURTESY_TOP..COURTESY_BOTTOM).contains(&y)
}

/// What stands on a line of words but well apart from them: figures printed at their height.
pub(super) fn apart_from_words(line: &TextLine) -> Vec<TextLine> {
    let parts = phrases(line, 2).filter_map(|words| TextLine::of(words.to_vec()));
    parts.filter(|part| !legal::resembles(&part.text())).collect()
}

/// Where the words of an amount stand on a line, without what stands well apart from them.
pub(super) fn words_alone(line: &TextLine) -> Option<Rect> {
    let parts = phrases(line, 2).filter_map(|words| TextLine::of(words.to_vec()));
    let places = parts.filter(|part| legal::resembles(&part.text())).map(|part| part.place);
    places.reduce(|all, part| all.union(&part)).or(Some(line.place))
}

/// The words of a line as runs with gaps between of so many times the line's height.
pub(super) fn phrases(line: &TextLine, heights: u32) -> impl Iterator<Item = &[Word]> {
    let gap = line.place.height * heights;
    line.words.chunk_by(move |left, right| left.place.right() + gap > right.place.x)
}

/// The confidence of the least sure word that holds a digit: the engine is unsure of currency signs and box edges.
pub(super) fn least_of_digits(line: &TextLine) -> f32 {
    let digits = line.words.iter().filter(|word| word.text.contains(|c: char| c.is_ascii_digit()));
    digits.map(|word| word.confidence).fold(1.0, f32::min)
}

/// Figures on a line: the longest run of words that makes an amount.
pub(super) fn figures_on(sheet: &Sheet<'_>, line: &TextLine) -> Option<Sighting> {
    let words: Vec<&Word> = line.words.iter().filter(|word| in_courtesy_zone(sheet, &word.place)).collect();
    for length in (1..=MOST_WORDS.min(words.len())).rev() {
        for run in words.windows(length) {
            let run = TextLine::of(run.iter().map(|word| (*word).clone()).collect())?;
            if let Some((amount, exact)) = courtesy::parse_marked(&run.text()) {
                return Some(Sighting {
                    amount,
                    confidence: least_of_digits(&run),
                    exact,
                    in_figures: true,
                    place: run.place,
                });
            }
        }
    }
    None
}

/// Lines with words of an amount; a line that breaks off is followed by the next.
pub(super) fn legal_lines(sheet: &Sheet<'_>) -> Vec<TextLine> {
    let mut found = Vec::new();
    for (at, line) in sheet.lines.iter().enumerate() {
        let (_, y) = sheet.position(&line.place);
        if !(LEGAL_TOP..LEGAL_BOTTOM).contains(&y) || !legal::resembles(&line.text()) {
            continue;
        }
        let next = sheet.lines.get(at + 1).filter(|next| next.place.y < line.place.bottom() + line.place.height * 2);
        let both = next.filter(|_| words_on(line).is_none()).map(|next| TextLine {
            // The words of both in reading order; the line's own sorting would mix them.
            words: line.words.iter().chain(&next.words).cloned().collect(),
            place: line.place.union(&next.place),
        });
        found.extend(both.filter(|both| words_on(both).is_some()));
        found.push(line.clone());
    }
    found
}

/// The amount in words on a line, or on a part of it that stands apart and has no other words of numbers before it.
pub(super) fn words_on(line: &TextLine) -> Option<Sighting> {
    let begins = phrases(line, 2).position(|part| legal::has_number(&joined(part)));
    let parts = phrases(line, 2).take(begins.map_or(usize::MAX, |first| first + 1));
    std::iter::once(line.words.as_slice()).chain(parts).find_map(|words| {
        let spelt = legal::spelt(&joined(words))?;
        let carries = |word: &&Word| word.text.chars().any(char::is_alphanumeric);
        let confidence = words.iter().filter(carries).map(|word| word.confidence).fold(1.0, f32::min);
        Some(Sighting {
            amount: spelt.amount,
            confidence,
            exact: spelt.exact,
            in_figures: spelt.in_figures,
            place: line.place,
        })
    })
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words on one line, each with where it begins.
    fn line(words: &[(&str, u32)]) -> TextLine {
        let word = |(text, x): &(&str, u32)| {
            let place = Rect::new(*x, 0, 10 * text.len() as u32, 20);
            Word { text: (*text).to_owned(), confidence: 0.9, place, line: 0 }
        };
        TextLine::of(words.iter().map(word).collect()).unwrap()
    }

    #[test]
    fn an_amount_that_was_torn_is_none() {
        let cents = |words: &[(&str, u32)]| words_on(&line(words)).map(|seen| seen.amount.cents());
        assert_eq!(cents(&[("One", 0), ("hundred", 40), ("five", 120), ("and", 170), ("88/100", 210)]), Some(10_588));
        // "hundred" was not seen: what stands behind the gap is not all.
        assert_eq!(cents(&[("One", 0), ("five", 120), ("and", 170), ("88/100", 210)]), None);
        assert_eq!(cents(&[("Pay", 0), ("five", 120), ("and", 170), ("88/100", 210)]), Some(588));
    }
}
