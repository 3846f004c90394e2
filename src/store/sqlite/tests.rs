//! Money that left and came back, on a store of its own.

use jiff::civil::date;

use super::SqliteStore;
use crate::ledger;
use crate::model::testing::{batch, decision, money};
use crate::model::{
    AccountNumber, Action, Answer, Batch, BatchId, BillId, CaseState, Decision, DocumentNumber, Entry, ExceptionId,
    Money, Outcome, PaymentType, Place, Posting, Reason, TransactionId, UserName,
};
use crate::store::review::{
    AuditEntry, CaseChange, CaseStore, ReleaseRequest, RequestState, RequestStep, RequestStore, Seconds,
};
use crate::store::{
    Acknowledged, AnswerStore, BatchStore, BillLoad, BillStore, DepositStore, DepositedItem, Finished, INTERCHANGE,
    LedgerStore, LoadId, LoadKind, Release, ReleasedBatch, ReturnStore, TakenReturn,
};

fn posting(document: u32, amount: &str) -> Posting {
    Posting {
        account: AccountNumber::new("7").unwrap(),
        bill: BillId::new("1"),
        amount: money(amount),
        payment: DocumentNumber(document),
        payment_type: PaymentType::Check,
        routing: None,
        payer_account: None,
        check_number: None,
        postmark_date: None,
    }
}

/// Document 2 is posted in two parts, document 4 is held.
fn decisions() -> Vec<Decision> {
    let paid = |id: &str, document, amount: &str, outcome| Decision {
        payments: vec![(DocumentNumber(document), Some(money(amount)))],
        ..decision(id, outcome)
    };
    let posted = Outcome::Post(vec![posting(2, "3.00"), posting(2, "2.00")]);
    vec![paid("1", 2, "5.00", posted), paid("2", 4, "7.00", Outcome::Hold(vec![Reason::NoCoupon]))]
}

struct Kept {
    store: SqliteStore,
    load: LoadId,
    _folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store = SqliteStore::open(folder.path()).unwrap();
        let load = store.begin_load("ab", LoadKind::Snapshot).unwrap();
        let bills = BillLoad {
            id: load,
            sha256: "ab".to_owned(),
            kind: LoadKind::Snapshot,
            bills: 1,
            rejected: 0,
            file: "bills.csv".to_owned(),
            rows: 1,
            loaded: None,
        };
        store.commit_load(&bills, &[]).unwrap();
        let mut kept = Self { store, load, _folder: folder };
        kept.finish(&batch(), &decisions());
        kept
    }

    fn finish(&mut self, batch: &Batch, decisions: &[Decision]) {
        let last_posting = self.store.last_posting().unwrap();
        assert!(self.try_finish(batch, decisions, last_posting));
    }

    /// Finishes a batch whose decisions know of postings up to that one.
    fn try_finish(&mut self, batch: &Batch, decisions: &[Decision], last_posting: i64) -> bool {
        self.store.begin(batch, "print").unwrap();
        let identities = [(DocumentNumber(2), "check:011000138:781:1457".to_owned())];
        self.store
            .finish(&Finished {
                batch,
                load: Some(self.load),
                transactions: &[],
                decisions,
                config: "",
                models: "",
                payers: &[],
                entries: &ledger::entries(&batch.id, decisions),
                findings: &[],
                identities: &identities,
                last_posting,
                out_folder: "out".into(),
            })
            .unwrap()
    }

    /// The held transaction as people see it.
    fn case(&self) -> crate::store::review::KeptCase {
        self.store.case(&ExceptionId::new(&batch().id.exception_id(1)).unwrap()).unwrap().unwrap()
    }

    fn change(&mut self, change: &CaseChange) {
        let id = self.case().id;
        self.store.change(&id, &mut |_| Ok((change.clone(), audit("test")))).unwrap();
    }

    /// Moves the held payment out of its place into another.
    fn move_held(&mut self, from: Place, to: Place) {
        let line = |place, cents| Entry {
            place,
            transaction: TransactionId("2".to_owned()),
            payment: DocumentNumber(4),
            account: None,
            bill: None,
            amount: Some(Money::from_cents(cents)),
            posting: None,
            reverses: None,
        };
        self.change(&CaseChange { entries: vec![line(from, -700), line(to, 700)], ..CaseChange::default() });
    }

    fn lines(&self) -> Vec<Entry> {
        let kept = self.store.entries(&batch().id, 0, u64::MAX).unwrap();
        kept.into_iter().map(|kept| kept.entry).collect()
    }

    /// Takes a payment back, as the ledger says; tells whether something was done.
    fn take_back(&mut self, document: u32) -> bool {
        let (batch, document) = (batch().id, DocumentNumber(document));
        let taken = |lines: &[Entry], next: usize| {
            let standing = ledger::standings(lines).into_iter().find(|one| one.payment == document)?;
            Some(TakenReturn {
                batch: batch.clone(),
                document,
                file: "back.csv".to_owned(),
                sha256: "cd".to_owned(),
                place: "line 2".to_owned(),
                reason: None,
                taken: date(2026, 11, 30).at(8, 0, 0, 0),
                entries: ledger::taken_back(&batch, &standing, next).unwrap()?,
                audit: audit("returned"),
            })
        };
        self.store.take_return(&batch, document, &mut { taken }).unwrap()
    }

    fn applied(&self, before: &BatchId) -> i64 {
        self.store.applied(self.load, before).unwrap().iter().map(|applied| applied.amount.cents()).sum()
    }
}

