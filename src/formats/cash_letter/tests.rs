mod deposits;
mod inspecting;

use std::io::Cursor;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::formats::tiff::write_g4;
use crate::model::RoutingNumber;
use crate::raster::Bits;
use crate::raster::Gray;

pub(super) fn image(width: u32) -> Vec<u8> {
    let mut gray = Gray::new(width, 20, 255);
    gray.set(3, 4, 0);
    write_g4(&[(Bits::darker_than(&gray, 128), 200)])
}

pub(super) fn checks() -> Vec<DepositItem> {
    let check = |at: u32, back: bool| DepositItem {
        auxiliary_on_us: if at == 2 { "10471".to_owned() } else { String::new() },
        routing: "011000138".to_owned(),
        on_us: format!("78105975{at}/145{at}"),
        amount: Money::from_cents(10_000 + i64::from(at)),
        sequence: at.to_string(),
        front: image(40 + at),
        back: back.then(|| image(60 + at)),
        ..DepositItem::default()
    };
    vec![check(1, true), check(2, false), check(3, true)]
}

pub(super) fn head(checks: &[DepositItem]) -> DepositHead {
    DepositHead {
        destination: RoutingNumber::new("011000138").unwrap(),
        destination_name: "First Bank".to_owned(),
        origin: "122000661".to_owned(),
        origin_name: "Lockbox".to_owned(),
        business_date: date(2026, 11, 24),
        created: date(2026, 11, 24).at(8, 0, 0, 0),
        file_modifier: 'A',
        cash_letter_id: "77".to_owned(),
        account: "1234-567890".to_owned(),
        contact_name: "Somebody".to_owned(),
        contact_phone: "2125550100".to_owned(),
        amount: checks.iter().map(|check| check.amount).sum(),
        ticket: None,
    }
}

/// Every level, code and framing, without endorsement records.
pub(super) fn flavours() -> Vec<Profile> {
    let levels = [Level::Dstu2003, Level::Of2008, Level::Of2013];
    let codings = [Coding::Ebcdic, Coding::Ascii];
    let both =
        |level| codings.into_iter().flat_map(move |coding| [true, false].map(|prefixed| (level, coding, prefixed)));
    let profile =
        |(level, coding, prefixed)| Profile { level, coding, prefixed, addendum: false, ..Profile::default() };
    levels.into_iter().flat_map(both).map(profile).collect()
}

/// Every kind and place of deposit ticket, counted and not.
pub(super) fn credits() -> Vec<Credit> {
    let mut all = Vec::new();
    for layout in [CreditLayout::Record61A, CreditLayout::Record61B, CreditLayout::Record62] {
        for place in [CreditPlace::BeforeBundles, CreditPlace::InFirstBundle] {
            all.extend([true, false].map(|counted| Credit { layout, place, counted }));
        }
    }
    all
}

pub(super) fn deposit(
    profile: &Profile,
    head: DepositHead,
    checks: &[DepositItem],
) -> Result<Vec<u8>, CashLetterError> {
    let mut letter = CashLetterWriter::create(Vec::new(), profile.clone(), head)?;
    checks.iter().try_for_each(|check| letter.add(check))?;
    letter.finish()
}

fn written(flavour: &Profile) -> Vec<u8> {
    deposit(flavour, head(&checks()), &checks()).unwrap()
}

fn surveyed(bytes: &[u8]) -> CashLetter {
    survey(Cursor::new(bytes)).unwrap()
}

#[test]
fn every_flavour_comes_back() {
    for flavour in &flavours() {
        let bytes = written(flavour);
        assert!(looks_like_one(&bytes[..64]));
        let letter = surveyed(&bytes);
        assert_eq!(letter.remarks(), [""; 0], "{flavour:?}");
        assert_eq!((letter.break_off(), letter.page_count()), (None, 5));
        assert_eq!(letter.control(), Some(Control { items: 3, amount: Money::from_cents(30_006) }));
        let pages: Vec<_> = letter.items().iter().map(|item| (item.front, item.back)).collect();
        assert_eq!(pages, [(1, Some(2)), (3, None), (4, Some(5))]);
        let detail = letter.items()[1].detail.clone().unwrap();
        assert_eq!((detail.routing.as_str(), detail.on_us.as_str()), ("011000138", "781059752/1452"));
        assert_eq!((detail.auxiliary_on_us.as_str(), detail.amount), ("10471", Some(Money::from_cents(10_002))));
        assert!(detail.well_captured && !detail.returned);
        for (page, width) in [(1, 41), (2, 61), (3, 42), (4, 43), (5, 63)] {
            let image = letter.page(Cursor::new(&bytes), page).unwrap();
            assert_eq!((image.gray.width(), image.dpi), (width, Some(200)), "{flavour:?}");
        }
        assert!(letter.page(Cursor::new(&bytes), 6).is_err());
        assert!(letter.page(Cursor::new(&bytes), 0).is_err());
    }
}

