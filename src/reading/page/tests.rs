//! Drawn pages through the whole reader.

use super::*;
use crate::drawing::barcode as drawn;
use crate::drawing::canvas::{Canvas, Type};
use crate::drawing::envelope::{self, EnvelopeFace};
use crate::drawing::fonts::{Face, Fonts};
use crate::drawing::sheet;
use crate::raster::Gray;
use crate::testdeck::degrade;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const TRACKING: &str = "00300987000000012345";
const ROUTING: &str = "022412612";

fn face() -> EnvelopeFace {
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    EnvelopeFace {
        sender: lines(&["Dana Whitcomb", "14 Orchard Street", "Salem, MA 01970"]),
        recipient: lines(&["Bay State Health Exchange", "P.O. Box 412612", "Boston, MA 02241-2612"]),
        mail: (TRACKING.to_owned(), ROUTING.to_owned()),
    }
}

fn read(gray: Gray, bitonal: bool) -> PageReading {
    let mut gray = gray;
    if bitonal {
        gray.pixels_mut().iter_mut().for_each(|shade| *shade = shade.div_ceil(128).saturating_sub(1) * 255);
    }
    let image = PageImage { gray, dpi: Some(200), bitonal, damage: None, turn: None };
    PageReader::new(&Config::default()).read(image, &mut Stages::default()).unwrap()
}

fn codes(reading: &PageReading) -> Vec<(&str, &str)> {
    reading.barcodes.iter().map(|code| (&*code.format, code.text.as_str())).collect()
}

#[test]
fn an_envelope_is_known_by_its_mail_barcode() {
    let fonts = Fonts::all().unwrap();
    let text = format!("{TRACKING}{ROUTING}");
    for bitonal in [false, true] {
        let gray = envelope::draw(&fonts, &face()).unwrap().into_gray();
        for gray in [gray.turned_half(), gray] {
            let reading = read(gray, bitonal);
            assert_eq!(reading.kind, PageKind::Envelope, "{reading:?}");
            assert_eq!(codes(&reading), [("IntelligentMail", text.as_str())]);
            assert_eq!((&reading.check, &reading.coupon), (&None, &None));
        }
    }
}

/// A letter that prints the same code above its address is none.
#[test]
fn a_sheet_with_a_mail_barcode_is_no_envelope() {
    let fonts = Fonts::all().unwrap();
    let mut canvas = Canvas::new(&fonts, 8.5, 11.0);
    drawn::draw_mail(&mut canvas, TRACKING, ROUTING, 1.0, 2.0).unwrap();
    canvas.rule(1.0, 7.5, 4.0, 0.02, 0);
    let reading = read(canvas.into_gray(), false);
    assert_ne!(reading.kind, PageKind::Envelope);
    assert_eq!(reading.barcodes.len(), 1);
}

/// Banks mail checks in window envelopes: above the payee's address stands the code of the mail.
#[test]
fn a_check_with_a_mail_barcode_and_no_bank_line_is_no_envelope() {
    let fonts = Fonts::all().unwrap();
    let mut canvas = Canvas::new(&fonts, 8.5, 3.5);
    let print = Type::new(Face::Sans, 11.0);
    canvas.text(0.6, 1.0, "PAY TO THE ORDER OF", print);
    canvas.text(2.6, 1.0, "Bay State Health Exchange", print);
    canvas.text(7.0, 1.0, "$200.50", print);
    canvas.text(0.6, 1.5, "Two hundred and 50/100 DOLLARS", print);
    drawn::draw_mail(&mut canvas, TRACKING, ROUTING, 1.0, 2.0).unwrap();
    let reading = read(canvas.into_gray(), false);
    assert_eq!((reading.kind, reading.barcodes.len()), (PageKind::Check, 1));
}

#[test]
fn a_little_print_is_not_blank_and_a_little_dust_is() {
    let fonts = Fonts::all().unwrap();
    let mut line = Canvas::new(&fonts, 8.5, 11.0);
    line.text(1.0, 5.0, "Please see my other letter", Type::new(Face::Sans, 10.0));
    assert_ne!(read(line.into_gray(), false).kind, PageKind::Blank);
    let mut dust = Canvas::new(&fonts, 8.5, 11.0).into_gray();
    for at in 0..60 {
        dust.set(at * 27, (at * 7919) % 2200, 0);
    }
    assert_eq!(read(dust, false).kind, PageKind::Blank);
}

#[test]
fn separator_sheets_are_known_by_what_their_code_says() {
    let fonts = Fonts::all().unwrap();
    for (text, is_one) in [("BATCH-SEPARATOR", true), ("PATCH T", true), ("PATCH 7", false)] {
        for bitonal in [false, true] {
            let sheet = sheet::separator(&fonts, text).unwrap().into_gray();
            let reading = read(sheet.turned_half(), bitonal);
            assert_eq!(reading.kind == PageKind::Separator, is_one, "{text}: {reading:?}");
            assert_eq!(codes(&reading), [("Code39", text); 2]);
        }
    }
}

#[test]
fn patch_codes_and_tickets_are_sheets_between() {
    let fonts = Fonts::all().unwrap();
    for (wide, text, is_one) in [
        ([true, false, false, true], "PATCH 2", true),
        ([true, false, true, false], "PATCH 3", true),
        ([false, true, false, true], "PATCH T", true),
        ([true, true, false, false], "PATCH 1", false),
    ] {
        for bitonal in [false, true] {
            let reading = read(degrade::skewed(&sheet::patch(&fonts, wide).into_gray(), 1.0, 255), bitonal);
            assert_eq!(codes(&reading), [("PatchCode", text)]);
            assert_eq!(reading.kind == PageKind::Separator, is_one, "{text}");
        }
    }
    let ticket = BatchTicket { documents: Some(41), transactions: Some(20), total: "12345.67".parse().ok() };
    let reading = read(sheet::ticket(&fonts, &ticket).unwrap().into_gray(), true);
    assert_eq!(reading.kind, PageKind::Separator);
    assert_eq!(codes(&reading), [("Code128", "BATCH-TICKET D41 T20 A12345.67")]);
}

/// A check too faint for any of it to be ink is not taken for a blank sheet; a blank sheet, aslant on either bed, is.
#[test]
fn faint_writing_is_not_blank() {
    let fonts = Fonts::all().unwrap();
    let faint = |contrast: f32, degrees: f32, bed: u8, seed: u64| {
        let mut canvas = Canvas::new(&fonts, 6.0, 2.75);
        let style = Type::new(Face::Mono, 12.0);
        for (x, y) in [(0.6, 0.9), (0.4, 1.3), (0.5, 1.9)] {
            canvas.text(x, y, "Three Hundred Thirty Two and 40/100", style);
            canvas.rule(x, 4.5, y + 0.05, 0.01, 0);
        }
        let faded = degrade::faded(canvas.into_gray(), contrast);
        let mut scan = degrade::bordered(&degrade::skewed(&faded, degrees, bed), 12, 30);
        degrade::noise(&mut scan, 10.0, &mut ChaCha8Rng::seed_from_u64(seed));
        scan
    };
    for (seed, (degrees, bed)) in [(0.0, 255), (1.5, 255), (-2.0, 255), (1.0, 30), (-1.5, 30)].into_iter().enumerate() {
        let kind = |contrast| read(faint(contrast, degrees, bed, seed as u64), false).kind;
        assert_eq!(kind(0.07), PageKind::Other, "{degrees} {bed}");
        assert_eq!(kind(0.0), PageKind::Blank, "{degrees} {bed}");
    }
}