#[test]
fn bills_are_open_again_for_what_is_decided_later() {
    let mut kept = Kept::new();
    let [between, later] = ["between", "later"].map(|id| Batch { id: BatchId::new(id).unwrap(), ..batch() });
    kept.finish(&between, &[]);
    assert_eq!((kept.applied(&between.id), kept.applied(&later.id)), (500, 500));
    assert!(kept.take_back(2));
    // What was decided before is decided again as it was.
    assert_eq!((kept.applied(&between.id), kept.applied(&later.id)), (500, 0));
    // Undone once: said again, nothing is done.
    let lines = kept.lines();
    assert!(!kept.take_back(2));
    assert_eq!(kept.lines(), lines);
    let standing = &kept.store.standings().unwrap()[0];
    assert_eq!((standing.tally(Place::Posted).count, standing.tally(Place::Returned).amount), (0, money("5.00")));
    assert!(standing.balances());
}

#[test]
fn a_held_payment_that_came_back_waits_no_more() {
    let mut kept = Kept::new();
    assert_eq!(kept.store.held(&batch().id).unwrap().len(), 1);
    assert!(kept.take_back(4));
    assert_eq!(kept.store.held(&batch().id).unwrap().len(), 0);
    let standing = &kept.store.standings().unwrap()[0];
    assert_eq!((standing.tally(Place::Exception).count, standing.tally(Place::Returned).amount), (0, money("7.00")));
    assert!(standing.balances());
}

#[test]
fn a_proposal_falls_with_the_payment_that_came_back() {
    let mut kept = Kept::new();
    kept.change(&CaseChange {
        state: Some(CaseState::Proposed),
        proposal: Some(Some(crate::store::review::Proposed {
            by: UserName::new("ann").unwrap(),
            action: Action::Suspend,
            note: String::new(),
        })),
        ..CaseChange::default()
    });
    let before = kept.case().version;
    assert!(kept.take_back(4));
    let case = kept.case();
    assert_eq!((case.state, case.proposal, case.version), (CaseState::Returned, None, before + 1));
}

#[test]
fn what_was_deposited_without_being_applied_comes_back_as_a_whole() {
    let mut kept = Kept::new();
    kept.move_held(Place::Exception, Place::Suspense);
    kept.change(&CaseChange { state: Some(CaseState::Suspended), ..CaseChange::default() });
    assert!(kept.take_back(4));
    assert_eq!(kept.case().state, CaseState::Returned);
}

