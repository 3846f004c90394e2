//! From what is likely to what may be acted on.

use super::decide::{EXPECTED, expected_one, is_slip};
use super::joint::joint;
use super::places::{courtesy_places, legal_places};
use super::{crop, figures, written};
use crate::model::{AmountReading, Belief, Field, Money, Reading, Rect, Source};
use crate::raster::{Gray, Page};
use crate::reading::text::{self, Ruling, Sheet};

/// From this chance on an amount may be acted on.
pub const SURE: f32 = 0.999;
/// From here on figures or words are read by themselves: they speak against the other.
const READ: f32 = 0.99;
/// From here on they speak against what the text engine reads.
const SPEAKS: f32 = 0.9;
/// An expected amount is so many times likelier than it looks; more, and it would be talked into what is written.
pub(super) const TIMES: f32 = 20.0;
/// White paper around a crop, in thousandths of an inch.
const MARGIN: u32 = 30;

/// What one witness believes of what stands at a place.
struct Seen {
    belief: Belief,
    place: Rect,
}

/// The amount as the networks see it.
pub(super) fn look(sheet: &Sheet<'_>) -> AmountReading {
    let (figures, any_figures) = all_at(sheet, courtesy_places(sheet), figures::read);
    let (words, any_words) = all_at(sheet, legal_places(sheet), |crop| written::read(&text::columns(crop)?));
    let words = words.into_iter().max_by(|a, b| chance(&a.belief).total_cmp(&chance(&b.belief)));
    // Several places may hold figures; those of the amount are those that the words say.
    let both = |seen: &Seen| chance(&joint(Some(&seen.belief), words.as_ref().map(|words| &words.belief)));
    let figures = figures.into_iter().max_by(|a, b| both(a).total_cmp(&both(b)));
    let likely = joint(figures.as_ref().map(|seen| &seen.belief), words.as_ref().map(|seen| &seen.belief));
    let courtesy = field(figures.as_ref(), any_figures, Source::Courtesy);
    let legal = field(words.as_ref(), any_words, Source::Legal);
    let value = value(&likely, &courtesy, &legal, any_figures || any_words);
    AmountReading { value, courtesy, legal, likely }
}

/// A page that shows just the figures.
pub(in crate::reading) fn figures_alone(page: &Page) -> AmountReading {
    let courtesy = alone(page, figures::read, Source::Courtesy);
    AmountReading { value: courtesy.clone(), courtesy, ..AmountReading::default() }
}

/// A page that shows just the words.
pub(in crate::reading) fn words_alone(page: &Page) -> AmountReading {
    let legal = alone(page, |crop| written::read(&text::columns(crop)?), Source::Legal);
    AmountReading { value: legal.clone(), legal, ..AmountReading::default() }
}

fn alone(page: &Page, read: impl Fn(&Gray) -> Option<Belief>, source: Source) -> Field<Money> {
    let ruling = Ruling::find(&page.ink, page.dpi);
    let (mut clean, mut ink) = (page.gray.clone(), page.ink.clone());
    ruling.erase(&mut clean, &mut ink);
    let place = Rect::new(0, 0, clean.width(), clean.height());
    let seen = read(&clean).map(|belief| Seen { belief, place });
    field(seen.as_ref(), ink.count() > 0, source)
}

/// What a witness sees at each place where there is anything, and whether there is any.
fn all_at(sheet: &Sheet<'_>, places: Vec<Rect>, read: impl Fn(&Gray) -> Option<Belief>) -> (Vec<Seen>, bool) {
    let mut found = Vec::new();
    let mut any = false;
    for place in places {
        let Some(place) = crop::inked(&sheet.ink, place, sheet.dpi) else { continue };
        any = true;
        let around = place.grown(sheet.mils(MARGIN), sheet.clean.width(), sheet.clean.height());
        if let Some(belief) = read(&sheet.clean.crop(around)) {
            found.push(Seen { belief, place });
        }
    }
    (found, any)
}

