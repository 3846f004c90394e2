//! Whom the check pays, and the payer's name printed at the top left.

use strsim::{levenshtein, normalized_levenshtein};

use super::words::{is, is_one_of, plain};
use crate::model::{Field, Reading, Rect, Source};
use crate::reading::amount::legal;
use crate::reading::text::{Characters, Segmentation, Sheet, TextError, TextLine, Word};

/// The words of the caption "pay to the order of", run together as well.
const CAPTION: [&str; 10] = ["pay", "to", "the", "order", "of", "payto", "tothe", "orderof", "exactly", "payee"];
/// Words before the name of someone who pays.
const NOT_TO: [&str; 5] = ["remitter", "purchaser", "from", "sender", "drawer"];
/// How clear each word of a name must be.
const CLEAR: f32 = 0.70;
/// From here on a name needs no second look.
const VERY_CLEAR: f32 = 0.92;
/// How clear the words must be together.
const CLEAR_ON_AVERAGE: f32 = 0.85;
/// Which share of two looks at a name must be the same, letter by letter.
const ALIKE: f64 = 0.8;
/// The payee's rule is at least so long and at most so far below the figures, in thousandths of an inch.
const RULE_LENGTH: u32 = 1500;
const RULE_BELOW: u32 = 150;
/// So much above the rule belongs to the name.
const NAME_HEIGHT: u32 = 230;
/// The caption ends at most so far across the check.
const CAPTION_END: f32 = 0.15;
/// The resolutions of closer looks.
const LOOKS: [u32; 3] = [400, 300, 200];
/// Words of lines at the top that are not the payer's name.
const NOT_A_NAME: [&str; 14] = [
    "money", "order", "check", "bank", "credit", "union", "pay", "date", "void", "cashiers", "official", "dollars",
    "trust", "savings",
];

/// Reads the payee; where the page as a whole did not show it, on the rule left of the figures.
pub(super) fn read(sheet: &Sheet<'_>, figures: Option<Rect>) -> Result<Field<String>, TextError> {
    let named = by_caption(sheet, figures)?;
    match figures {
        Some(figures) if named.sure().is_none() => {
            let found = on_rule(sheet, figures)?;
            Ok(if found.sure().is_some() { found } else { named })
        }
        _ => Ok(named),
    }
}

/// What stands on the rule left of the figures: sure when two looks read the same.
fn on_rule(sheet: &Sheet<'_>, figures: Rect) -> Result<Field<String>, TextError> {
    let (top, bottom) = (figures.y, figures.bottom() + sheet.mils(RULE_BELOW));
    let beside = |rule: &&Rect| {
        let level = (top..bottom).contains(&rule.y) && rule.right() < figures.right();
        level && rule.width >= sheet.mils(RULE_LENGTH) && rule.x < figures.x
    };
    let Some(rule) = sheet.ruling.joined(sheet.dpi).into_iter().find(|rule| beside(&rule)) else {
        return Ok(Field::Absent);
    };
    let top = rule.y.saturating_sub(sheet.mils(NAME_HEIGHT));
    let right = rule.right().min(figures.x.saturating_sub(sheet.mils(NAME_HEIGHT)));
    let place = Rect::new(rule.x, top, right.saturating_sub(rule.x), rule.bottom() - top);
    let picture = sheet.clean.crop(place);
    let mut seen: Vec<TextLine> = Vec::new();
    for dpi in LOOKS {
        let line = sheet.line_of(&picture, dpi, Segmentation::Line, Characters::Any)?;
        let name = line.and_then(|line| TextLine::of(without_box(name_after(sheet, &line.words, 0, place.width))));
        seen.extend(name.map(|name| TextLine { place, ..name }));
    }
    let same = |one: &&TextLine| seen.iter().filter(|other| plain(&other.text()) == plain(&one.text())).count() > 1;
    let best = seen.iter().filter(same).max_by(|a, b| average(a).total_cmp(&average(b)));
    Ok(best.filter(|name| !legal::resembles(&name.text())).map_or(Field::Absent, field))
}

