use super::super::marks::Mark;
use super::*;

/// What shows in the window of a number 9 envelope, wherever the coupon slides: left, top, right, bottom.
const SHOWS_ALWAYS: [f32; 4] = [0.875, 2.25, 5.0, 3.165];
const SHOWS_EVER: [f32; 4] = [0.5, 2.04, 5.375, 3.375];
/// Kept white around what must show, in inches.
const CLEAR: f32 = 0.124;

fn face(symbology: Symbology) -> CouponFace {
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    CouponFace {
        biller: lines(&["Bay State Health Exchange", "Premium Payments", "P.O. Box 412612", "Boston, MA 02241-2612"]),
        member: lines(&["José Núñez", "871 Depot Road", "Fall River, MA 02720"]),
        account: "7123456787".to_owned(),
        bill: "400000001".to_owned(),
        due_date: "12/23/2026".to_owned(),
        amount_due: "$1,234.50".to_owned(),
        period: "December 2026".to_owned(),
        enclosed: None,
        scanline: Some("7123456787 400000001 000123450 5".to_owned()),
        barcode: Some((symbology, "7123456787400000001000123450".to_owned())),
    }
}

fn fonts() -> Fonts {
    Fonts::load(&[Face::Sans, Face::SansBold, Face::OcrA]).unwrap()
}

/// The texts of a page with their places.
fn texts<'a>(marks: &'a Marks<'_>) -> Vec<(&'a str, Area)> {
    let place = |mark: &'a Mark| match mark {
        Mark::Text { x, y, text, style } => {
            let tall = style.size / 72.0;
            let width = marks.fonts().measure(text, *style);
            Some((text.as_str(), Area { x: *x, y: y - tall * 0.75, width, height: tall }))
        }
        _ => None,
    };
    marks.list().iter().filter_map(place).collect()
}

#[test]
fn the_billers_address_alone_shows_in_the_window() {
    let (fonts, face) = (fonts(), face(Symbology::Code128));
    let plan = plan(&fonts, &face, &CouponStyle::plain(ScanFace::OcrA)).unwrap();
    let [left, top, right, bottom] = SHOWS_ALWAYS;
    let mut shown = 0;
    for (text, place) in texts(&plan.marks) {
        let is_address = face.biller.iter().any(|line| line == text);
        if is_address {
            shown += 1;
            assert!(place.x >= left + CLEAR && place.x + place.width <= right - CLEAR, "{text}: {place:?}");
            assert!(place.y >= top + CLEAR && place.bottom() <= bottom - CLEAR, "{text}: {place:?}");
        }
        let [left, top, right, bottom] = SHOWS_EVER;
        let may_show = place.x < right && place.x + place.width > left && place.y < bottom && place.bottom() > top;
        assert!(is_address || !may_show, "{text}: {place:?}");
    }
    assert_eq!(shown, face.biller.len());
}

#[test]
fn codes_keep_clear_of_everything_else() {
    let fonts = fonts();
    for symbology in Symbology::ALL {
        let plan = plan(&fonts, &face(*symbology), &CouponStyle::plain(ScanFace::OcrA)).unwrap();
        let (code, line) = (plan.barcode.unwrap(), plan.scanline.unwrap());
        assert!(code.x >= 0.25 && code.x + code.width <= WIDTH - 0.25, "{symbology}: {code:?}");
        for (text, place) in texts(&plan.marks) {
            let beside = place.x > code.x + code.width + 0.25;
            let apart = place.bottom() < code.y - 0.1 || place.y > code.bottom() + 0.1;
            assert!(beside || apart, "{symbology}, {text}: {place:?} {code:?}");
            // The band of five eighths of an inch around the line.
            let middle = line.y + line.height / 2.0;
            assert!(place.bottom() < middle - 0.3125, "{text}: {place:?} {line:?}");
        }
    }
}

#[test]
fn a_code_without_room_is_refused() {
    let (fonts, style) = (fonts(), CouponStyle::plain(ScanFace::OcrA));
    let long = CouponFace { barcode: Some((Symbology::Code39, "7".repeat(70))), ..face(Symbology::Code39) };
    assert!(plan(&fonts, &long, &style).unwrap_err().to_string().contains("no room"));
    let long = CouponFace { scanline: Some("7".repeat(76)), ..face(Symbology::Code128) };
    assert!(plan(&fonts, &long, &style).unwrap_err().to_string().contains("75"));
}
