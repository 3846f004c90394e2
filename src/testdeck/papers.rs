//! Makes single papers: coupons and payments with their texts and truth.

use jiff::ToSpan;
use jiff::civil::Date;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::books::Account;
use super::kinds::CouponKind;
use super::names::{self, Bank, Person};
use super::plan::{Paper, Sheet, SheetTruth};
use crate::drawing::amounts::{self, FiguresForm, WordsForm};
use crate::drawing::check::{CheckFace, Instrument};
use crate::drawing::coupon::CouponFace;
use crate::drawing::envelope::EnvelopeFace;
use crate::drawing::list::ListRow;
use crate::drawing::pen::pick;
use crate::model::{Bill, CouponDefinition, CouponPrint, Money, PageKind, PaymentType, RoutingNumber, Symbology};

/// Whom checks of this lockbox are made out to; the first one is printed on bills.
pub(super) const PAYEES: [&str; 2] = ["Bay State Health Exchange", "Bay State Health"];
/// Where they are sent.
pub(super) const PAYEE_ADDRESS: [&str; 2] = ["P.O. Box 412612", "Boston, MA 02241-2612"];

/// Their ZIP code, extension and delivery point.
const PAYEE_ROUTING: &str = "02241261212";

/// What a payment is to say; the rest is left to chance.
#[derive(Debug, Clone)]
pub(super) struct Payment {
    pub(super) payer: Person,
    pub(super) amount: Money,
    /// The amount in figures where it differs.
    pub(super) figures: Money,
    pub(super) instrument: Instrument,
    pub(super) by_hand: bool,
    pub(super) date: Date,
    pub(super) payee: String,
    pub(super) memo: String,
    pub(super) signed: bool,
    pub(super) foreign: bool,
}

impl Payment {
    /// A usual payment of that amount, dated some days before the deposit.
    pub(super) fn usual(
        payer: &Person,
        amount: Money,
        instrument: Instrument,
        by_hand: bool,
        deposit: Date,
        rng: &mut ChaCha8Rng,
    ) -> Self {
        let payer = match instrument {
            Instrument::Business => Person::firm(rng),
            _ => payer.clone(),
        };
        let memos = ["", "", "Premium", "Health insurance", "December premium", "Thank you", "Insurance"];
        Self {
            payer,
            amount,
            figures: amount,
            instrument,
            by_hand,
            date: deposit.saturating_sub(i64::from(rng.random_range(1..18)).days()),
            payee: if rng.random_bool(0.85) { PAYEES[0] } else { PAYEES[1] }.to_owned(),
            memo: pick(rng, &memos).to_owned(),
            signed: true,
            foreign: false,
        }
    }
}

/// What an instrument is called in outputs.
pub(super) const fn payment_type(instrument: Instrument) -> PaymentType {
    match instrument {
        Instrument::Personal | Instrument::Business => PaymentType::Check,
        Instrument::BillPay => PaymentType::BillpayCheck,
        Instrument::Cashiers => PaymentType::CashiersCheck,
        Instrument::PostalMoneyOrder | Instrument::PrivateMoneyOrder => PaymentType::MoneyOrder,
    }
}

/// Makes a payment's sheet.
pub(super) fn payment(wanted: &Payment, rng: &mut ChaCha8Rng) -> Sheet {
    let drawn_on = drawn_on(wanted, rng);
    let machine = !wanted.by_hand || wanted.instrument.is_sold();
    let face = CheckFace {
        payer: if wanted.instrument.is_sold() { Vec::new() } else { wanted.payer.lines() },
        bank: drawn_on.bank,
        number: drawn_on.number,
        fraction: drawn_on.fraction,
        date: date_text(wanted, rng),
        payee: wanted.payee.clone(),
        payee_address: PAYEE_ADDRESS.map(str::to_owned).to_vec(),
        figures: figures(wanted.figures, machine, rng),
        words: words(wanted.amount, wanted.instrument, machine, rng),
        memo: wanted.memo.clone(),
        remitter: wanted.payer.name.clone(),
        remitter_address: wanted.payer.address(),
        signature: wanted.signed.then(|| signer(wanted, rng)),
        signature_printed: wanted.instrument == Instrument::BillPay,
        remark: wanted.foreign.then(|| "CANADIAN DOLLARS".to_owned()),
        micr: drawn_on.micr,
    };
    let money_order = payment_type(wanted.instrument) == PaymentType::MoneyOrder;
    let truth = SheetTruth {
        kind: if money_order { PageKind::MoneyOrder } else { PageKind::Check },
        payment_type: Some(payment_type(wanted.instrument)),
        routing: drawn_on.routing,
        payer_account: drawn_on.account,
        check_number: Some(face.number.clone()),
        amount: Some(wanted.amount),
        date: Some(wanted.date),
        payee: Some(face.payee.clone()),
        memo: (!face.memo.is_empty()).then(|| face.memo.clone()),
        ..SheetTruth::default()
    };
    let paper = Paper::Payment { face: Box::new(face), instrument: wanted.instrument, by_hand: wanted.by_hand };
    Sheet { paper, seed: rng.random(), spoil: None, keyed: None, truth }
}

