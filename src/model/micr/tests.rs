//! The pictures of bank lines, as banks, the Treasury and sellers of money orders print them.

use super::*;

fn fields(raw: &str) -> (String, String, String) {
    let line = MicrLine::parse(raw);
    let routing = line.routing.map_or_else(String::new, |routing| routing.to_string());
    (routing, line.payer_account.unwrap_or_default(), line.check_number.unwrap_or_default())
}

#[test]
fn the_usual_pictures_are_taken_apart() {
    for (raw, routing, account, number) in [
        ("⑆011000138⑆ 781059751534⑈ 1457", "011000138", "781059751534", "1457"),
        ("⑈104711⑈ ⑆011000138⑆ 781059751534⑈", "011000138", "781059751534", "104711"),
        ("⑈0118408359⑈ ⑆031923282⑆ 8765129397⑈", "031923282", "8765129397", "0118408359"),
        ("⑆000067894⑆ 12345678⑈ 0101", "000067894", "12345678", "0101"),
        ("⑆057770930⑆ 209 153 53⑈111 ⑇0000010000⑇", "057770930", "20915353", "111"),
        ("⑆122000661⑆1211⑉1234⑉56789⑈", "122000661", "1234-56789", "1211"),
        ("⑆322271779⑆ 1005 ⑈000 4192580⑈ ⑇0000000419⑇", "322271779", "0004192580", "1005"),
        ("⑆011000138⑆ 1457 781059751534⑈", "011000138", "781059751534", "1457"),
        ("⑆011000138⑆ 123⑉456⑉7⑈ 1457 29", "011000138", "123-456-7", "1457"),
        // A business check with an encoded amount; one whose bank prints dashes and a branch.
        ("⑈11223344⑈ ⑆117770249⑆ 31086035⑈ ⑇0000010018⑇", "117770249", "31086035", "11223344"),
        ("⑈001457⑈ ⑆011000138⑆ 12⑉345⑉6789⑈ 22", "011000138", "12-345-6789", "001457"),
        // The serial number first in the on-us field, parted by dashes or spaces; a transaction code after it.
        ("⑆011000138⑆ 2051⑉781059⑉7⑈", "011000138", "781059-7", "2051"),
        ("⑆322271779⑆ 1005 ⑈000 4192580⑈ 12", "322271779", "0004192580", "1005"),
        ("⑆011000138⑆ 781059751534⑈ 07", "011000138", "781059751534", "07"),
        // An account alone, as on a deposit slip or a starter check.
        ("⑆011000138⑆ 781059751534⑈", "011000138", "781059751534", ""),
        // Cashier's checks and bank drafts: the bank's own account.
        ("⑈9876543210⑈ ⑆026009593⑆ 0001641001234⑈", "026009593", "0001641001234", "9876543210"),
        // The Postal Service under both of its numbers, MoneyGram, Western Union; no account of a payer.
        ("⑆000008002⑆ 24681357908⑈", "000008002", "", "24681357908"),
        ("⑆000000204⑆ 15⑈ 24681357908⑈", "000000204", "", "1524681357908"),
        ("⑆091900533⑆930 91263397⑈ 90", "091900533", "", "93091263397"),
        ("⑆102100400⑆40 17⑉224466881⑈", "102100400", "", "4017-224466881"),
        // A money order that a bank sells carries that bank's account.
        ("⑈0612345678⑈ ⑆011000138⑆ 009876543⑈", "011000138", "009876543", "0612345678"),
        // The Treasury: the paying office's symbol with its check digit, the serial number with its own.
        ("⑈22217⑈ ⑆000000518⑆ 123456785⑈ 080126", "000000518", "22217", "123456785"),
        ("⑈2221 7⑈ ⑆000000518⑆ 12345678 5⑈ 080126 ⑇0000021450⑇", "000000518", "22217", "123456785"),
    ] {
        assert_eq!(fields(raw), (routing.to_owned(), account.to_owned(), number.to_owned()), "{raw}");
        assert!(MicrLine::parse(raw).is_complete(), "{raw}");
    }
}

