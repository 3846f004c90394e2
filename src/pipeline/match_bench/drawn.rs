//! Bills and payments made of a seed, each from its number alone, so that ten million need no memory.

use std::io::{self, Write};
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::model::{
    AccountNumber, AmountReading, BillId, CheckReading, CheckScheme, CodedFields, CouponReading, Document,
    DocumentNumber, Field, MicrLine, Money, PageKind, PageReading, PageSource, PaymentType, Posting, Reading,
    RoutingNumber, Source,
};

pub(super) const TODAY: Date = date(2026, 11, 24);
pub(super) const SETTINGS: &str = "[lockbox]\nid = \"bench\"\n[account]\npattern = '\\d{10}'\ncheck = \"luhn\"\n";

/// So many premiums there are.
const PREMIUMS: i64 = 60;
/// Three accounts in four have one bill, the others two.
const BILLS_OF_FOUR: u64 = 5;

const FIRST: [&str; 24] = [
    "Maria", "James", "Linda", "Robert", "Aisha", "Chen", "Olga", "Miguel", "Fatima", "David", "Hannah", "Kwame",
    "Sofia", "Peter", "Nadia", "Thomas", "Lucia", "Omar", "Grace", "Victor", "Yuki", "Elena", "Samuel", "Priya",
];
const SYLLABLES: [&str; 24] = [
    "ba", "ber", "can", "da", "dor", "fel", "gar", "hol", "jen", "ka", "lan", "lo", "mar", "mon", "na", "nor", "pe",
    "ran", "ro", "sen", "ta", "tor", "vi", "wel",
];

/// The bills.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawn {
    bills: u64,
    seed: u64,
}

/// A member as somebody may have written it, and whose account is meant.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) born: Date,
    pub(super) name: String,
    pub(super) account: AccountNumber,
}

/// What is drawn for an account.
struct Owner {
    number: String,
    first: &'static str,
    last: String,
    born: Date,
    member: u64,
    house: u32,
    zip: u32,
}

impl Drawn {
    pub(super) const fn new(bills: u64, seed: u64) -> Self {
        Self { bills, seed }
    }

