//! Plans envelopes that must be held, one reason each.

use jiff::ToSpan;
use rand::Rng;

use super::books::Account;
use super::kinds::Recipe;
use super::names::{self, Person};
use super::papers::{self, Payment};
use super::plan::{Envelope, Paper, Sheet, SheetTruth, Spoil};
use super::planner::{MONEY_ORDER_LIMIT, Planner};
use crate::drawing::check::Instrument;
use crate::drawing::pen::pick;
use crate::model::{BillStatus, Money, Reason, StopAction};

/// The reasons that a deck of this recipe can show.
pub(super) fn drawable(recipe: &Recipe) -> Vec<Reason> {
    let possible = |reason: &Reason| match reason {
        Reason::Underpayment => !recipe.partial_posts,
        Reason::InstrumentNotAccepted => !recipe.takes_cashiers,
        _ => true,
    };
    Reason::ALL.iter().copied().filter(possible).collect()
}

/// An envelope that must be held for this reason.
pub(super) fn envelope(planner: &mut Planner, reason: Reason) -> Envelope {
    let sheets = match reason {
        Reason::NoPayment | Reason::NoCoupon | Reason::Correspondence | Reason::UnreadableDocument => {
            torn(planner, reason)
        }
        Reason::AccountNotFound | Reason::AccountUnreadable | Reason::AccountsDisagree => coupons(planner, reason),
        Reason::NoOpenBill | Reason::PaidElsewhere | Reason::AutopayPending | Reason::StopListed => {
            books(planner, reason)
        }
        Reason::DuplicatePayment => duplicate(planner),
        Reason::Overpayment
        | Reason::Underpayment
        | Reason::OutOfBalance
        | Reason::MoneyOrderOverLimit
        | Reason::InstrumentNotAccepted => amounts(planner, reason),
        Reason::AmountUnreadable | Reason::MicrUnreadable | Reason::ImageQuality => spoiled(planner, reason),
        Reason::AccountAmbiguous => ambiguous(planner),
        Reason::AmountMismatch
        | Reason::StaleDated
        | Reason::PostDated
        | Reason::PayeeUnacceptable
        | Reason::SignatureMissing
        | Reason::RestrictiveNotation
        | Reason::ForeignItem => checks(planner, reason),
    };
    Envelope::hold(sheets, reason)
}

/// An account in the books with one open bill.
fn account(planner: &mut Planner) -> Account {
    let account = planner.books.account(1, &mut planner.rng);
    planner.books.enter(&account);
    account
}

/// The coupon of an account's newest bill, and a printed personal check over it, changed as wanted.
fn pair(planner: &mut Planner, account: &Account, change: impl FnOnce(&mut Payment)) -> Vec<Sheet> {
    let coupon = planner.coupon(account, account.newest());
    let amount = account.newest().amount_due;
    vec![coupon, planner.personal(&account.holder, amount, change)]
}

/// Envelopes in which something lacks.
fn torn(planner: &mut Planner, reason: Reason) -> Vec<Sheet> {
    let account = account(planner);
    match reason {
        Reason::NoPayment => vec![planner.coupon(&account, account.newest())],
        Reason::NoCoupon => {
            let stranger = Person::pick(&mut planner.rng);
            vec![planner.personal(&stranger, account.newest().amount_due, |_| ())]
        }
        Reason::Correspondence => vec![papers::letter(&account.holder, planner.deposit, &mut planner.rng)],
        _ => {
            let coupon = planner.coupon(&account, account.newest());
            let broken = Sheet {
                paper: Paper::Broken,
                seed: planner.rng.random(),
                spoil: None,
                keyed: None,
                truth: SheetTruth::default(),
            };
            vec![coupon, broken]
        }
    }
}

/// A payment by itself that names two accounts, each owing the amount.
fn ambiguous(planner: &mut Planner) -> Vec<Sheet> {
    let (one, mut other) = (account(planner), planner.books.account(1, &mut planner.rng));
    other.bills[0].amount_due = one.newest().amount_due;
    planner.books.enter(&other);
    let memo = format!("Acct {}, {}", one.number, other.number);
    let change = |wanted: &mut Payment| (wanted.memo, wanted.instrument) = (memo, Instrument::BillPay);
    vec![planner.personal(&one.holder, one.newest().amount_due, change)]
}

/// Coupons whose account is wrong.
fn coupons(planner: &mut Planner, reason: Reason) -> Vec<Sheet> {
    match reason {
        Reason::AccountNotFound => {
            let unknown = planner.books.account(1, &mut planner.rng);
            pair(planner, &unknown, |_| ())
        }
        Reason::AccountUnreadable => {
            let account = account(planner);
            let mut sheets = pair(planner, &account, |wanted| wanted.memo.clear());
            sheets[0].spoil = Some(Spoil::Codes);
            sheets
        }
        _ => {
            let (one, mut other) = (account(planner), planner.books.account(1, &mut planner.rng));
            other.bills[0].amount_due = one.newest().amount_due;
            planner.books.enter(&other);
            let kind = planner.coupon_kind();
            let coupon = papers::coupon(&kind, &one.holder, one.newest(), Some(other.newest()), &mut planner.rng);
            vec![coupon, planner.personal(&one.holder, one.newest().amount_due, |_| ())]
        }
    }
}

