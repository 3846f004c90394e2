//! One amount from figures and words, or none.
//!
//! Figures and words are written and read independently of each other: when they agree, both were read right but for
//! a chance far below any other on the page. One alone is never acted on, unless it is an amount that was expected.

use super::legal;
use crate::model::{AmountReading, Belief, Field, Money, Reading, Rect, Source};

/// Figures and words agree.
const AGREED: f32 = 0.9995;
/// The words were read, and the figures show the same digits without their point.
const AGREED_BY_DIGITS: f32 = 0.999;
/// One of them, surely read, is an amount that was expected.
pub(super) const EXPECTED: f32 = 0.999;
/// One of them, surely read.
const SURE: f32 = 0.98;
/// Below this the engine saw hardly anything; even agreement counts for nothing.
const FAINT: f32 = 0.2;
/// From here on a sighting of other digits counts against an agreement.
const DOUBT: f32 = 0.5;
/// What words count for that make no amount by themselves but can only be the one in figures.
const BORNE_OUT: f32 = 0.5;
/// Figures and words that were each seen this clearly need not be seen again.
const CLEAR_BOTH: f32 = 0.8;
/// From here on the engine was sure of every word of a sighting.
const CLEAR: f32 = 0.85;

/// An amount as seen once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sighting {
    /// The amount.
    pub amount: Money,
    /// The confidence of the least sure word.
    pub confidence: f32,
    /// Whether all was read as it stood, nothing put right.
    pub exact: bool,
    /// Whether the dollars stand in figures.
    pub in_figures: bool,
    /// Where it stands.
    pub place: Rect,
}

/// Words as the engine read them.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Rect,
}

/// All that was seen of an amount.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// In figures.
    pub courtesy: Vec<Sighting>,
    /// Bare digits where the figures stand, with no point seen.
    pub digits: Vec<String>,
    /// Whether something stands where the figures belong.
    pub has_courtesy: bool,
    /// In words.
    pub legal: Vec<Sighting>,
    /// Words that make no amount by themselves, but can bear out one seen in figures.
    pub words: Vec<Words>,
    /// Whether something stands where the words belong.
    pub has_legal: bool,
}

impl Evidence {
    /// Whether figures and words agree already.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.agreed().is_some()
    }

    /// The one amount on which figures and words agree, as figures and as words; none if there are several or if too
    /// much speaks for other digits. What is seen too faintly to count still speaks against another amount: a closer
    /// look may lose the first digit and the first word alike.
    fn agreed(&self) -> Option<(Sighting, Sighting)> {
        let mut pairs =
            self.courtesy.iter().flat_map(|figures| self.words_for(figures.amount).map(move |words| (*figures, words)));
        let seen = |pair: &(Sighting, Sighting)| pair.0.confidence.min(pair.1.confidence) >= FAINT;
        let first = pairs.clone().find(seen)?;
        let single = pairs.all(|(figures, _)| figures.amount == first.0.amount);
        (single && self.outweighs(first.1)).then_some(first)
    }

    /// The words that say an amount, or that can say nothing else.
    fn words_for(&self, amount: Money) -> impl Iterator<Item = Sighting> + Clone {
        let said = self.legal.iter().filter(move |words| words.amount == amount).copied();
        let borne_out = self.words.iter().filter(move |words| legal::bears_out(&words.text, amount));
        said.chain(borne_out.map(move |words| Sighting {
            amount,
            confidence: BORNE_OUT,
            exact: false,
            in_figures: false,
            place: words.place,
        }))
    }

    /// Whether there are words of an amount and none of them can be this one.
    fn words_refuse(&self, figures: Money) -> bool {
        !self.words.is_empty() && self.words_for(figures).next().is_none()
    }

    /// Whether figures and words of an amount were each seen clearly once.
    fn is_clear_of(&self, amount: Money) -> bool {
        let clear = |seen: &Sighting| seen.amount == amount && seen.exact && seen.confidence >= CLEAR_BOTH;
        self.courtesy.iter().any(clear) && self.legal.iter().any(clear)
    }

    /// Whether digits seen without their point are these but for one.
    fn digits_refuse(&self, figures: Money) -> bool {
        let cents = |digits: &String| digits.parse().ok().map(Money::from_cents);
        self.digits.iter().filter_map(cents).any(|other| is_slip(figures, other))
    }

    /// Whether what was seen more than once stands against what was seen otherwise.
    ///
    /// Words and figures differ in all but the cents: those are digits in both, and the engine may take a 5 for a 9
    /// in both. Words that are figures themselves must be seen the same again and again. Words that only bear figures
    /// out are judged by those figures: any other amount clearly seen, in figures or words, stands against them.
    fn outweighs(&self, words: Sighting) -> bool {
        let cents = |amount: Money| amount.cents().rem_euclid(100);
        let borne_out = !self.legal.iter().any(|other| other.amount == words.amount);
        let whole = words.in_figures || borne_out;
        let same = |other: &&Sighting| {
            if whole { other.amount == words.amount } else { cents(other.amount) == cents(words.amount) }
        };
        let clear = |other: &&Sighting| other.exact && other.confidence >= DOUBT;
        let figures = self.courtesy.iter().filter(same).count();
        let said = self.legal.iter().filter(|other| other.amount != words.amount).filter(same).count();
        let support = figures + said + self.words_for(words.amount).count();
        let against = self.courtesy.iter().chain(&self.legal).filter(|other| !same(other)).filter(clear).count();
        let seen_clearly = || self.courtesy.iter().filter(same).any(|figures| clear(&figures));
        match (words.in_figures, borne_out) {
            (true, _) => against == 0 && support >= 4,
            (_, true) => against == 0 && support >= 2 && seen_clearly(),
            _ => support >= 2 * against + if self.is_clear_of(words.amount) { 2 } else { 4 },
        }
    }
}

