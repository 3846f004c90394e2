//! Deposits that are written, and what is refused.

use std::io::Cursor;

use proptest::prelude::*;

use super::super::*;
use super::{checks, credits, deposit, flavours, head, image, surveyed};

fn changed(change: impl Fn(&mut DepositItem)) -> Result<Vec<u8>, CashLetterError> {
    let mut items = checks();
    change(&mut items[1]);
    deposit(&Profile::default(), head(&items), &items)
}

#[test]
fn what_does_not_fit_is_refused_by_its_name_and_item() {
    type Change = fn(&mut DepositItem);
    let refused: [(Change, &str); 15] = [
        (|item| item.auxiliary_on_us = "1234567890123456".to_owned(), "as auxiliary on-us: the field takes at most 15"),
        (|item| item.auxiliary_on_us = "12a".to_owned(), "as auxiliary on-us: `a` cannot"),
        (|item| item.on_us = "123456789012345678901".to_owned(), "as on-us: the field takes at most 20"),
        (|item| item.on_us = "123⑈".to_owned(), "as on-us: `⑈` cannot"),
        (|item| item.external_code = "12".to_owned(), "as external processing code"),
        (|item| item.routing = "01100013".to_owned(), "`01100013` is no routing number"),
        (|item| item.routing = "011000139".to_owned(), "`011000139` is no routing number"),
        (|item| item.amount = Money::from_cents(10_000_000_000), "as amount: the field takes at most 10"),
        (|item| item.amount = Money::from_cents(-1), "as amount: `-` cannot"),
        (|item| item.sequence = "1234567890123456".to_owned(), "as sequence number: the field takes at most 15"),
        (|item| item.sequence = "1".to_owned(), "its sequence number is no number above 1"),
        (|item| item.sequence = "A2".to_owned(), "its sequence number is no number above 1"),
        (|item| item.payee = "A name of sixteen".to_owned(), "as payee: the field takes at most 15"),
        (|item| item.front = b"\xff\xd8\xff\xe0".to_vec(), "the front image is no little-endian TIFF"),
        (|item| item.back = Some(Vec::new()), "the back image is no little-endian TIFF"),
    ];
    for (change, why) in refused {
        let error = changed(change).unwrap_err().to_string();
        assert!(error.starts_with("item 2 of the cash letter (sequence number") && error.contains(why), "{error}");
    }
}

