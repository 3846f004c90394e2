//! Plans the envelopes of a deck, good ones here, bad ones in [`super::faults`].

use jiff::civil::Date;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::books::{Account, Books};
use super::faults;
use super::kinds::{CouponKind, Faults, Recipe};
use super::names::Person;
use super::papers::{self, Payment};
use super::plan::{Due, Envelope, Sheet};
use super::sheets;
use super::slips;
use crate::drawing::check::Instrument;
use crate::drawing::pen::pick;
use crate::model::{Bill, BillType, Money, Reason};

/// The most that a money order can be.
pub(super) const MONEY_ORDER_LIMIT: Money = Money::from_cents(100_000);

/// Plans envelope after envelope.
pub(super) struct Planner {
    pub(super) rng: ChaCha8Rng,
    pub(super) books: Books,
    pub(super) recipe: Recipe,
    pub(super) deposit: Date,
    /// A good payment to be sent in once more.
    pub(super) seen: Option<Sheet>,
    faults: usize,
}

impl Planner {
    pub(super) fn new(recipe: Recipe, seed: u64, deposit: Date) -> Self {
        let rng = ChaCha8Rng::seed_from_u64(seed);
        Self { rng, books: Books::new(deposit), recipe, deposit, seen: None, faults: 0 }
    }

    /// Plans that many envelopes and fills the books with others.
    pub(super) fn plan(mut self, transactions: u32) -> (Vec<Envelope>, Books) {
        let mut envelopes: Vec<Envelope> = (0..transactions).map(|at| self.envelope(at)).collect();
        if self.recipe.sheets {
            sheets::put_between(&mut envelopes, &mut self.rng);
        }
        let others = transactions as usize / 2 + 20;
        self.books.enter_others(others, &mut self.rng);
        (envelopes, self.books)
    }

    fn envelope(&mut self, at: u32) -> Envelope {
        let faulty = match self.recipe.faults {
            Faults::None => false,
            Faults::InTurn => at % 2 == 1,
            Faults::Share(share) => self.rng.random_bool(share),
        };
        if faulty {
            let reasons = faults::drawable(&self.recipe);
            let reason = reasons[self.faults % reasons.len()];
            self.faults += 1;
            return faults::envelope(self, reason);
        }
        if self.recipe.slips {
            return self.slip();
        }
        if self.recipe.lists {
            return self.list();
        }
        if self.rng.random_bool(self.recipe.alone) {
            return self.alone();
        }
        if self.rng.random_bool(self.recipe.several) {
            return self.several();
        }
        self.single()
    }

    /// One coupon and one payment: all that is due, older bills with it, or a part.
    fn single(&mut self) -> Envelope {
        let bills = if self.rng.random_bool(0.15) { 2 } else { 1 };
        let account = self.books.account(bills, &mut self.rng);
        self.books.enter(&account);
        let newest = account.newest();
        // The first bill of a policy must be paid in full.
        let may_be_partial = bills == 1 && newest.bill_type != Some(BillType::Binder);
        let partial = may_be_partial && self.recipe.partial_posts && self.rng.random_bool(0.12);
        let (amount, postings) = if partial {
            let part = Money::from_cents(newest.amount_due.cents() * self.rng.random_range(30..90) / 100);
            (part, vec![Due { amount: part, ..due(newest) }])
        } else {
            // The coupon's bill comes first, then the oldest.
            let rest = account.bills.iter().skip(1).rev();
            (account.open_total(), std::iter::once(newest).chain(rest).map(due).collect())
        };
        let envelope = self.recipe.envelopes.then(|| papers::envelope(&account.holder, &mut self.rng));
        let coupon = self.coupon(&account, newest);
        let payment = self.payment(&account.holder, amount);
        if self.seen.is_none() && bills == 1 && !partial {
            self.seen = Some(payment.clone());
        }
        Envelope::post(envelope.into_iter().chain([coupon, payment]).collect(), postings)
    }

    /// One coupon and a payment of almost what is due: less is a part of it, more is too much.
    fn slip(&mut self) -> Envelope {
        let mut account = self.books.account(1, &mut self.rng);
        if account.newest().bill_type == Some(BillType::Binder) {
            // The first bill of a policy must be paid in full.
            account.bills[0].bill_type = None;
        }
        self.books.enter(&account);
        let newest = account.newest();
        let amount = slips::slip(newest.amount_due, &mut self.rng);
        let sheets = vec![self.coupon(&account, newest), self.payment(&account.holder, amount)];
        if amount > newest.amount_due {
            return Envelope::hold(sheets, Reason::Overpayment);
        }
        Envelope::post(sheets, vec![Due { amount, ..due(newest) }])
    }