#[test]
fn a_digit_before_the_transit_field_is_the_processing_code() {
    for (raw, epc, number) in [
        ("4⑆011000138⑆ 781059751534⑈ 1457", Some('4'), "1457"),
        ("⑈104711⑈ 6⑆011000138⑆ 781059751534⑈", Some('6'), "104711"),
        ("⑈104711⑈ 4 ⑆011000138⑆ 781059751534⑈", Some('4'), "104711"),
        ("⑆011000138⑆ 781059751534⑈ 1457", None, "1457"),
    ] {
        let line = MicrLine::parse(raw);
        assert_eq!((line.epc, line.check_number.as_deref()), (epc, Some(number)), "{raw}");
        assert!(line.is_complete(), "{raw}");
    }
    for raw in [
        "44⑆011000138⑆ 781059751534⑈ 1457",
        "⑉⑆011000138⑆ 781059751534⑈ 1457",
        "7⑈104711⑈ ⑆011000138⑆ 781059751534⑈",
        "⑈104711⑈ 46⑆011000138⑆ 781059751534⑈",
        "⑈⑈ ⑆011000138⑆ 781059751534⑈",
    ] {
        let line = MicrLine::parse(raw);
        assert!(!line.is_complete() && line.epc.is_none(), "{raw}");
    }
}

#[test]
fn amounts_are_ten_digits_of_cents() {
    let amount = |raw: &str| MicrLine::parse(raw).amount;
    assert_eq!(amount("⑆057770930⑆ 20915353⑈111 ⑇0000010002⑇"), Some(Money::from_cents(10_002)));
    assert_eq!(amount("⑆057770930⑆ 20915353⑈111 ⑇000001000⑇"), None);
    assert!(!MicrLine::parse("⑆057770930⑆ 20915353⑈111 ⑇0000010000").is_complete());
}

#[test]
fn a_dash_in_the_transit_field_is_foreign() {
    let line = MicrLine::parse("⑈243⑈ ⑆00005⑉123⑆ 123⑉456⑉7⑈");
    assert!(line.foreign && line.routing.is_none() && line.is_complete());
    assert_eq!(line.payer_account.as_deref(), Some("123-456-7"));
    assert_eq!(line.check_number.as_deref(), Some("243"));
    for (raw, account, number) in [
        ("⑈001⑈ ⑆10492⑉003⑆ 104⑉921⑉5⑈", "104-921-5", "001"),
        ("⑈000123⑈ ⑆12345⑉004⑆ 0123⑉4567890⑈ 45", "0123-4567890", "000123"),
        ("⑈000123⑈ ⑆ 12345⑉004 ⑆ 01234567890⑈ ⑇0000012500⑇", "01234567890", "000123"),
        ("⑆02592⑉010⑆ 21⑉34567⑈ 0456", "21-34567", "0456"),
    ] {
        let line = MicrLine::parse(raw);
        assert!(line.foreign && line.is_complete(), "{raw}");
        assert_eq!(
            (line.payer_account.as_deref(), line.check_number.as_deref()),
            (Some(account), Some(number)),
            "{raw}"
        );
    }
    let old = MicrLine::parse("⑆0540⑉0004⑆ ⑈140 611 6⑈ ⑇0000002500⑇");
    assert!(!old.foreign && !old.is_complete());
    assert_eq!(old.payer_account.as_deref(), Some("1406116"));
}

#[test]
fn open_fields_wrong_check_digits_and_stray_symbols_are_not_complete() {
    for raw in [
        "",
        "⑆",
        "⑆011000139⑆ 781059751534⑈ 1457",
        "⑆01100013⑆ 781059751534⑈ 1457",
        "⑆011000138⑆ 781059751534 1457",
        "⑆011000138 781059751534⑈ 1457",
        "⑆011000138⑆ ⑈",
        "⑆011000138⑆ 7810⑆59751534⑈ 1457",
        "⑈104711 ⑆011000138⑆ 781059751534⑈",
        "⑆011000138⑆ 12⑈3⑈4⑈5",
    ] {
        assert!(!MicrLine::parse(raw).is_complete(), "{raw}");
    }
}
