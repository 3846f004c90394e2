//! Where figures and words of the amount stand: in what was read already, and where to look again.

use super::decide::{Evidence, Sighting, Words};
use super::{courtesy, crop, legal};
use crate::model::Rect;
use crate::reading::text::{Characters, Segmentation, Sheet, TextError, TextLine, Word};

/// Where the figures may stand, as parts of the page's width and height.
const COURTESY_LEFT: f32 = 0.5;
const COURTESY_TOP: f32 = 0.10;
const COURTESY_BOTTOM: f32 = 0.62;
/// Where the words may stand.
const LEGAL_TOP: f32 = 0.15;
const LEGAL_BOTTOM: f32 = 0.80;
/// Figures are at most this many words: `$`, `1,`, `234`, `56/100`.
const MOST_WORDS: usize = 4;
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
/// How many places are looked at again.
const MOST_LOOKS: usize = 3;

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

fn in_courtesy_zone(sheet: &Sheet<'_>, place: &Rect) -> bool {
    let (x, y) = sheet.position(place);
    x > COURTESY_LEFT && (COURTESY_TOP..COURTESY_BOTTOM).contains(&y)
}

/// What stands on a line of words but well apart from them: figures printed at their height.
fn apart_from_words(line: &TextLine) -> Vec<TextLine> {
    let parts = phrases(line, 2).filter_map(|words| TextLine::of(words.to_vec()));
    parts.filter(|part| !legal::resembles(&part.text())).collect()
}

/// Where the words of an amount stand on a line, without what stands well apart from them.
fn words_alone(line: &TextLine) -> Option<Rect> {
    let parts = phrases(line, 2).filter_map(|words| TextLine::of(words.to_vec()));
    let places = parts.filter(|part| legal::resembles(&part.text())).map(|part| part.place);
    places.reduce(|all, part| all.union(&part)).or(Some(line.place))
}

/// The words of a line as runs with gaps between of so many times the line's height.
fn phrases(line: &TextLine, heights: u32) -> impl Iterator<Item = &[Word]> {
    let gap = line.place.height * heights;
    line.words.chunk_by(move |left, right| left.place.right() + gap > right.place.x)
}

/// The confidence of the least sure word that holds a digit: the engine is unsure of currency signs and box edges.
fn least_of_digits(line: &TextLine) -> f32 {
    let digits = line.words.iter().filter(|word| word.text.contains(|c: char| c.is_ascii_digit()));
    digits.map(|word| word.confidence).fold(1.0, f32::min)
}