    /// Several coupons or several payments, or both.
    fn several(&mut self) -> Envelope {
        let (coupons, payments) = pick(&mut self.rng, &[(2, 1), (3, 1), (1, 2), (2, 2), (2, 1)]);
        let mut first = self.books.account(1, &mut self.rng);
        let mut accounts = Vec::new();
        for _ in 1..coupons {
            accounts.push(self.books.relative(&mut first, &mut self.rng));
        }
        accounts.insert(0, first);
        let mut sheets = Vec::new();
        let mut postings = Vec::new();
        for account in &accounts {
            self.books.enter(account);
            sheets.push(self.coupon(account, account.newest()));
            postings.push(due(account.newest()));
        }
        let total: Money = postings.iter().map(|due| due.amount).sum();
        let amounts = match (payments, coupons) {
            (1, _) => vec![total],
            (_, 2) => postings.iter().map(|due| due.amount).collect(),
            _ => {
                let part = Money::from_cents(total.cents() * self.rng.random_range(20..80) / 100);
                vec![part, total.minus(part)]
            }
        };
        for (at, amount) in amounts.into_iter().enumerate() {
            let payer = accounts[at % accounts.len()].holder.clone();
            sheets.push(self.payment(&payer, amount));
        }
        Envelope::post(sheets, postings)
    }

    /// A payment that names its account and pays its only open bill.
    fn alone(&mut self) -> Envelope {
        let account = self.books.account(1, &mut self.rng);
        self.books.enter(&account);
        let newest = account.newest();
        // A person's hand in the memo line is read too seldom to be expected here.
        let wanted = self.wanted(&account.holder, newest.amount_due);
        let instrument =
            if matches!(wanted.instrument, Instrument::Personal | Instrument::Business) && self.recipe.alone == 1.0 {
                wanted.instrument
            } else {
                Instrument::BillPay
            };
        let mut wanted = Payment { instrument, by_hand: false, ..wanted };
        if instrument == Instrument::BillPay {
            wanted.payer = account.holder.clone();
        }
        let forms = ["Account Number: ", "Acct # ", "Account: ", "Acct "];
        wanted.memo = format!("{}{}", pick(&mut self.rng, &forms), account.number);
        let mut sheet = papers::payment(&wanted, &mut self.rng);
        sheet.truth.account = Some(account.number.clone());
        Envelope::post(vec![sheet], vec![due(newest)])
    }

    /// One check for several accounts, and the list of them.
    fn list(&mut self) -> Envelope {
        let accounts: Vec<Account> =
            (0..self.rng.random_range(3..=14)).map(|_| self.books.account(1, &mut self.rng)).collect();
        let postings: Vec<Due> = accounts.iter().map(|account| due(account.newest())).collect();
        accounts.iter().for_each(|account| self.books.enter(account));
        let total = postings.iter().map(|due| due.amount).sum();
        let payer = Person::pick(&mut self.rng);
        let wanted = self.wanted(&payer, total);
        let check = Payment { instrument: Instrument::BillPay, by_hand: false, memo: "See list".to_owned(), ..wanted };
        let check = papers::payment(&check, &mut self.rng);
        Envelope::post(vec![check, papers::list(&accounts, self.deposit, &mut self.rng)], postings)
    }

    pub(super) fn coupon_kind(&mut self) -> CouponKind {
        pick(&mut self.rng, self.recipe.coupons)
    }

    pub(super) fn coupon(&mut self, account: &Account, bill: &Bill<'_>) -> Sheet {
        let kind = self.coupon_kind();
        papers::coupon(&kind, &account.holder, bill, None, &mut self.rng)
    }

    /// What a usual payment says, the instrument left to chance.
    pub(super) fn wanted(&mut self, payer: &Person, amount: Money) -> Payment {
        let total: u32 = self.recipe.instruments.iter().map(|(_, weight)| weight).sum();
        let mut ticket = self.rng.random_range(0..total.max(1));
        let mut instrument = Instrument::Personal;
        for (kind, weight) in self.recipe.instruments {
            if ticket < *weight {
                instrument = *kind;
                break;
            }
            ticket -= weight;
        }
        if papers::payment_type(instrument) == crate::model::PaymentType::MoneyOrder && amount > MONEY_ORDER_LIMIT {
            instrument = Instrument::Personal;
        }
        let by_hand = self.rng.random_bool(self.recipe.by_hand);
        Payment::usual(payer, amount, instrument, by_hand, self.deposit, &mut self.rng)
    }

    pub(super) fn payment(&mut self, payer: &Person, amount: Money) -> Sheet {
        let wanted = self.wanted(payer, amount);
        let mut sheet = papers::payment(&wanted, &mut self.rng);
        if self.recipe.index && self.rng.random_bool(0.3) {
            sheet.keyed = Some(amount);
        }
        sheet
    }

    /// A usual payment by a person's own printed check, changed as wanted.
    pub(super) fn personal(&mut self, payer: &Person, amount: Money, change: impl FnOnce(&mut Payment)) -> Sheet {
        let mut wanted = Payment::usual(payer, amount, Instrument::Personal, false, self.deposit, &mut self.rng);
        change(&mut wanted);
        papers::payment(&wanted, &mut self.rng)
    }
}

/// All of a bill.
pub(super) fn due(bill: &Bill<'_>) -> Due {
    Due { account: bill.account.clone(), bill: bill.id.clone(), amount: bill.amount_due }
}
