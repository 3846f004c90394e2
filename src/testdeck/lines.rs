//! Single lines drawn with known truth, for training and trials.

use rand::Rng;

use super::degrade::Wear;
use super::kinds::Level;
use crate::drawing::canvas::{Canvas, Type};
use crate::drawing::coupon::{SCANLINE_PITCH, SCANLINE_SIZE};
use crate::drawing::e13b;
use crate::drawing::fonts::{Face, Fonts};
use crate::drawing::pen::pick;
use crate::model::{AccountNumber, BillId, CodedFields, Layout, Money, RoutingNumber};
use crate::raster::PageImage;

/// A line with a valid routing number as banks arrange it; groups are parted by spaces.
pub fn micr_text(rng: &mut impl Rng) -> String {
    let routing = routing(rng);
    let serial = digits(rng, 3..7);
    let account = digits(rng, 7..14);
    match rng.random_range(0..6) {
        0 => format!("⑆{routing}⑆ {account}⑈ {serial}"),
        1 => format!("⑈{serial}⑈ ⑆{routing}⑆ {account}⑈"),
        2 => format!("⑆{routing}⑆ {serial} {account}⑈"),
        3 => {
            let (branch, rest) = account.split_at(3);
            format!("⑆{routing}⑆ {branch}⑉{rest}⑈ {serial}")
        }
        4 => format!("⑆{routing}⑆ {account}⑈{serial} ⑇{}⑇", digits(rng, 10..11)),
        _ => format!("⑈{serial}⑈  ⑆{routing}⑆  {account}⑈   ⑇{}⑇", digits(rng, 10..11)),
    }
}

/// Any characters in any order, with gaps: what no grammar helps to read.
pub fn any_text(rng: &mut impl Rng) -> String {
    let all: Vec<char> = e13b::characters().collect();
    let count = rng.random_range(12..44);
    let mut text = String::new();
    for at in 0..count {
        if at > 0 && rng.random_bool(0.08) {
            text.push_str(&" ".repeat(rng.random_range(1..5)));
        }
        text.push(pick(rng, &all));
    }
    text
}

fn digits(rng: &mut impl Rng, count: std::ops::Range<usize>) -> String {
    let count = rng.random_range(count);
    (0..count).map(|_| char::from(b'0' + rng.random_range(0..10u8))).collect()
}

/// A number that passes its check digit.
fn routing(rng: &mut impl Rng) -> String {
    let prefix = rng.random_range(1..13);
    let rest = digits(rng, 6..7);
    let all = (0..10).map(|check| format!("{prefix:02}{rest}{check}"));
    all.into_iter().find(|number| RoutingNumber::new(number).is_some()).unwrap_or_default()
}

/// A scan line that fits a layout of account, bill and amount.
pub fn scanline_text(layout: &Layout, rng: &mut impl Rng) -> Option<String> {
    let fields = CodedFields {
        account: AccountNumber::new(&digits(rng, 10..11)),
        bill: BillId::new(&digits(rng, 9..10)),
        amount_due: Some(Money::from_cents(rng.random_range(1..99_999_999))),
        ..CodedFields::default()
    };
    layout.format(&fields).ok()
}

/// The bottom of a check with just this E-13B line, scanned at some resolution.
pub fn micr_page(fonts: &Fonts, text: &str, level: Level, bitonal: bool, rng: &mut impl Rng) -> PageImage {
    let wide = e13b::PITCH * text.chars().count() as f32 + e13b::RIGHT;
    let draw = |canvas: &mut Canvas<'_>, shade: u8| _ = e13b::draw_line(canvas, text, shade);
    page(fonts, wide, level, bitonal, rng, draw)
}

/// The bottom of a coupon with just this scan line, scanned at some resolution.
pub fn scanline_page(
    fonts: &Fonts,
    (face, text): (Face, &str),
    level: Level,
    bitonal: bool,
    rng: &mut impl Rng,
) -> PageImage {
    let wide = SCANLINE_PITCH * text.chars().count() as f32 + 0.5;
    page(fonts, wide, level, bitonal, rng, |canvas, shade| {
        let (right, y) = (canvas.width() - 0.5, canvas.height() - 0.36);
        let style = Type::new(face, SCANLINE_SIZE).gray(shade);
        canvas.text_pitched(right, y, text, style, SCANLINE_PITCH);
    })
}

fn page(
    fonts: &Fonts,
    wide: f32,
    level: Level,
    bitonal: bool,
    rng: &mut impl Rng,
    draw: impl FnOnce(&mut Canvas<'_>, u8),
) -> PageImage {
    let dpi = pick(rng, &[200, 200, 200, 240, 300]);
    let mut canvas = Canvas::with_dpi(fonts, wide + rng.random_range(0.2..0.8), rng.random_range(0.6..1.4), dpi);
    draw(&mut canvas, pick(rng, &[0, 0, 20, 50]));
    let wear = Wear { turned: false, ..Wear::pick(level, bitonal, rng) };
    let gray = wear.apply(canvas.into_gray(), rng);
    PageImage { gray, dpi: Some(dpi), bitonal, damage: None, turn: None }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::model::MicrLine;

    #[test]
    fn lines_are_what_banks_print_and_draw_the_same_for_the_same_seed() {
        let fonts = Fonts::load(&[Face::OcrA]).unwrap();
        let drawn = |seed| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let text = micr_text(&mut rng);
            let page = micr_page(&fonts, &text, Level::Heavy, seed.is_multiple_of(2), &mut rng);
            (text, page)
        };
        for seed in 0..30 {
            let (text, page) = drawn(seed);
            assert!(MicrLine::parse(&text).routing.is_some(), "{text}");
            assert_eq!((text, page), drawn(seed));
        }
    }
}
