//! Two witnesses of one E-13B line, the templates and the network, brought together place by place.
//!
//! Templates know where a character stands and what it should look like; the network knows what print does to it, and
//! nothing of what stands beside it. They fail differently: what both see is sure; where they differ the network is right
//! more often, and the line is doubtful.

use std::sync::LazyLock;

use super::engine::{self, RowReading};
use super::font::{Font, MARGIN};
use super::{CharReading, LineReading, Normal, confidence, pitch};
use crate::model::Rect;
use crate::reading::network::{Columns, Network};

/// The classes of the network, in its order; class 0 is none of them.
const SYMBOLS: [char; 14] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '⑆', '⑇', '⑈', '⑉'];
const CLASSES: usize = SYMBOLS.len() + 1;
/// How far apart the witnesses may see the middle of the same character, in pitches.
const NEAR: f32 = 0.5;
/// How far from its middle a character is looked for, in pitches.
const REACH: f32 = 0.75;
/// Neither witness is ever surer than this: each alone is sometimes wrong whatever it says.
const SUREST_TEMPLATE: f32 = 0.98;
const SUREST_NETWORK: f32 = 0.998;
/// Of characters that the templates misread, how many are none at all.
const NOTHING: f32 = 0.3;
/// How surely nothing is where the templates see nothing but the network does: they pass over print that fits badly.
const EMPTY: f32 = 0.6;
/// How surely nothing is where neither sees anything, before the network tells how sure it is.
const BLANK: f32 = 0.9;

/// A character of the templates that the network does not see is doubtful from this chance on.
const WELL_SEEN: f32 = 0.3;
/// What a line counts for where places speak against it.
const DOUBT: f32 = 0.5;

/// The network; `training/` tells how it came about.
static NETWORK: LazyLock<Option<Network>> = LazyLock::new(|| Network::parse(include_bytes!("e13b.weights")));

/// A place of a line where at least one witness sees a character.
#[derive(Debug, Clone)]
struct Slot {
    /// Where the network looks for it, in columns of the strip.
    x: f32,
    /// Its middle: the templates know it better.
    middle: f32,
    /// What the templates see.
    template: Option<CharReading>,
    /// By the network, the chance of nothing and of each of its classes.
    chances: [f32; CLASSES],
}

/// What both witnesses together make of a row.
pub(super) fn decide(row: RowReading, font: &Font) -> LineReading {
    let Some(network) = NETWORK.as_ref() else { return row.line };
    let columns = network.read(Normal::of(&row).map());
    let (start, step) = (row.columns.start as f32, network.step());
    let templates = row.middles.iter().copied().zip(row.line.characters.iter().copied()).collect();
    let networks = columns.best().iter().map(|found| start + found.column * step).collect();
    let mut slots = merged(templates, networks, NEAR * font.pitch);
    let clear = look(&mut slots, &columns, |x| (x - start) / step, REACH * font.pitch);
    let decided: Vec<(f32, Option<CharReading>, f32)> = slots.iter().map(|slot| slot.decided(&row, font)).collect();
    let certain: f32 = decided.iter().map(|(.., chance)| chance).product();
    let (middles, characters): (Vec<f32>, Vec<CharReading>) =
        decided.into_iter().filter_map(|(x, character, _)| character.map(|c| (x, c))).unzip();
    let text = engine::text(middles.iter().copied().zip(characters.iter().map(|c| c.symbol)), font);
    let hole = confidence::of_hole(engine::hole(&middles, font, &row.ink));
    let even = pitch::is_even(&middles, Some(font.pitch)) && !slots.iter().any(Slot::drops_a_character);
    let doubt = if even { 1.0 } else { DOUBT };
    let confidence = if characters.is_empty() { 0.0 } else { certain * clear * hole * row.spared * doubt };
    let place = characters.iter().map(|c| c.place).reduce(|a, b| a.union(&b)).unwrap_or(row.line.place);
    LineReading { text, confidence, place, characters }
}