/// The amount that the evidence proves; `expected` amounts can confirm what was surely read.
#[must_use]
pub fn decide(evidence: &Evidence, expected: &[Money]) -> AmountReading {
    if let Some((figures, words)) = evidence.agreed() {
        return AmountReading {
            value: Field::Read(reading(&figures, AGREED, Source::Agreement)),
            courtesy: Field::Read(reading(&figures, AGREED, Source::Courtesy)),
            legal: Field::Read(reading(&words, AGREED, Source::Legal)),
            likely: Belief::default(),
        };
    }
    let mut courtesy = alone(&evidence.courtesy, evidence.has_courtesy, Source::Courtesy);
    if courtesy.sure().is_some_and(|figures| evidence.words_refuse(*figures) || evidence.digits_refuse(*figures)) {
        courtesy = courtesy.doubted();
    }
    let legal = alone(&evidence.legal, evidence.has_legal, Source::Legal);
    let value = from_one(evidence, &courtesy, &legal, expected);
    AmountReading { value, courtesy, legal, likely: Belief::default() }
}

fn from_one(evidence: &Evidence, courtesy: &Field<Money>, legal: &Field<Money>, expected: &[Money]) -> Field<Money> {
    match (courtesy, legal) {
        (Field::Read(figures), Field::Read(_)) => Field::Unread(Some(Reading { confidence: 0.5, ..figures.clone() })),
        (figures, Field::Read(words)) if figures.best().is_none() && shows_digits(evidence, words.value) => {
            Field::Read(Reading { confidence: AGREED_BY_DIGITS, source: Source::Agreement, ..words.clone() })
        }
        _ if let Some(one) = expected_one(courtesy, legal, expected) => {
            Field::Read(Reading { confidence: EXPECTED, ..one.clone() })
        }
        (Field::Absent, Field::Absent) => Field::Absent,
        _ => {
            let best = [courtesy, legal].into_iter().filter_map(Field::best);
            Field::Unread(best.max_by(|a, b| a.confidence.total_cmp(&b.confidence)).cloned())
        }
    }
}

/// What one writing surely says, if it was expected and the other, as far as it was seen, does not say otherwise.
///
/// Words are often written by hand and unread, so figures do without them. Figures that are there and cannot be read
/// may well be other figures, so words do without them only where there are none.
pub(super) fn expected_one<'a>(
    courtesy: &'a Field<Money>,
    legal: &'a Field<Money>,
    expected: &[Money],
) -> Option<&'a Reading<Money>> {
    match (courtesy, legal) {
        (Field::Read(figures), words) => {
            let same = words.best().is_none_or(|seen| seen.value == figures.value);
            // Where a digit misread makes another expected amount, one writing cannot choose.
            let single = !expected.iter().any(|other| is_slip(figures.value, *other));
            Some(figures).filter(|figures| same && single && expected.contains(&figures.value))
        }
        (Field::Absent, Field::Read(words)) => Some(words).filter(|words| expected.contains(&words.value)),
        _ => None,
    }
}

