//! Deposits as image cash letters, read again by a program that shares no code with the writer.

use std::io::Cursor;
use std::process::Command;

use jiff::civil::date;
use lockbox::drawing::check::{self, CheckFace, CheckStyle, Instrument};
use lockbox::drawing::endorsement::endorsed;
use lockbox::drawing::fonts::Fonts;
use lockbox::drawing::letter::back;
use lockbox::formats::cash_letter::{
    CashLetterWriter, Coding, Credit, CreditLayout, CreditPlace, DepositHead, DepositItem, Level, LineRead, Profile,
    RecordFields, Ticket, image_of_bits, image_of_gray, inspect, rewrite, survey,
};
use lockbox::model::{Money, RoutingNumber};
use lockbox::raster::Bits;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::support::Sandbox;

/// Drawn checks with endorsed backs; the third has no back, the fourth has a bank line that was read in part.
fn items() -> Vec<DepositItem> {
    let fonts = Fonts::all().unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(915);
    let instruments = [Instrument::Personal, Instrument::Business, Instrument::PostalMoneyOrder];
    let mut item = |at: u64| {
        let instrument = instruments[at as usize % instruments.len()];
        let face = CheckFace {
            payer: vec!["Ada Example".to_owned()],
            bank: vec!["First Bank".to_owned()],
            figures: format!("{at}7.50"),
            payee: "Blue Harbor".to_owned(),
            micr: format!("⑆011000138⑆ 78105975{at}⑈ 145{at}"),
            ..CheckFace::default()
        };
        let style = CheckStyle::pick(&fonts, instrument, true, &mut rng);
        let front = check::draw(&fonts, &face, &style, &mut rng).canvas;
        let sequence = format!("2632800{at:05}");
        let lines = ["For deposit only".to_owned(), sequence.clone()];
        let rear = back(&fonts, front.width(), front.height(), &[], &mut rng).into_gray();
        let rear = endorsed(&fonts, &rear, 200, &lines);
        let part = at == 4;
        DepositItem {
            auxiliary_on_us: if at == 2 { "10471".to_owned() } else { String::new() },
            external_code: if at == 5 { "4".to_owned() } else { String::new() },
            routing: if part { "0110*0138" } else { "011000138" }.to_owned(),
            on_us: format!("78105975{at}/145{at}"),
            amount: Money::from_cents(750 + 1_000 * at as i64),
            sequence,
            line: if part { LineRead::Doubtful } else { LineRead::Good },
            keyed: at == 5,
            payee: if at == 1 { "Blue Harbor".to_owned() } else { String::new() },
            front: image_of_gray(front.gray(), 200).unwrap(),
            back: (at != 3).then(|| image_of_bits(&Bits::darker_than(&rear, 128), 240).unwrap()),
        }
    };
    (1..=5).map(&mut item).collect()
}

fn head(items: &[DepositItem], ticket: Option<Ticket>) -> DepositHead {
    DepositHead {
        destination: RoutingNumber::new("011000138").unwrap(),
        destination_name: "First Bank".to_owned(),
        origin: "122000661".to_owned(),
        origin_name: "Blue Harbor".to_owned(),
        business_date: date(2026, 11, 24),
        created: date(2026, 11, 24).at(17, 5, 0, 0),
        file_modifier: 'B',
        cash_letter_id: "26328001".to_owned(),
        account: "1234-567890".to_owned(),
        contact_name: "Mail room".to_owned(),
        contact_phone: "2125550100".to_owned(),
        amount: items.iter().map(|item| item.amount).sum(),
        ticket,
    }
}

fn credits() -> Vec<Option<Credit>> {
    let mut all = vec![None];
    for layout in [CreditLayout::Record61A, CreditLayout::Record61B, CreditLayout::Record62] {
        for place in [CreditPlace::BeforeBundles, CreditPlace::InFirstBundle] {
            all.extend([true, false].map(|counted| Some(Credit { layout, place, counted })));
        }
    }
    all
}

/// Every level, code, framing and deposit ticket; bundles, endorsement records and the rest take turns.
fn profiles() -> Vec<Profile> {
    let mut all = Vec::new();
    for level in [Level::Dstu2003, Level::Of2008, Level::Of2013] {
        for coding in [Coding::Ebcdic, Coding::Ascii] {
            for prefixed in [true, false] {
                for credit in credits() {
                    let turn = all.len();
                    all.push(Profile {
                        level,
                        coding,
                        prefixed,
                        collection_type: 1,
                        items_per_bundle: [300, 2, 1, 5][turn % 4],
                        credit,
                        addendum: turn % 3 != 0,
                        endorsement_name: "BLUE HARBOR".to_owned(),
                        test: turn % 2 == 0,
                    });
                }
            }
        }
    }
    let is_62 = |profile: &Profile| profile.credit.is_some_and(|credit| credit.layout == CreditLayout::Record62);
    all.retain(|profile| profile.level == Level::Of2013 || !is_62(profile));
    all
}

fn written(profile: &Profile, items: &[DepositItem]) -> Vec<u8> {
    let inside = profile.credit.is_some_and(|credit| credit.place == CreditPlace::InFirstBundle);
    let image = |of: Option<&Vec<u8>>| of.filter(|_| inside).cloned();
    let [front, back] = [image(items.first().map(|item| &item.front)), image(items[0].back.as_ref())];
    let ticket = profile.credit.map(|_| Ticket { sequence: "263280000000".to_owned(), front, back });
    let mut letter = CashLetterWriter::create(Vec::new(), profile.clone(), head(items, ticket)).unwrap();
    items.iter().for_each(|item| letter.add(item).unwrap());
    letter.finish().unwrap()
}