#[test]
fn heads_and_settings_that_do_not_hold_are_refused() {
    type Change = fn(&mut DepositHead);
    let heads: [(Change, &str); 8] = [
        (|head| head.origin = "12".to_owned(), "immediate origin"),
        (|head| head.origin_name = "A name of nineteen.".to_owned(), "origin name"),
        (|head| head.destination_name = "Zürich".to_owned(), "`ü` cannot"),
        (|head| head.file_modifier = 'a', "file id modifier"),
        (|head| head.cash_letter_id = String::new(), "needs an id"),
        (|head| head.cash_letter_id = "123456789".to_owned(), "cash letter id"),
        (|head| head.contact_phone = "212-555".to_owned(), "digits only"),
        (|head| head.contact_name = "Fifteen letters".to_owned(), "contact name"),
    ];
    for (change, why) in heads {
        let mut head = head(&checks());
        change(&mut head);
        let error = deposit(&Profile::default(), head, &checks()).unwrap_err().to_string();
        assert!(error.starts_with("the head of the cash letter") && error.contains(why), "{error}");
    }
    let credit = |layout| Some(Credit { layout, place: CreditPlace::BeforeBundles, counted: false });
    let profiles = [
        (Profile { items_per_bundle: 0, ..Profile::default() }, "1 to 9999"),
        (Profile { collection_type: 100, ..Profile::default() }, "two digits"),
        (Profile { endorsement_name: "Sixteen letters.".to_owned(), ..Profile::default() }, "15 plain"),
        (Profile { credit: credit(CreditLayout::Record62), ..Profile::default() }, "level 35"),
        (Profile { credit: credit(CreditLayout::Record61A), ..Profile::default() }, "needs a deposit ticket"),
    ];
    for (profile, why) in profiles {
        let error = deposit(&profile, head(&checks()), &checks()).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn a_deposit_that_does_not_add_up_is_not_closed() {
    let one_less = deposit(&Profile::default(), head(&checks()), &checks()[..2]).unwrap_err();
    assert!(matches!(one_less, CashLetterError::Totals { count: 2, .. }), "{one_less}");
    assert!(deposit(&Profile::default(), head(&[]), &[]).is_err(), "nothing to deposit");
}

#[test]
fn a_refused_item_leaves_the_letter_as_it_was() {
    let mut items = checks();
    let whole = deposit(&Profile::default(), head(&items), &items).unwrap();
    let bad = DepositItem { on_us: "?".to_owned(), ..items.remove(0) };
    let mut letter = CashLetterWriter::create(Vec::new(), Profile::default(), head(&checks())).unwrap();
    for item in checks() {
        assert!(letter.add(&bad).is_err());
        letter.add(&item).unwrap();
    }
    assert_eq!(letter.finish().unwrap(), whole);
}

#[test]
fn every_ticket_and_level_balances() {
    let front = Some(image(90));
    for flavour in flavours() {
        for credit in credits() {
            let profile = Profile { credit: Some(credit), items_per_bundle: 2, addendum: true, ..flavour.clone() };
            let inside = credit.place == CreditPlace::InFirstBundle;
            let ticket = Ticket { sequence: "0".to_owned(), front: front.clone().filter(|_| inside), back: None };
            let written = deposit(&profile, DepositHead { ticket: Some(ticket), ..head(&checks()) }, &checks());
            if credit.layout == CreditLayout::Record62 && profile.level != Level::Of2013 {
                assert!(written.is_err());
                continue;
            }
            let bytes = written.unwrap();
            assert_eq!(inspect(Cursor::new(&bytes)).unwrap().findings, [], "{profile:?}");
            let letter = surveyed(&bytes);
            assert_eq!((letter.remarks(), letter.items().len()), (&[][..], 3), "{profile:?}");
            assert_eq!(letter.control().unwrap().amount, Money::from_cents(30_006));
        }
    }
}

#[test]
fn what_a_level_does_not_have_stays_blank() {
    let credit = Credit { layout: CreditLayout::Record61A, place: CreditPlace::BeforeBundles, counted: true };
    for (level, indicator) in [(Level::Dstu2003, b' '), (Level::Of2008, b' '), (Level::Of2013, b'1')] {
        let profile = Profile { level, coding: Coding::Ascii, credit: Some(credit), ..Profile::default() };
        let ticket = Some(Ticket { sequence: "0".to_owned(), ..Ticket::default() });
        let bytes = deposit(&profile, DepositHead { ticket, ..head(&checks()) }, &checks()).unwrap();
        let control = &bytes[bytes.len() - 80..];
        assert_eq!((&control[..2], control[64]), (&b"99"[..], indicator), "{level:?}");
    }
}

proptest! {
    #[test]
    fn any_items_come_back(
        flavour in prop::sample::select(flavours()),
        credit in prop::option::of(prop::sample::select(credits())),
        per_bundle in 1u16..5,
        addendum in any::<bool>(),
        items in items(),
    ) {
        let total: Money = items.iter().map(|item| item.amount).sum();
        let fits = |credit: &Credit| match credit.layout {
            CreditLayout::Record62 => flavour.level == Level::Of2013,
            _ => total.cents() <= 9_999_999_999,
        };
        let credit = credit.filter(fits);
        let profile = Profile { items_per_bundle: per_bundle, addendum, credit, ..flavour };
        let ticket = Some(Ticket { sequence: "0".to_owned(), ..Ticket::default() });
        let bytes = deposit(&profile, DepositHead { ticket, ..head(&items) }, &items).unwrap();
        let letter = surveyed(&bytes);
        prop_assert_eq!(letter.remarks(), [""; 0]);
        prop_assert_eq!(letter.break_off(), None);
        prop_assert_eq!(letter.items().len(), items.len());
        prop_assert_eq!(letter.control(), Some(Control { items: items.len() as u32, amount: total }));
        for (item, read) in items.iter().zip(letter.items()) {
            let detail = read.detail.clone().unwrap();
            let fields = (detail.auxiliary_on_us, detail.routing, detail.on_us, detail.sequence);
            let given = (item.auxiliary_on_us.clone(), item.routing.clone(), item.on_us.clone(), item.sequence.clone());
            prop_assert_eq!(fields, given);
            prop_assert_eq!(detail.amount, Some(item.amount));
            let doubtful = matches!(item.line, LineRead::Doubtful | LineRead::DoubtfulAndMissing);
            prop_assert_eq!(detail.well_captured, !doubtful);
            prop_assert_eq!(read.back.is_some(), item.back.is_some());
            let view = &letter.views[read.front as usize - 1];
            let place = view.offset as usize..(view.offset + view.length) as usize;
            prop_assert_eq!(&bytes[place], &item.front[..]);
        }
        let told: Vec<_> = inspect(Cursor::new(&bytes)).unwrap().findings.into_iter().map(|f| f.message)
            .filter(|message| !message.contains("check digit") && !message.contains("its image")).collect();
        prop_assert_eq!(told, [""; 0]);
    }
}

/// What is drawn by chance for an item.
type Drawn = (String, String, String, i64, u64, LineRead, String, (Vec<u8>, Option<Vec<u8>>));

/// Items with ascending sequence numbers.
fn items() -> impl Strategy<Value = Vec<DepositItem>> {
    let line = |longest: usize| {
        proptest::string::string_regex(&format!("([0-9/*-]([0-9/* -]{{0,{}}}[0-9])?)?", longest - 2)).unwrap()
    };
    let lines = prop::sample::select(vec![LineRead::FieldMissing, LineRead::Doubtful, LineRead::DoubtfulAndMissing]);
    let images = (
        proptest::collection::vec(any::<u8>(), 0..40),
        prop::option::of(proptest::collection::vec(any::<u8>(), 0..40)),
    );
    let one =
        (line(15), "([0-9*-]{9})?", line(20), 0i64..=9_999_999_999, 1u64..1_000_000_000, lines, "[ -~]{0,15}", images);
    proptest::collection::vec(one, 1..9).prop_map(|all| {
        let mut last = 0;
        let item = |(auxiliary_on_us, routing, on_us, cents, step, line, payee, (front, back)): Drawn| {
            last += step;
            let tiff = |bytes: Vec<u8>| [b"II*\0".to_vec(), bytes].concat();
            DepositItem {
                auxiliary_on_us,
                routing,
                on_us,
                amount: Money::from_cents(cents),
                sequence: u64::to_string(&last),
                line,
                payee,
                front: tiff(front),
                back: back.map(tiff),
                ..DepositItem::default()
            }
        };
        all.into_iter().map(item).collect()
    })
}