/// The bank's side of a check.
struct DrawnOn {
    bank: Vec<String>,
    routing: Option<RoutingNumber>,
    account: Option<String>,
    number: String,
    fraction: String,
    micr: String,
}

fn drawn_on(wanted: &Payment, rng: &mut ChaCha8Rng) -> DrawnOn {
    let mut bank = Bank::pick(rng);
    let account = account_at_bank(rng);
    match wanted.instrument {
        _ if wanted.foreign => canadian(account, rng),
        Instrument::Personal => {
            let number = if rng.random_bool(0.2) {
                format!("{:04}", rng.random_range(101..999))
            } else {
                rng.random_range(1_001..9_999).to_string()
            };
            let gap = if rng.random_bool(0.5) { " " } else { "" };
            let micr = format!("⑆{}⑆{gap}{}⑈ {number}", bank.routing, account.replace('-', "⑉"));
            of_bank(bank, Some(account), number, micr, rng)
        }
        Instrument::Business | Instrument::BillPay | Instrument::Cashiers => {
            let number = if rng.random_bool(0.5) {
                format!("{:06}", rng.random_range(1_000..99_999))
            } else {
                rng.random_range(100_000..9_999_999).to_string()
            };
            let micr = format!("⑈{number}⑈ ⑆{}⑆ {}⑈", bank.routing, account.replace('-', "⑉"));
            of_bank(bank, Some(account), number, micr, rng)
        }
        Instrument::PostalMoneyOrder | Instrument::PrivateMoneyOrder => {
            let (numbers, lines): (&[&str], &[&str]) = match wanted.instrument {
                Instrument::PostalMoneyOrder => (&["000008002", "000000204"], &["United States Postal Service"]),
                _ => (
                    &["091900533", "102100400"],
                    &["Payable through Prairie National Bank", "Issued by Swift Paper Services, Inc."],
                ),
            };
            if let Some(routing) = RoutingNumber::new(pick(rng, numbers)) {
                bank.routing = routing;
            }
            bank.lines = lines.iter().map(|line| (*line).to_owned()).collect();
            let number = money_order_number(rng);
            let micr = format!("⑆{}⑆ {number}⑈", bank.routing);
            let mut on = of_bank(bank, None, number, micr, rng);
            if wanted.instrument == Instrument::PostalMoneyOrder {
                on.fraction = format!("{:05}0", rng.random_range(1_000..2_800));
            }
            on
        }
    }
}

fn of_bank(bank: Bank, account: Option<String>, number: String, micr: String, rng: &mut ChaCha8Rng) -> DrawnOn {
    let fraction = names::fraction(bank.routing, rng);
    DrawnOn { bank: bank.lines, routing: Some(bank.routing), account, number, fraction, micr }
}

fn canadian(account: String, rng: &mut ChaCha8Rng) -> DrawnOn {
    let number: String = rng.random_range(101..999).to_string();
    let (branch, institution) = (rng.random_range(10_000..99_999), rng.random_range(100..999));
    let account = account.replace('-', "");
    let micr = format!("⑈{number}⑈ ⑆{branch}⑉{institution}⑆ {account}⑈");
    let bank = vec!["Royal Northern Bank of Canada".to_owned(), "Toronto, Ontario".to_owned()];
    DrawnOn { bank, routing: None, account: Some(account), number, fraction: String::new(), micr }
}

/// Eight to twelve digits, now and then with a dash.
fn account_at_bank(rng: &mut ChaCha8Rng) -> String {
    let digits = rng.random_range(8..13);
    let mut text: String = (0..digits).map(|_| char::from(b'0' + rng.random_range(0..10))).collect();
    if rng.random_bool(0.08) {
        text.insert(3, '-');
    }
    text
}

/// Ten digits and their sum modulo nine.
fn money_order_number(rng: &mut ChaCha8Rng) -> String {
    let serial: u64 = rng.random_range(2_000_000_000..2_999_999_999);
    format!("{serial}{}", serial % 9)
}

fn signer(wanted: &Payment, rng: &mut ChaCha8Rng) -> String {
    match wanted.instrument {
        Instrument::BillPay => "Signature on file".to_owned(),
        Instrument::Business | Instrument::Cashiers => Person::pick(rng).name,
        _ => wanted.payer.name.clone(),
    }
}

fn date_text(wanted: &Payment, rng: &mut ChaCha8Rng) -> String {
    let forms: &[&str] = match wanted.instrument {
        Instrument::PostalMoneyOrder => &["%Y-%m-%d"],
        Instrument::Personal if wanted.by_hand => {
            &["%-m/%-d/%y", "%-m/%-d/%Y", "%b %-d, %Y", "%-m-%-d-%y", "%B %-d, %Y"]
        }
        _ => &["%m/%d/%Y", "%B %-d, %Y", "%b %-d, %Y"],
    };
    wanted.date.strftime(pick(rng, forms)).to_string()
}

