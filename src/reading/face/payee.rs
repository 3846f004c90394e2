//! Whom the check pays, and the payer's name printed at the top left.

use super::words::{is, is_one_of, plain};
use crate::model::{Field, Reading, Rect, Source};
use crate::reading::text::{Characters, Sheet, TextError, TextLine, Word};

/// The words of the caption "pay to the order of", run together as well.
const CAPTION: [&str; 10] = ["pay", "to", "the", "order", "of", "payto", "tothe", "orderof", "exactly", "payee"];
/// How clear each word of a name must be.
const CLEAR: f32 = 0.70;
/// How clear the words must be together.
const CLEAR_ON_AVERAGE: f32 = 0.85;
/// Words of lines at the top that are not the payer's name.
const NOT_A_NAME: [&str; 14] = [
    "money", "order", "check", "bank", "credit", "union", "pay", "date", "void", "cashiers", "official", "dollars",
    "trust", "savings",
];

/// Reads the payee: what stands after the caption, left of the figures, or on the line below it.
pub(super) fn read(sheet: &Sheet<'_>, figures: Option<Rect>) -> Result<Field<String>, TextError> {
    let Some(line) = sheet.lines.iter().position(|line| caption_end(line).is_some()) else {
        return Ok(Field::Absent);
    };
    let captioned = &sheet.lines[line];
    let end = caption_end(captioned).unwrap_or(0);
    let right = figures.filter(|figures| figures.x > end).map_or(sheet.area.right(), |figures| figures.x);
    let mut words = name_after(sheet, &captioned.words, end, right);
    if words.is_empty() {
        let below = sheet.lines[line + 1..].iter().find(|below| below.place.y >= captioned.place.y);
        let near = below.filter(|below| below.place.y < captioned.place.bottom() + sheet.mils(300));
        words = near.map(|below| name_after(sheet, &below.words, 0, right)).unwrap_or_default();
    }
    let Some(seen) = TextLine::of(words) else { return Ok(Field::Absent) };
    if is_clear(&seen) {
        return Ok(field(&seen));
    }
    let around = seen.place.grown(sheet.mils(40), sheet.clean.width(), sheet.clean.height());
    let again = sheet.line_in(around, Characters::Any)?;
    Ok(again.filter(|again| average(again) > average(&seen)).map_or_else(|| field(&seen), |again| field(&again)))
}

/// Where the caption ends on a line, if the line has one: "order" or "pay to" at its start.
fn caption_end(line: &TextLine) -> Option<u32> {
    let head = &line.words[..line.words.len().min(6)];
    let tells = head.iter().any(|word| is(&word.text, "order") || is(&word.text, "orderof"))
        || head.windows(2).any(|pair| is(&pair[0].text, "pay") && is(&pair[1].text, "to"));
    let money_order = head.windows(2).any(|pair| is(&pair[0].text, "money") && is(&pair[1].text, "order"));
    if !tells || money_order {
        return None;
    }
    head.iter().filter(|word| is_one_of(&word.text, &CAPTION)).map(|word| word.place.right()).max()
}

/// The words of a name between two columns, up to a wide gap or a mark of money.
fn name_after(sheet: &Sheet<'_>, words: &[Word], left: u32, right: u32) -> Vec<Word> {
    let mut name: Vec<Word> = Vec::new();
    let inside = |word: &&Word| word.place.x + sheet.mils(20) >= left && word.place.right() <= right + sheet.mils(20);
    for word in words.iter().filter(inside) {
        let gap = name.last().is_some_and(|last| word.place.x > last.place.right() + sheet.mils(400));
        if gap || word.text.starts_with('$') {
            break;
        }
        if name.is_empty() && plain(&word.text).is_empty() {
            continue;
        }
        name.push(word.clone());
    }
    while name.last().is_some_and(|word| plain(&word.text).is_empty() || is_stray(word)) {
        name.pop();
    }
    name
}

/// A single mark that the engine made of a currency sign or the end of a line.
fn is_stray(word: &Word) -> bool {
    word.text.chars().count() == 1 && (word.confidence < 0.8 || matches!(word.text.as_str(), "S" | "s" | "§"))
}

fn average(line: &TextLine) -> f32 {
    line.words.iter().map(|word| word.confidence).sum::<f32>() / line.words.len().max(1) as f32
}

fn is_clear(line: &TextLine) -> bool {
    let letters = line.text().chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3 && line.least_confidence() >= CLEAR && average(line) >= CLEAR_ON_AVERAGE
}

fn field(line: &TextLine) -> Field<String> {
    let value = line.text().trim_matches(|c: char| !c.is_alphanumeric() && c != '.').to_owned();
    let reading = Reading { value, confidence: average(line), source: Source::Text, place: Some(line.place) };
    if is_clear(line) { Field::Read(reading) } else { Field::Unread(Some(reading)) }
}

/// Reads the payer's printed name: the first line of the block at the top left.
pub(super) fn payer_name(sheet: &Sheet<'_>) -> Field<String> {
    for line in &sheet.lines {
        let left: Vec<Word> = line.words.iter().filter(|word| sheet.position(&word.place).0 < 0.5).cloned().collect();
        let words = name_after(sheet, &left, 0, sheet.area.right());
        let Some(name) = TextLine::of(words) else { continue };
        let (_, y) = sheet.position(&name.place);
        if y > 0.3 {
            break;
        }
        let letters = name.text().chars().filter(|c| c.is_alphabetic()).count();
        let digits = name.text().chars().filter(char::is_ascii_digit).count();
        let other = name.words.iter().any(|word| is_one_of(&word.text, &NOT_A_NAME));
        if letters >= 4 && digits == 0 && !other {
            return field(&name);
        }
    }
    Field::Absent
}