/// The places of both witnesses in their order; those less than `near` apart are the same.
fn merged(templates: Vec<(f32, CharReading)>, networks: Vec<f32>, near: f32) -> Vec<Slot> {
    let mut slots = Vec::with_capacity(templates.len().max(networks.len()));
    let (mut templates, mut networks) = (templates.into_iter().peekable(), networks.into_iter().peekable());
    loop {
        let away = match (templates.peek(), networks.peek()) {
            (Some((one, _)), Some(other)) => other - one,
            (Some(_), None) => f32::MAX,
            (None, Some(_)) => f32::MIN,
            (None, None) => return slots,
        };
        let template = if away > -near { templates.next() } else { None };
        let network = if away < near { networks.next() } else { None };
        let seen = template.map(|(x, _)| x);
        let x = network.or(seen).unwrap_or_default();
        slots.push(Slot {
            x,
            middle: seen.unwrap_or(x),
            template: template.map(|(_, seen)| seen),
            chances: [0.0; CLASSES],
        });
    }
}

/// Asks the network about every place alone; gives the chance that nothing is between them. `column` tells where a
/// place is in the network's columns.
fn look(slots: &mut [Slot], columns: &Columns, column: impl Fn(f32) -> f32, reach: f32) -> f32 {
    let middles: Vec<f32> = slots.iter().map(|slot| slot.x).collect();
    let border = |x: f32| (column(x).ceil().max(0.0) as usize).min(columns.len());
    let (mut clear, mut done) = (0.0, 0);
    for (n, slot) in slots.iter_mut().enumerate() {
        let before = n.checked_sub(1).map_or(f32::MIN, |n| middles[n]);
        let after = middles.get(n + 1).copied().unwrap_or(f32::MAX);
        let start = border((slot.x - reach).max((before + slot.x) / 2.0));
        let end = border((slot.x + reach).min((after + slot.x) / 2.0));
        slot.chances[0] = columns.log_chance(start..end, &[]).exp();
        for class in 1..CLASSES {
            slot.chances[class] = columns.log_chance(start..end, &[class]).exp();
        }
        clear += columns.log_chance(done..start, &[]);
        done = end;
    }
    let clear = (clear + columns.log_chance(done..columns.len(), &[])).exp();
    let (nothing, something) = (clear * BLANK, (1.0 - clear) * (1.0 - BLANK));
    nothing / (nothing + something).max(f32::MIN_POSITIVE)
}

impl Slot {
    /// What most likely stands here: its middle, the character if there is one, and the chance that this is right.
    fn decided(&self, row: &RowReading, font: &Font) -> (f32, Option<CharReading>, f32) {
        let (class, chance) = self.best();
        let symbol = class.checked_sub(1).and_then(|n| SYMBOLS.get(n).copied());
        let character = symbol.map(|symbol| match self.template {
            Some(seen) if seen.symbol == symbol => seen,
            seen => CharReading {
                symbol,
                score: 0.0,
                runner_up: seen.map_or(symbol, |seen| seen.symbol),
                margin: 0.0,
                place: self.place(row, font),
            },
        });
        (self.middle, character, chance)
    }

    /// Whether the network sees nothing where the templates see a character well.
    fn drops_a_character(&self) -> bool {
        let seen = self.template.is_some_and(|seen| confidence::of_character(&seen) > WELL_SEEN);
        seen && self.best().0 == 0
    }

    /// What the network sees, for it is seldom wrong, and how likely both witnesses together make that.
    fn best(&self) -> (usize, f32) {
        let both: [f32; CLASSES] = std::array::from_fn(|class| self.network(class) * self.template(class));
        let best = (0..CLASSES).max_by(|a, b| self.chances[*a].total_cmp(&self.chances[*b])).unwrap_or(0);
        (best, both[best] / both.iter().sum::<f32>().max(f32::MIN_POSITIVE))
    }

    fn place(&self, row: &RowReading, font: &Font) -> Rect {
        let core = font.window - 2 * MARGIN;
        self.template.map_or_else(|| row.strip.place((self.x - core as f32 / 2.0).max(0.0) as usize, core), |t| t.place)
    }