fn figures(amount: Money, machine: bool, rng: &mut ChaCha8Rng) -> String {
    use FiguresForm::{Fraction, Grouped, Plain, Starred};
    let forms: &[FiguresForm] =
        if machine { &[Grouped, Grouped, Starred, Plain] } else { &[Plain, Plain, Plain, Grouped, Fraction] };
    amounts::figures(amount, pick(rng, forms))
}

fn words(amount: Money, instrument: Instrument, machine: bool, rng: &mut ChaCha8Rng) -> String {
    use WordsForm::{Capitals, Sentence, Spoken, Title};
    let forms: &[WordsForm] = match instrument {
        Instrument::PostalMoneyOrder => &[Spoken, Capitals],
        _ if machine => &[Sentence, Title, Capitals],
        _ => &[Sentence, Sentence, Title],
    };
    let text = amounts::words(amount, pick(rng, forms));
    if machine && rng.random_bool(0.3) { format!("{text} *****") } else { text }
}

/// Makes the coupon of a bill; `barcode_of` names another bill that the barcode is of.
pub(super) fn coupon(
    kind: &CouponKind,
    holder: &Person,
    bill: &Bill<'_>,
    barcode_of: Option<&Bill<'_>>,
    rng: &mut ChaCha8Rng,
) -> Sheet {
    let symbology: Symbology = pick(rng, kind.symbologies);
    let mut biller = vec![PAYEES[0].to_owned()];
    biller.extend(PAYEE_ADDRESS.map(str::to_owned));
    let definition = definition(kind, symbology);
    let face_of = |bill: &Bill<'_>| {
        CouponFace::of_bill(bill, &biller, definition.codes(bill).unwrap_or_default(), definition.print.symbology)
    };
    let enclosed = rng.random_bool(0.4).then(|| amounts::figures(bill.amount_due, FiguresForm::Plain));
    let barcode = barcode_of.map_or_else(|| face_of(bill), face_of).barcode;
    let face = CouponFace { member: holder.lines(), enclosed, barcode, ..face_of(bill) };
    let truth = SheetTruth {
        kind: PageKind::Coupon,
        account: Some(bill.account.clone()),
        bill: Some(bill.id.clone()),
        scanline: face.scanline.clone(),
        barcode: face.barcode.as_ref().map(|(_, text)| text.clone()),
        ..SheetTruth::default()
    };
    let paper = Paper::Coupon { face: Box::new(face), scan_face: kind.face };
    Sheet { paper, seed: rng.random(), spoil: None, keyed: None, truth }
}

fn definition(kind: &CouponKind, symbology: Symbology) -> CouponDefinition {
    let layout = |text: Option<&str>| text.and_then(|text| text.parse().ok());
    CouponDefinition {
        name: kind.name.into(),
        scanline: layout(kind.scanline),
        barcode: layout(kind.barcode),
        print: CouponPrint { symbology, ..CouponPrint::default() },
    }
}

/// Makes a letter.
pub(super) fn letter(sender: &Person, date: Date, rng: &mut ChaCha8Rng) -> Sheet {
    let paper = Paper::Letter { sender: sender.lines(), date: date.strftime("%B %-d, %Y").to_string() };
    let truth = SheetTruth { kind: PageKind::Correspondence, ..SheetTruth::default() };
    Sheet { paper, seed: rng.random(), spoil: None, keyed: None, truth }
}

/// Makes the list that comes with one payment for all of these accounts.
pub(super) fn list(accounts: &[Account], date: Date, rng: &mut ChaCha8Rng) -> Sheet {
    let row = |account: &Account| ListRow {
        account: account.number.to_string(),
        name: account.holder.name.clone(),
        amount: account.newest().amount_due,
    };
    let paper = Paper::List {
        payer: "Bill Payment Services".to_owned(),
        date: date.strftime("%B %-d, %Y").to_string(),
        rows: accounts.iter().map(row).collect(),
    };
    let truth = SheetTruth { kind: PageKind::Correspondence, ..SheetTruth::default() };
    Sheet { paper, seed: rng.random(), spoil: None, keyed: None, truth }
}

/// Makes the reply envelope that a payer sent, with the code that the biller prints on all of them.
pub(super) fn envelope(sender: &Person, rng: &mut ChaCha8Rng) -> Sheet {
    let recipient = PAYEES.iter().take(1).chain(&PAYEE_ADDRESS).map(|line| (*line).to_owned()).collect();
    let tracking = format!("00703123456{:09}", rng.random_range(0..1_000_000_000));
    let face = EnvelopeFace { sender: sender.lines(), recipient, mail: (tracking, PAYEE_ROUTING.to_owned()) };
    let truth = SheetTruth {
        kind: PageKind::Envelope,
        barcode: Some(format!("{}{}", face.mail.0, face.mail.1)),
        ..SheetTruth::default()
    };
    Sheet { paper: Paper::Envelope(Box::new(face)), seed: rng.random(), spoil: None, keyed: None, truth }
}