#[test]
fn a_file_cut_short_keeps_what_came_before_and_says_so() {
    for flavour in &flavours() {
        let bytes = written(flavour);
        for cut in (90..bytes.len()).step_by(37) {
            let letter = surveyed(&bytes[..cut]);
            assert!(letter.break_off().is_some_and(|why| why.contains("after record")), "{flavour:?} {cut}");
            assert_eq!(letter.control(), None);
        }
    }
}

/// ASCII without endorsement records.
fn plain() -> Profile {
    Profile { coding: Coding::Ascii, addendum: false, ..Profile::default() }
}

/// Replaces text in an ASCII letter.
fn changed(from: &str, to: &str) -> Vec<u8> {
    let mut bytes = written(&plain());
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
    bytes
}

#[test]
fn totals_that_do_not_agree_are_told() {
    let remarks = |from: &str, to: &str| surveyed(&changed(from, to)).remarks().join("; ");
    // An amount that changed on the way shows in all three controls.
    let text = remarks("0000010001", "0000019999");
    assert!(text.contains("bundle control says 300.06") && text.contains("file control says 300.06"), "{text}");
    let text = remarks("0000010001", "00000x0001");
    assert!(text.contains("its amount is not a number"), "{text}");
    let text = remarks("700003", "700004");
    assert!(text.contains("the bundle control says 4 items, 3 are there"), "{text}");
    // Some writers count every record of an item.
    assert_eq!(remarks("700003", "700013"), "");
    let text = remarks("90000001", "90000002");
    assert_eq!(text, "");
}

#[test]
fn an_image_of_another_item_is_not_taken() {
    let letter = surveyed(&changed("5212200066120261124011", "5212200066120261124017"));
    let error = letter.page(Cursor::new(written(&plain())), 1).unwrap_err().to_string();
    assert!(error.contains("record 6") && error.contains("of item 7"), "{error}");
}

#[test]
fn what_is_no_image_names_its_record() {
    let mut broken = checks();
    broken[0].front = b"II*\0nothing".to_vec();
    broken[1].front = b"II*\0".to_vec();
    broken[2].front.truncate(30);
    let mut bytes = deposit(&plain(), head(&broken), &broken).unwrap();
    let at = bytes.windows(7).position(|window| window == b"nothing").unwrap();
    bytes[at - 4..at].copy_from_slice(b"wait");
    // The same image, said to have no bytes.
    let at = bytes.windows(11).position(|window| window == b"0000004II*\0").unwrap();
    bytes[at + 6] = b'0';
    let letter = surveyed(&bytes);
    for (page, part) in [(1, "record 6: its image is neither"), (3, "its image is empty"), (4, "record 14: ")] {
        let error = letter.page(Cursor::new(&bytes), page).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..600), prefixed in any::<bool>()) {
        let mut file = if prefixed { vec![0, 0, 0, 80] } else { Vec::new() };
        file.extend_from_slice(b"0103T");
        file.extend_from_slice(&bytes);
        inspect(Cursor::new(&file)).unwrap();
        let letter = surveyed(&file);
        for page in 0..=letter.page_count().min(9) {
            letter.page(Cursor::new(&file), page).ok();
        }
    }

    #[test]
    fn damage_is_survived(
        flavour in prop::sample::select(flavours()),
        hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut file = written(&flavour);
        for (at, byte) in hits {
            let at = at.index(file.len() - 16) + 16;
            file[at] = byte;
        }
        if let Ok(letter) = survey(Cursor::new(&file)) {
            inspect(Cursor::new(&file)).unwrap();
            let mut again = Vec::new();
            rewrite(Cursor::new(&file), &mut again, &mut |_| {}).unwrap();
            prop_assert_eq!(&again, &file);
            for page in 1..=letter.page_count().min(9) {
                letter.page(Cursor::new(&file), page).ok();
            }
        }
    }
}
