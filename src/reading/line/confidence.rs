//! From fits and margins to the probability that a line is right.
//!
//! The weights come from a logistic regression over some 7,000 characters of real bitonal E-13B lines with truth.

use super::CharReading;

/// The probability that one character is right.
pub(super) fn of_character(character: &CharReading) -> f32 {
    let fit = character.score.min(0.92);
    let close = character.margin.clamp(-0.1, 0.25);
    let clear = (character.margin - 0.25).max(0.0);
    let evidence = 9.0 * fit + 19.0 * close + 14.0 * clear - 8.2;
    1.0 / (1.0 + (-evidence).exp())
}

/// The probability that all characters are right and none is missing: neither among the `dropped` ones, taken for
/// other print, nor hidden under `unexplained` ink (in characters).
pub(super) fn of_line(characters: &[CharReading], dropped: &[CharReading], unexplained: f32) -> f32 {
    let all: f32 = characters.iter().map(of_character).product();
    let spared: f32 = dropped.iter().map(|c| 1.0 - of_character(c)).product();
    let hole = if unexplained > 0.12 { (1.0 - 1.5 * unexplained).clamp(0.1, 0.9) } else { 1.0 };
    if characters.is_empty() { 0.0 } else { all * spared * hole }
}
