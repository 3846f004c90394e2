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

/// The probability that all characters are right.
pub(super) fn of_characters(characters: &[CharReading]) -> f32 {
    if characters.is_empty() { 0.0 } else { characters.iter().map(of_character).product() }
}

/// The probability that none of these, taken for other print beside the line, is a character of it.
pub(super) fn of_other_print(dropped: &[CharReading]) -> f32 {
    dropped.iter().map(|c| 1.0 - of_character(c)).product()
}

/// The probability that no character is hidden under ink (in characters) that none explains.
pub(super) fn of_hole(ink: f32) -> f32 {
    if ink > 0.12 { (1.0 - 1.5 * ink).clamp(0.1, 0.9) } else { 1.0 }
}