/// What the reader in Python says of each letter.
fn read_by_python(letters: &[Vec<u8>]) -> Vec<Value> {
    let sandbox = Sandbox::new();
    let files = letters.iter().enumerate().map(|(at, bytes)| sandbox.write(&format!("{at}.icl"), bytes));
    let reader = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readers/cash_letter.py");
    let ran = Command::new("python3").arg(reader).args(files).output();
    let ran = ran.expect("python3 reads cash letters for this test; scripts/setup installs it");
    let said = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(said.lines().count(), letters.len(), "{}", String::from_utf8_lossy(&ran.stderr));
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn another_reader_agrees_with_deposits_in_every_profile() {
    let items = items();
    let total = items.iter().map(|item| item.amount).sum::<Money>().cents();
    let letters: Vec<_> = profiles().iter().map(|profile| written(profile, &items)).collect();
    for ((profile, bytes), read) in profiles().into_iter().zip(&letters).zip(read_by_python(&letters)) {
        let told = inspect(Cursor::new(bytes)).unwrap().findings;
        assert!(told.len() == 1 && told[0].message.contains("0110*0138"), "{profile:?}: {told:?}");
        assert_eq!(read["errors"], json!([]), "{profile:?}");
        assert_eq!(read["level"], format!("{:02}", profile.level.number()));
        assert_eq!((&read["test"], &read["prefixed"]), (&json!(profile.test), &json!(profile.prefixed)));
        assert_eq!(read["codec"] == "cp037", profile.coding == Coding::Ebcdic);
        let ticket_images = if profile.credit.is_some_and(|c| c.place == CreditPlace::InFirstBundle) { 2 } else { 0 };
        assert_eq!((&read["amount"], &read["images"]), (&json!(total), &json!(9 + ticket_images)));
        assert_eq!(read["bundles"], 5_u16.div_ceil(profile.items_per_bundle));
        assert_eq!(read["credits"], u32::from(profile.credit.is_some()));
        assert_eq!(read["credit_amount"], if profile.credit.is_some() { total } else { 0 });
        let wanted: Vec<Value> = items.iter().map(|item| as_read(&profile, item)).collect();
        assert_eq!(read["items"], json!(wanted), "{profile:?}");
    }
}

/// An item as the reader in Python shows it.
fn as_read(profile: &Profile, item: &DepositItem) -> Value {
    let payee = if item.payee.is_empty() { &profile.endorsement_name } else { &item.payee };
    json!({
        "auxiliary": item.auxiliary_on_us,
        "code": item.external_code,
        "routing": item.routing,
        "on_us": item.on_us,
        "amount": item.amount.cents(),
        "sequence": item.sequence,
        "valid": if item.line == LineRead::Good { "1" } else { "3" },
        "correction": if item.keyed { "3" } else { "0" },
        "payee": if profile.addendum { payee } else { "" },
        "images": if item.back.is_some() { 2 } else { 1 },
    })
}

#[test]
fn both_readers_see_what_is_wrong() {
    let items = items();
    let good = written(&Profile { coding: Coding::Ascii, ..Profile::default() }, &items);
    let changes = [
        (25, "amount", "1"),
        (25, "check digit", "7"),
        (25, "addendum count", "3"),
        (25, "sequence number", "77"),
        (52, "sequence number", "77"),
        (70, "items", "9"),
        (70, "images", "8"),
        (70, "MICR valid amount", "8"),
        (90, "bundles", "8"),
        (90, "amount", "8"),
        (99, "records", "8"),
        (99, "cash letters", "8"),
        (20, "business date", "20261331"),
    ];
    let letters: Vec<_> = changes.iter().map(|change| changed(&good, *change)).collect();
    for ((bytes, read), change) in letters.iter().zip(read_by_python(&letters)).zip(changes) {
        assert_ne!(read["errors"], json!([]), "{change:?}");
        assert!(inspect(Cursor::new(bytes)).unwrap().findings.len() > 1, "{change:?}");
    }
}

/// The letter with a field of the first record of a kind changed.
fn changed(letter: &[u8], (kind, field, value): (u8, &str, &str)) -> Vec<u8> {
    let (mut bytes, mut done) = (Vec::new(), false);
    let change = &mut |fields: &mut RecordFields| {
        if fields.kind() == kind && !done {
            fields.set(field, value).unwrap();
            done = true;
        }
    };
    rewrite(Cursor::new(letter), &mut bytes, change).unwrap();
    bytes
}

#[test]
fn letters_of_another_program_are_inspected_and_written_back() {
    for name in ["ebcdic.x937", "ascii-lines.icl"] {
        let path = format!("{}/fixtures/scans/{name}", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(path).unwrap();
        let mut again = Vec::new();
        rewrite(Cursor::new(&bytes), &mut again, &mut |_| {}).unwrap();
        assert_eq!(again, bytes, "{name}");
        let inspection = inspect(Cursor::new(&bytes)).unwrap();
        assert_eq!(inspection.lines.len(), 18, "{name}");
        // Its images are at 100 dots an inch, one of them a JPEG; nothing else is wrong.
        let others = inspection.findings.iter().filter(|finding| !finding.message.contains("its image ")).count();
        assert_eq!(others, 0, "{name}: {:?}", inspection.findings);
        assert_eq!(survey(Cursor::new(&bytes)).unwrap().items().len(), 2);
    }
}
