//! From fits and margins to the probability that a line is right.

use super::CharReading;

/// The probability that one character is right.
pub(super) fn of_character(character: &CharReading) -> f32 {
    let evidence = 12.0f32.mul_add(character.score, 9.0 * character.margin) - 8.0;
    1.0 / (1.0 + (-evidence).exp())
}

/// The probability that all characters are right and that `unexplained` ink (in characters) hides none.
pub(super) fn of_line(characters: &[CharReading], unexplained: f32) -> f32 {
    let all: f32 = characters.iter().map(of_character).product();
    let hole = if unexplained > 0.12 { (1.0 - 1.5 * unexplained).clamp(0.1, 0.9) } else { 1.0 };
    if characters.is_empty() { 0.0 } else { all * hole }
}