    fn rng(&self, kind: u64, number: u64) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed.wrapping_mul(4).wrapping_add(kind));
        rng.set_stream(number);
        rng
    }

    /// The account of a bill, as a number from 0.
    const fn owner_of(bill: u64) -> u64 {
        // Of each five bills the last two are one account's.
        let (group, within) = (bill / BILLS_OF_FOUR, bill % BILLS_OF_FOUR);
        group * 4 + if within == 4 { 3 } else { within }
    }

    fn owner(&self, number: u64) -> Owner {
        let mut rng = self.rng(0, number);
        let body = format!("{:09}", 100_000_000 + number * 7 % 890_000_000);
        let digit = (0..10).map(|digit| format!("{body}{digit}")).find(|text| CheckScheme::Luhn.verify(text));
        let last: String = (0..3).map(|_| SYLLABLES[rng.random_range(0..SYLLABLES.len())]).collect();
        let born = date(1940, 1, 1).saturating_add(rng.random_range(0..23_000).days());
        Owner {
            number: digit.unwrap_or(body),
            first: FIRST[rng.random_range(0..FIRST.len())],
            last: last[..1].to_uppercase() + &last[1..],
            born,
            member: 100_000_000_000 + number,
            house: rng.random_range(1..2000),
            zip: rng.random_range(1001..2800),
        }
    }

    /// One of few premiums, as they are in life: many members owe the same.
    fn amount(&self, bill: u64) -> Money {
        Money::from_cents(1_850 + 3_975 * self.rng(1, bill).random_range(0..PREMIUMS))
    }

    fn id(bill: u64) -> String {
        format!("{:09}", 400_000_000 + bill)
    }

    /// Writes the file of open bills.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "account_number,bill_id,amount_due,due_date,member_name,date_of_birth,member_id,period,status,min_due,past_due,address,zip"
        )?;
        for bill in 0..self.bills {
            let Owner { number, first, last, born, member, house, zip } = self.owner(Self::owner_of(bill));
            let amount = self.amount(bill);
            let (due, period, status, past) = match bill % BILLS_OF_FOUR {
                3 => ("2026-11-23", "2026-11", "past_due", amount),
                _ => ("2026-12-23", "2026-12", "open", Money::ZERO),
            };
            writeln!(
                out,
                "{number},{},{amount},{due},{last} {first},{born},{member},{period},{status},{amount},{past},{house} Old Quarry Road,{zip:05}",
                Self::id(bill)
            )?;
        }
        Ok(())
    }

    /// The bill that payment `number` pays.
    pub(super) fn choose(&self, number: u64) -> u64 {
        self.rng(2, number).random_range(0..self.bills.max(1))
    }

    /// A coupon of that bill and a check for it.
    pub(super) fn documents(&self, bill: u64, number: u64) -> [Document; 2] {
        let account = self.owner(Self::owner_of(bill)).number;
        let id = Self::id(bill);
        let amount = self.amount(bill);
        let coded = CodedFields {
            definition: "premium".into(),
            text: format!("{account} {id}"),
            account: AccountNumber::new(&account),
            bill: BillId::new(&id),
            amount_due: Some(amount),
            verified: true,
            ..CodedFields::default()
        };
        let coupon = CouponReading { scanline: read(coded.clone()), barcode: read(coded), enclosed: Field::Absent };
        let check = CheckReading {
            micr: read(MicrLine {
                raw: String::new(),
                routing: RoutingNumber::new("011000138"),
                payer_account: Some(format!("{:010}", number % 999_983)),
                check_number: Some(format!("{}", number / 999_983 + 100)),
                ..MicrLine::default()
            }),
            amount: AmountReading {
                value: read(amount),
                courtesy: read(amount),
                legal: read(amount),
                ..AmountReading::default()
            },
            date: read(TODAY),
            signature: read(true),
            ..CheckReading::empty(PaymentType::Check)
        };
        let coupon = PageReading { kind: PageKind::Coupon, coupon: Some(coupon), ..PageReading::default() };
        let check = PageReading { kind: PageKind::Check, check: Some(check), ..PageReading::default() };
        [page(2 * number + 1, coupon), page(2 * number + 2, check)]
    }

    /// What is drawn beside the transaction itself.
    pub(super) fn chance(&self, number: u64) -> ChaCha8Rng {
        self.rng(3, number)
    }

    /// Whether a posting pays the account that owes that bill.
    pub(super) fn is_payers(&self, posting: &Posting, bill: u64) -> bool {
        posting.account.as_str() == self.owner(Self::owner_of(bill)).number
    }

    /// The member of a bill, written with the names the other way round, in capitals, and one vowel wrong.
    pub(super) fn person(&self, bill: u64) -> Person {
        let owner = self.owner(Self::owner_of(bill));
        let last: String = owner.last.chars().rev().collect::<String>().replacen('a', "e", 1).chars().rev().collect();
        Person {
            born: owner.born,
            name: format!("{} {last}", owner.first).to_uppercase(),
            account: AccountNumber::new(&owner.number).unwrap_or_else(|| unreachable!("ten digits are an account")),
        }
    }
}

fn read<T>(value: T) -> Field<T> {
    Field::Read(Reading { value, confidence: 0.9999, source: Source::Text, place: None })
}

fn page(number: u64, reading: PageReading) -> Document {
    let file: Arc<str> = "drawn".into();
    Document {
        number: DocumentNumber(u32::try_from(number).unwrap_or(u32::MAX)),
        source: PageSource { file, page: 1 },
        group: None,
        keyed_amount: None,
        captured: None,
        envelope_date: None,
        image_hash: format!("{number:016x}"),
        front: Ok(reading),
        back_source: None,
        back: None,
    }
}