/// Whether two amounts have the same digits but for one, or for two neighbours that changed places.
pub(super) fn is_slip(one: Money, other: Money) -> bool {
    let (one, other) = (one.cents().to_string().into_bytes(), other.cents().to_string().into_bytes());
    let off: Vec<usize> = (0..one.len().min(other.len())).filter(|at| one[*at] != other[*at]).collect();
    one.len() == other.len()
        && match off.as_slice() {
            [_] => true,
            [left, right] => right - left == 1 && one[*left] == other[*right] && one[*right] == other[*left],
            _ => false,
        }
}

/// Whether the figures show the digits of words; words that are digits themselves may be misread in the same way.
fn shows_digits(evidence: &Evidence, words: Money) -> bool {
    let spelt = evidence.legal.iter().any(|sighting| sighting.amount == words && !sighting.in_figures);
    spelt && evidence.digits.contains(&words.cents().to_string())
}

/// Figures or words by themselves: sure when seen the same each time, at least twice, clearly and exactly.
fn alone(sightings: &[Sighting], there: bool, source: Source) -> Field<Money> {
    let best = sightings.iter().max_by(|a, b| a.confidence.total_cmp(&b.confidence));
    let Some(best) = best else {
        return if there { Field::Unread(None) } else { Field::Absent };
    };
    let same = sightings.iter().all(|sighting| sighting.amount == best.amount);
    let clear = sightings.iter().filter(|sighting| sighting.exact && sighting.confidence >= CLEAR).count();
    if same && clear >= 2 {
        Field::Read(reading(best, SURE, source))
    } else {
        Field::Unread(Some(reading(best, best.confidence * 0.9, source)))
    }
}

fn reading(sighting: &Sighting, confidence: f32, source: Source) -> Reading<Money> {
    Reading { value: sighting.amount, confidence, source, place: Some(sighting.place) }
}

#[cfg(test)]
mod tests {
    use super::super::confirm;
    use super::*;

    fn seen(cents: i64, confidence: f32) -> Sighting {
        Sighting {
            amount: Money::from_cents(cents),
            confidence,
            exact: true,
            in_figures: false,
            place: Rect::default(),
        }
    }

    fn evidence(courtesy: &[Sighting], legal: &[Sighting]) -> Evidence {
        Evidence {
            courtesy: courtesy.to_vec(),
            legal: legal.to_vec(),
            has_courtesy: true,
            has_legal: true,
            ..Evidence::default()
        }
    }

    #[test]
    fn agreement_reads() {
        let both = decide(&evidence(&[seen(8023, 0.9), seen(123, 0.85)], &[seen(123, 0.8)]), &[]);
        assert_eq!(both.value.sure(), Some(&Money::from_cents(123)));
        assert!(!both.disagrees());
        // Unclear writing must be seen again and again: a 7 may be a 4 in both.
        let unclear = |times: usize| evidence(&vec![seen(4_343, 0.6); times], &[seen(4_343, 0.9)]);
        assert_eq!(decide(&unclear(1), &[]).value.sure(), None);
        assert_eq!(decide(&unclear(3), &[]).value.sure(), Some(&Money::from_cents(4_343)));
    }

    #[test]
    fn an_amount_without_its_beginning_is_doubted() {
        let figures = [seen(12_588, 0.73), seen(2_588, 0.9), seen(2_588, 0.9)];
        let cut = evidence(&figures, &[seen(12_588, 0.09), seen(2_588, 0.9), seen(2_588, 0.9)]);
        assert_eq!(decide(&cut, &[]).value.sure(), None);
        let whole = evidence(&figures, &[seen(2_588, 0.9), seen(2_588, 0.9)]);
        assert_eq!(decide(&whole, &[]).value.sure(), Some(&Money::from_cents(2_588)));
    }