    /// The network's chance of a class.
    fn network(&self, class: usize) -> f32 {
        self.chances[class] * SUREST_NETWORK + (1.0 - SUREST_NETWORK) / CLASSES as f32
    }

    /// The templates' chance of a class.
    fn template(&self, class: usize) -> f32 {
        let others = (SYMBOLS.len() - 1) as f32;
        let Some(seen) = self.template else {
            return if class == 0 { EMPTY } else { (1.0 - EMPTY) / (others + 1.0) };
        };
        let right = confidence::of_character(&seen) * SUREST_TEMPLATE;
        match class.checked_sub(1).map(|n| SYMBOLS[n]) {
            Some(symbol) if symbol == seen.symbol => right,
            Some(_) => (1.0 - right) * (1.0 - NOTHING) / others,
            None => (1.0 - right) * NOTHING,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::network::Map;

    fn seen(symbol: char, score: f32, margin: f32) -> CharReading {
        CharReading { symbol, score, runner_up: '0', margin, place: Rect::default() }
    }

    fn slot(template: Option<CharReading>, network: Option<char>, chance: f32) -> Slot {
        let mut chances = [(1.0 - chance) / (CLASSES - 1) as f32; CLASSES];
        let class = network.and_then(|symbol| SYMBOLS.iter().position(|s| *s == symbol)).map_or(0, |n| n + 1);
        chances[class] = chance;
        Slot { x: 0.0, middle: 0.0, template, chances }
    }

    fn best(slot: &Slot) -> (Option<char>, f32) {
        let (class, chance) = slot.best();
        (class.checked_sub(1).map(|n| SYMBOLS[n]), chance)
    }

    #[test]
    fn the_file_is_a_network_for_lines_of_this_height() {
        let network = NETWORK.as_ref().unwrap();
        let blank = vec![0.0; Normal::HEIGHT * 80];
        let map = Map { height: Normal::HEIGHT, width: 80, channels: 1, values: blank };
        assert_eq!((network.read(map).len(), network.step()), (10, 8.0));
    }

    #[test]
    fn witnesses_that_agree_are_surer_than_each_alone_and_others_are_not_sure() {
        let good = seen('7', 0.9, 0.8);
        let (symbol, both) = best(&slot(Some(good), Some('7'), 0.9));
        assert!(symbol == Some('7') && both > 0.998, "{both}");
        // Bold print makes threes look like ones to templates.
        let (symbol, chance) = best(&slot(Some(seen('1', 0.8, 0.2)), Some('3'), 0.9999));
        assert!(symbol == Some('3'), "{chance}");
        let (_, chance) = best(&slot(Some(good), Some('3'), 0.9999));
        assert!(chance < 0.95, "{chance}");
        assert_eq!(best(&slot(Some(seen('1', 0.6, 0.0)), None, 0.9999)).0, None);
        assert_eq!(best(&slot(None, Some('0'), 0.9999)).0, Some('0'));
    }

    #[test]
    fn places_of_both_witnesses_are_merged_in_order() {
        let templates = vec![(10.0, seen('1', 0.9, 0.5)), (40.0, seen('2', 0.9, 0.5)), (99.0, seen('3', 0.9, 0.5))];
        let slots = merged(templates, vec![12.0, 70.0, 97.0], 14.0);
        let places: Vec<(f32, Option<char>)> = slots.iter().map(|s| (s.x, s.template.map(|t| t.symbol))).collect();
        assert_eq!(places, [(12.0, Some('1')), (40.0, Some('2')), (70.0, None), (97.0, Some('3'))]);
    }

    #[test]
    fn dropped_characters_are_doubtful() {
        assert!(slot(Some(seen('7', 0.9, 0.8)), None, 0.9999).drops_a_character());
        assert!(!slot(Some(seen('1', 0.5, 0.0)), None, 0.9999).drops_a_character());
        assert!(!slot(Some(seen('7', 0.9, 0.8)), Some('7'), 0.9).drops_a_character());
    }
}