#[test]
fn a_batch_is_not_finished_by_what_somebody_has_overtaken() {
    let mut kept = Kept::new();
    let other = |id: &str| Batch { id: BatchId::new(id).unwrap(), ..batch() };
    let seen = kept.store.last_posting().unwrap();
    assert!(kept.take_back(2), "account 7 owes again");
    assert!(!kept.try_finish(&other("later"), &decisions(), seen));
    assert_eq!(kept.store.finished(&other("later").id).unwrap(), None);
    // A batch that pays nothing to that account does not mind, and one that has looked again neither.
    assert!(kept.try_finish(&other("held"), &decisions()[1..], seen));
    let seen = kept.store.last_posting().unwrap();
    assert!(kept.try_finish(&other("later"), &decisions(), seen));
}

#[test]
fn a_file_is_made_by_one_and_once() {
    let mut kept = Kept::new();
    let (ann, ben) = (UserName::new("ann").unwrap(), UserName::new("ben").unwrap());
    let request = ReleaseRequest {
        number: 0,
        form: "csv".to_owned(),
        deposit_date: date(2026, 11, 24),
        again: String::new(),
        by: ann,
        state: RequestState::Waiting,
        second_person: None,
        file: None,
    };
    let number = kept.store.ask_release(&request, &audit("ask")).unwrap();
    let mut take = |from, to, file: Option<&str>| {
        let step = RequestStep { from, to, second_person: Some(ben.clone()), file: file.map(str::to_owned) };
        kept.store.move_request(number, &step, &audit("release")).unwrap()
    };
    assert!(take(RequestState::Waiting, RequestState::Making, None));
    assert!(!take(RequestState::Waiting, RequestState::Making, None));
    assert!(!take(RequestState::Waiting, RequestState::Withdrawn, None));
    assert!(take(RequestState::Making, RequestState::Done, Some("released/csv-1")));
    assert!(!take(RequestState::Making, RequestState::Failed, None));
    let kept = &kept.store.release_requests(1).unwrap()[0];
    assert_eq!((kept.state, kept.file.as_deref()), (RequestState::Done, Some("released/csv-1")));
}

#[test]
fn what_was_given_back_meanwhile_enters_no_deposit() {
    let mut kept = Kept::new();
    let last = |kept: &Kept| kept.store.entries(&batch().id, 0, u64::MAX).unwrap().last().unwrap().number;
    let item = DepositedItem {
        batch: batch().id,
        document: DocumentNumber(4),
        sequence: "263280001000001".to_owned(),
        amount: money("7.00"),
    };
    let told =
        |upto| Release { batches: vec![ReleasedBatch { batch: batch().id, after: 0, upto }], ..release(1, None) };
    let seen = last(&kept);
    kept.move_held(Place::Exception, Place::Returned);
    let items = || std::iter::once(item.clone());
    assert!(kept.store.keep_deposit(&told(seen), &mut items(), &audit("made_file")).is_err());
    assert_eq!((kept.store.releases().unwrap().len(), kept.store.deposited(&batch().id).unwrap().len()), (0, 0));
    // What is only moved to suspense meanwhile is at the bank all the same.
    kept.move_held(Place::Returned, Place::Exception);
    let seen = last(&kept);
    kept.move_held(Place::Exception, Place::Suspense);
    kept.store.keep_deposit(&told(seen), &mut items(), &audit("made_file")).unwrap();
}

#[test]
fn a_settled_amount_stays_as_it_was_settled() {
    let mut kept = Kept::new();
    kept.change(&CaseChange { settled: Some((DocumentNumber(4), money("7.50"))), ..CaseChange::default() });
    kept.change(&CaseChange { settled: Some((DocumentNumber(4), money("9.00"))), ..CaseChange::default() });
    assert_eq!(kept.case().settled, [(DocumentNumber(4), money("7.50"))]);
}