/// What stands after the caption, left of the figures, or on the line below it.
fn by_caption(sheet: &Sheet<'_>, figures: Option<Rect>) -> Result<Field<String>, TextError> {
    let Some((at, caption)) = sheet.lines.iter().enumerate().find_map(|(at, line)| Some((at, caption(&line.words)?)))
    else {
        return beside_figures(sheet, figures);
    };
    let captioned = &sheet.lines[at];
    let right = figures.filter(|figures| figures.x > caption.right()).map_or(sheet.area.right(), |figures| figures.x);
    let mut words = name_after(sheet, &captioned.words, caption.right(), right);
    let name = |below: &&TextLine| {
        below.place.x < right && overlaps(sheet, captioned, below) && !legal::resembles(&below.text())
    };
    if let Some(below) = sheet.lines[at + 1..].iter().find(name) {
        // A caption on two lines stands beside the name; a caption on one may stand above it.
        let rest = without_caption(&below.words, &caption);
        let goes_on = below.words[..below.words.len() - rest.len()].iter().any(|word| is_order(&word.text));
        let named = name_after(sheet, rest, 0, right);
        if (goes_on || words.is_empty()) && !named.is_empty() {
            words = named;
        }
    }
    match TextLine::of(without_box(words)) {
        Some(seen) if !is_address(&seen) && !is_caption(&seen) => confirmed(sheet, &seen),
        _ => Ok(Field::Absent),
    }
}

/// Without a caption that could be read: the name on the line of the figures, as most checks have it.
fn beside_figures(sheet: &Sheet<'_>, figures: Option<Rect>) -> Result<Field<String>, TextError> {
    let Some(figures) = figures else { return Ok(Field::Absent) };
    let middle = figures.y + figures.height / 2;
    let level = |word: &&Word| {
        let left = word.place.right() < figures.x && sheet.position(&word.place).0 < 0.6;
        left && word.place.y < middle && middle < word.place.bottom()
    };
    let mut words: Vec<Word> = sheet.words.iter().filter(level).cloned().collect();
    words.sort_by_key(|word| word.place.x);
    // What is left of the caption stands in front, in smaller print.
    let caption = |word: &Word| word.confidence < CLEAR && sheet.position(&word.place).0 < CAPTION_END;
    let start = words.iter().position(|word| is_name_word(&word.text) && !caption(word)).unwrap_or(words.len());
    if words[..start].iter().any(|word| is_one_of(&word.text, &NOT_TO)) {
        return Ok(Field::Absent);
    }
    let name = TextLine::of(without_box(name_after(sheet, &words[start..], 0, figures.x)));
    match name.filter(|name| name.words.len() > 1 && name.words.iter().all(|word| !has_digit(&word.text))) {
        Some(seen) if !legal::resembles(&seen.text()) && !is_address(&seen) => confirmed(sheet, &seen),
        _ => Ok(Field::Absent),
    }
}

/// A word that a name may begin with: `Harbor`, `O'Neill`, `AT&T`.
fn is_name_word(text: &str) -> bool {
    let belongs = |c: char| c.is_alphabetic() || matches!(c, '\'' | '&' | '-' | '.');
    let caption = is_order(text) || is_one_of(text, &CAPTION) || is_one_of(text, &NOT_TO);
    text.len() > 2 && text.starts_with(char::is_uppercase) && text.chars().all(belongs) && !caption
}

