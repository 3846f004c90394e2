//! From what is likely to what may be acted on.

use super::decide::{EXPECTED, expected_one, is_slip};
use super::joint::joint;
use super::places::{courtesy_places, legal_places};
use super::{crop, figures, written};
use crate::model::{AmountReading, Belief, Field, Money, Reading, Rect, Source};
use crate::raster::{Gray, Page};
use crate::reading::text::{self, Ruling, Sheet};

/// From here on figures or words are read by themselves: they speak against the other.
const READ: f32 = 0.99;
/// From here on they speak against what the text engine reads.
const SPEAKS: f32 = 0.9;
/// From here on either speaks against what both together make likely: the other may be right, or the payer has written
/// two amounts.
const OBJECTS: f32 = 0.8;
/// An expected amount is so many times likelier than it looks; more, and it would be talked into what is written.
pub(super) const TIMES: f32 = 50.0;
/// White paper around a crop, in thousandths of an inch.
const MARGIN: u32 = 30;

/// What one witness believes of what stands at a place.
struct Seen {
    belief: Belief,
    place: Rect,
}

/// The amount as the networks see it, to be acted on from a chance of `least` on.
pub(super) fn look(sheet: &Sheet<'_>, least: f32) -> AmountReading {
    let (words, any_words) = best_at(sheet, legal_places(sheet), written_on, READ, chance);
    let both = |figures: Option<&Belief>| joint(figures, words.as_ref().map(|seen| &seen.belief));
    // Several places may hold figures; those of the amount are those that the words say.
    let agreement = |figures: &Belief| chance(&both(Some(figures)));
    let (figures, any_figures) = best_at(sheet, courtesy_places(sheet), figures::read, least, agreement);
    let likely = both(figures.as_ref().map(|seen| &seen.belief));
    let courtesy = field(figures.as_ref(), any_figures, Source::Courtesy);
    let legal = field(words.as_ref(), any_words, Source::Legal);
    let value = value(&likely, &courtesy, &legal, any_figures || any_words, least);
    AmountReading { value, courtesy, legal, likely }
}

/// The place where a witness sees most, by `worth`, and whether there is ink at any; places behind one that is worth
/// `enough` are not looked at.
fn best_at(
    sheet: &Sheet<'_>,
    places: Vec<Rect>,
    read: impl Fn(&Gray) -> Option<Belief>,
    enough: f32,
    worth: impl Fn(&Belief) -> f32,
) -> (Option<Seen>, bool) {
    let mut best: Option<(Seen, f32)> = None;
    let mut any = false;
    for place in places {
        let Some(place) = crop::inked(&sheet.ink, place, sheet.dpi) else { continue };
        any = true;
        let around = place.grown(sheet.mils(MARGIN), sheet.clean.width(), sheet.clean.height());
        let Some(belief) = read(&sheet.clean.crop(around)) else { continue };
        let worth = worth(&belief);
        if best.as_ref().is_none_or(|(_, most)| worth > *most) {
            best = Some((Seen { belief, place }, worth));
        }
        if worth >= enough {
            break;
        }
    }
    (best.map(|(seen, _)| seen), any)
}

fn written_on(crop: &Gray) -> Option<Belief> {
    written::read(&text::columns(crop)?)
}

/// A page that shows just the figures.
pub(in crate::reading) fn figures_alone(page: &Page) -> AmountReading {
    let courtesy = alone(page, figures::read, Source::Courtesy);
    AmountReading { value: courtesy.clone(), courtesy, ..AmountReading::default() }
}

