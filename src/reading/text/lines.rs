//! Words put together to lines by where they stand: sparse reading gives each phrase a line of its own.

use super::Word;
use crate::model::Rect;

/// Words side by side, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLine {
    /// The words; at least one.
    pub words: Vec<Word>,
    /// The smallest rectangle around them.
    pub place: Rect,
}

impl TextLine {
    /// The words with single spaces between.
    #[must_use]
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }

    /// The confidence of the least sure word.
    #[must_use]
    pub fn least_confidence(&self) -> f32 {
        self.words.iter().map(|word| word.confidence).fold(1.0, f32::min)
    }

    /// The part of the line made of these words; `None` if there are none.
    #[must_use]
    pub fn of(mut words: Vec<Word>) -> Option<Self> {
        words.sort_by_key(|word| (word.place.x, word.place.y));
        let place = words.iter().map(|word| word.place).reduce(|all, place| all.union(&place))?;
        Some(Self { words, place })
    }
}

/// All words as lines across the whole image, from the top.
#[must_use]
pub fn lines(words: &[Word]) -> Vec<TextLine> {
    let mut sorted: Vec<&Word> = words.iter().collect();
    sorted.sort_by_key(|word| (middle(&word.place), word.place.x));
    let mut rows: Vec<Vec<Word>> = Vec::new();
    for word in sorted {
        match rows.iter_mut().rev().find(|row| row.iter().any(|other| beside(&other.place, &word.place))) {
            Some(row) => row.push(word.clone()),
            None => rows.push(vec![word.clone()]),
        }
    }
    let mut lines: Vec<TextLine> = rows.into_iter().filter_map(TextLine::of).collect();
    lines.sort_by_key(|line| (line.place.y, line.place.x));
    lines
}

const fn middle(place: &Rect) -> u32 {
    place.y + place.height / 2
}

/// Whether two words share a line: neither's middle is outside the other, or nearly.
fn beside(one: &Rect, other: &Rect) -> bool {
    let apart = middle(one).abs_diff(middle(other));
    let lower = one.height.min(other.height);
    let overlap = one.bottom().min(other.bottom()).saturating_sub(one.y.max(other.y));
    let disjoint = one.right() <= other.x + other.width / 3 || other.right() <= one.x + one.width / 3;
    disjoint && overlap * 2 > lower && apart * 2 <= one.height.max(other.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, x: u32, y: u32, width: u32, height: u32) -> Word {
        Word { text: text.to_owned(), confidence: 0.9, place: Rect::new(x, y, width, height), line: 0 }
    }

    #[test]
    fn words_at_one_height_make_a_line() {
        let words = [
            word("$12.00", 900, 198, 90, 30),
            word("Pay", 10, 205, 40, 18),
            word("Connector", 60, 203, 120, 24),
            word("Twelve", 10, 260, 80, 24),
        ];
        let lines: Vec<String> = lines(&words).iter().map(TextLine::text).collect();
        assert_eq!(lines, ["Pay Connector $12.00", "Twelve"]);
    }
}
