//! What a page is, and what sort of payment, by its words.

use super::words::{hold, is, is_one_of};
use crate::model::{PageKind, PaymentType};
use crate::reading::text::{Word, lines};

/// Phrases on money orders and nothing else.
const MONEY_ORDER: [&str; 2] = ["money order", "postal money order"];
/// Phrases on checks that a bank draws on itself.
const CASHIERS: [&str; 6] =
    ["cashiers check", "official check", "tellers check", "treasurers check", "bank check", "remitter"];
/// Phrases on checks that a bank's bill-payment service prints.
const BILLPAY: [&str; 9] = [
    "signature on file",
    "authorized by your depositor",
    "authorized by your customer",
    "authorized by depositor",
    "no signature required",
    "bill payment",
    "bill pay",
    "signature not required",
    "as authorized signatory",
];
/// Phrases on checks.
const CHECK: [&str; 6] =
    ["pay to the order", "to the order of", "the order of", "order of", "void after", "not valid over"];
/// Phrases on the part of a bill that comes back.
const COUPON: [&str; 14] = [
    "amount due",
    "account number",
    "return this portion",
    "return this",
    "payment coupon",
    "remit to",
    "make checks payable",
    "make check payable",
    "payable to",
    "amount enclosed",
    "due date",
    "with your payment",
    "detach",
    "total due",
];
/// Phrases on the backs of checks.
const BACK: [&str; 5] = [
    "endorse here",
    "endorse check here",
    "sign below this line",
    "reserved for financial institution",
    "financial institution use",
];
/// A page with at least this many lines of several words is a letter.
const LETTER_LINES: usize = 8;

/// What the words say the page is; nothing when they say too little.
#[must_use]
pub fn kind_hint(words: &[Word]) -> Option<PageKind> {
    let has = |phrases: &[&str]| phrases.iter().filter(|phrase| holds(words, phrase)).count();
    let dollars = words.iter().any(|word| is(&word.text, "dollars"));
    let check = has(&CHECK) + usize::from(dollars) + has(&BILLPAY) + has(&CASHIERS);
    let coupon = has(&COUPON);
    // Endorsements say "pay to the order of", too; fronts do not say where to endorse.
    if has(&BACK) > 0 && !dollars {
        return Some(PageKind::Back);
    }
    if has(&MONEY_ORDER) > 0 && check > 0 {
        return Some(PageKind::MoneyOrder);
    }
    if coupon >= 2 && coupon > check {
        return Some(PageKind::Coupon);
    }
    if check > 0 && has(&CHECK) + usize::from(dollars) > 0 {
        return Some(PageKind::Check);
    }
    let long = lines(words).iter().filter(|line| line.words.len() >= 4).count();
    match (long >= LETTER_LINES, words.is_empty()) {
        (true, _) => Some(PageKind::Correspondence),
        (false, true) => None,
        (false, false) => Some(PageKind::Other),
    }
}

/// What sort of payment the words speak of; a check unless they say otherwise.
pub(super) fn payment_type(words: &[Word]) -> PaymentType {
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| holds(words, phrase));
    if has(&MONEY_ORDER) {
        PaymentType::MoneyOrder
    } else if has(&CASHIERS) {
        PaymentType::CashiersCheck
    } else if has(&BILLPAY) {
        PaymentType::BillpayCheck
    } else {
        PaymentType::Check
    }
}

/// Whether a phrase stands on one line of the engine's or of the page's.
fn holds(words: &[Word], phrase: &str) -> bool {
    if !phrase.contains(' ') {
        return words.iter().any(|word| is_one_of(&word.text, &[phrase]));
    }
    words.chunk_by(|one, other| one.line == other.line).any(|line| hold(line, phrase))
        || lines(words).iter().any(|line| hold(&line.words, phrase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rect;

    fn words(text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, word) in (0..).zip(line.split(' ')) {
                let place = Rect::new(column * 60, row * 40, 50, 20);
                words.push(Word { text: word.to_owned(), confidence: 0.9, place, line: row });
            }
        }
        words
    }

    #[test]
    fn words_tell_the_page() {
        for (text, kind) in [
            ("Pay to the order of\nTen and no/100 Dollars", Some(PageKind::Check)),
            ("PAYTO THE ORDFR OF", Some(PageKind::Check)),
            ("INTERNATIONAL MONEY ORDER\nPay to the order of", Some(PageKind::MoneyOrder)),
            ("Account Number 123\nAmount Due $5.00\nRemit to Box 1", Some(PageKind::Coupon)),
            ("Make check payable to X\nAmount due 12.00\nplease return this portion", Some(PageKind::Coupon)),
            (&"please take note of my new address\n".repeat(12), Some(PageKind::Correspondence)),
            ("ENDORSE HERE\nPay to the order of First Bank\nFor deposit only", Some(PageKind::Back)),
            ("DO NOT WRITE, STAMP OR SIGN BELOW THIS LINE", Some(PageKind::Back)),
            // Coupons say so, too, above their scan line.
            ("Please do not write below this line\nAmount due 12.00\nRemit to Box 1", Some(PageKind::Coupon)),
            ("Endorse check on back\nPay to the order of\nTen Dollars", Some(PageKind::Check)),
            ("hello", Some(PageKind::Other)),
        ] {
            assert_eq!(kind_hint(&words(text)), kind, "{text}");
        }
        assert_eq!(kind_hint(&[]), None);
    }

    #[test]
    fn words_tell_the_payment() {
        for (text, payment) in [
            ("POSTAL MONEY ORDER", PaymentType::MoneyOrder),
            ("CASHIER'S CHECK", PaymentType::CashiersCheck),
            ("Remitter Ann Lee", PaymentType::CashiersCheck),
            ("SIGNATURE ON FILE", PaymentType::BillpayCheck),
            ("Ann Lee", PaymentType::Check),
        ] {
            assert_eq!(payment_type(&words(text)), payment, "{text}");
        }
    }
}