/// A page that shows just the words.
pub(in crate::reading) fn words_alone(page: &Page) -> AmountReading {
    let legal = alone(page, written_on, Source::Legal);
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

fn value(likely: &Belief, courtesy: &Field<Money>, legal: &Field<Money>, any: bool, least: f32) -> Field<Money> {
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
    if objects(courtesy, value) || objects(legal, value) {
        return Field::Unread(Some(reading));
    }
    Field::gated(reading, least)
}

/// Whether a witness sees another amount.
fn objects(field: &Field<Money>, value: Money) -> bool {
    field.best().is_some_and(|best| best.value != value && best.confidence >= OBJECTS)
}

/// Where the networks are not sure, what the text engine reads counts unless they speak against it.
pub(super) fn with_engine(seen: AmountReading, engine: AmountReading, least: f32) -> AmountReading {
    let against = |amount: &Money| {
        let speaks =
            |field: &Field<Money>| field.best().is_some_and(|best| best.value != *amount && best.confidence >= SPEAKS);
        speaks(&seen.courtesy) || speaks(&seen.legal)
    };
    let value = match engine.value {
        Field::Read(reading) if !against(&reading.value) => Field::gated(reading, least),
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

/// Lets amounts that became known later confirm what the image supports, from a chance of `least` on, and doubts an amount that is just one digit off
/// what was expected: that is far more often a digit misread twice than a payer's slip.
#[must_use]
pub fn confirm(read: AmountReading, expected: &[Money], least: f32) -> AmountReading {
    if let Some(amount) = read.value.sure().copied() {
        let slip = !expected.contains(&amount) && expected.iter().any(|other| is_slip(amount, *other));
        return if slip { AmountReading { value: read.value.doubted(), ..read } } else { read };
    }
    if read.disagrees() {
        return read;
    }
    let likely = read.likely.expecting(expected, TIMES);
    if let Some((value, confidence)) =
        likely.best().filter(|(value, chance)| expected.contains(value) && *chance >= least)
        && !objects(&read.courtesy, value)
        && !objects(&read.legal, value)
    {
        let shown = [&read.courtesy, &read.legal].into_iter().filter_map(Field::best).find(|best| best.value == value);
        let source = shown.map_or(Source::Agreement, |best| best.source);
        let place = shown.and_then(|best| best.place);
        return AmountReading { value: Field::Read(Reading { value, confidence, source, place }), ..read };
    }
    // What the text engine alone has read counts as far as the networks have not seen anything else.
    let one = expected_one(&read.courtesy, &read.legal, expected).cloned();
    match one.filter(|one| likely.best().is_none_or(|(best, _)| best == one.value)) {
        Some(one) => AmountReading { value: Field::gated(Reading { confidence: EXPECTED, ..one }, least), ..read },
        None => read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(cents: i64) -> Money {
        Money::from_cents(cents)
    }

    fn seen(cents: i64, confidence: f32, source: Source) -> Field<Money> {
        Field::gated(Reading { value: money(cents), confidence, source, place: None }, READ)
    }

    /// What the networks made of figures and words.
    fn networks(figures: Option<(i64, f32)>, words: Option<(i64, f32)>) -> AmountReading {
        let belief = |one: Option<(i64, f32)>| one.map(|(cents, chance)| Belief::of([(money(cents), chance)]));
        let (of_figures, of_words) = (belief(figures), belief(words));
        let likely = joint(of_figures.as_ref(), of_words.as_ref());
        let field = |one: Option<(i64, f32)>, source| one.map_or(Field::Absent, |(c, chance)| seen(c, chance, source));
        let (courtesy, legal) = (field(figures, Source::Courtesy), field(words, Source::Legal));
        AmountReading { value: value(&likely, &courtesy, &legal, true, 0.999), courtesy, legal, likely }
    }

    fn engine(cents: i64) -> AmountReading {
        let read =
            || Field::Read(Reading { value: money(cents), confidence: 0.9995, source: Source::Agreement, place: None });
        AmountReading { value: read(), courtesy: read(), legal: read(), likely: Belief::default() }
    }

    #[test]
    fn both_read_an_amount_and_one_alone_needs_an_expected_one() {
        let both = networks(Some((12_345, 0.97)), Some((12_345, 0.9)));
        assert_eq!(both.value.sure(), Some(&money(12_345)));
        let alone = networks(Some((12_345, 0.995)), None);
        assert_eq!(alone.value.sure(), None);
        assert_eq!(confirm(alone.clone(), &[money(12_345)], 0.999).value.sure(), Some(&money(12_345)));
        assert_eq!(confirm(alone, &[money(12_845)], 0.999).value.sure(), None);
        let unclear = networks(Some((12_345, 0.6)), None);
        assert_eq!(confirm(unclear, &[money(12_345)], 0.999).value.sure(), None);
    }

    #[test]
    fn an_amount_is_not_talked_into_an_expected_one() {
        let mut two = networks(None, None);
        two.likely = Belief::of([(money(12_845), 0.7), (money(12_345), 0.3)]);
        assert_eq!(confirm(two, &[money(12_345)], 0.999).value.sure(), None);
    }

    #[test]
    fn figures_and_words_that_were_both_read_and_differ_are_never_an_amount() {
        let both = networks(Some((12_345, 0.999)), Some((22_345, 0.999)));
        assert!(both.disagrees() && both.value.sure().is_none());
        assert_eq!(confirm(both, &[money(12_345)], 0.999).value.sure(), None);
    }

    #[test]
    fn words_do_not_overrule_figures_that_see_another_amount() {
        let figures = Belief::of([(money(63_142), 0.97), (money(53_142), 0.02)]);
        let words = Belief::of([(money(53_142), 0.999)]);
        let likely = joint(Some(&figures), Some(&words));
        assert!(likely.best().is_some_and(|(amount, chance)| amount == money(53_142) && chance > 0.999));
        let (courtesy, legal) = (seen(63_142, 0.97, Source::Courtesy), seen(53_142, 0.999, Source::Legal));
        let both = AmountReading { value: value(&likely, &courtesy, &legal, true, 0.999), courtesy, legal, likely };
        assert_eq!(both.value.sure(), None);
        assert_eq!(confirm(both, &[money(53_142)], 0.999).value.sure(), None);
    }

    #[test]
    fn the_engine_counts_unless_the_networks_speak_against_it() {
        let silent = networks(None, None);
        assert_eq!(with_engine(silent, engine(12_345), 0.999).value.sure(), Some(&money(12_345)));
        let unclear = networks(Some((12_845, 0.5)), None);
        assert_eq!(with_engine(unclear, engine(12_345), 0.999).value.sure(), Some(&money(12_345)));
        let against = networks(Some((12_845, 0.95)), None);
        assert_eq!(with_engine(against, engine(12_345), 0.999).value.sure(), None);
    }
}
