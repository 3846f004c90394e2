//! Amounts where people write them.

use lockbox::drawing::canvas::{Align, Canvas, Type};
use lockbox::drawing::fonts::{Face, Fonts};
use lockbox::model::Money;
use lockbox::raster::{Page, PageImage, prepare};
use lockbox::reading::amount::enclosed;

/// A coupon with a box and something printed into it.
fn coupon(text: &str) -> Page {
    let fonts = Fonts::load(&[Face::Mono]).unwrap();
    let mut canvas = Canvas::new(&fonts, 8.5, 3.5);
    canvas.frame(6.0, 1.0, 1.8, 0.28, 0.01, 0);
    canvas.text_in((6.1, 7.7), 1.2, text, Type::new(Face::Mono, 12.0), Align::Left);
    prepare(&PageImage { gray: canvas.into_gray(), dpi: Some(200), bitonal: false, damage: None, turn: None })
}

#[test]
fn what_the_payer_wrote_on_the_coupon_is_read() {
    let read = enclosed::read(&coupon("123.45"));
    assert_eq!(read.best().map(|best| best.value), Some(Money::from_cents(12_345)), "{read:?}");
    assert!(enclosed::read(&coupon("")).is_absent());
}