/// Figures on a line: the longest run of words that makes an amount.
fn figures_on(sheet: &Sheet<'_>, line: &TextLine) -> Option<Sighting> {
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
fn legal_lines(sheet: &Sheet<'_>) -> Vec<TextLine> {
    let mut found = Vec::new();
    for (at, line) in sheet.lines.iter().enumerate() {
        let (_, y) = sheet.position(&line.place);
        if !(LEGAL_TOP..LEGAL_BOTTOM).contains(&y) || !legal::resembles(&line.text()) {
            continue;
        }
        let next = sheet.lines.get(at + 1).filter(|next| next.place.y < line.place.bottom() + line.place.height * 2);
        let both = next.map(|next| line.words.iter().chain(&next.words).cloned().collect::<Vec<Word>>());
        match both {
            // The words of both in reading order; the line's own sorting would mix them.
            Some(words) if words_on(line).is_none() => {
                let place = next.map_or(line.place, |next| line.place.union(&next.place));
                found.push(TextLine { words, place });
            }
            _ => {}
        }
        found.push(line.clone());
    }
    found
}

/// The amount in words on a line, or on a part of it that stands apart.
fn words_on(line: &TextLine) -> Option<Sighting> {
    let whole = std::iter::once(line.words.as_slice());
    whole.chain(phrases(line, 2)).find_map(|words| {
        let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let spelt = legal::spelt(&text.join(" "))?;
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

/// Where the words of the amount stand, each with some paper around.
fn legal_places(sheet: &Sheet<'_>) -> Vec<Rect> {
    let mut places: Vec<Rect> = Vec::new();
    for line in legal_lines(sheet).iter().filter(|line| line.place.height < sheet.mils(400)) {
        let of_amount = phrases(line, 3).filter_map(|words| TextLine::of(words.to_vec()));
        places.extend(of_amount.filter(|part| legal::resembles(&part.text())).map(|part| part.place));
    }
    if places.is_empty() {
        let caption = |word: &&Word| word.text.to_lowercase().contains("dollar");
        let above = sheet.mils(150);
        places.extend(sheet.words.iter().filter(caption).map(|word| {
            let top = word.place.y.saturating_sub(above);
            Rect::new(sheet.area.x, top, word.place.x.saturating_sub(sheet.area.x), word.place.bottom() - top)
        }));
    }
    places.truncate(MOST_LOOKS);
    places.into_iter().map(|place| with_margin(sheet, &place)).collect()
}

/// A place with some paper around it, more to the left: the first word may have been overlooked.
fn with_margin(sheet: &Sheet<'_>, place: &Rect) -> Rect {
    let grown = place.grown(sheet.mils(50), sheet.clean.width(), sheet.clean.height());
    let left = grown.x.saturating_sub(sheet.mils(1000)).max(sheet.area.x);
    Rect { x: left, width: grown.right() - left, ..grown }
}

/// Places where figures may stand, the surest first: a box, figures with marks of money, any other figures.
fn courtesy_places(sheet: &Sheet<'_>) -> Vec<Rect> {
    let inset = sheet.mils(20);
    let mut places: Vec<Rect> = sheet
        .ruling
        .boxes(sheet.dpi)
        .into_iter()
        .filter(|place| {
            let size = place.height >= sheet.mils(150) && place.height <= sheet.mils(700);
            size && place.width <= sheet.mils(3500) && in_courtesy_zone(sheet, place)
        })
        .map(|place| {
            let (width, height) = (place.width.saturating_sub(2 * inset), place.height.saturating_sub(2 * inset));
            Rect::new(place.x + inset, place.y + inset, width, height)
        })
        .collect();
    let words: Vec<Rect> = legal_lines(sheet).iter().filter_map(words_alone).collect();
    let candidate =
        |word: &&Word| in_courtesy_zone(sheet, &word.place) && !words.iter().any(|line| overlaps(line, &word.place));
    let marked = |word: &&Word| word.text.starts_with(['$', '*', 'S', 's', '§']);
    let figures = |word: &&Word| {
        let pointed =
            word.text.as_bytes().windows(2).any(|pair| matches!(pair[0], b'.' | b',') && pair[1].is_ascii_digit());
        pointed || word.text.contains('*') || word.text.ends_with("/100")
    };
    let all: Vec<&Word> = sheet.lines.iter().flat_map(|line| &line.words).filter(candidate).collect();
    for word in all.iter().copied().filter(marked).chain(all.iter().copied().filter(figures)) {
        let pad = sheet.mils(60);
        let (top, left) = (word.place.y.saturating_sub(pad), word.place.x.saturating_sub(pad));
        let left = if word.text.contains(|c: char| c.is_ascii_digit()) { left } else { word.place.right() };
        let right = sheet.area.right().saturating_sub(sheet.mils(30));
        places.push(Rect::new(left, top, right.saturating_sub(left), word.place.bottom() + pad - top));
    }
    let mut distinct: Vec<Rect> = Vec::new();
    for place in places {
        if place.width > 0 && !distinct.iter().any(|other| overlaps(other, &place)) {
            distinct.push(place);
        }
    }
    distinct.truncate(MOST_LOOKS);
    distinct
}

/// Whether most of the lower of two places lies beside the other.
fn overlaps(one: &Rect, other: &Rect) -> bool {
    let across = one.right().min(other.right()) > one.x.max(other.x);
    let down = one.bottom().min(other.bottom()).saturating_sub(one.y.max(other.y));
    across && down * 2 > one.height.min(other.height)
}