/// Bills on which the books forbid a posting.
fn books(planner: &mut Planner, reason: Reason) -> Vec<Sheet> {
    let mut account = planner.books.account(1, &mut planner.rng);
    let deposit = planner.deposit;
    let bill = &mut account.bills[0];
    match reason {
        Reason::NoOpenBill => bill.status = pick(&mut planner.rng, &[BillStatus::Closed, BillStatus::Paid]),
        Reason::PaidElsewhere => bill.paid_elsewhere_date = Some(deposit.saturating_sub(3.days())),
        Reason::AutopayPending => {
            bill.autopay = true;
            bill.autopay_date = Some(deposit.saturating_add(4.days()));
        }
        _ => {
            let actions = [StopAction::Reject, StopAction::Review, StopAction::CertifiedOnly];
            bill.stop_action = Some(pick(&mut planner.rng, &actions));
        }
    }
    planner.books.enter(&account);
    pair(planner, &account, |_| ())
}

/// A check seen before with another coupon, or twice in one go if there was none.
fn duplicate(planner: &mut Planner) -> Vec<Sheet> {
    let mut account = planner.books.account(1, &mut planner.rng);
    let Some(again) = planner.seen.take() else {
        planner.books.enter(&account);
        let sheets = pair(planner, &account, |_| ());
        return vec![sheets[0].clone(), sheets[1].clone(), sheets[1].clone()];
    };
    account.bills[0].amount_due = again.truth.amount.unwrap_or_default();
    planner.books.enter(&account);
    let coupon = planner.coupon(&account, account.newest());
    vec![coupon, again]
}

/// Payments that do not fit the bill, the index or the policy.
fn amounts(planner: &mut Planner, reason: Reason) -> Vec<Sheet> {
    let mut account = planner.books.account(1, &mut planner.rng);
    if reason == Reason::MoneyOrderOverLimit {
        let over = MONEY_ORDER_LIMIT.plus(Money::from_cents(planner.rng.random_range(100..40_000)));
        account.bills[0].amount_due = over;
    }
    planner.books.enter(&account);
    let owed = account.newest().amount_due;
    let amount = match reason {
        Reason::Overpayment => owed.plus(Money::from_cents(planner.rng.random_range(1_000..20_000))),
        Reason::Underpayment => Money::from_cents(owed.cents() * planner.rng.random_range(30..90) / 100),
        _ => owed,
    };
    let mut sheets = pair(planner, &account, |wanted| {
        (wanted.amount, wanted.figures) = (amount, amount);
        match reason {
            Reason::MoneyOrderOverLimit => wanted.instrument = Instrument::PrivateMoneyOrder,
            Reason::InstrumentNotAccepted => wanted.instrument = Instrument::Cashiers,
            _ => {}
        }
    });
    if reason == Reason::OutOfBalance {
        sheets[1].keyed = Some(owed.plus(Money::from_cents(900)));
    }
    sheets
}

/// Papers that cannot be read.
fn spoiled(planner: &mut Planner, reason: Reason) -> Vec<Sheet> {
    let account = account(planner);
    let mut sheets = pair(planner, &account, |_| ());
    sheets[1].spoil = Some(match reason {
        Reason::AmountUnreadable => Spoil::Amount,
        Reason::MicrUnreadable => Spoil::Micr,
        _ => Spoil::Faint,
    });
    sheets
}

/// Checks that say something that forbids posting.
fn checks(planner: &mut Planner, reason: Reason) -> Vec<Sheet> {
    let account = account(planner);
    let deposit = planner.deposit;
    let days = planner.rng.random_range(10..90);
    let stranger = names::stranger(&mut planner.rng);
    let note =
        pick(&mut planner.rng, &["Paid in full", "PAYMENT IN FULL", "Full and final payment", "In full settlement"]);
    pair(planner, &account, |wanted| match reason {
        Reason::AmountMismatch => wanted.figures = wanted.amount.plus(Money::from_cents(10_000)),
        Reason::StaleDated => wanted.date = deposit.saturating_sub((200 + days).days()),
        Reason::PostDated => wanted.date = deposit.saturating_add(days.days()),
        Reason::PayeeUnacceptable => wanted.payee = stranger,
        Reason::SignatureMissing => wanted.signed = false,
        Reason::RestrictiveNotation => wanted.memo = note.to_owned(),
        _ => wanted.foreign = true,
    })
}