/// The name without the post office box behind it.
fn without_box(mut words: Vec<Word>) -> Vec<Word> {
    let opens_box = |at: &usize| {
        let rest: String = words[*at..].iter().take(3).map(|word| plain(&word.text)).collect();
        rest.starts_with("pobox")
    };
    let end = (1..words.len()).find(opens_box).unwrap_or(words.len());
    words.truncate(end);
    words
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// Whether a line is where the payee lives: below a name that was overlooked.
fn is_address(line: &TextLine) -> bool {
    let text = plain(&line.text());
    text.contains("pobox") || line.words.first().is_some_and(|word| is(&word.text, "address"))
}

/// Whether a line is nothing but the rest of the caption: the name beside it was not seen.
fn is_caption(line: &TextLine) -> bool {
    (0..line.words.len()).all(|at| belongs_to_caption(&line.words, at, &line.words[at]))
}

/// The place of the caption at the start of a line: the words up to "order of", or those of "pay to".
fn caption(words: &[Word]) -> Option<Rect> {
    let head = &words[..words.len().min(6)];
    let money_order = head.windows(2).any(|pair| is(&pair[0].text, "money") && is(&pair[1].text, "order"));
    let pay_to = head.windows(2).any(|pair| is(&pair[0].text, "pay") && is(&pair[1].text, "to"))
        || head.iter().any(|word| plain(&word.text).starts_with("payto"));
    if money_order || !(pay_to || head.iter().any(|word| is_order(&word.text))) {
        return None;
    }
    let caption = head.iter().enumerate().filter(|(at, word)| belongs_to_caption(head, *at, word));
    caption.map(|(_, word)| word.place).reduce(|all, place| all.union(&place))
}

/// A word of the caption, or what the engine made of "of" after "order".
fn belongs_to_caption(head: &[Word], at: usize, word: &Word) -> bool {
    let text = plain(&word.text);
    let after_order = head[..at].iter().any(|before| is_order(&before.text));
    is_one_of(&word.text, &CAPTION)
        || is_order(&word.text)
        || text.starts_with("payto")
        || (after_order && text.len() <= 2 && (text.starts_with('o') || text.ends_with('f')))
}

/// "Order" or "order of", run together and a few letters off: captions are the smallest print on a check.
fn is_order(text: &str) -> bool {
    let text = plain(text);
    let near = |known: &str, reach| levenshtein(&text, known) <= reach;
    text.len() >= 4 && (near("order", 1) || (text.starts_with('o') && near("orderof", 2)) || near("totheorderof", 4))
}

/// The words of a line below the caption's first, without its second line.
fn without_caption<'a>(words: &'a [Word], caption: &Rect) -> &'a [Word] {
    let beside = |word: &Word| word.place.x + word.place.width / 2 < caption.right();
    let mut end = 0;
    while words.get(end).is_some_and(|word| beside(word) && (belongs_to_caption(words, end, word))) {
        end += 1;
    }
    &words[end..]
}

/// Whether a line lies close below another.
fn overlaps(sheet: &Sheet<'_>, line: &TextLine, below: &TextLine) -> bool {
    below.place.bottom() > line.place.bottom() && below.place.y < line.place.bottom() + sheet.mils(250)
}

/// The name; where it was not clear, closer looks until one reads the same letters. A name is compared by likeness, so
/// in the end a very clear look does that another is much like.
fn confirmed(sheet: &Sheet<'_>, seen: &TextLine) -> Result<Field<String>, TextError> {
    if is_clear(seen) && seen.least_confidence() >= VERY_CLEAR {
        return Ok(field(seen));
    }
    let picture = sheet.clean.crop(seen.place.grown(sheet.mils(40), sheet.clean.width(), sheet.clean.height()));
    let mut best = seen.clone();
    let mut others: Vec<TextLine> = Vec::new();
    for dpi in LOOKS {
        let again = sheet.line_of(&picture, dpi, Segmentation::Line, Characters::Any)?;
        let Some(again) = again.map(|again| TextLine { place: seen.place, ..again }) else { continue };
        let same = plain(&again.text()) == plain(&seen.text());
        others.push(if average(&again) > average(&best) { std::mem::replace(&mut best, again) } else { again });
        if same {
            return Ok(field(if plain(&best.text()) == plain(&seen.text()) { &best } else { seen }));
        }
    }
    let is_like = |other: &TextLine| normalized_levenshtein(&plain(&other.text()), &plain(&best.text())) >= ALIKE;
    let sure = is_clear(&best) && best.least_confidence() >= VERY_CLEAR && others.iter().any(is_like);
    Ok(if sure { field(&best) } else { field(&best).doubted() })
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
        let text = plain(&word.text);
        if name.is_empty() && (text.is_empty() || matches!(text.as_str(), "of" | "or" | "o")) {
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
    let odd = |c: char| matches!(c, '_' | '!' | '|' | '=' | '~' | '\\' | '{' | '}' | '[' | ']' | '<' | '>');
    // The engine reads a word written by hand as another, not in doubt but without its capital.
    let capital = line.text().contains(char::is_uppercase);
    if line.text().contains(odd) || !capital {
        return false;
    }
    let text = plain(&line.text());
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
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