    #[test]
    fn other_cents_must_be_outweighed() {
        let one_against = [seen(123, 0.9), seen(129, 0.9)];
        assert_eq!(decide(&evidence(&one_against, &[seen(123, 0.9)]), &[]).value.sure(), None);
        let twice = [seen(123, 0.9), seen(123, 0.9), seen(129, 0.9)];
        assert!(decide(&evidence(&twice, &[seen(123, 0.9), seen(123, 0.9)]), &[]).value.sure().is_some());
        let other_dollars = [seen(123, 0.9), seen(223, 0.9)];
        assert!(decide(&evidence(&other_dollars, &[seen(123, 0.9)]), &[]).value.sure().is_some());
    }

    #[test]
    fn words_in_figures_need_more() {
        let figures = |cents| Sighting { in_figures: true, ..seen(cents, 0.9) };
        let twice = [figures(123), figures(123)];
        assert!(decide(&evidence(&twice, &twice), &[]).value.sure().is_some());
        assert!(decide(&evidence(&twice, &twice[..1]), &[]).value.sure().is_none());
        let doubted = [figures(123), figures(123), figures(923)];
        assert!(decide(&evidence(&doubted, &twice), &[]).value.sure().is_none());
    }

    #[test]
    fn badly_read_words_bear_figures_out() {
        let words = |text: &str| Words { text: text.to_owned(), place: Rect::default() };
        let figures = [seen(68_040, 0.9), seen(68_040, 0.5)];
        let borne = |text: &str, legal: &[Sighting]| {
            let evidence = Evidence { words: vec![words(text)], ..evidence(&figures, legal) };
            decide(&evidence, &[]).value.sure().copied()
        };
        assert_eq!(borne("SLX HUNDRED EIGHTY AND 40/100", &[]), Some(Money::from_cents(68_040)));
        assert_eq!(borne("SLX HUNDRED EIGHTY AND 48/100", &[]), None);
        assert_eq!(borne("SLX HUNDRED EIGHTY AND 40/100", &[seen(68_048, 0.9)]), None);
        // Other dollars with the same cents are no support.
        assert_eq!(borne("SLX HUNDRED EIGHTY AND 40/100", &[seen(58_040, 0.9)]), None);
        let siv = words("Siv hundred eighty and 40/100");
        let faint = Evidence { words: vec![siv], ..evidence(&[seen(68_040, 0.25), seen(58_040, 0.98)], &[]) };
        assert_eq!(decide(&faint, &[]).value.sure(), None);
    }

    #[test]
    fn an_expected_amount_is_not_confirmed_against_the_other_writing() {
        let figures = [seen(123, 0.9), seen(123, 0.95)];
        let expected = [Money::from_cents(123)];
        assert!(decide(&evidence(&figures, &[seen(123, 0.3)]), &expected).value.sure().is_some());
        let other = decide(&evidence(&figures, &[seen(128, 0.3)]), &[]);
        assert_eq!(confirm(other.clone(), &expected, 0.999), other);
        assert_eq!(decide(&evidence(&figures, &[seen(128, 0.3)]), &expected).value.sure(), None);
    }

    #[test]
    fn two_agreements_do_not() {
        let both = decide(&evidence(&[seen(80, 0.9), seen(123, 0.4)], &[seen(123, 0.5), seen(80, 0.9)]), &[]);
        assert_eq!(both.value.sure(), None);
    }

    #[test]
    fn one_alone_needs_an_expected_amount() {
        let sure = evidence(&[seen(123, 0.9), seen(123, 0.95)], &[]);
        assert_eq!(decide(&sure, &[]).value.sure(), None);
        assert_eq!(decide(&sure, &[]).courtesy.sure(), Some(&Money::from_cents(123)));
        assert_eq!(decide(&sure, &[Money::from_cents(123)]).value.sure(), Some(&Money::from_cents(123)));
        assert_eq!(decide(&sure, &[Money::from_cents(128)]).value.sure(), None);
        let doubtful = evidence(&[seen(123, 0.9), seen(128, 0.95)], &[]);
        assert_eq!(decide(&doubtful, &[Money::from_cents(123)]).value.sure(), None);
        let once = evidence(&[seen(123, 0.99)], &[]);
        assert_eq!(decide(&once, &[Money::from_cents(123)]).value.sure(), None);
    }