fn audit(action: &str) -> AuditEntry {
    let (action, subject) = (action.to_owned(), String::new());
    AuditEntry { at: Seconds(1_790_000_000), by: None, action, subject, detail: String::new() }
}

fn release(sequence: u32, copied_because: Option<&str>) -> Release {
    Release {
        name: format!("box-x9-{sequence:06}"),
        form: "x9".to_owned(),
        sequence,
        made: date(2026, 11, 24).at(17, 0, 0, 0),
        sha256: "ef".to_owned(),
        payments: 1,
        amount: money("5.00"),
        batches: Vec::new(),
        copied_because: copied_because.map(str::to_owned),
        released_by: Some("Ann".to_owned()),
        approved_by: None,
        answer: None,
    }
}

#[test]
fn a_payment_is_in_one_deposit_and_found_by_its_number() {
    let mut kept = Kept::new();
    let item = |sequence: &str| DepositedItem {
        batch: batch().id,
        document: DocumentNumber(2),
        sequence: sequence.to_owned(),
        amount: money("5.00"),
    };
    kept.store
        .keep_deposit(&release(1, None), &mut std::iter::once(item("263280001000001")), &audit("made_file"))
        .unwrap();
    kept.store
        .keep_deposit(&release(1, Some("lost")), &mut std::iter::once(item("263280001000001")), &audit("made_file"))
        .unwrap();
    assert!(
        kept.store
            .keep_deposit(&release(2, None), &mut std::iter::once(item("263280002000001")), &audit("made_file"))
            .is_err()
    );
    assert_eq!(kept.store.releases().unwrap().len(), 2, "the refused one is not kept");
    assert_eq!(kept.store.deposit_items(&release(1, None)).unwrap(), [item("263280001000001")]);
    assert_eq!(kept.store.deposited(&batch().id).unwrap().len(), 1);
    let found = kept.store.payment_of_sequence("263280001000001").unwrap().unwrap();
    assert_eq!((found.document, found.amount), (DocumentNumber(2), Some(money("5.00"))));
    assert_eq!(kept.store.payments_of(money("5.00"), "1457").unwrap(), [found]);
    for (amount, serial) in [("5.00", "457"), ("5.01", "1457"), ("7.00", "")] {
        assert_eq!(kept.store.payments_of(money(amount), serial).unwrap(), [], "{serial}");
    }
    assert_eq!(kept.store.payment_of_sequence("1").unwrap(), None);
}

#[test]
fn the_last_answer_to_each_part_counts() {
    let mut kept = Kept::new();
    kept.store.keep_release(&release(1, None), &audit("made_file")).unwrap();
    let mut say = |subject: &str, answer: Answer| {
        let said = Acknowledged {
            form: "x9".to_owned(),
            sequence: 1,
            subject: subject.to_owned(),
            answer,
            faults: vec!["one".to_owned(), "two".to_owned()],
            taken: date(2026, 11, 25).at(8, 0, 0, 0),
        };
        let new = kept.store.keep_answers(std::slice::from_ref(&said)).unwrap();
        (new, kept.store.releases().unwrap()[0].answer)
    };
    assert_eq!(say(INTERCHANGE, Answer::Accepted), (1, Some(Answer::Accepted)));
    assert_eq!(say("group 1", Answer::Rejected), (1, Some(Answer::Rejected)));
    assert_eq!(say("group 1", Answer::Rejected), (0, Some(Answer::Rejected)));
    assert_eq!(say("group 2", Answer::AcceptedWithErrors), (1, Some(Answer::PartlyAccepted)));
    assert_eq!(say("group 1", Answer::Accepted), (1, Some(Answer::AcceptedWithErrors)));
    assert_eq!(say(INTERCHANGE, Answer::Rejected), (1, Some(Answer::Rejected)));
    assert_eq!(kept.store.answers(&release(1, None)).unwrap()[0].faults, ["one", "two"]);
}