fn chance(belief: &Belief) -> f32 {
    belief.best().map_or(0.0, |(_, chance)| chance)
}

fn field(seen: Option<&Seen>, any: bool, source: Source) -> Field<Money> {
    match seen.and_then(|seen| seen.belief.best().map(|best| (best, seen.place))) {
        Some(((value, confidence), place)) => {
            Field::gated(Reading { value, confidence, source, place: Some(place) }, READ)
        }
        None if any => Field::Unread(None),
        None => Field::Absent,
    }
}

fn value(likely: &Belief, courtesy: &Field<Money>, legal: &Field<Money>, any: bool) -> Field<Money> {
    let Some((value, confidence)) = likely.best() else {
        return if any { Field::Unread(None) } else { Field::Absent };
    };
    let says = |field: &Field<Money>| field.best().is_some_and(|best| best.value == value);
    let source = match (says(courtesy), says(legal)) {
        (true, true) => Source::Agreement,
        (true, false) => Source::Courtesy,
        _ => Source::Legal,
    };
    let place = [courtesy, legal].into_iter().filter_map(Field::best).find(|best| best.value == value);
    let reading = Reading { value, confidence, source, place: place.and_then(|best| best.place) };
    if matches!((courtesy.sure(), legal.sure()), (Some(figures), Some(words)) if figures != words) {
        return Field::Unread(Some(reading));
    }
    Field::gated(reading, SURE)
}

/// Where the networks are not sure, what the text engine reads counts unless they speak against it.
pub(super) fn with_engine(seen: AmountReading, engine: AmountReading) -> AmountReading {
    let against = |amount: &Money| {
        let speaks =
            |field: &Field<Money>| field.best().is_some_and(|best| best.value != *amount && best.confidence >= SPEAKS);
        speaks(&seen.courtesy) || speaks(&seen.legal)
    };
    let value = match engine.value {
        Field::Read(reading) if !against(&reading.value) => Field::Read(reading),
        Field::Read(_) => seen.value,
        guess => {
            if seen.value.best().is_some() {
                seen.value
            } else {
                guess
            }
        }
    };
    let either = |own: Field<Money>, other: Field<Money>| match (&own, &other) {
        (Field::Read(_), _) => own,
        (_, Field::Read(read)) if own.best().is_none_or(|best| best.value == read.value) => other,
        _ if own.best().is_some() => own,
        _ => other,
    };
    AmountReading {
        value,
        courtesy: either(seen.courtesy, engine.courtesy),
        legal: either(seen.legal, engine.legal),
        likely: seen.likely,
    }
}

/// Lets amounts that became known later confirm what the image supports, and doubts an amount that is just one digit off
/// what was expected: that is far more often a digit misread twice than a payer's slip.
#[must_use]
pub fn confirm(read: AmountReading, expected: &[Money]) -> AmountReading {
    if let Some(amount) = read.value.sure().copied() {
        let slip = !expected.contains(&amount) && expected.iter().any(|other| is_slip(amount, *other));
        return if slip { AmountReading { value: read.value.doubted(), ..read } } else { read };
    }
    if read.disagrees() {
        return read;
    }
    let likely = read.likely.expecting(expected, TIMES);
    if let Some((value, confidence)) =
        likely.best().filter(|(value, chance)| expected.contains(value) && *chance >= SURE)
    {
        let shown = [&read.courtesy, &read.legal].into_iter().filter_map(Field::best).find(|best| best.value == value);
        let source = shown.map_or(Source::Agreement, |best| best.source);
        let place = shown.and_then(|best| best.place);
        return AmountReading { value: Field::Read(Reading { value, confidence, source, place }), ..read };
    }
    // What the text engine alone has read counts as far as the networks have not seen anything else.
    let one = expected_one(&read.courtesy, &read.legal, expected).cloned();
    match one.filter(|one| likely.best().is_none_or(|(best, _)| best == one.value)) {
        Some(one) => AmountReading { value: Field::Read(Reading { confidence: EXPECTED, ..one }), ..read },
        None => read,
    }
}