    #[test]
    fn an_amount_one_digit_off_what_is_expected_is_doubted() {
        let read = decide(&evidence(&[seen(10_394, 0.9)], &[seen(10_394, 0.9)]), &[]);
        let money = |cents| [Money::from_cents(cents)];
        for (expected, sure) in [
            (10_396, false),
            (10_934, false),
            (10_349, false),
            (10_394, true),
            (10_496, true),
            (1_039, true),
            (10_439, true),
            (20_788, true),
        ] {
            assert_eq!(confirm(read.clone(), &money(expected), 0.999).value.sure().is_some(), sure, "{expected}");
        }
        let both = [Money::from_cents(10_396), Money::from_cents(10_394)];
        assert!(confirm(read, &both, 0.999).value.sure().is_some());
        let figures = decide(&evidence(&[seen(10_394, 0.9), seen(10_394, 0.9)], &[]), &[]);
        assert!(confirm(figures.clone(), &both[1..], 0.999).value.sure().is_some());
        assert_eq!(confirm(figures, &both, 0.999).value.sure(), None);
    }

    #[test]
    fn words_alone_do_only_where_there_are_no_figures() {
        let words = Evidence { has_courtesy: false, ..evidence(&[], &[seen(123, 0.9), seen(123, 0.9)]) };
        let expected = [Money::from_cents(123)];
        assert!(decide(&words, &expected).value.sure().is_some());
        let blot = Evidence { has_courtesy: true, ..words };
        assert_eq!(decide(&blot, &expected).legal.sure(), Some(&Money::from_cents(123)));
        assert_eq!(decide(&blot, &expected).value.sure(), None);
        assert_eq!(confirm(decide(&blot, &[]), &expected, 0.999).value.sure(), None);
    }

    #[test]
    fn words_that_can_only_be_another_amount_refuse_figures() {
        let other = Words { text: "SLX HUNDRED EIGHTY AND 48/100".to_owned(), place: Rect::default() };
        let figures = Evidence { words: vec![other], ..evidence(&[seen(68_040, 0.9), seen(68_040, 0.9)], &[]) };
        let amount = decide(&figures, &[Money::from_cents(68_040)]);
        assert_eq!((amount.courtesy.sure(), amount.value.sure()), (None, None));
    }

    #[test]
    fn sure_and_different_disagrees() {
        let both = evidence(&[seen(123, 0.9), seen(123, 0.95)], &[seen(456, 0.9), seen(456, 0.9)]);
        let amount = decide(&both, &[Money::from_cents(123), Money::from_cents(456)]);
        assert!(amount.disagrees());
        assert_eq!(amount.value.sure(), None);
    }

    #[test]
    fn digits_without_a_point_can_only_confirm() {
        let mut words = evidence(&[], &[seen(115_900, 0.9), seen(115_900, 0.9)]);
        words.digits = vec!["115900".to_owned()];
        assert_eq!(decide(&words, &[]).value.sure(), Some(&Money::from_cents(115_900)));
        words.digits = vec!["15900".to_owned()];
        assert_eq!(decide(&words, &[]).value.sure(), None);
        assert_eq!(decide(&words, &[]).value.best().map(|best| best.value), Some(Money::from_cents(115_900)));
    }

    #[test]
    fn digits_without_a_point_speak_against_figures_one_digit_off() {
        let expected = [Money::from_cents(12_345)];
        let figures = |digits: &str| {
            let twice = evidence(&[seen(12_345, 0.9), seen(12_345, 0.95)], &[]);
            decide(&Evidence { digits: vec![digits.to_owned()], ..twice }, &expected).value.sure().is_some()
        };
        assert_eq!((figures("12345"), figures("12945"), figures("345")), (true, false, true));
    }

    #[test]
    fn words_in_figures_are_not_confirmed_by_digits() {
        let words = Sighting { in_figures: true, ..seen(115_900, 0.9) };
        let mut both = evidence(&[], &[words, words]);
        both.digits = vec!["115900".to_owned()];
        assert_eq!(decide(&both, &[]).value.sure(), None);
    }

    #[test]
    fn nothing_is_absent_and_something_is_unread() {
        assert_eq!(decide(&Evidence::default(), &[]).value, Field::Absent);
        let blot = Evidence { has_courtesy: true, ..Evidence::default() };
        assert_eq!(decide(&blot, &[]).courtesy, Field::Unread(None));
        assert_eq!(decide(&blot, &[]).value, Field::Unread(None));
    }
}
